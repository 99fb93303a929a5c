"""Keeps what was computed, within a budget of bytes, for any number of threads."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, Protocol, TypeVar


class Sized(Protocol):
    """Something that knows what it takes."""

    @property
    def nbytes(self) -> int:
        """Memory that it takes."""
        ...


_ENTRY_BYTES = 1 << 10
"""What keeping takes besides the value."""

T = TypeVar("T", bound=Sized)


class ByteCache(Generic[T]):
    """What was used last. Values must never be changed, as threads share them; what is larger than all is not kept."""

    def __init__(self, budget: int) -> None:
        self._budget = budget
        self._used = 0
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, tuple[T, int]] = OrderedDict()

    @property
    def used(self) -> int:
        """Bytes in use."""
        return self._used

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Give what is kept under ``key``, made now if need be; two threads may both make it."""
        found = self.find(key)
        if found is None:
            found = make()
            self.keep(key, found)
        return found

    def find(self, key: Hashable) -> T | None:
        """Give what is kept under ``key``, or None."""
        with self._lock:
            entry = self._kept.get(key)
            if entry is None:
                return None
            self._kept.move_to_end(key)
            return entry[0]

    def keep(self, key: Hashable, made: T) -> None:
        """Keep a value, unless one is kept under ``key`` already or it is too large; the longest unused ones go."""
        size = made.nbytes + _ENTRY_BYTES
        with self._lock:
            if key in self._kept or size > self._budget:
                return
            self._kept[key] = (made, size)
            self._used += size
            while self._used > self._budget:
                _, (_, oldest) = self._kept.popitem(last=False)
                self._used -= oldest
