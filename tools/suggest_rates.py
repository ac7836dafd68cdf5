"""Find what suits every surface and optimizer, and write it to app/core/suggested_rates.json: `make rates`.

From a surface's suggested start, every rate of a ladder is walked for one budget of gradient evaluations, or until the suggested
tolerance is met, the optimizer's other hyperparameters at their defaults; `app/core/rate_search.py` says which of them is taken,
sees that it still does in a walk of as many steps as the page takes, and takes a lower one where that ends much closer there.

Line searches get a first step where 1 does not do: `app/core/first_steps.py`. A start is found by `tools/suggest_start.py`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from app.core import catalog, neuron
from app.core.catalog.rates import FILE
from app.core.first_steps import initial_steps
from app.core.optimizers import OPTIMIZERS
from app.core.rate_search import Way, in_the_long_run, rate
from app.core.rate_walks import THOROUGH, takes_rate
from app.core.surface import Suggested, Surface

Found = dict[str, dict[str, float]]
"""`learning_rates` and `initial_steps`, each by the optimizer's id."""

BUDGET = THOROUGH.steps
"""Gradient evaluations of one walk; it takes one a step."""


def found(surface: Surface, suggested: Suggested) -> Found:
    """What suits a surface, as it is kept."""
    lowest = min((minimum.loss for minimum in surface.minima), default=None)
    way = Way(surface, suggested.start, suggested.momentum, lowest, suggested.tolerance)
    search = replace(THOROUGH, confirmed=suggested.max_iterations)
    rates = {
        each.id: in_the_long_run(way, each, rate(way, each, search), search) for each in OPTIMIZERS.values() if takes_rate(each)
    }
    return {"learning_rates": rates, "initial_steps": initial_steps(way)}


def grounds() -> dict[str, tuple[Surface, Suggested]]:
    """Every surface with what it suggests: the catalog's, and the lecture's neuron."""
    named: dict[str, tuple[Surface, Suggested]] = {
        entry.id: (catalog.get(entry.id), entry.suggested) for entry in catalog.ENTRIES
    }
    return {"neuron": (neuron.NeuronSurface(neuron.LECTURE_DATA), neuron.SUGGESTED), **named}


def written(all_found: Mapping[str, Found]) -> str:
    """All of it as JSON, one line a surface, in alphabetical order."""
    lines = (f"  {json.dumps(id)}: {json.dumps(all_found[id], sort_keys=True)}" for id in sorted(all_found))
    return "{\n" + ",\n".join(lines) + "\n}\n"


def main() -> None:
    """Search, and write the file."""
    all_found = {id: found(surface, suggested) for id, (surface, suggested) in grounds().items()}
    FILE.write_text(written(all_found), encoding="utf-8")
    print(f"{FILE}: {len(all_found)} surfaces, {len(OPTIMIZERS)} optimizers")


if __name__ == "__main__":
    main()
