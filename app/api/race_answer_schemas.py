"""What clients get of a race: each optimizer with the best length of its steps that was found."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from app.api.answer_base import Answer, Number
from app.api.optimizer_answer_schemas import OptimizerUsed
from app.core import race


class CandidateAnswer(Answer):
    """A value of the `dial` that was tried."""

    value: Annotated[Number, Field(description="Null where the optimizer has no such dial.")]
    learning_rate: Annotated[Number, Field(description="The same where the dial is the learning rate; else null.")]
    rests_at: Annotated[
        Number, Field(description="The highest loss while the last fifth of the budget is spent; null if the walk diverged.")
    ]
    diverged: Annotated[bool, Field(description="Whether the walk diverged within the budget.")]


class TunedAnswer(Answer):
    """An optimizer with the best length of its steps that was found."""

    optimizer: OptimizerUsed
    dial: Annotated[
        str | None,
        Field(
            description="The hyperparameter that was searched for: `learning_rate`, or `initial_step` of a line search. Null "
            "where the optimizer has neither, as Newton's method, and walks once."
        ),
    ]
    candidates: Annotated[list[CandidateAnswer], Field(description="The whole search, by rising value.")]
    best: Annotated[
        int, Field(description="Index of the candidate chosen: the one that rests lowest, of equally low ones the first there.")
    ]
    evaluations: Annotated[list[int], Field(description="Gradient evaluations spent before each point of the best walk.")]
    loss: Annotated[list[Number], Field(description="At each of those points.")]
    spent: Annotated[int, Field(description="Gradient evaluations of the whole search.")]


class RaceAnswer(Answer):
    """One result per optimizer, in the order asked for."""

    budget: int
    goal: Annotated[
        Number,
        Field(
            description=f"The loss {race.DOWN:.0%} of the way down from the start to the lowest at which one of the walks rests; "
            "null where none rests below the start."
        ),
    ]
    spent_to_goal: Annotated[
        list[int | None],
        Field(
            description="One per result: the gradient evaluations its best walk had spent when it came down to `goal` for good. "
            "Null if it did not within the budget, or diverged."
        ),
    ]
    results: list[TunedAnswer]
