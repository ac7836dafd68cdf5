"""How a walk ended, and what that says about the settings.

A small gradient alone is not a minimum: the far plateau of a sigmoid has gradients below 1e-7. What tells them apart
is the Newton step |H^-1 g|, the distance to the stationary point that gradient and curvature agree on. Newton's method
is run from the end of the walk: if it settles close by, the curvature there names the point; if it wanders off, the
walk stands on a plateau.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

import numpy as np
from numpy.typing import NDArray

from app.core.abi import Vector, call_surface, element, kernel
from app.core.surface import Surface

NEAR = 0.01
"""As a fraction of the domain's widths: what the Newton steps may add up to, and how near a known minimum counts as that one."""

NEWTON_STEPS = 20
SETTLED = 0.1
"""The last Newton step must be this small against the first. In a tail, e^-x or e^-x^2, the steps hardly shrink."""

SETTLED_STEP = 1e-9
DEGENERATE = 1e-6
"""Curvature below this fraction of the other axis's is no evidence, and neither is any curvature where Newton's method settles
slowly (w^4): the loss on a ring around the point is looked at instead."""

SINGULAR = 1e-9
"""Curvature below this fraction of the other axis's is rounding: no step is taken along that axis."""

RING_RADII = (1e-3, 1e-2)
RING_POINTS = 64
RING_SIGNIFICANT = 1e-3
RING_FLAT = 0.01
"""A point of the ring that rises by less than this fraction of the highest may lie in a valley: the nearest to a straight one's
floor is half a step beside it, and rises by sin(pi / 64)^2."""

LOOK_RADII = (0.1, 0.3)
LOOK_POINTS = 32
LOOK_SIGNIFICANT = 1e-9
"""How far around a valley of which no minimum is known lower ground is looked for, and how much lower it has to be, as a fraction
of the rise across the valley at the larger of `RING_RADII`."""

ROUNDING = 64 * np.finfo(np.float64).eps


class Outcome(StrEnum):
    """How a walk ended. Each member's description says what to do about it."""

    CONVERGED = "converged"
    """A minimum is reached. Nothing to do."""
    STALLED = "stalled"
    """The walk stands still, yet this is no minimum: see `Stall`."""
    DIVERGED = "diverged"
    """The walk left for infinity. Lower the learning rate or the momentum."""
    MAX_ITERATIONS = "max_iterations"
    """Still walking when the iterations ran out. Allow more of them, or take longer steps."""


class Stall(StrEnum):
    """Where a walk stands still although it is not at a minimum."""

    PLATEAU = "plateau"
    """Too flat for this tolerance, and not at any minimum. Lower the tolerance, raise the learning rate or start elsewhere."""
    SADDLE = "saddle"
    """Downhill in one direction, uphill in another. Nudge the start."""
    MAXIMUM = "maximum"
    """The very top: downhill everywhere. Nudge the start."""
    NO_LOWER_POINT = "no_lower_point"
    """Still on a slope, but the line search has found no lower point along its direction: across a kink, at a pole, or because
    all its trials are too long. Start elsewhere, or let the search begin with a shorter step or shrink it faster."""


@dataclass(frozen=True, slots=True)
class Ending:
    """An outcome with what belongs to it.

    Attributes:
        minimum: index into the surface's minima of the one reached, None if none or not a known one.
        stalled_on: None unless stalled.
    """

    outcome: Outcome
    minimum: int | None = None
    stalled_on: Stall | None = None


class _Kind(IntEnum):
    MINIMUM = 0
    PLATEAU = 1
    SADDLE = 2
    MAXIMUM = 3
    UNCLEAR = 4
    VALLEY = 5


MINIMUM, PLATEAU, SADDLE, MAXIMUM, UNCLEAR, VALLEY = (int(kind) for kind in _Kind)
STALLS = {PLATEAU: Stall.PLATEAU, SADDLE: Stall.SADDLE, MAXIMUM: Stall.MAXIMUM}


def classify(surface: Surface, point: NDArray[np.float64]) -> Ending:
    """Tell a minimum from a plateau, a saddle and a maximum, at a `point` (2,) whose gradient is below the tolerance.

    A valley of minima and a minimum without curvature (w^4) count as minima. A valley's floor above the lowest minimum known, or
    with lower ground around it, is a plateau: far out in a sigmoid's valley the loss still falls, by less than can be computed.
    """
    widths = np.array(surface.domain.widths)
    place = point.copy()
    function, hessian = surface.function, surface.hessian_function
    kind = _settle(function.address, function.data, hessian.address, hessian.data, widths, place)
    for radius in RING_RADII:
        if kind == UNCLEAR:
            kind = _ring(function.address, function.data, radius * widths, place)
    index = _nearest(surface, place, widths)
    if kind == VALLEY:
        kind = MINIMUM if index is not None or _is_lowest(surface, place, widths) else PLATEAU
    if kind == MINIMUM:
        return Ending(Outcome.CONVERGED, minimum=index)
    return Ending(Outcome.STALLED, stalled_on=STALLS.get(kind, Stall.PLATEAU))


def _is_lowest(surface: Surface, place: NDArray[np.float64], widths: NDArray[np.float64]) -> bool:
    """Whether the floor of a valley at `place` is as low as the surface gets, measured by how it rises across the valley there.

    Its loss is that of the lowest minimum known; where none is, it lies on the map and nothing around it is lower.
    """
    around = place + RING_RADII[-1] * widths * np.array([(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1)])
    here, *others = surface.value_and_gradient(around)[0]
    rise = np.nanmax(others, initial=here) - here  # in a hole there may be no other
    if surface.minima:
        return bool(here - min(minimum.loss for minimum in surface.minima) <= RING_SIGNIFICANT * rise)
    angles = 2.0 * np.pi * np.arange(LOOK_POINTS) / LOOK_POINTS
    circle = widths * np.column_stack((np.cos(angles), np.sin(angles)))
    farther = surface.value_and_gradient(np.concatenate([place + radius * circle for radius in LOOK_RADII]))[0]
    return surface.domain.contains(*place) and bool(here - np.nanmin(farther, initial=np.inf) <= LOOK_SIGNIFICANT * rise)


def _nearest(surface: Surface, place: NDArray[np.float64], widths: NDArray[np.float64]) -> int | None:
    """The index of the known minimum at `place`, None if there is none near."""
    if not surface.minima:
        return None
    offsets = (np.array([(minimum.w, minimum.b) for minimum in surface.minima]) - place) / widths
    distances = np.hypot(offsets[:, 0], offsets[:, 1])
    index = int(np.argmin(distances))
    return index if distances[index] <= NEAR else None


@kernel("int64(intp, intp, intp, intp, float64[::1], float64[::1])")
def _settle(function: int, data: int, hessian: int, hessian_data: int, widths: Vector, place: Vector) -> int:
    """Move `place` to the stationary point that Newton's method finds near it, and name that by its curvature.

    Lengths are fractions of the domain's widths. Where the Hessian is singular, the step is the shortest one.
    """
    value, second, at = np.empty(3), np.empty(3), place.copy()
    first = last = travelled = low = high = 0.0
    for k in range(NEWTON_STEPS):
        call_surface(function, element(value, 0), element(at, 0), data)
        call_surface(hessian, element(second, 0), element(at, 0), hessian_data)
        if not np.isfinite(value.sum() + second.sum()):
            return UNCLEAR
        slope_w, slope_b = value[1] * widths[0], value[2] * widths[1]
        ww, wb, bb = second[0] * widths[0] ** 2, second[1] * widths[0] * widths[1], second[2] * widths[1] ** 2
        middle, spread = 0.5 * (ww + bb), np.hypot(0.5 * (ww - bb), wb)
        low, high = middle - spread, middle + spread
        # The axis of `high` is (c, s), that of `low` is (-s, c).
        angle = 0.5 * np.arctan2(2.0 * wb, ww - bb)
        c, s = np.cos(angle), np.sin(angle)
        negligible = SINGULAR * max(abs(low), abs(high))
        along_high = (c * slope_w + s * slope_b) / high if abs(high) > negligible else 0.0
        along_low = (c * slope_b - s * slope_w) / low if abs(low) > negligible else 0.0
        last = np.hypot(along_high, along_low)
        first = last if k == 0 else first
        travelled += last
        if travelled > NEAR:
            return PLATEAU
        at[0] -= (c * along_high - s * along_low) * widths[0]
        at[1] -= (s * along_high + c * along_low) * widths[1]
        if last <= 1e-14:
            break
    if last > max(SETTLED * first, SETTLED_STEP):
        return PLATEAU
    place[:] = at
    if last > SETTLED_STEP:
        return UNCLEAR
    threshold = DEGENERATE * max(abs(low), abs(high))
    if low > threshold:
        return MINIMUM
    if high < -threshold:
        return MAXIMUM
    return SADDLE if low < -threshold and high > threshold else UNCLEAR


@kernel("int64(intp, intp, float64[::1], float64[::1])")
def _ring(function: int, data: int, radii: Vector, place: Vector) -> int:
    """Name a point by the loss on an ellipse around it: how often it crosses the loss at the centre."""
    value, at, rises = np.empty(3), np.empty(2), np.empty(RING_POINTS)
    call_surface(function, element(value, 0), element(place, 0), data)
    centre, largest, size = value[0], 0.0, abs(value[0])
    for k in range(RING_POINTS):
        angle = 2.0 * np.pi * (k + 0.5) / RING_POINTS
        at[0] = place[0] + radii[0] * np.cos(angle)
        at[1] = place[1] + radii[1] * np.sin(angle)
        call_surface(function, element(value, 0), element(at, 0), data)
        rises[k] = value[0] - centre
        largest, size = max(largest, abs(rises[k])), max(size, abs(value[0]))
    if not largest > ROUNDING * size:
        return UNCLEAR
    up = down = flat = False
    crossings = side = first_side = 0
    for k in range(RING_POINTS):
        flat = flat or abs(rises[k]) <= RING_FLAT * largest
        if abs(rises[k]) <= max(RING_SIGNIFICANT * largest, ROUNDING * size):
            continue
        now = 1 if rises[k] > 0.0 else -1
        up, down = up or now > 0, down or now < 0
        first_side = now if first_side == 0 else first_side
        crossings += side not in (0, now)
        side = now
    crossings += side != first_side
    if not down:
        return VALLEY if flat else MINIMUM
    if not up:
        return MAXIMUM
    return SADDLE if crossings >= 4 else PLATEAU
