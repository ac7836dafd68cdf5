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
    for result, spent in zip(answer["results"], answer["spent_to_goal"], strict=True):
        run = client.post("/api/v1/descents", json={**body, "optimizers": [result["optimizer"]]}).json()["runs"][0]
        assert result["evaluations"] == list(range(len(run["loss"])))
        assert result["loss"] == run["loss"]
        best = result["candidates"][result["best"]]
        rests_at = max(run["loss"][64:])
        rate = result["optimizer"]["learning_rate"]
        assert result["dial"] == "learning_rate"
        assert best == {"value": rate, "learning_rate": rate, "rests_at": rests_at, "diverged": False}
        down = [loss <= answer["goal"] for loss in run["loss"]]
        assert spent == (81 - down[::-1].index(False) if down[-1] else None)
        assert result["spent"] <= 80 * len(result["candidates"])
    assert answer["results"][1]["optimizer"]["momentum"] == 0.8


def test_an_optimizer_may_race_against_itself(client: httpx.Client) -> None:
    shares = (0.5, 0.9)
    several = race(client, optimizers=[{"id": "momentum", "momentum": share} for share in shares], budget=40)["results"]
    assert [result["optimizer"]["momentum"] for result in several] == list(shares)
    for result, share in zip(several, shares, strict=True):
        assert race(client, optimizers=[{"id": "momentum", "momentum": share}], budget=40)["results"] == [result]


def test_a_line_search_is_raced_with_its_first_step_and_newton_as_it_is(client: httpx.Client) -> None:
    answer = race(client, optimizers=[{"id": "gradient_descent_armijo"}, {"id": "newton"}], budget=60)
    armijo, newton = answer["results"]
    assert armijo["dial"] == "initial_step"
    assert len(armijo["candidates"]) > 30
    best = armijo["candidates"][armijo["best"]]
    assert best["value"] == armijo["optimizer"]["initial_step"]
    assert best["learning_rate"] is None
    assert newton["dial"] is None
    assert [(each["value"], each["learning_rate"]) for each in newton["candidates"]] == [(None, None)]


def test_where_the_start_has_no_loss_nobody_rests(client: httpx.Client) -> None:
    surface = {"kind": "formula", "text": "log(w) + b^2"}
    answer = race(client, surface=surface, start=[-1, 1], optimizers=[{"id": "momentum"}, {"id": "bfgs"}], budget=20)
    assert answer["goal"] is None
    assert answer["spent_to_goal"] == [None, None]
    for result in answer["results"]:
        assert all(each["rests_at"] is None and each["diverged"] for each in result["candidates"])


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
