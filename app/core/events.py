"""What happens on a walk: plateaus crossed, u-turns, and rises of the loss, in the order of the steps."""

from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.core.abi import Matrix, Vector, helper, kernel

FLAT = 0.1
"""The gradient counts as small below this fraction of the largest on the walk."""

LASTING = 10
"""So many points in a row with a small gradient make a flat stretch."""

HIGH = 0.1
"""A flat stretch that ends above this fraction of the walk's range of losses is no minimum's neighbourhood."""

ROUNDING = 64 * float(np.finfo(np.float64).eps)
"""A rise of less than this fraction of the loss there, or of the start's, is no rise: a walk at its end trembles."""


class Kind(StrEnum):
    """What can happen."""

    PLATEAU_ENTERED = "plateau_entered"
    """The first point of a plateau: a maximal stretch of at least 10 points at which |gradient| is below a tenth of the walk's
    largest, and after which the walk still has far to go down, or should have: at the last of them the loss lies by more than a
    tenth of the walk's range of losses above its lowest, or it is where the walk stalled on a plateau."""
    PLATEAU_LEFT = "plateau_left"
    """The first point after a plateau."""
    U_TURN = "u_turn"
    """An update more than 90 degrees away from the one before it; zero updates are skipped, as in the summary."""
    OVERSHOOT = "overshoot"
    """The top of a maximal stretch of rising loss; rises within rounding errors are left out."""


KINDS = tuple(Kind)
PLATEAU_ENTERED, PLATEAU_LEFT, U_TURN, OVERSHOOT = range(len(KINDS))


class Event(NamedTuple):
    """Something that happened on a walk.

    Attributes:
        kind: what.
        step: t, the index of the point at which it is noticed. A u-turn's is the step that goes back.
        from_step: the first point of the plateau that is left, or the last one before the loss rose; else `step`.
        value: |gradient| of plateaus, at the point; of a u-turn the angle between the updates, degrees, above 90; of an overshoot
            the rise, loss[step] - loss[from_step].
    """

    kind: Kind
    step: int
    from_step: int
    value: float

    @property
    def place(self) -> int:
        """Index of the point where it happened: of a u-turn step - 1, else step."""
        return self.step - (self.kind is Kind.U_TURN)


def find_events(
    loss: NDArray[np.float64],
    gradient: NDArray[np.float64],
    update: NDArray[np.float64],
    *,
    stalled_on_plateau: bool,
    most: int,
) -> tuple[list[Event], int]:
    """Find what happens on a walk, in the order of the steps.

    At one step, a plateau left comes before one entered, then a u-turn, then an overshoot.

    Args:
        loss: of each point, shape (n + 1,).
        gradient: at each point, shape (n + 1, 2).
        update: that led to each point, shape (n + 1, 2), the first one zero.
        stalled_on_plateau: how the walk ended.
        most: events to return, at most, >= 0: the first ones.

    Returns:
        The events, and how many more there are.

    Source: the definitions of a plateau and of an overshoot are ours; u-turns are the lecture's, counted as in `summary.py`.
    """
    rows = np.empty((most, 4))
    count = _scan(loss, gradient, update, stalled_on_plateau, rows)
    told = rows[:count].tolist()
    return [Event(KINDS[int(kind)], int(step), int(first), value) for kind, step, first, value in told], count - len(told)


@helper
def _tell(rows: Matrix, count: int, kind: int, step: int, from_step: int, value: float) -> int:
    """Write an event if there is room for it; return how many there are now."""
    if count < len(rows):
        rows[count, 0], rows[count, 1], rows[count, 2], rows[count, 3] = kind, step, from_step, value
    return count + 1


@helper
def _lengths(vectors: Matrix) -> Vector:
    lengths = np.empty(len(vectors))
    for t in range(len(vectors)):
        square = vectors[t, 0] * vectors[t, 0] + vectors[t, 1] * vectors[t, 1]
        # As in `summary.py`: `hypot` only where the square under- or overflows.
        lengths[t] = np.sqrt(square) if 1e-280 < square < 1e280 else np.hypot(vectors[t, 0], vectors[t, 1])
    return lengths


@helper
def _degrees_between(w: float, b: float, last_w: float, last_b: float) -> float:
    """Return the angle between two vectors that are not zero, scaled so that no product under- or overflows."""
    size, last = max(abs(w), abs(b)), max(abs(last_w), abs(last_b))
    w, b, last_w, last_b = w / size, b / size, last_w / last, last_b / last
    return float(np.degrees(np.arctan2(abs(w * last_b - b * last_w), w * last_w + b * last_b)))


@helper
def _flat_end(steepness: Vector, small: float, begin: int) -> int:
    """Return the index after the flat stretch that begins at `begin`."""
    end = begin
    while end < steepness.size and steepness[end] < small:
        end += 1
    return end


@kernel("int64(float64[::1], float64[:, ::1], float64[:, ::1], boolean, float64[:, ::1])")
def _scan(loss: Vector, gradient: Matrix, update: Matrix, stalled: bool, rows: Matrix) -> int:
    """Fill `rows` with kind, step, from_step and value; return how many events there are."""
    steepness, size = _lengths(gradient), loss.size
    small, high = FLAT * steepness.max(), loss.min() + HIGH * (loss.max() - loss.min())
    count = plateau_from = rise_from = flat_end = 0
    leaves = -1
    last_w = last_b = 0.0
    for t in range(size):
        if t == leaves:
            count = _tell(rows, count, PLATEAU_LEFT, t, plateau_from, steepness[t])
        if t >= flat_end and steepness[t] < small:
            flat_end = _flat_end(steepness, small, t)
            if flat_end - t >= LASTING and (loss[flat_end - 1] > high or (stalled and flat_end == size)):
                count = _tell(rows, count, PLATEAU_ENTERED, t, t, steepness[t])
                plateau_from, leaves = t, flat_end
        w, b = update[t, 0], update[t, 1]
        if w != 0.0 or b != 0.0:
            if w * last_w + b * last_b < 0.0:
                count = _tell(rows, count, U_TURN, t, t, _degrees_between(w, b, last_w, last_b))
            last_w, last_b = w, b
        if t > 0 and loss[t] > loss[t - 1]:
            ends = t + 1 == size or not loss[t + 1] > loss[t]
            rise = loss[t] - loss[rise_from]
            if ends and rise > ROUNDING * max(abs(loss[0]), abs(loss[t]), abs(loss[rise_from])):
                count = _tell(rows, count, OVERSHOOT, t, rise_from, rise)
        else:
            rise_from = t
    return count
