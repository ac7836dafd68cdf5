"""A fair race: each optimizer's step length is searched for, and every walk of the search may spend the same.

An optimizer that loses by a badly chosen learning rate says nothing about the optimizer, nor does a line search that loses by the
first step it tries. So each is walked with many values of the dial that sets the length of its steps, spread evenly in their
logarithm over the usual range and then more closely around the best, and each walk stops when it has spent its budget of gradient
evaluations. A value is judged by where its walk rests at the end: one that jumps about may meet a low point once and leave it
again.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.core.descent import descend
from app.core.hyperparameters import Hyperparameter
from app.core.optimizer import OptimizerSetting
from app.core.outcome import Outcome
from app.core.surface import Surface

COARSE_RATES = 33
"""Four a factor of ten, over the eight that learning rates, and first steps, usually span."""

FINE_RATES = 17
"""Between the best one's neighbours, besides those."""

RATES = COARSE_RATES + FINE_RATES

REST = 0.2
"""The last part of the budget, over which a walk must stay low."""

SAME = 1e-9
"""Losses closer than this share of the way down from the start are equally low: the walk that came to stay first is better."""

DOWN = 0.99
"""The share of the way down that counts as having come down."""

DEFAULT_BUDGET = 200
"""Enough to come down on most surfaces with a good rate, and not with a bad one."""

DIGITS = 3
"""Significant digits of a rate."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value of the dial that was tried.

    Attributes:
        value: None where the optimizer has no such dial.
        rests_at: the highest loss while the last fifth of the budget is spent; infinite if the walk diverged within the budget.
        diverged: whether the walk left for infinity, or for ground where the loss is undefined, within the budget.
    """

    value: float | None
    rests_at: float
    diverged: bool


@dataclass(frozen=True, slots=True, eq=False)
class Tuned:
    """An optimizer with the best step length that was found.

    Attributes:
        setting: with that value.
        candidates: all that were tried, by rising value.
        best: index of the chosen one.
        evaluations: spent before each point of its walk, within the budget, shape (n,), rising from 0.
        loss: at each of those points, shape (n,).
        spent: on the whole search, in gradient evaluations: all that its walks took within their budgets, a last step that led
            to no further point included.
    """

    setting: OptimizerSetting
    candidates: tuple[Candidate, ...]
    best: int
    evaluations: NDArray[np.int64]
    loss: NDArray[np.float64]
    spent: int

    @property
    def rests_at(self) -> float:
        """Where the best walk rests."""
        return self.candidates[self.best].rests_at

    def spent_to_stay(self, level: float) -> int | None:
        """What the best walk had spent when it came to a loss for good; None if it did not, or rests nowhere."""
        return _spent_to_stay(self.evaluations, self.loss, level) if math.isfinite(self.rests_at) else None


def tune(surface: Surface, start: ArrayLike, setting: OptimizerSetting, budget: int) -> Tuned:
    """Find the learning rate, or the first step of a line search, with which an optimizer comes to rest lowest.

    The walk that rests lowest wins, see `Candidate`; among those equally low, see `SAME`, the one that came to stay with the
    fewest evaluations. An optimizer without a `step_dial` walks once.

    Args:
        surface: to walk on.
        start: (w, b).
        setting: the optimizer; the dial's value matters only where it is unusual, for the search spans eight powers of ten with
            it among them.
        budget: gradient evaluations that each walk may spend, >= 1.
    """
    dial = setting.optimizer.step_dial
    if dial is None:
        walked = {NO_RATE: _walked(surface, start, setting, None, budget)}
    else:
        walked = _searched(surface, start, setting, dial, budget)
    rates = sorted(walked)
    best = rates.index(_best(walked))
    chosen = walked[rates[best]]
    return Tuned(
        setting=chosen.setting,
        candidates=tuple(walked[rate].candidate for rate in rates),
        best=best,
        evaluations=chosen.evaluations,
        loss=chosen.loss,
        spent=sum(each.spent for each in walked.values()),
    )


def goal(found: Sequence[Tuned]) -> float | None:
    """Return the loss by which the walks of a race are timed: `DOWN` of the way from the start to the lowest rest of them all.

    None where none of them rests below the start. J. Moré, S. Wild (2009), Benchmarking derivative-free optimization
    algorithms, eq. 2.2.
    """
    start, lowest = float(found[0].loss[0]), min(each.rests_at for each in found)
    return start - DOWN * (start - lowest) if lowest < start < math.inf else None


NO_RATE = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class _Walked:
    """A walk as far as the budget reaches."""

    setting: OptimizerSetting
    candidate: Candidate
    evaluations: NDArray[np.int64]
    loss: NDArray[np.float64]
    spent: int


def _searched(
    surface: Surface, start: ArrayLike, setting: OptimizerSetting, dial: Hyperparameter, budget: int
) -> dict[float, _Walked]:
    def walk(rate: float) -> _Walked:
        values = {**setting.hyperparameters, dial.name: rate}
        return _walked(surface, start, setting.optimizer.setting(setting.schedule, **values), rate, budget)

    coarse = {rate: walk(rate) for rate in _coarse(dial, setting.hyperparameters[dial.name])}
    return coarse | {rate: walk(rate) for rate in _fine(dial, coarse)}


def _walked(surface: Surface, start: ArrayLike, setting: OptimizerSetting, value: float | None, budget: int) -> _Walked:
    run = descend(surface, start, setting, budget, 0.0, budget=budget)
    # Without batches these are whole numbers.
    spent = np.arange(len(run.loss)) if run.evaluations is None else run.evaluations.astype(np.int64)
    reached = int(np.searchsorted(spent, budget, side="right"))
    diverged = run.outcome is Outcome.DIVERGED and run.summary.evaluations <= budget
    # Where it stood when the last part of the budget began, and all that came after.
    resting = run.loss[int(np.searchsorted(spent, (1.0 - REST) * budget, side="right")) - 1 : reached]
    rests_at = float(resting.max()) if np.isfinite(resting).all() and not diverged else np.inf
    # All that it took, a last search that found nothing included; what lies beyond the budget was not to be spent.
    in_all = min(int(run.summary.evaluations), budget)
    return _Walked(setting, Candidate(value, rests_at, diverged), spent[:reached], run.loss[:reached], in_all)


def _coarse(dial: Hyperparameter, among: float) -> list[float]:
    rates = np.geomspace(*dial.around(among), COARSE_RATES)
    return [_rounded(rate, dial) for rate in rates]


def _fine(dial: Hyperparameter, walked: Mapping[float, _Walked]) -> list[float]:
    """Rates between the neighbours of the best one."""
    rates = sorted(walked)
    best = rates.index(_best(walked))
    low, high = rates[max(best - 1, 0)], rates[min(best + 1, len(rates) - 1)]
    between = np.geomspace(low, high, FINE_RATES + 2)[1:-1]
    return [rate for rate in (_rounded(each, dial) for each in between) if rate not in walked]


def _rounded(rate: float, dial: Hyperparameter) -> float:
    return min(max(float(f"{rate:.{DIGITS}g}"), dial.minimum), dial.maximum)


def _best(walked: Mapping[float, _Walked]) -> float:
    """The rate whose walk rests lowest, and is there first; the smaller one of two alike."""
    lowest = min(each.candidate.rests_at for each in walked.values())
    start = max(each.loss[0] for each in walked.values())
    low_enough = lowest + SAME * (start - lowest) if np.isfinite(start) and np.isfinite(lowest) else lowest

    def order(rate: float) -> tuple[float, float]:
        walk, rests_at = walked[rate], walked[rate].candidate.rests_at
        spent = _spent_to_stay(walk.evaluations, walk.loss, low_enough) if rests_at <= low_enough else None
        return (math.inf if spent is None else spent), rests_at

    return min(sorted(walked), key=order)


def _spent_to_stay(evaluations: NDArray[np.int64], loss: NDArray[np.float64], level: float) -> int | None:
    above = np.flatnonzero(~(loss <= level))
    stays = int(above[-1]) + 1 if len(above) else 0
    return int(evaluations[stays]) if stays < len(loss) else None
