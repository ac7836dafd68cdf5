"""Find a learning rate for every surface and optimizer, and write them to app/core/suggested_rates.json: `make rates`.

From a surface's suggested start, every rate of a ladder is walked for one budget of gradient evaluations, the optimizer's other
hyperparameters at their defaults; `app/core/rate_search.py` says which of them is taken.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from app.core import catalog, neuron
from app.core.catalog.rates import FILE
from app.core.optimizers import OPTIMIZERS
from app.core.rate_search import Way, rate
from app.core.rate_walks import THOROUGH, takes_rate
from app.core.surface import Suggested, Surface

BUDGET = THOROUGH.steps
"""Gradient evaluations of one walk; it takes one a step."""


def rates_of(surface: Surface, suggested: Suggested) -> dict[str, float]:
    """A learning rate for each optimizer that has one, by its id."""
    lowest = min((minimum.loss for minimum in surface.minima), default=None)
    way = Way(surface, suggested.start, suggested.momentum, lowest)
    return {each.id: rate(way, each, THOROUGH) for each in OPTIMIZERS.values() if takes_rate(each)}


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


def main() -> None:
    """Search, and write the file."""
    rates = {id: rates_of(surface, suggested) for id, (surface, suggested) in grounds().items()}
    FILE.write_text(written(rates), encoding="utf-8")
    print(f"{FILE}: {len(rates)} surfaces, {len(OPTIMIZERS)} optimizers")


if __name__ == "__main__":
    main()
