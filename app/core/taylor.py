r"""One step along a direction, and what Taylor's theorem says of it.

L(theta + eta mu) = L(theta) + eta mu' grad L + eta^2/2 mu' H mu + ..., with grad L and H taken at theta.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.core.abi import Vector, call_surface, element, helper, kernel
from app.core.surface import Surface

TOLERATED = 0.1
"""The first-order prediction breaks where its error is more than this fraction of the actual change."""

SHORTEST, LONGEST = 1e-12, 10.0
"""The steps that are scanned for the break, as fractions of the extent: the domain's diagonal and the point's distance from 0."""

SCANNED_A_DECADE = 60
SCANNED: int = 1 + round(SCANNED_A_DECADE * np.log10(LONGEST / SHORTEST))
"""Steps scanned, at most; the break is then bisected between two of them."""

COARSE_NODES, COARSE_WEIGHTS = (0.5 * values for values in np.polynomial.legendre.leggauss(3))
FINE_NODES, FINE_WEIGHTS = (0.5 * values for values in np.polynomial.legendre.leggauss(6))
"""Gauss and Legendre's quadrature over an interval of length 1 around 0."""

EVALUATIONS = 1 + len(COARSE_NODES) + len(FINE_NODES)
"""Evaluations of the surface that one change of the loss may take."""

EPSILON = float(np.finfo(np.float64).eps)
ACCURATE = 1e-12
"""A difference of two losses that is as accurate as this is taken as it is."""


@dataclass(frozen=True, slots=True, eq=False)
class Expansion:
    """A surface along one direction. What is not finite is NaN or infinite.

    Attributes:
        loss: L(theta).
        gradient: at theta, shape (2,).
        hessian: at theta, shape (2, 2).
        slope: mu' grad L, the loss's change by eta at eta = 0.
        curvature: mu' H mu.
        cos_beta: of the angle between mu and the gradient; None where the gradient is zero.
        beta_degrees: that angle, 0 to 180; None likewise.
        actual: L(theta + eta mu) - L(theta) for every eta, shape (n,).
        first_order: eta slope, shape (n,).
        second_order: eta slope + eta^2/2 curvature, shape (n,).
        breaks_at: the least eta at which |first order - actual| > 0.1 |actual|; 0 where that is so from the very start, as where
            the slope is 0; None if there is none up to the longest step.
    """

    loss: float
    gradient: NDArray[np.float64]
    hessian: NDArray[np.float64]
    slope: float
    curvature: float
    cos_beta: float | None
    beta_degrees: float | None
    actual: NDArray[np.float64]
    first_order: NDArray[np.float64]
    second_order: NDArray[np.float64]
    breaks_at: float | None


def expand(surface: Surface, point: ArrayLike, direction: ArrayLike, learning_rates: ArrayLike) -> Expansion:
    """Compare the change of the loss along a direction with its first- and second-order prediction.

    The break is looked for at steps of length eta |mu| from 1e-12 to 10 extents, 60 a decade, where an extent is the domain's
    diagonal and the point's distance from 0 together; between the first step that is off and the one before, it is bisected.
    A window narrower than the scan's 4% is missed.

    Args:
        surface: to look at.
        point: theta, (w, b).
        direction: mu, (dw, db), not zero; its length counts.
        learning_rates: eta, shape (n,), each >= 0.

    Source: B. Taylor (1715), Methodus incrementorum directa et inversa, proposition VII; for many variables as in
        J. Nocedal and S. Wright (2006), Numerical Optimization, theorem 2.1.
    """
    theta, mu, eta = (np.array(values, dtype=np.float64) for values in (point, direction, learning_rates))
    losses, gradients = surface.value_and_gradient(theta[np.newaxis])
    loss, gradient, hessian = float(losses[0]), gradients[0], surface.hessian(theta[np.newaxis])[0]
    function, actual = surface.function, np.empty(len(eta))
    _changes(function.address, function.data, theta, mu, eta, actual)
    with np.errstate(over="ignore", invalid="ignore"):  # below, + 0.0 because a zero needs no sign
        slope, curvature = float(mu @ gradient), float(mu @ hessian @ mu)
        first_order, second_order = eta * slope + 0.0, eta * (slope + 0.5 * eta * curvature) + 0.0
    cos_beta, beta = _angle(mu, gradient)
    return Expansion(
        loss, gradient, hessian, slope, curvature, cos_beta, beta, actual, first_order, second_order, _break(surface, theta, mu)
    )


def towards(degrees: float) -> NDArray[np.float64]:
    """Return the unit vector (2,) at an angle, counter-clockwise from the +w axis; exact at multiples of 90 degrees."""
    quarters, rest = divmod(np.fmod(degrees, 360.0), 90.0)
    c, s = np.cos(np.radians(rest)), np.sin(np.radians(rest))
    return np.array([(c, s), (-s, c), (-c, -s), (s, -c)][int(quarters) % 4]) + 0.0


def _angle(mu: NDArray[np.float64], gradient: NDArray[np.float64]) -> tuple[float | None, float | None]:
    """The cosine of the angle between two vectors (2,) and the angle in degrees; None where one is zero or not finite."""
    sizes = np.abs(mu).max(), np.abs(gradient).max()
    if not (0.0 < sizes[0] < np.inf and 0.0 < sizes[1] < np.inf):
        return None, None
    (a, b), (c, d) = mu / sizes[0], gradient / sizes[1]
    dot, cross = a * c + b * d, a * d - b * c
    # dot^2 + cross^2 = |mu|^2 |g|^2 (Lagrange), so this lies within [-1, 1] whatever the rounding.
    return float(dot / np.hypot(dot, cross)), float(np.degrees(np.arctan2(abs(cross), dot)))


def _break(surface: Surface, theta: NDArray[np.float64], mu: NDArray[np.float64]) -> float | None:
    """The learning rate at which the first-order prediction breaks."""
    # Twice scaled, so that no length over- or underflows.
    size = np.abs(mu).max()
    length = np.hypot(*(mu / size))
    function = surface.function
    extent = np.hypot(*surface.domain.widths) + np.hypot(*theta)
    step = _breaking_step(function.address, function.data, theta, mu / size / length, extent)
    with np.errstate(over="ignore"):
        eta = step / length / size
    return float(eta) if np.isfinite(eta) else None


@helper
def _mean_slope(function: int, data: int, theta: Vector, mu: Vector, eta: float, finely: bool) -> tuple[float, float]:
    """Return the mean of mu' grad L from theta to theta + eta mu, by quadrature, and the mean size of what is summed there."""
    nodes, weights = (FINE_NODES, FINE_WEIGHTS) if finely else (COARSE_NODES, COARSE_WEIGHTS)
    at, out = np.empty(2), np.empty(3)
    mean = size = 0.0
    for k in range(nodes.size):
        s = eta * (0.5 + nodes[k])
        at[0], at[1] = theta[0] + s * mu[0], theta[1] + s * mu[1]
        call_surface(function, element(out, 0), element(at, 0), data)
        along_w, along_b = mu[0] * out[1], mu[1] * out[2]
        mean += weights[k] * (along_w + along_b)
        size += weights[k] * (abs(along_w) + abs(along_b))
    return mean, size


@helper
def _change(function: int, data: int, loss: float, theta: Vector, mu: Vector, eta: float) -> float:
    """Return L(theta + eta mu) - L(theta).

    The difference of two losses loses all its digits for a tiny eta. The integral of mu' grad L along the step is the same number
    and loses none, but is only as good as its quadrature. Whichever has the smaller error is returned.
    """
    at, out = theta + eta * mu, np.empty(3)
    call_surface(function, element(out, 0), element(at, 0), data)
    difference: float = out[0] - loss
    error = EPSILON * (abs(out[0]) + abs(loss) + abs(out[1] * at[0]) + abs(out[2] * at[1]))
    if not error > ACCURATE * abs(difference):
        return difference
    coarse, _ = _mean_slope(function, data, theta, mu, eta, False)
    fine, size = _mean_slope(function, data, theta, mu, eta, True)
    # + 0.0, because a zero needs no sign.
    return eta * fine + 0.0 if eta * (abs(fine - coarse) + EPSILON * size) < error else difference


@kernel("void(intp, intp, float64[::1], float64[::1], float64[::1], float64[::1])")
def _changes(function: int, data: int, theta: Vector, mu: Vector, eta: Vector, out: Vector) -> None:
    sample = np.empty(3)
    call_surface(function, element(sample, 0), element(theta, 0), data)
    loss = sample[0]
    for k in range(eta.size):
        out[k] = _change(function, data, loss, theta, mu, eta[k])


@helper
def _off(predicted: float, actual: float) -> bool:
    return not (np.isfinite(actual) and abs(predicted - actual) <= TOLERATED * abs(actual))


@kernel("float64(intp, intp, float64[::1], float64[::1], float64)")
def _breaking_step(function: int, data: int, theta: Vector, unit: Vector, extent: float) -> float:
    """Return the least step length that is off, 0 if the shortest already is, NaN if none is.

    A loss that is not finite is off.
    """
    sample = np.empty(3)
    call_surface(function, element(sample, 0), element(theta, 0), data)
    loss, slope = sample[0], unit[0] * sample[1] + unit[1] * sample[2]
    if not (np.isfinite(loss) and np.isfinite(slope)):
        return np.nan
    low = high = 0.0
    for k in range(SCANNED):
        low, high = high, SHORTEST * 10.0 ** (k / SCANNED_A_DECADE) * extent
        actual = _change(function, data, loss, theta, unit, high)
        if _off(high * slope, actual):
            break
    else:
        return np.nan
    if low == 0.0:
        return 0.0
    middle = 0.5 * (low + high)
    while low < middle < high:
        actual = _change(function, data, loss, theta, unit, middle)
        if _off(middle * slope, actual):
            high = middle
        else:
            low = middle
        middle = 0.5 * (low + high)
    return float(high)
