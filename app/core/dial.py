"""A number that can be set within a range: what a surface's parameters and an optimizer's hyperparameters have in common."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from app.core.numerals import numeral


class DialError(ValueError):
    """A dial that is not there, or a value outside its range.

    Attributes:
        name: of the dial.
    """

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name


@dataclass(frozen=True, slots=True)
class Dial:
    """A number with its default and its range, both ends allowed, and how a slider should space it."""

    error: ClassVar[type[DialError]] = DialError

    name: str
    symbol: str
    latex: str
    default: float
    minimum: float
    maximum: float
    scale: Literal["linear", "log"] = "linear"

    @property
    def allowed(self) -> str:
        """The range in words."""
        return f"from {numeral(self.minimum)} to {numeral(self.maximum)}"

    def allows(self, value: float) -> bool:
        """Tell whether a value is within the range; NaN never is."""
        return self.minimum <= value <= self.maximum

    def checked(self, value: float) -> float:
        """Return `value` as a float, or raise `error` if it is outside the range."""
        if not self.allows(value):
            raise self.error(self.name, f"{self.name} must be {self.allowed}")
        return float(value)
