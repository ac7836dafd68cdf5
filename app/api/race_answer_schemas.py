"""What clients get of a race: each optimizer with the best learning rate that was found."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from app.api.answer_base import Answer, Number
from app.api.optimizer_answer_schemas import OptimizerUsed


class CandidateAnswer(Answer):
    """A learning rate that was tried."""

    learning_rate: Annotated[Number, Field(description="Null where the optimizer has none.")]
    rests_at: Annotated[
        Number, Field(description="The highest loss while the last fifth of the budget is spent; null if the walk diverged.")
    ]
    diverged: Annotated[bool, Field(description="Whether the walk diverged within the budget.")]


class TunedAnswer(Answer):
    """An optimizer with the best learning rate that was found."""

    optimizer: OptimizerUsed
    candidates: Annotated[list[CandidateAnswer], Field(description="The whole search, by rising rate.")]
    best: Annotated[
        int, Field(description="Index of the candidate chosen: the one that rests lowest, of equally low ones the first there.")
    ]
    evaluations: Annotated[list[int], Field(description="Gradient evaluations spent before each point of the best walk.")]
    loss: Annotated[list[Number], Field(description="At each of those points.")]
    spent: Annotated[int, Field(description="Gradient evaluations of the whole search.")]


class RaceAnswer(Answer):
    """One result per optimizer, in the order asked for."""

    budget: int
    results: list[TunedAnswer]
