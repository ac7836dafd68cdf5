"""The lists, `POST /surfaces/describe` and `POST /evaluate`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import httpx
import numpy as np
import pytest

from app.api.routes import description_work
from app.api.schemas import NamedSurface
from app.api.work import INLINE_WORK
from app.core import catalog, optimizers
from app.core.catalog.rates import initial_steps, learning_rates
from app.core.neuron import LECTURE_DATA, SUGGESTED, NeuronSurface

V1 = "/api/v1"
W_STAR, B_STAR = 1.791759469228055, -2.282174095733918  # lecture, section 1


def post(client: httpx.Client, path: str, body: dict[str, Any]) -> dict[str, Any]:
    response = client.post(V1 + path, json=body)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def test_the_catalog_is_listed(client: httpx.Client) -> None:
    listed = client.get(f"{V1}/surfaces").json()["surfaces"]
    assert [each["id"] for each in listed] == list(catalog.SURFACES)
    for each in listed:
        entry = catalog.SURFACES[each["id"]]
        assert set(each) == {
            "id", "name", "family", "about", "formula", "latex", "domain", "minima", "suggested", "parameters", "source",
        }  # fmt: skip
        assert (each["name"], each["family"], each["about"]) == (entry.name, entry.family, entry.about)
        assert each["parameters"] == [asdict(parameter) for parameter in entry.parameters]
        assert (each["formula"], each["latex"], each["source"]) == (entry.text, entry.latex, entry.source)
        assert each["domain"] == {"w": list(entry.domain.w), "b": list(entry.domain.b)}
        assert each["minima"] == [[minimum.w, minimum.b, minimum.loss] for minimum in entry.minima]
        settings = {"start", "learning_rate", "momentum", "max_iterations", "tolerance", "learning_rates", "initial_steps"}
        assert set(each["suggested"]) == settings
        assert each["suggested"]["initial_steps"] == initial_steps(each["id"])
        assert each["suggested"]["learning_rates"] == learning_rates(each["id"])


def test_the_optimizers_are_listed(client: httpx.Client) -> None:
    listed = client.get(f"{V1}/optimizers").json()["optimizers"]
    assert [each["id"] for each in listed] == list(optimizers.OPTIMIZERS)
    for each in listed:
        entry = optimizers.OPTIMIZERS[each["id"]]
        assert each["update_rule_latex"] == entry.update_rule_latex
        assert each["note"] == entry.note
        for told, expected in zip(each["hyperparameters"], entry.hyperparameters, strict=True):
            for key in ("name", "symbol", "default", "minimum", "maximum", "scale"):
                assert told[key] == getattr(expected, key)


@pytest.mark.parametrize("surface_id", catalog.SURFACES)
def test_a_named_surface_is_described(client: httpx.Client, surface_id: str) -> None:
    answer = post(client, "/surfaces/describe", {"surface": {"kind": "named", "id": surface_id}})
    entry = catalog.SURFACES[surface_id]
    assert (answer["kind"], answer["name"], answer["text"]) == ("named", entry.name, entry.text)
    assert answer["latex_gradient"] == list(catalog.get(surface_id).latex_gradient)
    assert answer["minima"] == [[minimum.w, minimum.b, minimum.loss] for minimum in entry.minima]
    assert answer["suggested"]["start"] == list(entry.suggested.start)


PARAMETERS = {"condition_number": 4.0, "rotation_degrees": 90.0}
TURNED = {"kind": "named", "id": "quadratic", "parameters": PARAMETERS}


def test_a_surface_with_parameters_is_described_as_asked(client: httpx.Client) -> None:
    answer = post(client, "/surfaces/describe", {"surface": TURNED})
    assert answer["text"] == catalog.get("quadratic", PARAMETERS).text != catalog.SURFACES["quadratic"].text


def test_what_is_suggested_suits_the_parameters(client: httpx.Client) -> None:
    steep = {**TURNED, "parameters": {"condition_number": 1000.0}}
    suggested = post(client, "/surfaces/describe", {"surface": steep})["suggested"]
    assert suggested["learning_rate"] == 0.001
    assert suggested["learning_rates"]["nesterov"] == 0.001
    assert suggested["learning_rates"].keys() == learning_rates("quadratic").keys()
    assert suggested["learning_rates"]["rprop"] != learning_rates("quadratic")["rprop"]


def test_without_rates_none_are_searched_for(client: httpx.Client) -> None:
    parameters = {"condition_number": 77.7}
    suggested = post(client, "/surfaces/describe", {"surface": {**TURNED, "parameters": parameters}, "rates": False})["suggested"]
    assert (suggested["learning_rate"], suggested["learning_rates"], suggested["initial_steps"]) == (0.013, {}, {})
    assert "suggested_rates" not in catalog.get("quadratic", parameters).__dict__
    kept = post(client, "/surfaces/describe", {"surface": {"kind": "named", "id": "quadratic"}, "rates": False})["suggested"]
    assert kept["learning_rates"] == learning_rates("quadratic")


def test_rates_are_searched_for_off_the_event_loop() -> None:
    steep = NamedSurface.model_validate({"kind": "named", "id": "quadratic", "parameters": {"condition_number": 1000.0}})
    assert description_work(steep, rates=True) > INLINE_WORK
    assert description_work(steep, rates=False) == 0


@pytest.mark.parametrize(
    ("call", "more", "loss"),
    [
        ("/evaluate", {"points": [[3, 1]]}, lambda answer: answer["results"][0]["loss"]),
        ("/taylor", {"point": [3, 1], "direction": [1, 0], "learning_rates": [1]}, lambda answer: answer["loss"]),
        (
            "/grid",
            {"w": {"minimum": 3, "maximum": 4, "count": 2}, "b": {"minimum": 1, "maximum": 2, "count": 2}},
            lambda answer: answer["loss"][0][0],
        ),
        (
            "/descents",
            {"starts": [[3, 1]], "optimizers": [{"id": "momentum"}], "max_iterations": 0},
            lambda answer: answer["runs"][0]["loss"][0],
        ),
    ],
)
def test_parameters_are_taken_wherever_a_surface_is(
    client: httpx.Client, call: str, more: dict[str, Any], loss: Callable[[dict[str, Any]], float]
) -> None:
    assert loss(post(client, call, {"surface": TURNED, **more})) == pytest.approx((1 + 4 * 3**2) / 2)


@pytest.mark.parametrize(
    ("surface", "location", "message"),
    [
        (
            {"id": "quadratic", "parameters": {"condition_number": 0.5}},
            "parameters.condition_number",
            "must be a finite number, at least 1 and at most 10,000",
        ),
        (
            {"id": "quadratic", "parameters": {"rotation_degrees": "north"}},
            "parameters.rotation_degrees",
            "must be a finite number, at least -180 and at most 180",
        ),
        (
            {"id": "quadratic", "parameters": {"radius": 1}},
            "parameters",
            "has an unknown key; allowed here: condition_number, rotation_degrees",
        ),
        ({"id": "booth", "parameters": {"condition_number": 25}}, "parameters", "must be those of this surface: none"),
    ],
)
def test_parameters_out_of_place_are_told_where_and_what_is_allowed(
    client: httpx.Client, surface: dict[str, Any], location: str, message: str
) -> None:
    response = client.post(f"{V1}/surfaces/describe", json={"surface": {"kind": "named", **surface}})
    assert response.status_code == 422
    assert response.json()["errors"] == [{"location": f"body.surface.{location}", "message": message}]


def test_the_lectures_neuron_is_described_with_its_exact_minimum(client: httpx.Client, neuron: dict[str, Any]) -> None:
    answer = post(client, "/surfaces/describe", {"surface": neuron})
    assert answer["kind"] == "neuron"
    assert answer["minima"][0] == pytest.approx([W_STAR, B_STAR, 0], rel=1e-15)
    assert answer["suggested"]["start"] == list(SUGGESTED.start)
    assert answer["suggested"]["learning_rates"] == learning_rates("neuron")
    assert answer["latex"].startswith("L(w, b) = ")


def test_other_data_are_described_with_settings_of_their_own(client: httpx.Client) -> None:
    data = [[0, 0.1], [1, 0.4], [2, 0.7], [2, 0.8]]
    answer = post(client, "/surfaces/describe", {"surface": {"kind": "neuron", "data": data, "loss": "mean"}})
    surface = NeuronSurface(np.array(data), loss="mean")
    assert answer["suggested"]["learning_rate"] == surface.suggested.learning_rate
    assert answer["suggested"]["initial_steps"] == surface.suggested_steps
    assert answer["suggested"]["start"] == list(surface.suggested.start)
    assert answer["minima"] == [[minimum.w, minimum.b, minimum.loss] for minimum in surface.minima]


@pytest.mark.parametrize("x", [1e-9, 1e-7, 1e-310, 1.0, 1e6])
def test_the_domain_described_may_be_asked_for(client: httpx.Client, x: float) -> None:
    surface = {"kind": "neuron", "data": [[x, 0.2], [2 * x, 0.9]] if x < 1e6 else [[x, 0.2], [-x, 0.9]]}
    domain = post(client, "/surfaces/describe", {"surface": surface})["domain"]
    axes = {name: {"minimum": low, "maximum": high, "count": 5} for name, (low, high) in domain.items()}
    assert post(client, "/grid", {"surface": surface, **axes})["non_finite_count"] == 0


@pytest.mark.parametrize(
    ("w", "b", "loss"),
    [
        (0.50, 0.00, 0.073114),
        (-0.10, 0.00, 0.148132),
        (0.94, -0.94, 0.021672),
        (1.42, -1.73, 0.002892),
        (1.65, -2.08, 0.000344),
        (1.78, -2.27, 0.000002),
    ],
)
def test_the_lectures_guesses(client: httpx.Client, neuron: dict[str, Any], w: float, b: float, loss: float) -> None:
    answer = post(client, "/evaluate", {"surface": neuron, "points": [[w, b]]})
    assert round(answer["results"][0]["loss"], 6) == loss


@pytest.mark.parametrize("surface_id", catalog.SURFACES)
def test_evaluation_agrees_with_the_core_at_every_point(client: httpx.Client, surface_id: str) -> None:
    points = np.random.default_rng(7).uniform(-3, 3, (50, 2))
    answer = post(client, "/evaluate", {"surface": {"kind": "named", "id": surface_id}, "points": points.tolist()})
    surface = catalog.get(surface_id)
    loss, gradient = surface.value_and_gradient(points)
    results = answer["results"]
    np.testing.assert_array_equal([each["loss"] for each in results], loss)
    np.testing.assert_array_equal([each["gradient"] for each in results], gradient)
    np.testing.assert_array_equal([each["hessian"] for each in results], surface.hessian(points))


def test_the_lecture_data_are_the_examples(neuron: dict[str, Any]) -> None:
    assert neuron["data"] == LECTURE_DATA.tolist()
