"""A named surface for other values of its parameters than the defaults: what suits it is found by walking on it."""

from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType

from app.core.closed_form import FormulaSurface
from app.core.first_steps import initial_steps
from app.core.rate_search import Way, rates
from app.core.rate_walks import QUICK
from app.core.surface import Domain, Suggested


class ParameterSurface(FormulaSurface):
    """A named surface for values of its parameters.

    Args:
        text: the formula with the values in it.
        domain: the part of the plane worth showing.
        seeds: as of `FormulaSurface`; at least one.
        suggested: settings worth a first look, for these values.
    """

    def __init__(self, text: str, domain: Domain, seeds: tuple[tuple[float, ...], ...], suggested: Suggested) -> None:
        super().__init__(text, domain, seeds, kind="named")
        self.suggested = suggested

    @cached_property
    def suggested_rates(self) -> Mapping[str, float]:
        """A learning rate by the id of each optimizer that has one: the suggested one, or found by walking from the start."""
        return MappingProxyType(rates(self._way, self.suggested.learning_rate, QUICK))

    @cached_property
    def suggested_steps(self) -> Mapping[str, float]:
        """A first step by the id of each optimizer that tries one, where its default does not do."""
        return MappingProxyType(initial_steps(self._way))

    @property
    def _way(self) -> Way:
        lowest = min(minimum.loss for minimum in self.minima)
        return Way(self, self.suggested.start, self.suggested.momentum, lowest, self.suggested.tolerance)
