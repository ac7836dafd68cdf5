"""Walks that search for their steps: the conditions hold, the trials are all there, and every evaluation is counted."""

import ctypes

import numpy as np
import pytest

from app.core import catalog
from app.core.abi import FunctionPointer
from app.core.closed_form import FormulaSurface
from app.core.descent import Run, descend
from app.core.neuron import LECTURE_DATA, NeuronSurface
from app.core.optimizer import MOST_TRIALS
from app.core.optimizers import OPTIMIZERS
from app.core.outcome import Outcome, Stall
from app.core.surface import Domain, Sampled

SEARCHING = [id for id, entry in OPTIMIZERS.items() if entry.search]
BACKTRACKING = [id for id in SEARCHING if OPTIMIZERS[id].search == "backtracking"]
WOLFE = [id for id in SEARCHING if OPTIMIZERS[id].search == "wolfe"]
LECTURE = NeuronSurface(LECTURE_DATA)
SQUARE = Domain((-5.0, 5.0), (-5.0, 5.0))
EVERY = pytest.mark.parametrize("entry", catalog.SURFACES.values(), ids=lambda entry: entry.id)
TEXT_OF_ROSENBROCK = "(1 - w)^2 + 100*(b - w^2)^2"


def walk(surface_id: str, id: str, tolerance: float = 1e-6, steps: int = 300, **hyperparameters: float) -> Run:
    start = catalog.SURFACES[surface_id].suggested.start
    return descend(catalog.get(surface_id), start, OPTIMIZERS[id].setting(**hyperparameters), steps, tolerance)


@pytest.mark.parametrize("id", SEARCHING)
@EVERY
def test_every_accepted_step_has_its_sufficient_decrease(entry: catalog.CatalogEntry, id: str) -> None:
    """p' g from the update itself: update = alpha p."""
    run = walk(entry.id, id)
    c1 = run.optimizer.hyperparameters["sufficient_decrease"]
    along = np.sum(run.update[1:] * run.gradient[:-1], axis=1)
    assert (along > 0).all()
    rounding = 4e-16 * np.abs(run.loss[:-1])
    assert (run.loss[1:] <= run.loss[:-1] - c1 * along + rounding).all()
    assert (np.diff(run.loss) < 0).all()
    assert run.summary.overshoot == 0.0
    assert run.outcome in (Outcome.CONVERGED, Outcome.STALLED, Outcome.MAX_ITERATIONS)


@pytest.mark.parametrize("id", WOLFE)
@pytest.mark.parametrize("surface_id", ["rosenbrock", "himmelblau", "beale", "booth"])
def test_a_wolfe_step_flattens_the_slope(surface_id: str, id: str) -> None:
    run = walk(surface_id, id, 1e-3)
    c2 = run.optimizer.hyperparameters["curvature"]
    before = np.sum(run.update[1:] * run.gradient[:-1], axis=1)
    after = np.sum(run.update[1:] * run.gradient[1:], axis=1)
    assert (np.abs(after) <= c2 * before * (1 + 1e-12)).all()


@pytest.mark.parametrize("id", BACKTRACKING)
def test_a_backtracking_step_is_the_first_that_will_do(id: str) -> None:
    """Every trial before the accepted one, from the first step on, misses the sufficient decrease."""
    surface, run = catalog.get("rosenbrock"), walk("rosenbrock", id, shrink=0.6)
    assert run.trials is not None
    assert run.trial_step is not None
    c1, refused = run.optimizer.hyperparameters["sufficient_decrease"], 0
    for t in range(1, run.iterations + 1):
        tried = run.trials[run.trial_step == t]
        np.testing.assert_array_equal(tried[-1], run.theta[t])
        losses, _ = surface.value_and_gradient(tried)
        decrease = (run.theta[t - 1] - tried) @ run.gradient[t - 1]
        assert (losses[:-1] > run.loss[t - 1] - c1 * decrease[:-1]).all()
        np.testing.assert_allclose(decrease, decrease[0] * 0.6 ** np.arange(len(tried)), rtol=1e-9)
        first = run.optimizer.hyperparameters.get("initial_step", 1.0)
        assert run.step_lengths is not None
        assert run.step_lengths[t] == pytest.approx(first * 0.6 ** (len(tried) - 1), rel=1e-12)
        refused += len(tried) - 1
    assert refused > 0


def test_the_update_is_the_direction_times_the_step_length() -> None:
    run = walk("rosenbrock", "gradient_descent_armijo")
    assert run.step_lengths is not None
    assert run.step_lengths[0] == 0.0
    np.testing.assert_array_equal(run.update[1:], run.step_lengths[1:, np.newaxis] * run.gradient[:-1])


@pytest.mark.parametrize("id", SEARCHING)
@pytest.mark.parametrize("budget", [1, 10, 40])
def test_no_step_is_taken_when_the_budget_is_spent(id: str, budget: int) -> None:
    """The walk is that without a budget, cut after the step that spends the last of it."""
    surface, start = catalog.get("rosenbrock"), (-1.2, 1.0)
    whole = descend(surface, start, OPTIMIZERS[id].setting(), 300, 0.0)
    cut = descend(surface, start, OPTIMIZERS[id].setting(), 300, 0.0, budget=budget)
    assert whole.evaluations is not None
    assert cut.evaluations is not None
    last = int(np.searchsorted(whole.evaluations, budget))
    assert 1 <= last == cut.iterations < whole.iterations
    assert cut.outcome is Outcome.MAX_ITERATIONS
    assert cut.summary.evaluations == cut.evaluations[-1] >= budget
    np.testing.assert_array_equal(cut.theta, whole.theta[: last + 1])
    assert cut.trial_step is not None
    assert cut.trial_step[-1] == last


@pytest.mark.parametrize("id", SEARCHING)
@EVERY
def test_the_trials_are_in_order_and_hold_every_accepted_point(entry: catalog.CatalogEntry, id: str) -> None:
    run = walk(entry.id, id)
    assert run.trials is not None
    assert run.trial_step is not None
    assert np.isfinite(run.trials).all()
    assert (np.diff(run.trial_step) >= 0).all()
    for t in range(1, run.iterations + 1):
        assert (run.trials[run.trial_step == t] == run.theta[t]).all(axis=1).any()
    assert np.bincount(run.trial_step, minlength=1).max() <= MOST_TRIALS
    assert set(run.trial_step[run.trial_step > run.iterations].tolist()) <= {run.iterations + 1}


class Counting(Sampled):
    """A surface that counts how often it is asked, in Python; the Hessian apart."""

    kind, text, latex, latex_gradient, domain, minima, minima_are = "named", "", "", ("", ""), SQUARE, (), "known"
    minima_at_hand = True

    def __init__(self, text: str) -> None:
        self._inner = FormulaSurface(text, SQUARE)
        self.points: list[tuple[float, float]] = []
        self.hessians = 0
        doubles = ctypes.POINTER(ctypes.c_double)
        prototype = ctypes.CFUNCTYPE(None, doubles, doubles, ctypes.c_ssize_t)

        def value(out: ctypes.Array[ctypes.c_double], theta: ctypes.Array[ctypes.c_double], _data: int) -> None:
            self.points.append((theta[0], theta[1]))
            loss, gradient = self._inner.value_and_gradient(np.array([[theta[0], theta[1]]]))
            out[0], out[1], out[2] = loss[0], gradient[0, 0], gradient[0, 1]

        def second(out: ctypes.Array[ctypes.c_double], theta: ctypes.Array[ctypes.c_double], _data: int) -> None:
            self.hessians += 1
            hessian = self._inner.hessian(np.array([[theta[0], theta[1]]]))[0]
            out[0], out[1], out[2] = hessian[0, 0], hessian[0, 1], hessian[1, 1]

        self._callbacks = prototype(value), prototype(second)

    @property
    def function(self) -> FunctionPointer:
        return FunctionPointer(ctypes.cast(self._callbacks[0], ctypes.c_void_p).value or 0, 0, self)

    @property
    def hessian_function(self) -> FunctionPointer:
        return FunctionPointer(ctypes.cast(self._callbacks[1], ctypes.c_void_p).value or 0, 0, self)


@pytest.mark.parametrize("id", OPTIMIZERS)
def test_the_surface_was_asked_as_often_as_is_told(id: str) -> None:
    """Out of iterations, so that no classification asks too. What is recorded besides is one sample a point."""
    surface = Counting(TEXT_OF_ROSENBROCK)
    dials = {each.name: 1e-4 for each in OPTIMIZERS[id].hyperparameters if each.name == "learning_rate"}
    run = descend(surface, (-1.2, 1.0), OPTIMIZERS[id].setting(**dials), 5, 0.0)
    assert (run.outcome, run.iterations) == (Outcome.MAX_ITERATIONS, 5)
    told = run.summary
    assert surface.hessians == told.hessian_evaluations
    if run.trials is None:
        looked = run.iterations if run.look_ahead is not None else 0
        assert len(surface.points) == run.iterations + 1 + looked
        assert (told.gradient_evaluations, told.loss_evaluations) == (run.iterations, 0)
        assert run.evaluations is None
        return
    assert len(surface.points) == run.iterations + 1 + len(run.trials)
    taken = told.gradient_evaluations + told.loss_evaluations
    # The start and the trials, where the slope at a trial is looked at; else the trials and a gradient a step.
    assert taken == len(run.trials) + (1 if OPTIMIZERS[id].search == "wolfe" else run.iterations)
    assert run.evaluations is not None
    assert run.evaluations[0] == 0.0
    assert run.evaluations[-1] == taken + 2 * told.hessian_evaluations


@pytest.mark.parametrize("id", SEARCHING)
def test_a_search_that_finds_nothing_ends_the_walk_even_without_tolerance(id: str) -> None:
    run = walk("styblinski_tang", id, 0.0, 2000)
    assert run.outcome == Outcome.CONVERGED
    assert run.iterations < 100
    assert run.trial_step is not None
    assert run.evaluations is not None
    if (run.trial_step == run.iterations + 1).any():
        assert run.summary.evaluations > run.evaluations[-1]


@pytest.mark.parametrize("id", SEARCHING)
@pytest.mark.parametrize("text", ["(w^2 + b - 11)^2 + (w + b^2 - 7)^2", "(w - 2)^2 + b^2 - 3*log(w*b)", "log(w^2 + b^2)"])
def test_the_total_counts_a_last_search_that_found_nothing(text: str, id: str) -> None:
    """What was spent up to the last point, and each trial of the step after it."""
    run = descend(FormulaSurface(text, SQUARE), (1.0, 3.5), OPTIMIZERS[id].setting(), 2000, 0.0)
    assert run.outcome != Outcome.MAX_ITERATIONS
    told = run.summary
    assert told.evaluations == told.gradient_evaluations + told.loss_evaluations + 2 * told.hessian_evaluations
    assert run.evaluations is not None
    assert run.trial_step is not None
    last = int(np.sum(run.trial_step == run.iterations + 1))
    # Armijo and Newton take a gradient before they search; Newton a Hessian as well. A Wolfe search has its gradient already.
    before = {"gradient_descent_armijo": 1, "newton": 3}.get(id, int(run.iterations == 0))
    assert told.evaluations == run.evaluations[-1] + last + before


def test_a_step_that_diverges_took_its_gradient() -> None:
    run = descend(FormulaSurface("w^4 + b^4", SQUARE), (3.0, 3.0), OPTIMIZERS["gradient_descent"].setting(), 100, 0.0)
    assert run.outcome == Outcome.DIVERGED
    assert run.summary.gradient_evaluations == run.summary.evaluations == run.diverged_at == run.iterations + 1


@pytest.mark.parametrize("id", SEARCHING)
def test_at_a_saddle_no_line_goes_down(id: str) -> None:
    run = descend(FormulaSurface("w^2 - b^2", SQUARE), (0.0, 0.0), OPTIMIZERS[id].setting(), 50, 0.0)
    assert (run.outcome, run.stalled_on, run.iterations) == (Outcome.STALLED, Stall.SADDLE, 0)


@pytest.mark.parametrize("id", SEARCHING)
def test_a_search_stays_where_the_loss_is_defined(id: str) -> None:
    """Trials over the edge have no loss, and are refused."""
    run = descend(FormulaSurface("w - log(w) + b^2", SQUARE), (0.05, 0.5), OPTIMIZERS[id].setting(), 200, 1e-8)
    assert run.outcome == Outcome.CONVERGED
    np.testing.assert_allclose(run.theta[-1], [1.0, 0.0], atol=1e-7)
    assert (run.theta[:, 0] > 0).all()


@pytest.mark.parametrize("id", SEARCHING)
def test_a_loss_that_only_falls_is_followed_to_where_it_is_flat_or_gone(id: str) -> None:
    for text in ("exp(-w) + b^2", "w + b^2", "-w^3 + b^2"):
        run = descend(FormulaSurface(text, SQUARE), (0.5, 0.5), OPTIMIZERS[id].setting(), 300, 1e-9)
        assert run.outcome in (Outcome.STALLED, Outcome.DIVERGED, Outcome.MAX_ITERATIONS, Outcome.CONVERGED)
        assert np.isfinite(run.theta).all()
        assert run.minimum is None


@pytest.mark.parametrize("id", OPTIMIZERS)
def test_nothing_is_carried_from_one_walk_to_the_next(id: str) -> None:
    surface, setting = catalog.get("himmelblau"), OPTIMIZERS[id].setting()
    alone = descend(surface, (1.0, 1.0), setting, 50, 0.0)
    descend(surface, (-3.0, 2.0), setting, 50, 0.0)
    again = descend(surface, (1.0, 1.0), setting, 50, 0.0)
    np.testing.assert_array_equal(alone.theta, again.theta)
    if alone.trials is not None:
        assert again.trials is not None
        np.testing.assert_array_equal(alone.trials, again.trials)


@pytest.mark.parametrize("scale", [1e-2, 1.0, 1e4])
def test_conjugate_gradients_first_trial_is_no_longer_than_its_initial_step(scale: float) -> None:
    """In units of w and b, however steep it is; on gentle slopes it is that many gradients long."""
    surface = FormulaSurface(f"{scale}*(w^2 + 3*b^2)", SQUARE)
    for first in (0.25, 1.0, 4.0):
        run = descend(surface, (3.0, 2.0), OPTIMIZERS["conjugate_gradient"].setting(initial_step=first), 1, 0.0)
        assert run.trials is not None
        length = float(np.hypot(*(run.trials[0] - run.theta[0])))
        assert length == pytest.approx(first * min(1.0, run.summary.final_gradient_norm and np.hypot(*run.gradient[0])))


def test_conjugate_gradient_stays_near_on_many_points() -> None:
    """A step of one gradient would be hundreds long here, to where the neuron is flat."""
    x = np.linspace(-3.0, 3.0, 240)
    y = 1.0 / (1.0 + np.exp(-(2.0 * x - 1.0)))
    surface = NeuronSurface(np.column_stack((x, y)), "sum")
    run = descend(surface, (-2.0, -2.0), OPTIMIZERS["conjugate_gradient"].setting(), 200, 1e-6)
    assert run.trials is not None
    assert np.hypot(*run.gradient[0]) > 20.0
    assert np.hypot(*(run.trials[0] - run.theta[0])) == pytest.approx(1.0)
    assert (run.outcome, run.minimum) == (Outcome.CONVERGED, 0)
    np.testing.assert_allclose(run.theta[-1], [2.0, -1.0], atol=1e-5)


def test_a_first_guess_that_rounds_to_no_step_is_doubled() -> None:
    """The step before was 1e-11 long; the slope here is 76."""
    surface, start = catalog.get("trefethen"), (-0.18310742787908102, 0.2728937897711642)
    run = descend(surface, start, OPTIMIZERS["conjugate_gradient"].setting(), 300, 1e-8)
    assert run.outcome == Outcome.CONVERGED
    assert run.summary.final_gradient_norm < 1e-4


@pytest.mark.parametrize(
    ("id", "surface_id", "start"),
    [
        ("bfgs", "easom", (0.5456574687681475, 4.039361876929527)),
        ("conjugate_gradient", "griewank", (-8.749997501563257, 9.485108601641159)),
    ],
)
def test_a_direction_across_the_slope_is_given_up(id: str, surface_id: str, start: tuple[float, float]) -> None:
    """From ground so flat that a step from it leaves a direction with a cosine of 1e-6 and less to the slope that follows."""
    run = descend(catalog.get(surface_id), start, OPTIMIZERS[id].setting(), 300, 0.0)
    assert run.outcome == Outcome.CONVERGED
    along = np.sum(run.update[1:] * run.gradient[:-1], axis=1)
    lengths = np.hypot(*run.update[1:].T) * np.hypot(*run.gradient[:-1].T)
    assert (along > 0.9e-6 * lengths).all()
