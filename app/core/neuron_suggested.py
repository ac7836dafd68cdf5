"""Where to set out on the sigmoid neuron's surface of any data, and with what settings.

Everything is measured in the units of the data, so that the suggestion for the lecture's data is the lecture's own walk.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from app.core.optimizers import OPTIMIZERS
from app.core.surface import Domain, Suggested

SLOPE, HEIGHT = 2.0, 5.0
"""The start as w and b of x with mean 0 and standard deviation 1: leaning the wrong way, on the plateau on the wrong side."""

MOMENT = 4.0
"""The lecture's data's largest moment, for which a learning rate of 1 does; the bowl of wider data bends more, in proportion."""

LEARNING_RATES = (1e-6, 10.0)
TOLERANCE = 1e-5
MOMENTUM = 0.9

WIDTH = 16.0
"""Of the lecture's domain, along w."""

STEPS, MOST_STEPS = 1000, 10_000
STEPS_FOR = 16.0
"""The lecture's ratio of the largest to the smallest moment, for which `STEPS` steps do; the valley's length grows with it."""

TERMS = 10_000_000
"""Steps times data points of one walk: about a tenth of a second."""


def suggest(data: NDArray[np.float64], scale: float, domain: Domain) -> Suggested:
    """Settings that suit the loss ``scale * sum (f(x) - y)^2``.

    Args:
        data: pairs (x, y), shape (n, 2), n >= 1, finite.
        scale: what the sum of squares is multiplied by; gradients grow with it and with n, so the rate shrinks with both.
        domain: the part of the plane worth showing, which holds the start.
    """
    x, y = data[:, 0], data[:, 1]
    weight = scale * len(data)
    with np.errstate(all="ignore"):  # absurd data overflow; what follows is then cut to the limits
        largest, smallest = _moments(x)
        reach = max(1.0, float(np.abs(y).max()), float(np.abs(1 - y).max()))
        rate = 1 / (max(1.0, largest / MOMENT) * reach * weight)
        start = _start(x, y, domain)
    long = smallest > 0 and largest / smallest > STEPS_FOR
    steps = STEPS * largest / smallest / STEPS_FOR if long else STEPS
    allowed = max(STEPS, TERMS // len(data))
    return Suggested(
        start=start,
        learning_rate=_rounded(rate, *LEARNING_RATES),
        momentum=MOMENTUM,
        max_iterations=int(_rounded(min(steps, allowed), STEPS, MOST_STEPS)),
        tolerance=_rounded(TOLERANCE * weight, TOLERANCE, 1.0),
    )


def rates(found: Mapping[str, float], suggested: Suggested, domain: Domain) -> dict[str, float]:
    """Learning rates for other data than the lecture's.

    Args:
        found: a rate by the id of each optimizer, found for the lecture's data.
        suggested: what suits the data.
        domain: the surface's. Steps whose length does not follow the gradient's are shorter in a smaller one.
    """
    shorter = min(1.0, domain.widths[0] / WIDTH)
    return {
        id: suggested.learning_rate if OPTIMIZERS[id].shares_dials else _rounded(rate * shorter, LEARNING_RATES[0], rate)
        for id, rate in found.items()
    }


def _moments(x: NDArray[np.float64]) -> tuple[float, float]:
    """The larger and the smaller eigenvalue of the mean of (x, 1) (x, 1)': how far the loss bends across and along its valley."""
    square, mean = float((x * x).mean()), float(x.mean())
    half = (square + 1) / 2
    root = float(np.hypot((square - 1) / 2, mean))
    largest = half + root
    return largest, float(x.var()) / largest


def _start(x: NDArray[np.float64], y: NDArray[np.float64], domain: Domain) -> tuple[float, float]:
    mean, spread = float(x.mean()), float(x.std()) or 1.0
    falling = float(((x - mean) * (y - y.mean())).sum()) < 0
    slope = (SLOPE if falling else -SLOPE) / spread
    height = HEIGHT if float(y.mean()) < 0.5 else -HEIGHT
    return _rounded(slope, *domain.w), _rounded(height - slope * mean, *domain.b)


def _rounded(value: float, lowest: float, highest: float) -> float:
    return float(f"{min(max(value, lowest), highest):.2g}")
