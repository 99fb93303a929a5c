"""What reading gives: articles, and findings that say what was not read as it stands.

Every record of the input ends as exactly one of ``Article``, ``Reject`` or ``Repeat``. A ``Caution`` is said besides,
of an article or of a file; a ``Skipped`` file was not looked into.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from searchapp.model import Article

EXCERPT_LENGTH: Final = 120

RejectReason = Literal[
    "bad-archive",
    "archive-too-large",
    "nested-archive",
    "unnamed-archive",
    "unreadable",
    "closed-folder",
    "bad-encoding",
    "bad-json",
    "bad-csv",
    "bad-xml",
    "bad-front-matter",
    "bad-record",
    "bad-field",
    "nul-character",
    "record-too-long",
    "field-too-long",
    "no-title",
    "no-text",
    "duplicate-id",
]
CautionReason = Literal["encoding", "bad-date", "bad-url", "no-records", "doubled-column", "furniture"]
SkipReason = Literal["unknown-ending", "outside-link", "special-file"]
RepeatReason = Literal["repeat"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something said about the input: where, why (a stable code), in English and Arabic, with a piece of the text.

    ``file`` is the path as given, a member of an archive ``news.zip!2022/a.json``; ``line`` counts from 1, or is None
    where the finding is about a whole file.
    """

    file: str
    line: int | None
    reason: str
    message: str
    message_ar: str
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class Reject(Finding):
    """A record, the rest of a file, or a folder that could not be read; ``reason`` is a ``RejectReason``."""


@dataclass(frozen=True, slots=True)
class Caution(Finding):
    """Something to look at in a text that was read; ``reason`` is a ``CautionReason``."""


@dataclass(frozen=True, slots=True)
class Skipped(Finding):
    """A file that was not looked into; ``reason`` is a ``SkipReason``."""


@dataclass(frozen=True, slots=True)
class Repeat(Finding):
    """A record that was read before, word for word, at ``first``; ``id`` is the article's.

    ``reason`` is a ``RepeatReason``.
    """

    id: str = ""
    first: str = ""


Event = Article | Reject | Caution | Skipped | Repeat


def excerpt(text: str) -> str:
    """The beginning of ``text`` on one line, fit for a report: what cannot be printed becomes a space."""
    head = text[: EXCERPT_LENGTH * 2]
    line = " ".join("".join(c if c.isprintable() else " " for c in head).split())
    return line if len(line) <= EXCERPT_LENGTH else line[: EXCERPT_LENGTH - 1] + "…"


class ReadError(Exception):
    """The rest of a file cannot be read; the reader of the file ends and its driver reports it."""

    def __init__(
        self, reason: RejectReason, message: str, message_ar: str, *, line: int | None = None, excerpt: str = ""
    ) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.message_ar = message_ar
        self.line = line
        self.excerpt = excerpt

    def reject(self, file: str) -> Reject:
        return Reject(file, self.line, self.reason, self.message, self.message_ar, self.excerpt)
