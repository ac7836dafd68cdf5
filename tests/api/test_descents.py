"""`POST /descents`: the lecture's walks, the contract of a run, and both forms of an answer."""

from __future__ import annotations

import base64
import itertools
import math
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import numpy as np
import pytest
from numpy.typing import NDArray

from app.core import catalog, descent, optimizers
from app.core.neuron import LECTURE_DATA, NeuronSurface

URL = "/api/v1/descents"
COMPACT = "application/vnd.walk-downhill+json"
IDS = ["gradient_descent", "momentum", "nesterov"]
ARRAYS = ["theta", "loss", "gradient", "update"]
AHEAD = ["look_ahead", "look_ahead_gradient"]


def runs(client: httpx.Client, body: dict[str, Any], accept: str = "application/json") -> list[dict[str, Any]]:
    response = client.post(URL, json=body, headers={"accept": accept})
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == accept
    answer: list[dict[str, Any]] = response.json()["runs"]
    return answer


def decoded(array: dict[str, Any]) -> NDArray[np.float64]:
    assert set(array) == {"dtype", "shape", "base64"}
    return np.frombuffer(base64.b64decode(array["base64"], validate=True), f"<{array['dtype']}").reshape(array["shape"])


# Lecture, section 12: steps until the loss is below 1e-3 and below 1e-6.
@pytest.mark.parametrize(("index", "below_1e_3", "below_1e_6"), [(0, 183, 489), (1, 148, 195), (2, 31, 132)], ids=IDS)
def test_the_lectures_walks(client: httpx.Client, walks: dict[str, Any], index: int, below_1e_3: int, below_1e_6: int) -> None:
    loss = np.array(runs(client, walks)[index]["loss"])
    assert int(np.argmax(loss < 1e-3)) == below_1e_3
    assert int(np.argmax(loss < 1e-6)) == below_1e_6


def test_a_run_has_what_the_contract_says(client: httpx.Client, walks: dict[str, Any]) -> None:
    for run in runs(client, walks):
        looks_ahead = run["optimizer"]["id"] == "nesterov"
        assert set(run) == {
            *("start", "optimizer", "outcome", "minimum", "stalled_on", "diverged_at", "iterations", "summary"),
            *("diverged_into", "diverged_point"),
            *("events", "events_omitted"),
            *ARRAYS,
            *(AHEAD if looks_ahead else []),
        }
        assert run["start"] == [-2, -2]
        assert run["iterations"] == 1000
        assert {len(run[name]) for name in ARRAYS} == {1001}
        assert run["theta"][0] == run["start"]
        assert run["update"][0] == [0, 0]
        assert set(run["summary"]) == {
            *("final_loss", "lowest_loss", "final_gradient_norm", "path_length", "u_turns", "overshoot"),
            *("gradient_evaluations", "loss_evaluations", "hessian_evaluations", "evaluations"),
        }
        theta, update = np.array(run["theta"]), np.array(run["update"])
        np.testing.assert_array_equal(theta[1:], theta[:-1] - update[1:])


def test_nesterov_tells_where_it_looked(client: httpx.Client, walks: dict[str, Any]) -> None:
    run = runs(client, walks)[2]
    theta, update = np.array(run["theta"]), np.array(run["update"])
    ahead, gradient = np.array(run["look_ahead"]), np.array(run["look_ahead_gradient"])
    np.testing.assert_array_equal(ahead[0], theta[0])
    np.testing.assert_array_equal(gradient[0], run["gradient"][0])
    np.testing.assert_array_equal(ahead[1:], theta[:-1] - 0.9 * update[:-1])
    np.testing.assert_allclose(update[1:], 0.9 * update[:-1] + gradient[1:], rtol=0, atol=1e-15)


def test_the_compact_form_is_the_plain_one_bit_for_bit(client: httpx.Client, walks: dict[str, Any]) -> None:
    for plain, compact in zip(runs(client, walks), runs(client, walks, COMPACT), strict=True):
        assert list(plain) == list(compact)
        for name, value in plain.items():
            if name in ARRAYS + AHEAD:
                assert decoded(compact[name]).tobytes() == np.array(value, dtype="<f8").tobytes()
            else:
                assert compact[name] == value


@pytest.mark.parametrize("surface_id", catalog.SURFACES)
def test_every_surface_walks_as_the_core_does(client: httpx.Client, surface_id: str) -> None:
    suggested = catalog.SURFACES[surface_id].suggested
    settings = {
        each.id: {h.name: getattr(suggested, h.name) for h in each.hyperparameters if hasattr(suggested, h.name)}
        for each in optimizers.OPTIMIZERS.values()
    }
    body = {
        "surface": {"kind": "named", "id": surface_id},
        "starts": [suggested.start],
        "optimizers": [{"id": name, **values} for name, values in settings.items()],
        "max_iterations": suggested.max_iterations,
        "tolerance": suggested.tolerance,
    }
    for run, (name, values) in zip(runs(client, body), settings.items(), strict=True):
        expected = descent.descend(
            catalog.get(surface_id),
            suggested.start,
            optimizers.OPTIMIZERS[name].setting(**values),
            suggested.max_iterations,
            suggested.tolerance,
        )
        assert (run["outcome"], run["minimum"], run["iterations"]) == (expected.outcome, expected.minimum, expected.iterations)
        np.testing.assert_array_equal(run["theta"], expected.theta)
        np.testing.assert_array_equal(run["loss"], expected.loss)


def test_an_optimizer_walks_as_often_as_it_is_asked_for(client: httpx.Client, neuron: dict[str, Any]) -> None:
    rates = (0.1, 2.0, 0.1)
    body = {"surface": neuron, "starts": [[-2, -2], [1, 1]], "max_iterations": 50}
    several = runs(client, {**body, "optimizers": [{"id": "gradient_descent", "learning_rate": rate} for rate in rates]})
    assert [run["optimizer"]["learning_rate"] for run in several] == [*rates, *rates]
    for i, rate in enumerate(rates):
        alone = runs(client, {**body, "optimizers": [{"id": "gradient_descent", "learning_rate": rate}]})
        assert several[i :: len(rates)] == alone


def test_runs_come_start_by_start(client: httpx.Client) -> None:
    starts = [[0.0, 1.0], [2.0, -1.0], [-3.0, 0.5]]
    body = {
        "surface": {"kind": "named", "id": "booth"},
        "starts": starts,
        "optimizers": [{"id": name, "learning_rate": 0.01} for name in IDS],
        "max_iterations": 2,
    }
    told = [(run["start"], run["optimizer"]["id"]) for run in runs(client, body)]
    assert told == list(itertools.product(starts, IDS))


def test_what_is_left_out_takes_the_default(client: httpx.Client, neuron: dict[str, Any]) -> None:
    run = runs(client, {"surface": neuron, "starts": [[-2, -2]], "optimizers": [{"id": "momentum"}]})[0]
    entry = optimizers.OPTIMIZERS["momentum"]
    assert run["optimizer"] == {"id": "momentum", **{each.name: each.default for each in entry.hyperparameters}}
    expected = descent.descend(NeuronSurface(LECTURE_DATA), (-2, -2), entry.setting())
    assert (run["iterations"], run["outcome"]) == (expected.iterations, expected.outcome)


def test_no_iterations_leave_the_start(client: httpx.Client, walks: dict[str, Any]) -> None:
    for run in runs(client, walks | {"max_iterations": 0}):
        assert run["iterations"] == 0
        assert run["theta"] == [[-2, -2]]


@pytest.mark.parametrize("accept", ["application/json", COMPACT])
def test_a_walk_that_leaves_for_infinity_is_an_answer(client: httpx.Client, accept: str) -> None:
    body = {
        "surface": {"kind": "named", "id": "rosenbrock"},
        "starts": [[3, -3]],
        "optimizers": [{"id": "gradient_descent", "learning_rate": 1}],
    }
    run = runs(client, body, accept)[0]
    assert run["outcome"] == "diverged"
    assert run["diverged_at"] == run["iterations"] + 1
    theta = decoded(run["theta"]) if accept == COMPACT else np.array(run["theta"], dtype=float)
    assert theta.shape == (run["iterations"] + 1, 2)
    assert np.isfinite(theta).all()
    assert all(value is None or math.isfinite(value) for value in run["summary"].values())


def test_a_plateau_is_not_a_minimum(client: httpx.Client, neuron: dict[str, Any]) -> None:
    body = {"surface": neuron, "starts": [[-8, -10]], "optimizers": [{"id": "gradient_descent"}]}
    run = runs(client, body)[0]
    assert (run["outcome"], run["stalled_on"], run["minimum"]) == ("stalled", "plateau", None)


@pytest.mark.parametrize("loss", ["half_sum", "sum", "mean"])
def test_every_loss_on_many_points(client: httpx.Client, loss: str) -> None:
    data = [[math.sin(i), 0.5 + 0.4 * math.cos(2 * i)] for i in range(500)]
    body = {
        "surface": {"kind": "neuron", "data": data, "loss": loss},
        "starts": [[1, 1]],
        "optimizers": [{"id": "nesterov", "learning_rate": 0.001}],
        "max_iterations": 300,
    }
    surface = NeuronSurface(np.array(data), loss=loss)
    expected = descent.descend(surface, (1, 1), optimizers.OPTIMIZERS["nesterov"].setting(learning_rate=0.001), 300)
    np.testing.assert_array_equal(runs(client, body)[0]["theta"], expected.theta)


def test_big_and_small_requests_at_the_same_time_get_their_own_answers(client: httpx.Client) -> None:
    """Big ones run on threads, small ones on the event loop; each must come out as it does alone."""

    def body(index: int) -> dict[str, Any]:
        big = index % 4 == 0
        return {
            "surface": {"kind": "neuron", "data": [[x + index / 10, 0.3 + 0.1 * (x % 3)] for x in range(200 if big else 2)]},
            "starts": [[index / 7, -1]],
            "optimizers": [{"id": name, "learning_rate": 0.01} for name in IDS],
            "max_iterations": 3000 if big else 50,
            "tolerance": 0,
        }

    def send(index: int) -> bytes:
        response = client.post(URL, json=body(index), headers={"accept": COMPACT})
        assert response.status_code == 200, response.text
        return response.content

    alone = [send(index) for index in range(24)]
    with ThreadPoolExecutor(12) as pool:
        together = list(pool.map(send, [*range(24)] * 2))
    assert together == alone * 2


def test_a_walk_from_beside_ackleys_kink_does_not_diverge(client: httpx.Client) -> None:
    body = {
        "surface": {"kind": "named", "id": "ackley"},
        "starts": [[1e-200, 0], [0, -5e-324], [0, 0]],
        "optimizers": [{"id": "gradient_descent", "learning_rate": 0.01}],
        "max_iterations": 20,
    }
    beside_w, beside_b, at = client.post("/api/v1/descents", json=body).json()["runs"]
    slope = 20 * 0.2 / 2**0.5
    assert beside_w["gradient"][0] == pytest.approx([slope, 0])
    assert beside_b["gradient"][0] == pytest.approx([0, -slope])
    assert (beside_w["outcome"], beside_b["outcome"]) == ("max_iterations", "max_iterations")
    assert (at["outcome"], at["minimum"]) == ("converged", 0)
