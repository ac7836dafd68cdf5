"""Stochastic walks, in `POST /descents`."""

from __future__ import annotations

from typing import Any

import httpx
import numpy as np
import pytest

from app.core.batches import draw
from app.core.descent import descend
from app.core.neuron import NeuronSurface
from app.core.numerals import numeral
from app.core.optimizers import OPTIMIZERS
from app.limits import LIMITS

URL = "/api/v1/descents"
DATA = [[-2, 0.1], [-1, 0.2], [0, 0.4], [0.5, 0.5], [1.5, 0.8], [2, 0.9], [2.5, 0.85]]
BODY: dict[str, Any] = {
    "surface": {"kind": "neuron", "data": DATA},
    "starts": [[-1, 1]],
    "optimizers": [{"id": id} for id in OPTIMIZERS],
    "max_iterations": 40,
    "tolerance": 0,
}


def post(client: httpx.Client, **more: Any) -> httpx.Response:
    return client.post(URL, json={**BODY, **more})


def test_runs_are_those_of_the_core_and_tell_the_batchs_gradients(client: httpx.Client) -> None:
    surface = NeuronSurface(np.array(DATA))
    batches = draw(surface, 2, 11, 40)
    for run in post(client, batch={"size": 2, "seed": 11}).json()["runs"]:
        expected = descend(surface, (-1, 1), OPTIMIZERS[run["optimizer"]["id"]].setting(), 40, 0.0, batches)
        np.testing.assert_array_equal(run["theta"], expected.theta)
        np.testing.assert_array_equal(run["batch_gradient"], expected.batch_gradient)
        np.testing.assert_array_equal(run["evaluations"], expected.evaluations)
        assert len(run["batch_gradient"]) == run["iterations"] + 1


def test_the_same_seed_gives_the_same_answer(client: httpx.Client) -> None:
    first, again, other = (post(client, batch={"size": 3, "seed": seed}).content for seed in (5, 5, 6))
    assert first == again != other


def test_size_and_seed_have_defaults(client: httpx.Client) -> None:
    assert post(client, batch={}).content == post(client, batch={"size": 1, "seed": 0}).content


@pytest.mark.parametrize("batch", [None, {"size": 7}, {"size": 8.0}, {"size": LIMITS.data_points, "seed": LIMITS.seed}])
def test_all_the_data_or_more_are_no_batches(client: httpx.Client, batch: Any) -> None:
    answer = post(client, batch=batch).json()
    assert answer == post(client).json()
    assert all("batch_gradient" not in run for run in answer["runs"])


@pytest.mark.parametrize(
    ("batch", "location", "message"),
    [
        ({"size": 0}, "body.batch.size", "must be a whole number, at least 1 and at most 10,000"),
        ({"size": 10_001}, "body.batch.size", "must be a whole number, at least 1 and at most 10,000"),
        ({"size": 1.5}, "body.batch.size", "must be a whole number, at least 1 and at most 10,000"),
        ({"seed": -1}, "body.batch.seed", f"must be a whole number, at least 0 and at most {numeral(LIMITS.seed)}"),
        ({"seed": 2**53}, "body.batch.seed", f"must be a whole number, at least 0 and at most {numeral(LIMITS.seed)}"),
        ({"sizes": 3}, "body.batch", "has an unknown key; allowed here: size, seed"),
        (3, "body.batch", "must be an object with size, seed"),
    ],
)
def test_a_mistake_is_told_at_its_place(client: httpx.Client, batch: Any, location: str, message: str) -> None:
    response = post(client, batch=batch)
    assert response.status_code == 422
    assert response.json()["errors"] == [{"location": location, "message": message}]


def test_a_surface_without_data_has_no_batches(client: httpx.Client) -> None:
    response = post(client, surface={"kind": "named", "id": "booth"}, batch={"size": 1})
    assert response.status_code == 422
    error = {"location": "body.batch", "message": "is only for a neuron surface: no other has data"}
    assert response.json()["errors"] == [error]


def test_a_mistake_in_the_surface_is_told_alone(client: httpx.Client) -> None:
    response = post(client, surface={"kind": "neuron", "data": []}, batch={"size": 1})
    assert [error["location"] for error in response.json()["errors"]] == ["body.surface.data"]


def test_batches_are_limited_altogether(client: httpx.Client) -> None:
    surface = {"kind": "neuron", "data": [[i / 1000, 0.5] for i in range(1000)]}
    body = {"surface": surface, "optimizers": [{"id": "adam"}], "max_iterations": 5_000, "batch": {"size": 500}}
    response = post(client, **body)
    assert response.status_code == 422
    message = response.json()["errors"][0]["message"]
    assert message == "asks for too much at once: max_iterations x batch.size must be at most 2,000,000"
    assert post(client, **{**body, "max_iterations": 4_000}).status_code == 200
