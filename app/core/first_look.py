"""Where to look first at a formula of which nothing is known, and how to set out from there. Cheap and the same every time."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.core.closed_form import FormulaSurface
from app.core.compiled import Formula
from app.core.minima_search import basins, distinct, inside, inside_basins, settle, surround
from app.core.surface import Domain, Minimum, Suggested, Surface

REACHES = (5.0, 20.0, 100.0, 1.0)
"""Half the widths of the squares round the origin that are looked at, one after the other."""

NODES = 41
MAX_STARTS = 128
MAX_KINKS = 8
MAX_MINIMA = 128
ENOUGH = 0.02
"""The part of a square in which the loss must be finite for it to be worth showing."""

MARGIN = 1.5
"""How far a domain reaches beyond the minima found outside the first square, as a multiple of their distance."""

LATTICE = (0.1, 0.2, 0.3, 0.4, 0.6, 0.7, 0.8, 0.9), (0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85)
"""The starts to choose from, along w and along b, as fractions of the domain."""

LEAST_SLOPE = 1e-3
"""Of a start, as a fraction of the steepest one's."""

START_QUANTILE = 0.5
"""A start is not among the higher half, from where a path would only rush down."""

LEARNING_RATES = (1e-6, 10.0)
SHORT_STEP = 0.01
"""As a fraction of the domain's width: the first step where no curvature says how long it may be."""

MOMENTUM, MAX_ITERATIONS, TOLERANCE = 0.9, 1000, 1e-5


def minima_inside(surface: Surface) -> tuple[Minimum, ...]:
    """Return minima found inside the domain of a surface, lowest first, at most `MAX_MINIMA`.

    Each basin of a grid of 41 x 41 points is a start: of Newton's method, and where that does not settle, of ever smaller rings.
    A minimum in a basin narrower than the grid may be missed.
    """
    domain = surface.domain
    w, b = _lines(domain)
    with np.errstate(all="ignore"):  # holes and overflow; what is not finite is no minimum
        starts = basins(surface.grid(w, b), w, b, MAX_STARTS)
        ends, settled = settle(surface, starts)
        cell = np.array(domain.widths) / (NODES - 1)
        # A Newton step may have left for another basin, and left the one it began in without an answer.
        settled &= inside(domain, ends)
        kinks, closed_in = surround(surface, starts[~settled][:MAX_KINKS], cell)
        found = np.concatenate((ends[settled], kinks[closed_in & inside(domain, kinks)]))
        return distinct(surface, found, MAX_MINIMA)


def domain_and_minima(formula: Formula) -> tuple[Domain, tuple[Minimum, ...]]:
    """Return the domain to show a formula in, and the minima found there.

    It is the first square of `REACHES` in which the loss is finite in enough places, cut down to where it is: log(w) is shown
    from w = 0. A loss that is lowest on the square's edge may have a minimum outside, so larger squares are searched; one with a
    minimum is taken as far as `MARGIN` times its minima's distance. Without any, the first square it is.
    """
    first: Domain | None = None
    for reach in REACHES:
        look = _look(formula, reach)
        if look is None:
            continue
        if first is None or look.has_basin:
            minima = minima_inside(FormulaSurface(formula, look.domain))
            if minima and first is not None:
                domain = _drawn_in(look.domain, minima)
                return domain, tuple(minimum for minimum in minima if domain.contains(minimum.w, minimum.b))
            if minima or not look.falls_outwards:
                return look.domain, minima
        first = first or look.domain
    return first or _square(REACHES[0]), ()


def suggest(surface: Surface) -> Suggested:
    """Return settings under which there is something to see.

    The start is the node of a lattice that lies farthest from all minima, among those with a slope and no more than the median
    loss. The learning rate is a quarter of 1 / (the largest curvature at the nodes that lie no higher than the start), to one
    digit: at the whole of it a round bowl would be done in one step. Without curvature the first step is 1/100 of the domain.
    """
    nodes = _lattice(surface.domain)
    with np.errstate(all="ignore"):
        loss, gradient = surface.value_and_gradient(nodes)
        slope = np.hypot(gradient[:, 0], gradient[:, 1])
        good = np.isfinite(loss) & np.isfinite(slope)
        if not good.any():
            return Suggested((float(nodes[0, 0]), float(nodes[0, 1])), 0.1, MOMENTUM, MAX_ITERATIONS, TOLERANCE)
        nodes, loss, slope = nodes[good], loss[good], slope[good]
        low = np.flatnonzero((loss <= np.quantile(loss, START_QUANTILE)) & (slope >= LEAST_SLOPE * slope.max()))
        low = low if len(low) else np.array([slope.argmax()])
        start = low[np.argmax(_remoteness(surface, nodes[low], loss[low]))]
        rate = _learning_rate(surface, nodes[loss <= loss[start]], float(slope[start]))
    return Suggested((float(nodes[start, 0]), float(nodes[start, 1])), rate, MOMENTUM, MAX_ITERATIONS, TOLERANCE)


def _remoteness(surface: Surface, nodes: NDArray[np.float64], loss: NDArray[np.float64]) -> NDArray[np.float64]:
    """The distance from the nearest minimum, in the domain's widths; the loss where there is no minimum."""
    if not surface.minima:
        return loss
    minima = np.array([(minimum.w, minimum.b) for minimum in surface.minima])
    offsets = (nodes[:, np.newaxis] - minima) / surface.domain.widths
    nearest: NDArray[np.float64] = np.hypot(offsets[..., 0], offsets[..., 1]).min(axis=1)
    return nearest


def _learning_rate(surface: Surface, nodes: NDArray[np.float64], slope: float) -> float:
    hessians = surface.hessian(nodes)
    finite = np.isfinite(hessians).all(axis=(1, 2))
    largest = float(np.abs(np.linalg.eigvalsh(hessians[finite])).max(initial=0.0))
    if largest == 0.0 == slope:
        return 0.1
    rate = 0.25 / largest if largest > 0.0 else SHORT_STEP * min(surface.domain.widths) / slope
    return float(f"{min(max(rate, LEARNING_RATES[0]), LEARNING_RATES[1]):.0e}")


@dataclass(frozen=True, slots=True)
class _Look:
    """What a coarse grid shows of a formula.

    Attributes:
        domain: where it is finite.
        has_basin: whether a node off the edge is lower than those around.
        falls_outwards: whether the lowest node of all is on the edge.
    """

    domain: Domain
    has_basin: bool
    falls_outwards: bool


def _look(formula: Formula, reach: float) -> _Look | None:
    """Look at a square; None if the loss is hardly anywhere finite in it."""
    square = _square(reach)
    w, b = _lines(square)
    loss = FormulaSurface(formula, square).grid(w, b)
    finite: NDArray[np.bool_] = np.isfinite(loss)
    if finite.mean() < ENOUGH:
        return None
    loss = np.where(finite, loss, np.inf)
    off_edge = loss[1:-1, 1:-1].min(initial=np.inf)
    domain = Domain(w=_reach(w, finite, axis=0), b=_reach(b, finite, axis=1))
    return _Look(domain, bool(inside_basins(loss).any()), bool(off_edge > loss.min()))


def _reach(lines: NDArray[np.float64], finite: NDArray[np.bool_], axis: int) -> tuple[float, float]:
    """From the last line before those with finite nodes to the first one after them."""
    at = np.flatnonzero(finite.any(axis=axis))
    return float(lines[max(at[0] - 1, 0)]), float(lines[min(at[-1] + 1, len(lines) - 1)])


def _drawn_in(domain: Domain, minima: tuple[Minimum, ...]) -> Domain:
    """The domain no farther from the origin than shows its minima well."""
    farthest = max(max(abs(minimum.w), abs(minimum.b)) for minimum in minima)
    reach = float(f"{MARGIN * farthest:.1g}")

    def cut(low: float, high: float) -> tuple[float, float]:
        return max(low, -reach), min(high, reach)

    return Domain(w=cut(*domain.w), b=cut(*domain.b)) if reach > 0.0 else domain


def _lattice(domain: Domain) -> NDArray[np.float64]:
    """Points off the middle and off the diagonals, where a symmetric loss has its ridges, shape (64, 2)."""
    w, b = (low + np.array(at) * (high - low) for at, (low, high) in zip(LATTICE, (domain.w, domain.b), strict=True))
    return np.column_stack([each.ravel() for each in np.meshgrid(w, b)])


def _square(reach: float) -> Domain:
    return Domain(w=(-reach, reach), b=(-reach, reach))


def _lines(domain: Domain) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    w, b = (np.linspace(low, high, NODES) for low, high in (domain.w, domain.b))
    return w, b
