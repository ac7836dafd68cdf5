"""How a walk ended, and what that says about the settings."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from app.core.surface import Surface

NEWTON_FRACTION = 0.01
"""A Newton step below this fraction of the domain is small."""


class Outcome(StrEnum):
    """How a walk ended. Each member's description says what to do about it."""

    CONVERGED = "converged"
    """A minimum is reached. Nothing to do."""
    STALLED = "stalled"
    """The gradient is below the tolerance, yet this is no minimum: see `Stall`."""
    DIVERGED = "diverged"
    """The walk left for infinity. Lower the learning rate or the momentum."""
    MAX_ITERATIONS = "max_iterations"
    """Still walking when the iterations ran out. Allow more of them, or take longer steps."""


class Stall(StrEnum):
    """Where a walk stands still although it is not at a minimum."""

    PLATEAU = "plateau"
    """Too flat for this tolerance, and far from any minimum. Lower the tolerance, raise the learning rate or start elsewhere."""
    SADDLE = "saddle"
    """Downhill in one direction, uphill in another. Nudge the start."""
    MAXIMUM = "maximum"
    """The very top: downhill everywhere. Nudge the start."""


@dataclass(frozen=True, slots=True)
class Ending:
    """An outcome with what belongs to it.

    Attributes:
        minimum: index into the surface's minima of the one reached, None if none or not a known one.
        stalled_on: None unless stalled.
    """

    outcome: Outcome
    minimum: int | None = None
    stalled_on: Stall | None = None


def classify(surface: Surface, point: NDArray[np.float64]) -> Ending:
    """Tell a minimum from a plateau and a saddle, at a `point` (2,) whose gradient is below the tolerance."""
    _, gradient = surface.value_and_gradient(point[np.newaxis])
    hessian = surface.hessian(point[np.newaxis])[0]
    eigenvalues, axes = np.linalg.eigh(hessian)
    if eigenvalues[0] <= 0:
        return Ending(Outcome.STALLED, stalled_on=Stall.SADDLE if eigenvalues[1] > 0 else Stall.PLATEAU)
    step = axes @ ((axes.T @ gradient[0]) / eigenvalues) / np.array(surface.domain.widths)
    if np.hypot(*step) > NEWTON_FRACTION:
        return Ending(Outcome.STALLED, stalled_on=Stall.PLATEAU)
    for index, minimum in enumerate(surface.minima):
        offset = (point - [minimum.w, minimum.b]) / np.array(surface.domain.widths)
        if np.hypot(*offset) < NEWTON_FRACTION:
            return Ending(Outcome.CONVERGED, minimum=index)
    return Ending(Outcome.CONVERGED)
