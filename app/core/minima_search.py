"""Minima found numerically: from every basin of a coarse grid at once, by Newton's method, or round a kink by ever smaller rings.

All starts are carried along in one array, so that a hundred of them take no longer than a few.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.core.surface import Domain, Minimum, Surface

SEARCH_STEPS = 56
"""Enough for a minimum without curvature (w^4), where a Newton step covers only a third of the way."""

SETTLED_STEP = 1e-10
"""As a fraction of the domain's widths: the next Newton step, which squares it, is the last."""

FLATTEST = 1e-10
"""A curvature below this fraction of the other one's is a valley, not a minimum."""

SAME = 1e-6
"""Minima closer than this fraction of the domain's widths are one."""

RING_POINTS = 8
RING_STEPS = 120
SMALLEST_RING = 1e-12
TURN = 2.399963
"""Radians from one ring to the next, the golden angle: in time every direction is tried."""

CHECKED_RINGS = (1e-6, 1e-3, 1e-2)
"""Radii as fractions of the domain's widths; one of them must tell a minimum from a valley."""

CHECKED_POINTS = 64
ZOOMS = 7
LEAST_RISE = 1e-4
"""Of the loss on a ring round a minimum, as a fraction of the greatest; along a valley it is 0."""

POLE_RISE = 0.3
"""Of the smallest ring's greatest rise, as a fraction of the largest one's: at a pole, as of 1/(w b), all rings rise alike."""

ROUNDING = 64 * float(np.finfo(np.float64).eps)

Points = NDArray[np.float64]


def basins(loss: NDArray[np.float64], w: NDArray[np.float64], b: NDArray[np.float64], most: int) -> Points:
    """Return the nodes of a grid that no neighbour undercuts, lowest first, at most `most`, shape (k, 2).

    Args:
        loss: ``loss[row, column]`` at w[column], b[row]; what is not finite is no node.
        w: shape (m,).
        b: shape (k,).
        most: nodes returned, at most.
    """
    loss = np.where(np.isfinite(loss), loss, np.inf)
    padded = np.pad(loss, 1, constant_values=np.inf)
    rows, columns = loss.shape
    around = [padded[i : i + rows, j : j + columns] for i in range(3) for j in range(3) if (i, j) != (1, 1)]
    at_row, at_column = np.nonzero((loss <= np.min(around, axis=0)) & np.isfinite(loss))
    order = np.argsort(loss[at_row, at_column], kind="stable")[:most]
    return np.column_stack((w[at_column[order]], b[at_row[order]]))


def inside_basins(loss: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell which nodes off a grid's edge no neighbour undercuts, where it is not level across them; shape (k - 2, m - 2)."""
    middle, rows, columns = loss[1:-1, 1:-1], loss.shape[0] - 2, loss.shape[1] - 2
    result: NDArray[np.bool_] = np.isfinite(middle)
    for i, j in ((0, 0), (0, 1), (0, 2), (1, 0)):
        one, other = loss[i : i + rows, j : j + columns], loss[2 - i : 2 - i + rows, 2 - j : 2 - j + columns]
        result &= (middle <= one) & (middle <= other) & ((middle < one) | (middle < other))
    return result


def settle(surface: Surface, starts: Points) -> tuple[Points, NDArray[np.bool_]]:
    """Follow Newton steps, damped until they help (Levenberg 1944), to minima with positive curvature.

    Args:
        surface: to search on; lengths count in its domain's widths.
        starts: shape (n, 2).

    Returns:
        The ends, shape (n, 2), and which of them are minima, shape (n,). Gradients there are zero to rounding.
    """
    widths = np.array(surface.domain.widths)
    theta, settled = starts.copy(), np.zeros(len(starts), dtype=bool)
    damping, walking = np.full(len(starts), 1e-3), np.arange(len(starts))
    for _ in range(SEARCH_STEPS):
        at = _expand(surface, theta[walking], widths)
        walking, at = walking[at.finite], at.of(at.finite)
        if not len(walking):
            break
        curvatures, axes = np.linalg.eigh(at.hessian)
        slopes = np.einsum("nji,nj->ni", axes, at.gradient)
        top = np.abs(curvatures).max(axis=1)
        bowl = curvatures[:, 0] > FLATTEST * top
        newton = np.where(bowl[:, np.newaxis], _along(axes, slopes / curvatures), np.inf)
        there = np.hypot(*newton.T) <= SETTLED_STEP
        theta[walking[there]] -= newton[there] * widths
        settled[walking[there]] = True
        damped = curvatures + (damping[walking] * top + np.maximum(0.0, -curvatures[:, 0]))[:, np.newaxis]
        tried = theta[walking] - _along(axes, slopes / damped) * widths
        new = _expand(surface, tried, widths)
        # Close to the minimum the loss is only rounding, and the gradient the better guide.
        better = ~there & ((new.loss < at.loss) | (bowl & (new.slope < at.slope)))
        theta[walking[better]] = tried[better]
        damping[walking] = np.where(better, damping[walking] * 0.01, np.maximum(damping[walking] * 10.0, 1e-6))
        walking = walking[~there]
    return theta, settled


def surround(surface: Surface, starts: Points, reach: Points) -> tuple[Points, NDArray[np.bool_]]:
    """Close in on minima with kinks: go to the lowest point of a ring, or halve the ring where none is lower.

    A pattern search (Hooke and Jeeves 1961) whose pattern turns, so that no ridge lies between its directions for good.

    Args:
        surface: to search on.
        starts: shape (n, 2).
        reach: the first ring's radii along w and b, shape (2,).

    Returns:
        The ends, shape (n, 2), and which of them are minima as far as rings around them can tell, shape (n,).
    """
    theta, scale = starts.copy(), np.ones(len(starts))
    loss = surface.value_and_gradient(theta)[0]
    for k in range(RING_STEPS):
        ring = theta[:, np.newaxis] + scale[:, np.newaxis, np.newaxis] * _ring(RING_POINTS, k * TURN) * reach
        losses = surface.value_and_gradient(ring.reshape(-1, 2))[0].reshape(-1, RING_POINTS)
        losses = np.where(np.isfinite(losses), losses, np.inf)
        lowest = losses.argmin(axis=1)
        rows = np.arange(len(theta))
        better = losses[rows, lowest] < loss
        theta[better], loss[better] = ring[rows, lowest][better], losses[rows, lowest][better]
        scale = np.maximum(np.where(better, scale, 0.5 * scale), SMALLEST_RING)
    widths = np.array(surface.domain.widths)
    rises = [_rises(surface, theta, loss, radius * widths) for radius in CHECKED_RINGS]
    pole = rises[0][1] > POLE_RISE * rises[-1][1]
    return theta, np.any([least > 0.0 for least, _ in rises], axis=0) & ~pole


def _rises(surface: Surface, theta: Points, loss: NDArray[np.float64], radii: Points) -> tuple[Points, Points]:
    """Return the least and the greatest rise of the loss on a ring around each point; the least is 0 for a valley's.

    The ring is looked at ever more closely where it rises least.
    """
    step = 2.0 * np.pi / CHECKED_POINTS
    middle, greatest = np.zeros(len(theta)), np.zeros(len(theta))
    least = np.full(len(theta), np.inf)
    for zoom in range(1 + ZOOMS):
        angles = middle[:, np.newaxis] + step * np.arange(-CHECKED_POINTS // 2, CHECKED_POINTS // 2)
        ring = theta[:, np.newaxis] + radii * np.stack((np.cos(angles), np.sin(angles)), axis=-1)
        rises = surface.value_and_gradient(ring.reshape(-1, 2))[0].reshape(angles.shape) - loss[:, np.newaxis]
        rises = np.where(np.isnan(rises), np.inf, rises)
        lowest = rises.argmin(axis=1)
        middle, least = angles[np.arange(len(theta)), lowest], np.minimum(least, rises.min(axis=1))
        greatest = rises.max(axis=1) if zoom == 0 else greatest
        step *= 4.0 / CHECKED_POINTS
    significant = np.isfinite(least) & (least > np.maximum(LEAST_RISE * greatest, ROUNDING * np.abs(loss)))
    return np.where(significant, least, 0.0), greatest


def distinct(surface: Surface, points: Points, most: int) -> tuple[Minimum, ...]:
    """Return the minima at `points` (n, 2), each once, lowest first, at most `most`."""
    widths = np.array(surface.domain.widths)
    losses = surface.value_and_gradient(points)[0]
    kept: list[int] = []
    for index in np.argsort(losses, kind="stable"):
        apart = np.hypot(*((points[kept] - points[index]) / widths).T)
        if len(kept) < most and not (apart < SAME).any():
            kept.append(int(index))
    return tuple(Minimum(float(w), float(b), float(loss)) for (w, b), loss in zip(points[kept], losses[kept], strict=True))


def inside(domain: Domain, points: Points) -> NDArray[np.bool_]:
    """Tell which of `points` (n, 2) lie within a domain, edges included."""
    low, high = np.array([domain.w, domain.b]).T
    result: NDArray[np.bool_] = ((points >= low) & (points <= high)).all(axis=1)
    return result


def _ring(count: int, turn: float) -> Points:
    angles = turn + 2.0 * np.pi * np.arange(count) / count
    return np.column_stack((np.cos(angles), np.sin(angles)))


def _along(axes: NDArray[np.float64], amounts: Points) -> Points:
    result: Points = np.einsum("nij,nj->ni", axes, amounts)
    return result


@dataclass(frozen=True, slots=True)
class _Expansion:
    """The loss at n points to second order, in units of the domain's widths."""

    loss: NDArray[np.float64]
    gradient: Points
    hessian: NDArray[np.float64]

    @property
    def finite(self) -> NDArray[np.bool_]:
        parts = self.loss[:, np.newaxis], self.gradient, self.hessian.reshape(-1, 4)
        result: NDArray[np.bool_] = np.all(np.isfinite(np.concatenate(parts, axis=1)), axis=1)
        return result

    @property
    def slope(self) -> NDArray[np.float64]:
        return np.hypot(self.gradient[:, 0], self.gradient[:, 1])

    def of(self, rows: NDArray[np.bool_]) -> "_Expansion":
        return _Expansion(self.loss[rows], self.gradient[rows], self.hessian[rows])


def _expand(surface: Surface, theta: Points, widths: Points) -> _Expansion:
    loss, gradient = surface.value_and_gradient(theta)
    return _Expansion(loss, gradient * widths, surface.hessian(theta) * np.outer(widths, widths))
