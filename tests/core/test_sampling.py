"""Grids by one thread or several are the same grid."""

import threading

import numpy as np
import pytest

from app.core import catalog
from app.core.sampling import SERIAL_CALLS, THREADS, _pool, in_bands


@pytest.mark.parametrize("count", [1, 2, 7, 500])
@pytest.mark.parametrize("work", [1, SERIAL_CALLS, SERIAL_CALLS + 1])
def test_the_bands_cover_every_row_once(count: int, work: int) -> None:
    seen = np.zeros(count, dtype=int)

    def rows(first: int, last: int) -> None:
        seen[first:last] += 1

    in_bands(count, work, rows)
    assert (seen == 1).all()


def test_large_work_is_shared_between_threads() -> None:
    both = threading.Barrier(THREADS, timeout=20)

    def rows(_first: int, _last: int) -> None:
        both.wait()

    in_bands(10, SERIAL_CALLS + 1, rows)
    assert not both.broken


def test_an_error_in_a_band_is_not_lost() -> None:
    def rows(first: int, _last: int) -> None:
        if first > 0:
            raise ArithmeticError("second band")

    with pytest.raises(ArithmeticError, match="second band"):
        in_bands(10, SERIAL_CALLS + 1, rows)


def test_a_large_grid_equals_its_rows() -> None:
    surface = catalog.get("himmelblau")
    w, b = np.linspace(-6, 6, 601), np.linspace(-6, 6, 401)
    whole = surface.grid(w, b)
    assert whole.shape == (401, 601)
    for row in (0, 200, 201, 400):
        np.testing.assert_array_equal(whole[row], surface.grid(w, b[row : row + 1])[0])


def test_a_grid_does_not_wait_for_larger_ones_that_keep_the_threads() -> None:
    gate, seen = threading.Event(), np.zeros(10, dtype=int)
    released = [_pool().submit(gate.wait, 20) for _ in range(THREADS)]

    def rows(first: int, last: int) -> None:
        seen[first:last] += 1

    try:
        in_bands(10, SERIAL_CALLS + 1, rows)
    finally:
        gate.set()
    # A thread that gave up waiting for the gate says False: the grid had waited for it.
    assert all(each.result() for each in released)
    assert (seen == 1).all()
