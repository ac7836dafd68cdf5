"""The body of `POST /taylor`: a step from a point, its direction given in one of two ways."""

from __future__ import annotations

from typing import Annotated, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, FailFast, Field, model_validator
from pydantic_core import PydanticCustomError

from app.api.schemas import Body, Number, Point, SurfaceChoice
from app.core import taylor
from app.limits import LIMITS


def _not_zero(direction: tuple[float, float]) -> tuple[float, float]:
    if direction == (0.0, 0.0):
        raise PydanticCustomError("zero_direction", "must not be [0, 0], which leads nowhere")
    return direction


Direction = Annotated[tuple[Number, Number], AfterValidator(_not_zero)]
LearningRate = Annotated[Number, Field(ge=0)]


class TaylorRequest(Body):
    """A direction at a point of a surface, and how far to go: exactly one of `direction` and `direction_degrees` is given."""

    surface: SurfaceChoice
    point: Annotated[Point, Field(description="theta, [w, b].")]
    direction: Annotated[Direction | None, Field(description="mu, [dw, db], not zero; its length counts.")] = None
    direction_degrees: Annotated[
        Number | None, Field(description="mu as a unit vector at this angle, counter-clockwise from the +w axis.")
    ] = None
    learning_rates: Annotated[
        list[LearningRate],
        FailFast(),
        Field(min_length=1, max_length=LIMITS.learning_rates, description="eta of every step eta mu to look at."),
    ]

    @property
    def mu(self) -> NDArray[np.float64]:
        """The direction, shape (2,)."""
        if self.direction_degrees is None:
            return np.array(self.direction)
        return taylor.towards(self.direction_degrees)

    @property
    def work(self) -> int:
        """Evaluations of one data point's term, at most."""
        return (len(self.learning_rates) + taylor.SCANNED) * taylor.EVALUATIONS * self.surface.data_points

    @model_validator(mode="after")
    def _one_direction(self) -> Self:
        if (self.direction is None) == (self.direction_degrees is None):
            raise PydanticCustomError("one_direction", "must have exactly one of direction and direction_degrees")
        return self
