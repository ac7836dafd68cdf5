"""Find a start and a common learning rate for a named surface, to be put in its catalog entry.

    python -m tools.suggest_start goldstein_price

Of the starts that are considered for typed functions and lie no higher than the median loss, that one is taken from which most
optimizers come down to the lowest minimum without leaving the map, each with a rate or first step that suits it there; of several
starts, the highest.
"""

import argparse
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from app.core import catalog
from app.core.descent import descend
from app.core.first_steps import initial_steps
from app.core.formula_suggested import START_QUANTILE, candidates
from app.core.optimizer import Optimizer
from app.core.optimizers import OPTIMIZERS
from app.core.rate_search import Way, common_rate, rates
from app.core.rate_walks import QUICK
from app.core.surface import Suggested, Surface

ALL_THE_WAY = 0.999
"""Of the way from the start down to the lowest minimum."""


def suggested_start(surface: Surface, suggested: Suggested) -> tuple[Suggested, int]:
    """Return the settings with another start and common rate, and how many optimizers arrive from there."""
    nodes, spread = candidates(surface)
    loss, _ = surface.value_and_gradient(nodes)
    low = loss <= np.quantile(loss[:spread], START_QUANTILE)
    tried = []
    for (w, b), height in zip(nodes[low].tolist(), loss[low].tolist(), strict=True):
        settings, arrived = _from_there(surface, replace(suggested, start=(w, b)))
        tried.append((arrived, height, settings))
    arrived, _, settings = max(tried, key=lambda each: each[:2])
    return settings, arrived


def _from_there(surface: Surface, suggested: Suggested) -> tuple[Suggested, int]:
    lowest = min(minimum.loss for minimum in surface.minima)
    way = Way(surface, suggested.start, suggested.momentum, lowest, suggested.tolerance)
    settings = replace(suggested, learning_rate=common_rate(way, suggested.learning_rate, QUICK).rate)
    found = {"learning_rate": rates(way, settings.learning_rate, QUICK), "initial_step": initial_steps(way)}
    return settings, sum(_arrives(way, settings, each, found) for each in OPTIMIZERS.values())


def _arrives(way: Way, settings: Suggested, optimizer: Optimizer, found: Mapping[str, Mapping[str, float]]) -> bool:
    values = {name: each[optimizer.id] for name, each in found.items() if optimizer.id in each}
    if optimizer.shares_dials and any(each.name == "momentum" for each in optimizer.hyperparameters):
        values["momentum"] = settings.momentum
    run = descend(way.surface, settings.start, optimizer.setting(**values), settings.max_iterations, settings.tolerance)
    on_map = all(way.surface.domain.contains(*edge(run.theta, axis=0)) for edge in (np.min, np.max))
    return on_map and float(run.loss[0] - run.loss[-1]) >= ALL_THE_WAY * (way.height - (way.lowest or 0.0))


def main() -> None:
    """Search, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("surface", choices=catalog.SURFACES)
    entry = catalog.SURFACES[parser.parse_args().surface]
    settings, arrived = suggested_start(entry.surface, entry.suggested)
    print(f"{settings}\n{arrived} of {len(OPTIMIZERS)} optimizers arrive at the lowest minimum")


if __name__ == "__main__":
    main()
