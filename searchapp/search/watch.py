"""When files change: a look at their names, sizes and times every few seconds, which works on any file system."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from searchapp.errors import PathMissingError
from searchapp.ingest import InputFile, walk

State = frozenset[tuple[str, int, int]]
"""Files by path, size and time of change (ns); what cannot be looked at is left out."""


def state_of(paths: Sequence[Path], without: Path | None = None) -> State:
    """Look at the files that a reading would read; nothing where a path is missing. ``without`` is the index itself."""
    try:
        return frozenset(_seen(paths, without))
    except PathMissingError:
        return frozenset()


def _seen(paths: Sequence[Path], without: Path | None) -> Iterator[tuple[str, int, int]]:
    for found in walk(paths, without=without):
        if isinstance(found, InputFile):
            try:
                status = found.path.stat()
            except OSError:  # gone since it was listed: the next look will not have it
                continue
            yield str(found.path), status.st_size, status.st_mtime_ns


def changes(
    look: Callable[[], State], every: float, known: State, sleep: Callable[[float], None] = time.sleep
) -> Iterator[State]:
    """Give the state whenever it differs from the last one given (at first ``known``) and two looks agree.

    A file that is still being written changes from look to look, so it is waited for. ``every`` is in seconds.
    """
    before = known
    while True:
        sleep(every)
        now = look()
        if now == before != known:
            known = now
            yield now
        before = now
