"""What a walk stands on when its line search has found no lower point, whatever the gradient there.

A search fails at a minimum, once all that is left to gain is rounding. It fails as well across a kink, at a pole, and where every
trial is too long; there the walk ends on a slope, and that is no minimum and no plateau.
"""

import numpy as np
from numpy.typing import NDArray

from app.core.outcome import DEGENERATE, NEAR, RING_RADII, ROUNDING, STALLS, Ending, Outcome, Stall, classify, is_lowest
from app.core.surface import Surface
from app.core.surroundings import MAXIMUM, MINIMUM, SADDLE, UNCLEAR, VALLEY, stands_on

ARRIVED = 1e-5
"""How far from a minimum a walk may stand that has reached it, along w and along b, as a fraction of the domain's widths: a
hundredth of a pixel on a map."""

FLAT = 1e-6
"""Ground where less than this fraction of the loss, or of what lies between it and the lowest minimum's, is to be gained nearby
may be a plateau or a saddle, even if a search with a shorter or a longer step would find its way."""

LEVEL = 1e-9
"""Along a valley of minima less than this fraction of the loss is to be gained."""

POINTED = 0.8
"""Around a kink the loss rises from one ring to one ten times as wide by at most this fraction of what it rises from there to the
next: a tenth on a cone, 10^-p about a cusp |w|^p. Around a pole, as of log(w^2 + b^2), it rises as much or more."""

RING_POINTS = 32
LATTICE = 9


def standstill(surface: Surface, point: NDArray[np.float64]) -> Ending:
    """Tell how a walk has ended whose line search found no lower point.

    It is converged if it has arrived at one of the surface's minima, kinks included, at a kink's that is not among them or in a
    valley of kinks, or at a smooth one to rounding. It is stalled on a saddle, a maximum or a plateau where hardly anything is to
    be gained, see `FLAT`, and else for want of a lower point.

    Args:
        surface: that was walked on.
        point: the walk's last, shape (2,); the loss there is finite.
    """
    arrived = _arrived(surface, point)
    if arrived is not None:
        return Ending(Outcome.CONVERGED, minimum=arrived)
    steep, flat = _gains(surface, point)
    loss = float(surface.value_and_gradient(point[np.newaxis])[0][0])
    size = max(abs(loss), float(np.median(np.abs(np.append(_losses_around(surface, point), loss)))))
    above = max((loss - minimum.loss for minimum in surface.minima), default=0.0)
    if steep + flat <= FLAT * max(min(size, _losses_of_map(surface)), above):
        ending = classify(surface, point)
        if ending.outcome is Outcome.STALLED or (steep <= ROUNDING * size and flat <= LEVEL * size):
            return ending
    elif _minimum_of_kinks(surface, point):
        return Ending(Outcome.CONVERGED)
    return Ending(Outcome.STALLED, stalled_on=Stall.NO_LOWER_POINT)


def without_slope(surface: Surface, point: NDArray[np.float64]) -> Ending | None:
    """Tell how a walk has ended at a `point` (2,) where the loss is a number but the gradient is none: on a cusp or a cone's tip.

    None unless that is a minimum, on a valley of minima, a saddle or a maximum: elsewhere the walk is cut short.
    """
    place, widths, kind = point.copy(), np.array(surface.domain.widths), UNCLEAR
    for radius in (ARRIVED, *RING_RADII):
        if kind in (UNCLEAR, VALLEY):  # what is level may fall or rise a little farther off
            kind = stands_on(surface.function.address, surface.function.data, radius * widths, place)
    if kind == MINIMUM or (kind == VALLEY and is_lowest(surface, place)):
        return Ending(Outcome.CONVERGED, minimum=_arrived(surface, point))
    return Ending(Outcome.STALLED, stalled_on=STALLS[kind]) if kind in (SADDLE, MAXIMUM) else None


def _arrived(surface: Surface, point: NDArray[np.float64]) -> int | None:
    """The index of the minimum that `point` agrees with in place and in loss, None if there is none.

    The losses may differ by as much of what the loss rises on a ring at `NEAR` around the minimum as `ARRIVED` is of that radius:
    as on a cone. At a cusp, as of sqrt(|w|), the place has to be the nearer for it.
    """
    if not surface.minima:
        return None
    widths = np.array(surface.domain.widths)
    offsets = np.abs(np.array([(minimum.w, minimum.b) for minimum in surface.minima]) - point) / widths
    index = int(np.argmin(offsets.max(axis=1)))
    minimum = surface.minima[index]
    if offsets[index].max() > ARRIVED:
        return None
    loss, _ = surface.value_and_gradient(point[np.newaxis])
    around = _losses_around(surface, np.array([minimum.w, minimum.b]))
    rise = around.max(initial=minimum.loss) - minimum.loss
    return index if abs(float(loss[0]) - minimum.loss) <= ARRIVED / NEAR * rise else None


def _minimum_of_kinks(surface: Surface, point: NDArray[np.float64]) -> bool:
    """Whether `point` has arrived at a minimum or on the floor of a valley of minima, as near in place and loss as `_arrived`."""
    place, widths = point.copy(), np.array(surface.domain.widths)
    kind = stands_on(surface.function.address, surface.function.data, ARRIVED * widths, place)
    if kind != MINIMUM and not (kind == VALLEY and is_lowest(surface, place)):
        return False
    here, floor = surface.value_and_gradient(np.stack((point, place)))[0]
    rise = _losses_around(surface, place).max(initial=floor) - floor
    with np.errstate(over="ignore", invalid="ignore"):
        inner, middle, outer = (_losses_around(surface, place, tenfold * ARRIVED).mean() for tenfold in (1.0, 10.0, 100.0))
    return bool(here - floor <= ARRIVED / NEAR * rise and middle - inner <= POINTED * (outer - middle))


def _gains(surface: Surface, point: NDArray[np.float64]) -> tuple[float, float]:
    """What is still to be gained near `point`, as far as slope and curvature there say; infinite where they are not finite.

    Along axes with curvature, and along one with hardly any beside the other's, see `DEGENERATE`: that of a valley.

    Along each axis of the Hessian, lengths in the domain's widths, slope s and curvature h promise s^2 / (2 h) by a Newton step
    (half of Newton's decrement: S. Boyd, L. Vandenberghe (2004), Convex optimization, eq. 9.30), and |s| `NEAR` by a step of that
    length; the lesser counts, and only the second where h is not positive, as at a cusp. Beside a kink that is what the loss
    rises nearby, and at a pole a share of the loss itself: 1/(w b) promises a third of it.
    """
    widths = np.array(surface.domain.widths)
    with np.errstate(over="ignore"):
        slopes = surface.value_and_gradient(point[np.newaxis])[1][0] * widths
        if not slopes.any():
            return 0.0, 0.0
        hessian = surface.hessian(point[np.newaxis])[0] * np.outer(widths, widths)
    if not (np.isfinite(hessian).all() and np.isfinite(slopes).all()):
        return np.inf, np.inf
    curvatures, axes = np.linalg.eigh(hessian)
    along = np.abs(axes.T @ slopes)
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        newton = np.where(curvatures > 0.0, 0.5 * along * (along / curvatures), np.inf)
        gain = np.fmin(newton, NEAR * along)
    curved = np.abs(curvatures) > DEGENERATE * np.abs(curvatures).max()
    return float(gain[curved].sum()), float(gain[~curved].sum())


def _losses_of_map(surface: Surface) -> float:
    """The largest finite |loss| on a lattice of the domain: far out, where the loss has no bottom, its own size is no measure."""
    w, b = (np.linspace(low, high, LATTICE) for low, high in (surface.domain.w, surface.domain.b))
    with np.errstate(all="ignore"):
        losses = np.abs(surface.grid(w, b))
    return float(losses[np.isfinite(losses)].max(initial=0.0))


def _losses_around(surface: Surface, centre: NDArray[np.float64], radius: float = NEAR) -> NDArray[np.float64]:
    """The finite losses on an ellipse around `centre`, its radii a fraction of the domain's widths."""
    angles = 2.0 * np.pi * (np.arange(RING_POINTS) + 0.5) / RING_POINTS
    radii = radius * np.array(surface.domain.widths)
    losses, _ = surface.value_and_gradient(centre + radii * np.column_stack((np.cos(angles), np.sin(angles))))
    return losses[np.isfinite(losses)]
