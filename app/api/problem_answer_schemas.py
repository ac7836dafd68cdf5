"""What clients get when something is wrong."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from app.api.answer_base import Answer


class MistakeAnswer(Answer):
    """One thing wrong with the input."""

    location: Annotated[str, Field(description="Where, as a path from the body.", examples=["body.optimizers[1].momentum"])]
    message: Annotated[
        str, Field(description="What is allowed there.", examples=["must be a finite number, at least 0 and less than 1"])
    ]
    position: Annotated[
        int | None, Field(description="In a formula: where the mistaken piece begins, in characters from 0. Else absent.")
    ] = None
    length: Annotated[int | None, Field(description="Of that piece; 0 where something is missing. Else absent.")] = None


class ProblemAnswer(Answer):
    """What went wrong (RFC 9457). Input is never echoed."""

    type: str
    title: str
    status: int
    detail: str
    errors: Annotated[list[MistakeAnswer] | None, Field(description="For bad input; at most ten.")] = None
