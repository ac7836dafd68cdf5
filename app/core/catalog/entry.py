"""What a named surface is, and what a surface with parameters has besides."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from types import MappingProxyType
from typing import ClassVar, Literal

from app.core.catalog.parameter_surface import ParameterSurface
from app.core.closed_form import FormulaSurface
from app.core.dial import Dial, DialError
from app.core.surface import Domain, Minimum, Suggested

Family = Literal["bowls", "valleys", "many_minima", "plateaus", "saddles", "ridges", "noisy"]


class ParameterError(DialError):
    """A parameter that a surface does not have, or a value outside its range."""


@dataclass(frozen=True, slots=True)
class Parameter(Dial):
    """A number that a surface's formula is made with."""

    error: ClassVar[type[DialError]] = ParameterError


@dataclass(frozen=True)
class CatalogEntry:
    """A named surface.

    Attributes:
        id: stable public name.
        name: for people.
        family: what kind of terrain it is, a key of `FAMILIES`.
        about: one sentence on what there is to see.
        text: the formula, the one source of value, gradient, Hessian and LaTeX; with parameters, that of their defaults.
        domain: the part of the plane worth showing.
        seeds: a point near (or at) each minimum inside the domain, global and local, with the exact loss there where it has one;
            Newton's method takes each to full precision.
        suggested: settings worth a first look; with parameters, those for their defaults.
        source: author, year, title.
        parameters: the numbers that the formula is made with, if any.
        write: the formula for a value of each parameter, in their order. Minima must lie where the seeds say for all of them.
        suggest: the settings for a value of each parameter, in their order.
    """

    id: str
    name: str
    family: Family
    about: str
    text: str
    domain: Domain
    seeds: tuple[tuple[float, ...], ...]
    suggested: Suggested
    source: str
    parameters: tuple[Parameter, ...] = ()
    write: Callable[..., str] | None = None
    suggest: Callable[..., Suggested] | None = None

    @cached_property
    def surface(self) -> FormulaSurface:
        """The surface; of one with parameters, that of the defaults."""
        return FormulaSurface(self.text, self.domain, self.seeds, kind="named")

    @property
    def latex(self) -> str:
        """LaTeX of the loss."""
        return self.surface.latex

    @property
    def minima(self) -> tuple[Minimum, ...]:
        """All minima inside the domain, global and local."""
        return self.surface.minima

    def values(self, given: Mapping[str, float]) -> Mapping[str, float]:
        """Return a value for each parameter: those given, and the defaults for the others.

        Raises:
            ParameterError: for one that this surface does not have, or a value out of range.
        """
        names = [each.name for each in self.parameters]
        for name in given:
            if name not in names:
                has = f"has {' and '.join(names)}" if names else "has no parameters"
                raise ParameterError(name, f"{self.id} {has}")
        return MappingProxyType({each.name: each.checked(given.get(each.name, each.default)) for each in self.parameters})

    def with_values(self, values: tuple[float, ...]) -> FormulaSurface:
        """Make the surface for a checked value of each parameter, in their order; that of the defaults is `surface`."""
        if values == tuple(each.default for each in self.parameters):
            return self.surface
        assert self.write is not None
        assert self.suggest is not None
        return ParameterSurface(self.write(*values), self.domain, self.seeds, self.suggest(*values))


def square(half_width: float) -> Domain:
    """The square around the origin."""
    return Domain(w=(-half_width, half_width), b=(-half_width, half_width))


def lattice(reach: int) -> tuple[tuple[float, float], ...]:
    """The integer points with both coordinates within `reach`, nearest to the origin first."""
    points = product(range(-reach, reach + 1), repeat=2)
    return tuple((float(w), float(b)) for w, b in sorted(points, key=lambda point: point[0] ** 2 + point[1] ** 2))
