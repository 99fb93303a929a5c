"""CSV with a header line (RFC 4180): quoted fields may hold newlines; comma, semicolon or tab between fields."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Final

from searchapp.ingest.draft import Drafted
from searchapp.ingest.encoding import Text, find_damage
from searchapp.ingest.events import ReadError, excerpt
from searchapp.ingest.lines import numbered_lines, too_long
from searchapp.ingest.mapping import FieldMapping, plain_name
from searchapp.ingest.options import ReadOptions
from searchapp.ingest.record import Place, draft_record
from searchapp.ingest.streams import Source

DELIMITERS: Final = (",", ";", "\t")


def read_csv(source: Source, encoding: str, options: ReadOptions) -> Iterator[Drafted]:
    """Read the rows of a ``.csv`` file; the first row names the fields. Raises ReadError if it names no text field.

    A row with more or fewer fields than the header is rejected alone.
    """
    csv.field_size_limit(options.limits.record)
    text = Text(source, encoding)
    lines = _Lines(text, options.limits.record)
    first = next(lines, None)
    if first is None:
        return
    header, delimiter = _header(first, options.mapping)
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        lines.start_record()
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield _broken(str(error), lines.record_line, lines.record_start).reject(source.label)
            continue
        if row:
            yield from _read_row(row, header, lines, source.label, options)


def _read_row(row: list[str], header: list[str], lines: _Lines, file: str, options: ReadOptions) -> Iterator[Drafted]:
    line = lines.record_line
    damage = find_damage("\n".join(row), line) if lines.damaged else None
    if damage is not None:
        yield damage.reject(file)
    elif len(row) != len(header):
        what = f"{len(row)} fields where the header has {len(header)}"
        yield _broken(what, line, lines.record_start).reject(file)
    else:
        yield from draft_record(dict(zip(header, row, strict=True)), Place(file, line), options)


class _Lines:
    """Lines with their ends, as csv wants them; remembers where the record at hand began."""

    def __init__(self, text: Text, limit: int) -> None:
        self._text = text
        self._lines = numbered_lines(text.chunks(), limit)
        self._limit = limit
        self._fresh = True
        self.record_line = 1
        self.record_start = ""

    @property
    def damaged(self) -> bool:
        return self._text.damaged

    def start_record(self) -> None:
        self._fresh = True

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        number, line = next(self._lines)
        if line is None:
            raise too_long(number, self._limit)
        if self._fresh:
            self.record_line, self.record_start, self._fresh = number, line[:200], False
        return line.removesuffix("\r") + "\n"


def _header(line: str, mapping: FieldMapping) -> tuple[list[str], str]:
    """Read the header with each delimiter; the one that gives most known names counts, then most fields."""
    best: tuple[int, int, list[str], str] = (0, 0, [], ",")
    for delimiter in DELIMITERS:
        names = _names(line, delimiter)
        known = {mapping.knows(plain_name(name)) for name in names} - {None}
        if "body" in known and (len(known), len(names)) > best[:2]:
            best = (len(known), len(names), names, delimiter)
    if not best[2]:
        raise _broken("the first line names no field that holds the text", 1, line)
    return best[2], best[3]


def _names(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader((line,), delimiter=delimiter, strict=True), [])
    except csv.Error:
        return []


def _broken(what: str, line: int, text: str) -> ReadError:
    return ReadError(
        "bad-csv",
        f"The row is not valid CSV: {what}.",
        f"الصف ليس CSV صحيحًا: {what}.",
        line=line,
        excerpt=excerpt(text),
    )
