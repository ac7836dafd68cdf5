"""What every answer is made of, for the documentation; answers themselves are written straight from arrays.

Models that hold big arrays are generic over how a vector (n,), a matrix (n, 2) and a table (k, m) are written: as lists in plain
JSON, as `CompactArray` in the compact form.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

Number = Annotated[float | None, Field(description="Finite, or null.")]
Point = tuple[float, float]
TWO = Field(min_length=2, max_length=2)

Vector = TypeVar("Vector")
Matrix = TypeVar("Matrix")
Table = TypeVar("Table")


class Answer(BaseModel):
    """An answer; every key is documented."""

    model_config = ConfigDict(extra="forbid")


class CompactArray(Answer):
    """An array as the base64 (RFC 4648) of its little-endian IEEE 754 bytes in C order; what is not finite is NaN."""

    dtype: Literal["f8", "f4"]
    shape: list[int]
    base64: str


class DialEntry(Answer):
    """A number that can be set within a range."""

    name: str
    symbol: str
    latex: str
    default: float
    minimum: float
    maximum: float
    scale: Annotated[Literal["linear", "log"], Field(description="How a slider should space it.")]
