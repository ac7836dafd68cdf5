"""Walks against the lecture's counts and closed forms, and what holds for every walk."""

import dataclasses
import threading

import numpy as np
import pytest
from numpy.typing import NDArray

from app.core import catalog, descent, neuron
from app.core.closed_form import FormulaSurface
from app.core.descent import Run, descend
from app.core.hyperparameters import LEARNING_RATE
from app.core.optimizer import OptimizerSetting
from app.core.optimizers import OPTIMIZERS
from app.core.outcome import Outcome
from app.core.surface import Domain, Surface

DIALS = [id for id, entry in OPTIMIZERS.items() if entry.shares_dials]
LECTURE = neuron.NeuronSurface(neuron.LECTURE_DATA)
SQUARE = Domain((-5.0, 5.0), (-5.0, 5.0))


def suggested(entry: catalog.CatalogEntry, id: str) -> OptimizerSetting:
    return setting(id, entry.suggested.learning_rate, entry.suggested.momentum)


def setting(id: str, learning_rate: float, momentum: float) -> OptimizerSetting:
    values = {"learning_rate": learning_rate, "momentum": momentum}
    return OPTIMIZERS[id].setting(
        **{each.name: values[each.name] for each in OPTIMIZERS[id].hyperparameters if each.name in values}
    )


@pytest.mark.parametrize(
    ("id", "below_1e3", "below_1e6"), [("gradient_descent", 183, 489), ("momentum", 148, 195), ("nesterov", 31, 132)]
)
def test_the_lectures_crossing_counts(id: str, below_1e3: int, below_1e6: int) -> None:
    run = descend(LECTURE, (-2, -2), OPTIMIZERS[id].setting(learning_rate=1.0), 1000, 0.0)
    assert int(np.argmax(run.loss < 1e-3)) == below_1e3
    assert int(np.argmax(run.loss < 1e-6)) == below_1e6
    np.testing.assert_allclose(run.theta[-1], [1.791759469228055, -2.282174095733918], atol=1e-4)


@pytest.mark.parametrize("id", DIALS)
def test_the_defaults_converge_on_the_lectures_walk(id: str) -> None:
    run = descend(LECTURE, neuron.SUGGESTED.start, OPTIMIZERS[id].setting())
    assert (run.outcome, run.minimum) == (Outcome.CONVERGED, 0)


@pytest.mark.parametrize("curvature", [1.0, 25.0, 400.0])
@pytest.mark.parametrize("id", DIALS)
def test_a_quadratic_walk_is_a_matrix_power(id: str, curvature: float) -> None:
    """On curvature c each coordinate's (theta, update) is advanced by one constant 2 x 2 matrix."""
    eta, gamma = 0.6 / curvature, 0.8
    surface = FormulaSurface(f"{curvature}*(w^2 + b^2)/2", SQUARE)
    run = descend(surface, (3.0, -2.0), setting(id, eta, gamma), 60, 0.0)
    ec = eta * curvature
    carried, pushed = {"gradient_descent": (0.0, ec), "momentum": (gamma, ec), "nesterov": (gamma * (1 - ec), ec)}[id]
    step = np.array([[1 - pushed, -carried], [pushed, carried]])
    for t in (1, 2, 7, 30, 60):
        expected = np.linalg.matrix_power(step, t) @ np.array([[3.0, -2.0], [0.0, 0.0]])
        np.testing.assert_allclose(run.theta[t], expected[0], rtol=1e-11, atol=1e-15)
        np.testing.assert_allclose(run.update[t], expected[1], rtol=1e-11, atol=1e-15)


def check(surface: Surface, run: Run) -> None:
    """What holds for every walk."""
    entries = run.iterations + 1
    arrays = [run.theta, run.loss, run.gradient, run.update]
    if run.look_ahead is not None and run.look_ahead_gradient is not None:
        arrays += [run.look_ahead, run.look_ahead_gradient]
    for array in arrays:
        assert array.dtype == np.float64
        assert len(array) == entries
        assert np.isfinite(array).all()
    assert run.theta[0].tolist() == run.start.tolist()
    assert run.update[0].tolist() == [0.0, 0.0]
    np.testing.assert_array_equal(run.theta[1:], run.theta[:-1] - run.update[1:])
    loss, gradient = surface.value_and_gradient(run.theta)
    np.testing.assert_array_equal(run.loss, loss)
    np.testing.assert_array_equal(run.gradient, gradient)
    if run.optimizer.optimizer.shares_dials:
        check_push(surface, run)


def check_push(surface: Surface, run: Run) -> None:
    """update_t = gamma update_(t-1) + eta gradient, with the gradient taken where the optimizer takes it."""
    eta, gamma = run.optimizer.hyperparameters["learning_rate"], run.optimizer.hyperparameters.get("momentum", 0.0)
    pushing: NDArray[np.float64] = run.gradient[:-1]
    if run.look_ahead is not None and run.look_ahead_gradient is not None:
        np.testing.assert_array_equal(run.look_ahead[0], run.theta[0])
        np.testing.assert_array_equal(run.look_ahead_gradient[0], run.gradient[0])
        np.testing.assert_array_equal(run.look_ahead[1:], run.theta[:-1] - gamma * run.update[:-1])
        np.testing.assert_array_equal(run.look_ahead_gradient, surface.value_and_gradient(run.look_ahead)[1])
        pushing = run.look_ahead_gradient[1:]
    np.testing.assert_array_equal(run.update[1:], gamma * run.update[:-1] + eta * pushing)


@pytest.mark.parametrize("id", DIALS)
@pytest.mark.parametrize("entry", catalog.SURFACES.values(), ids=lambda entry: entry.id)
def test_every_surface_with_the_lectures_three_ends_well(entry: catalog.CatalogEntry, id: str) -> None:
    surface, best = catalog.get(entry.id), entry.suggested
    run = descend(surface, best.start, suggested(entry, id), best.max_iterations, best.tolerance)
    check(surface, run)
    assert run.outcome in (Outcome.CONVERGED, Outcome.MAX_ITERATIONS)
    assert (run.minimum is not None) == (run.outcome == Outcome.CONVERGED)
    assert entry.domain.contains(*run.theta.min(axis=0))
    assert entry.domain.contains(*run.theta.max(axis=0))
    assert run.summary.lowest_loss < run.loss[0]


@pytest.mark.parametrize("id", OPTIMIZERS)
@pytest.mark.parametrize("entry", catalog.SURFACES.values(), ids=lambda entry: entry.id)
def test_any_start_and_rate_ends_in_a_legal_outcome(entry: catalog.CatalogEntry, id: str) -> None:
    surface = catalog.get(entry.id)
    random = np.random.default_rng(sum(map(ord, entry.id + id)))
    for rate in (1e-4, 0.01, 1.0, 100.0):
        start = [random.uniform(*entry.domain.w), random.uniform(*entry.domain.b)]
        run = descend(surface, start, setting(id, rate, 0.9), 300, 1e-5)
        check(surface, run)
        assert run.outcome in Outcome
        assert (run.stalled_on is not None) == (run.outcome == Outcome.STALLED)
        assert (run.departure is not None) == (run.outcome == Outcome.DIVERGED)
        assert run.diverged_at is None or run.diverged_at == run.iterations + 1


@pytest.mark.parametrize("id", DIALS)
def test_divergence_is_cut_at_the_last_finite_point(id: str) -> None:
    surface = catalog.get("himmelblau")
    run = descend(surface, (1.0, 1.0), setting(id, 100.0, 0.9), 1000, 1e-5)
    check(surface, run)
    assert run.outcome == Outcome.DIVERGED
    assert run.diverged_at == run.iterations + 1 < 1000
    assert run.minimum is None
    assert run.departure is not None
    assert run.departure.into == "infinity"


@pytest.mark.parametrize(
    ("text", "start", "rate", "into", "step", "point"),
    [
        ("w - log(w) + b^2", (3.0, 0.5), 6.0, "undefined", 1, [-1.0, -5.5]),
        ("w - log(w) + b^2", (3.0, 0.5), 6e6, "infinity", 1, [3.0 - 4e6, 0.5 - 6e6]),
        ("w^2 + b^2", (0.0, 1.0), 1e200, "infinity", 1, [0.0, -2e200]),
        ("exp(w)", (700.0, 0.0), 1e300, "infinity", 1, None),
        ("log(w)", (-1.0, 0.0), 1.0, "undefined", 0, [-1.0, 0.0]),
        ("1/w", (0.0, 1.0), 1.0, "infinity", 0, [0.0, 1.0]),
        ("sqrt(w^2) + b^2", (1.0, 1.0), 1.0, "no_slope", 1, [0.0, -1.0]),
        ("acos(cos(w)) + b^2", (0.0, 1.0), 1.0, "no_slope", 0, [0.0, 1.0]),
    ],
    ids=["over an edge", "over an edge, far out", "overflow", "no such point", "starts outside", "a pole", "a kink", "on a kink"],
)
def test_where_a_walk_left_the_finite_numbers(
    text: str, start: tuple[float, float], rate: float, into: str, step: int, point: list[float] | None
) -> None:
    entry = dataclasses.replace(
        OPTIMIZERS["gradient_descent"], hyperparameters=(dataclasses.replace(LEARNING_RATE, maximum=np.inf),)
    )
    run = descend(FormulaSurface(text, SQUARE), start, entry.setting(learning_rate=rate), 500, 0.0)
    assert run.departure is not None
    assert (run.departure.into, run.departure.step) == (into, step)
    if point is None:
        assert run.departure.point is None
    else:
        assert run.departure.point is not None
        assert run.departure.point.tolist() == pytest.approx(point)


def test_a_start_without_a_finite_loss_has_one_entry_and_diverges_at_0() -> None:
    run = descend(FormulaSurface("log(w)", SQUARE), (-1.0, 0.0), setting("nesterov", 0.1, 0.9), 10, 0.0)
    assert (run.outcome, run.diverged_at, run.iterations, run.theta.tolist()) == (Outcome.DIVERGED, 0, 0, [[-1.0, 0.0]])


def test_zero_iterations_record_the_start_alone() -> None:
    run = descend(LECTURE, (-2, -2), OPTIMIZERS["nesterov"].setting(), 0, 0.0)
    check(LECTURE, run)
    assert (run.outcome, run.iterations) == (Outcome.MAX_ITERATIONS, 0)


@pytest.mark.parametrize("tolerance", [1e-3, 1e-5, 1e-7])
def test_a_walk_stops_at_the_first_gradient_below_the_tolerance(tolerance: float) -> None:
    free = descend(LECTURE, (-2, -2), OPTIMIZERS["momentum"].setting(), 1000, 0.0)
    run = descend(LECTURE, (-2, -2), OPTIMIZERS["momentum"].setting(), 1000, tolerance)
    assert run.iterations == int(np.argmax(np.hypot(*free.gradient.T) < tolerance))
    np.testing.assert_array_equal(run.theta, free.theta[: run.iterations + 1])
    exactly = descend(LECTURE, (-2, -2), OPTIMIZERS["momentum"].setting(), run.iterations, tolerance)
    assert exactly.outcome == Outcome.CONVERGED


def test_many_threads_walk_at_once_and_agree() -> None:
    text = "(w^2 + b - 11)^2 + (w + b^2 - 7)^2"

    def paths(id: str) -> list[NDArray[np.float64]]:
        fresh = (neuron.NeuronSurface(neuron.LECTURE_DATA), FormulaSurface(text, SQUARE))
        return [descend(surface, (-0.5, -1.0), setting(id, 0.005, 0.9), 300, 1e-5).theta for surface in fresh]

    expected = {id: paths(id) for id in OPTIMIZERS}
    wrong: list[str] = []

    def walk(id: str) -> None:
        wrong.extend(id for _ in range(15) if not all(map(np.array_equal, paths(id), expected[id])))

    threads = [threading.Thread(target=walk, args=(id,)) for id in OPTIMIZERS]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_the_defaults_are_the_documented_ones() -> None:
    assert (descent.DEFAULT_MAX_ITERATIONS, descent.DEFAULT_TOLERANCE) == (1000, 1e-5)


def test_a_look_ahead_into_a_hole_leaves_the_domain() -> None:
    """Inside the unit circle the loss is the root of a negative number; the look-ahead falls into it, the points do not."""
    surface = FormulaSurface("sqrt(w^2 + b^2 - 1)", Domain(w=(-5.0, 5.0), b=(-5.0, 5.0)))
    run = descend(surface, (-3.0, 1.0), OPTIMIZERS["nesterov"].setting(learning_rate=0.03, momentum=0.9), 1000)
    assert run.outcome is Outcome.DIVERGED
    assert run.departure is not None
    assert run.departure.into == "undefined"
    assert run.departure.point is not None
    assert np.hypot(*run.departure.point) < 1.0
    assert np.hypot(*run.theta[-1]) > 1.0
