"""Learning-rate schedules: by which factor the learning rate of each step is multiplied.

A step is numbered from 0 here, as in PyTorch: its scheduler moves on after a step, so the first one has the whole rate.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

LONGEST = 1_000_000
"""Steps, at most, between two drops or in a half wave of the cosine: more than any walk has."""

FASTEST = 1000.0
"""The largest decay of `InverseTime`: the second step is a thousandth of the first."""


@dataclass(frozen=True, slots=True)
class Constant:
    """The same rate throughout: factor 1."""


@dataclass(frozen=True, slots=True)
class Step:
    """factor^floor(k / every) at step k; PyTorch's StepLR.

    Attributes:
        every: steps between two drops, 1 to `LONGEST`.
        factor: of each drop, 0 < factor <= 1.
    """

    every: int = 100
    factor: float = 0.5

    def __post_init__(self) -> None:
        _require(1 <= self.every <= LONGEST, f"every must be from 1 to {LONGEST:,}")
        _require(0.0 < self.factor <= 1.0, "factor must be above 0 and at most 1")


@dataclass(frozen=True, slots=True)
class Exponential:
    """factor^k at step k; PyTorch's ExponentialLR.

    Attributes:
        factor: of every step, 0 < factor <= 1.
    """

    factor: float = 0.99

    def __post_init__(self) -> None:
        _require(0.0 < self.factor <= 1.0, "factor must be above 0 and at most 1")


@dataclass(frozen=True, slots=True)
class Cosine:
    """floor + (1 - floor) (1 + cos(pi k / period)) / 2 at step k, and `floor` from k = period on.

    PyTorch's CosineAnnealingLR with eta_min = floor * learning rate, which rises again after the period; this one stays.
    Source: I. Loshchilov, F. Hutter (2017), SGDR: stochastic gradient descent with warm restarts, eq. 5.

    Attributes:
        period: steps from the whole rate down to the floor, 1 to `LONGEST`.
        floor: from 0 to 1.
    """

    period: int = 1000
    floor: float = 0.0

    def __post_init__(self) -> None:
        _require(1 <= self.period <= LONGEST, f"period must be from 1 to {LONGEST:,}")
        _require(0.0 <= self.floor <= 1.0, "floor must be from 0 to 1")


@dataclass(frozen=True, slots=True)
class InverseTime:
    """1 / (1 + decay k) at step k: the rates' sum is infinite and that of their squares is not.

    Source: H. Robbins, S. Monro (1951), A stochastic approximation method.

    Attributes:
        decay: from 0 to `FASTEST`.
    """

    decay: float = 0.01

    def __post_init__(self) -> None:
        _require(0.0 <= self.decay <= FASTEST, f"decay must be from 0 to {FASTEST:,.0f}")


Schedule: TypeAlias = Constant | Step | Exponential | Cosine | InverseTime

CONSTANT = Constant()


def factor(schedule: Schedule, steps: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the factor of each of `steps` (n,), counted from 0: shape (n,), from 0 to 1."""
    k = steps.astype(np.float64)
    match schedule:
        case Step(every, drop):
            return np.full(len(k), drop) ** (k // every)
        case Exponential(drop):
            return np.full(len(k), drop) ** k
        case Cosine(period, floor):
            return floor + (1.0 - floor) * (1.0 + np.cos(np.pi * np.minimum(k, period) / period)) / 2.0
        case InverseTime(decay):
            return 1.0 / (1.0 + decay * k)
        case _:
            return np.ones(len(k))


def _require(holds: bool, message: str) -> None:
    if not holds:
        raise ValueError(message)
