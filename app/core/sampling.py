"""A surface at many points: a list of them, or the nodes of a grid."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from app.core.abi import FunctionPointer, Matrix, Vector, call_surface, element, kernel

THREADS = 2
SERIAL_CALLS = 200_000
"""A grid of at most this many calls is filled by the calling thread: handing it out would cost more than it saves."""


def evaluate(function: FunctionPointer, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the three outputs of a function at each of `points` (n, 2), shape (n, 3)."""
    points = np.array(points, dtype=np.float64, order="C")  # a copy, since kernels refuse read-only arrays
    out = np.empty((len(points), 3))
    _evaluate(function.address, function.data, points, out)
    return out


def fill_grid(function: FunctionPointer, w: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return L at the nodes of a grid, ``loss[row, column] = L(w[column], b[row])``, shape (len(b), len(w))."""
    w, b = np.array(w, dtype=np.float64), np.array(b, dtype=np.float64)
    loss = np.empty((len(b), len(w)))

    def rows(first: int, last: int) -> None:
        _grid_rows(function.address, function.data, w, b[first:last], loss[first:last])

    in_bands(len(b), loss.size, rows)
    return loss


def in_bands(count: int, work: int, rows: Callable[[int, int], None]) -> None:
    """Call ``rows(first, last)`` over all of ``range(count)``: at once if `work` is small, else a band a thread.

    A band that no thread has begun, because all are busy with larger grids, is taken back: no grid waits for another.
    """
    if work <= SERIAL_CALLS or count < THREADS:
        rows(0, count)
        return
    edges = [count * band // THREADS for band in range(THREADS + 1)]
    bands = list(pairwise(edges))
    others = [(band, _pool().submit(rows, *band)) for band in bands[1:]]
    rows(*bands[0])
    for band, other in others:
        if other.cancel():
            rows(*band)
        else:
            other.result()


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(THREADS, thread_name_prefix="grid")


@kernel("void(intp, intp, float64[:, ::1], float64[:, ::1])")
def _evaluate(address: int, data: int, points: Matrix, out: Matrix) -> None:
    for row in range(points.shape[0]):
        call_surface(address, element(out, 3 * row), element(points, 2 * row), data)


@kernel("void(intp, intp, float64[::1], float64[::1], float64[:, ::1])")
def _grid_rows(address: int, data: int, w: Vector, b: Vector, loss: Matrix) -> None:
    theta = np.empty(2)
    out = np.empty(3)
    for row in range(b.size):
        theta[1] = b[row]
        for column in range(w.size):
            theta[0] = w[column]
            call_surface(address, element(out, 0), element(theta, 0), data)
            loss[row, column] = out[0]
