"""Downhill from one start by SciPy, for the search for minima."""

from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any

import numpy as np

from app.core.surface import Domain, Surface
from app.core.trust_region import FARTHEST_REACH, FIRST_REACH, Points

LEVEL = 1e-6
"""The slope at which to stop, in depths of the basin per cell: near enough for Newton's steps to find the last digits."""

LOOK_EVERY, CREEPING = 8, 0.01
"""Steps, and the cells that they must have gained: at a kink the trust region shrinks to nothing, and Newton's steps with it."""

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

    def height_and_slope(self, offset: Points) -> tuple[float, Points]:
        """The loss above the start's, and its gradient; infinite and level where there is none, so that no step ends there."""
        loss, gradient = self.surface.value_and_gradient(self.place(offset)[np.newaxis])
        height, slope = (float(loss[0]) - self.loss) / self.depth, gradient[0] * self.cell / self.depth
        return (height, slope) if np.isfinite(height) and np.isfinite(slope).all() else (np.inf, np.zeros(2))

    def bend(self, offset: Points) -> Points:
        """The height's Hessian; zero, so that the slope alone leads, where there is none."""
        bend: Points = self.surface.hessian(self.place(offset)[np.newaxis])[0] * np.outer(self.cell, self.cell) / self.depth
        return bend if np.isfinite(bend).all() else np.zeros((2, 2))


class Walk:
    """One walk downhill by Newton's method within a trust region, its steps found by conjugate gradients (Steihaug 1983).

    It is stopped where it leaves a domain. At a kink it gives up.

    Args:
        basin: where it starts.
        within: the domain.

    Attributes:
        steps: taken so far.
        stopped: whether it was.
    """

    def __init__(self, basin: Basin, within: Domain) -> None:
        self.steps = 0
        self.stopped = False
        self._basin = basin
        self._offset = np.zeros(2)
        self._within = within

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
        self.stopped = not self._within.contains(*self._basin.place(intermediate_result.x))
        self.steps += 1
        if self.stopped or self._creeps(intermediate_result.x):
            raise StopIteration

    def _creeps(self, offset: Points) -> bool:
        if self.steps % LOOK_EVERY:
            return False
        before, self._offset = self._offset, offset
        return bool(np.hypot(*(offset - before)) < CREEPING)


@cache
def optimize() -> ModuleType:
    """SciPy's optimize. It takes long to load, so that is done when the server is ready, or when it is first needed."""
    return import_module("scipy.optimize")
