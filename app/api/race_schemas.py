"""The body of `POST /race`: optimizers whose learning rates are searched for under one budget."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import Field, model_validator

from app.api.optimizer_schemas import OptimizerChoice
from app.api.schemas import WHOLE, Body, Point, SurfaceChoice, bounded, require
from app.core import race
from app.limits import LIMITS

PRODUCTS: Mapping[str, str] = {"work": f"optimizers x {race.RATES} rates x budget x 2 x data points"}


class RaceRequest(Body):
    """Optimizers to be compared from one start, each with the learning rate that is found to be its best."""

    model_config = bounded(PRODUCTS)

    surface: SurfaceChoice
    start: Point
    optimizers: Annotated[
        list[OptimizerChoice],
        Field(
            min_length=1,
            max_length=LIMITS.optimizers,
            description="Their learning rates are searched for, over eight powers of ten: those of `usual`, moved to hold a "
            "given rate that lies beyond; all else is taken.",
        ),
    ]
    budget: Annotated[
        int,
        Field(strict=True, ge=1, le=LIMITS.budget, description="Gradient evaluations that each walk of the search may spend."),
        WHOLE,
    ] = race.DEFAULT_BUDGET

    @property
    def work(self) -> int:
        """Evaluations of one data point's term; a step records the gradient where it arrives as well."""
        return 2 * len(self.optimizers) * race.RATES * (self.budget + 1) * self.surface.data_points

    @model_validator(mode="after")
    def _affordable(self) -> Self:
        require(PRODUCTS, work=self.work)
        return self
