"""A fair race: each optimizer's learning rate is searched for, and every walk of the search may spend the same.

An optimizer that loses by a badly chosen learning rate says nothing about the optimizer. So each is walked with many rates,
spread evenly in their logarithm over the usual range and then more closely around the best, and each walk stops when it has spent
its budget of gradient evaluations. A rate is judged by where its walk rests at the end: one that jumps about may meet a low point
once and leave it again.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.core.descent import descend
from app.core.hyperparameters import Hyperparameter
from app.core.optimizer import OptimizerSetting
from app.core.outcome import Outcome
from app.core.surface import Surface

COARSE_RATES = 33
"""Four a factor of ten, over the eight that learning rates usually span."""

FINE_RATES = 17
"""Between the best one's neighbours, besides those."""

RATES = COARSE_RATES + FINE_RATES

REST = 0.2
"""The last part of the budget, over which a walk must stay low."""

SAME = 1e-9
"""Losses closer than this share of the way down from the start are equally low: the walk that came to stay first is better."""

DEFAULT_BUDGET = 200
"""Enough to come down on most surfaces with a good rate, and not with a bad one."""

DIGITS = 3
"""Significant digits of a rate."""

LEARNING_RATE = "learning_rate"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A learning rate that was tried.

    Attributes:
        learning_rate: None where the optimizer has none.
        rests_at: the highest loss while the last fifth of the budget is spent; infinite if the walk diverged within the budget.
        diverged: whether the walk left for infinity, or for ground where the loss is undefined, within the budget.
    """

    learning_rate: float | None
    rests_at: float
    diverged: bool


@dataclass(frozen=True, slots=True, eq=False)
class Tuned:
    """An optimizer with the best learning rate that was found.

    Attributes:
        setting: with that rate.
        candidates: all that were tried, by rising rate.
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


def tune(surface: Surface, start: ArrayLike, setting: OptimizerSetting, budget: int) -> Tuned:
    """Find the learning rate with which an optimizer comes to rest lowest.

    The walk that rests lowest wins, see `Candidate`; among those equally low, see `SAME`, the one that came to stay with the
    fewest evaluations. An optimizer without a learning rate walks once.

    Args:
        surface: to walk on.
        start: (w, b).
        setting: the optimizer; its learning rate matters only where it is unusual, for the search spans eight powers of ten with
            it among them.
        budget: gradient evaluations that each walk may spend, >= 1.
    """
    walked: dict[float, _Walked] = {}

    def walk(rate: float) -> None:
        values = {**setting.hyperparameters, LEARNING_RATE: rate}
        walked[rate] = _walked(surface, start, setting.optimizer.setting(setting.schedule, **values), budget)

    dial = next((each for each in setting.optimizer.hyperparameters if each.name == LEARNING_RATE), None)
    if dial is None:
        walked[NO_RATE] = _walked(surface, start, setting, budget)
    else:
        for rate in _coarse(dial, setting.hyperparameters[LEARNING_RATE]):
            walk(rate)
        for rate in _fine(walked):
            walk(rate)
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


NO_RATE = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class _Walked:
    """A walk as far as the budget reaches."""

    setting: OptimizerSetting
    evaluations: NDArray[np.int64]
    loss: NDArray[np.float64]
    rests_at: float
    diverged: bool
    spent: int

    @property
    def candidate(self) -> Candidate:
        return Candidate(self.setting.hyperparameters.get(LEARNING_RATE), self.rests_at, self.diverged)


def _walked(surface: Surface, start: ArrayLike, setting: OptimizerSetting, budget: int) -> _Walked:
    run = descend(surface, start, setting, budget, 0.0)
    # Without batches these are whole numbers.
    spent = np.arange(len(run.loss)) if run.evaluations is None else run.evaluations.astype(np.int64)
    reached = int(np.searchsorted(spent, budget, side="right"))
    diverged = run.outcome is Outcome.DIVERGED and reached == len(run.loss)
    # Where it stood when the last part of the budget began, and all that came after.
    resting = run.loss[int(np.searchsorted(spent, (1.0 - REST) * budget, side="right")) - 1 : reached]
    rests_at = float(resting.max()) if np.isfinite(resting).all() and not diverged else np.inf
    # All that it took, a last search that found nothing included; what lies beyond the budget was not to be spent.
    in_all = min(int(run.summary.evaluations), budget)
    return _Walked(setting, spent[:reached], run.loss[:reached], rests_at, diverged, in_all)


def _coarse(dial: Hyperparameter, among: float) -> list[float]:
    rates = np.geomspace(*dial.around(among), COARSE_RATES)
    return [_rounded(rate, dial) for rate in rates]


def _fine(walked: Mapping[float, _Walked]) -> list[float]:
    """Rates between the neighbours of the best one."""
    rates = sorted(walked)
    best = rates.index(_best(walked))
    low, high = rates[max(best - 1, 0)], rates[min(best + 1, len(rates) - 1)]
    dial = next(each for each in walked[low].setting.optimizer.hyperparameters if each.name == LEARNING_RATE)
    between = np.geomspace(low, high, FINE_RATES + 2)[1:-1]
    return [rate for rate in (_rounded(each, dial) for each in between) if rate not in walked]


def _rounded(rate: float, dial: Hyperparameter) -> float:
    return min(max(float(f"{rate:.{DIGITS}g}"), dial.minimum), dial.maximum)


def _best(walked: Mapping[float, _Walked]) -> float:
    """The rate whose walk rests lowest, and is there first; the smaller one of two alike."""
    lowest = min(each.rests_at for each in walked.values())
    start = max(each.loss[0] for each in walked.values())
    low_enough = lowest + SAME * (start - lowest) if np.isfinite(start) and np.isfinite(lowest) else lowest

    def spent_to_stay(walk: _Walked) -> float:
        if walk.rests_at > low_enough:
            return np.inf
        above = np.flatnonzero(~(walk.loss <= low_enough))
        return float(walk.evaluations[above[-1] + 1]) if len(above) else 0.0

    return min(sorted(walked), key=lambda rate: (spent_to_stay(walked[rate]), walked[rate].rests_at))
