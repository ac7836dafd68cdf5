"""From a checked surface of a request to the core's surface; those on data and typed ones are remembered for a while."""

from __future__ import annotations

import numpy as np

from app.api import schemas
from app.api.memory import Memory
from app.core import catalog
from app.core.compiled import Formula
from app.core.neuron import NeuronSurface
from app.core.surface import Domain, Surface
from app.core.typed import TypedSurface

REMEMBERED = 64
"""Surfaces of each kind kept; 64 neurons of 10,000 points take 20 MB."""


class SurfaceMemory:
    """The last used surfaces: dragging a start sends the same data, or the same formula, with every request.

    Args:
        size: surfaces of each kind kept.
    """

    def __init__(self, size: int) -> None:
        self._neurons = Memory[tuple[str, bytes], NeuronSurface](size)
        self._texts = Memory[str, Formula](size)
        self._formulas = Memory[str, Formula](size)
        self._typed = Memory[tuple[str, Domain | None], TypedSurface](size)

    def neuron(self, choice: schemas.NeuronSurface) -> NeuronSurface:
        """The surface of these data, made at most once while it is remembered."""
        data = np.array(choice.data, dtype=np.float64)
        return self._neurons.get((choice.loss, data.tobytes()), lambda: NeuronSurface(data, loss=choice.loss))

    def typed(self, choice: schemas.FormulaSurface) -> TypedSurface:
        """The surface of this formula; texts with the same canonical form share what is compiled, on whatever domain.

        Raises:
            FormulaError: the text is no formula, or one that cannot be computed.
        """
        formula = self._texts.get(choice.text, lambda: self._formula(choice.text))
        domain = Domain(choice.domain.w, choice.domain.b) if choice.domain else None
        return self._typed.get((formula.text, domain), lambda: TypedSurface(formula, domain))

    def _formula(self, text: str) -> Formula:
        formula = Formula(text)
        return self._formulas.get(formula.text, lambda: formula)


MEMORY = SurfaceMemory(REMEMBERED)


def core_surface(choice: schemas.NamedSurface | schemas.FormulaSurface | schemas.NeuronSurface) -> Surface:
    """The surface to compute on.

    Raises:
        FormulaError: a typed text is no formula, or one that cannot be computed.
    """
    match choice:
        case schemas.NamedSurface():
            return catalog.get(choice.id, choice.values)
        case schemas.FormulaSurface():
            return MEMORY.typed(choice)
        case schemas.NeuronSurface():
            return MEMORY.neuron(choice)
