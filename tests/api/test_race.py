"""`POST /race`: its answer against the walks of `/descents`, and what it refuses."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from app.core.race import DEFAULT_BUDGET
from app.limits import LIMITS

HIMMELBLAU = {"kind": "named", "id": "himmelblau"}


def race(client: httpx.Client, **body: Any) -> dict[str, Any]:
    response = client.post("/api/v1/race", json={"surface": HIMMELBLAU, "start": [-0.5, -1], **body})
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def test_the_best_walk_is_that_of_descents(client: httpx.Client) -> None:
    answer = race(client, optimizers=[{"id": "gradient_descent"}, {"id": "nesterov", "momentum": 0.8}], budget=80)
    assert answer["budget"] == 80
    body = {"surface": HIMMELBLAU, "starts": [[-0.5, -1]], "max_iterations": 80, "tolerance": 0, "events": False}
    for result in answer["results"]:
        run = client.post("/api/v1/descents", json={**body, "optimizers": [result["optimizer"]]}).json()["runs"][0]
        assert result["evaluations"] == list(range(len(run["loss"])))
        assert result["loss"] == run["loss"]
        best = result["candidates"][result["best"]]
        rests_at = max(run["loss"][64:])
        assert best == {"learning_rate": result["optimizer"]["learning_rate"], "rests_at": rests_at, "diverged": False}
        assert result["spent"] <= 80 * len(result["candidates"])
    assert answer["results"][1]["optimizer"]["momentum"] == 0.8


def test_an_optimizer_may_race_against_itself(client: httpx.Client) -> None:
    shares = (0.5, 0.9)
    several = race(client, optimizers=[{"id": "momentum", "momentum": share} for share in shares], budget=40)["results"]
    assert [result["optimizer"]["momentum"] for result in several] == list(shares)
    for result, share in zip(several, shares, strict=True):
        assert race(client, optimizers=[{"id": "momentum", "momentum": share}], budget=40)["results"] == [result]


def test_the_budget_has_a_default(client: httpx.Client) -> None:
    assert race(client, optimizers=[{"id": "momentum"}])["budget"] == DEFAULT_BUDGET


@pytest.mark.parametrize(
    ("change", "location", "words"),
    [
        ({"budget": 0}, "body.budget", "at least 1"),
        ({"budget": LIMITS.budget + 1}, "body.budget", "at most 10,000"),
        ({"optimizers": []}, "body.optimizers", "items"),
        ({"optimizers": [{"id": "momentum", "rho": 0.5}]}, "body.optimizers[0].rho", "not allowed"),
        ({"start": [0]}, "body.start", "2 numbers"),
    ],
)
def test_bad_input_is_named(client: httpx.Client, change: dict[str, Any], location: str, words: str) -> None:
    body = {"surface": HIMMELBLAU, "start": [0, 0], "optimizers": [{"id": "momentum"}], **change}
    response = client.post("/api/v1/race", json=body)
    assert response.status_code == 422
    error = response.json()["errors"][0]
    assert error["location"] == location
    assert words in error["message"]


def test_too_much_work_is_refused(client: httpx.Client) -> None:
    data = [[k / 10_000, 0.5] for k in range(10_000)]
    body = {"surface": {"kind": "neuron", "data": data}, "start": [0, 0], "optimizers": [{"id": "momentum"}], "budget": 1_000}
    response = client.post("/api/v1/race", json=body)
    assert response.status_code == 422
    assert "asks for too much at once" in response.json()["detail"]
