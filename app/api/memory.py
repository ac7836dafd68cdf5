"""What was used last, up to a number of things."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Memory(Generic[K, V]):
    """The last used values by key.

    Args:
        size: values kept; the least recently used is dropped. Whoever still holds it may go on using it.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._values: OrderedDict[K, V] = OrderedDict()
        self._lock = Lock()

    def peek(self, key: K) -> V | None:
        """The value of a key, None if it is not remembered."""
        with self._lock:
            if key not in self._values:
                return None
            self._values.move_to_end(key)
            return self._values[key]

    def get(self, key: K, make: Callable[[], V]) -> V:
        """The value of a key, made if it is not remembered; what `make` raises is not remembered.

        Nothing waits while one is made. Of two that are made at the same time for one key, the first is remembered and returned.
        """
        known = self.peek(key)
        if known is not None:
            return known
        made = make()
        with self._lock:
            value = self._values.setdefault(key, made)
            while len(self._values) > self._size:
                self._values.popitem(last=False)
            return value
