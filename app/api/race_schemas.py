"""The body of `POST /race`: optimizers whose learning rates and first steps are searched for under one budget."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import Field, model_validator

from app.api.optimizer_schemas import OptimizerChoice
from app.api.schemas import WHOLE, Body, Point, SurfaceChoice, bounded, require
from app.core import race
from app.limits import LIMITS

PRODUCTS: Mapping[str, str] = {"work": f"optimizers x {race.RATES} values x (budget + most_evaluations) x 2 x data points"}


class RaceRequest(Body):
    """Optimizers to be compared from one start, each with the length of its steps that is found to be its best."""

    model_config = bounded(PRODUCTS)

    surface: SurfaceChoice
    start: Point
    optimizers: Annotated[
        list[OptimizerChoice],
        Field(
            min_length=1,
            max_length=LIMITS.optimizers,
            description="Of each its `learning_rate` is searched for or, of a line search, its `initial_step`, over eight powers "
            "of ten: those of `usual`, moved to hold a given value that lies beyond; all else is taken. One that has neither "
            "walks once.",
        ),
    ]
    budget: Annotated[
        int,
        Field(strict=True, ge=1, le=LIMITS.budget, description="Gradient evaluations that each walk of the search may spend."),
        WHOLE,
    ] = race.DEFAULT_BUDGET

    @property
    def work(self) -> int:
        """Evaluations of one data point's term: the last step may overrun, and each records the gradient where it arrives."""
        each = sum(self.budget + choice.entry.most_evaluations for choice in self.optimizers)
        return 2 * each * race.RATES * self.surface.data_points

    @model_validator(mode="after")
    def _affordable(self) -> Self:
        require(PRODUCTS, work=self.work)
        return self
