"""What a walk stands on when its line search has found no lower point, whatever the gradient there.

A search fails at a minimum, once all that is left to gain is rounding. It fails as well across a kink, at a pole, and where every
trial is too long; there the walk ends on a slope, and that is no minimum and no plateau.
"""

import numpy as np
from numpy.typing import NDArray

from app.core.outcome import DEGENERATE, NEAR, ROUNDING, Ending, Outcome, Stall, classify
from app.core.surface import Surface

ARRIVED = 1e-5
"""How far from a minimum a walk may stand that has reached it, along w and along b, as a fraction of the domain's widths: a
hundredth of a pixel on a map."""

FLAT = 1e-6
"""Ground where less than this fraction of the loss, or of what lies between it and the lowest minimum's, is to be gained nearby
may be a plateau or a saddle, even if a search with a shorter or a longer step would find its way."""

VALLEY = 1e-9
"""Along a valley of minima less than this fraction of the loss is to be gained."""

RING_POINTS = 32
LATTICE = 9


def standstill(surface: Surface, point: NDArray[np.float64]) -> Ending:
    """Tell how a walk has ended whose line search found no lower point.

    It is converged if it has arrived at one of the surface's minima, kinks included, or at a smooth one to rounding. It is
    stalled on a saddle, a maximum or a plateau where hardly anything is to be gained, see `FLAT`, and else for want of a lower
    point.

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
        if ending.outcome is Outcome.STALLED or (steep <= ROUNDING * size and flat <= VALLEY * size):
            return ending
    return Ending(Outcome.STALLED, stalled_on=Stall.NO_LOWER_POINT)


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


def _gains(surface: Surface, point: NDArray[np.float64]) -> tuple[float, float]:
    """What is still to be gained near `point`, as far as slope and curvature there say; infinite where they are not finite.

    Along axes with curvature, and along one with hardly any beside the other's, see `DEGENERATE`: that of a valley.

    Along each axis of the Hessian, lengths in the domain's widths, slope s and curvature h promise s^2 / (2 h) by a Newton step
    (half of Newton's decrement: S. Boyd, L. Vandenberghe (2004), Convex optimization, eq. 9.30), and |s| `NEAR` by a step of that
    length; the lesser counts, and only the second where h is not positive, as at a cusp. Beside a kink that is what the loss
    rises nearby, and at a pole a share of the loss itself: 1/(w b) promises a third of it.
    """
    widths = np.array(surface.domain.widths)
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


def _losses_around(surface: Surface, centre: NDArray[np.float64]) -> NDArray[np.float64]:
    """The finite losses on an ellipse around `centre`, at `NEAR` of the domain's widths."""
    angles = 2.0 * np.pi * (np.arange(RING_POINTS) + 0.5) / RING_POINTS
    radii = NEAR * np.array(surface.domain.widths)
    losses, _ = surface.value_and_gradient(centre + radii * np.column_stack((np.cos(angles), np.sin(angles))))
    return losses[np.isfinite(losses)]
