"""Where to look first at a formula of which nothing is known. Cheap and the same every time."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.core.closed_form import FormulaSurface
from app.core.compiled import Formula
from app.core.minima_search import basins, close_in, distinct, inside_basins, settle, settle_bowls
from app.core.surface import Domain, Minimum, Surface

REACHES = (5.0, 20.0, 100.0, 1e3, 1e4, 1e5, 1e6, 1.0)
"""Half the widths of the squares round the origin that are looked at, one after the other."""

NODES, FINER = 41, 4
MAX_BOWLS = 512
MAX_STARTS = 128
MAX_KINKS, FARTHER_KINKS = 8, 2
"""Places where circles close in, in the first square and in each larger one."""

MAX_MINIMA = 128
ENOUGH = 0.02
"""The part of a square in which the loss must be finite for it to be worth showing."""

MARGIN, LEAST_MARGIN = 1.5, 1.25
"""How far a domain reaches beyond the minima found outside the first square, as a multiple of their distance: to one digit, but
no less than the second."""

VISIBLE_DECADES = 5.0
"""Of the loss above its minimum: what the colours of a map tell apart."""

TOP_SHARE = 0.985
"""Of a map's nodes, those that lie below where its colours end."""

VISIBLE_SHARE = 0.5
"""Of a domain's nodes, at least, that lie within those decades; a narrower domain is shown where fewer do."""

HALVINGS = 10


def minima_inside(surface: Surface, kinks: int = MAX_KINKS) -> tuple[Minimum, ...]:
    """Return minima found inside the domain of a surface, lowest first, at most `MAX_MINIMA`; of kinks at most so many.

    Each basin of a grid of 161 x 161 points is a start of Newton's method. Where that does not settle, basins of a grid four
    times as coarse are starts of walks downhill, so that a narrow valley counts as a few. A minimum in a basin narrower than the
    finer grid may be missed.
    """
    domain = surface.domain
    w, b = _lines(domain, FINER * (NODES - 1) + 1)
    with np.errstate(all="ignore"):  # holes and overflow; what is not finite is no minimum
        loss, cell = surface.grid(w, b), np.array(domain.widths) / (NODES - 1)
        bowls, settled = settle_bowls(surface, basins(loss, w, b, MAX_BOWLS), cell / FINER)
        starts = basins(loss[::FINER, ::FINER], w[::FINER], b[::FINER], MAX_STARTS)
        minima, undecided = settle(surface, starts, cell, domain)
        found = np.concatenate((bowls[settled], minima, close_in(surface, undecided[:kinks], cell)))
        return distinct(surface, found[domain.contains_each(found)], MAX_MINIMA)


def domain_and_minima(formula: Formula) -> tuple[Domain, tuple[Minimum, ...]]:
    """Return the domain to show a formula in, and the minima found there.

    It is the first square of `REACHES` in which the loss is finite in enough places, cut down to where it is: log(w) is shown
    from w = 0. A loss that is lowest on the square's edge may have a minimum outside, so larger squares are searched; one with a
    minimum is taken as far as `MARGIN` times its minima's distance. Without any, the first square it is. One with minima, but
    lowest on its edge, is widened to the deeper ones that the next square may hold. Where most of it would be too steep to see,
    as of exp(w^2 + b^2), it is halved round the lowest minimum until it is not.
    """
    domain, minima = _widest(formula)
    if not minima:
        return domain, minima
    domain = _less_steep(formula, domain, minima[0])
    return domain, tuple(minimum for minimum in minima if domain.contains(minimum.w, minimum.b))


def _widest(formula: Formula) -> tuple[Domain, tuple[Minimum, ...]]:
    first: Domain | None = None
    for reach in REACHES:
        look = _look(formula, reach)
        if look is None:
            continue
        if first is None or look.has_basin:
            minima = minima_inside(FormulaSurface(formula, look.domain), MAX_KINKS if first is None else FARTHER_KINKS)
            if minima and first is not None:
                return _drawn_in(look.domain, reach, minima), minima
            if minima and look.falls_outwards:
                return _with_deeper(formula, look.domain, minima)
            if minima or (first is None and not look.falls_outwards):
                return look.domain, minima
        first = first or look.domain
    return first or _square(REACHES[0]), ()


def _with_deeper(formula: Formula, domain: Domain, minima: tuple[Minimum, ...]) -> tuple[Domain, tuple[Minimum, ...]]:
    """Widen the first square, beyond whose edge the ground is lower than inside, to the deeper minima that the next one holds."""
    look = _look(formula, REACHES[1])
    wider = minima_inside(FormulaSurface(formula, look.domain), FARTHER_KINKS) if look else ()
    deeper = [each for each in wider if each.loss < minima[0].loss]
    if look is None or not deeper:
        return domain, minima
    w, b = (_room(max(abs(place) for place in places)) for places in zip(*((each.w, each.b) for each in deeper), strict=True))
    domain = Domain(w=_stretched(domain.w, look.domain.w, w), b=_stretched(domain.b, look.domain.b, b))
    return domain, tuple(each for each in wider if domain.contains(each.w, each.b))


def _stretched(edges: tuple[float, float], farthest: tuple[float, float], reach: float) -> tuple[float, float]:
    return max(farthest[0], min(edges[0], -reach)), min(farthest[1], max(edges[1], reach))


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


def _drawn_in(domain: Domain, square: float, minima: tuple[Minimum, ...]) -> Domain:
    """As far from the origin as shows the minima well, or to where a loss that is finite only in part of the square ends."""
    reach = _room(max(max(abs(minimum.w), abs(minimum.b)) for minimum in minima))

    def cut(low: float, high: float) -> tuple[float, float]:
        return low if low > max(-square, -reach) else -reach, high if high < min(square, reach) else reach

    return Domain(w=cut(*domain.w), b=cut(*domain.b)) if reach > 0.0 else domain


def _room(farthest: float) -> float:
    """`MARGIN` times how far the farthest minimum is, to one digit."""
    reach = float(f"{MARGIN * farthest:.1g}")
    if reach < LEAST_MARGIN * farthest:  # rounded down from just below the next digit
        reach += 10.0 ** math.floor(math.log10(reach))
    return reach


def _less_steep(formula: Formula, domain: Domain, lowest: Minimum) -> Domain:
    """The domain, halved round its lowest minimum until enough of it can be seen."""
    for _ in range(HALVINGS):
        loss = FormulaSurface(formula, domain).grid(*_lines(domain))
        with np.errstate(over="ignore"):
            height = np.log10(np.maximum(loss[np.isfinite(loss)] - lowest.loss, np.finfo(np.float64).tiny))
        if not len(height) or (height >= np.quantile(height, TOP_SHARE) - VISIBLE_DECADES).mean() >= VISIBLE_SHARE:
            break
        domain = Domain(w=_halved(domain.w, lowest.w), b=_halved(domain.b, lowest.b))
    return domain


def _halved(edges: tuple[float, float], middle: float) -> tuple[float, float]:
    low, high = edges
    quarter = 0.25 * (high - low)
    # A minimum is found to within its last digits, which say nothing here.
    middle = round(middle, 2 - math.floor(math.log10(quarter)))
    return max(low, middle - quarter), min(high, middle + quarter)


def _square(reach: float) -> Domain:
    return Domain(w=(-reach, reach), b=(-reach, reach))


def _lines(domain: Domain, nodes: int = NODES) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    w, b = (np.linspace(low, high, nodes) for low, high in (domain.w, domain.b))
    return w, b
