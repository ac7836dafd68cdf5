"""A named surface for other values of its parameters than the defaults: what suits it is found by walking on it."""

from app.core.closed_form import FormulaSurface
from app.core.rate_search import Way
from app.core.surface import Domain, Suggested
from app.core.walked_settings import WalkedSettings


class ParameterSurface(WalkedSettings, FormulaSurface):
    """A named surface for values of its parameters.

    Args:
        text: the formula with the values in it.
        domain: the part of the plane worth showing.
        seeds: as of `FormulaSurface`; at least one.
        suggested: settings worth a first look, for these values.
    """

    def __init__(self, text: str, domain: Domain, seeds: tuple[tuple[float, ...], ...], suggested: Suggested) -> None:
        super().__init__(text, domain, seeds, kind="named")
        self._suggested = suggested

    @property
    def suggested(self) -> Suggested:
        """Settings worth a first look."""
        return self._suggested

    @property
    def _way(self) -> Way:
        lowest = min(minimum.loss for minimum in self.minima)
        return Way(self, self.suggested.start, self.suggested.momentum, lowest, self.suggested.tolerance)
