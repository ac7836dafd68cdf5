"""Optimizers that search along a line, in `POST /descents`."""

from __future__ import annotations

import base64
from typing import Any

import httpx
import numpy as np
import pytest

from app.core.optimizers import OPTIMIZERS
from app.limits import LIMITS

URL = "/api/v1/descents"
COMPACT = "application/vnd.walk-downhill+json"
SEARCHING = [id for id, entry in OPTIMIZERS.items() if entry.search]
BODY: dict[str, Any] = {
    "surface": {"kind": "named", "id": "rosenbrock"},
    "starts": [[-1.2, 1]],
    "optimizers": [{"id": id} for id in SEARCHING],
    "max_iterations": 60,
}


def runs(client: httpx.Client, **more: Any) -> list[dict[str, Any]]:
    response = client.post(URL, json={**BODY, **more})
    assert response.status_code == 200, response.text
    answer: list[dict[str, Any]] = response.json()["runs"]
    return answer


def test_a_searching_run_tells_its_trials_and_what_it_spent(client: httpx.Client) -> None:
    for run in runs(client):
        entries = run["iterations"] + 1
        assert len(run["trials"]) == len(run["trial_step"]) > run["iterations"]
        assert run["trials_omitted"] == 0
        assert all(isinstance(step, int) for step in run["trial_step"])
        assert len(run["evaluations"]) == len(run["step_lengths"]) == entries
        assert run["theta"][1] in run["trials"][: run["trial_step"].count(1)]
        summary = run["summary"]
        spent = summary["gradient_evaluations"] + summary["loss_evaluations"] + 2 * summary["hessian_evaluations"]
        assert run["evaluations"][-1] == spent
        assert (summary["hessian_evaluations"] > 0) == (run["optimizer"]["id"] == "newton")


def test_a_plain_run_has_none_of_it(client: httpx.Client) -> None:
    run = runs(client, optimizers=[{"id": "adam"}])[0]
    assert not {"trials", "trial_step", "trials_omitted", "step_lengths", "evaluations", "batch_gradient"} & set(run)
    assert (run["summary"]["loss_evaluations"], run["summary"]["hessian_evaluations"]) == (0, 0)


def test_both_forms_hold_the_same_trials(client: httpx.Client) -> None:
    compact = client.post(URL, json=BODY, headers={"accept": COMPACT}).json()["runs"]
    for plain, packed in zip(runs(client), compact, strict=True):
        for name in ("trials", "trial_step", "step_lengths", "evaluations"):
            array = packed[name]
            assert array["dtype"] == "f8"
            read = np.frombuffer(base64.b64decode(array["base64"])).reshape(array["shape"])
            np.testing.assert_array_equal(read, plain[name])


@pytest.mark.parametrize("starts", [1, 25])
def test_many_trials_are_cut_and_counted(client: httpx.Client, starts: int) -> None:
    body = {
        "starts": [[-1.2, 1]] * starts,
        "optimizers": [{"id": "gradient_descent_armijo"}],
        "max_iterations": 1000,
        "tolerance": 0,
    }
    for run in runs(client, **body):
        assert len(run["trials"]) == min(LIMITS.trials, LIMITS.trials_in_all // starts)
        assert len(run["trials"]) + run["trials_omitted"] == run["summary"]["loss_evaluations"]


def test_a_walk_over_the_edge_says_so(client: httpx.Client) -> None:
    run = runs(client, starts=[[3, -3]], optimizers=[{"id": "gradient_descent", "learning_rate": 1}])[0]
    assert (run["outcome"], run["diverged_into"]) == ("diverged", "infinity")
    assert run["diverged_point"] is None or len(run["diverged_point"]) == 2
    stays = runs(client)[0]
    assert (stays["diverged_into"], stays["diverged_point"]) == (None, None)


def test_work_counts_what_a_search_may_take(client: httpx.Client) -> None:
    data = [[0.5, 0.2]] * LIMITS.data_points
    surface = {"kind": "neuron", "data": data}
    body = {**BODY, "surface": surface, "optimizers": [{"id": "newton"}], "max_iterations": 2_000}
    response = client.post(URL, json=body)
    assert response.status_code == 422
    assert "evaluations a step of all optimizers" in response.json()["errors"][0]["message"]


@pytest.mark.parametrize("id", SEARCHING)
def test_a_search_has_neither_learning_rate_nor_schedule(client: httpx.Client, id: str) -> None:
    for name, value in (("learning_rate", 1.0), ("schedule", {"kind": "constant"})):
        response = client.post(URL, json={**BODY, "optimizers": [{"id": id, name: value}]})
        assert response.status_code == 422
        assert response.json()["errors"][0]["location"] == f"body.optimizers[0].{name}"
