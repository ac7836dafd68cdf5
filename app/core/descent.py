"""A walk downhill: one start, one optimizer, every step recorded."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.core.batches import Batches
from app.core.line_search import search_walk
from app.core.optimizer import OptimizerSetting
from app.core.outcome import Ending, Outcome, Stall, classify
from app.core.standstill import standstill, without_slope
from app.core.summary import Evaluations, Summary, summarise
from app.core.surface import FARTHEST, Surface
from app.core.walk import NO_LOWER_POINT, OUT_OF_ITERATIONS, STOPPED, Steps, walk

DEFAULT_MAX_ITERATIONS = 1000
"""The lecture's own."""

DEFAULT_TOLERANCE = 1e-5
"""On the gradient's norm."""


BEYOND = 1.0 / float(np.finfo(np.float64).eps)
"""So far out a step of one is lost in rounding."""


Into = Literal["infinity", "undefined", "no_slope"]


@dataclass(frozen=True, slots=True, eq=False)
class Departure:
    """Where a walk left the finite numbers.

    Attributes:
        step: the one that did, 0 if the start itself has no finite loss.
        into: "undefined" where the loss is NaN at a point within `FARTHEST`, as where a formula takes the logarithm of a negative
            number; "no_slope" where a derivative is, but not the loss, as of sqrt(w^2) at 0; "infinity" otherwise.
        point: that step's, or the one that it looked ahead to, if already the gradient there is not finite; shape (2,); None if
            it is not finite.
    """

    step: int
    into: Into
    point: NDArray[np.float64] | None


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """A finished walk.

    Every per-step array has ``iterations + 1`` entries; entry 0 belongs to the start. ``theta[t] == theta[t-1] - update[t]``
    holds exactly, and ``update[0] == 0``.

    Attributes:
        start: shape (2,).
        optimizer: with its hyperparameters.
        outcome: how the walk ended.
        minimum: index into the surface's minima of the one reached; None if none was, or it is not a known one.
        stalled_on: where it stands still; None unless stalled.
        departure: where it left the finite numbers; None unless diverged.
        iterations: steps taken that led to a finite point.
        theta: points, shape (n + 1, 2).
        loss: shape (n + 1,).
        gradient: at theta[t], shape (n + 1, 2).
        update: shape (n + 1, 2).
        look_ahead: theta[t-1] - gamma update[t-1], where step t took its gradient; None if the optimizer does not look ahead.
        look_ahead_gradient: the gradient there, on batches the batch's; None likewise.
        batch_gradient: the gradient that step t took, its batch's, entry 0 the full one; shape (n + 1, 2). None without batches.
            Loss and gradient are those of all the data.
        kept: what the optimizer remembers after step t, by its letter in the rule, each of shape (n + 1, 2), entry 0 zero; empty
            where it remembers nothing but its last update, or searches.
        learning_rates: the learning rate of step t, entry 0 the start's, shape (n + 1,); None where it is the same throughout.
        trials: every point that a line search tried, in order, shape (k, 2); None if the optimizer does not search. The
            accepted ones are among them: theta[t] is one of step t's.
        trial_step: the step that each belongs to, shape (k,); ``iterations + 1`` for those of a last search that found nothing.
        step_lengths: alpha of step t, whose update is alpha times the direction that it searched along; entry 0 is 0, as is one
            that rests on a batch; shape (n + 1,). None if the optimizer does not search.
        evaluations: what has been spent when theta[t] is reached, in gradients: one for a gradient with its loss, one for a loss
            alone, two for a Hessian, each times the batch's share of the data; shape (n + 1,). None where it is simply t. What a
            last step took that led to no further point, because its search found none or it diverged, is in the summary's total.
        summary: the walk in a few numbers.
    """

    start: NDArray[np.float64]
    optimizer: OptimizerSetting
    outcome: Outcome
    minimum: int | None
    stalled_on: Stall | None
    departure: Departure | None
    iterations: int
    theta: NDArray[np.float64]
    loss: NDArray[np.float64]
    gradient: NDArray[np.float64]
    update: NDArray[np.float64]
    look_ahead: NDArray[np.float64] | None
    look_ahead_gradient: NDArray[np.float64] | None
    batch_gradient: NDArray[np.float64] | None
    kept: Mapping[str, NDArray[np.float64]]
    learning_rates: NDArray[np.float64] | None
    trials: NDArray[np.float64] | None
    trial_step: NDArray[np.int64] | None
    step_lengths: NDArray[np.float64] | None
    evaluations: NDArray[np.float64] | None
    summary: Summary

    @property
    def diverged_at(self) -> int | None:
        """The step that produced something not finite, 0 if the start itself; None unless diverged."""
        return self.departure.step if self.departure else None


def descend(
    surface: Surface,
    start: ArrayLike,
    setting: OptimizerSetting,
    max_iterations: int = DEFAULT_MAX_ITERATIONS,
    tolerance: float = DEFAULT_TOLERANCE,
    batches: Batches | None = None,
    budget: float = math.inf,
) -> Run:
    """Walk downhill from `start`, theta_t = theta_(t-1) - update_t.

    Args:
        surface: to walk on.
        start: (w, b).
        setting: the optimizer and its hyperparameters.
        max_iterations: steps at most, >= 0.
        tolerance: stop at the first point whose gradient's norm is below; 0 never stops early.
        batches: of the surface's data, one a step; each step takes its gradient, and searches, on its own. Without,
            on all the data.
        budget: in gradients as `Run.evaluations` counts them; a walk that searches takes no further step when it has spent as
            many. One that does not spends one a step at most.

    Returns:
        The walk. A walk that leaves for infinity is cut at its last finite point, and its outcome says so: divergence is a result
        here, not an error. A line search that finds no lower point ends the walk whatever the tolerance; `standstill` tells what
        its last point is. So does a point with a loss but no slope that is a minimum, a maximum or a saddle: see `without_slope`.
    """
    begin = np.array(start, dtype=np.float64).reshape(2)
    if setting.optimizer.search:
        walked = search_walk(surface, begin, setting, max_iterations, tolerance, batches, budget)
    else:
        walked = walk(surface, begin, setting, max_iterations, tolerance, batches)
    steps, ending = _ended(surface, walked)
    end, looks_ahead = steps.last + 1, setting.optimizer.looks_ahead
    rates = setting.learning_rates(steps.last)
    loss, gradient, update = steps.loss[:end], steps.gradient[:end], steps.update[:end]
    spent = _spent(steps, batches)
    return Run(
        start=begin,
        optimizer=setting,
        outcome=ending.outcome,
        minimum=ending.minimum,
        stalled_on=ending.stalled_on,
        departure=_departure(surface, steps) if ending.outcome is Outcome.DIVERGED else None,
        iterations=steps.last,
        theta=steps.theta[:end],
        loss=loss,
        gradient=gradient,
        update=update,
        look_ahead=steps.look_ahead[:end] if looks_ahead else None,
        look_ahead_gradient=steps.used[:end] if looks_ahead else None,
        kept={name: steps.kept[:end, at : at + 2] for name, at in setting.optimizer.keeps},
        learning_rates=rates,
        trials=steps.search.trials if steps.search else None,
        trial_step=steps.search.trial_step if steps.search else None,
        step_lengths=steps.search.lengths[:end] if steps.search else None,
        batch_gradient=steps.used[:end] if batches else None,
        evaluations=None if spent is None else np.cumsum(spent[:end]),
        summary=summarise(loss, gradient, update, _counted(steps, spent)),
    )


def _ended(surface: Surface, steps: Steps) -> tuple[Steps, Ending]:
    """Tell how the walk ended; on the tip of a kink it has arrived at, where the gradient is no number, that is made 0."""
    at = steps.status
    if at >= 0 and np.isfinite(steps.loss[at]) and (np.abs(steps.theta[at]) <= FARTHEST).all():
        ending = without_slope(surface, steps.theta[at])
        if ending is not None:
            steps.gradient[at] = 0.0  # a subgradient, as in `kinks.py`
            return steps._replace(last=at, status=STOPPED), ending
    return steps, _ending(surface, steps)


def _ending(surface: Surface, steps: Steps) -> Ending:
    if steps.status == OUT_OF_ITERATIONS:
        return Ending(Outcome.MAX_ITERATIONS)
    if steps.status == STOPPED:
        return classify(surface, steps.theta[steps.last])
    if steps.status == NO_LOWER_POINT:
        ending = standstill(surface, steps.theta[steps.last])
        if ending.stalled_on is not Stall.NO_LOWER_POINT or np.abs(steps.theta[steps.last]).max() <= BEYOND:
            return ending
    return Ending(Outcome.DIVERGED)


def _spent(steps: Steps, batches: Batches | None) -> NDArray[np.float64] | None:
    """What each step has spent, in gradients, None where that is one each; one that led nowhere has the entry after the last."""
    if steps.search is None and batches is None:
        return None
    spent = steps.search.spent[: steps.last + 2].copy() if steps.search else np.append(0.0, np.ones(_taken(steps)))
    if batches is not None:
        spent[1:] *= batches.shares[: len(spent) - 1]
    return spent


def _taken(steps: Steps) -> int:
    """How many gradients a walk without a search took: the step that diverged took its own."""
    return max(steps.last, steps.status)


def _counted(steps: Steps, spent: NDArray[np.float64] | None) -> Evaluations:
    search = steps.search
    # Summed in the order of `Run.evaluations`, so that both round alike.
    total = float(_taken(steps)) if spent is None else float(np.cumsum(spent)[-1])
    if search is None:
        return Evaluations(_taken(steps), 0, 0, total)
    return Evaluations(search.gradients, search.losses, search.hessians, total)


def _departure(surface: Surface, steps: Steps) -> Departure:
    at = steps.status
    if at == NO_LOWER_POINT:  # beyond what numbers can tell apart
        return Departure(steps.last + 1, "infinity", None)
    point, values = steps.theta[at], np.append(steps.gradient[at], steps.loss[at])
    if len(steps.look_ahead) and not np.isfinite(steps.used[at]).all():  # it looked where there is nothing, and went nowhere
        point, values = steps.look_ahead[at], steps.used[at]
    return Departure(at, _into(surface, point, values), point if np.isfinite(point).all() else None)


def _into(surface: Surface, point: NDArray[np.float64], values: NDArray[np.float64]) -> Into:
    if not np.isnan(values).any() or (np.abs(point) > FARTHEST).any():
        return "infinity"
    loss = float(surface.value_and_gradient(point[np.newaxis])[0][0])
    return "undefined" if math.isnan(loss) else "no_slope" if math.isfinite(loss) else "infinity"
