"""The time that an answer may take, looked at between its steps."""

from __future__ import annotations

import time
from collections.abc import Callable

Clock = Callable[[], float]


class DeadlinePassedError(Exception):
    """Ends the search for matches; never leaves the reader."""


class Deadline:
    """So many seconds from now (None: any number). One for each question."""

    def __init__(self, seconds: float | None, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._end = None if seconds is None else clock() + seconds
        self.missed = False

    def passed(self) -> bool:
        """Whether the time is over; what is skipped for that is remembered as missed."""
        if self._end is not None and self._clock() >= self._end:
            self.missed = True
        return self.missed

    def check(self) -> None:
        """Raise DeadlinePassedError if the time is over."""
        if self.passed():
            raise DeadlinePassedError
