"""From a checked surface of a request to the core's surface; those on data and typed ones are remembered for a while."""

from __future__ import annotations

from functools import partial

import numpy as np

from app.api import schemas
from app.api.memory import Memory
from app.api.work import CHEAP
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

    def typed(self, choice: schemas.FormulaSurface) -> TypedSurface | None:
        """The surface of this formula, None if its text is not remembered and must be read and compiled first."""
        formula = self._texts.peek(choice.text)
        if formula is None:
            return None
        domain = Domain(choice.domain.w, choice.domain.b) if choice.domain else None
        return self._typed.get((formula.text, domain), lambda: TypedSurface(formula, domain))

    def learn(self, text: str) -> None:
        """Read, compile and remember a formula; texts with the same canonical form share what is compiled, on whatever domain.

        This may take 100 ms.

        Raises:
            FormulaError: the text is no formula, or one that cannot be computed.
        """
        self._texts.get(text, lambda: self._compiled(Formula(text)))

    def _compiled(self, formula: Formula) -> Formula:
        shared = self._formulas.get(formula.text, lambda: formula)
        shared.make_ready()
        return shared


MEMORY = SurfaceMemory(REMEMBERED)


async def core_surface(choice: schemas.NamedSurface | schemas.FormulaSurface | schemas.NeuronSurface) -> Surface:
    """The surface to compute on; a typed one that is new is made ready on a thread.

    Raises:
        FormulaError: a typed text is no formula, or one that cannot be computed.
        Problem: 503 when too many are waiting for a thread.
    """
    match choice:
        case schemas.NamedSurface():
            return catalog.get(choice.id, choice.values)
        case schemas.NeuronSurface():
            return MEMORY.neuron(choice)
        case schemas.FormulaSurface():
            while (known := MEMORY.typed(choice)) is None:
                await CHEAP.run(partial(MEMORY.learn, choice.text))
            return known
