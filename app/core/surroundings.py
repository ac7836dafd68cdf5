"""What a point stands on, by the loss on an ellipse around it.

Derivatives do not tell everywhere: those of |w b| at (0, 0) are a saddle's, those of (b - w^2) (b - 3 w^2) a valley's. A floor
may also be narrower than any spacing of points, so the lowest points of the ellipse are searched for to the last digit, and
compared with the centre to within what rounding makes of the loss there: J. Moré, S. Wild (2011), Estimating computational noise.
"""

from enum import IntEnum

import numpy as np

from app.core.abi import Matrix, Vector, call_surface, element, helper, kernel


class Kind(IntEnum):
    """What a point stands on."""

    MINIMUM = 0
    PLATEAU = 1
    """Level, or none of the others."""
    SADDLE = 2
    MAXIMUM = 3
    UNCLEAR = 4
    """The loss around it is level to rounding, or not everywhere a number."""
    VALLEY = 5
    """Nothing around it is lower, and something is just as low."""


MINIMUM, PLATEAU, SADDLE, MAXIMUM, UNCLEAR, VALLEY = (int(kind) for kind in Kind)

POINTS = 64
GOLDEN = 0.5 * (np.sqrt(5.0) - 1.0)
SECTIONS = 80
"""Of a search for the lowest point between two: 0.618^80 is below the last digit."""

ASIDE = 0.25
"""How far beside a valley's floor a point may be taken to be, as a fraction of the ellipse's radii."""

SMALL = 4.0 * float(np.finfo(np.float64).eps)
"""A move by this fraction of where a point is, and of the radii, shows the loss's noise; a search's last step is no longer."""

MOVES = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (3, -2), (-2, -3), (5, 7), (-7, 4), (6, -5), (-4, -9))
NOISY = 32.0
ROUNDING = 64.0 * float(np.finfo(np.float64).eps)

FOLLOWED_FROM = 0.01
DOUBLINGS = 5
"""A valley is followed from there on to a third of the domain's widths, on ellipses of twice the radii each time."""

BEND = 0.5
BEND_POINTS = 17
"""How far, in radians, a valley may bend from one to the next, and the points that are looked at for it."""


@helper
def _loss(function: int, data: int, w: float, b: float, work: Vector) -> float:
    work[3], work[4] = w, b
    call_surface(function, element(work, 0), element(work, 3), data)
    return float(work[0])


@helper
def _at(function: int, data: int, radii: Vector, place: Vector, t: float, across: float, work: Vector) -> float:
    """Return the loss at angle `t` of the ellipse; unless `across` is NaN, at t radii from its centre at right angles to that."""
    if np.isnan(across):
        return _loss(function, data, place[0] + radii[0] * np.cos(t), place[1] + radii[1] * np.sin(t), work)
    return _loss(function, data, place[0] - t * radii[0] * np.sin(across), place[1] + t * radii[1] * np.cos(across), work)


@helper
def _lowest_between(
    function: int, data: int, radii: Vector, place: Vector, low: float, high: float, across: float, sign: float, work: Vector
) -> tuple[float, float]:
    """Return where between two arguments of `_at` the loss is lowest, and that loss, by golden sections; highest for sign -1."""
    inner, outer = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
    at_inner = sign * _at(function, data, radii, place, inner, across, work)
    at_outer = sign * _at(function, data, radii, place, outer, across, work)
    for _ in range(SECTIONS):
        if at_inner <= at_outer:
            high, outer, at_outer = outer, inner, at_inner
            inner = high - GOLDEN * (high - low)
            at_inner = sign * _at(function, data, radii, place, inner, across, work)
        else:
            low, inner, at_inner = inner, outer, at_outer
            outer = low + GOLDEN * (high - low)
            at_outer = sign * _at(function, data, radii, place, outer, across, work)
        if not low < inner < outer < high:
            break
    return (inner, sign * at_inner) if at_inner <= at_outer else (outer, sign * at_outer)


@helper
def _angle(k: int) -> float:
    return 2.0 * np.pi * (k + 0.5) / POINTS


@helper
def _sample(function: int, data: int, radii: Vector, place: Vector, losses: Vector, work: Vector) -> bool:
    """Fill in the losses on the ellipse; return whether all are finite."""
    for k in range(POINTS):
        losses[k] = _at(function, data, radii, place, _angle(k), np.nan, work)
    return bool(np.isfinite(losses).all())


@helper
def _extremes(
    function: int, data: int, radii: Vector, place: Vector, losses: Vector, sign: float, found: Matrix, work: Vector
) -> int:
    """Fill in angle and loss of each lowest point along the ellipse, of each highest for sign -1; return how many there are."""
    count = 0
    for k in range(POINTS):
        here, before, after = sign * losses[k], sign * losses[k - 1], sign * losses[(k + 1) % POINTS]
        if here <= before and here <= after and (here < before or here < after):
            found[count, 0], found[count, 1] = _lowest_between(
                function, data, radii, place, _angle(k - 1), _angle(k + 1), np.nan, sign, work
            )
            count += 1
    return count


@kernel("float64(intp, intp, float64[::1], float64[::1])")
def to_lowest(function: int, data: int, radii: Vector, place: Vector) -> float:
    """Move a place to the lowest point of the ellipse round it, and return the loss there; infinity, unmoved, if all is level."""
    work, losses, lows = np.empty(5), np.empty(POINTS), np.empty((POINTS, 2))
    _sample(function, data, radii, place, losses, work)
    losses[:] = np.where(np.isnan(losses), np.inf, losses)
    count = _extremes(function, data, radii, place, losses, 1.0, lows, work)
    if count == 0:
        return np.inf
    angle, loss = lows[np.argmin(lows[:count, 1])]
    place[0] += radii[0] * np.cos(angle)
    place[1] += radii[1] * np.sin(angle)
    return float(loss)


@helper
def _noise(function: int, data: int, radii: Vector, w: float, b: float, work: Vector) -> float:
    """Return what the loss at a point may be wrong by."""
    loss, largest = _loss(function, data, w, b, work), 0.0
    for along_w, along_b in MOVES:
        moved_w, moved_b = w + SMALL * along_w * (abs(w) + radii[0]), b + SMALL * along_b * (abs(b) + radii[1])
        largest = max(largest, abs(_loss(function, data, moved_w, moved_b, work) - loss))
    return NOISY * largest + ROUNDING * abs(loss)


@helper
def _onto_floor(function: int, data: int, radii: Vector, place: Vector, lows: Matrix, count: int, work: Vector) -> float:
    """Move a place close beside the floor of a valley onto it; return the loss there."""
    loss = _loss(function, data, place[0], place[1], work)
    if count > 0:
        across = lows[np.argmin(lows[:count, 1]), 0]
        aside, floor = _lowest_between(function, data, radii, place, -2.0 * ASIDE, 2.0 * ASIDE, across, 1.0, work)
        if floor < loss and abs(aside) <= ASIDE:
            place[0] -= aside * radii[0] * np.sin(across)
            place[1] += aside * radii[1] * np.cos(across)
            return floor
    return loss


@helper
def _changes(losses: Vector, floor: float, noise: float, lows: Matrix, count: int) -> int:
    """Return how often the loss along the ellipse goes from above the floor to below it or back."""
    sides = np.zeros(POINTS)
    for k in range(POINTS):
        sides[k] = 0.0 if abs(losses[k] - floor) <= noise else np.sign(losses[k] - floor)
    for i in range(count):
        if lows[i, 1] < floor - noise:
            sides[int(np.floor(lows[i, 0] / (2.0 * np.pi) * POINTS)) % POINTS] = -1.0
    changes, side = 0, 0.0
    for k in range(2 * POINTS):  # the first round finds the side to begin with
        now = sides[k % POINTS]
        if now != 0.0:
            changes += k >= POINTS and now != side
            side = now
    return changes


@kernel("int64(intp, intp, float64[::1], float64[::1])")
def stands_on(function: int, data: int, radii: Vector, place: Vector) -> int:
    """Name what a place stands on, by the loss on an ellipse of these radii; one close beside a valley's floor is moved there.

    If all of the ellipse is higher there is a minimum inside.
    """
    work, losses, lows, highs = np.empty(5), np.empty(POINTS), np.empty((POINTS, 2)), np.empty((POINTS, 2))
    if not _sample(function, data, radii, place, losses, work):
        return UNCLEAR
    count = _extremes(function, data, radii, place, losses, 1.0, lows, work)
    floor = _onto_floor(function, data, radii, place, lows, count, work)
    noise, lowest = _noise(function, data, radii, place[0], place[1], work), losses.min()
    if count > 0:
        angle, lowest = lows[np.argmin(lows[:count, 1])]
        w, b = place[0] + radii[0] * np.cos(angle), place[1] + radii[1] * np.sin(angle)
        noise = max(noise, _noise(function, data, radii, w, b, work))
    highest = losses.max()
    if highest <= floor + noise:
        tops = _extremes(function, data, radii, place, losses, -1.0, highs, work)
        highest = highs[:tops, 1].max() if tops > 0 else highest
    # Where neither is so, nor is it where the noise is no number.
    up, down = highest > floor + noise, lowest < floor - noise
    if up and not down:
        return MINIMUM if lowest > floor + noise else VALLEY
    if down and not up:
        return MAXIMUM
    if not up:
        return UNCLEAR
    return SADDLE if losses.max() <= floor + noise or _changes(losses, floor, noise, lows, count) >= 4 else PLATEAU


@helper
def _follow(function: int, data: int, radii: Vector, place: Vector, angle: float, work: Vector) -> tuple[float, float]:
    """Return the angle and the loss of a valley's floor on an ellipse, downhill along it from an angle."""
    step = 2.0 * BEND / (BEND_POINTS - 1)
    here = _at(function, data, radii, place, angle, np.nan, work)
    left = _at(function, data, radii, place, angle - step, np.nan, work)
    right = _at(function, data, radii, place, angle + step, np.nan, work)
    turn, ahead = (-step, left) if left < right else (step, right)
    for _ in range(BEND_POINTS // 2):
        if not ahead < here:
            break
        angle, here = angle + turn, ahead
        ahead = _at(function, data, radii, place, angle + turn, np.nan, work)
    return _lowest_between(function, data, radii, place, angle - step, angle + step, np.nan, 1.0, work)


@kernel("boolean(intp, intp, float64[::1], float64[::1])")
def leads_down(function: int, data: int, widths: Vector, place: Vector) -> bool:
    """Tell whether a valley that runs level through a place falls farther on, however slowly."""
    work, losses, lows = np.empty(5), np.empty(POINTS), np.empty((POINTS, 2))
    floor, radii = _loss(function, data, place[0], place[1], work), FOLLOWED_FROM * widths
    _sample(function, data, radii, place, losses, work)
    for i in range(_extremes(function, data, radii, place, losses, 1.0, lows, work)):
        angle, loss = lows[i, 0], lows[i, 1]
        for doubling in range(DOUBLINGS + 1):
            if doubling > 0:
                radii = FOLLOWED_FROM * 2.0**doubling * widths
                angle, loss = _follow(function, data, radii, place, angle, work)
            w, b = place[0] + radii[0] * np.cos(angle), place[1] + radii[1] * np.sin(angle)
            noise = max(_noise(function, data, radii, w, b, work), ROUNDING * abs(floor))
            if loss < floor - noise:
                return True
            if not loss <= floor + noise:
                break
        radii = FOLLOWED_FROM * widths
    return False
