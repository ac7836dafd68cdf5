"""Downhill from one start by SciPy, for the search for minima."""

from functools import cache
from importlib import import_module
from types import ModuleType

import numpy as np

from app.core.surface import Domain, Surface
from app.core.trust_region import Points

ROUNDING = 64 * float(np.finfo(np.float64).eps)

CROSS = np.array([[1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, -1.0]])


class Basin:
    """The loss near a start, with offsets counted in cells and heights in the basin's depth, so that one tolerance suits all.

    Args:
        surface: whose loss it is.
        start: shape (2,).
        cell: the spacing of the grid it is from, along w and b, shape (2,).
    """

    def __init__(self, surface: Surface, start: Points, cell: Points) -> None:
        self.surface = surface
        self.start = start
        self.cell = cell
        losses, _ = surface.value_and_gradient(start + np.vstack((np.zeros(2), CROSS * cell)))
        rises = losses[1:] - losses[0]
        rises = rises[np.isfinite(rises) & (rises > ROUNDING * abs(losses[0]))]
        self.loss = float(losses[0])
        self.depth = float(rises.min()) if len(rises) else 1.0

    def place(self, offset: Points) -> Points:
        """The point at an offset from the start, shape (2,)."""
        return self.start + offset * self.cell

    def offset(self, place: Points) -> Points:
        """The offset from the start to a point, shape (2,)."""
        return (place - self.start) / self.cell

    def height_and_slope(self, offset: Points) -> tuple[float, Points]:
        """The loss above the start's, and its gradient; infinite and level where there is none, so that no step ends there."""
        loss, gradient = self.surface.value_and_gradient(self.place(offset)[np.newaxis])
        height, slope = (float(loss[0]) - self.loss) / self.depth, gradient[0] * self.cell / self.depth
        return (height, slope) if np.isfinite(height) and np.isfinite(slope).all() else (np.inf, np.zeros(2))


def downhill(basin: Basin, within: Domain, most: int) -> tuple[Points, int]:
    """Return where at most so many evaluations lead within a domain, shape (2,), and how many they were.

    By L-BFGS-B (Byrd et al. 1995), all of whose loops have bounds. SciPy's trust regions do not fit here: where curvatures
    overflow, their search for a step went on for ever.
    """
    low, high = (basin.offset(np.array(corner)) for corner in zip(within.w, within.b, strict=True))
    result = optimize().minimize(
        basin.height_and_slope,
        np.zeros(2),
        jac=True,
        method="L-BFGS-B",
        bounds=list(zip(low, high, strict=True)),
        options={"maxfun": most, "ftol": 0.0},
    )
    return basin.place(result.x if np.isfinite(result.x).all() else np.zeros(2)), int(result.nfev)


@cache
def optimize() -> ModuleType:
    """SciPy's optimize. It takes long to load, so that is done when the server is ready, or when it is first needed."""
    return import_module("scipy.optimize")
