"""What clients get of surfaces: the catalog, and any surface described."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from app.api.answer_base import Answer, DialEntry, Point
from app.api.problem_answer_schemas import MistakeAnswer
from app.core.catalog import Family


class DomainAnswer(Answer):
    """The part of the plane worth showing."""

    w: Point
    b: Point


class SuggestedAnswer(Answer):
    """Settings under which there is something to see."""

    start: Point
    learning_rate: float
    momentum: float
    max_iterations: int
    tolerance: float
    learning_rates: Annotated[
        dict[str, float],
        Field(description="By optimizer, a rate that suits the start; in the catalog, for parameters at their defaults."),
    ]
    initial_steps: Annotated[
        dict[str, float],
        Field(description="By optimizer that has an `initial_step`, one that suits the start, where its default does not."),
    ]


Minima = Annotated[
    list[tuple[float, float, float]],
    Field(description="Known minima [w, b, loss], global and local; a run's `minimum` is an index."),
]


class ParameterEntry(DialEntry):
    """A number that the formula of a surface is made with."""


class SurfaceEntry(Answer):
    """A surface of the catalog; formula and LaTeX of one with parameters are those of the defaults."""

    id: str
    name: str
    family: Family
    about: Annotated[str, Field(description="One sentence on what there is to see.")]
    formula: Annotated[str, Field(description="Canonical text.")]
    latex: str
    domain: DomainAnswer
    minima: Minima
    suggested: SuggestedAnswer
    parameters: Annotated[list[ParameterEntry], Field(description="Empty for most surfaces.")]
    source: str


class SurfacesAnswer(Answer):
    """The catalog."""

    surfaces: list[SurfaceEntry]


class MathmlAnswer(Answer):
    """Formulas as MathML (presentation markup, each one `<math>` element)."""

    loss: Annotated[str, Field(description="L(w, b) = ...")]
    gradient: Annotated[tuple[str, str], Field(description="Right-hand sides of dL/dw and dL/db.")]


class DescribeAnswer(Answer):
    """A surface, checked and described."""

    kind: Literal["named", "formula", "neuron"]
    name: str
    text: Annotated[str, Field(description="The formula in canonical form.")]
    latex: str
    latex_gradient: Annotated[
        tuple[str, str], Field(description="dL/dw and dL/db; of a formula whose derivative is very long only dots.")
    ]
    domain: Annotated[DomainAnswer, Field(description="Of a formula as given, else a first guess.")]
    minima: Minima
    minima_are: Annotated[
        Literal["known", "found"],
        Field(description="Known from theory or the literature, or found numerically, so that some may be missing."),
    ]
    suggested: SuggestedAnswer | None
    source: str
    mathml: MathmlAnswer


class CheckAnswer(Answer):
    """A surface described, or the mistake in its formula: one of the two is null."""

    description: DescribeAnswer | None
    mistake: MistakeAnswer | None
