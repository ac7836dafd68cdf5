"""Find a learning rate for every surface and optimizer, and write them to app/core/suggested_rates.json: `make rates`.

From a surface's suggested start, every rate of a ladder is walked for one budget of gradient evaluations, the optimizer's other
hyperparameters at their defaults. What a rate reaches is the loss at the walk's end, and nothing if the walk diverges or leaves
the map. A rate is judged by the worst that itself and the two next to it reach: one that is good only to the last digit is no
suggestion. Of all that reach the lowest loss, the middle of the longest unbroken stretch is taken, the smaller of two middles.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence

import numpy as np

from app.core import catalog, neuron
from app.core.catalog.rates import FILE
from app.core.descent import descend
from app.core.optimizer import Optimizer
from app.core.optimizers import OPTIMIZERS
from app.core.surface import Suggested, Surface

LEARNING_RATE = "learning_rate"
BUDGET = 500
"""Gradient evaluations of one walk; it takes one a step."""

DIGITS = ("1", "1.5", "2", "3", "5", "7")
"""The rungs of each power of ten."""

SAME = 1e-6
"""Losses closer than this fraction of the whole way down are equally low."""


def rates_of(surface: Surface, suggested: Suggested) -> dict[str, float]:
    """A learning rate for each optimizer that has one, by its id."""
    return {
        optimizer.id: _rate(surface, suggested, optimizer)
        for optimizer in OPTIMIZERS.values()
        if any(each.name == LEARNING_RATE for each in optimizer.hyperparameters)
    }


def grounds() -> dict[str, tuple[Surface, Suggested]]:
    """Every surface with what it suggests: the catalog's, and the lecture's neuron."""
    named: dict[str, tuple[Surface, Suggested]] = {
        entry.id: (catalog.get(entry.id), entry.suggested) for entry in catalog.ENTRIES
    }
    return {"neuron": (neuron.NeuronSurface(neuron.LECTURE_DATA), neuron.SUGGESTED), **named}


def written(rates: Mapping[str, Mapping[str, float]]) -> str:
    """The rates as JSON, one line a surface, in alphabetical order."""
    lines = (f"  {json.dumps(id)}: {json.dumps(rates[id], sort_keys=True)}" for id in sorted(rates))
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _rate(surface: Surface, suggested: Suggested, optimizer: Optimizer) -> float:
    dial = next(each for each in optimizer.hyperparameters if each.name == LEARNING_RATE)
    rungs = _rungs(dial.minimum, dial.maximum)
    reached = [_reached(surface, suggested, optimizer, rate) for rate in rungs]
    judged = [max(reached[max(i - 1, 0) : i + 2]) for i in range(len(rungs))]
    start = float(surface.value_and_gradient(np.array([suggested.start]))[0][0])
    lowest = min(judged)
    good = [each <= lowest + SAME * (start - lowest) for each in judged]
    return rungs[_middle(good)]


def _rungs(minimum: float, maximum: float) -> list[float]:
    powers = range(math.floor(math.log10(minimum)), math.ceil(math.log10(maximum)) + 1)
    rungs = [float(f"{digits}e{power}") for power in powers for digits in DIGITS]
    return [rate for rate in rungs if minimum <= rate <= maximum]


def _reached(surface: Surface, suggested: Suggested, optimizer: Optimizer, rate: float) -> float:
    # Optimizers that follow the page's dials walk with the momentum that the surface suggests.
    momentum = {"momentum": suggested.momentum} if optimizer.shares_dials else {}
    values = {each.name: momentum[each.name] for each in optimizer.hyperparameters if each.name in momentum}
    run = descend(surface, suggested.start, optimizer.setting(**values, learning_rate=rate), BUDGET, 0.0)
    complete = run.iterations == BUDGET
    on_the_map = surface.domain.contains(*run.theta.min(axis=0)) and surface.domain.contains(*run.theta.max(axis=0))
    return float(run.loss[-1]) if complete and on_the_map else math.inf


def _middle(good: Sequence[bool]) -> int:
    """The index in the middle of the first longest stretch of True."""
    best, begin = (0, 0), 0
    for i, each in enumerate(good):
        if not each:
            begin = i + 1
        elif i + 1 - begin > best[1] - best[0]:
            best = (begin, i + 1)
    return (best[0] + best[1] - 1) // 2


def main() -> None:
    """Search, and write the file."""
    rates = {id: rates_of(surface, suggested) for id, (surface, suggested) in grounds().items()}
    FILE.write_text(written(rates), encoding="utf-8")
    print(f"{FILE}: {len(rates)} surfaces, {len(OPTIMIZERS)} optimizers")


if __name__ == "__main__":
    main()
