"""Minima found numerically, first looks at a formula, and what is suggested for it."""

from __future__ import annotations

import numpy as np
import pytest

from app.core import catalog, descent, optimizers
from app.core.compiled import Formula
from app.core.first_look import MAX_MINIMA, minima_inside
from app.core.hyperparameters import LEARNING_RATE
from app.core.minima_search import basins, inside_basins
from app.core.outcome import Outcome
from app.core.surface import Domain
from app.core.typed import TypedSurface

SQUARE = Domain((-5.0, 5.0), (-5.0, 5.0))


def typed(text: str, domain: Domain | None = None) -> TypedSurface:
    return TypedSurface(Formula(text), domain)


HIMMELBLAU = [(3, 2, 0), (3.584428, -1.848127, 0), (-3.779310, -3.283186, 0), (-2.805118, 3.131313, 0)]
LOW, _, HIGH = sorted(np.roots([4, 0, -4, 0.1]).tolist())
FOUND = [
    ("w^2 + b^2", [(0, 0, 0)]),
    ("(w - 1)^2 + (b + 2)^2 + 3", [(1, -2, 3)]),
    ("(w^2 + b - 11)^2 + (w + b^2 - 7)^2", HIMMELBLAU),
    ("(w^2 - 1)^2 + b^2 + 0.1w", [(w, 0, (w**2 - 1) ** 2 + 0.1 * w) for w in (LOW, HIGH)]),
    ("w^4 + b^4", [(0, 0, 0)]),
    ("|w| + |b - 1|", [(0, 1, 0)]),
    ("|w - b| + |w + 2b - 3|", [(1, 1, 0)]),
    ("sqrt(w^2 + (b + 1)^2)", [(0, -1, 0)]),
    ("log(w)^2 + b^2", [(1, 0, 0)]),
    ("115 |b - w^2| + |1 - w|", [(1, 1, 0)]),
    ("|w - 1.3| + 2 |b + w/2| + 0.1 w^2", [(1.3, -0.65, 0.169)]),
    ("100 (b - w^2)^2 + (1 - w)^2", [(1, 1, 0)]),
    ("1e8 ((w - 0.3)^2 + (b + 0.1)^2)", [(0.3, -0.1, 0)]),
    ("(w - 0.3)^2 + 1e-8 (b - 0.2)^2", [(0.3, 0.2, 0)]),
    ("w^6 + b^4 - w^2 b^2", [(w / 6**0.5, b / 12**0.5, -1 / 432) for w in (-1, 1) for b in (-1, 1)]),
    ("w^2 + b^8", [(0, 0, 0)]),
    ("w^4 + b^8 + 1", [(0, 0, 1)]),
    ("w^2 + (b - 0.3)^8", [(0, 0.3, 0)]),
    ("tanh(w + b)^2 + (w b)^4/1e4", [(0, 0, 0)]),
    ("100 |b - w^2| + (1 - w)^2", [(1, 1, 0)]),
    ("10 |b - sin(w)| + (w - 1)^2/10", [(1, np.sin(1.0), 0)]),
    ("(w^2 - 0.01)^2 + (b^2 - 0.09)^2", [(w, b, 0) for w in (-0.1, 0.1) for b in (-0.3, 0.3)]),
    ("(w - 0.31)^4 + (b + 0.17)^4", [(0.31, -0.17, 0)]),
]
NOTHING = ["w + b", "5", "w^2", "(w b - 1)^2", "|w - 2b|", "-w^2 - b^2", "w^2 - b^2", "1/(w b)", "exp(w)", "log(w^2 + b^2)"]
NOWHERE = "log(-w^2 - 1)"


@pytest.mark.parametrize(("text", "minima"), FOUND)
def test_every_minimum_inside_is_found(text: str, minima: list[tuple[float, float, float]]) -> None:
    found = sorted((m.w, m.b, m.loss) for m in typed(text, SQUARE).minima)
    np.testing.assert_allclose(found, sorted(minima), atol=2e-6)


@pytest.mark.parametrize("text", [*NOTHING, NOWHERE])
def test_slopes_valleys_saddles_and_poles_are_no_minima(text: str) -> None:
    assert typed(text).minima == ()


def test_minima_outside_the_domain_are_left_out() -> None:
    assert typed("(w - 3)^2 + b^2", Domain((-1.0, 1.0), (-1.0, 1.0))).minima == ()


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("w^2 + b^2", SQUARE),
        ("w + b", SQUARE),
        ("log(w)^2 + b^2", Domain((0.0, 5.0), (-5.0, 5.0))),
        ("(w - 10)^2 + (b + 20)^2", Domain((-30.0, 30.0), (-30.0, 30.0))),
        ("acos(6w)^2 + b^2 + acos(6b)", Domain((-0.2, 0.2), (-0.2, 0.2))),
        ("log(-w^2 - 1)", SQUARE),
        ("(w - 150)^2 + (b - 20)^2", Domain((-200.0, 200.0), (-200.0, 200.0))),
        ("(w - 1000)^2 + (b + 2000)^2", Domain((-3000.0, 3000.0), (-3000.0, 3000.0))),
        ("(w - 96)^2 + b^2", Domain((-200.0, 200.0), (-200.0, 200.0))),
        ("exp(w^2 + b^2)", Domain((-2.5, 2.5), (-2.5, 2.5))),
        ("exp((w - 1)^2 + b^2)", Domain((-1.5, 3.5), (-2.5, 2.5))),
        ("exp(5w) + b^2", SQUARE),
        ("(w^2 + b - 11)^2 + 3 sin(2w) b", Domain((-6.0, 6.0), (-20.0, 20.0))),
        ("w^3 - 3w + b^2", SQUARE),
    ],
)
def test_the_first_domain_shows_what_there_is(text: str, domain: Domain) -> None:
    guess = typed(text).domain
    np.testing.assert_allclose([guess.w, guess.b], [domain.w, domain.b], atol=1e-12)


@pytest.mark.parametrize("text", [*(text for text, _ in FOUND), *NOTHING, NOWHERE])
def test_the_suggested_start_lies_inside(text: str) -> None:
    surface = typed(text)
    assert surface.domain.contains(*surface.suggested.start)
    assert LEARNING_RATE.minimum <= surface.suggested.learning_rate <= LEARNING_RATE.maximum


@pytest.mark.parametrize("text", [text for text, _ in FOUND])
def test_the_suggested_learning_rate_leads_down(text: str) -> None:
    surface = typed(text)
    setting = optimizers.OPTIMIZERS["gradient_descent"].setting(learning_rate=surface.suggested.learning_rate)
    walk = descent.descend(surface, surface.suggested.start, setting, 50)
    assert walk.outcome is not Outcome.DIVERGED
    assert walk.loss[-1] < walk.loss[0]


def test_wells_close_together_in_a_large_domain_are_told_apart() -> None:
    surface = typed("(w^2 - 1)^2 + (b - 20)^2")
    assert surface.domain.widths == (60.0, 60.0)
    np.testing.assert_allclose([(minimum.w, minimum.b) for minimum in surface.minima], [(-1, 20), (1, 20)])


@pytest.mark.parametrize(
    "text",
    ["sinh(w b)", "cos(cosh(w)) - tanh(|b|)", "sinh(w b) * cos(1.64b) * 1/(w^2+b^2)", "exp(exp(w))/(w^2+b^2) * log(w+0.89b)"],
)
def test_a_search_beyond_the_largest_double_ends(text: str) -> None:
    surface = typed(text)
    for minimum in surface.minima:
        assert np.isfinite([minimum.w, minimum.b, minimum.loss]).all()


def test_a_minimum_at_0_is_there_to_the_last_digit() -> None:
    assert typed("20 + w^2 - 10 cos(2 pi w) + b^2 - 10 cos(2 pi b)").minima[0].w == 0.0
    assert minima_inside(catalog.get("goldstein_price"))[0].w == 0.0


def test_of_very_many_minima_the_lowest_are_told() -> None:
    surface = typed("sin(10w) sin(10b) + (w^2 + b^2)/50")
    assert len(surface.minima) == MAX_MINIMA
    line = np.linspace(-5.0, 5.0, 1001)
    assert surface.minima[0].loss < surface.grid(line, line).min()


@pytest.mark.parametrize(
    ("text", "minimum"),
    [("(w - 150)^2 + (b - 20)^2", (150, 20)), ("(w - 300)^2 + 100 (b - w)^2", (300, 300)), ("(w - 1e5)^2 + b^2", (1e5, 0))],
)
def test_minima_far_out_are_found(text: str, minimum: tuple[float, float]) -> None:
    (found,) = typed(text).minima
    assert (found.w, found.b) == pytest.approx(minimum)


def test_a_walk_to_a_minimum_that_was_found_names_it() -> None:
    surface = typed("(w^2 - 1)^2 + b^2 + 0.1w")
    setting = optimizers.OPTIMIZERS["gradient_descent"].setting(learning_rate=0.05)
    for start in ((2.0, 1.0), (-2.0, 1.0)):
        walk = descent.descend(surface, start, setting)
        assert walk.minimum is not None
        assert np.sign(surface.minima[walk.minimum].w) == np.sign(start[0])


def test_basins_of_a_grid() -> None:
    loss = np.array([[9.0, 9, 9, 9, 0], [9, 1, 9, 2, 9], [9, 9, 9, 9, 9], [np.nan, 3, 3, 3, 9]])
    assert basins(loss, np.arange(5.0), np.arange(4.0), 3).tolist() == [[4, 0], [1, 1], [1, 3]]
    assert inside_basins(loss).tolist() == [[True, False, False], [False, False, False]]


VALLEYS_OF_MINIMA = {"schaffer_2"}
"""Of whose minima, in ring-shaped valleys, only some are found."""


@pytest.mark.parametrize("id", catalog.SURFACES)
def test_the_catalogs_minima_are_found_and_no_others(id: str) -> None:
    surface = catalog.get(id)
    known = np.array([(minimum.w, minimum.b) for minimum in surface.minima])
    for minimum in minima_inside(surface):
        apart = np.hypot(*((known - (minimum.w, minimum.b)) / surface.domain.widths).T)
        assert apart.min() < 1e-6
        known = np.delete(known, apart.argmin(), axis=0)
    assert len(known) == 0 or id in VALLEYS_OF_MINIMA


def creased(rng: np.random.Generator) -> str:
    """A convex function of creases, which meet at narrow angles."""
    creases = [f"{weight:.2f} |{w:.2f} w + {b:.2f} b + {c:.2f}|" for weight, w, b, c in rng.uniform((1, -2, -2, -2), 3, (3, 4))]
    return " + ".join([*creases, f"{rng.uniform(0.1, 1.0):.2f} sqrt((w - {rng.uniform():.2f})^2 + b^2)"])


@pytest.mark.parametrize("seed", range(40))
def test_the_minimum_of_a_creased_bowl_is_found_and_no_other_is_claimed(seed: int) -> None:
    surface = typed(creased(np.random.default_rng(seed)), SQUARE)
    line = np.linspace(-5.0, 5.0, 1001)
    assert len(surface.minima) == 1
    assert surface.minima[0].loss <= surface.grid(line, line).min() + 1e-9
