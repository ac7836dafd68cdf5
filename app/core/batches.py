"""Batches of a neuron's data: which points each step of a stochastic walk sees.

The loss of a batch is rescaled by n / size, n points in all, so that the expected gradient of a step is the full one. For the
mean that makes it the batch's own mean; the half sum and the sum over a batch stand for all n points.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.core.neuron_minima import Neuron


@dataclass(frozen=True, slots=True, eq=False)
class Batches:
    """The batches of a walk, packed as the neuron's compiled functions read their data: step t takes row t - 1.

    Attributes:
        packed: shape (steps, 2 + 3 size), C-contiguous.
        shares: of all the data in each batch, shape (steps,).
    """

    packed: NDArray[np.float64]
    shares: NDArray[np.float64]

    @property
    def address(self) -> int:
        """Of the first row."""
        return int(self.packed.ctypes.data)

    @property
    def stride(self) -> int:
        """From one row to the next, bytes."""
        return self.packed.strides[0]


def draw(surface: Neuron, size: int, seed: int, steps: int) -> Batches | None:
    """Shuffle the data anew for every epoch, and cut each epoch into batches; its last one may be smaller.

    An epoch's order is that of one random number each: NumPy promises the stream of PCG64 itself, not that of its shuffle, so the
    same seed gives the same batches with any version of it.

    Args:
        surface: whose data.
        size: points a batch, at least 1.
        seed: >= 0.
        steps: how many batches.

    Returns:
        The batches; None where one holds all the data, and the walk is the plain one.
    """
    count = len(surface.data)
    if size >= count:
        return None
    in_epoch = -(-count // size)
    epochs = -(-steps // in_epoch)
    order = np.random.PCG64(seed).random_raw(epochs * count).reshape(epochs, count).argsort(axis=1, kind="stable")
    padded = np.pad(order, ((0, 0), (0, in_epoch * size - count))).reshape(epochs * in_epoch, size)[:steps]
    sizes = np.full((epochs, in_epoch), size)
    sizes[:, -1] = count - size * (in_epoch - 1)
    return _pack(surface, padded, sizes.ravel()[:steps])


def _pack(surface: Neuron, order: NDArray[np.int64], sizes: NDArray[np.int64]) -> Batches:
    steps, size = order.shape
    shares = sizes / len(surface.data)
    scale = surface.scale / shares
    packed = np.empty((steps, 2 + 3 * size))
    packed[:, 0], packed[:, 1] = sizes, scale
    packed[:, 2::3] = surface.data[order, 0]
    packed[:, 3::3] = surface.data[order, 1]
    packed[:, 4::3] = 2.0 * scale[:, None] * packed[:, 2::3]
    return Batches(packed, shares)
