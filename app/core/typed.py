"""A surface that someone typed: its domain is guessed unless given, its minima are found, not known."""

from functools import cached_property

from app.core.closed_form import FormulaSurface
from app.core.compiled import Formula
from app.core.first_look import domain_and_minima, minima_inside
from app.core.formula_suggested import suggest
from app.core.formulated import Formulated
from app.core.rate_search import Way
from app.core.surface import Domain, Minimum, Suggested
from app.core.walked_settings import WalkedSettings


class TypedSurface(WalkedSettings, Formulated):
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
    def domain(self) -> Domain:
        """The part of the plane worth showing."""
        return self._looked_at[0] if self._domain is None else self._domain

    @property
    def minima(self) -> tuple[Minimum, ...]:
        """The minima found inside the domain, lowest first."""
        return self._looked_at[1]

    @property
    def minima_at_hand(self) -> bool:
        """Whether the minima have been searched for."""
        return "_looked_at" in self.__dict__

    @cached_property
    def suggested(self) -> Suggested:
        """Settings worth a first look."""
        return suggest(self)

    @property
    def _way(self) -> Way:
        lowest = self.minima[0].loss if self.minima else None
        return Way(self, self.suggested.start, self.suggested.momentum, lowest, self.suggested.tolerance)

    @cached_property
    def _looked_at(self) -> tuple[Domain, tuple[Minimum, ...]]:
        if self._domain is None:
            return domain_and_minima(self.formula)
        return self._domain, minima_inside(FormulaSurface(self.formula, self._domain))
