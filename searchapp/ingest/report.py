"""The report of a reading: one JSON line for each finding, written as they come."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from searchapp.errors import ConfigError, system_reason, system_reason_ar
from searchapp.ingest.events import Caution, Event, Finding, Reject, Repeat, Skipped
from searchapp.model import Article

_KINDS: Final[dict[type[Finding], str]] = {Reject: "reject", Caution: "caution", Skipped: "skipped", Repeat: "repeat"}


class RejectReport:
    """Writes findings to a file and counts all events; nothing is kept in memory but the counts and one finding.

    ``reasons`` counts by kind and reason; ``first`` is the first reject, or the first finding if nothing was rejected.

    Each line has ``kind`` (reject, caution, skipped, repeat), ``file``, ``line``, ``reason``, ``message``,
    ``message_ar``, ``excerpt``. Used in a ``with`` block, so that the file is closed whatever happens.
    Entering it raises ConfigError if the file cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.articles = 0
        self.kinds: Counter[str] = Counter()
        self.reasons: Counter[tuple[str, str]] = Counter()
        self.first: Finding | None = None

    def __enter__(self) -> Self:
        try:
            self._stream = self._path.open("w", encoding="utf-8", newline="\n")
        except OSError as error:
            raise ConfigError(
                f"The reject report {self._path} cannot be written: {system_reason(error)}.",
                f"تعذّرت كتابة تقرير المرفوضات {self._path}: {system_reason_ar(error)}.",
            ) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.close()

    def add(self, event: Event) -> None:
        """Count an event, and write it down if it is a finding."""
        if isinstance(event, Article):
            self.articles += 1
            return
        kind = kind_of(event)
        self.kinds[kind] += 1
        self.reasons[kind, event.reason] += 1
        if self.first is None or (isinstance(event, Reject) and not isinstance(self.first, Reject)):
            self.first = event
        self._stream.write(json.dumps({"kind": kind} | _fields(event), ensure_ascii=False) + "\n")


def kind_of(finding: Finding) -> str:
    """Name the kind of a finding: reject, caution, skipped or repeat."""
    return _KINDS[type(finding)]


def _fields(finding: Finding) -> dict[str, str | int | None]:
    return {
        "file": finding.file,
        "line": finding.line,
        "reason": finding.reason,
        "message": finding.message,
        "message_ar": finding.message_ar,
        "excerpt": finding.excerpt,
    }
