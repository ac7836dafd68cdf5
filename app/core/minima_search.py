"""Minima found numerically, from every basin of a coarse grid, and checked.

Newton's steps settle the bowls among the basins all at once. From the others SciPy goes downhill, one by one.
"""

import numpy as np
from numpy.typing import NDArray

from app.core.downhill import FARTHEST_REACH, LEVEL, ROUNDING, Basin, Points, Walk, cell_of, simplex
from app.core.surface import Domain, Minimum, Surface

MOST_STEPS = 60
ALL_STEPS = 600
"""Of all walks together; what those from lower starts leave of them is for the higher ones."""

MOST_SIMPLICES, ALL_SIMPLICES = 300, 800
"""Likewise. A kink's minimum takes about 100; more are for sliding along a crease."""

NEWTON_STEPS = 56
"""Enough for a minimum without curvature (w^4), where a Newton step covers only a third of the way."""

SETTLED_STEP = 1e-9
"""In cells: the next Newton step, which squares it, is the last."""

NEAR = 2.0
"""Cells from the lowest node of a basin to its bottom, at most, along w and along b."""

CLOSER, CLOSER_NODES, MOST_CLOSER = 2.5, 41, 8
"""Cells from a start on level ground that are looked at more closely, the lines of that look, and the starts taken from it."""

FLATTEST = 1e-10
"""A curvature below this fraction of the other one's is a valley, not a minimum."""

SAME = 1e-6
"""Minima closer than this fraction of the domain's widths are one."""

CHECKED_RINGS = (1e-6, 1e-3, 1e-2)
"""Radii as fractions of the domain's widths; one of them must tell a minimum from a valley, and none a lower point."""

CHECKED_POINTS = 64
HOLLOWS = 4
ZOOMS = 7
LEAST_RISE = 1e-4
"""Of the loss on a ring round a minimum, as a fraction of the greatest; along a valley it is 0."""

POLE_RISE = 0.3
"""Of the smallest ring's median rise, as a fraction of the largest one's: at a pole, as of 1/(w b), all rings rise alike."""


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


def settle(surface: Surface, starts: Points, cell: Points, within: Domain) -> tuple[Points, Points]:
    """Go downhill to minima with positive curvature.

    Args:
        surface: to search on.
        starts: shape (n, 2), the most promising first.
        cell: the spacing of the grid they are from, along w and b, shape (2,).
        within: a walk that leaves this ends there, and found no minimum.

    Returns:
        The ends that are minima, shape (k, 2), gradients there being zero to rounding; and the starts that may lead to one all
        the same, shape (m, 2), since neither the edge of the domain nor another walk's trail ended theirs.
    """
    bowls, settled = _refine(surface, starts, cell)
    settled &= (np.abs(bowls - starts) <= NEAR * cell).all(axis=1)
    closer = [_closer(surface, start, cell) for start in starts[~settled]]
    bowls, starts = bowls[settled], np.concatenate((*closer, starts[~settled]))
    starts, ends = _walked(surface, starts, cell, within, bowls)
    refined, settled = _refine(surface, ends, cell)
    minima = np.concatenate((bowls, refined[settled]))
    return minima[inside(within, minima)], starts[~settled]


def _closer(surface: Surface, start: Points, cell: Points) -> Points:
    """Return the basins of a finer grid around a start on level ground, such as a saddle, shape (k, 2); none around any other."""
    if np.hypot(*Basin(surface, start, cell).height_and_slope(np.zeros(2))[1]) > LEVEL:
        return np.empty((0, 2))
    w, b = (start + np.linspace(-CLOSER, CLOSER, CLOSER_NODES)[:, np.newaxis] * cell).T
    found = basins(surface.grid(w, b), w, b, MOST_CLOSER)
    away = np.abs(found - start) / cell
    inner: Points = found[(away < CLOSER).all(axis=1) & (away > 0.0).any(axis=1)]
    return inner


def _walked(surface: Surface, starts: Points, cell: Points, within: Domain, known: Points) -> tuple[Points, Points]:
    """Return starts and ends, each (k, 2), of walks that neither the domain's edge stopped nor a trail, nor a known minimum."""
    walked, left, trails = [], ALL_STEPS, {cell_of(minimum, cell) for minimum in known}
    for start in starts:
        if left <= 0:
            break
        walk = Walk(Basin(surface, start, cell), within, trails)
        end = walk.downhill(min(left, MOST_STEPS))
        if not walk.stopped:
            walked.append((start, end))
        trails |= walk.trail
        left -= walk.steps
    both = np.array(walked).reshape(-1, 2, 2)
    return both[:, 0], both[:, 1]


def _refine(surface: Surface, places: Points, cell: Points) -> tuple[Points, NDArray[np.bool_]]:
    """Return `places` (n, 2) moved to the last digit by Newton steps, and which of them came to rest in a bowl, shape (n,)."""
    ends, settled, walking = places.copy(), np.zeros(len(places), dtype=bool), np.arange(len(places))
    for _ in range(NEWTON_STEPS):
        gradient = surface.value_and_gradient(ends[walking])[1] * cell
        hessian = surface.hessian(ends[walking]) * np.outer(cell, cell)
        finite = np.isfinite(gradient).all(axis=1) & np.isfinite(hessian).all(axis=(1, 2))
        walking, gradient = walking[finite], gradient[finite]
        if not len(walking):
            break
        curvatures, axes = np.linalg.eigh(hessian[finite])
        step = np.einsum("nij,nj->ni", axes, np.einsum("nji,nj->ni", axes, gradient) / curvatures)
        length = np.hypot(*step.T)
        near = (curvatures[:, 0] > FLATTEST * curvatures[:, 1]) & (length <= FARTHEST_REACH)
        walking, there = walking[near], length[near] <= SETTLED_STEP
        ends[walking] -= step[near] * cell
        settled[walking[there]] = True
        walking = walking[~there]
    return ends, settled


def close_in(surface: Surface, starts: Points, cell: Points) -> Points:
    """Go downhill to minima with kinks.

    Args:
        surface: to search on.
        starts: shape (n, 2), the most promising first.
        cell: the spacing of the grid they are from, along w and b, shape (2,).

    Returns:
        The ends that are minima as far as rings around them can tell, shape (k, 2).
    """
    ends, left = [], ALL_SIMPLICES
    for start in starts:
        if left <= 0:
            break
        end, steps = simplex(Basin(surface, start, cell), min(left, MOST_SIMPLICES))
        left -= steps
        if end is not None:
            ends.append(end)
    places = np.array(ends).reshape(-1, 2)
    refined, settled = _refine(surface, places, cell)
    places[settled] = refined[settled]
    return places[_risen_from(surface, places)]


def _risen_from(surface: Surface, points: Points) -> NDArray[np.bool_]:
    """Tell round which of `points` (n, 2) the loss rises on every side, and not as at a pole."""
    widths, loss = np.array(surface.domain.widths), surface.value_and_gradient(points)[0]
    rises = [_rises(surface, points, loss, radius * widths) for radius in CHECKED_RINGS]
    pole = rises[0][1] > POLE_RISE * rises[-1][1]
    least = np.array([least for least, _ in rises])
    result: NDArray[np.bool_] = (least > 0.0).any(axis=0) & (least >= 0.0).all(axis=0) & ~pole
    return result


def _rises(surface: Surface, theta: Points, loss: NDArray[np.float64], radii: Points) -> tuple[Points, Points]:
    """Return the least and the median rise of the loss on a ring around each point; the least is 0 where it is next to nothing.

    The ring is looked at ever more closely where it is lowest, and in its other hollows: along a crease one of two leads down.
    """
    step = 2.0 * np.pi / CHECKED_POINTS
    around = step * np.arange(-CHECKED_POINTS // 2, CHECKED_POINTS // 2)
    rises = _ring(surface, theta, loss, radii, np.broadcast_to(around, (len(theta), CHECKED_POINTS)))
    greatest, median, least = rises.max(axis=1), np.median(rises, axis=1), rises.min(axis=1)
    for hollow in around[_hollows(rises)].T:
        middle, close = hollow, step
        for _ in range(ZOOMS):
            close *= 4.0 / CHECKED_POINTS
            angles = middle[:, np.newaxis] + close * np.arange(-CHECKED_POINTS // 2, CHECKED_POINTS // 2)
            rises = _ring(surface, theta, loss, radii, angles)
            middle, least = angles[np.arange(len(theta)), rises.argmin(axis=1)], np.minimum(least, rises.min(axis=1))
    significant = np.isfinite(least) & (np.abs(least) > np.maximum(LEAST_RISE * greatest, ROUNDING * np.abs(loss)))
    return np.where(significant, least, 0.0), median


def _hollows(rises: Points) -> NDArray[np.intp]:
    """Return where on each ring of rises (n, m) the lowest hollows are, shape (n, HOLLOWS); what is no hollow comes last."""
    hollow = (rises <= np.roll(rises, 1, axis=1)) & (rises <= np.roll(rises, -1, axis=1))
    return np.argsort(np.where(hollow, rises, np.inf), axis=1, kind="stable")[:, :HOLLOWS]


def _ring(surface: Surface, theta: Points, loss: NDArray[np.float64], radii: Points, angles: Points) -> Points:
    """Return the rises of the loss at angles (n, m) on rings around points (n, 2), infinite where it is not defined."""
    ring = theta[:, np.newaxis] + radii * np.stack((np.cos(angles), np.sin(angles)), axis=-1)
    rises = surface.value_and_gradient(ring.reshape(-1, 2))[0].reshape(angles.shape) - loss[:, np.newaxis]
    return np.where(np.isnan(rises), np.inf, rises)


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
