"""Downhill from many starts at once: off saddles, along valleys, out of the domain, and to a rest at kinks."""

from __future__ import annotations

import numpy as np
import pytest

from app.core.compiled import Formula
from app.core.surface import Domain
from app.core.trust_region import FARTHEST_REACH, Descents
from app.core.typed import TypedSurface

SQUARE = Domain((-5.0, 5.0), (-5.0, 5.0))
CELL = np.array([0.25, 0.5])


def descents(text: str, *starts: tuple[float, float]) -> Descents:
    return Descents(TypedSurface(Formula(text), SQUARE), CELL, SQUARE, np.array(starts))


def test_all_arrive_each_at_its_own() -> None:
    all_ = descents("(w^2 - 1)^2 + 10 (b - w^2)^2", (-2.0, 4.0), (2.5, -1.0), (0.1, 3.0))
    all_.walk(60)
    np.testing.assert_allclose(all_.places, [(-1.0, 1.0), (1.0, 1.0), (1.0, 1.0)], atol=1e-6)
    assert all_.inside.all()
    assert not len(all_.going)


@pytest.mark.parametrize("scale", ["1e-9", "1", "1e9"])
def test_no_step_is_longer_than_a_cell_and_each_leads_down(scale: str) -> None:
    one = descents(f"{scale} ((1 - w)^2 + 100 (b - w^2)^2)", (-3.0, -4.0))
    surface, before = one.surface, one.places.copy()
    while len(one.going):
        one.walk(1)
        lengths = np.hypot(*((one.places - before) / CELL).T)
        assert (lengths <= np.sqrt(2.0) * FARTHEST_REACH + 1e-9).all()
        losses, _ = surface.value_and_gradient(np.concatenate((before, one.places)))
        assert losses[1] <= losses[0]
        before = one.places.copy()
    np.testing.assert_allclose(one.places, [(1.0, 1.0)], atol=1e-6)


def test_a_saddle_is_left_and_so_is_the_domain() -> None:
    off = descents("w^2 - b^2", (1.0, 0.01), (1.0, -0.01))
    off.walk(60)
    assert not off.inside.any()
    assert not len(off.going)


def test_at_a_kink_and_where_nothing_is_defined_they_come_to_rest() -> None:
    crease = descents("|w - b| + 0.1 (w^2 + b^2)", (1.1, 0.3))
    crease.walk(60)
    assert not len(crease.going)
    assert abs(crease.places[0, 0] - crease.places[0, 1]) < 1e-3
    hole = descents("sqrt(w) + b^2", (0.3, 0.2), (-1.0, 0.0))
    hole.walk(60)
    assert 0.0 < hole.places[0, 0] < 1e-3
    assert hole.places[1].tolist() == [-1.0, 0.0]
    assert not len(hole.going)
