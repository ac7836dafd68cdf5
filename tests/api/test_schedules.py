"""Optimizers with a schedule of their learning rate, in `POST /descents`."""

from __future__ import annotations

from typing import Any

import httpx
import numpy as np
import pytest

URL = "/api/v1/descents"
BODY: dict[str, Any] = {"surface": {"kind": "named", "id": "booth"}, "starts": [[0, 1]], "max_iterations": 5, "tolerance": 0}


def walk(client: httpx.Client, **optimizer: Any) -> httpx.Response:
    return client.post(URL, json={**BODY, "optimizers": [{"id": "adam", "learning_rate": 0.1, **optimizer}]})


@pytest.mark.parametrize(
    ("schedule", "factors"),
    [
        ({"kind": "step", "every": 2, "factor": 0.5}, [1, 1, 1, 0.5, 0.5, 0.25]),
        ({"kind": "exponential", "factor": 0.5}, [1, 1, 0.5, 0.25, 0.125, 0.0625]),
        ({"kind": "cosine", "period": 2, "floor": 0.5}, [1, 1, 0.75, 0.5, 0.5, 0.5]),
        ({"kind": "inverse_time", "decay": 1}, [1, 1, 1 / 2, 1 / 3, 1 / 4, 1 / 5]),
    ],
)
def test_a_run_tells_its_schedule_and_every_rate(client: httpx.Client, schedule: dict[str, Any], factors: list[float]) -> None:
    run = walk(client, schedule=schedule).json()["runs"][0]
    assert run["optimizer"]["schedule"] == schedule
    np.testing.assert_allclose(run["learning_rates"], 0.1 * np.array(factors), rtol=1e-12)


def test_a_constant_schedule_is_the_default(client: httpx.Client) -> None:
    constant, absent = (walk(client, **more).json()["runs"] for more in ({"schedule": {"kind": "constant"}}, {}))
    assert constant == absent
    assert "learning_rates" not in absent[0]
    assert "schedule" not in absent[0]["optimizer"]


@pytest.mark.parametrize(
    ("optimizer", "location", "message"),
    [
        ({"schedule": {"kind": "warm"}}, ".schedule.kind", "must be one of constant, step, exponential, cosine, inverse_time"),
        (
            {"schedule": {"kind": "step", "every": 0}},
            ".schedule.every",
            "must be a whole number, at least 1 and at most 1,000,000",
        ),
        ({"schedule": {"kind": "step", "period": 3}}, ".schedule.period", "is not allowed; allowed here: kind, every, factor"),
        ({"schedule": {"kind": "cosine", "floor": 2}}, ".schedule.floor", "must be a finite number, at least 0 and at most 1"),
        (
            {"id": "rprop", "schedule": {"kind": "constant"}},
            ".schedule",
            "is not allowed; allowed here: id, learning_rate, eta_minus, eta_plus, step_minimum, step_maximum",
        ),
        ({"rho": 0.5}, ".rho", "is not allowed; allowed here: id, learning_rate, beta1, beta2, epsilon, schedule"),
    ],
)
def test_a_mistake_is_told_at_its_place(client: httpx.Client, optimizer: dict[str, Any], location: str, message: str) -> None:
    response = walk(client, **optimizer)
    assert response.status_code == 422
    assert response.json()["errors"] == [{"location": f"body.optimizers[0]{location}", "message": message}]
