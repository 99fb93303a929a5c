"""A bounded memory of answers, small and without order."""

from __future__ import annotations

from typing import Final, Generic, TypeVar

_GENERATIONS: Final = 2

Key = TypeVar("Key")
Answer = TypeVar("Answer")


class Memory(Generic[Key, Answer]):
    """Remembers at most ``size`` answers; what was not asked for the longest goes first, roughly.

    Two generations: what is asked moves to the recent one, and when that is full the other is dropped. Smaller than
    ``lru_cache`` and good for what is asked unevenly. Threads may share one: at worst an answer is worked out twice.
    """

    def __init__(self, size: int) -> None:
        self._half = max(size // _GENERATIONS, 1)
        self._before: dict[Key, Answer] = {}
        self._recent: dict[Key, Answer] = {}

    def get(self, key: Key) -> Answer | None:
        """The answer to a key, None where it is not remembered."""
        answer = self._recent.get(key)
        if answer is None:
            answer = self._before.get(key)
            if answer is not None:
                self.put(key, answer)
        return answer

    def put(self, key: Key, answer: Answer) -> None:
        """Remember an answer, which may not be None."""
        if len(self._recent) >= self._half:
            self._before, self._recent = self._recent, {}
        self._recent[key] = answer

    def __len__(self) -> int:
        return len(self._recent) + len(self._before)
