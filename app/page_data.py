"""What the pages' scripts need before their first request: choices, limits and defaults, as JSON within the page."""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from typing import Any, get_args

import numpy as np
import orjson
from markupsafe import Markup

from app import limits
from app.api.schedule_schemas import ScheduleChoice
from app.core import catalog, neuron, optimizers, race
from app.core.catalog.rates import initial_steps, learning_rates
from app.core.hyperparameters import Hyperparameter
from app.core.optimizer import Optimizer
from app.core.surface import Suggested
from app.fragments import NEURON_ID, release

# The lecture's guesses and the losses it prints for them ("A Walk Downhill", approach 1).
GUESSES = (
    (0.50, 0.00, "0.0730"),
    (-0.10, 0.00, "0.1481"),
    (0.94, -0.94, "0.0214"),
    (1.42, -1.73, "0.0028"),
    (1.65, -2.08, "0.0003"),
    (1.78, -2.27, "0.0000"),
)

NEURON_NAME = "Sigmoid neuron"

FORMULA_ID = "formula"
"""What the page calls a function that someone typed."""

MOST_STARTS = 8
"""More walks at once could not be told apart on a map; the API allows more."""

SCHEMA_RANGES = {
    "minimum": "minimum",
    "maximum": "maximum",
    "exclusive_minimum": "exclusiveMinimum",
    "exclusive_maximum": "exclusiveMaximum",
}
"""The page's words for a range, by JSON Schema's."""

MOST_OPTIMIZERS = 6
"""Side by side; as many as there are colours."""


def shared_optimizers() -> list[Optimizer]:
    """The optimizers that the page opens with: those that follow its common dials."""
    return [entry for entry in optimizers.OPTIMIZERS.values() if entry.shares_dials]


def surface_entries(ids: Collection[str]) -> list[dict[str, Any]]:
    """All that is known of the lecture's neuron, which comes first, and of the named surfaces with these ids."""
    lecture = neuron.NeuronSurface(neuron.LECTURE_DATA)
    first = _choice(NEURON_ID, NEURON_NAME, lecture, neuron.SUGGESTED)
    named = [_choice(entry.id, entry.name, entry, entry.suggested) for entry in catalog.ENTRIES if entry.id in ids]
    return [{**first, "data": neuron.LECTURE_DATA.tolist()}, *named]


def surface_choices(wanted: Collection[str]) -> list[dict[str, Any]]:
    """The surfaces that the page offers: the neuron and those wanted in full, of the others the id; the rest is asked for."""
    full = {entry["id"]: entry for entry in surface_entries(wanted)}
    return [full.pop(NEURON_ID), *(full.get(id, {"id": id}) for id in catalog.SURFACES)]


def _choice(identifier: str, name: str, surface: Any, suggested: Suggested) -> dict[str, Any]:
    return {
        "id": identifier,
        "name": name,
        "domain": {"w": surface.domain.w, "b": surface.domain.b},
        "minima": [[minimum.w, minimum.b, minimum.loss] for minimum in surface.minima],
        "suggested": {
            "start": list(suggested.start),
            "learning_rate": suggested.learning_rate,
            "momentum": suggested.momentum,
            "max_iterations": suggested.max_iterations,
            "tolerance": suggested.tolerance,
            "learning_rates": dict(learning_rates(identifier)),
            "initial_steps": dict(initial_steps(identifier)),
        },
    }


def page_data(surfaces: list[dict[str, Any]]) -> dict[str, Any]:
    """What the page's scripts need before their first request: surfaces, optimizers, limits and defaults."""
    return {
        "release": release(),
        "surfaces": surfaces,
        "parameters": {each.id: [asdict(dial) for dial in each.parameters] for each in catalog.ENTRIES if each.parameters},
        "optimizers": [
            {
                "id": entry.id,
                "name": entry.short_name,
                "full_name": entry.name,
                "shares_dials": entry.shares_dials,
                "takes_schedule": entry.takes_schedule,
                "keeps": [letter for letter, _ in entry.keeps],
                "hyperparameters": [_dial(parameter) for parameter in entry.hyperparameters],
            }
            for entry in optimizers.OPTIMIZERS.values()
        ],
        "schedules": schedule_choices(),
        "limits": page_limits(),
    }


def schedule_choices() -> list[dict[str, Any]]:
    """The learning-rate schedules, each with its numbers and their ranges, as the API has them."""
    choices = []
    for model in get_args(get_args(ScheduleChoice)[0]):
        properties: dict[str, dict[str, Any]] = model.model_json_schema()["properties"]
        kind = properties.pop("kind")["const"]
        choices.append({"kind": kind, "fields": [_field(name, schema) for name, schema in properties.items()]})
    return choices


def _field(name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    ranges = {word: schema[key] for word, key in SCHEMA_RANGES.items() if key in schema}
    return {"name": name, "default": schema["default"], "whole": schema["type"] == "integer", **ranges}


def page_limits() -> dict[str, dict[str, Any]]:
    """The ranges of the page's fields, and of what they ask for together, from the limits that the API itself enforces."""
    api = limits.LIMITS
    fields: dict[str, dict[str, Any]] = {
        "starts": {"minimum": 1, "maximum": MOST_STARTS},
        "optimizers": {"minimum": 1, "maximum": MOST_OPTIMIZERS},
        "formula": {"minimum": 1, "maximum": api.formula_length},
        "data_points": {"minimum": 1, "maximum": api.data_points},
        "batch_size": {"minimum": 1, "maximum": api.data_points},
        "seed": {"minimum": 0, "maximum": api.seed},
        "data_value": {"minimum": -api.data_value, "maximum": api.data_value},
        "budget": {"minimum": 1, "maximum": api.budget, "default": race.DEFAULT_BUDGET},
        "max_iterations": {"minimum": 1, "maximum": api.iterations},
        "path_points": {"minimum": 1, "maximum": api.path_points},
        "tolerance": {"minimum": 0, "maximum": api.tolerance},
        "coordinate": {"minimum": -api.coordinate, "maximum": api.coordinate},
        "grid_count": {"minimum": api.grid_count_minimum, "maximum": api.grid_count},
    }
    for entry in shared_optimizers():
        for each in entry.hyperparameters:
            fields[each.name] = {**_range(each), "usual": each.usual} if each.usual else _range(each)
    return fields


def _range(hyperparameter: Hyperparameter) -> dict[str, float | None]:
    above = "exclusive_maximum" if hyperparameter.maximum_exclusive else "maximum"
    return {"minimum": hyperparameter.minimum, above: hyperparameter.maximum}


def _dial(hyperparameter: Hyperparameter) -> dict[str, Any]:
    return {
        "name": hyperparameter.name,
        "symbol": hyperparameter.symbol,
        "default": hyperparameter.default,
        "scale": hyperparameter.scale,
        **_range(hyperparameter),
    }


def guess_rows() -> list[dict[str, Any]]:
    """The lecture's six guesses with the loss it prints beside the three that the core computes."""
    points = np.array([guess[:2] for guess in GUESSES])
    columns = {
        loss: neuron.NeuronSurface(neuron.LECTURE_DATA, loss=loss).value_and_gradient(points)[0]
        for loss in ("half_sum", "sum", "mean")
    }
    return [
        {"w": w, "b": b, "printed": printed, **{loss: values[row] for loss, values in columns.items()}}
        for row, (w, b, printed) in enumerate(GUESSES)
    ]


def json_block(value: Any) -> Markup:
    """JSON for a ``<script type="application/json">``: ``<`` is escaped, so that no text can end the element."""
    text = orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY).decode()
    return Markup(text.replace("<", "\\u003c"))
