"""The minima of the sigmoid neuron's error surface: in closed form for two points, else searched for."""

import math
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from app.core.minima_search import basins, distinct, settle
from app.core.surface import Domain, Minimum, Surface

SCAN_NODES = 41
SCAN_POINTS = 200
"""The scan for basins looks at this many of the data at most."""

MAX_BASINS = 6
ANYWHERE = Domain((-np.inf, np.inf), (-np.inf, np.inf))


class Neuron(Surface, Protocol):
    """What a search needs of a neuron's surface: its data as well."""

    data: NDArray[np.float64]
    loss: str
    scale: float

    def __init__(self, data: NDArray[np.float64], loss: str = "half_sum", domain: Domain | None = None) -> None: ...


def through_two_points(data: NDArray[np.float64]) -> tuple[Minimum, ...]:
    """Return the minimum of exactly two points with distinct x and 0 < y < 1, where the sigmoid passes through both; else ().

    Also () where it lies beyond the largest double.
    """
    if len(data) != 2:
        return ()
    (x0, y0), (x1, y1) = data.tolist()
    if x0 == x1 or not (0.0 < y0 < 1.0 and 0.0 < y1 < 1.0):
        return ()
    logit0, logit1 = (math.log(y / (1.0 - y)) for y in (y0, y1))
    w = (logit1 - logit0) / (x1 - x0)
    b = logit0 - w * x0
    return (Minimum(w, b, 0.0),) if math.isfinite(w) and math.isfinite(b) else ()


def search(surface: Neuron) -> tuple[Minimum, ...]:
    """Return the minima that Newton's method reaches from each basin of a coarse scan of the domain, lowest first.

    Gradients there are zero to rounding. Nothing is returned for a loss that only falls towards infinity, or a valley.
    """
    with np.errstate(all="ignore"):  # absurd data overflow; the result is then not finite, and dropped
        cell = np.array(surface.domain.widths) / (SCAN_NODES - 1)
        found, _ = settle(surface, _basins(surface), cell, ANYWHERE)
        return distinct(surface, found, MAX_BASINS)


def spread_sample(data: NDArray[np.float64], most: int) -> NDArray[np.float64]:
    """Return at most so many of the data (n, 2), evenly spread over them in the order of x."""
    ordered = data[np.argsort(data[:, 0], kind="stable")]
    sample: NDArray[np.float64] = ordered[np.linspace(0, len(ordered) - 1, min(len(ordered), most)).astype(int)]
    return sample


def _basins(surface: Neuron) -> NDArray[np.float64]:
    """The nodes of a coarse grid that no neighbour undercuts, lowest first, shape (k, 2)."""
    sample = spread_sample(surface.data, SCAN_POINTS)
    w, b = (np.linspace(low, high, SCAN_NODES) for low, high in (surface.domain.w, surface.domain.b))
    return basins(type(surface)(sample, surface.loss).grid(w, b), w, b, MAX_BASINS)
