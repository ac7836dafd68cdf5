"""How a walk ended, and what that says about the settings.

A small gradient alone is not a minimum: the far plateau of a sigmoid has gradients below 1e-7. What tells them apart
is the Newton step |H^-1 g|, the distance to the stationary point that gradient and curvature agree on. Newton's method
is run from the end of the walk: if it settles close by, the curvature there names the point; if it wanders off, the
walk stands on a plateau. Where curvature tells nothing, or not the truth, `surroundings` look at the loss itself.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from app.core.abi import Vector, call_surface, element, helper, kernel
from app.core.surface import Surface
from app.core.surroundings import MAXIMUM, MINIMUM, PLATEAU, SADDLE, UNCLEAR, VALLEY, leads_down, stands_on

NEAR = 0.01
"""As a fraction of the domain's widths: what the Newton steps may add up to, and how near a known minimum counts as that one."""

EXACT = 1e-5
"""How near a known minimum has to be to one whose place curvature tells: there may be several within `NEAR`, as of sin(100 w)."""

NEWTON_STEPS = 20
SETTLED = 0.1
"""The last Newton step must be this small against the first. In a tail, e^-x or e^-x^2, the steps hardly shrink."""

SETTLED_STEP = 1e-9
DEGENERATE = 1e-6
"""Curvature below this fraction of the other axis's is no evidence, and neither is any curvature where Newton's method settles
slowly (w^4): the loss on a ring around the point is looked at instead."""

SINGULAR = 1e-9
"""Curvature below this fraction of the other axis's is rounding: no step is taken along that axis."""

GENTLE = 1e-3
"""Where Newton's method wanders off along an axis with less curvature than this fraction of the other's, that axis may be a
valley's: the point of its floor beside the walk is looked at. No step is taken along it then."""

TRIED = 1e-7
"""How far from a point, as a fraction of the domain's widths, the loss has to rise or fall as its curvature says. At a kink it
does not: the curvature of w^2 - |w| at 0 is positive."""

RING_RADII = (1e-3, 1e-2)
AS_LOW = 1e-3
"""How far above the lowest minimum known a valley may be that is as low, as a fraction of what the loss rises across it."""

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
    """The iterations ran out. If the walk still gets lower, allow more of them or take longer steps; if it climbs, lower the
    learning rate; if it stands still or gets no lower, the schedule has shrunk its steps to nothing, or a constant rate or weight
    decay keeps it where it is."""


class Stall(StrEnum):
    """Where a walk stands still although it is not at a minimum."""

    PLATEAU = "plateau"
    """Too flat for this tolerance, and at no minimum as far as numbers tell. Lower the tolerance, raise the learning rate or
    start elsewhere."""
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


STALLS = {PLATEAU: Stall.PLATEAU, SADDLE: Stall.SADDLE, MAXIMUM: Stall.MAXIMUM}


def classify(surface: Surface, point: NDArray[np.float64]) -> Ending:
    """Tell a minimum from a plateau, a saddle and a maximum, at a `point` (2,) whose gradient is below the tolerance.

    A valley of minima and a minimum without curvature (w^4) count as minima; so far from the latter that its known place is not
    `NEAR`, the ground is a plateau. A valley's floor that falls farther on is one too, and one that is level as far as can be
    computed but above the minima known: far out in a sigmoid's valley the loss still falls, by less than that.
    """
    widths = np.array(surface.domain.widths)
    place = point.copy()
    function, hessian = surface.function, surface.hessian_function
    addresses = (function.address, function.data, hessian.address, hessian.data)
    kind = _settle(*addresses, widths, SINGULAR, place)
    if kind == PLATEAU and _settle(*addresses, widths, GENTLE, place) != PLATEAU:
        kind = UNCLEAR
    within = EXACT if kind == MINIMUM else NEAR
    for radius in RING_RADII:
        if kind in (UNCLEAR, VALLEY):  # what is level may fall or rise a little farther off
            kind = stands_on(function.address, function.data, radius * widths, place)
    index = _nearest(surface, place, widths, within)
    if kind == VALLEY:
        kind = MINIMUM if index is not None or is_lowest(surface, place) else PLATEAU
    if kind == MINIMUM:
        return Ending(Outcome.CONVERGED, minimum=index)
    return Ending(Outcome.STALLED, stalled_on=STALLS.get(kind, Stall.PLATEAU))


def is_lowest(surface: Surface, place: NDArray[np.float64]) -> bool:
    """Tell whether a valley that runs level through `place` (2,) is one of minima.

    It is if its loss is that of the lowest minimum known. Else it is if it falls nowhere, as far as a third of the map's widths
    from the place, which is on the map or no more than its widths beside; but not on a surface all of whose minima are known.
    """
    widths = np.array(surface.domain.widths)
    around = place + RING_RADII[-1] * widths * np.array([(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1)])
    here, *others = surface.value_and_gradient(around)[0]
    rise = np.nanmax(others, initial=here) - here  # in a hole there may be no other
    if surface.minima:
        if here - min(minimum.loss for minimum in surface.minima) <= AS_LOW * rise:
            return True
        if surface.minima_are == "known":
            return False
    (left, right), (bottom, top) = surface.domain.w, surface.domain.b
    beside = (np.abs(place - 0.5 * np.array([left + right, bottom + top])) <= 1.5 * widths).all()
    return bool(beside) and not leads_down(surface.function.address, surface.function.data, widths, place)


def _nearest(surface: Surface, place: NDArray[np.float64], widths: NDArray[np.float64], within: float) -> int | None:
    """The index of the known minimum at `place`, None if there is none within that fraction of the domain's widths."""
    if not surface.minima:
        return None
    offsets = (np.array([(minimum.w, minimum.b) for minimum in surface.minima]) - place) / widths
    distances = np.hypot(offsets[:, 0], offsets[:, 1])
    index = int(np.argmin(distances))
    return index if distances[index] <= within else None


@helper
def _bends(
    function: int, data: int, widths: Vector, at: Vector, c: float, s: float, curvature: float, here: float
) -> bool:  # fmt: skip
    """Tell whether from `here` the loss along the axis (c, s) rises or falls as its curvature says, to rounding."""
    expected, value, beside = 0.5 * curvature * TRIED * TRIED, np.empty(3), np.empty(2)
    for way in (-TRIED, TRIED):
        beside[0], beside[1] = at[0] + way * c * widths[0], at[1] + way * s * widths[1]
        call_surface(function, element(value, 0), element(beside, 0), data)
        if not abs(value[0] - here - expected) <= 0.5 * abs(expected) + ROUNDING * abs(here):
            return False
    return True


@kernel("int64(intp, intp, intp, intp, float64[::1], float64, float64[::1])")
def _settle(
    function: int, data: int, hessian: int, hessian_data: int, widths: Vector, singular: float, place: Vector
) -> int:  # fmt: skip
    """Move `place` to the stationary point that Newton's method finds near it, and name that by its curvature.

    Lengths are fractions of the domain's widths. Along an axis whose curvature is below `singular` times the other's no step is
    taken.
    """
    value, second, at = np.empty(3), np.empty(3), place.copy()
    first = last = travelled = low = high = c = s = 0.0
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
        negligible = singular * max(abs(low), abs(high))
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
    if min(abs(low), abs(high)) <= threshold:
        return UNCLEAR
    call_surface(function, element(value, 0), element(at, 0), data)
    here = value[0]
    if not (_bends(function, data, widths, at, c, s, high, here) and _bends(function, data, widths, at, -s, c, low, here)):
        return UNCLEAR
    if low > 0.0:
        return MINIMUM
    return MAXIMUM if high < 0.0 else SADDLE
