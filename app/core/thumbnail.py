"""A surface's terrain as a small picture: the ground below each of a few levels, laid over one another, so that depth is dark.

The picture has one colour, `currentColor`, at several opacities: it takes the page's ink in light and in dark, in the document
itself or as a mask.
"""

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.core.surface import Surface

SIZE = 120
"""Of the picture, in its own units; all coordinates are whole."""

LINES = 81
"""Of the grid, along each axis: enough for eleven egg cups in a row."""

BANDS = 7
OPACITY = 0.13
FLOOR = 0.02
"""Quantile of the heights at which the levels begin: deeper ones would be finer than the grid in a narrow valley."""

DECADES = 6
"""Levels span at most so many powers of ten."""


def thumbnail(surface: Surface) -> str:
    """Return the terrain of a surface's domain as an SVG document, w to the right and b upwards.

    Levels are even in log(loss - lowest loss), as on the page's maps. Where the loss is no number there is no ground.
    """
    from contourpy import FillType, contour_generator

    w, b = (np.linspace(*interval, LINES) for interval in (surface.domain.w, surface.domain.b))
    height = surface.grid(w, b)
    lowest = min([np.nanmin(height), *(minimum.loss for minimum in surface.minima)])
    height = np.ma.masked_invalid(height - lowest)
    across = np.linspace(0, SIZE, LINES)
    generator: Any = contour_generator(across, across[::-1], height, fill_type=FillType.OuterOffset)
    below = (generator.filled(-1.0, level) for level in levels(height.compressed()))
    paths = "".join(f'<path d="{_path(outlines, offsets)}"/>' for outlines, offsets in below)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}" fill="currentColor" fill-opacity="{OPACITY}"'
        f' fill-rule="evenodd">{paths}</svg>'
    )


def levels(heights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the levels, shape (BANDS,) and ascending, for heights (n,) above the lowest loss; some ground is above them all."""
    highest = heights.max()
    first = max(np.quantile(heights, FLOOR), highest / 10**DECADES)
    return np.geomspace(first, highest, BANDS + 1)[:-1]


def _path(outlines: list[NDArray[np.float64]], offsets: list[NDArray[np.uint32]]) -> str:
    """SVG path data of polygons with holes, as contourpy gives them: vertices, and where each ring of them begins."""
    rings = (
        _ring(vertices[begin:end]) for vertices, edges in zip(outlines, offsets, strict=True) for begin, end in pairwise(edges)
    )
    return "".join(rings)


def _ring(vertices: NDArray[np.float64]) -> str:
    """Path data of one closed ring (n, 2) in whole coordinates, without the vertices that those make superfluous."""
    points = np.rint(vertices[:-1]).astype(np.int64)
    points = points[(points != np.roll(points, 1, axis=0)).any(axis=1)]
    arriving, leaving = points - np.roll(points, 1, axis=0), np.roll(points, -1, axis=0) - points
    points = points[arriving[:, 0] * leaving[:, 1] != arriving[:, 1] * leaving[:, 0]]
    if len(points) < 3:
        return ""
    steps = " ".join(f"{dx} {dy}" for dx, dy in np.diff(points, axis=0).tolist())
    return f"M{points[0, 0]} {points[0, 1]}l{steps}z"
