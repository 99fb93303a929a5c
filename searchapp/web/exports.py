"""All results of a search as a stream of rows: JSON Lines or CSV, in memory a batch at a time."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from searchapp.model import StoredArticle
from searchapp.web.answers import published_at

EXPORT_FIELDS: Final = (
    "id", "title", "body", "url", "source", "author", "section", "published_at", "precision", "lang", "entities",
)  # fmt: skip
"""The columns of an export in their order."""

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\0")
"""First characters by which a spreadsheet takes a cell for a formula (OWASP ASVS 1.2.10)."""

_BYTE_ORDER_MARK: Final = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""Without it Excel reads the file in the encoding of the system and shows Arabic as other letters."""


def json_lines(articles: Iterable[StoredArticle], fields: Iterable[str]) -> Iterator[bytes]:
    """Give a line of JSON for each article."""
    wanted = tuple(fields)
    for stored in articles:
        row = _row(stored)
        yield json.dumps({name: row[name] for name in wanted}, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def csv_rows(articles: Iterable[StoredArticle], fields: Iterable[str]) -> Iterator[bytes]:
    """Give a CSV file row by row (RFC 4180); names in ``entities`` stand with a bar between them."""
    wanted = tuple(fields)
    yield (_BYTE_ORDER_MARK + _line(wanted)).encode()
    for stored in articles:
        row = _row(stored)
        yield _line([_cell(row[name]) for name in wanted]).encode("utf-8", "replace")


def _row(stored: StoredArticle) -> Mapping[str, object]:
    article = stored.article
    return {
        "id": article.id,
        "title": article.title,
        "body": article.body,
        "url": article.url or None,
        "source": article.source or None,
        "author": article.author or None,
        "section": article.section or None,
        "published_at": published_at(article.published),
        "precision": article.published.precision if article.published else None,
        "lang": article.lang,
        "entities": [{"id": e.id, "name": e.label, "type": e.kind, "count": e.count} for e in stored.entities],
    }


def _cell(value: object) -> str:
    """Write a value so that no spreadsheet computes it."""
    text = " | ".join(str(each["name"]) for each in value) if isinstance(value, list) else str(value or "")
    return f"'{text}" if text.startswith(_FORMULA) else text


def _line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([cell.replace("\0", "") for cell in cells])
    return line.getvalue()
