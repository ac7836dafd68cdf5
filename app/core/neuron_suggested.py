"""Where to set out on the sigmoid neuron's surface of any data, and with what settings.

Everything is measured in the units of the data, so that the suggestion for the lecture's data is the lecture's own walk.
"""

import numpy as np
from numpy.typing import NDArray

from app.core.first_steps import initial_steps
from app.core.hyperparameters import LEARNING_RATE
from app.core.neuron_minima import Neuron, spread_sample
from app.core.rate_search import Way, common_rate, rates
from app.core.rate_walks import QUICK
from app.core.surface import Domain, Suggested

SLOPE, HEIGHT = 2.0, 5.0
"""The start as w and b of x with mean 0 and standard deviation 1: leaning the wrong way, on the plateau on the wrong side."""

PARTS = 1.0, 0.75, 0.5, 0.3, 0.15
"""Of slope and height, tried in this order: on the plateaus of many data no rate suits both the plateau and the valley."""

EDGE = 0.05
"""Of the domain's widths: no start is closer to its edge."""

FAR_DOWN = 0.9
"""Of the way from the start to the minimum: so far all who share the common rate are to come."""

TINY = float(np.finfo(np.float64).tiny)

MOMENT = 4.0
"""The lecture's data's largest moment, for which a learning rate of 1 does; the bowl of wider data bends more, in proportion."""

TOLERANCE = 1e-5
MOMENTUM = 0.9

STEPS, MOST_STEPS = 1000, 10_000
STEPS_FOR = 16.0
"""The lecture's ratio of the largest to the smallest moment, for which `STEPS` steps do; the valley's length grows with it."""

TERMS = 10_000_000
"""Steps times data points of one walk: about a tenth of a second."""


SAMPLE = 20
"""Rates are searched for on this many of the data at most: 20 points' terms take three times as long as a formula."""


def suggest(surface: Neuron) -> Suggested:
    """Settings that suit the loss ``scale * sum (f(x) - y)^2``.

    The start is the highest of a few from which vanilla gradient descent, momentum and Nesterov come down with a common rate.

    The guess for the learning rate is 1 for data like the lecture's, and shrinks with the data's largest moment, what y demands,
    and the weight of all terms together; it is kept where walks show that it does, see `rate_search.common_rate`.

    Args:
        surface: on data (n, 2), n >= 1, finite; its domain holds the start.
    """
    data = surface.data
    x, y = data[:, 0], data[:, 1]
    weight = surface.scale * len(data)
    with np.errstate(all="ignore"):  # absurd data overflow; what follows is then cut to the limits
        largest, smallest = _moments(x)
        reach = max(1.0, float(np.abs(y).max()), float(np.abs(1 - y).max()))
        guess = 1 / (max(1.0, largest / MOMENT) * reach)
        start, rate = _start_and_rate(surface, guess)
        rate /= weight
    long = smallest > 0 and largest / smallest > STEPS_FOR
    steps = STEPS * largest / smallest / STEPS_FOR if long else STEPS
    allowed = max(STEPS, TERMS // len(data))
    return Suggested(
        start=start,
        learning_rate=_rounded(rate, LEARNING_RATE.minimum, LEARNING_RATE.maximum),
        momentum=MOMENTUM,
        max_iterations=int(_rounded(min(steps, allowed), STEPS, MOST_STEPS)),
        tolerance=_rounded(TOLERANCE * weight, TOLERANCE, 1.0),
    )


def found_rates(surface: Neuron, suggested: Suggested) -> dict[str, float]:
    """A rate by the id of each optimizer that has one: the suggested one if it follows the page's dials, else as walks show."""
    return rates(_way(surface, suggested), suggested.learning_rate, QUICK)


def found_steps(surface: Neuron, suggested: Suggested) -> dict[str, float]:
    """A first step by the id of each optimizer that tries one, where its default does not do."""
    return initial_steps(_way(surface, suggested), weight=surface.scale * len(surface.data))


def _way(surface: Neuron, suggested: Suggested) -> Way:
    few = _sampled(surface)
    return Way(few, suggested.start, suggested.momentum, _lowest(surface, few), TOLERANCE)


def _start_and_rate(surface: Neuron, guess: float) -> tuple[tuple[float, float], float]:
    """The highest start from which all who share the page's dials come down, and their rate for the mean of the squares."""
    x, y = surface.data.T
    starts = [_start(x, y, surface.domain, part) for part in PARTS]
    if not guess > 0.0:
        return starts[0], LEARNING_RATE.minimum
    few = _sampled(surface)
    lowest = _lowest(surface, few)
    tried: list[tuple[bool, float, int, float]] = []
    for k, start in enumerate(starts):
        common = common_rate(Way(few, start, MOMENTUM, lowest, TOLERANCE), guess, QUICK)
        height = _loss(few, start)
        down = (height - common.reached) / max(height - (lowest or 0.0), TINY)
        far = (lowest is None or common.on_map) and down >= FAR_DOWN
        tried.append((far, down, -k, common.rate))
        if far:
            break
    _, _, k, rate = max(tried)
    return starts[-k], rate


def _lowest(surface: Neuron, few: Neuron) -> float | None:
    """The loss on some of the data at the lowest minimum of all."""
    return _loss(few, (surface.minima[0].w, surface.minima[0].b)) if surface.minima else None


def _loss(surface: Neuron, point: tuple[float, float]) -> float:
    return float(surface.value_and_gradient(np.array([point]))[0][0])


def _sampled(surface: Neuron) -> Neuron:
    """The mean of the squares on some of the data: gradients of the same size, whatever their number and the loss."""
    return type(surface)(spread_sample(surface.data, SAMPLE), "mean", surface.domain)


def _moments(x: NDArray[np.float64]) -> tuple[float, float]:
    """The larger and the smaller eigenvalue of the mean of (x, 1) (x, 1)': how far the loss bends across and along its valley."""
    square, mean = float((x * x).mean()), float(x.mean())
    half = (square + 1) / 2
    root = float(np.hypot((square - 1) / 2, mean))
    largest = half + root
    return largest, float(x.var()) / largest


def _start(x: NDArray[np.float64], y: NDArray[np.float64], domain: Domain, part: float) -> tuple[float, float]:
    mean, spread = float(x.mean()), float(x.std()) or 1.0
    falling = float(((x - mean) * (y - y.mean())).sum()) < 0
    slope = part * (SLOPE if falling else -SLOPE) / spread
    height = part * (HEIGHT if float(y.mean()) < 0.5 else -HEIGHT)
    w, b = (_within(edges) for edges in (domain.w, domain.b))
    return _rounded(slope, *w), _rounded(height - slope * mean, *b)


def _within(edges: tuple[float, float]) -> tuple[float, float]:
    """Edges drawn in: a walk from the very edge would leave the map at once."""
    room = EDGE * (edges[1] - edges[0])
    return edges[0] + room, edges[1] - room


def _rounded(value: float, lowest: float, highest: float) -> float:
    return float(f"{min(max(value, lowest), highest):.2g}")
