"""What suits each surface by optimizer, as `make rates` has found it: learning rates, and first steps of line searches."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

FILE = Path(__file__).parent.parent / "suggested_rates.json"
NONE: Mapping[str, float] = MappingProxyType({})


def learning_rates(surface_id: str) -> Mapping[str, float]:
    """Return a rate by the id of each optimizer that has one; of a surface not searched yet, none."""
    return _read("learning_rates").get(surface_id, NONE)


def initial_steps(surface_id: str) -> Mapping[str, float]:
    """Return a first step by the id of each optimizer that tries one, where its default does not do."""
    return _read("initial_steps").get(surface_id, NONE)


@cache
def _read(what: str) -> Mapping[str, Mapping[str, float]]:
    return {id: MappingProxyType(found[what]) for id, found in json.loads(FILE.read_text(encoding="utf-8")).items()}
