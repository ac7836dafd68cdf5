"""A surface given by a formula, with its known minima: value, gradient and Hessian come exactly from the one expression."""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from app.core.abi import FunctionPointer
from app.core.compiled import Formula
from app.core.formulated import Formulated
from app.core.kinks import with_kinks
from app.core.surface import Domain, Minimum, Sampled

NEWTON_STEPS = 50


class FormulaSurface(Formulated):
    """The surface of a formula in w and b.

    Args:
        formula: its text, or the formula itself.
        domain: the part of the plane worth showing.
        seeds: a point near each known minimum, from which Newton's method finds it to full precision, or the minimum itself;
            with the loss there as a third number where it is known exactly.
        kind: "named" or "formula".

    Raises:
        FormulaError: the text is no formula, or one that cannot be computed.
    """

    minima_are = "known"
    minima_at_hand = True

    def __init__(
        self, formula: str | Formula, domain: Domain, seeds: tuple[tuple[float, ...], ...] = (), kind: str = "formula"
    ) -> None:
        self.kind = kind
        self.domain = domain
        self.formula = Formula(formula) if isinstance(formula, str) else formula
        self._seeds = seeds

    @cached_property
    def minima(self) -> tuple[Minimum, ...]:
        """The known minima inside the domain, in the order of the seeds."""
        if not self._seeds:
            return ()
        points = polish(self, np.array([seed[:2] for seed in self._seeds]))
        losses, _ = self.value_and_gradient(points)
        return tuple(
            Minimum(float(w), float(b), seed[2] if len(seed) > 2 else float(loss))
            for (w, b), loss, seed in zip(points, losses, self._seeds, strict=True)
        )

    @cached_property
    def function(self) -> FunctionPointer:
        """The compiled [L, dL/dw, dL/db]; at a minimum with a kink, where the formula's gradient is 0/0, see `with_kinks`."""
        return with_kinks(self.formula.function, np.array([seed[:2] for seed in self._seeds]).reshape(-1, 2))


def polish(surface: Sampled, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the stationary points that Newton's method reaches from `points` (n, 2), to full double precision."""
    points = points.astype(np.float64)
    for _ in range(NEWTON_STEPS):
        _, gradient = surface.value_and_gradient(points)
        moving = (gradient != 0).any(axis=1)
        if not moving.any():
            break
        step = np.linalg.solve(surface.hessian(points[moving]), gradient[moving][..., np.newaxis])[..., 0]
        moved = points[moving] - step
        if (np.abs(step) <= np.spacing(np.abs(moved))).all():
            break
        points[moving] = moved
    return points
