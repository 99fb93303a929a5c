"""Index files mapped for reading, whose pages are let go of when a process holds many of them.

A mapped page is the system's cache, but counts as the memory of every process that has read it (``VmRSS``), and stays
counted as long as the system has memory to spare: after some hundred searches most of an index. Letting go of the pages
(``MADV_DONTNEED``) changes nothing in the cache; those that are read again are mapped again, some microseconds for
sixteen of them.
"""

from __future__ import annotations

import mmap
import weakref
from pathlib import Path
from typing import Final

RESIDENT_BYTES: Final = 64 << 20
"""Mapped pages of all files of the process that may stay, code included."""

LOOKED_AFTER: Final = 4
"""So many times are articles fetched between two looks at the process's memory."""

_STATUS: Final = Path("/proc/self/statm")
_SHARED: Final = 2
_maps: weakref.WeakSet[mmap.mmap] = weakref.WeakSet()


def map_file(path: Path) -> mmap.mmap:
    """Map a file, which must not be empty, for reading."""
    with path.open("rb") as file:
        return map_open(file.fileno())


def map_open(number: int) -> mmap.mmap:
    """Map an open file by its number."""
    mapped = mmap.mmap(number, 0, access=mmap.ACCESS_READ)
    _maps.add(mapped)
    return mapped


def resident_bytes() -> int | None:
    """Give the mapped pages that the process holds now; None where the system does not say."""
    try:
        return int(_STATUS.read_text(encoding="ascii").split()[_SHARED]) * mmap.PAGESIZE
    except OSError:
        return None


class Residency:
    """Looks now and then at the pages that the process holds, and lets go of them when they are too many.

    Threads may count together; that a count is lost among them only puts a look off.
    """

    def __init__(self, most: int = RESIDENT_BYTES, every: int = LOOKED_AFTER) -> None:
        self._most = most
        self._every = every
        self._asked = 0

    def asked(self) -> None:
        """Say that articles are fetched."""
        self._asked += 1
        if self._asked % self._every == 0 and (resident_bytes() or 0) > self._most:
            let_go()


def let_go() -> None:
    """Let go of the pages of all maps; whoever reads them meanwhile gets them again."""
    for mapped in list(_maps):
        if not mapped.closed:
            mapped.madvise(mmap.MADV_DONTNEED)
