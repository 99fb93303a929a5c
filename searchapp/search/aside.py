"""Work that goes on in a process of its own while an index is written: its results are wanted only at the end."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Self

from searchapp.search.processes import Processes

Work = Callable[[], bytes]
"""What is to be done, with all that it needs: it is pickled."""


class Aside:
    """Begins pieces of work beside this process, inside a ``with`` block; what is unfinished at its end is dropped.

    One process does them one after another, so that only one needs its memory at a time; results are asked for in the
    order in which their work was begun. With ``here`` there is no other process, and work is done when its result is
    asked for.
    """

    def __init__(self, *, here: bool) -> None:
        self._here = here
        self._processes: Processes[Work, bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._processes is not None:
            self._processes.__exit__(kind, error, trace)

    def begin(self, work: Work) -> Work:
        """Begin a piece of work; the function waits for its result. Both raise what ``Processes`` does."""
        if self._here:
            return work
        if self._processes is None:
            self._processes = Processes[Work, bytes](1, _worker).__enter__()
        return self._processes.begin(work)


def _worker() -> Callable[[Work], bytes]:
    return _do


def _do(work: Work) -> bytes:
    return work()
