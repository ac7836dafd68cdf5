"""A surface that someone typed: its domain is guessed unless given, its minima are found, not known."""

from functools import cached_property

from app.core.abi import FunctionPointer
from app.core.closed_form import FormulaSurface
from app.core.compiled import Formula
from app.core.first_look import domain_and_minima, minima_inside, suggest
from app.core.surface import Domain, Minimum, Sampled, Suggested


class TypedSurface(Sampled):
    """The surface of a typed formula.

    Args:
        formula: checked, and shared between the surfaces of the same text on other domains.
        domain: the part of the plane worth showing; None for a first guess, see `first_look.domain_and_minima`.
    """

    kind = "formula"
    minima_are = "found"

    def __init__(self, formula: Formula, domain: Domain | None = None) -> None:
        self.formula = formula
        self._domain = domain

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
    def domain(self) -> Domain:
        """The part of the plane worth showing."""
        return self._looked_at[0] if self._domain is None else self._domain

    @property
    def minima(self) -> tuple[Minimum, ...]:
        """The minima found inside the domain, lowest first."""
        return self._looked_at[1]

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

    @cached_property
    def suggested(self) -> Suggested:
        """Settings worth a first look."""
        return suggest(self)

    @cached_property
    def _looked_at(self) -> tuple[Domain, tuple[Minimum, ...]]:
        if self._domain is None:
            return domain_and_minima(self.formula)
        return self._domain, minima_inside(FormulaSurface(self.formula, self._domain))
