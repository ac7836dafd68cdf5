"""Batches of a neuron's data, and walks on them."""

import subprocess
import sys

import numpy as np
import pytest
from numpy.typing import NDArray

from app.core.batches import Batches, draw
from app.core.descent import Run, descend
from app.core.neuron import LOSSES, NeuronSurface
from app.core.optimizers import OPTIMIZERS
from app.core.outcome import Outcome

X = np.linspace(-2.0, 2.5, 23)
DATA = np.column_stack((X, 0.5 + 0.4 * np.sin(X)))
SEARCHING = [id for id, entry in OPTIMIZERS.items() if entry.search]


def drawn(surface: NeuronSurface, size: int, seed: int = 3, steps: int = 60) -> Batches:
    batches = draw(surface, size, seed, steps)
    assert batches is not None
    return batches


def points_of(batches: Batches, t: int) -> NDArray[np.float64]:
    row = batches.packed[t - 1]
    triples: NDArray[np.float64] = row[2 : 2 + 3 * int(row[0])].reshape(-1, 3)
    return triples[:, :2]


def gradient_of(batches: Batches, t: int, loss: str, at: NDArray[np.float64]) -> NDArray[np.float64]:
    """What step t should find at points (n, 2): the batch's own gradient, in the scale of the whole."""
    gradient = NeuronSurface(points_of(batches, t), loss).value_and_gradient(at)[1]
    return gradient if loss == "mean" else gradient / batches.shares[t - 1]


def walk(id: str, size: int = 5, seed: int = 3, steps: int = 60, loss: str = "half_sum") -> tuple[Run, Batches]:
    surface = NeuronSurface(DATA, loss)
    batches = drawn(surface, size, seed, steps)
    return descend(surface, (-1.0, 1.0), OPTIMIZERS[id].setting(), steps, 0.0, batches), batches


@pytest.mark.parametrize("size", [1, 5, 22])
def test_every_epoch_takes_every_point_once(size: int) -> None:
    batches = drawn(NeuronSurface(DATA), size)
    in_epoch = -(-len(DATA) // size)
    orders = []
    for epoch in range(60 // in_epoch):
        taken = np.concatenate([points_of(batches, t) for t in range(epoch * in_epoch + 1, (epoch + 1) * in_epoch + 1)])
        np.testing.assert_array_equal(taken[np.argsort(taken[:, 0])], DATA)
        orders.append(taken[:, 0].tolist())
    assert all(order != orders[0] for order in orders[1:])
    assert batches.shares.max() * len(DATA) == pytest.approx(size)


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("size", [1, 5])
def test_an_epochs_gradients_average_to_the_full_one(loss: str, size: int) -> None:
    """Weighted by size, for the last batch is smaller. Each step walks nowhere, so that all gradients are taken at one point."""
    surface = NeuronSurface(DATA, loss)
    steps = -(-len(DATA) // size)
    batches = drawn(surface, size, steps=steps)
    run = descend(surface, (0.3, -0.2), OPTIMIZERS["gradient_descent"].setting(learning_rate=1e-6), steps, 0.0, batches)
    assert run.batch_gradient is not None
    np.testing.assert_allclose(batches.shares @ run.batch_gradient[1:], run.gradient[0], rtol=1e-3)
    np.testing.assert_array_equal(run.batch_gradient[0], run.gradient[0])


def test_the_expected_gradient_is_the_full_one() -> None:
    surface = NeuronSurface(DATA, "sum")
    batches = drawn(surface, 5, steps=4_000)
    at = np.array([[0.3, -0.2]])
    seen = np.array([gradient_of(batches, t, "sum", at)[0] for t in range(1, 4_000, 5)])
    spread = seen.std(axis=0) / np.sqrt(len(seen))
    assert (np.abs(seen.mean(axis=0) - surface.value_and_gradient(at)[1][0]) < 4 * spread).all()


@pytest.mark.parametrize("id", OPTIMIZERS)
def test_every_optimizer_walks_on_batches(id: str) -> None:
    run, batches = walk(id)
    surface = NeuronSurface(DATA)
    assert run.outcome in Outcome
    assert run.batch_gradient is not None
    loss, gradient = surface.value_and_gradient(run.theta)
    np.testing.assert_array_equal(run.loss, loss)
    np.testing.assert_array_equal(run.gradient, gradient)
    np.testing.assert_array_equal(run.theta[1:], run.theta[:-1] - run.update[1:])
    taken_at = run.theta[:-1] if run.look_ahead is None else run.look_ahead[1:]
    for t in (1, 2, 5, 17):
        own = gradient_of(batches, t, "half_sum", taken_at[t - 1 : t])[0]
        np.testing.assert_allclose(run.batch_gradient[t], own, rtol=1e-12, atol=1e-14)
    if run.look_ahead_gradient is not None:
        np.testing.assert_array_equal(run.look_ahead_gradient, run.batch_gradient)


@pytest.mark.parametrize("id", ["gradient_descent", "momentum"])
def test_a_step_uses_its_batchs_gradient(id: str) -> None:
    run, _ = walk(id)
    dials = run.optimizer.hyperparameters
    assert run.batch_gradient is not None
    carried = dials.get("momentum", 0.0) * run.update[:-1]
    np.testing.assert_array_equal(run.update[1:], carried + dials["learning_rate"] * run.batch_gradient[1:])


@pytest.mark.parametrize("id", SEARCHING)
def test_a_search_descends_on_its_batch(id: str) -> None:
    run, batches = walk(id)
    moved = 0
    for t in range(1, run.iterations + 1):
        own = NeuronSurface(points_of(batches, t))
        before, after = own.value_and_gradient(run.theta[t - 1 : t + 1])[0]
        assert after < before or not run.update[t].any()
        moved += bool(run.update[t].any())
    assert moved > 10


@pytest.mark.parametrize("id", OPTIMIZERS)
def test_what_is_spent_counts_a_batch_by_its_share(id: str) -> None:
    run, batches = walk(id)
    assert run.evaluations is not None
    own = np.diff(run.evaluations) / batches.shares[: run.iterations]
    np.testing.assert_allclose(own, np.round(own), atol=1e-9)
    assert (np.round(own) == 1).all() == (OPTIMIZERS[id].search is None)
    total = run.summary.gradient_evaluations + run.summary.loss_evaluations + 2 * run.summary.hessian_evaluations
    assert round(own.sum()) == total
    assert run.summary.evaluations == run.evaluations[-1]  # on a batch a search that finds nothing rests: each step has its point


def test_the_same_seed_gives_the_same_path_in_any_process() -> None:
    program = (
        "from tests.core.test_batches import walk;"
        "print(*(walk(id)[0].theta[-1].tobytes().hex() for id in ('gradient_descent', 'adam', 'bfgs')))"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert told == [walk(id)[0].theta[-1].tobytes().hex() for id in ("gradient_descent", "adam", "bfgs")]


def test_another_seed_gives_another_path() -> None:
    assert not np.array_equal(walk("adam", seed=3)[0].theta, walk("adam", seed=4)[0].theta)


def test_the_order_is_fixed_for_good() -> None:
    """PCG64's stream is NumPy's promise; a change here would break every saved seed."""
    batches = drawn(NeuronSurface(np.column_stack((np.arange(8.0), np.full(8, 0.5)))), 3, seed=0, steps=3)
    assert [points_of(batches, t)[:, 0].astype(int).tolist() for t in (1, 2, 3)] == [[3, 2, 1], [6, 0, 7], [4, 5]]


@pytest.mark.parametrize("size", [23, 24, 10_000])
def test_all_the_data_or_more_make_no_batches(size: int) -> None:
    assert draw(NeuronSurface(DATA), size, 0, 10) is None


def test_no_steps_need_no_batches() -> None:
    surface = NeuronSurface(DATA)
    run = descend(surface, (0.0, 0.0), OPTIMIZERS["adam"].setting(), 0, 0.0, drawn(surface, 5, steps=0))
    assert run.iterations == 0
    assert run.batch_gradient is not None
    np.testing.assert_array_equal(run.batch_gradient, run.gradient)


@pytest.mark.parametrize("seed", [0, 2**53 - 1])
def test_seeds_from_the_least_to_the_largest(seed: int) -> None:
    assert drawn(NeuronSurface(DATA), 5, seed).packed.shape == (60, 17)
