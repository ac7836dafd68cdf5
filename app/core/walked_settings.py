"""Rates and first steps that are found by walking, for surfaces of which no script has stored any."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType

from app.core.first_steps import initial_steps
from app.core.rate_search import Way, rates
from app.core.rate_walks import QUICK
from app.core.surface import Suggested


class WalkedSettings(ABC):
    """What each optimizer is suggested on a surface, searched for when it is first asked for."""

    @property
    @abstractmethod
    def suggested(self) -> Suggested:
        """Settings for all of them."""

    @property
    @abstractmethod
    def _way(self) -> Way:
        """From where to try, and how."""

    @cached_property
    def suggested_rates(self) -> Mapping[str, float]:
        """A learning rate by the id of each optimizer that has one, found by walking from the suggested start."""
        return MappingProxyType(rates(self._way, self.suggested.learning_rate, QUICK))

    @cached_property
    def suggested_steps(self) -> Mapping[str, float]:
        """A first step by the id of each optimizer that tries one, where its default does not do."""
        return MappingProxyType(initial_steps(self._way))
