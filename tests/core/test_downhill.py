"""Downhill from one start: scaled, and stopped where it should be."""

from __future__ import annotations

import numpy as np
import pytest

from app.core.compiled import Formula
from app.core.downhill import Basin, downhill
from app.core.surface import Domain
from app.core.typed import TypedSurface

SQUARE = Domain((-5.0, 5.0), (-5.0, 5.0))
CELL = np.array([0.25, 0.5])
ENOUGH = 300
OVERFLOWS = "exp(exp(w))/(w^2 + b^2)"


def basin(text: str, start: tuple[float, float] = (0.0, 0.0)) -> Basin:
    return Basin(TypedSurface(Formula(text), SQUARE), np.array(start), CELL)


@pytest.mark.parametrize("scale", ["1e-9", "1", "1e9"])
def test_heights_count_in_depths_whatever_the_scale(scale: str) -> None:
    bowl = basin(f"7 + {scale} (w^2 + b^2)", (1.0, 1.0))
    assert bowl.height_and_slope(np.zeros(2))[0] == 0.0
    height, slope = bowl.height_and_slope(np.array([0.0, 2.0]))
    assert bowl.place(np.array([0.0, 2.0])).tolist() == [1.0, 2.0]
    # One cell along w is the lesser rise: (1.25^2 - 1) = 0.5625.
    np.testing.assert_allclose([height, *slope], np.array([3.0, 2 * 0.25, 4 * 0.5]) / 0.5625, rtol=1e-5)
    assert bowl.offset(bowl.place(np.array([0.5, -2.0]))).tolist() == [0.5, -2.0]


def test_where_the_loss_is_not_defined_no_step_ends() -> None:
    edge = basin("log(w) + b^2", (0.25, 0.0))
    beyond = np.array([-2.0, 0.0])
    assert edge.height_and_slope(beyond)[0] == np.inf
    tip = basin("sqrt(w^2 + b^2)")
    assert tip.height_and_slope(np.zeros(2))[0] == np.inf  # a loss, but no gradient


def test_it_arrives() -> None:
    place, evaluations = downhill(basin("(w - 1)^2 + 10 (b - w^2)^2", (-1.0, 1.0)), SQUARE, ENOUGH)
    np.testing.assert_allclose(place, [1.0, 1.0], atol=1e-4)
    assert 0 < evaluations < ENOUGH


def test_it_stays_within_the_domain_and_within_its_evaluations() -> None:
    place, _ = downhill(basin("w + b^2", (-4.0, 1.0)), SQUARE, ENOUGH)
    np.testing.assert_allclose(place, [-5.0, 0.0], atol=1e-4)
    few = 5
    valley = basin("(w - 1)^2 + 1e4 (b - w^2)^2", (-3.0, 4.0))
    assert few <= downhill(valley, SQUARE, few)[1] <= 2 * few


@pytest.mark.parametrize(
    "text", ["|w| + |b - 0.1|", "exp(exp(w))/(w^2 + b^2) * log(w + 0.89b)", "exp(exp(w^2)) + b^2", "log(w) + b^2"]
)
@pytest.mark.parametrize("start", [(1.1, 0.0), (5.0, 5.0), (0.1, -0.1), (-4.0, 4.9)])
def test_it_ends_at_kinks_at_holes_and_where_losses_overflow(text: str, start: tuple[float, float]) -> None:
    with np.errstate(all="ignore"):
        place, evaluations = downhill(basin(text, start), SQUARE, ENOUGH)
    assert SQUARE.contains(*place)
    assert evaluations < 2 * ENOUGH
