"""Downhill from one start by SciPy, for the search for minima."""

from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.core.surface import Domain, Surface

FIRST_REACH, FARTHEST_REACH = 0.5, 1.0
"""Radii of the trust region, in cells of the grid: no step leaves the basin it began in."""

LEVEL = 1e-6
"""The slope at which to stop, in depths of the basin per cell: near enough for Newton's steps to find the last digits."""

LOOK_EVERY, CREEPING = 8, 0.01
"""Steps, and the cells that they must have gained: at a kink the trust region shrinks to nothing, and Newton's steps with it."""

ROUNDING = 64 * float(np.finfo(np.float64).eps)

CROSS = np.array([[1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, -1.0]])

Points = NDArray[np.float64]
Cell = tuple[float, float]
"""Its indices along w and b."""


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

    def height_and_slope(self, offset: Points) -> tuple[float, Points]:
        """The loss above the start's, and its gradient; infinite and level where there is none, so that no step ends there."""
        loss, gradient = self.surface.value_and_gradient(self.place(offset)[np.newaxis])
        if not (np.isfinite(loss[0]) and np.isfinite(gradient[0]).all()):
            return np.inf, np.zeros(2)
        return (float(loss[0]) - self.loss) / self.depth, gradient[0] * self.cell / self.depth

    def bend(self, offset: Points) -> Points:
        """The height's Hessian; zero, so that the slope alone leads, where there is none."""
        hessian: Points = self.surface.hessian(self.place(offset)[np.newaxis])[0]
        return hessian * np.outer(self.cell, self.cell) / self.depth if np.isfinite(hessian).all() else np.zeros((2, 2))


class Walk:
    """One walk downhill by Newton's method within a trust region, its steps found by conjugate gradients (Steihaug 1983).

    It is stopped where it leaves a domain, or comes upon the trail of an earlier walk, which it would only follow. At a kink it
    gives up.

    Args:
        basin: where it starts.
        within: the domain.
        trails: the cells that earlier walks came through.

    Attributes:
        trail: the cells it came through.
        steps: taken so far.
        stopped: whether it was.
    """

    def __init__(self, basin: Basin, within: Domain, trails: set[Cell]) -> None:
        self.trail: set[Cell] = set()
        self.steps = 0
        self.stopped = False
        self._basin = basin
        self._offset = np.zeros(2)
        self._within = within
        self._trails = trails

    def downhill(self, most: int) -> Points:
        """Return where at most so many steps lead, shape (2,)."""
        radii = {"initial_trust_radius": FIRST_REACH, "max_trust_radius": FARTHEST_REACH}
        result = optimize().minimize(
            self._basin.height_and_slope,
            np.zeros(2),
            jac=True,
            hess=self._basin.bend,
            method="trust-ncg",
            callback=self._look,
            options={"gtol": LEVEL, "maxiter": most} | radii,
        )
        return self._basin.place(result.x)

    def _look(self, intermediate_result: Any) -> None:
        place = self._basin.place(intermediate_result.x)
        here = cell_of(place, self._basin.cell)
        self.stopped = here in self._trails or not self._within.contains(*place)
        self.trail.add(here)
        self.steps += 1
        if self.stopped or self._creeps(intermediate_result.x):
            raise StopIteration

    def _creeps(self, offset: Points) -> bool:
        if self.steps % LOOK_EVERY:
            return False
        before, self._offset = self._offset, offset
        return bool(np.hypot(*(offset - before)) < CREEPING)


def cell_of(place: Points, cell: Points) -> Cell:
    """Return the indices of the cell of a point (2,)."""
    w, b = np.rint(place / cell)
    return float(w), float(b)


@cache
def optimize() -> ModuleType:
    """SciPy's optimize. It takes long to load, so that is done when the server is ready, or when it is first needed."""
    return import_module("scipy.optimize")
