"""What a surface is: a loss over (w, b) with its exact derivatives, its domain and its known minima."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from app.core.abi import FunctionPointer
from app.core.sampling import evaluate, fill_grid

FARTHEST = 1e6
"""The largest |w| and |b| of any domain, and of any point that is asked for."""


@dataclass(frozen=True, slots=True)
class Domain:
    """The part of the plane worth showing: w and b, each from low to high, within `FARTHEST`."""

    w: tuple[float, float]
    b: tuple[float, float]

    @property
    def widths(self) -> tuple[float, float]:
        """The extent along w and along b."""
        return self.w[1] - self.w[0], self.b[1] - self.b[0]

    def contains(self, w: float, b: float) -> bool:
        """Tell whether a point lies inside, edges included."""
        return self.w[0] <= w <= self.w[1] and self.b[0] <= b <= self.b[1]

    def contains_each(self, points: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Tell which of `points`, shape (n, 2), lie inside, edges included; shape (n,)."""
        low, high = np.array([self.w, self.b]).T
        result: NDArray[np.bool_] = ((points >= low) & (points <= high)).all(axis=1)
        return result


@dataclass(frozen=True, slots=True)
class Minimum:
    """A local or global minimum: where it is and the loss there."""

    w: float
    b: float
    loss: float


@dataclass(frozen=True, slots=True)
class Suggested:
    """Settings under which the optimizers show something worth seeing on a surface."""

    start: tuple[float, float]
    learning_rate: float
    momentum: float
    max_iterations: int
    tolerance: float


class Surface(Protocol):
    """A loss over the plane, L(w, b).

    Attributes:
        kind: "named", "formula" or "neuron".
        text: canonical formula.
        latex: LaTeX of the loss, "L(w, b) = ...".
        latex_gradient: LaTeX of dL/dw and of dL/db, right-hand sides.
        domain: the part of the plane worth showing.
        minima: the minima, global and local: those inside the domain, a neuron's wherever they are.
        minima_are: "known", or "found" by a numerical search, so that some may be missing.
        minima_at_hand: whether `minima` are known already, so that asking for them starts no search.
        function: out = [L, dL/dw, dL/db].
        hessian_function: out = [d2L/dw2, d2L/dwdb, d2L/db2]; may be compiled when first asked for.
    """

    @property
    def kind(self) -> str:
        """What it is: "named", "formula" or "neuron"."""
        ...

    @property
    def text(self) -> str:
        """Its canonical formula."""
        ...

    @property
    def latex(self) -> str:
        """LaTeX of the loss."""
        ...

    @property
    def latex_gradient(self) -> tuple[str, str]:
        """LaTeX of both partial derivatives."""
        ...

    @property
    def domain(self) -> Domain:
        """The part of the plane worth showing."""
        ...

    @property
    def minima(self) -> tuple[Minimum, ...]:
        """Its minima."""
        ...

    @property
    def minima_are(self) -> str:
        """How they were come by: "known" or "found"."""
        ...

    @property
    def minima_at_hand(self) -> bool:
        """Whether asking for them starts no search."""
        ...

    @property
    def function(self) -> FunctionPointer:
        """Value and gradient, for a kernel."""
        ...

    @property
    def hessian_function(self) -> FunctionPointer:
        """Second derivatives, for a kernel."""
        ...

    def value_and_gradient(self, points: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the loss (n,) and the gradient (n, 2) at `points` (n, 2)."""
        ...

    def hessian(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the Hessian (n, 2, 2) at `points` (n, 2)."""
        ...

    def grid(self, w: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return ``loss[row, column] = L(w[column], b[row])``."""
        ...


class Sampled:
    """The three ways to sample a surface, from its compiled functions."""

    @property
    def function(self) -> FunctionPointer:
        """The compiled [L, dL/dw, dL/db]."""
        raise NotImplementedError

    @property
    def value_function(self) -> FunctionPointer:
        """The compiled [L], which may leave the other two outputs as they are: two thirds of the time on a grid."""
        return self.function

    @property
    def hessian_function(self) -> FunctionPointer:
        """The compiled [d2L/dw2, d2L/dwdb, d2L/db2]."""
        raise NotImplementedError

    def value_and_gradient(self, points: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the loss (n,) and the gradient (n, 2) at `points` (n, 2)."""
        out = evaluate(self.function, points)
        return out[:, 0], out[:, 1:]

    def hessian(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the Hessian (n, 2, 2) at `points` (n, 2)."""
        ww, wb, bb = evaluate(self.hessian_function, points).T
        return np.stack([ww, wb, wb, bb], axis=-1).reshape(-1, 2, 2)

    def grid(self, w: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return ``loss[row, column] = L(w[column], b[row])``, the loss of `value_and_gradient` to rounding."""
        return fill_grid(self.value_function, w, b)
