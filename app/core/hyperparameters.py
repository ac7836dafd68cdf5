"""What a hyperparameter is, and those that several optimizers share."""

import math
from dataclasses import dataclass, replace
from typing import ClassVar

from app.core.dial import Dial, DialError
from app.core.numerals import numeral


class HyperparameterError(DialError):
    """A hyperparameter that an optimizer does not have, or a value outside its range."""


@dataclass(frozen=True, slots=True)
class Hyperparameter(Dial):
    """A dial of an optimizer, whose maximum itself may not be allowed.

    Attributes:
        usual: what suits most surfaces, where that is only a part of the range: a slider spans it, and searches begin there.
    """

    error: ClassVar[type[DialError]] = HyperparameterError

    maximum_exclusive: bool = False
    usual: tuple[float, float] | None = None

    @property
    def allowed(self) -> str:
        """The range in words."""
        return f"from {numeral(self.minimum)} to {'below ' if self.maximum_exclusive else ''}{numeral(self.maximum)}"

    def allows(self, value: float) -> bool:
        """Tell whether a value is within the range; NaN never is."""
        return self.minimum <= value <= self.maximum and not (self.maximum_exclusive and value == self.maximum)

    def around(self, value: float) -> tuple[float, float]:
        """Return the usual range, moved by whole powers of ten to have a value in its middle that is not well inside it.

        Both ends stay within the whole range.
        """
        low, high = self.usual or (self.minimum, self.maximum)
        usual = low * ROOM <= value <= high / ROOM
        by = 1.0 if usual else 10.0 ** round(math.log10(value / math.sqrt(low * high)))
        return max(low * by, self.minimum), min(high * by, self.maximum)


ROOM = 10.0
"""How far inside the usual range a value must lie for which it is not moved, as a factor."""

LEARNING_RATE = Hyperparameter(
    name="learning_rate",
    symbol="η",
    latex=r"\eta",
    default=1.0,
    minimum=1e-18,
    maximum=1e12,
    scale="log",
    usual=(1e-6, 100.0),
)
"""One is the lecture's own rate. The usual range spans what is too slow to see and what leaves every surface of the catalog. What
data or a formula in other units ask for goes with 1 / (the loss's curvature), and 10,000 points at x = 1e6 bend it by 1e15."""


def learning_rate(default: float) -> Hyperparameter:
    """Return the learning rate with another default."""
    return replace(LEARNING_RATE, default=default)


def decay(name: str, symbol: str, latex: str, default: float) -> Hyperparameter:
    """Return the share of a running average, or of the last update, that is carried into the next: from 0 to below 1."""
    return Hyperparameter(name, symbol, latex, default, minimum=0.0, maximum=1.0, maximum_exclusive=True)


def epsilon(default: float) -> Hyperparameter:
    """Return what keeps a divisor away from 0; never 0 itself, or a coordinate without slope would be 0/0."""
    return Hyperparameter("epsilon", "ε", r"\epsilon", default, minimum=1e-16, maximum=1.0, scale="log")


def weight_decay(default: float) -> Hyperparameter:
    """Return the strength of a decoupled weight decay."""
    return Hyperparameter("weight_decay", "λ", r"\lambda", default, minimum=0.0, maximum=1.0)


MOMENTUM = decay("momentum", "γ", r"\gamma", 0.9)
RHO = decay("rho", "ρ", r"\rho", 0.9)
BETA_1 = decay("beta1", "β₁", r"\beta_1", 0.9)
BETA_2 = decay("beta2", "β₂", r"\beta_2", 0.999)
