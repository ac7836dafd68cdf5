"""From pydantic's errors to ours: a plain message with everything that is allowed, and nothing of the input."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, get_args, get_origin

import annotated_types
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from app.api.place import ROOT, Place, place_of, vocabulary
from app.api.problems import Mistake
from app.core.numerals import numeral
from app.limits import LIMITS

NUMBER_ERRORS = frozenset(
    {
        "finite_number",
        "float_parsing",
        "float_type",
        "greater_than",
        "greater_than_equal",
        "int_from_float",
        "int_parsing",
        "int_parsing_size",
        "int_type",
        "less_than",
        "less_than_equal",
    }
)
OBJECT_ERRORS = frozenset({"dict_type", "model_attributes_type", "model_type"})
LIST_ERRORS = frozenset({"list_type", "tuple_type"})
TAG_ERRORS = frozenset({"union_tag_invalid", "union_tag_not_found"})
PLAIN_MESSAGES = {"missing": "is required", "string_type": "must be a string", "bool_type": "must be true or false"}
RANGE_PHRASES = {"ge": "at least", "gt": "greater than", "le": "at most", "lt": "less than"}
"""In words, by the attribute that `annotated_types` gives a bound."""


TOO_MANY = 1_000
"""Lists stop at their first bad item, so only unknown keys come in such numbers; describing each would take a second."""


def mistakes(error: ValidationError, model: type[BaseModel]) -> list[Mistake]:
    """What is wrong with a body that failed validation as `model`; at most ten mistakes, each told once."""
    if error.error_count() > TOO_MANY:
        return [Mistake(ROOT, f"has more than {TOO_MANY:,} unknown keys; allowed here: {_listed(model.model_fields)}")]
    found: dict[Mistake, None] = {}
    for details in error.errors(include_url=False, include_input=False):
        found[_mistake(details, model)] = None
        if len(found) == LIMITS.errors:
            break
    return list(found)


def _mistake(details: ErrorDetails, model: type[BaseModel]) -> Mistake:
    kind, path = details["type"], details["loc"]
    place = place_of(model, path)
    if kind in TAG_ERRORS:
        return Mistake(f"{place.location}.{place.discriminator}", f"must be one of {_listed(place.tags)}")
    if kind == "extra_forbidden" and path[-1] in vocabulary(model):
        return Mistake(f"{place.location}.{path[-1]}", f"is not allowed; allowed here: {_listed(place.fields)}")
    if kind == "missing" and isinstance(path[-1], int):
        place = place_of(model, path[:-1])
        return Mistake(place.location, f"must have {_length(place)}")
    if kind == "formula_length":
        return Mistake(place.location, details["msg"], **details["ctx"])
    return Mistake(place.location, _message(place, details))


def _message(place: Place, details: ErrorDetails) -> str:
    kind = details["type"]
    if kind in NUMBER_ERRORS:
        return f"must be {'a whole' if place.expected is int else 'a finite'} number{_range(place)}"
    if kind in OBJECT_ERRORS:
        # Where several forms are possible there is no one list of keys.
        return f"must be an object with {_listed(place.fields)}" if place.fields else "must be an object with its kind or id"
    if kind in LIST_ERRORS:
        return f"must be a list with {_length(place)}"
    match kind:
        case "missing" | "string_type" | "bool_type":
            return PLAIN_MESSAGES[kind]
        case "extra_forbidden":
            return f"has an unknown key; allowed here: {_listed(place.fields)}"
        case "too_short" | "too_long":
            return f"must have {_length(place)}"
        case "literal_error":
            return f"must be one of {_listed(get_args(place.expected))}"
        case "json_invalid":
            # The parser says what it expected and where; it does not repeat the text.
            return f"must be valid JSON: {details['ctx']['error']}"
    # Our own validators' messages, which hold no input.
    return details["msg"]


def _length(place: Place) -> str:
    if get_origin(place.expected) is tuple:
        return f"exactly {len(get_args(place.expected))} numbers"
    least = next((item.min_length for item in place.constraints if isinstance(item, annotated_types.MinLen)), 0)
    most = next((item.max_length for item in place.constraints if isinstance(item, annotated_types.MaxLen)), None)
    return f"at least {least:,} items" if most is None else f"from {least:,} to {most:,} items"


def _range(place: Place) -> str:
    words = [
        f"{phrase} {numeral(getattr(constraint, name))}"
        for constraint in place.constraints
        for name, phrase in RANGE_PHRASES.items()
        if hasattr(constraint, name)
    ]
    return f", {' and '.join(words)}" if words else ""


def _listed(names: Iterable[Any]) -> str:
    return ", ".join(str(name) for name in names)
