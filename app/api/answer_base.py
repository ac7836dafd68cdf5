"""What every answer is made of, for the documentation."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Number = Annotated[float | None, Field(description="Finite, or null.")]
Point = tuple[float, float]


class Answer(BaseModel):
    """An answer; every key is documented."""

    model_config = ConfigDict(extra="forbid")
