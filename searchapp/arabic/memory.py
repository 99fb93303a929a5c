"""A bounded memory of answers: one plain dict look-up for what was asked lately."""

from __future__ import annotations

from typing import Final, Generic, TypeVar

_GENERATIONS: Final = 2

Key = TypeVar("Key")
Answer = TypeVar("Answer")


class Memory(Generic[Key, Answer]):
    """Remembers at most ``size`` answers; what was not asked for the longest goes first, roughly.

    Two generations: what is asked moves to the recent one, and when that is full the other is dropped. Costs a third of
    what a list in the order of use costs. Threads may share one: at worst an answer is worked out twice.
    """

    def __init__(self, size: int) -> None:
        self._half = max(size // _GENERATIONS, 1)
        self._before: dict[Key, Answer] = {}
        self.recent: dict[Key, Answer] = {}
        """For look-ups in bulk; a miss is asked again by ``get``."""

    def get(self, key: Key) -> Answer | None:
        """The answer to a key, None where it is not remembered."""
        answer = self.recent.get(key)
        if answer is None:
            answer = self._before.get(key)
            if answer is not None:
                self.put(key, answer)
        return answer

    def put(self, key: Key, answer: Answer) -> None:
        """Remember an answer, which may not be None."""
        if len(self.recent) >= self._half:
            self._before, self.recent = self.recent, {}
        self.recent[key] = answer

    def __len__(self) -> int:
        return len(self.recent) + len(self._before)
