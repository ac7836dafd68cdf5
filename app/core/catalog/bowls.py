"""Bowls: one minimum, and every way down leads to it. How stretched a bowl is decides how fast."""

from app.core.catalog.entry import CatalogEntry, Parameter, square
from app.core.surface import Suggested

CONDITION_NUMBER = Parameter(
    name="condition_number", symbol="κ", latex=r"\kappa", default=25.0, minimum=1.0, maximum=1e4, scale="log"
)
ROTATION = Parameter(name="rotation_degrees", symbol="φ", latex=r"\varphi", default=30.0, minimum=-180.0, maximum=180.0)
RAVINE = 100.0
"""The condition number beyond which a bowl takes more momentum, and more steps."""


def quadratic(condition_number: float, rotation_degrees: float) -> str:
    """The bowl (u^2 + kappa v^2)/2, its long axis u turned by an angle, counter-clockwise from the w axis.

    SymEngine knows the cosines of round angles exactly, so 0, 30, 45 and 90 degrees leave no rounding in the formula.
    """
    steepness, angle = (repr(value).removesuffix(".0") for value in (condition_number, rotation_degrees))
    cosine, sine = f"cos({angle}*pi/180)", f"sin({angle}*pi/180)"
    return f"((w*{cosine} + b*{sine})^2 + {steepness}*(b*{cosine} - w*{sine})^2)/2"


def quadratic_suggested(condition_number: float, _rotation_degrees: float) -> Suggested:
    """Settings that suit that bowl: the steep axis is done in a step or, of a rounder one, the flat axis in a few.

    The rate is 1/kappa to two digits: Nesterov's walk with momentum 0.9 diverges from 1.36/kappa.
    """
    rate = float(f"{min(0.1, 1 / condition_number):.2g}")
    momentum, max_iterations = (0.8, 1000) if condition_number <= RAVINE else (0.9, 5000)
    return Suggested((-3.5, 1.0), rate, momentum, max_iterations, tolerance=1e-5)


ENTRIES = (
    CatalogEntry(
        id="isotropic_quadratic",
        name="Round bowl",
        family="bowls",
        about="The gradient points straight at the minimum, so every walk is a straight line.",
        text="(w^2 + b^2)/2",
        domain=square(4.0),
        seeds=((0.0, 0.0, 0.0),),
        suggested=Suggested(start=(-3.0, 2.0), learning_rate=0.1, momentum=0.8, max_iterations=1000, tolerance=1e-5),
        source="A. Cauchy (1847), Méthode générale pour la résolution des systèmes d'équations simultanées",
    ),
    CatalogEntry(
        id="ill_conditioned_quadratic_25",
        name="Stretched bowl, condition number 25",
        family="bowls",
        about="The steep direction limits the learning rate, and the flat one then takes many steps.",
        text="(w^2 + 25*b^2)/2",
        domain=square(4.0),
        seeds=((0.0, 0.0, 0.0),),
        suggested=Suggested(start=(-3.5, 1.0), learning_rate=0.04, momentum=0.8, max_iterations=1000, tolerance=1e-5),
        source="S. Boyd and L. Vandenberghe (2004), Convex Optimization, section 9.3.2",
    ),
    CatalogEntry(
        id="quadratic",
        name="Bowl to stretch and turn",
        family="bowls",
        about="Turn it, and rules that scale each axis by itself lose what they gain on an upright bowl.",
        text=quadratic(CONDITION_NUMBER.default, ROTATION.default),
        domain=square(4.0),
        seeds=((0.0, 0.0, 0.0),),
        suggested=quadratic_suggested(CONDITION_NUMBER.default, ROTATION.default),
        source="J. R. Shewchuk (1994), An introduction to the conjugate gradient method without the agonizing pain",
        parameters=(CONDITION_NUMBER, ROTATION),
        write=quadratic,
        suggest=quadratic_suggested,
    ),
    CatalogEntry(
        id="booth",
        name="Booth's function",
        family="bowls",
        about="A bowl whose long axis lies across both coordinates, so each step changes them together.",
        text="(w + 2*b - 7)^2 + (2*w + b - 5)^2",
        domain=square(10.0),
        seeds=((1.0, 3.0, 0.0),),
        suggested=Suggested(start=(-8.0, -5.0), learning_rate=0.04, momentum=0.8, max_iterations=1000, tolerance=1e-5),
        source="A. D. Booth (1957), Numerical Methods",
    ),
    CatalogEntry(
        id="matyas",
        name="Matyas's function",
        family="bowls",
        about="A bowl so shallow along its diagonal that a walk seems to stop long before the minimum.",
        text="0.26*(w^2 + b^2) - 0.48*w*b",
        domain=square(10.0),
        seeds=((0.0, 0.0, 0.0),),
        suggested=Suggested(start=(-9.0, 4.0), learning_rate=0.5, momentum=0.9, max_iterations=1000, tolerance=1e-5),
        source="J. Matyas (1965), Random optimization",
    ),
    CatalogEntry(
        id="zakharov",
        name="Zakharov's plate",
        family="bowls",
        about="A flat plate with walls of fourth degree: the learning rate that suits the floor leaps off the walls.",
        text="w^2 + b^2 + (0.5*w + b)^2 + (0.5*w + b)^4",
        domain=square(5.0),
        seeds=((0.0, 0.0, 0.0),),
        suggested=Suggested(start=(-4.0, 3.0), learning_rate=0.05, momentum=0.8, max_iterations=1000, tolerance=1e-5),
        source="M. Jamil and X.-S. Yang (2013), A literature survey of benchmark functions for global optimization problems",
    ),
    CatalogEntry(
        id="smooth_cone",
        name="A cone with a rounded tip",
        family="bowls",
        about="Far out the slope no longer grows with the distance, so a walk sets out slowly and arrives quickly.",
        text="sqrt(1 + w^2 + 9*b^2) - 1",
        domain=square(5.0),
        seeds=((0.0, 0.0, 0.0),),
        suggested=Suggested(start=(-4.0, 2.5), learning_rate=0.1, momentum=0.8, max_iterations=1000, tolerance=1e-5),
        source="Ours, after P. J. Huber (1964), Robust estimation of a location parameter",
    ),
)
