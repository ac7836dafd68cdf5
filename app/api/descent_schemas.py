"""What clients send to have walks walked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import FailFast, Field, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from app.api.optimizer_schemas import OptimizerChoice
from app.api.schemas import WHOLE, Body, NeuronSurface, Number, Point, SurfaceChoice, bounded, require
from app.core import descent
from app.limits import LIMITS

RUN_COLUMNS = 9  # numbers a step: theta, loss, gradient, update, evaluations and learning rate
LOOK_AHEAD_COLUMNS = 4  # the point and the gradient there
BATCH_COLUMNS = 2  # the gradient
EVENT_COLUMNS = 2  # what the events of a walk cost, as numbers a step
TRIAL_COLUMNS = 3  # the point and its step

PRODUCTS: Mapping[str, str] = {
    "path_points": "starts x optimizers x (max_iterations + 1)",
    "work": "starts x evaluations a step of all optimizers x (max_iterations + 1) x data points",
    "batch_points": "max_iterations x batch.size",
}


class Batch(Body):
    """How much of a neuron's data each step sees.

    Every epoch shuffles the data and takes it in batches, the last of which may be smaller. The same seed gives the same batches,
    to every walk of the request. A batch's loss is rescaled by n / size, n data points in all, so that the expected gradient of a
    step is the full one.
    """

    size: Annotated[
        int,
        Field(
            strict=True, ge=1, le=LIMITS.data_points, description="Data points; as many as there are, or more, make no batches."
        ),
        WHOLE,
    ] = 1
    seed: Annotated[int, Field(strict=True, ge=0, le=LIMITS.seed), WHOLE] = 0


class DescentsRequest(Body):
    """Walks to run: every start with every optimizer."""

    model_config = bounded(PRODUCTS)

    surface: SurfaceChoice
    starts: Annotated[list[Point], FailFast(), Field(min_length=1, max_length=LIMITS.starts)]
    optimizers: Annotated[list[OptimizerChoice], Field(min_length=1, max_length=LIMITS.optimizers)]
    max_iterations: Annotated[
        int, Field(strict=True, ge=0, le=LIMITS.iterations, description="Steps of one walk, at most."), WHOLE
    ] = descent.DEFAULT_MAX_ITERATIONS
    tolerance: Annotated[
        Number,
        Field(ge=0, le=LIMITS.tolerance, description="A walk ends where the gradient's norm is below; 0 never stops early."),
    ] = descent.DEFAULT_TOLERANCE
    batch: Annotated[
        Batch | None,
        Field(
            description="Of the data, for stochastic walks; only for a neuron surface. Absent or null: all the data at each step."
        ),
    ] = None
    events: Annotated[
        bool, Field(strict=True, description="Whether runs tell their events; an answer without them takes less time.")
    ] = True
    kept: Annotated[
        bool,
        Field(strict=True, description="Whether runs tell what their optimizers remember from step to step: see `keeps` there."),
    ] = False

    @property
    def walks(self) -> int:
        """How many walks there are."""
        return len(self.starts) * len(self.optimizers)

    @property
    def events_each(self) -> int:
        """How many events a run tells at most."""
        return min(LIMITS.events, LIMITS.events_in_all // self.walks)

    @property
    def trials_each(self) -> int:
        """How many trials of its line searches a run tells at most."""
        return min(LIMITS.trials, LIMITS.trials_in_all // self.walks)

    @property
    def path_points(self) -> int:
        """How many points the answer holds at most."""
        return self.walks * (self.max_iterations + 1)

    @property
    def work(self) -> int:
        """Evaluations of one data point's term, at most."""
        evaluations = sum(choice.entry.most_evaluations for choice in self.optimizers)
        return len(self.starts) * evaluations * (self.max_iterations + 1) * self.surface.data_points

    @property
    def batch_points(self) -> int:
        """How many data points the batches hold."""
        return self.max_iterations * self.batch.size if self.batch and self.batch.size < self.surface.data_points else 0

    @property
    def numbers(self) -> int:
        """How many numbers the answer holds at most."""
        always = RUN_COLUMNS + (BATCH_COLUMNS if self.batch else 0) + (EVENT_COLUMNS if self.events else 0)
        ahead = LOOK_AHEAD_COLUMNS * sum(choice.entry.looks_ahead for choice in self.optimizers)
        trials = TRIAL_COLUMNS * self.trials_each * sum(choice.entry.search is not None for choice in self.optimizers)
        kept = 2 * sum(len(choice.entry.keeps) for choice in self.optimizers) if self.kept else 0
        columns = always * len(self.optimizers) + ahead + kept
        return len(self.starts) * (columns * (self.max_iterations + 1) + trials)

    @field_validator("batch")
    @classmethod
    def _of_data(cls, batch: Batch | None, info: ValidationInfo) -> Batch | None:
        surface = info.data.get("surface")  # absent if it is wrong itself
        if batch and surface and not isinstance(surface, NeuronSurface):
            raise PydanticCustomError("no_data", "is only for a neuron surface: no other has data")
        return batch

    @model_validator(mode="after")
    def _affordable(self) -> Self:
        require(PRODUCTS, path_points=self.path_points, work=self.work, batch_points=self.batch_points)
        return self
