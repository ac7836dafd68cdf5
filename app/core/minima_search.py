"""Minima found numerically, from the basins of a grid, and checked.

Newton's steps settle the bowls among the basins all at once. From the others it goes downhill, from all at once too, and SciPy
takes on those that are still on their way after many steps. Where there is no bowl at the end, there may be a kink or a flat
floor, and circles close in on it.
"""

import numpy as np
from numpy.typing import NDArray

from app.core.downhill import Basin, downhill
from app.core.surface import Domain, Minimum, Surface
from app.core.surroundings import MINIMUM, UNCLEAR, VALLEY, stands_on, to_lowest
from app.core.trust_region import FARTHEST_REACH, Descents, Points

STEPS_AT_ONCE = 60
"""Of all descents together, which takes little longer than of one."""

EVALUATIONS_BY_SCIPY = 200
"""From all starts together; what the lower ones leave of them is for the higher."""

ALL_CIRCLES = 400
"""Of all walks on circles together. A kink's minimum takes about 50."""

CLOSE_CIRCLE, SMALLEST_CIRCLE = 1e-3, 1e-9
"""In cells: that of a walk which has closed in, though on a flat floor it may crawl on for long, and the last one."""

NEWTON_STEPS = 56
"""Enough for a minimum without curvature (w^4), where a Newton step covers only a third of the way."""

SETTLED_STEP = 1e-9
"""In cells: the next Newton step, which squares it, is the last."""

NEAR = 2.0
"""Cells from the lowest node of a basin to its bottom, at most, along w and along b."""

FLATTEST = 1e-10
"""A curvature below this fraction of the other one's is a valley, not a minimum."""

SAME = 1e-6
"""Minima closer than this fraction of the domain's widths are one."""

ROUNDING = 1e-14
"""As a fraction of the domain's widths."""

CHECKED_RADII = (1e-6, 1e-3, 1e-2)
"""As fractions of the domain's widths. At one of them the loss must rise on every side, and at the larger ones fall on none."""

POLE_POINTS = 64
POLE_RISE = 0.3
"""Of the median rise on the smallest ellipse, as a fraction of that on the largest: at a pole, as of 1/(w b), all rise alike."""


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


def settle_bowls(surface: Surface, starts: Points, cell: Points) -> tuple[Points, NDArray[np.bool_]]:
    """Follow Newton's steps from all `starts` (n, 2) at once; for most basins that is all it takes.

    Args:
        surface: to search on.
        starts: shape (n, 2).
        cell: the spacing of the grid they are from, along w and b, shape (2,).

    Returns:
        The ends, shape (n, 2), and which of them are a basin's own bottom, shape (n,). Gradients there are zero to rounding.
    """
    ends, settled = _refine(surface, starts, cell)
    return ends, settled & (np.abs(ends - starts) <= NEAR * cell).all(axis=1)


def settle(surface: Surface, starts: Points, cell: Points, within: Domain) -> tuple[Points, Points]:
    """Go downhill to minima with positive curvature.

    Args:
        surface: to search on.
        starts: shape (n, 2), the most promising first.
        cell: the spacing of the grid they are from, along w and b, shape (2,).
        within: a descent that leaves this ends there, and found no minimum.

    Returns:
        The ends that are minima, shape (k, 2), gradients there being zero to rounding; and ends, each in a cell of its own, that
        may be near one all the same, shape (m, 2), since the edge of the domain ended none of them.
    """
    bowls, settled = settle_bowls(surface, starts, cell)
    descents = Descents(surface, cell, within, starts[~settled])
    descents.walk(STEPS_AT_ONCE)
    _carry_on(descents)
    ends = descents.places[descents.inside]
    refined, at_rest = _refine(surface, ends, cell)
    minima = np.concatenate((bowls[settled], refined[at_rest]))
    return minima[within.contains_each(minima)], _one_a_cell(ends[~at_rest], cell)


def _carry_on(descents: Descents) -> None:
    """Let SciPy take on what is still going after many steps."""
    left = EVALUATIONS_BY_SCIPY
    for index in descents.going:
        if left <= 0:
            break
        basin = Basin(descents.surface, descents.places[index], descents.cell)
        descents.places[index], evaluations = downhill(basin, descents.within, left)
        left -= evaluations


def _one_a_cell(places: Points, cell: Points) -> Points:
    _, first = np.unique(np.rint(places / cell), axis=0, return_index=True)
    return places[np.sort(first)]


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
    """Go downhill to minima with kinks, or without curvature, on ever smaller circles, each time to the lowest point.

    A pattern search (Hooke and Jeeves 1961) all of whose directions are tried, so that it follows the narrowest crease.

    Args:
        surface: to search on.
        starts: shape (n, 2), the most promising first.
        cell: the spacing of the grid they are from, along w and b, shape (2,).

    Returns:
        The ends that are minima as far as the loss around them can tell, shape (k, 2).
    """
    places, left = [], ALL_CIRCLES
    for start in starts:
        place, circles = _by_circles(surface, start, cell, left)
        left -= circles
        if place is not None:
            places.append(place)
    ends = np.array(places).reshape(-1, 2)
    refined, settled = _refine(surface, ends, cell)
    ends[settled] = refined[settled]
    return ends[[_is_minimum(surface, end) for end in ends]]


def _by_circles(surface: Surface, start: Points, cell: Points, most: int) -> tuple[Points | None, int]:
    """Return where at most so many circles lead from a start, shape (2,), and how many; None if the last is still large."""
    function, place, scale, circles = surface.function, start.copy(), 1.0, 0
    loss = float(surface.value_and_gradient(place[np.newaxis])[0][0])
    while scale > SMALLEST_CIRCLE and circles < most:
        tried = place.copy()
        lowest = to_lowest(function.address, function.data, scale * cell, tried)
        circles += 1
        if lowest < loss:
            place, loss = tried, lowest
        else:
            scale *= 0.5
    return place if scale < CLOSE_CIRCLE else None, circles


def _is_minimum(surface: Surface, place: Points) -> bool:
    """Tell whether the loss rises around a place (2,) on every side, and not as at a pole."""
    widths, function = np.array(surface.domain.widths), surface.function
    kinds = [stands_on(function.address, function.data, radius * widths, place.copy()) for radius in CHECKED_RADII]
    if MINIMUM not in kinds or not {MINIMUM, VALLEY, UNCLEAR}.issuperset(kinds[1:]):
        return False
    turns = np.linspace(0.0, 2.0 * np.pi, POLE_POINTS, endpoint=False)
    circle = widths * np.column_stack((np.cos(turns), np.sin(turns)))
    near, far = (
        np.median(surface.value_and_gradient(place + radius * circle)[0]) for radius in CHECKED_RADII[:: len(CHECKED_RADII) - 1]
    )
    here = surface.value_and_gradient(place[np.newaxis])[0][0]
    return not near - here > POLE_RISE * (far - here)


def _without_rounding(surface: Surface, points: Points, widths: Points) -> Points:
    """The points (n, 2), with 0 for a coordinate that differs from it by rounding, where the loss is no higher there."""
    zeroed = np.where(np.abs(points) <= ROUNDING * widths, 0.0, points)
    as_low = surface.value_and_gradient(zeroed)[0] <= surface.value_and_gradient(points)[0]
    return np.where(as_low[:, np.newaxis], zeroed, points)


def distinct(surface: Surface, points: Points, most: int) -> tuple[Minimum, ...]:
    """Return the minima at `points` (n, 2), each once, lowest first, at most `most`."""
    widths = np.array(surface.domain.widths)
    points = _without_rounding(surface, points, widths)
    losses = surface.value_and_gradient(points)[0]
    kept: list[int] = []
    for index in np.argsort(losses, kind="stable"):
        apart = np.hypot(*((points[kept] - points[index]) / widths).T)
        if not (apart < SAME).any():
            kept.append(int(index))
        if len(kept) == most:
            break
    return tuple(Minimum(float(w), float(b), float(loss)) for (w, b), loss in zip(points[kept], losses[kept], strict=True))
