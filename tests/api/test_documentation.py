"""The OpenAPI document: true limits, examples that run, and a server that keeps to its schema."""

from __future__ import annotations

import base64
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings

from app.api import documentation, examples
from app.api.routes import PREFIX
from app.core import catalog, optimizers
from app.limits import LIMITS
from app.main import application
from app.page_data import page_limits

COMPACT = "application/vnd.walk-downhill+json"
EXAMPLES = {
    "/surfaces/describe": examples.DESCRIBE,
    "/surfaces/check": examples.DESCRIBE,
    "/evaluate": examples.EVALUATE,
    "/taylor": examples.TAYLOR,
    "/race": examples.RACE,
    "/grid": examples.GRID,
    "/descents": examples.DESCENTS,
}

# JSON Schema cannot say that a text is a formula, that an axis ascends and that products stay within the limits.
INEXPRESSIBLE = {f"{PREFIX}{path}": [schemathesis.checks.positive_data_acceptance] for path in EXAMPLES}

document = documentation.openapi_document(application)
api = schemathesis.openapi.from_dict(document)


@pytest.fixture(scope="module")
def schemas(client: httpx.Client) -> dict[str, Any]:
    answer: dict[str, Any] = client.get(f"{PREFIX}/openapi.json").json()["components"]["schemas"]
    return answer


def test_both_addresses_answer_the_document(client: httpx.Client) -> None:
    assert client.get("/openapi.json").json() == client.get(f"{PREFIX}/openapi.json").json() == document


def test_every_call_is_documented_with_examples_and_problems() -> None:
    for path, entries in EXAMPLES.items():
        operation = document["paths"][PREFIX + path]["post"]
        assert operation["summary"]
        assert operation["description"]
        assert operation["requestBody"]["content"]["application/json"]["examples"] == entries
        for status in ("413", "415", "422", "503"):
            assert set(operation["responses"][status]["content"]) == {"application/problem+json"}


@pytest.mark.parametrize("accept", ["application/json", COMPACT])
@pytest.mark.parametrize(("path", "name"), [(path, name) for path, entries in EXAMPLES.items() for name in entries])
def test_every_example_runs_as_it_stands(client: httpx.Client, path: str, name: str, accept: str) -> None:
    body = document["paths"][PREFIX + path]["post"]["requestBody"]["content"]["application/json"]["examples"][name]["value"]
    response = client.post(PREFIX + path, json=body, headers={"accept": accept})
    assert response.status_code == 200, response.text


def test_the_compact_form_is_described() -> None:
    for path in ("/grid", "/descents"):
        content = document["paths"][PREFIX + path]["post"]["responses"]["200"]["content"]
        assert set(content) == {"application/json", COMPACT}
    assert set(document["components"]["schemas"]["CompactArray"]["properties"]) == {"dtype", "shape", "base64"}
    assert base64.b64encode(b"\0\0\0\0\0\0\xf0?") == b"AAAAAAAA8D8="


def test_every_reference_leads_somewhere() -> None:
    def references(node: Any) -> set[str]:
        if isinstance(node, dict):
            own = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
            return own.union(*(references(value) for value in node.values()))
        return set().union(*(references(value) for value in node)) if isinstance(node, list) else set()

    names = {reference.removeprefix("#/components/schemas/") for reference in references(document)}
    assert names <= set(document["components"]["schemas"])


def test_the_limits_are_in_the_schema(schemas: dict[str, Any]) -> None:
    descents = schemas["DescentsRequest"]["properties"]
    assert descents["starts"]["maxItems"] == LIMITS.starts
    assert descents["optimizers"]["maxItems"] == LIMITS.optimizers
    assert (descents["max_iterations"]["minimum"], descents["max_iterations"]["maximum"]) == (0, LIMITS.iterations)
    assert (descents["tolerance"]["minimum"], descents["tolerance"]["maximum"]) == (0, LIMITS.tolerance)
    assert schemas["NeuronSurface"]["properties"]["data"]["maxItems"] == LIMITS.data_points
    assert schemas["EvaluateRequest"]["properties"]["points"]["maxItems"] == LIMITS.points
    count = schemas["Axis"]["properties"]["count"]
    assert (count["minimum"], count["maximum"]) == (LIMITS.grid_count_minimum, LIMITS.grid_count)
    edge = schemas["Axis"]["properties"]["minimum"]
    assert (edge["minimum"], edge["maximum"]) == (-LIMITS.coordinate, LIMITS.coordinate)
    assert schemas["NamedSurface"]["properties"]["id"]["enum"] == list(catalog.SURFACES)


def test_the_hyperparameters_ranges_are_in_the_schema(schemas: dict[str, Any]) -> None:
    for entry in optimizers.OPTIMIZERS.values():
        properties = schemas["".join(word.capitalize() for word in entry.id.split("_"))]["properties"]
        schedule = {"schedule"} if entry.takes_schedule else set()
        assert set(properties) == {"id", *schedule, *(each.name for each in entry.hyperparameters)}
        for each in entry.hyperparameters:
            upper = "exclusiveMaximum" if each.maximum_exclusive else "maximum"
            assert properties[each.name]["minimum"] == each.minimum
            assert properties[each.name][upper] == each.maximum
            assert properties[each.name]["default"] == each.default


@pytest.mark.parametrize(
    ("model", "products"),
    [
        ("GridRequest", {"grid_cells": "w.count x b.count", "work": "w.count x b.count x data points"}),
        (
            "DescentsRequest",
            {
                "path_points": "starts x optimizers x (max_iterations + 1)",
                "work": "starts x evaluations a step of all optimizers x (max_iterations + 1) x data points",
                "batch_points": "max_iterations x batch.size",
            },
        ),
    ],
)
def test_limits_on_products_are_in_the_schema(schemas: dict[str, Any], model: str, products: dict[str, str]) -> None:
    schema = schemas[model]
    assert schema["x-limits"] == {
        name: {"product": product, "maximum": getattr(LIMITS, name)} for name, product in products.items()
    }
    for name, product in products.items():
        assert f"`{product}` at most {getattr(LIMITS, name):,}" in schema["description"]


def test_the_limit_on_a_body_is_in_the_document() -> None:
    for path in EXAMPLES:
        assert document["paths"][PREFIX + path]["post"]["x-limits"] == {"body_bytes": {"maximum": LIMITS.body_bytes}}
    assert f"at most {LIMITS.body_bytes:,} bytes" in document["info"]["description"]


def test_the_page_gets_the_same_limits() -> None:
    told = page_limits()
    for name in ("tolerance", "coordinate", "grid_count", "path_points"):
        assert told[name]["maximum"] == getattr(LIMITS, name)
    assert told["max_iterations"]["maximum"] == LIMITS.iterations


PATIENCE_SECONDS = 60.0
"""For an answer at the limits of what may be asked, on a machine that is busy with other things."""


@api.parametrize()
@settings(
    max_examples=10,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_the_server_keeps_to_its_schema(case: schemathesis.Case[Any], server: str) -> None:
    response = case.call(base_url=server, timeout=PATIENCE_SECONDS)
    assert response.status_code < 500, response.text
    case.validate_response(response, excluded_checks=INEXPRESSIBLE.get(case.operation.path, []))
