"""Downhill from one start: scaled, and stopped where it should be."""

from __future__ import annotations

import numpy as np
import pytest

from app.core.compiled import Formula
from app.core.downhill import Basin, Walk
from app.core.surface import Domain
from app.core.typed import TypedSurface

SQUARE = Domain((-5.0, 5.0), (-5.0, 5.0))
CELL = np.array([0.25, 0.5])
ENOUGH = 300


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
    np.testing.assert_allclose(bowl.bend(np.zeros(2)), np.diag([2 * 0.0625, 2 * 0.25]) / 0.5625, rtol=1e-5)


def test_where_the_loss_is_not_defined_no_step_ends() -> None:
    edge = basin("log(w) + b^2", (0.25, 0.0))
    beyond = np.array([-2.0, 0.0])
    assert edge.height_and_slope(beyond)[0] == np.inf
    tip = basin("sqrt(w^2 + b^2)")
    assert tip.height_and_slope(np.zeros(2))[0] == np.inf  # a loss, but no gradient
    assert tip.bend(np.zeros(2)).tolist() == [[0.0, 0.0], [0.0, 0.0]]


def test_a_walk_arrives() -> None:
    walk = Walk(basin("(w - 1)^2 + 10 (b - w^2)^2", (-1.0, 1.0)), SQUARE)
    np.testing.assert_allclose(walk.downhill(ENOUGH), [1.0, 1.0], atol=1e-4)
    assert not walk.stopped
    assert 0 < walk.steps < ENOUGH


def test_a_walk_is_stopped_at_the_domains_edge() -> None:
    outwards = Walk(basin("w + b^2", (-4.0, 0.0)), SQUARE)
    assert outwards.downhill(ENOUGH)[0] < -5.0
    assert outwards.stopped


def test_a_walk_gives_up_on_a_kink() -> None:
    walk = Walk(basin("|w| + |b - 0.1|", (1.1, 0.0)), SQUARE)
    walk.downhill(ENOUGH)
    assert not walk.stopped
    assert walk.steps < ENOUGH // 10
