"""Memory of a process and all its descendants, watched from outside (Linux)."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from benchmarks.speed.measures import MIB

_INTERVAL_S: Final = 0.1
_SHARED_EVERY: Final = 10
"""The kernel goes through every page to share it out, 2 ms for 100 MiB: at each tenth look that costs no figure."""

_PAGE_BYTES: Final = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class TreeMemory:
    """Resident and proportional memory of a tree in MiB.

    ``rss`` counts a page once for each process that maps it, ``pss`` shares it among them: what the tree really takes.
    """

    rss: float = 0.0
    pss: float = 0.0


def tree(pid: int) -> list[int]:
    """A process and its descendants; one that has ended has none."""
    found = [pid]
    for parent in found:
        for children in Path(f"/proc/{parent}/task").glob("*/children"):
            found.extend(int(child) for child in _read(children).split())
    return found


def tree_memory(pid: int) -> TreeMemory:
    """The memory of a tree now; processes that end while they are looked at count nothing."""
    return TreeMemory(_resident(pid), _proportional(pid))


def _resident(pid: int) -> float:
    pages = [_read(Path(f"/proc/{member}/statm")).split() for member in tree(pid)]
    return sum(int(counts[1]) * _PAGE_BYTES / MIB for counts in pages if counts)


def _proportional(pid: int) -> float:
    rollups = [_read(Path(f"/proc/{member}/smaps_rollup")) for member in tree(pid)]
    lines = (line for rollup in rollups for line in rollup.splitlines())
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


class PeakWatch:
    """Watches a tree in a ``with`` block; ``peak`` has the largest figures seen, each for itself."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.peak = TreeMemory()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        for look in count():
            rss = max(self.peak.rss, _resident(self._pid))
            pss = self.peak.pss if look % _SHARED_EVERY else max(self.peak.pss, _proportional(self._pid))
            self.peak = TreeMemory(rss, pss)
            if self._ended.wait(_INTERVAL_S):
                return


def _read(file: Path) -> str:
    """Read a file of ``/proc``; empty where its process is gone."""
    try:
        return file.read_text(encoding="ascii", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""
