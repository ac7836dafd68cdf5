"""What clients send: the request bodies, with every constraint taken from the limits and the registries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    FailFast,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from app.api.parameter_schemas import SurfaceParameters, of_each_surface
from app.api.schedule_schemas import whole
from app.core import catalog
from app.limits import LIMITS


class Body(BaseModel):
    """A JSON object in which every key must be known."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


def _known_surface(identifier: str) -> str:
    if identifier not in catalog.SURFACES:
        raise PydanticCustomError("unknown_surface", "must be one of {ids}", {"ids": ", ".join(catalog.SURFACES)})
    return identifier


Number = Annotated[float, Field(strict=True)]
WHOLE = BeforeValidator(whole)  # after the constraints, or the schema loses them
Coordinate = Annotated[Number, Field(ge=-LIMITS.coordinate, le=LIMITS.coordinate)]
Point = Annotated[tuple[Coordinate, Coordinate], Field(description="A point [w, b] of the parameter plane.")]
DataValue = Annotated[Number, Field(ge=-LIMITS.data_value, le=LIMITS.data_value)]
DataPoint = Annotated[tuple[DataValue, DataValue], Field(description="An input and its target, [x, y].")]


class NamedSurface(Body):
    """A surface of the catalog."""

    model_config = ConfigDict(json_schema_extra=of_each_surface)

    kind: Literal["named"]
    id: Annotated[
        str,
        AfterValidator(_known_surface),
        Field(description="As in GET /surfaces.", json_schema_extra={"enum": list(catalog.SURFACES)}),
    ]

    parameters: Annotated[
        SurfaceParameters | None, Field(description="As in GET /surfaces; what is left out takes its default.")
    ] = None

    @field_validator("parameters")
    @classmethod
    def _its_own(cls, parameters: SurfaceParameters | None, info: ValidationInfo) -> SurfaceParameters | None:
        entry = catalog.SURFACES.get(info.data.get("id", ""))
        if entry is not None and parameters is not None:
            allowed = [each.name for each in entry.parameters]
            if not parameters.model_fields_set.issubset(allowed):
                listed = ", ".join(allowed) or "none"
                raise PydanticCustomError("parameters", "must be those of this surface: {allowed}", {"allowed": listed})
        return parameters

    @property
    def values(self) -> dict[str, float]:
        """The parameters that are given."""
        return self.parameters.model_dump(exclude_none=True) if self.parameters is not None else {}

    @property
    def data_points(self) -> int:
        """A named surface costs as much as one data point."""
        return 1


class NeuronSurface(Body):
    """The error surface of the sigmoid neuron f(x) = 1 / (1 + e^-(w x + b)) on (x, y) pairs."""

    kind: Literal["neuron"]
    data: Annotated[list[DataPoint], FailFast(), Field(min_length=1, max_length=LIMITS.data_points, description="Pairs [x, y].")]
    loss: Annotated[
        Literal["half_sum", "sum", "mean"],
        Field(description="Half the sum of the squared errors, their sum, or their mean."),
    ] = "half_sum"

    @property
    def data_points(self) -> int:
        """How many terms the loss has."""
        return len(self.data)


def _ascending(edges: tuple[float, float]) -> tuple[float, float]:
    if not edges[0] < edges[1]:
        raise PydanticCustomError("edges_order", "must have its low edge before its high one")
    return edges


Edges = Annotated[tuple[Coordinate, Coordinate], AfterValidator(_ascending), Field(description="[low, high], low < high.")]


class DomainChoice(Body):
    """The part of the plane to show a formula in, and to search for its minima."""

    w: Edges
    b: Edges


def _short(text: str) -> str:
    most, length = LIMITS.formula_length, len(text)
    if length > most:
        context = {"position": most, "length": length - most}
        raise PydanticCustomError("formula_length", f"must have at most {most:,} characters", context)
    return text


FormulaText = Annotated[
    str,
    AfterValidator(_short),
    Field(examples=["(w^2 + b - 11)^2 + 3 sin(2w) b"], json_schema_extra={"maxLength": LIMITS.formula_length}),
]


class FormulaSurface(Body):
    """A typed loss of w and b.

    Understood are + - * / ^ (or **), products without a sign (`3 sin(2w) b`), |x|, the constants pi and e, and the functions exp,
    log (natural, also ln), log10, log2, sqrt, cbrt, abs, sign, sin, cos, tan, asin, acos, atan, sinh, cosh, tanh and sigmoid. A
    power binds tighter than a leading minus; `1/2w` is (1/2)*w. Brackets may be round, square or curly; `sin 2w` is sin(2w) and
    `sin^2(w)` is sin(w)^2. Typographers' signs (w⁻², ½, ·, −), common LaTeX and `np.sin(w)**2` are read where they have one
    meaning. The canonical text that `POST /surfaces/describe` gives shows what was understood. Where the loss is not defined, as
    log(w) for negative w, values are null.
    """

    kind: Literal["formula"]
    text: FormulaText
    domain: Annotated[DomainChoice | None, Field(description="A first guess if absent.")] = None

    @property
    def data_points(self) -> int:
        """Ten characters cost about as much as one data point."""
        return 1 + len(self.text) // 10


SurfaceChoice = Annotated[NamedSurface | FormulaSurface | NeuronSurface, Discriminator("kind")]


def bounded(products: Mapping[str, str]) -> ConfigDict:
    """State limits on products in a schema, which has no words of its own for them.

    Args:
        products: by the limit's name, what it is a limit of.
    """
    stated = {name: {"product": product, "maximum": getattr(LIMITS, name)} for name, product in products.items()}
    sentence = "; ".join(f"`{each['product']}` at most {each['maximum']:,}" for each in stated.values())

    def extend(schema: dict[str, Any]) -> None:
        schema["description"] += f"\n\nAltogether: {sentence}."
        schema["x-limits"] = stated

    return ConfigDict(json_schema_extra=extend)


class DescribeRequest(Body):
    """A surface to be checked and described."""

    surface: SurfaceChoice
    rates: Annotated[
        bool,
        Field(
            strict=True,
            description="Whether to search for `learning_rates` and `initial_steps` where none are kept: a hundredth of a second "
            "or two. Without it they are empty, which will do while a hand changes the surface.",
        ),
    ] = True


class EvaluateRequest(Body):
    """Points at which to evaluate a surface."""

    surface: SurfaceChoice
    points: Annotated[list[Point], FailFast(), Field(min_length=1, max_length=LIMITS.points)]

    @property
    def work(self) -> int:
        """Evaluations of one data point's term; the Hessian counts as much again as value and gradient."""
        return 2 * len(self.points) * self.surface.data_points


class Axis(Body):
    """The lines of a grid along one axis, evenly spaced from minimum to maximum."""

    minimum: Coordinate
    maximum: Coordinate
    count: Annotated[int, Field(strict=True, ge=LIMITS.grid_count_minimum, le=LIMITS.grid_count), WHOLE]

    @model_validator(mode="after")
    def _ascending(self) -> Self:
        if not self.minimum < self.maximum:
            raise PydanticCustomError("axis_order", "must have a minimum less than its maximum")
        return self


GRID_PRODUCTS: Mapping[str, str] = {"grid_cells": "w.count x b.count", "work": "w.count x b.count x data points"}


class GridRequest(Body):
    """A grid on which to evaluate a surface."""

    model_config = bounded(GRID_PRODUCTS)

    surface: SurfaceChoice
    w: Axis
    b: Axis

    @property
    def cells(self) -> int:
        """How many numbers the answer holds."""
        return self.w.count * self.b.count

    @property
    def work(self) -> int:
        """Evaluations of one data point's term."""
        return self.cells * self.surface.data_points

    @model_validator(mode="after")
    def _affordable(self) -> Self:
        require(GRID_PRODUCTS, grid_cells=self.cells, work=self.work)
        return self


def require(products: Mapping[str, str], **values: int) -> None:
    """Raise unless every product is within its limit, by the limit's name."""
    for name, value in values.items():
        limit = getattr(LIMITS, name)
        if value > limit:
            raise PydanticCustomError(
                "too_much_work",
                "asks for too much at once: {product} must be at most {limit}",
                {"product": products[name], "limit": f"{limit:,}"},
            )
