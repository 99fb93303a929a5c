"""Work that goes on in processes of its own while an index is written: its results are wanted only at the end."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from types import TracebackType
from typing import Self

from searchapp.search.processes import Processes

Work = Callable[[], bytes]
"""What is to be done, with all that it needs: it is pickled."""


class Aside:
    """Begins pieces of work beside this process, inside a ``with`` block; what is unfinished at its end is dropped.

    With ``here`` there are no other processes, and work is done when its result is asked for.
    """

    def __init__(self, *, here: bool) -> None:
        self._here = here
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def begin(self, work: Work) -> Work:
        """Begin a piece of work; the function waits for its result. Both raise what ``Processes`` does."""
        if self._here:
            return work
        return self._stack.enter_context(Processes[Work, bytes](1, _worker)).begin(work)


def _worker() -> Callable[[Work], bytes]:
    return _do


def _do(work: Work) -> bytes:
    return work()
