r"""The optimizers: one compiled rule and one registry entry each.

A rule is ``rule(update, state, gradient, hyperparameters, t)`` for one step of both coordinates. On entry `update` holds the
previous update (zero before the first), on exit the new one; the walk then subtracts it, theta_t = theta_(t-1) - update_t.
`state` is zeroed scratch of `STATE_SIZE` doubles that lives as long as the walk; `hyperparameters` come in the entry's order; `t`
counts from 1.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from app.core.abi import RULE_SIGNATURE, Doubles, FunctionPointer, c_function, pointer_to
from app.core.numerals import numeral

STATE_SIZE = 8
"""Enough for two moments, a running maximum and two running products."""


class HyperparameterError(ValueError):
    """A hyperparameter that an optimizer does not have, or a value outside its range.

    Attributes:
        name: of the hyperparameter.
    """

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name


@dataclass(frozen=True, slots=True)
class Hyperparameter:
    """A dial of an optimizer: its range, and how a slider should space it."""

    name: str
    symbol: str
    latex: str
    default: float
    minimum: float
    maximum: float
    scale: Literal["linear", "log"] = "linear"
    maximum_exclusive: bool = False

    @property
    def allowed(self) -> str:
        """The range in words."""
        return f"from {numeral(self.minimum)} to {'below ' if self.maximum_exclusive else ''}{numeral(self.maximum)}"

    def checked(self, value: float) -> float:
        """Return `value` as a float, or raise `HyperparameterError` if it is outside the range."""
        above = value >= self.maximum if self.maximum_exclusive else value > self.maximum
        if not value >= self.minimum or above:
            raise HyperparameterError(self.name, f"{self.name} must be {self.allowed}")
        return float(value)


@dataclass(frozen=True, slots=True)
class Optimizer:
    """A way to walk downhill.

    Attributes:
        id: stable public name.
        name: for people; `short_name` where there is little room.
        update_rule_latex: the rule of one step.
        hyperparameters: in the order in which the rule reads them.
        shares_dials: whether it follows the page's common learning rate and momentum, as the lecture's three do.
        looks_ahead: whether the rule's gradient is taken at theta - momentum * update instead of at theta.
        source: author, year, title.
        rule: the compiled rule.
    """

    id: str
    name: str
    short_name: str
    update_rule_latex: str
    hyperparameters: tuple[Hyperparameter, ...]
    looks_ahead: bool
    source: str
    rule: FunctionPointer
    shares_dials: bool = False

    def setting(self, **hyperparameters: float) -> "OptimizerSetting":
        """Return this optimizer with the given hyperparameters, and the defaults for the others.

        Raises:
            HyperparameterError: for one it does not have, or a value out of range.
        """
        known = {hyperparameter.name for hyperparameter in self.hyperparameters}
        for name in hyperparameters:
            if name not in known:
                raise HyperparameterError(name, f"{self.id} has no such hyperparameter; it has {', '.join(sorted(known))}")
        values = {each.name: each.checked(hyperparameters.get(each.name, each.default)) for each in self.hyperparameters}
        return OptimizerSetting(self, MappingProxyType(values), np.array(list(values.values())))


@dataclass(frozen=True, slots=True, eq=False)
class OptimizerSetting:
    """An optimizer with a value for each of its hyperparameters.

    Attributes:
        hyperparameters: by name.
        values: the same, in the rule's order, shape (k,).
    """

    optimizer: Optimizer
    hyperparameters: Mapping[str, float]
    values: NDArray[np.float64]

    @property
    def look_ahead_factor(self) -> float:
        """Gamma of the look-ahead point theta - gamma * update; 0 where the optimizer does not look ahead."""
        return self.hyperparameters["momentum"] if self.optimizer.looks_ahead else 0.0


@c_function(RULE_SIGNATURE)
def _gradient_descent(update: Doubles, _state: Doubles, gradient: Doubles, hyperparameters: Doubles, _t: int) -> None:
    eta = hyperparameters[0]
    update[0] = eta * gradient[0]
    update[1] = eta * gradient[1]


@c_function(RULE_SIGNATURE)
def _momentum(update: Doubles, _state: Doubles, gradient: Doubles, hyperparameters: Doubles, _t: int) -> None:
    eta, gamma = hyperparameters[0], hyperparameters[1]
    update[0] = gamma * update[0] + eta * gradient[0]
    update[1] = gamma * update[1] + eta * gradient[1]


LEARNING_RATE = Hyperparameter(
    name="learning_rate", symbol="η", latex=r"\eta", default=1.0, minimum=1e-6, maximum=100.0, scale="log"
)
"""One is the lecture's own rate. The range spans what is too slow to see and what leaves every surface here."""

MOMENTUM = Hyperparameter(
    name="momentum", symbol="γ", latex=r"\gamma", default=0.9, minimum=0.0, maximum=1.0, maximum_exclusive=True
)


def _entry(rule: Any, **fields: Any) -> tuple[str, Optimizer]:
    return fields["id"], Optimizer(rule=pointer_to(rule), **fields)


OPTIMIZERS: Mapping[str, Optimizer] = MappingProxyType(
    dict(
        [
            _entry(
                _gradient_descent,
                id="gradient_descent",
                name="Gradient descent",
                short_name="Vanilla",
                update_rule_latex=r"\theta_{t} = \theta_{t-1} - \eta \, \nabla L(\theta_{t-1})",
                hyperparameters=(LEARNING_RATE,),
                looks_ahead=False,
                shares_dials=True,
                source="A. Cauchy (1847), Méthode générale pour la résolution des systèmes d'équations simultanées",
            ),
            _entry(
                _momentum,
                id="momentum",
                name="Momentum",
                short_name="Momentum",
                update_rule_latex=r"u_{t} = \gamma \, u_{t-1} + \eta \, \nabla L(\theta_{t-1}), "
                r"\quad \theta_{t} = \theta_{t-1} - u_{t}",
                hyperparameters=(LEARNING_RATE, MOMENTUM),
                looks_ahead=False,
                shares_dials=True,
                source="B. T. Polyak (1964), Some methods of speeding up the convergence of iteration methods",
            ),
            _entry(
                _momentum,
                id="nesterov",
                name="Nesterov accelerated gradient",
                short_name="Nesterov",
                update_rule_latex=r"u_{t} = \gamma \, u_{t-1} + \eta \, \nabla L(\theta_{t-1} - \gamma \, u_{t-1}), "
                r"\quad \theta_{t} = \theta_{t-1} - u_{t}",
                hyperparameters=(LEARNING_RATE, MOMENTUM),
                looks_ahead=True,
                shares_dials=True,
                source="Y. Nesterov (1983), A method for solving the convex programming problem with convergence rate O(1/k^2)",
            ),
        ]
    )
)
"""Every optimizer by its id, in the order in which they are shown."""
