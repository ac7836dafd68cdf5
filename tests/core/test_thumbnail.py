"""Thumbnails: the ground below each level, in whole coordinates, as the grid says."""

import re

import numpy as np
import pytest

from app.core.closed_form import FormulaSurface
from app.core.surface import Domain
from app.core.thumbnail import BANDS, SIZE, levels, thumbnail

SQUARE = Domain((-1.0, 1.0), (-1.0, 1.0))


def rings(picture: str) -> list[list[list[tuple[int, int]]]]:
    """The vertices of every ring of every path."""
    return [[vertices(ring) for ring in path.split("z")[:-1]] for path in re.findall(r' d="([^"]*)"', picture)]


def vertices(ring: str) -> list[tuple[int, int]]:
    start, steps = ring.removeprefix("M").split("l")
    moves = np.array([start.split(), *np.reshape(steps.split(), (-1, 2)).tolist()], dtype=int)
    return [(x, y) for x, y in np.cumsum(moves, axis=0).tolist()]


def area(ring: list[tuple[int, int]]) -> float:
    x, y = np.array(ring).T
    return float(abs(x @ np.roll(y, 1) - y @ np.roll(x, 1)) / 2)


def test_a_round_bowl_is_rings_of_the_right_size() -> None:
    surface = FormulaSurface("w^2 + b^2", SQUARE, ((0.0, 0.0, 0.0),))
    heights = surface.grid(np.linspace(-1, 1, 81), np.linspace(-1, 1, 81)).ravel()
    found = rings(thumbnail(surface))
    assert [len(path) for path in found] == [1] * BANDS
    for (ring,), level in zip(found, levels(heights), strict=True):
        if level < 1:
            assert area(ring) == pytest.approx(np.pi * level * (SIZE / 2) ** 2, rel=0.06)


def test_up_is_up_and_right_is_right() -> None:
    deepest, *_ = rings(thumbnail(FormulaSurface("(w - 0.5)^2 + (b - 0.8)^2", SQUARE)))
    x, y = np.mean(deepest[0], axis=0)
    assert (x, y) == (pytest.approx(0.75 * SIZE, abs=2), pytest.approx(0.1 * SIZE, abs=2))


def test_levels_are_even_on_a_logarithmic_scale() -> None:
    found = levels(np.linspace(0, 100, 10_001))
    np.testing.assert_allclose(np.diff(np.log(found)), np.log(100 / 2) / BANDS)
    assert found[0] == pytest.approx(2)


def test_where_there_is_no_number_there_is_no_ground() -> None:
    for path in rings(thumbnail(FormulaSurface("w*log(w) + b^2", SQUARE))):
        assert all(x >= SIZE // 2 for ring in path for x, _ in ring)
