"""The minima of the sigmoid neuron's error surface: in closed form for two points, else searched for."""

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
"""As a fraction of the domain's widths."""


class Neuron(Surface, Protocol):
    """What the search needs of a neuron's surface: its data as well."""

    data: NDArray[np.float64]
    loss: str

    def __init__(self, data: NDArray[np.float64], loss: str = "half_sum") -> None: ...


def through_two_points(data: NDArray[np.float64]) -> tuple[Minimum, ...]:
    """Return the minimum of exactly two points with distinct x and 0 < y < 1, where the sigmoid passes through both; else ()."""
    if len(data) != 2 or data[0, 0] == data[1, 0] or not ((data[:, 1] > 0) & (data[:, 1] < 1)).all():
        return ()
    (x0, x1), logit = data[:, 0], np.log(data[:, 1] / (1 - data[:, 1]))
    w = (logit[1] - logit[0]) / (x1 - x0)
    return (Minimum(float(w), float(logit[0] - w * x0), 0.0),)


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
    """Follow Newton steps, damped until the loss falls (Levenberg 1944), to a minimum with positive curvature."""
    damping = 1e-3
    loss, gradient, hessian = _expand(surface, theta, widths)
    for _ in range(SEARCH_STEPS):
        if not (np.isfinite(gradient).all() and np.isfinite(hessian).all()):
            return None
        curvatures, axes = np.linalg.eigh(hessian)
        top = np.abs(curvatures).max()
        shift = max(damping * top, damping * top - curvatures[0]) if top > 0 else 1.0
        step = axes @ ((axes.T @ gradient) / (curvatures + shift))
        tried = _expand(surface, theta - step * widths, widths)
        if tried[0] <= loss:
            theta, (loss, gradient, hessian), damping = theta - step * widths, tried, damping * 0.01
        elif np.hypot(*step) <= SETTLED_STEP:
            break
        else:
            damping *= 10.0
        if np.hypot(*step) <= 1e-3 * SETTLED_STEP:
            break
    curvatures, axes = np.linalg.eigh(hessian)
    if not curvatures[0] > 1e-10 * curvatures[1]:
        return None
    step = axes @ ((axes.T @ gradient) / curvatures)
    return Minimum(float(theta[0]), float(theta[1]), loss, found=True) if np.hypot(*step) <= SETTLED_STEP else None


def _expand(
    surface: Neuron, theta: NDArray[np.float64], widths: NDArray[np.float64]
) -> tuple[float, NDArray[np.float64], NDArray[np.float64]]:
    """Loss, gradient and Hessian in units of the domain's widths."""
    loss, gradient = surface.value_and_gradient(theta[np.newaxis])
    return float(loss[0]), gradient[0] * widths, surface.hessian(theta[np.newaxis])[0] * np.outer(widths, widths)
