"""Good requests, from which tests make bad ones, and what every problem must be."""

from __future__ import annotations

from typing import Any

import httpx

from app.limits import LIMITS

V1 = "/api/v1"
CANARY = "CANARY-7f3a"
NAMED: dict[str, Any] = {"kind": "named", "id": "himmelblau"}
NEURON: dict[str, Any] = {"kind": "neuron", "data": [[0.5, 0.2], [2.5, 0.9]]}
AXIS: dict[str, Any] = {"minimum": -1, "maximum": 1, "count": 3}
VANILLA: dict[str, Any] = {"id": "gradient_descent"}

VALID: dict[str, dict[str, Any]] = {
    "/surfaces/describe": {"surface": NAMED},
    "/surfaces/check": {"surface": NAMED},
    "/evaluate": {"surface": NAMED, "points": [[0, 0]]},
    "/grid": {"surface": NAMED, "w": AXIS, "b": AXIS},
    "/taylor": {"surface": NAMED, "point": [0, 0], "direction": [1, 0], "learning_rates": [0.1]},
    "/descents": {"surface": NAMED, "starts": [[0, 0]], "optimizers": [VANILLA], "max_iterations": 3},
}


def problem(response: httpx.Response, status: int) -> dict[str, Any]:
    """The problem in a response, after checking everything that the contract says about its shape."""
    assert response.status_code == status, response.text[:500]
    assert response.headers["content-type"] == "application/problem+json"
    content: dict[str, Any] = response.json()
    assert set(content) - {"errors"} == {"type", "title", "status", "detail"}
    assert content["status"] == status
    assert all(isinstance(content[key], str) and content[key] for key in ("type", "title", "detail"))
    for mistake in content.get("errors", []):
        assert set(mistake) == {"location", "message"}
    assert len(content.get("errors", [])) <= LIMITS.errors
    assert CANARY not in response.text
    assert len(response.content) < 5_000
    return content
