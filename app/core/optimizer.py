"""What an optimizer is: a compiled rule, and what people and programs need to know of it.

A rule is ``rule(update, state, theta, gradient, hyperparameters, t)`` for one step of both coordinates. On entry `update` holds
the previous update (zero before the first), on exit the new one; the walk then subtracts it, theta_t = theta_(t-1) - update_t.
`state` is zeroed scratch of `STATE_SIZE` doubles that lives as long as the walk; `theta` is theta_(t-1); `hyperparameters` come
in the entry's order; `t` counts from 1.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from app.core.abi import FunctionPointer
from app.core.hyperparameters import Hyperparameter, HyperparameterError
from app.core.schedules import CONSTANT, Constant, Schedule, factor

STATE_SIZE = 8
"""Enough for two moments, a running maximum and two running products."""

MOST_TRIALS = 40
"""Points that one line search tries, at most. A step halved so often is 1e-12 of the first; shrunk by 0.7, the
least that may be asked for, 6e-7."""

OptimizerFamily = Literal["first_order", "adaptive", "line_search", "second_order"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Optimizer:
    """A way to walk downhill.

    Attributes:
        id: stable public name.
        name: for people; `short_name` where there is little room.
        family: "first_order" (one rate for both coordinates), "adaptive" (a rate for each, from the gradients seen),
            "line_search" (tries steps along a line) or "second_order" (uses curvature, given or estimated).
        update_rule_latex: the rule of one step.
        note: what the formulas leave out, in plain sentences; empty where they say all.
        hyperparameters: in the order in which the rule reads them; where there is a learning rate, it comes first.
        source: author, year, title.
        rule: the compiled rule; where the optimizer searches, one that gives a direction (see `rules/searching.py`).
        looks_ahead: whether the rule's gradient is taken at theta - momentum * update instead of at theta.
        takes_schedule: whether its learning rate may change from step to step.
        shares_dials: whether it follows the page's common learning rate and momentum.
        search: how it looks for its step along a line (see `line_search.py`); None where the rule says how far to go.
        takes_hessian: whether its rule evaluates the Hessian.
        keeps: what the rule remembers of the steps so far, a number for each coordinate: the letter in `update_rule_latex`, and
            where in `state` the two stand.
    """

    id: str
    name: str
    short_name: str
    family: OptimizerFamily
    update_rule_latex: str
    hyperparameters: tuple[Hyperparameter, ...]
    source: str
    rule: FunctionPointer
    looks_ahead: bool = False
    takes_schedule: bool = True
    shares_dials: bool = False
    search: Literal["backtracking", "wolfe"] | None = None
    takes_hessian: bool = False
    keeps: tuple[tuple[str, int], ...] = ()
    note: str = ""

    @property
    def step_dial(self) -> Hyperparameter | None:
        """The dial that sets how long its steps are: the learning rate, else the first step that a line search tries, if any."""
        dials = {each.name: each for each in self.hyperparameters}
        return dials.get("learning_rate", dials.get("initial_step"))

    @property
    def most_evaluations(self) -> int:
        """How many evaluations of the surface one step takes, at most; a look-ahead is not counted, a Hessian counts as two."""
        return 1 + (MOST_TRIALS if self.search else 0) + (2 if self.takes_hessian else 0)

    @property
    def kept_size(self) -> int:
        """How many of the first numbers in `state` hold all that it keeps."""
        return max((at for _, at in self.keeps), default=-2) + 2

    def setting(self, schedule: Schedule = CONSTANT, /, **hyperparameters: float) -> "OptimizerSetting":
        """Return this optimizer with the given hyperparameters, and the defaults for the others.

        Raises:
            HyperparameterError: for one it does not have, a value out of range, or a schedule where it takes none.
        """
        known = {hyperparameter.name for hyperparameter in self.hyperparameters}
        for name in hyperparameters:
            if name not in known:
                raise HyperparameterError(name, f"{self.id} has no such hyperparameter; it has {', '.join(sorted(known))}")
        if not (self.takes_schedule or isinstance(schedule, Constant)):
            raise HyperparameterError("schedule", f"{self.id} takes no schedule")
        values = {each.name: each.checked(hyperparameters.get(each.name, each.default)) for each in self.hyperparameters}
        return OptimizerSetting(self, MappingProxyType(values), np.array(list(values.values())), schedule)


@dataclass(frozen=True, slots=True, eq=False)
class OptimizerSetting:
    """An optimizer with a value for each of its hyperparameters.

    Attributes:
        hyperparameters: by name.
        values: the same, in the rule's order, shape (k,).
        schedule: of the learning rate.
    """

    optimizer: Optimizer
    hyperparameters: Mapping[str, float]
    values: NDArray[np.float64]
    schedule: Schedule

    @property
    def look_ahead_factor(self) -> float:
        """Gamma of the look-ahead point theta - gamma * update; 0 where the optimizer does not look ahead."""
        return self.hyperparameters["momentum"] if self.optimizer.looks_ahead else 0.0

    def learning_rates(self, steps: int) -> NDArray[np.float64] | None:
        """The learning rate of each step, shape (steps + 1,), None where it is the same throughout.

        Entry t is that of step t; entry 0, the start's, is the whole rate, which step 1 has as well.
        """
        if isinstance(self.schedule, Constant):
            return None
        return self.hyperparameters["learning_rate"] * factor(self.schedule, np.maximum(np.arange(steps + 1) - 1, 0))
