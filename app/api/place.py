"""Where in a request's schema something is: pydantic's location walked again through the schema's own types.

Pydantic puts a union's tag into its location (`surface.neuron.data`) and names unknown keys, which are the client's
input. Walking the types tells tags from keys, and finds what is allowed at the place reached.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from types import NoneType
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

ROOT = "body"

COMMON_HYPERPARAMETERS = frozenset({"rho", "beta1", "beta2", "epsilon", "momentum", "learning_rate"})
"""Keys that a client is likely to try on an optimizer without them; they are named even if no optimizer here has them."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a schema.

    Attributes:
        location: the path to it as a client reads it, `body.optimizers[1].momentum`, without tags.
        expected: the type there, without its constraints.
        constraints: what the type was annotated with.
    """

    location: str
    expected: Any
    constraints: tuple[Any, ...] = ()

    def step(self, part: int | str) -> Place:
        """One part of pydantic's location further: an index, a key or a tag; an unknown key leads nowhere."""
        if isinstance(part, int):
            return _place(f"{self.location}[{part}]", _item_type(self.expected, part))
        if part in self.tags:
            return Place(self.location, self.tags[part])
        if part in self.fields:
            return _place(f"{self.location}.{part}", self.fields[part].annotation, self.fields[part].metadata)
        return self

    @property
    def fields(self) -> dict[str, FieldInfo]:
        """The keys allowed here, when an object is expected."""
        return self.expected.model_fields if _is_model(self.expected) else {}

    @property
    def tags(self) -> dict[str, type[BaseModel]]:
        """The members by tag, when a tagged union is expected."""
        if self.discriminator is None:
            return {}
        members = get_args(self.expected) or (self.expected,)
        return {get_args(member.model_fields[self.discriminator].annotation)[0]: member for member in members}

    @property
    def discriminator(self) -> str | None:
        """The key that holds the tag, when a tagged union is expected."""
        names = (getattr(item, "discriminator", None) for item in self.constraints)
        return next((name for name in names if isinstance(name, str)), None)


def place_of(model: type[BaseModel], path: Iterable[int | str]) -> Place:
    """The place at the end of a pydantic location."""
    place = Place(ROOT, model)
    for part in path:
        place = place.step(part)
    return place


@cache
def vocabulary(model: type[BaseModel]) -> frozenset[str]:
    """Every key that occurs anywhere in a request: such a key may be named in an answer, another is the client's."""
    words = set(COMMON_HYPERPARAMETERS)
    waiting: list[Any] = [model]
    while waiting:
        kind = waiting.pop()
        if _is_model(kind):
            words.update(kind.model_fields)
            waiting.extend(field.annotation for field in kind.model_fields.values())
        waiting.extend(get_args(kind))
    return frozenset(words)


def _place(location: str, annotation: Any, constraints: Iterable[Any] = ()) -> Place:
    collected = list(constraints)
    while get_origin(annotation) is Annotated or NoneType in get_args(annotation):
        if get_origin(annotation) is Annotated:
            annotation, *outer = get_args(annotation)
            collected += outer
        else:
            annotation = _given(annotation)
    flat = (inner for item in collected for inner in (item, *getattr(item, "metadata", ())))
    return Place(location, annotation, tuple(flat))


def _given(optional: Any) -> Any:
    """The type of something optional where it is given."""
    return next(each for each in get_args(optional) if each is not NoneType)


def _item_type(expected: Any, index: int) -> Any:
    arguments = get_args(expected) or (Any,)
    return arguments[min(index, len(arguments) - 1)]


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)
