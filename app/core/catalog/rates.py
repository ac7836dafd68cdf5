"""Learning rates that suit each surface, one an optimizer, as `make rates` has found them."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

FILE = Path(__file__).parent.parent / "suggested_rates.json"


def learning_rates(surface_id: str) -> Mapping[str, float]:
    """Return a rate by the id of each optimizer that has one; of a surface not searched yet, none."""
    return _read().get(surface_id, MappingProxyType({}))


@cache
def _read() -> Mapping[str, Mapping[str, float]]:
    return {id: MappingProxyType(rates) for id, rates in json.loads(FILE.read_text(encoding="utf-8")).items()}
