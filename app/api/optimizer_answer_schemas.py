"""What clients get of optimizers: the list of all, and the one that a walk was walked with."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.api.answer_base import Answer, DialEntry
from app.core.optimizer import OptimizerFamily


class HyperparameterEntry(DialEntry):
    """A dial of an optimizer."""

    maximum_exclusive: Annotated[bool, Field(description="Whether the maximum itself is not allowed.")]
    usual: Annotated[
        tuple[float, float] | None,
        Field(description="What suits most surfaces, where that is only a part of the range: what a slider spans; else null."),
    ]


class OptimizerEntry(Answer):
    """An optimizer."""

    id: str
    name: str
    short_name: str
    family: Annotated[
        OptimizerFamily,
        Field(
            description="`first_order`: one rate for both coordinates; `adaptive`: a rate for each, from the gradients seen; "
            "`line_search`: tries steps along a line; `second_order`: uses curvature, given or estimated."
        ),
    ]
    update_rule_latex: Annotated[str, Field(description="One step; g_t is the gradient at theta_{t-1}.")]
    note: Annotated[str, Field(description="What the rule's formulas leave out, in plain sentences; empty where they say all.")]
    looks_ahead: Annotated[bool, Field(description="Whether runs have look_ahead and look_ahead_gradient.")]
    searches: Annotated[bool, Field(description="Whether it searches for its steps, and runs have `trials`.")]
    most_evaluations: Annotated[
        int, Field(description="Evaluations of the surface that one step takes at most, as `x-limits` of `work` counts them.")
    ]
    keeps: Annotated[
        list[str], Field(description="What it remembers from step to step, by letter; runs tell it with `kept` in the request.")
    ]
    takes_schedule: Annotated[bool, Field(description="Whether it may be given a `schedule` of its learning rate.")]
    hyperparameters: list[HyperparameterEntry]
    source: str


class OptimizersAnswer(Answer):
    """The optimizers, in the order in which they are shown."""

    optimizers: list[OptimizerEntry]


class OptimizerUsed(BaseModel):
    """The optimizer with every hyperparameter, defaults filled in; with its `schedule` unless that is constant."""

    model_config = ConfigDict(extra="allow")

    id: str
