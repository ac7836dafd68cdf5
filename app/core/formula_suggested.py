"""Where to set out on a formula of which nothing is known, and how: starts and rates are tried by walking."""

import math

import numpy as np
from numpy.typing import NDArray

from app.core.hyperparameters import LEARNING_RATE
from app.core.optimizers import OPTIMIZERS
from app.core.rate_search import Way, common_rate
from app.core.rate_walks import QUICK, Search, Walks, rungs, walk_all
from app.core.surface import Domain, Suggested, Surface

MOMENTUM, MAX_ITERATIONS, TOLERANCE = 0.9, 1000, 1e-5

LATTICE = (0.1, 0.2, 0.3, 0.4, 0.6, 0.7, 0.8, 0.9), (0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85)
"""The starts to choose from, along w and along b, as fractions of the domain."""

ROUND_LOWEST = 0.25
"""The size of the denser lattice, as a fraction of the domain's."""

START_QUANTILE = 0.5
"""Where there are minima, a start is not among the higher half, from where a path would only rush down. Where there are none, the
way down leads off the map, and a start may have all of it before it."""

SCOUT = Search(("1", "3"), 150, 15)
"""How starts are tried: with ten rates, far enough to tell which of them lead somewhere."""

RATES_AROUND = 1 / 100, 30.0
"""Tried from every start, as multiples of the guess."""

CANDIDATES = 4
"""Starts whose common rate is searched for; the first that does is taken."""

FURTHER = 6
"""Where none of them does and there is a minimum, lower rates are tried in longer walks, from those where not all stayed on the
map and from every sixth of the rest."""

FAR_DOWN = 0.9
"""Of the way from the start to the lowest loss known: so far all who share the common rate are to come."""

SHORT_STEP = 0.02
"""As a fraction of the domain's width: a guess makes the start's first step no longer."""

SLIGHT = 1e-3
"""As a fraction of the start's slope: a tolerance beyond that would end walks that are still on their way."""


def suggest(surface: Surface) -> Suggested:
    """Return settings under which there is something to see.

    The starts are nodes of lattices with a slope and, where there are minima, no more than the median loss. From each, vanilla
    gradient descent is walked with a few rates. What counts is how far across the map its lowest walk reaches, times the square
    of the share of the way down to the lowest loss known that it comes. From the best start the rate is searched for that all who
    share it do well with, and from the next ones if they do not. The guess in that search is a quarter of 1 / (the largest
    curvature at nodes no higher than the starts): at the whole of it a round bowl would be done in one step.

    The tolerance is `TOLERANCE`, or `SLIGHT` times the start's slope where that is less.
    """
    nodes, spread = candidates(surface)
    with np.errstate(all="ignore"):
        loss, gradient = surface.value_and_gradient(nodes)
        slope = np.hypot(gradient[:, 0], gradient[:, 1])
        good = np.isfinite(loss) & np.isfinite(slope)
        if not good.any():
            return Suggested((float(nodes[0, 0]), float(nodes[0, 1])), 0.1, MOMENTUM, MAX_ITERATIONS, TOLERANCE)
        over_all = loss[:spread][good[:spread]]
        highest = np.quantile(over_all, START_QUANTILE) if surface.minima and len(over_all) else np.inf
        low = np.flatnonzero(good & (loss <= highest) & (slope > 0.0))
        low = low if len(low) else np.flatnonzero(good)[:1]
        bend = _curvature(surface, nodes[good & (loss <= highest)])
        start, rate = _chosen(surface, nodes[low], loss[low], slope[low], bend)
    at = int(low[start])
    return Suggested((float(nodes[at, 0]), float(nodes[at, 1])), rate, MOMENTUM, MAX_ITERATIONS, _tolerance(float(slope[at])))


def _chosen(
    surface: Surface, starts: NDArray[np.float64], loss: NDArray[np.float64], slope: NDArray[np.float64], bend: float
) -> tuple[int, float]:
    """The index of the best start, and the rate that suits it."""
    middle = _guess(surface, float(np.median(slope)), bend)
    ladder = rungs(SCOUT.digits, *(middle * each for each in RATES_AROUND))
    ladder = [each for each in ladder if LEARNING_RATE.minimum <= each <= LEARNING_RATE.maximum] or [middle]
    walks = walk_all(surface, starts, OPTIMIZERS["gradient_descent"], 0.0, ladder, SCOUT)
    reached = walks.loss.min(axis=1)
    # Lower ground than the lowest minimum found lies off the map.
    lowest = surface.minima[0].loss if surface.minima else min(float(reached.min()), float(loss.min()))
    worth = _extents(surface, walks) * _share_down(loss, reached, lowest) ** 2
    tried: list[tuple[bool, float, int, float]] = []
    order = _without_mirror_images(np.argsort(-worth, kind="stable").tolist(), loss)
    first = [(index, False) for index in order[:CANDIDATES]]
    further = [(index, True) for index in order[:CANDIDATES] + order[CANDIDATES::FURTHER]] if surface.minima else []
    stay: set[int] = set()
    for place, (index, slowly) in enumerate(first + further):
        if index in stay:
            continue
        start = float(starts[index, 0]), float(starts[index, 1])
        guess, way = _guess(surface, float(slope[index]), bend), Way(surface, start, MOMENTUM, lowest if surface.minima else None)
        common = common_rate(way, guess, QUICK, slowly=slowly)
        down = float(_share_down(loss[index : index + 1], np.array([common.reached]), lowest)[0])
        tried.append((common.on_map and down >= FAR_DOWN, down, -place, common.rate))
        if tried[-1][0]:
            break
        if common.on_map:
            stay.add(index)
    _, _, place, rate = max(tried)
    return (first + further)[-place][0], rate


def _without_mirror_images(order: list[int], loss: NDArray[np.float64]) -> list[int]:
    """Starts without those that lie as high as one before them: a symmetric loss looks the same from there."""
    first_of = {f"{loss[index]:.9g}": index for index in reversed(order)}
    return sorted(first_of.values(), key=order.index)


def _extents(surface: Surface, walks: Walks) -> NDArray[np.float64]:
    """How far across the map each start's lowest walk reaches, as a fraction of the domain; 0 where none stays on it."""
    rows, columns = np.arange(len(walks.loss)), walks.loss.argmin(axis=1)
    box = walks.box[rows, columns]
    across, along = (box[:, 1] - box[:, 0]) / surface.domain.widths[0], (box[:, 3] - box[:, 2]) / surface.domain.widths[1]
    result: NDArray[np.float64] = np.where(np.isfinite(walks.loss[rows, columns]), np.hypot(across, along), 0.0)
    return result


def _share_down(loss: NDArray[np.float64], reached: NDArray[np.float64], lowest: float) -> NDArray[np.float64]:
    """The share of the way down to the lowest loss that each has come; 0 where it has come nowhere."""
    way = np.maximum(loss - lowest, np.finfo(np.float64).tiny)
    result: NDArray[np.float64] = np.clip((loss - reached) / way, 0.0, 1.0)
    return result


def _curvature(surface: Surface, nodes: NDArray[np.float64]) -> float:
    hessians = surface.hessian(nodes)
    finite = np.isfinite(hessians).all(axis=(1, 2))
    return float(np.abs(np.linalg.eigvalsh(hessians[finite])).max(initial=0.0))


def _guess(surface: Surface, slope: float, bend: float) -> float:
    """A rate from the largest curvature and the start's slope, to one digit; what neither says anything of is 0.1."""
    limits = [0.25 / bend] if bend > 0.0 else []
    if slope > 0.0 and (bend == 0.0 or not surface.minima):
        limits.append(SHORT_STEP * min(surface.domain.widths) / slope)
    return _short(min(max(min(limits, default=0.1), LEARNING_RATE.minimum), LEARNING_RATE.maximum))


def _tolerance(slope: float) -> float:
    return _short(min(TOLERANCE, SLIGHT * slope)) if slope > 0.0 else TOLERANCE


def _short(value: float) -> float:
    return float(f"{value:.0e}")


def candidates(surface: Surface) -> tuple[NDArray[np.float64], int]:
    """Starts to choose from, and how many of them are spread over the whole domain.

    Where there are several minima, the others are a denser lattice round the lowest, whose basin may be small.
    """
    domain = surface.domain
    nodes = [_lattice(domain, np.array([sum(domain.w), sum(domain.b)]) / 2, 1.0)]
    if len(surface.minima) > 1:
        denser = _lattice(domain, np.array([surface.minima[0].w, surface.minima[0].b]), ROUND_LOWEST)
        nodes.append(denser[domain.contains_each(denser)])
    return np.concatenate(nodes), len(nodes[0])


def _lattice(domain: Domain, middle: NDArray[np.float64], scale: float) -> NDArray[np.float64]:
    """Points off the middle and off the diagonals, where a symmetric loss has its ridges, shape (64, 2)."""
    lines = []
    for at, centre, width in zip(LATTICE, middle.tolist(), domain.widths, strict=True):
        digits = 2 - math.floor(math.log10(width))
        lines.append(np.round(centre + scale * width * (np.array(at) - 0.5), digits))
    return np.column_stack([each.ravel() for each in np.meshgrid(*lines)])
