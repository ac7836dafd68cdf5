"""Downhill from many starts at once, for the search for minima: Newton's steps within trust regions.

A step along each of the Hessian's axes is slope / |curvature| (Dauphin et al. 2014), so that it leads off a saddle, cut down to
the reach, which grows and shrinks with how well the last step was foreseen (Nocedal and Wright 2006, algorithm 4.1).
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from app.core.surface import Domain, Surface

FIRST_REACH, FARTHEST_REACH = 0.5, 1.0
"""In cells of the grid: no step leaves the basin it began in."""

POOR, GOOD = 0.25, 0.75
"""Of the fall that was foreseen: with less the reach shrinks to `SHRUNK` of the step, with more it doubles."""

SHRUNK = 0.25
AT_REST = 1e-6
"""In cells: a step or a reach as short as that is the last."""

Points = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(slots=True)
class Descents:
    """Where descents from many starts have come to.

    Attributes:
        surface: they go down on.
        cell: the spacing of the grid of starts, along w and b, shape (2,).
        within: one that leaves this domain ends there.
        places: where each is, shape (n, 2); at first the starts.
        going: indices of those that neither came to rest nor left the domain, shape (k,).
        inside: which of them are in the domain, shape (n,).
    """

    surface: Surface
    cell: Points
    within: Domain
    places: Points
    going: NDArray[np.intp] = field(init=False)
    inside: Mask = field(init=False)
    _losses: Points = field(init=False)
    _gradients: Points = field(init=False)
    _reach: Points = field(init=False)

    def __post_init__(self) -> None:
        self.places = self.places.copy()
        self._losses, self._gradients = self.surface.value_and_gradient(self.places)
        self._reach = np.full(len(self.places), FIRST_REACH)
        self.inside = np.ones(len(self.places), dtype=bool)
        self.going = np.flatnonzero(np.isfinite(self._gradients).all(axis=1))

    def walk(self, steps: int) -> None:
        """Let all that are going take so many steps."""
        for _ in range(steps):
            if not len(self.going):
                break
            self._step()

    def _step(self) -> None:
        hessian = self.surface.hessian(self.places[self.going]) * np.outer(self.cell, self.cell)
        finite = np.isfinite(hessian).all(axis=(1, 2))
        going = self.going[finite]
        reach, curvatures, axes = self._reach[going], *np.linalg.eigh(hessian[finite])
        slopes = np.einsum("nji,nj->ni", axes, self._gradients[going] * self.cell)
        divisors = np.maximum(np.abs(curvatures), np.abs(slopes) / reach[:, np.newaxis])
        shares = -slopes / np.where(divisors > 0.0, divisors, 1.0)
        foreseen = -(shares * (slopes + 0.5 * curvatures * shares)).sum(axis=1)
        length = np.abs(shares).max(axis=1)

        tried = self.places[going] + np.einsum("nij,nj->ni", axes, shares) * self.cell
        losses, gradients = self.surface.value_and_gradient(tried)
        fall = self._losses[going] - losses
        lower = (fall > 0.0) & np.isfinite(losses) & np.isfinite(gradients).all(axis=1)
        moved = going[lower]
        self.places[moved], self._losses[moved], self._gradients[moved] = tried[lower], losses[lower], gradients[lower]

        poor, good = ~(lower & (fall >= POOR * foreseen)), lower & (fall > GOOD * foreseen)
        reach = np.where(poor, SHRUNK * length, np.where(good, np.minimum(2.0 * reach, FARTHEST_REACH), reach))
        self._reach[going] = reach
        self.inside[going] = self.within.contains_each(self.places[going])
        self.going = going[(length > AT_REST) & (reach > AT_REST) & self.inside[going]]
