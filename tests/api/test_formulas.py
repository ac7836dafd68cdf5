"""Typed formulas through the API: described, computed on, and mistakes told with their place."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest

from app.api.schemas import FormulaSurface
from app.api.surfaces import SurfaceMemory
from app.core.typed import TypedSurface

V1 = "/api/v1"
TEXT = "(w^2 + b - 11)^2 + 3 sin(2w) b"
AXIS = {"minimum": -1, "maximum": 1, "count": 3}
CALLS: dict[str, dict[str, Any]] = {
    "/surfaces/describe": {},
    "/evaluate": {"points": [[1, 1]]},
    "/grid": {"w": AXIS, "b": AXIS},
    "/taylor": {"point": [1, 1], "direction": [1, 0], "learning_rates": [0.1]},
    "/descents": {"starts": [[1, 1]], "optimizers": [{"id": "gradient_descent"}], "max_iterations": 3},
}


def formula(text: str, **more: Any) -> dict[str, Any]:
    return {"kind": "formula", "text": text, **more}


def post(client: httpx.Client, path: str, surface: dict[str, Any], **more: Any) -> dict[str, Any]:
    response = client.post(V1 + path, json={"surface": surface, **CALLS[path], **more})
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def test_a_formula_is_described(client: httpx.Client) -> None:
    answer = post(client, "/surfaces/describe", formula(TEXT))
    assert (answer["kind"], answer["text"], answer["minima_are"]) == ("formula", "(w^2 + b - 11)^2 + 3*sin(2*w)*b", "found")
    assert answer["latex"].startswith("L(w, b) = ")
    assert answer["domain"] == {"w": [-6, 6], "b": [-20, 20]}
    assert answer["minima"][0] == pytest.approx([-0.7538, 11.9287, -33.4739], abs=1e-3)
    assert answer["minima"][3] == pytest.approx([-3.2542, 0.7453, -0.387], abs=1e-3)
    low, high = answer["domain"]["w"]
    assert low < answer["suggested"]["start"][0] < high
    assert answer["suggested"]["learning_rate"] > 0


MARKUP = {
    "math",
    "mrow",
    "mi",
    "mn",
    "mo",
    "msup",
    "mfrac",
    "msqrt",
    "mroot",
    "msub",
    "msubsup",
    "munderover",
    "mspace",
    "mstyle",
}
NAMED = {"kind": "named", "id": "himmelblau"}
NEURON = {"kind": "neuron", "data": [[0.5, 0.2]]}


@pytest.mark.parametrize("surface", [formula(TEXT), NAMED, NEURON], ids=lambda surface: surface["kind"])
def test_every_kind_comes_with_mathml_and_nothing_else_in_it(client: httpx.Client, surface: dict[str, Any]) -> None:
    told = post(client, "/surfaces/describe", surface)["mathml"]
    assert len(told["gradient"]) == 2
    for markup in (told["loss"], *told["gradient"]):
        assert markup.startswith("<math ")
        assert markup.endswith("</math>")
        assert set(re.findall(r"</?(\w+)", markup)) <= MARKUP


def test_a_given_domain_is_kept_and_searched(client: httpx.Client) -> None:
    answer = post(client, "/surfaces/describe", formula("(w - 3)^2 + b^2", domain={"w": [2, 8], "b": [-1, 2.5]}))
    assert answer["domain"] == {"w": [2, 8], "b": [-1, 2.5]}
    assert answer["minima"] == [[3, 0, 0]]


def test_undefined_regions_are_holes(client: httpx.Client) -> None:
    answer = post(client, "/grid", formula("log(w) + b"), w={"minimum": -1, "maximum": 1, "count": 3})
    assert answer["non_finite_count"] == 6
    assert answer["loss"][0] == [None, None, -1]
    assert (answer["finite_minimum"], answer["finite_maximum"]) == (-1, 1)
    assert post(client, "/evaluate", formula("log(w) + b"), points=[[-1, 0]])["results"][0]["loss"] is None


def test_a_walk_into_a_hole_ends_at_its_edge(client: httpx.Client) -> None:
    body = {"starts": [[1, 0]], "optimizers": [{"id": "gradient_descent", "learning_rate": 0.3}], "max_iterations": 50}
    run = post(client, "/descents", formula("sqrt(w) + b^2"), **body)["runs"][0]
    assert run["outcome"] == "diverged"
    assert run["theta"][-1][0] > 0
    assert run["diverged_at"] == run["iterations"] + 1


@pytest.mark.parametrize("path", CALLS)
def test_every_call_takes_a_formula(client: httpx.Client, path: str) -> None:
    post(client, path, formula("w^2 + wb"))


@pytest.mark.parametrize("path", CALLS)
@pytest.mark.parametrize(
    ("text", "position", "length", "message"),
    [
        ("w + * b", 4, 1, "expected a number, w, b, a function or an opening bracket"),
        ("w +", 3, 0, "the formula ends too early"),
        ("2 CANARYSECRET", 2, 12, "unknown name"),
        ("w + 9^9^9", 4, 5, "this constant is too large"),
        ("log(-1) w", 0, 7, "log of 0 and of negative numbers is no real number"),
    ],
)
def test_a_mistake_is_told_with_its_place(
    client: httpx.Client, path: str, text: str, position: int, length: int, message: str
) -> None:
    response = client.post(V1 + path, json={"surface": formula(text), **CALLS[path]})
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    (mistake,) = response.json()["errors"]
    assert mistake["message"].startswith(message)
    assert mistake == {"location": "body.surface.text", "message": mistake["message"], "position": position, "length": length}
    assert f"character {position + 1}" in response.json()["detail"]
    assert "CANARY" not in response.text.upper()


@pytest.mark.parametrize(
    ("surface", "location", "message"),
    [
        (
            formula("".join(f"(sin(w)+{k}b)" for k in range(30))),
            "body.surface.text",
            "the derivatives of this formula",
        ),
        (formula("w", domain={"w": [1, 1], "b": [0, 1]}), "body.surface.domain.w", "must have its low edge before its high one"),
        (formula("w", domain={"w": [0, 1e7], "b": [0, 1]}), "body.surface.domain.w[1]", "must be a finite number"),
        (formula("w", domain={"w": [0, 1]}), "body.surface.domain.b", "is required"),
        (formula("w", domain={"w": [0], "b": [0, 1]}), "body.surface.domain.w", "must have exactly 2 numbers"),
        ({"kind": "formula"}, "body.surface.text", "is required"),
        ({"kind": "formula", "text": 1}, "body.surface.text", "must be a string"),
    ],
)
def test_what_is_wrong_in_no_one_place_has_no_position(
    client: httpx.Client, surface: dict[str, Any], location: str, message: str
) -> None:
    (mistake,) = client.post(f"{V1}/surfaces/describe", json={"surface": surface}).json()["errors"]
    assert (mistake["location"], set(mistake)) == (location, {"location", "message"})
    assert mistake["message"].startswith(message)


@pytest.mark.parametrize("path", ["/surfaces/describe", "/surfaces/check"])
def test_what_is_too_long_is_told_from_where_on(client: httpx.Client, path: str) -> None:
    answer = client.post(f"{V1}{path}", json={"surface": formula("w+" * 300)})
    assert answer.status_code == 422
    told = {"location": "body.surface.text", "message": "must have at most 500 characters", "position": 500, "length": 100}
    assert answer.json()["errors"] == [told]
    assert client.post(f"{V1}{path}", json={"surface": formula(" " * 499 + "w")}).status_code == 200


def typed(memory: SurfaceMemory, text: str, **more: Any) -> TypedSurface:
    """The surface of a text, read first if it must be."""
    choice = FormulaSurface.model_validate(formula(text, **more))
    memory.learn(text)
    surface = memory.typed(choice)
    assert surface is not None
    return surface


def test_a_formula_is_compiled_once_however_it_is_written_and_wherever_it_is_shown() -> None:
    memory = SurfaceMemory(4)
    first = typed(memory, "w^2+b")
    elsewhere = typed(memory, "w**2 + b", domain={"w": (0, 1), "b": (0, 1)})
    assert typed(memory, "w^2 + b") is first
    assert elsewhere is not first
    assert elsewhere.function is first.function
    assert elsewhere.domain.w == (0, 1)


def test_a_surface_that_was_forgotten_can_still_be_used() -> None:
    memory = SurfaceMemory(1)
    first = typed(memory, "w + 1")
    function = first.function
    assert typed(memory, "w + 2").function is not function
    assert memory.typed(FormulaSurface.model_validate(formula("w + 1"))) is None
    assert typed(memory, "w + 1").function is not function
    assert first.function is function
