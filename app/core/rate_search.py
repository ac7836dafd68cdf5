"""Learning rates found by walking: which rate of a ladder to suggest.

What a rate reaches is the loss at the walk's end, and nothing if the walk diverges or leaves the map. A rate is judged by the
worst that itself and the two next to it reach: one that is good only to the last digit is no suggestion. Of all that reach the
lowest loss, the middle of the longest unbroken stretch is taken, the smaller of two middles.

The ladder spans the usual range of rates, and goes on below or above where a better one may lie.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from app.core.hyperparameters import LEARNING_RATE as COMMON
from app.core.hyperparameters import Hyperparameter
from app.core.optimizer import Optimizer
from app.core.optimizers import OPTIMIZERS
from app.core.rate_walks import LEARNING_RATE, Search, rungs, takes_rate, walk_all
from app.core.surface import Surface

SAME = 1e-6
"""Losses closer than this fraction of the whole way down are equally low."""

NEARLY = 0.01
"""A guess that comes down as far as the best rate but for this fraction of the way is kept: what is guessed from curvatures
changes smoothly with the surface, and so does the picture."""

WORTH_LEAVING = 0.1
"""All but vanilla may swing off a map with a minimum, if it would otherwise stay higher by this fraction of the way."""

LOWER_RUNGS = 6
"""Tried in place of a rate that is not confirmed: two powers of ten of `QUICK`."""

SLOWER_RUNGS = 9
"""Tried in longer walks where momentum leaves the map with what suits vanilla gradient descent: three powers of ten."""

FAR_BELOW = 1 / 100
"""Of a rate: the least that is tried in its place in walks as long as a page's."""

CLOSER = 1 / 3
"""Of what is left of the way down: where a lower rate leaves less, it is taken in the long run."""

ARRIVED = 1e-4
"""Of the whole way down: with less of it left, closer is no difference."""

SHARING = [each for each in OPTIMIZERS.values() if each.shares_dials]
"""Those that follow the page's common dials, vanilla gradient descent first."""

Reached = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Way:
    """Where walks set out, and how low they may come.

    Attributes:
        surface: to walk on, inside its domain.
        start: (w, b), inside it too.
        momentum: of optimizers that follow the page's dials; from 0 to below 1.
        lowest: the lowest loss known of a minimum; None where there is none, and all walks leave the map sooner or later.
        tolerance: of the gradient, at which walks end; at least 0.
    """

    surface: Surface
    start: tuple[float, float]
    momentum: float
    lowest: float | None
    tolerance: float = 0.0

    @property
    def height(self) -> float:
        """The loss at the start."""
        return float(self.surface.value_and_gradient(np.array([self.start]))[0][0])

    def reached(self, optimizer: Optimizer, ladder: Sequence[float], search: Search, *, anywhere: bool = False) -> Reached:
        """What an optimizer reaches with each of n rates, infinite where that is nothing, shape (n,)."""
        starts = np.array([self.start])
        walks = walk_all(self.surface, starts, optimizer, self.momentum, ladder, search, self.tolerance, anywhere=anywhere)
        reached: Reached = walks.loss[0]
        return reached


@dataclass(frozen=True, slots=True)
class Common:
    """A learning rate for all that share the page's dials.

    Attributes:
        rate: within the range of a learning rate.
        reached: the highest loss that one of them reaches, in the longer walks where those bear it out; infinite where no rate
            leads all of them anywhere.
        on_map: whether none of them leaves the map for it.
    """

    rate: float
    reached: float
    on_map: bool


def rate(way: Way, optimizer: Optimizer, search: Search) -> float:
    """Return the rate to suggest for an optimizer that has one, its other hyperparameters at their defaults.

    Where no rate keeps a walk on the map it is judged by walks half as long, and so on; the lowest usual one where none can be
    walked with at all.

    Args:
        way: the surface and the start.
        optimizer: one that `takes_rate`.
        search: the ladder, and how far to walk.
    """
    dial, height = _dial(optimizer), way.height
    begin = rungs(search.digits, *_usual(dial))
    steps = search.steps
    while steps > 0:
        shorter = search if steps == search.steps else Search(search.digits, steps, min(search.last, steps))
        ladder, reached = _widened(partial(way.reached, optimizer, search=shorter), begin, dial, search, height)
        if np.isfinite(reached).any():
            at = _best(_judged(reached), height)
            return _confirmed(way, [optimizer], ladder[: at + 1], float(reached[at]), height, shorter)[0]
        steps //= 2
    return begin[0]


def in_the_long_run(way: Way, optimizer: Optimizer, rate: float, search: Search) -> float:
    """Return a rate, or a lower one that comes much closer to the lowest loss known, see `CLOSER`, in a walk as long as a page's.

    What is fastest at first may swing about the minimum for good. A walk is judged by its last fifth.

    Args:
        way: the surface and the start; where its minimum's loss is unknown, the rate stays.
        optimizer: one that `takes_rate`.
        rate: that was found by walks of `search.steps`.
        search: the ladder; `confirmed` is the page's number of steps.
    """
    if way.lowest is None:
        return rate
    whole, longer = way.height - way.lowest, replace(search, steps=search.confirmed, last=max(1, search.confirmed // 5))
    ladder = [each for each in rungs(search.digits, max(FAR_BELOW * rate, _dial(optimizer).minimum), rate) if each < rate]
    reached = way.reached(optimizer, [*ladder, rate], longer)
    left, own = _judged(reached) - way.lowest, float(reached[-1]) - way.lowest
    best = _best(left, whole)
    closer = own > ARRIVED * whole and left[best] < CLOSER * own
    return [*ladder, rate][best] if closer else rate


def rates(way: Way, common: float, search: Search) -> dict[str, float]:
    """Return a rate for each optimizer that has one, by id: the common one where it follows the page's dials, else `rate`."""
    return {each.id: common if each.shares_dials else rate(way, each, search) for each in OPTIMIZERS.values() if takes_rate(each)}


def common_rate(way: Way, guess: float, search: Search, *, slowly: bool = False) -> Common:
    """Return the rate to suggest for all optimizers that share the page's dials.

    A rate counts as good as the worst of them; all are to stay on the map, or vanilla gradient descent at least, where that
    comes down farther.

    Args:
        way: the surface and the start.
        guess: kept where it is good enough, see `NEARLY`; positive.
        search: the ladder, and how far to walk.
        slowly: whether lower rates are tried in longer walks, before any but vanilla may leave the map.
    """
    guess = min(max(guess, COMMON.minimum), COMMON.maximum)
    height, alone = way.height, dict[float, float]()

    def walk(ladder: Sequence[float]) -> Reached:
        each = [way.reached(optimizer, ladder, search) for optimizer in SHARING]
        alone.update(zip(ladder, each[0].tolist(), strict=True))
        together: Reached = np.max(each, axis=0)
        return together

    begin = sorted({*rungs(search.digits, *COMMON.around(guess)), guess})
    ladder, together = _widened(walk, begin, COMMON, search, height)
    vanilla = np.array([alone[each] for each in ladder])
    judged, stay = _all_at_once(way, ladder, vanilla, together, height, search, slowly=slowly)
    at, lowest = ladder.index(guess), float(judged.min())
    if not (math.isfinite(lowest) and judged[at] <= lowest + NEARLY * max(height - lowest, 0.0)):
        at = _best(judged, height)
    reached = float(judged[at])
    off_map = SHARING[1:] if not (stay[at] and way.lowest is not None) else []
    rate, longer = _confirmed(way, SHARING, ladder[: at + 1], reached, height, search, off_map)
    return Common(rate, reached if longer is None else longer, bool(stay[at]) and longer is not None)


def _all_at_once(
    way: Way, ladder: Sequence[float], vanilla: Reached, together: Reached, height: float, search: Search, *, slowly: bool
) -> tuple[Reached, NDArray[np.bool_]]:
    """How all who share a rate are judged with each, and with which they all stay on the map.

    `vanilla` is what gradient descent reaches on the map with each, `together` the highest that one of them reaches there.
    """
    judged, alone = _judged(together), _judged(vanilla)
    lowest = float(alone.min())
    bearable = lowest + WORTH_LEAVING * (height - lowest)
    if way.lowest is None or judged.min() <= bearable:
        return judged, np.isfinite(together)
    if slowly:
        longer = _slowly(way, ladder, _best(alone, height), search)
        if _judged(longer).min() <= bearable:
            return _judged(longer), np.isfinite(longer)
    free = [way.reached(each, ladder, search, anywhere=True) for each in SHARING[1:]]
    freely = _judged(np.max([vanilla, *free], axis=0))
    return (freely if freely.min() < judged.min() else judged), np.isfinite(together)


def _slowly(way: Way, ladder: Sequence[float], most: int, search: Search) -> Reached:
    """The highest that one of all who share a rate reaches in longer walks, with rates below the one that suits vanilla best."""
    reached, least = np.full(len(ladder), np.inf), max(0, most - SLOWER_RUNGS)
    if search.confirmed:
        longer, rates = replace(search, steps=search.confirmed), ladder[least : most + 1]
        reached[least : most + 1] = np.max([way.reached(each, rates, longer) for each in SHARING], axis=0)
    return reached


def _widened(
    walk: Callable[[Sequence[float]], Reached], ladder: list[float], dial: Hyperparameter, search: Search, height: float
) -> tuple[list[float], Reached]:
    """The ladder and what its rates reach, gone on to the end of the range beyond an end at which the best of them is.

    On both sides, where none reaches anything.
    """
    reached = walk(ladder)
    at, nothing = _best(_judged(reached), height), not np.isfinite(reached).any()
    below = [each for each in rungs(search.digits, dial.minimum, ladder[0]) if each < ladder[0]]
    above = [each for each in rungs(search.digits, ladder[-1], dial.maximum) if each > ladder[-1]]
    below = below if nothing or at <= 1 else []
    above = above if nothing or at >= len(ladder) - 2 else []
    parts = [walk(more) if more else np.empty(0) for more in (below, above)]
    return [*below, *ladder, *above], np.concatenate((parts[0], reached, parts[1]))


def _confirmed(
    way: Way,
    optimizers: Sequence[Optimizer],
    ladder: Sequence[float],
    reached: float,
    height: float,
    search: Search,
    off_map: Sequence[Optimizer] = (),
) -> tuple[float, float | None]:
    """The last rate of the ladder or, where longer walks do not bear it out, the next lower one whose do; the last if none's do.

    Those in `off_map` may leave the map. Also returned is what the longer walks reach, None if they have not borne it out.
    """
    if not search.confirmed or not math.isfinite(reached):
        return ladder[-1], None
    longer = replace(search, steps=search.confirmed)
    bearable = reached + WORTH_LEAVING * max(height - reached, 0.0)
    for rate in reversed(ladder[-1 - LOWER_RUNGS :]):
        ends = [float(way.reached(each, [rate], longer, anywhere=each in off_map)[0]) for each in optimizers]
        if max(ends) <= bearable:
            return rate, max(ends)
    return ladder[-1], None


def _judged(reached: Reached) -> Reached:
    """The worst that each rate and the two next to it reach; what it reaches itself, where no three in a row reach anything."""
    padded = np.concatenate((reached[:1], reached, reached[-1:]))
    judged: Reached = np.max([padded[:-2], reached, padded[2:]], axis=0)
    return judged if np.isfinite(judged).any() else reached


def _best(judged: Reached, height: float) -> int:
    lowest = float(judged.min())
    if not math.isfinite(lowest):
        return 0
    return _middle((judged <= lowest + SAME * max(height - lowest, 0.0)).tolist())


def _middle(good: Sequence[bool]) -> int:
    """The index in the middle of the first longest stretch of True; there is one."""
    best, begin = (0, 0), 0
    for i, each in enumerate(good):
        if not each:
            begin = i + 1
        elif i + 1 - begin > best[1] - best[0]:
            best = (begin, i + 1)
    return (best[0] + best[1] - 1) // 2


def _dial(optimizer: Optimizer) -> Hyperparameter:
    return next(each for each in optimizer.hyperparameters if each.name == LEARNING_RATE)


def _usual(dial: Hyperparameter) -> tuple[float, float]:
    return dial.usual or (dial.minimum, dial.maximum)
