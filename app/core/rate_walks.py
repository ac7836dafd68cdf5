"""What each learning rate of a ladder reaches from one start or several: the walks by which rates are searched for."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.core.abi import Matrix, Vector, call_rule, call_surface, element, kernel
from app.core.optimizer import STATE_SIZE, Optimizer
from app.core.surface import Domain, Surface
from app.core.walk import below

LEARNING_RATE = "learning_rate"


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
"""For what is searched once and kept; confirmed over as many steps as a page takes there."""

QUICK = Search(("1", "2", "5"), 250, 25, confirmed=1000)
"""For what is searched while someone waits: 25 rungs over the range of a rate, confirmed over the walk that a page shows."""


@dataclass(frozen=True, slots=True)
class Walks:
    """Walks from several starts with several rates.

    Attributes:
        loss: the highest of the last points', infinite where the walk diverged or left the map, shape (starts, rates).
        box: the least and greatest w and the least and greatest b on the way, shape (starts, rates, 4).
    """

    loss: NDArray[np.float64]
    box: NDArray[np.float64]


def takes_rate(optimizer: Optimizer) -> bool:
    """Tell whether an optimizer has a learning rate."""
    return any(each.name == LEARNING_RATE for each in optimizer.hyperparameters)


def rungs(digits: Sequence[str], minimum: float, maximum: float) -> list[float]:
    """Return the ladder of rates with these digits from a minimum to a maximum, both positive, in ascending order."""
    powers = range(math.floor(math.log10(minimum)), math.ceil(math.log10(maximum)) + 1)
    ladder = [float(f"{each}e{power}") for power in powers for each in digits]
    return [rate for rate in ladder if minimum <= rate <= maximum]


def walk_all(
    surface: Surface,
    starts: NDArray[np.float64],
    optimizer: Optimizer,
    momentum: float,
    ladder: Sequence[float],
    search: Search,
    tolerance: float = 0.0,
    *,
    anywhere: bool = False,
) -> Walks:
    """Walk from every start with every rate, as `descend` does, and keep no more than where that led.

    Args:
        surface: to walk on.
        starts: shape (n, 2).
        optimizer: one that `takes_rate`; its other hyperparameters at their defaults.
        momentum: of optimizers that follow the page's dials; from 0 to below 1.
        ladder: k learning rates within the optimizer's range.
        search: how far to walk.
        tolerance: of the gradient, at which a walk ends, at least 0.
        anywhere: whether walks may leave the surface's domain.
    """
    own = {"momentum": momentum} if optimizer.shares_dials else {}
    setting = optimizer.setting(**{each.name: own[each.name] for each in optimizer.hyperparameters if each.name in own})
    loss, box = np.empty((len(starts), len(ladder))), np.empty((len(starts), len(ladder), 4))
    edges = np.array([-np.inf, np.inf] * 2 if anywhere else _edges(surface.domain))
    _walk_all(
        surface.function.address, surface.function.data, optimizer.rule.address, setting.values, setting.look_ahead_factor,
        optimizer.looks_ahead, tolerance, edges, search.steps, search.last, np.array(starts, dtype=np.float64, order="C"),
        np.array(ladder, dtype=np.float64), loss, box.reshape(-1, 4),
    )  # fmt: skip
    return Walks(loss, box)


def _edges(domain: Domain) -> list[float]:
    return [*domain.w, *domain.b]


@kernel(
    "void(intp, intp, intp, float64[::1], float64, boolean, float64, float64[::1], int64, int64, float64[:, ::1], float64[::1],"
    " float64[:, ::1], float64[:, ::1])"
)
def _walk_all(
    surface: int, data: int, rule: int, hyperparameters: Vector, gamma: float, looks_ahead: bool, tolerance: float,
    edges: Vector, steps: int, last: int, starts: Matrix, rates: Vector, reached: Matrix, boxes: Matrix,
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
            while complete and t <= steps and not below(sample[1], sample[2], tolerance):
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
            # A walk that has ended stays where it is.
            reached[i, j] = max(highest, sample[0]) if complete else np.inf
            row = boxes[i * rates.size + j]
            row[0], row[1], row[2], row[3] = low_w, high_w, low_b, high_b
