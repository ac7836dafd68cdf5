"""The named surfaces, one module a family. Adding one is adding one entry to its family's; nothing else is edited."""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from app.core.catalog import bowls, many_minima, noisy, plateaus, ridges, saddles, valleys
from app.core.catalog.entry import CatalogEntry, Family, Parameter, ParameterError
from app.core.catalog.parameter_surface import ParameterSurface
from app.core.closed_form import FormulaSurface

__all__ = [
    "ENTRIES",
    "FAMILIES",
    "REMEMBERED",
    "SURFACES",
    "CatalogEntry",
    "Family",
    "Parameter",
    "ParameterError",
    "ParameterSurface",
    "get",
]

FAMILIES: Mapping[Family, str] = MappingProxyType(
    {
        "bowls": "Bowls",
        "valleys": "Valleys",
        "many_minima": "Many minima",
        "plateaus": "Plateaus",
        "saddles": "Saddles",
        "ridges": "Ridges and kinks",
        "noisy": "Noisy-looking",
    }
)
"""Every family with its name for people, in the order in which they are shown."""

ENTRIES: tuple[CatalogEntry, ...] = (
    *bowls.ENTRIES,
    *valleys.ENTRIES,
    *many_minima.ENTRIES,
    *plateaus.ENTRIES,
    *saddles.ENTRIES,
    *ridges.ENTRIES,
    *noisy.ENTRIES,
)

SURFACES: Mapping[str, CatalogEntry] = MappingProxyType({entry.id: entry for entry in ENTRIES})
"""Every named surface by its id, in the order in which they are shown."""

REMEMBERED = 64
"""Surfaces with other parameters than the defaults that are kept; dragging a slider asks for each many times over."""


def get(id: str, parameters: Mapping[str, float] | None = None) -> FormulaSurface:
    """Return the surface of that id, with the given parameters and the defaults for the others.

    Raises:
        KeyError: if there is none.
        ParameterError: for a parameter that it does not have, or a value out of range.
    """
    entry = SURFACES[id]
    if not parameters:
        return entry.surface
    return _instance(id, tuple(entry.values(parameters).values()))


@lru_cache(maxsize=REMEMBERED)
def _instance(id: str, values: tuple[float, ...]) -> FormulaSurface:
    return SURFACES[id].with_values(values)
