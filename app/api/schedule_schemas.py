"""Learning-rate schedules as clients send them, with the ranges of the core's own."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field

from app.core import schedules


def whole(value: Any) -> Any:
    """1000.0 is the integer 1000 in JSON Schema, and some clients write it so."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


# The conversion comes after the constraints, or the schema loses them.
Steps = Annotated[int, Field(strict=True, ge=1, le=schedules.LONGEST), BeforeValidator(whole)]
Factor = Annotated[float, Field(strict=True, gt=0, le=1)]


class ScheduleBody(BaseModel):
    """A schedule's kind and its numbers, flat; what is left out takes the default."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class ConstantSchedule(ScheduleBody):
    """The same learning rate throughout."""

    kind: Literal["constant"]

    def schedule(self) -> schedules.Schedule:
        """The core's schedule."""
        return schedules.CONSTANT


class StepSchedule(ScheduleBody):
    """Drops: step t, counted from 1, has the learning rate times factor^floor((t - 1) / every)."""

    kind: Literal["step"]
    every: Steps = schedules.Step().every
    factor: Factor = schedules.Step().factor

    def schedule(self) -> schedules.Schedule:
        """The core's schedule."""
        return schedules.Step(self.every, self.factor)


class ExponentialSchedule(ScheduleBody):
    """Step t, counted from 1, has the learning rate times factor^(t - 1)."""

    kind: Literal["exponential"]
    factor: Factor = schedules.Exponential().factor

    def schedule(self) -> schedules.Schedule:
        """The core's schedule."""
        return schedules.Exponential(self.factor)


class CosineSchedule(ScheduleBody):
    """Half a wave: step t, counted from 1, has the learning rate times floor + (1 - floor) (1 + cos(pi (t - 1) / period)) / 2.

    Once `period` steps are done the factor stays at `floor`; PyTorch's CosineAnnealingLR rises again.
    """

    kind: Literal["cosine"]
    period: Steps = schedules.Cosine().period
    floor: Annotated[float, Field(strict=True, ge=0, le=1)] = schedules.Cosine().floor

    def schedule(self) -> schedules.Schedule:
        """The core's schedule."""
        return schedules.Cosine(self.period, self.floor)


class InverseTimeSchedule(ScheduleBody):
    """Step t, counted from 1, has the learning rate divided by 1 + decay (t - 1)."""

    kind: Literal["inverse_time"]
    decay: Annotated[float, Field(strict=True, ge=0, le=schedules.FASTEST)] = schedules.InverseTime().decay

    def schedule(self) -> schedules.Schedule:
        """The core's schedule."""
        return schedules.InverseTime(self.decay)


CONSTANT = ConstantSchedule(kind="constant")

ScheduleChoice = Annotated[
    ConstantSchedule | StepSchedule | ExponentialSchedule | CosineSchedule | InverseTimeSchedule, Discriminator("kind")
]
