"""What every surface of a formula has from it: text, LaTeX and the compiled functions."""

from app.core.abi import FunctionPointer
from app.core.compiled import Formula
from app.core.surface import Sampled


class Formulated(Sampled):
    """A surface whose loss is a formula.

    Attributes:
        formula: checked, and perhaps shared between surfaces.
    """

    formula: Formula

    @property
    def text(self) -> str:
        """The formula in canonical form."""
        return self.formula.text

    @property
    def latex(self) -> str:
        """LaTeX of the loss."""
        return self.formula.latex

    @property
    def latex_gradient(self) -> tuple[str, str]:
        """LaTeX of dL/dw and dL/db."""
        return self.formula.latex_gradient

    @property
    def function(self) -> FunctionPointer:
        """The compiled [L, dL/dw, dL/db]."""
        return self.formula.function

    @property
    def value_function(self) -> FunctionPointer:
        """The compiled [L] alone."""
        return self.formula.value_function

    @property
    def hessian_function(self) -> FunctionPointer:
        """The compiled [d2L/dw2, d2L/dwdb, d2L/db2]."""
        return self.formula.hessian_function
