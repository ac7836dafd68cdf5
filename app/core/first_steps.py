"""The first step that a line search should try, found by walking: a shorter one where 1 leaps off the map or to a plateau."""

from app.core.descent import descend
from app.core.hyperparameters import Hyperparameter
from app.core.optimizer import Optimizer
from app.core.optimizers import OPTIMIZERS
from app.core.outcome import Outcome
from app.core.rate_search import Way

INITIAL_STEP = "initial_step"

STEPS = 100
"""Of a walk; a line search is where it goes by then, or crawls for good."""

FAR_DOWN = 0.9
"""Of the way from the start to the lowest loss known: a step that leads so far on the map will do, or one to a minimum."""

SHORTER, LONGER = range(-1, -19, -1), range(1, 9)
"""Powers of ten by which the default is multiplied in turn where it does not do; the longer ones only if it stays on the map."""

DOES = (True, True)
"""On the map, and so far down that it will do: at a minimum, be it a local one, or almost as low as the lowest."""

WORTH_IT = 0.1
"""Of the way down: a step that does not do either is taken for so much more of it."""


def initial_steps(way: Way, weight: float = 1.0) -> dict[str, float]:
    """Return a first step by the id of each optimizer that has one, where its default does not do.

    Args:
        way: the surface and the start; where its minimum's loss is unknown, all defaults do.
        weight: how many times the loss that is meant is that of `way`.
    """
    found = {each.id: _found(way, each, dial, weight) for each in OPTIMIZERS.values() if (dial := _dial(each))}
    return {id: step for id, step in found.items() if step is not None}


def _found(way: Way, optimizer: Optimizer, dial: Hyperparameter, weight: float) -> float | None:
    """The first step that does, unless the next one does better, or the one that leads lowest; None for the default.

    Where no step keeps the walk on the map, one is as good as another.
    """
    if way.lowest is None:
        return None
    usual = _led(way, optimizer, dial, dial.default * weight)
    best = (*usual, dial.default)
    if usual[:2] >= DOES:
        return None
    for power in (*SHORTER, *LONGER) if usual[0] else SHORTER:
        step = float(f"{dial.default * 10.0**power:.0e}")
        led = _led(way, optimizer, dial, step * weight)
        better = led > best[:3]
        best = (*led, step) if better else best
        if best[:2] >= DOES and not better:
            break
    on_map, does, down, step = best
    return step if on_map and (does or not usual[0] or down >= usual[2] + WORTH_IT) else None


def _led(way: Way, optimizer: Optimizer, dial: Hyperparameter, step: float) -> tuple[bool, bool, float]:
    """Whether a walk stays on the map, whether that will do, and what share of the way down it comes, to a hundredth."""
    setting = optimizer.setting(**{INITIAL_STEP: min(max(step, dial.minimum), dial.maximum)})
    run = descend(way.surface, way.start, setting, STEPS, way.tolerance)
    low, high = run.theta.min(axis=0), run.theta.max(axis=0)
    on_map = way.surface.domain.contains(*low) and way.surface.domain.contains(*high)
    height, lowest = float(run.loss[0]), way.lowest or 0.0
    down = round(min((height - float(run.loss[-1])) / (height - lowest) if height > lowest else 1.0, 1.0), 2)
    return on_map, down >= FAR_DOWN or run.outcome is Outcome.CONVERGED, down


def _dial(optimizer: Optimizer) -> Hyperparameter | None:
    return next((each for each in optimizer.hyperparameters if each.name == INITIAL_STEP), None)
