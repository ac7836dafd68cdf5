"""The first step that a line search should try, found by walking: a shorter one where 1 leaps off the map or to a plateau."""

import math

from app.core.descent import descend
from app.core.hyperparameters import Hyperparameter
from app.core.optimizer import Optimizer
from app.core.optimizers import OPTIMIZERS
from app.core.rate_search import Way

INITIAL_STEP = "initial_step"

STEPS = 100
"""Of a walk; a line search is where it goes by then, or crawls for good."""

FAR_DOWN = 0.9
"""Of the way from the start to the lowest loss known: a step that leads so far on the map will do."""

POWERS = (*range(0, -19, -1), *range(1, 9))
"""Of ten, by which the default is multiplied in turn."""


def initial_steps(way: Way, weight: float = 1.0) -> dict[str, float]:
    """Return a first step by the id of each optimizer that has one, where its default does not do.

    Args:
        way: the surface and the start; where its minimum's loss is unknown, all defaults do.
        weight: how many times the loss that is meant is that of `way`.
    """
    found = {each.id: _found(way, each, dial, weight) for each in OPTIMIZERS.values() if (dial := _dial(each))}
    return {id: step for id, step in found.items() if step is not None}


def _found(way: Way, optimizer: Optimizer, dial: Hyperparameter, weight: float) -> float | None:
    """The first step that does, unless the next one does better, or the one that leads lowest; None for the default."""
    if way.lowest is None:
        return None
    best = (False, -math.inf, dial.default)
    for power in POWERS:
        step = float(f"{dial.default * 10.0**power:.0e}")
        led = _led(way, optimizer, dial, step * weight)
        better = led > best[:2]
        best = (*led, step) if better else best
        if best[:2] >= (True, FAR_DOWN) and (power == 0 or not better):
            break
    return best[2] if best[2] != dial.default else None


def _led(way: Way, optimizer: Optimizer, dial: Hyperparameter, step: float) -> tuple[bool, float]:
    """Whether a walk stays on the map, and what share of the way down it comes, to a hundredth."""
    setting = optimizer.setting(**{INITIAL_STEP: min(max(step, dial.minimum), dial.maximum)})
    run = descend(way.surface, way.start, setting, STEPS, 0.0)
    low, high = run.theta.min(axis=0), run.theta.max(axis=0)
    on_map = way.surface.domain.contains(*low) and way.surface.domain.contains(*high)
    height, lowest = float(run.loss[0]), way.lowest or 0.0
    down = (height - float(run.loss[-1])) / (height - lowest) if height > lowest else 1.0
    return on_map, round(min(down, 1.0), 2)


def _dial(optimizer: Optimizer) -> Hyperparameter | None:
    return next((each for each in optimizer.hyperparameters if each.name == INITIAL_STEP), None)
