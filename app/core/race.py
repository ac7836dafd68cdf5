"""A fair race: each optimizer's learning rate is searched for, and every walk of the search may spend the same.

An optimizer that loses by a badly chosen learning rate says nothing about the optimizer. So each is walked with many rates,
spread evenly in their logarithm over its whole range and then more closely around the best, and each walk stops when it has spent
its budget of gradient evaluations.
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
"""Four a factor of ten, over the eight that learning rates span."""

FINE_RATES = 17
"""Between the best one's neighbours, besides those."""

RATES = COARSE_RATES + FINE_RATES

SAME = 1e-9
"""Losses closer than this share of the way down from the start are equally low: the walk that came there first is better."""

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
        lowest_loss: of all points within the budget; infinite if no point's was finite.
        diverged: whether the walk left for infinity, or for ground where the loss is undefined, within the budget.
    """

    learning_rate: float | None
    lowest_loss: float
    diverged: bool


@dataclass(frozen=True, slots=True, eq=False)
class Tuned:
    """An optimizer with the best learning rate that was found.

    Attributes:
        setting: with that rate.
        candidates: all that were tried, by rising rate.
        best: index of the chosen one.
        evaluations: spent before each point of its walk, within the budget, shape (n,), rising from 0.
        lowest: the lowest loss up to that point, shape (n,).
        spent: on the whole search, in gradient evaluations.
    """

    setting: OptimizerSetting
    candidates: tuple[Candidate, ...]
    best: int
    evaluations: NDArray[np.int64]
    lowest: NDArray[np.float64]
    spent: int


def tune(surface: Surface, start: ArrayLike, setting: OptimizerSetting, budget: int) -> Tuned:
    """Find the learning rate with which an optimizer comes lowest.

    The walk with the lowest loss wins; among those equally low, see `SAME`, the one that came there with the fewest evaluations.
    An optimizer without a learning rate walks once.

    Args:
        surface: to walk on.
        start: (w, b).
        setting: the optimizer; its learning rate does not matter, all else does.
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
        for rate in _coarse(dial):
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
        lowest=chosen.lowest,
        spent=sum(int(each.evaluations[-1]) for each in walked.values()),
    )


NO_RATE = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class _Walked:
    """A walk as far as the budget reaches."""

    setting: OptimizerSetting
    evaluations: NDArray[np.int64]
    lowest: NDArray[np.float64]
    diverged: bool

    @property
    def candidate(self) -> Candidate:
        return Candidate(self.setting.hyperparameters.get(LEARNING_RATE), float(self.lowest[-1]), self.diverged)


def _walked(surface: Surface, start: ArrayLike, setting: OptimizerSetting, budget: int) -> _Walked:
    run = descend(surface, start, setting, budget, 0.0)
    # Without batches these are whole numbers.
    spent = np.arange(len(run.loss)) if run.evaluations is None else run.evaluations.astype(np.int64)
    reached = int(np.searchsorted(spent, budget, side="right"))
    losses = np.where(np.isfinite(run.loss[:reached]), run.loss[:reached], np.inf)
    diverged = run.outcome is Outcome.DIVERGED and reached == len(run.loss)
    return _Walked(setting, spent[:reached], np.minimum.accumulate(losses), diverged)


def _coarse(dial: Hyperparameter) -> list[float]:
    rates = np.geomspace(dial.minimum, dial.maximum, COARSE_RATES)
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
    """The rate whose walk comes lowest, and there first; the smaller one of two alike."""
    lowest = min(each.lowest[-1] for each in walked.values())
    start = max(each.lowest[0] for each in walked.values())
    low_enough = lowest + SAME * (start - lowest) if np.isfinite(start) else lowest

    def spent_to(walk: _Walked) -> float:
        there = np.flatnonzero(walk.lowest <= low_enough)
        return float(walk.evaluations[there[0]]) if len(there) else np.inf

    return min(sorted(walked), key=lambda rate: spent_to(walked[rate]))
