"""One request schema per optimizer, made from the registry: a new entry there appears here with its own ranges."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, create_model

from app.api.schedule_schemas import CONSTANT, ScheduleChoice
from app.core.hyperparameters import Hyperparameter
from app.core.optimizer import Optimizer, OptimizerSetting
from app.core.optimizers import OPTIMIZERS


class OptimizerBody(BaseModel):
    """An optimizer's id with values for its hyperparameters, flat; what is left out takes the default."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    if TYPE_CHECKING:
        id: str

    @property
    def entry(self) -> Optimizer:
        """The optimizer of the core."""
        return OPTIMIZERS[self.id]

    def setting(self) -> OptimizerSetting:
        """The optimizer of the core, with these hyperparameters."""
        entry = self.entry
        schedule = getattr(self, "schedule", CONSTANT).schedule()
        return entry.setting(schedule, **{each.name: getattr(self, each.name) for each in entry.hyperparameters})


def optimizer_schema(entry: Optimizer) -> type[OptimizerBody]:
    """The schema of one optimizer: its id as the tag, a number for each of its hyperparameters, a schedule if it takes one."""
    fields: dict[str, Any] = {each.name: (_number(each), each.default) for each in entry.hyperparameters}
    name = "".join(word.capitalize() for word in entry.id.split("_"))
    fields = {"id": (Literal[entry.id], ...), **fields}
    if entry.takes_schedule:
        fields["schedule"] = (ScheduleChoice, CONSTANT)
    return create_model(name, __base__=OptimizerBody, __doc__=f"{entry.name}. {entry.note}".strip(), **fields)


def _number(hyperparameter: Hyperparameter) -> Any:
    upper = "lt" if hyperparameter.maximum_exclusive else "le"
    constraints: dict[str, Any] = {"ge": hyperparameter.minimum, upper: hyperparameter.maximum}
    return Annotated[float, Field(strict=True, description=f"{hyperparameter.symbol}.", **constraints)]


SCHEMAS = tuple(optimizer_schema(entry) for entry in OPTIMIZERS.values())

if TYPE_CHECKING:
    OptimizerChoice = OptimizerBody
else:
    OptimizerChoice = Annotated[reduce(or_, SCHEMAS), Discriminator("id")]
