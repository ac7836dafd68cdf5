"""The named surfaces. Adding one is adding one entry here; nothing else is edited."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from types import MappingProxyType

from app.core.closed_form import FormulaSurface
from app.core.surface import Domain, Minimum, Suggested


@dataclass(frozen=True, slots=True)
class CatalogEntry:
    """A named surface.

    Attributes:
        id: stable public name.
        name: for people.
        text: the formula, the one source of value, gradient, Hessian and LaTeX.
        domain: the part of the plane worth showing.
        seeds: a point near (or at) each minimum inside the domain, global and local, with the exact loss there where it has one;
            Newton's method takes each to full precision.
        suggested: settings worth a first look.
        source: author, year, title.
    """

    id: str
    name: str
    text: str
    domain: Domain
    seeds: tuple[tuple[float, ...], ...]
    suggested: Suggested
    source: str

    @property
    def latex(self) -> str:
        """LaTeX of the loss."""
        return get(self.id).latex

    @property
    def minima(self) -> tuple[Minimum, ...]:
        """All minima inside the domain, global and local."""
        return get(self.id).minima


@cache
def get(id: str) -> FormulaSurface:
    """Return the surface of that id.

    Raises:
        KeyError: if there is none.
    """
    entry = SURFACES[id]
    return FormulaSurface(entry.text, entry.domain, entry.seeds, kind="named")


def _square(half_width: float) -> Domain:
    return Domain(w=(-half_width, half_width), b=(-half_width, half_width))


def _lattice(reach: int) -> tuple[tuple[float, float], ...]:
    """The integer points with both coordinates within `reach`, nearest to the origin first."""
    points = product(range(-reach, reach + 1), repeat=2)
    return tuple((float(w), float(b)) for w, b in sorted(points, key=lambda point: point[0] ** 2 + point[1] ** 2))


ENTRIES = (
    CatalogEntry(
        id="isotropic_quadratic",
        name="Round bowl",
        text="(w^2 + b^2)/2",
        domain=_square(4.0),
        seeds=((0.0, 0.0, 0.0),),
        suggested=Suggested(start=(-3.0, 2.0), learning_rate=0.1, momentum=0.8, max_iterations=1000, tolerance=1e-5),
        source="A. Cauchy (1847), Méthode générale pour la résolution des systèmes d'équations simultanées",
    ),
    CatalogEntry(
        id="ill_conditioned_quadratic_25",
        name="Stretched bowl, condition number 25",
        text="(w^2 + 25*b^2)/2",
        domain=_square(4.0),
        seeds=((0.0, 0.0, 0.0),),
        suggested=Suggested(start=(-3.5, 1.0), learning_rate=0.04, momentum=0.8, max_iterations=1000, tolerance=1e-5),
        source="S. Boyd and L. Vandenberghe (2004), Convex Optimization, section 9.3.2",
    ),
    CatalogEntry(
        id="ill_conditioned_quadratic_400",
        name="Ravine, condition number 400",
        text="(w^2 + 400*b^2)/2",
        domain=_square(4.0),
        seeds=((0.0, 0.0, 0.0),),
        suggested=Suggested(start=(-3.5, 1.0), learning_rate=0.003, momentum=0.9, max_iterations=5000, tolerance=1e-5),
        source="G. Goh (2017), Why momentum really works",
    ),
    CatalogEntry(
        id="rosenbrock",
        name="Rosenbrock's banana valley",
        text="(1 - w)^2 + 100*(b - w^2)^2",
        domain=Domain(w=(-2.0, 2.0), b=(-1.0, 3.0)),
        seeds=((1.0, 1.0, 0.0),),
        suggested=Suggested(start=(-1.2, 1.0), learning_rate=0.001, momentum=0.9, max_iterations=5000, tolerance=1e-5),
        source="H. H. Rosenbrock (1960), An automatic method for finding the greatest or least value of a function",
    ),
    CatalogEntry(
        id="himmelblau",
        name="Himmelblau's four valleys",
        text="(w^2 + b - 11)^2 + (w + b^2 - 7)^2",
        domain=_square(6.0),
        seeds=((3.0, 2.0, 0.0), (-2.8, 3.1, 0.0), (-3.8, -3.3, 0.0), (3.6, -1.8, 0.0)),
        suggested=Suggested(start=(-0.5, -1.0), learning_rate=0.005, momentum=0.9, max_iterations=1000, tolerance=1e-5),
        source="D. M. Himmelblau (1972), Applied Nonlinear Programming",
    ),
    CatalogEntry(
        id="beale",
        name="Beale's function",
        text="(1.5 - w + w*b)^2 + (2.25 - w + w*b^2)^2 + (2.625 - w + w*b^3)^2",
        domain=_square(4.5),
        seeds=((3.0, 0.5, 0.0),),
        suggested=Suggested(start=(1.0, -1.5), learning_rate=0.005, momentum=0.9, max_iterations=5000, tolerance=1e-5),
        source="E.M.L. Beale (1958), On an iterative method for finding a local minimum of a function of more than one variable",
    ),
    CatalogEntry(
        id="booth",
        name="Booth's function",
        text="(w + 2*b - 7)^2 + (2*w + b - 5)^2",
        domain=_square(10.0),
        seeds=((1.0, 3.0, 0.0),),
        suggested=Suggested(start=(-8.0, -5.0), learning_rate=0.04, momentum=0.8, max_iterations=1000, tolerance=1e-5),
        source="A. D. Booth (1957), Numerical Methods",
    ),
    CatalogEntry(
        id="matyas",
        name="Matyas's function",
        text="0.26*(w^2 + b^2) - 0.48*w*b",
        domain=_square(10.0),
        seeds=((0.0, 0.0, 0.0),),
        suggested=Suggested(start=(-9.0, 4.0), learning_rate=0.5, momentum=0.9, max_iterations=1000, tolerance=1e-5),
        source="J. Matyas (1965), Random optimization",
    ),
    CatalogEntry(
        id="three_hump_camel",
        name="Three-hump camel",
        text="2*w^2 - 1.05*w^4 + w^6/6 + w*b + b^2",
        domain=_square(2.5),
        seeds=((0.0, 0.0, 0.0), (-1.75, 0.87), (1.75, -0.87)),
        suggested=Suggested(start=(-2.1, -1.8), learning_rate=0.05, momentum=0.8, max_iterations=1000, tolerance=1e-5),
        source="F. H. Branin (1972), Widely convergent method for finding multiple solutions of simultaneous nonlinear equations",
    ),
    CatalogEntry(
        id="six_hump_camel",
        name="Six-hump camel",
        text="(4 - 2.1*w^2 + w^4/3)*w^2 + w*b + (-4 + 4*b^2)*b^2",
        domain=Domain(w=(-2.2, 2.2), b=(-1.4, 1.4)),
        seeds=((0.09, -0.71), (-0.09, 0.71), (-1.7, 0.8), (1.7, -0.8), (1.6, 0.57), (-1.6, -0.57)),
        suggested=Suggested(start=(1.1, 1.1), learning_rate=0.02, momentum=0.8, max_iterations=1000, tolerance=1e-5),
        source="L. C. W. Dixon and G. P. Szegö (1978), Towards Global Optimisation 2",
    ),
    CatalogEntry(
        id="styblinski_tang",
        name="Styblinski and Tang's four basins",
        text="(w^4 - 16*w^2 + 5*w + b^4 - 16*b^2 + 5*b)/2",
        domain=_square(5.0),
        seeds=((-2.9, -2.9), (2.75, -2.9), (-2.9, 2.75), (2.75, 2.75)),
        suggested=Suggested(start=(0.5, 4.0), learning_rate=0.01, momentum=0.9, max_iterations=1000, tolerance=1e-5),
        source="M. A. Styblinski and T.-S. Tang (1990), Experiments in nonconvex optimization",
    ),
    CatalogEntry(
        id="rastrigin",
        name="Rastrigin's egg box",
        text="20 + w^2 - 10*cos(2*pi*w) + b^2 - 10*cos(2*pi*b)",
        domain=_square(5.12),
        seeds=((0.0, 0.0, 0.0), *_lattice(5)[1:]),
        suggested=Suggested(start=(3.4, -2.7), learning_rate=0.002, momentum=0.9, max_iterations=1000, tolerance=1e-5),
        source="L. A. Rastrigin (1974), Systems of Extremal Control",
    ),
    CatalogEntry(
        id="ackley",
        name="Ackley's funnel",
        text="-20*exp(-0.2*sqrt((w^2 + b^2)/2)) - exp((cos(2*pi*w) + cos(2*pi*b))/2) + e + 20",
        domain=_square(5.0),
        seeds=((0.0, 0.0, 0.0), *_lattice(5)[1:]),
        suggested=Suggested(start=(3.4, -2.4), learning_rate=0.02, momentum=0.9, max_iterations=1000, tolerance=1e-5),
        source="D. H. Ackley (1987), A Connectionist Machine for Genetic Hillclimbing",
    ),
    CatalogEntry(
        id="saddle",
        name="A saddle between two valleys",
        text="w^2 - b^2 + b^4/4",
        domain=_square(2.5),
        seeds=((0.0, -1.4), (0.0, 1.4)),
        suggested=Suggested(start=(-2.0, 0.0001), learning_rate=0.05, momentum=0.8, max_iterations=1000, tolerance=1e-5),
        source="Ours, after Y. Dauphin et al. (2014), Identifying and attacking the saddle point problem",
    ),
    CatalogEntry(
        id="monkey_saddle",
        name="A monkey saddle with three valleys",
        text="w^3 - 3*w*b^2 + (w^2 + b^2)^2/4",
        domain=_square(5.0),
        seeds=((-3.0, 0.0, -6.75), (1.5, 2.6, -6.75), (1.5, -2.6, -6.75)),
        suggested=Suggested(start=(3.0, 0.01), learning_rate=0.01, momentum=0.8, max_iterations=1000, tolerance=1e-5),
        source="D. Hilbert and S. Cohn-Vossen (1932), Anschauliche Geometrie (the saddle; the quartic rim is ours)",
    ),
    CatalogEntry(
        id="plateau_with_pit",
        name="A plateau with a pit",
        text="1 - exp(-(w^2 + b^2)/2)",
        domain=_square(5.0),
        seeds=((0.0, 0.0, 0.0),),
        suggested=Suggested(start=(-3.2, 1.8), learning_rate=1.0, momentum=0.8, max_iterations=1000, tolerance=1e-5),
        source="Ours, after Glorot and Bengio (2010), Understanding the difficulty of training deep feedforward neural networks",
    ),
)

SURFACES: Mapping[str, CatalogEntry] = MappingProxyType({entry.id: entry for entry in ENTRIES})
"""Every named surface by its id, in the order in which they are shown."""
