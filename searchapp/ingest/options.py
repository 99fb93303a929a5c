"""How a reading is done: names of fields, how paths are shown, limits, progress."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from searchapp.ingest.mapping import FieldMapping, default_mapping


@dataclass(frozen=True, slots=True)
class Limits:
    """What is read at most. Sizes of archives are in bytes after expansion, the others in characters.

    ``expansion_ratio`` is only looked at from ``ratio_floor`` bytes on, since a few repeated lines shrink as far
    without any harm. A web page or plain-text page is held in memory as a whole: ``page``.
    """

    archive_bytes: int = 2 * 1024**3
    archive_members: int = 100_000
    expansion_ratio: int = 100
    ratio_floor: int = 1024**2
    record: int = 64 * 1024**2
    page: int = 16 * 1024**2
    title: int = 2_000
    body: int = 5_000_000
    other: int = 8_000


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """``root`` is cut from the paths that findings show. ``progress`` is told the input bytes read since the last call.
    ``without`` is a folder that is not read, wherever it is met: the index, if it lies inside the input.

    The bytes told add up to ``count_inputs(paths, without).bytes``, inside archives in proportion to what was expanded.
    """

    mapping: FieldMapping = field(default_factory=default_mapping)
    root: Path | None = None
    limits: Limits = field(default_factory=Limits)
    progress: Callable[[int], None] | None = None
    without: Path | None = None
