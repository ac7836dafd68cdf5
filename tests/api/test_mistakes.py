"""A bad value anywhere in a body: its place is told, and what is allowed there; never the value itself."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from app.api.descent_schemas import PRODUCTS
from app.limits import LIMITS
from tests.api.contract import AXIS, CANARY, NEURON, V1, VALID, VANILLA, problem

NUMBER = "must be a finite number"
WHOLE = "must be a whole number"


def without(path: str, key: str) -> dict[str, Any]:
    return {name: value for name, value in VALID[path].items() if name != key}


ONE_DIRECTION = "must have exactly one of direction and direction_degrees"

# (what to change in a good request, location of the first mistake, start of its message)
BAD_EXPANSIONS: list[tuple[dict[str, Any], str, str]] = [
    ({"direction": None}, "body", ONE_DIRECTION),
    ({"direction_degrees": 90}, "body", ONE_DIRECTION),
    ({"direction": [0, 0]}, "body.direction", "must not be [0, 0]"),
    ({"direction": [0, -0.0]}, "body.direction", "must not be [0, 0]"),
    ({"direction": [1]}, "body.direction", "must have exactly 2 numbers"),
    ({"direction": [1, 2, 3]}, "body.direction", "must have exactly 2 numbers"),
    ({"direction": 1}, "body.direction", "must be a list with exactly 2 numbers"),
    ({"direction": [1, CANARY]}, "body.direction[1]", NUMBER),
    ({"direction": [float("inf"), 0]}, "body.direction[0]", NUMBER),
    ({"direction": None, "direction_degrees": CANARY}, "body.direction_degrees", NUMBER),
    ({"direction": None, "direction_degrees": float("nan")}, "body.direction_degrees", NUMBER),
    ({"learning_rates": []}, "body.learning_rates", "must have from 1 to 1,000 items"),
    ({"learning_rates": [1] * 1001}, "body.learning_rates", "must have from 1 to 1,000 items"),
    ({"learning_rates": 1}, "body.learning_rates", "must be a list with from 1 to 1,000 items"),
    ({"learning_rates": [0, -1e-9]}, "body.learning_rates[1]", f"{NUMBER}, at least 0"),
    ({"learning_rates": [float("nan")]}, "body.learning_rates[0]", NUMBER),
    ({"point": [0]}, "body.point", "must have exactly 2 numbers"),
    ({"point": [0, -1e7]}, "body.point[1]", f"{NUMBER}, at least -1,000,000 and at most 1,000,000"),
    ({"points": [0, 0]}, "body", "has an unknown key; allowed here: surface, point, direction"),
]

BAD_DESCENTS: list[tuple[dict[str, Any], str, str]] = [
    ({"starts": []}, "body.starts", "must have from 1 to 64 items"),
    ({"starts": [[0, 0]] * 65}, "body.starts", "must have from 1 to 64 items"),
    ({"starts": [0, 0]}, "body.starts[0]", "must be a list with exactly 2 numbers"),
    ({"starts": [[0, float("inf")]]}, "body.starts[0][1]", NUMBER),
    ({"optimizers": []}, "body.optimizers", "must have from 1 to 32 items"),
    (
        {"optimizers": [VANILLA, {"id": CANARY}]},
        "body.optimizers[1].id",
        "must be one of gradient_descent, momentum, nesterov",
    ),
    ({"optimizers": [{}]}, "body.optimizers[0].id", "must be one of gradient_descent"),
    ({"optimizers": [CANARY]}, "body.optimizers[0]", "must be an object"),
    (
        {"optimizers": [VANILLA, VANILLA | {"momentum": 0.9}]},
        "body.optimizers[1].momentum",
        "is not allowed; allowed here: id, learning_rate",
    ),
    ({"optimizers": [VANILLA | {"rho": 0.9}]}, "body.optimizers[0].rho", "is not allowed"),
    (
        {"optimizers": [VANILLA | {CANARY: 0.9}]},
        "body.optimizers[0]",
        "has an unknown key; allowed here: id, learning_rate",
    ),
    (
        {"optimizers": [VANILLA | {"learning_rate": 0}]},
        "body.optimizers[0].learning_rate",
        f"{NUMBER}, at least 1e-18 and at most 1e12",
    ),
    ({"optimizers": [VANILLA | {"learning_rate": -1}]}, "body.optimizers[0].learning_rate", NUMBER),
    ({"optimizers": [VANILLA | {"learning_rate": None}]}, "body.optimizers[0].learning_rate", NUMBER),
    ({"optimizers": [VANILLA | {"learning_rate": "1"}]}, "body.optimizers[0].learning_rate", NUMBER),
    (
        {"optimizers": [{"id": "momentum", "momentum": 1}]},
        "body.optimizers[0].momentum",
        f"{NUMBER}, at least 0 and less than 1",
    ),
    ({"optimizers": [{"id": "nesterov", "momentum": -0.1}]}, "body.optimizers[0].momentum", NUMBER),
    ({"max_iterations": 10**9}, "body.max_iterations", f"{WHOLE}, at least 0 and at most 10,000"),
    ({"max_iterations": -1}, "body.max_iterations", WHOLE),
    ({"events": 1}, "body.events", "must be true or false"),
    ({"events": "no"}, "body.events", "must be true or false"),
    ({"events": None}, "body.events", "must be true or false"),
    ({"max_iterations": None}, "body.max_iterations", WHOLE),
    ({"max_iterations": "10"}, "body.max_iterations", WHOLE),
    ({"tolerance": -1e-9}, "body.tolerance", f"{NUMBER}, at least 0 and at most 1,000"),
    ({"tolerance": float("nan")}, "body.tolerance", NUMBER),
    (
        {"starts": [[0, 0]] * 64, "max_iterations": 10_000},
        "body",
        "asks for too much at once: starts x optimizers x (max_iterations + 1) must be at most 250,000",
    ),
    (
        {"surface": NEURON | {"data": [[0, 0]] * 10_000}, "starts": [[0, 0]] * 6, "max_iterations": 10_000},
        "body",
        f"asks for too much at once: {PRODUCTS['work']} must be at most 500,000,000",
    ),
]

# (path, body, location of the first mistake, start of its message)
BAD_VALUES: list[tuple[str, Any, str, str]] = [
    *((path, [], "body", "must be an object") for path in VALID),
    *((path, {}, "body.surface", "is required") for path in VALID),
    *((path, without(path, "surface") | {"surface": CANARY}, "body.surface", "must be an object") for path in VALID),
    *((path, VALID[path] | {"surface": {}}, "body.surface.kind", "must be one of named, formula, neuron") for path in VALID),
    *(
        (
            path,
            VALID[path] | {"surface": {"kind": CANARY}},
            "body.surface.kind",
            "must be one of named, formula, neuron",
        )
        for path in VALID
    ),
    *((path, VALID[path] | {"surface": {"kind": "named"}}, "body.surface.id", "is required") for path in VALID),
    *(
        (path, VALID[path] | {"surface": {"kind": "named", "id": CANARY}}, "body.surface.id", "must be one of isotropic")
        for path in VALID
    ),
    *((path, VALID[path] | {CANARY: 1}, "body", "has an unknown key; allowed here: surface") for path in VALID),
    *(
        (path, VALID[path] | {"surface": NEURON | {"data": data}}, location, message)
        for path in VALID
        for data, location, message in [
            ([], "body.surface.data", "must have from 1 to 10,000 items"),
            (None, "body.surface.data", "must be a list"),
            ([[1]], "body.surface.data[0]", "must have exactly 2 numbers"),
            ([[1, 2, 3]], "body.surface.data[0]", "must have exactly 2 numbers"),
            ([[1, 2], [1, "2"]], "body.surface.data[1][1]", NUMBER),
            ([[1, 2], [True, 2]], "body.surface.data[1][0]", NUMBER),
            ([[1, float("nan")]], "body.surface.data[0][1]", NUMBER),
            ([[1, float("inf")]], "body.surface.data[0][1]", NUMBER),
            ([[1, 1e7]], "body.surface.data[0][1]", NUMBER),
            ([[1, 10**400]], "body.surface.data[0][1]", NUMBER),
            ([[0, 0]] * (LIMITS.data_points + 1), "body.surface.data", "must have from 1 to 10,000 items"),
        ]
    ),
    (
        "/evaluate",
        VALID["/evaluate"] | {"surface": NEURON | {"loss": CANARY}},
        "body.surface.loss",
        "must be one of half_sum, sum, mean",
    ),
    ("/evaluate", VALID["/evaluate"] | {"points": []}, "body.points", "must have from 1 to 10,000 items"),
    (
        "/evaluate",
        VALID["/evaluate"] | {"points": [[0, -1e7]]},
        "body.points[0][1]",
        f"{NUMBER}, at least -1,000,000 and at most 1,000,000",
    ),
    ("/evaluate", VALID["/evaluate"] | {"points": [[0, None]]}, "body.points[0][1]", NUMBER),
    ("/grid", VALID["/grid"] | {"w": AXIS | {"count": 1}}, "body.w.count", f"{WHOLE}, at least 2 and at most 1,000"),
    ("/grid", VALID["/grid"] | {"b": AXIS | {"count": 1001}}, "body.b.count", WHOLE),
    ("/grid", VALID["/grid"] | {"b": AXIS | {"count": 2.5}}, "body.b.count", WHOLE),
    ("/grid", VALID["/grid"] | {"b": AXIS | {"count": True}}, "body.b.count", WHOLE),
    ("/grid", VALID["/grid"] | {"b": AXIS | {"count": 10**400}}, "body.b.count", WHOLE),
    ("/grid", VALID["/grid"] | {"w": AXIS | {"minimum": 1}}, "body.w", "must have a minimum less than its maximum"),
    ("/grid", VALID["/grid"] | {"w": {}}, "body.w.minimum", "is required"),
    (
        "/grid",
        VALID["/grid"] | {"w": AXIS | {"count": 1000}, "b": AXIS | {"count": 1000}},
        "body",
        "asks for too much at once: w.count x b.count must be at most 250,000",
    ),
    (
        "/grid",
        {"surface": NEURON | {"data": [[0, 0]] * 10_000}, "w": AXIS | {"count": 500}, "b": AXIS | {"count": 500}},
        "body",
        "asks for too much at once: w.count x b.count x data points",
    ),
    *(("/taylor", VALID["/taylor"] | change, location, message) for change, location, message in BAD_EXPANSIONS),
    *(("/descents", VALID["/descents"] | change, location, message) for change, location, message in BAD_DESCENTS),
]


@pytest.mark.parametrize(("path", "body", "location", "message"), BAD_VALUES)
def test_a_bad_value_is_told_with_its_place_and_what_is_allowed(
    client: httpx.Client, path: str, body: Any, location: str, message: str
) -> None:
    response = client.post(V1 + path, content=json.dumps(body), headers={"content-type": "application/json"})
    content = problem(response, 422)
    assert content["errors"][0]["location"] == location
    assert content["errors"][0]["message"].startswith(message)


@pytest.mark.parametrize("path", VALID)
def test_the_requests_that_the_bad_ones_are_made_from_are_good(client: httpx.Client, path: str) -> None:
    assert client.post(V1 + path, json=VALID[path]).status_code == 200


def test_at_most_ten_mistakes_are_told(client: httpx.Client) -> None:
    body = VALID["/descents"] | {"optimizers": [{"id": "momentum", "momentum": 2, "learning_rate": -1}] * 16}
    content = problem(client.post(f"{V1}/descents", json=body), 422)
    assert len(content["errors"]) == LIMITS.errors
