"""What is measured and how: memory from ``/proc`` (Linux), bytes on disk, medians and percentiles."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Literal

MIB: Final = 2**20

Memory = Literal["VmHWM", "VmRSS"]
"""Peak and present resident memory, as ``/proc/self/status`` names them."""


def memory_mib(which: Memory) -> float:
    """Give this process's memory in MiB. ``ru_maxrss`` is not used: a process inherits it from who started it.

    Raises OSError where there is no ``/proc``.
    """
    for line in Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines():
        if line.startswith(f"{which}:"):
            return int(line.split()[1]) / 1024
    raise OSError(f"/proc/self/status has no {which}")


def disk_bytes(path: Path) -> int:
    """Sum up the sizes of a file, or of all files of a folder."""
    if path.is_file():
        return path.stat().st_size
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())


def percentile(values: Sequence[float], share: float) -> float:
    """Give the smallest value that at least ``share`` of the values do not exceed (nearest rank).

    Raises ValueError without values.
    """
    if not values:
        raise ValueError("a percentile needs values")
    rank = max(1, math.ceil(len(values) * share))
    return sorted(values)[rank - 1]
