"""From a checked surface of a request to the core's surface; those on data are remembered for a while."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

import numpy as np

from app.api import schemas
from app.core import catalog
from app.core.neuron import NeuronSurface
from app.core.surface import Surface

REMEMBERED = 64
"""Surfaces kept; 64 of 10,000 points take 20 MB."""


class SurfaceMemory:
    """The last used neuron surfaces: dragging a start sends the same data with every request.

    Args:
        size: surfaces kept; the least recently used is dropped.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._surfaces: OrderedDict[tuple[str, bytes], NeuronSurface] = OrderedDict()
        self._lock = Lock()

    def neuron(self, choice: schemas.NeuronSurface) -> NeuronSurface:
        """The surface of these data, made at most once while it is remembered."""
        data = np.array(choice.data, dtype=np.float64)
        key = (choice.loss, data.tobytes())
        with self._lock:
            surface = self._surfaces.get(key)
            if surface is None:
                surface = self._surfaces[key] = NeuronSurface(data, loss=choice.loss)
            self._surfaces.move_to_end(key)
            while len(self._surfaces) > self._size:
                self._surfaces.popitem(last=False)
        return surface


MEMORY = SurfaceMemory(REMEMBERED)


def core_surface(choice: schemas.NamedSurface | schemas.NeuronSurface) -> Surface:
    """The surface to compute on."""
    if isinstance(choice, schemas.NamedSurface):
        return catalog.get(choice.id, choice.values)
    return MEMORY.neuron(choice)
