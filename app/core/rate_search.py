"""Learning rates found by walking: what each rate of a ladder reaches from one start, and which of them to suggest.

What a rate reaches is the loss at the walk's end, and nothing if the walk diverges or leaves the map. A rate is judged by the
worst that itself and the two next to it reach: one that is good only to the last digit is no suggestion. Of all that reach the
lowest loss, the middle of the longest unbroken stretch is taken, the smaller of two middles.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.core.abi import Matrix, Vector, call_rule, call_surface, element, kernel
from app.core.hyperparameters import LEARNING_RATE as COMMON
from app.core.hyperparameters import Hyperparameter
from app.core.optimizer import STATE_SIZE, Optimizer
from app.core.optimizers import OPTIMIZERS
from app.core.surface import Domain, Suggested, Surface

LEARNING_RATE = "learning_rate"

SAME = 1e-6
"""Losses closer than this fraction of the whole way down are equally low."""

NEARLY = 0.01
"""A guess that comes down as far as the best rate but for this fraction of the way is kept: what is guessed from curvatures
changes smoothly with the surface, and so does the picture."""

WORTH_LEAVING = 0.1
"""All but vanilla may swing off a map with a minimum, if it would otherwise stay higher by this fraction of the way."""


@dataclass(frozen=True, slots=True)
class Search:
    """How rates are searched for.

    Attributes:
        digits: the rungs of each power of ten.
        steps: of one walk.
        last: of how many last points the highest loss is what a walk has reached; 1 takes its end as it is. A walk that jumps
            across a kink may end low by chance.
        confirmed: steps after which a rate must still do what it did within `steps`, or a lower one is taken; 0 to trust it.
    """

    digits: tuple[str, ...]
    steps: int
    last: int
    confirmed: int = 0


THOROUGH = Search(("1", "1.5", "2", "3", "5", "7"), 500, 1)
"""For what is searched once and kept."""

QUICK = Search(("1", "2", "5"), 250, 25, confirmed=1000)
"""For what is searched while someone waits: 25 rungs over the range of a rate, confirmed over the walk that a page shows."""

LOWER_RUNGS = 6
"""Tried in place of a rate that is not confirmed: two powers of ten of `QUICK`."""


@dataclass(frozen=True, slots=True)
class Walks:
    """Walks from several starts with several rates.

    Attributes:
        loss: the highest of the last points', infinite where the walk diverged or left the map, shape (starts, rates).
        box: the least and greatest w and the least and greatest b on the way, shape (starts, rates, 4).
    """

    loss: NDArray[np.float64]
    box: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Common:
    """A learning rate for all that share the page's dials.

    Attributes:
        rate: from 1e-6 to 100.
        reached: the highest loss that one of them reaches, in the longer walks where those bear it out; infinite where no rate
            leads all of them anywhere.
        on_map: whether none of them leaves the map for it.
    """

    rate: float
    reached: float
    on_map: bool


def takes_rate(optimizer: Optimizer) -> bool:
    """Tell whether an optimizer has a learning rate."""
    return any(each.name == LEARNING_RATE for each in optimizer.hyperparameters)


def rungs(digits: Sequence[str], minimum: float, maximum: float) -> list[float]:
    """Return the ladder of rates with these digits from a minimum to a maximum, both positive, in ascending order."""
    powers = range(math.floor(math.log10(minimum)), math.ceil(math.log10(maximum)) + 1)
    ladder = [float(f"{each}e{power}") for power in powers for each in digits]
    return [rate for rate in ladder if minimum <= rate <= maximum]


def rate(surface: Surface, start: tuple[float, float], momentum: float, optimizer: Optimizer, search: Search) -> float:
    """Return the rate to suggest for an optimizer that has one, its other hyperparameters at their defaults.

    Args:
        surface: to walk on, inside its domain.
        start: (w, b), inside it too.
        momentum: of optimizers that follow the page's dials; from 0 to below 1.
        optimizer: one that `takes_rate`.
        search: the ladder, and how far to walk.

    Returns:
        A rung of the ladder; the lowest where no walk comes to its end.
    """
    dial = _dial(optimizer)
    ladder = rungs(search.digits, dial.minimum, dial.maximum)
    reached = walk_all(surface, np.array([start]), optimizer, momentum, ladder, search).loss[0]
    height = _loss(surface, start)
    at = _best(_judged(reached), height)
    starts = np.array([start])
    return _confirmed(surface, starts, [optimizer], momentum, ladder[: at + 1], float(reached[at]), height, search)[0]


def rates(surface: Surface, suggested: Suggested, search: Search) -> dict[str, float]:
    """Return a rate for each optimizer that has one, by id: what is suggested where it follows the page's dials, else `rate`."""
    return {
        each.id: suggested.learning_rate
        if each.shares_dials
        else rate(surface, suggested.start, suggested.momentum, each, search)
        for each in OPTIMIZERS.values()
        if takes_rate(each)
    }


def common_rate(
    surface: Surface, start: tuple[float, float], momentum: float, guess: float, search: Search, *, has_minimum: bool
) -> Common:
    """Return the rate to suggest for all optimizers that share the page's dials.

    A rate counts as good as the worst of them; all are to stay on the map, or vanilla gradient descent at least, where that
    comes down farther.

    Args:
        surface: to walk on, inside its domain.
        start: (w, b), inside it too.
        momentum: of those that have one; from 0 to below 1.
        guess: kept where it is good enough, see `NEARLY`; positive.
        search: the ladder, and how far to walk.
        has_minimum: whether there is one on the map. Where there is none, all walks leave it sooner or later.
    """
    guess = min(max(guess, COMMON.minimum), COMMON.maximum)
    ladder = sorted({*rungs(search.digits, COMMON.minimum, COMMON.maximum), guess})
    sharing = [each for each in OPTIMIZERS.values() if each.shares_dials]
    starts, height = np.array([start]), _loss(surface, start)
    on_map = [walk_all(surface, starts, each, momentum, ladder, search).loss[0] for each in sharing]
    together = np.max(on_map, axis=0)
    judged, alone = _judged(together), float(_judged(on_map[0]).min())
    if has_minimum and not judged.min() <= alone + WORTH_LEAVING * (height - alone):
        free = [walk_all(surface, starts, each, momentum, ladder, search, anywhere=True).loss[0] for each in sharing[1:]]
        freely = _judged(np.max([on_map[0], *free], axis=0))
        judged = freely if freely.min() < judged.min() else judged
    at, lowest = ladder.index(guess), float(judged.min())
    if not (math.isfinite(lowest) and judged[at] <= lowest + NEARLY * max(height - lowest, 0.0)):
        at = _best(judged, height)
    reached = float(judged[at])
    stay = bool(np.isfinite(together[at]))
    off_map = sharing[1:] if not (stay and has_minimum) else []
    rate, longer = _confirmed(surface, starts, sharing, momentum, ladder[: at + 1], reached, height, search, off_map)
    return Common(rate, reached if longer is None else longer, stay and longer is not None)


def _confirmed(
    surface: Surface,
    starts: NDArray[np.float64],
    optimizers: Sequence[Optimizer],
    momentum: float,
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
        ends = [
            float(walk_all(surface, starts, each, momentum, [rate], longer, anywhere=each in off_map).loss[0, 0])
            for each in optimizers
        ]
        if max(ends) <= bearable:
            return rate, max(ends)
    return ladder[-1], None


def walk_all(
    surface: Surface,
    starts: NDArray[np.float64],
    optimizer: Optimizer,
    momentum: float,
    ladder: Sequence[float],
    search: Search,
    *,
    anywhere: bool = False,
) -> Walks:
    """Walk from every start with every rate, as `descend` does with tolerance 0, and keep no more than where that led.

    Args:
        surface: to walk on.
        starts: shape (n, 2).
        optimizer: one that `takes_rate`; its other hyperparameters at their defaults.
        momentum: of optimizers that follow the page's dials; from 0 to below 1.
        ladder: k learning rates within the optimizer's range.
        search: how far to walk.
        anywhere: whether walks may leave the surface's domain.
    """
    own = {"momentum": momentum} if optimizer.shares_dials else {}
    setting = optimizer.setting(**{each.name: own[each.name] for each in optimizer.hyperparameters if each.name in own})
    loss, box = np.empty((len(starts), len(ladder))), np.empty((len(starts), len(ladder), 4))
    edges = np.array([-np.inf, np.inf] * 2 if anywhere else _edges(surface.domain))
    _walk_all(
        surface.function.address, surface.function.data, optimizer.rule.address, setting.values, setting.look_ahead_factor,
        optimizer.looks_ahead, edges, search.steps, search.last, np.array(starts, dtype=np.float64, order="C"),
        np.array(ladder, dtype=np.float64), loss, box.reshape(-1, 4),
    )  # fmt: skip
    return Walks(loss, box)


def _judged(reached: NDArray[np.float64]) -> NDArray[np.float64]:
    """The worst that each rate and the two next to it reach; what it reaches itself, where no three in a row reach anything."""
    padded = np.concatenate((reached[:1], reached, reached[-1:]))
    judged: NDArray[np.float64] = np.max([padded[:-2], reached, padded[2:]], axis=0)
    return judged if np.isfinite(judged).any() else reached


def _best(judged: NDArray[np.float64], height: float) -> int:
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


def _edges(domain: Domain) -> list[float]:
    return [*domain.w, *domain.b]


def _loss(surface: Surface, point: tuple[float, float]) -> float:
    return float(surface.value_and_gradient(np.array([point]))[0][0])


@kernel(
    "void(intp, intp, intp, float64[::1], float64, boolean, float64[::1], int64, int64, float64[:, ::1], float64[::1],"
    " float64[:, ::1], float64[:, ::1])"
)
def _walk_all(
    surface: int, data: int, rule: int, hyperparameters: Vector, gamma: float, looks_ahead: bool, edges: Vector, steps: int,
    last: int, starts: Matrix, rates: Vector, reached: Matrix, boxes: Matrix,
) -> None:  # fmt: skip
    """Fill what each walk has reached, and its box. The arithmetic is that of `walk._walk`, step for step."""
    state, sample, values = np.zeros(STATE_SIZE), np.empty(3), hyperparameters.copy()
    theta, gradient, update, ahead = np.empty(2), np.empty(2), np.empty(2), np.empty(2)
    for i in range(starts.shape[0]):
        for j in range(rates.size):
            values[0], state[:], update[:] = rates[j], 0.0, 0.0
            theta[0], theta[1] = starts[i, 0], starts[i, 1]
            low_w, high_w, low_b, high_b = theta[0], theta[0], theta[1], theta[1]
            call_surface(surface, element(sample, 0), element(theta, 0), data)
            highest = sample[0] if last > steps else -np.inf
            # A comparison with what is not a number is false, so that nothing undefined goes on.
            complete = abs(sample[0]) + abs(sample[1]) + abs(sample[2]) < np.inf
            t = 1
            while complete and t <= steps:
                gradient[0], gradient[1] = sample[1], sample[2]
                if looks_ahead:
                    ahead[0], ahead[1] = theta[0] - gamma * update[0], theta[1] - gamma * update[1]
                    call_surface(surface, element(sample, 0), element(ahead, 0), data)
                    gradient[0], gradient[1] = sample[1], sample[2]
                call_rule(
                    rule, element(update, 0), element(state, 0), element(theta, 0), element(gradient, 0), element(values, 0), t
                )  # fmt: skip
                theta[0], theta[1] = theta[0] - update[0], theta[1] - update[1]
                call_surface(surface, element(sample, 0), element(theta, 0), data)
                complete = (
                    abs(sample[0]) + abs(sample[1]) + abs(sample[2]) < np.inf
                    and edges[0] <= theta[0] <= edges[1]
                    and edges[2] <= theta[1] <= edges[3]
                    and abs(theta[0]) + abs(theta[1]) < np.inf
                )
                low_w, high_w = min(low_w, theta[0]), max(high_w, theta[0])
                low_b, high_b = min(low_b, theta[1]), max(high_b, theta[1])
                if t > steps - last:
                    highest = max(highest, sample[0])
                t += 1
            reached[i, j] = highest if complete else np.inf
            row = boxes[i * rates.size + j]
            row[0], row[1], row[2], row[3] = low_w, high_w, low_b, high_b
