"""The minima of the sigmoid neuron's error surface: in closed form for two points, else searched for."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from app.core.surface import Minimum, Surface

SCAN_NODES = 41
SCAN_POINTS = 200
"""The scan for basins looks at this many of the data at most."""

SEARCH_STEPS = 40
MAX_BASINS = 6
SETTLED_STEP = 1e-10
"""As a fraction of the domain's widths: the next Newton step, which squares it, is the last."""

FLATTEST = 1e-10
"""A curvature below this fraction of the other one's is a valley, not a minimum."""


class Neuron(Surface, Protocol):
    """What the search needs of a neuron's surface: its data as well."""

    data: NDArray[np.float64]
    loss: str

    def __init__(self, data: NDArray[np.float64], loss: str = "half_sum") -> None: ...


def through_two_points(data: NDArray[np.float64]) -> tuple[Minimum, ...]:
    """Return the minimum of exactly two points with distinct x and 0 < y < 1, where the sigmoid passes through both; else ().

    Also () where it lies beyond the largest double.
    """
    if len(data) != 2 or data[0, 0] == data[1, 0] or not ((data[:, 1] > 0) & (data[:, 1] < 1)).all():
        return ()
    (x0, x1), logit = data[:, 0], np.log(data[:, 1] / (1 - data[:, 1]))
    with np.errstate(over="ignore", invalid="ignore"):
        w = (logit[1] - logit[0]) / (x1 - x0)
        b = logit[0] - w * x0
    return (Minimum(float(w), float(b), 0.0),) if np.isfinite(w) and np.isfinite(b) else ()


def search(surface: Neuron) -> tuple[Minimum, ...]:
    """Return the minima that damped Newton steps reach from each basin of a coarse scan of the domain, lowest first.

    Gradients there are zero to rounding. Nothing is returned for a loss that only falls towards infinity, or a valley.
    """
    widths = np.array(surface.domain.widths)
    found: list[Minimum] = []
    for basin in _basins(surface):
        with np.errstate(all="ignore"):  # absurd data overflow; the result is then not finite, and dropped
            minimum = _settle(surface, basin, widths)
        if minimum and not any(np.hypot(*((minimum.w - m.w, minimum.b - m.b) / widths)) < 1e-6 for m in found):
            found.append(minimum)
    return tuple(sorted(found, key=lambda minimum: minimum.loss))


def _basins(surface: Neuron) -> NDArray[np.float64]:
    """The nodes of a coarse grid that no neighbour undercuts, lowest first, shape (k, 2)."""
    ordered = surface.data[np.argsort(surface.data[:, 0], kind="stable")]
    sample = ordered[np.linspace(0, len(ordered) - 1, min(len(ordered), SCAN_POINTS)).astype(int)]
    w, b = (np.linspace(low, high, SCAN_NODES) for low, high in (surface.domain.w, surface.domain.b))
    loss = type(surface)(sample, surface.loss).grid(w, b)
    padded = np.pad(loss, 1, constant_values=np.inf)
    around = [padded[i : i + SCAN_NODES, j : j + SCAN_NODES] for i in range(3) for j in range(3) if (i, j) != (1, 1)]
    rows, columns = np.nonzero(loss <= np.min(around, axis=0))
    order = np.argsort(loss[rows, columns], kind="stable")[:MAX_BASINS]
    return np.column_stack((w[columns[order]], b[rows[order]]))


def _settle(surface: Neuron, theta: NDArray[np.float64], widths: NDArray[np.float64]) -> Minimum | None:
    """Follow Newton steps, damped until they help (Levenberg 1944), to a minimum with positive curvature."""
    damping = 1e-3
    at = _expand(surface, theta, widths)
    for _ in range(SEARCH_STEPS):
        if not at.finite:
            return None
        curvatures, axes = np.linalg.eigh(at.hessian)
        top = np.abs(curvatures).max()
        bowl = curvatures[0] > FLATTEST * top
        newton = axes @ ((axes.T @ at.gradient) / curvatures) if bowl else np.full(2, np.inf)
        if np.hypot(*newton) <= SETTLED_STEP:
            end = theta - newton * widths
            return Minimum(float(end[0]), float(end[1]), _expand(surface, end, widths).loss)
        step = axes @ ((axes.T @ at.gradient) / (curvatures + damping * top + max(0.0, -curvatures[0]))) if top > 0 else newton
        tried = _expand(surface, theta - step * widths, widths)
        # Close to the minimum the loss is only rounding, and the gradient the better guide.
        if tried.loss < at.loss or (bowl and tried.slope < at.slope):
            theta, at, damping = theta - step * widths, tried, damping * 0.01
        else:
            damping = max(damping * 10.0, 1e-6)
    return None


@dataclass(frozen=True, slots=True)
class _Expansion:
    """The loss to second order, in units of the domain's widths."""

    loss: float
    gradient: NDArray[np.float64]
    hessian: NDArray[np.float64]

    @property
    def finite(self) -> bool:
        return bool(np.isfinite(self.loss) and np.isfinite(self.gradient).all() and np.isfinite(self.hessian).all())

    @property
    def slope(self) -> float:
        return float(np.hypot(*self.gradient))


def _expand(surface: Neuron, theta: NDArray[np.float64], widths: NDArray[np.float64]) -> _Expansion:
    loss, gradient = surface.value_and_gradient(theta[np.newaxis])
    return _Expansion(float(loss[0]), gradient[0] * widths, surface.hessian(theta[np.newaxis])[0] * np.outer(widths, widths))
