"""CSV with a header line (RFC 4180): quoted fields may hold newlines; comma, semicolon or tab between fields."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Final

from searchapp.ingest.draft import Drafted, Made, Unread
from searchapp.ingest.encoding import Text, find_damage
from searchapp.ingest.events import Caution, ReadError, excerpt
from searchapp.ingest.lines import numbered_lines, too_long
from searchapp.ingest.mapping import FieldMapping, plain_name
from searchapp.ingest.options import ReadOptions
from searchapp.ingest.record import Place, draft_record
from searchapp.ingest.streams import Source

DELIMITERS: Final = (",", ";", "\t")


def read_csv(source: Source, encoding: str, options: ReadOptions) -> Iterator[Made]:
    """Read the rows of a ``.csv`` file; the first row names the fields. Raises ReadError if it names no text field.

    A row with more or fewer fields than the header is rejected alone. Of columns of one name the first that is not
    empty counts, and a caution names them.
    """
    csv.field_size_limit(options.limits.record)
    text = Text(source, encoding)
    lines = _Lines(text, options.limits.record)
    first = next(lines, None)
    if first is None:
        return
    header, delimiter = _header(first, options.mapping)
    doubled = _doubled(header)
    if doubled:
        yield _doubled_columns(doubled, source.label, first)
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        lines.start_record()
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            what, what_ar = str(error), "علامات الاقتباس أو الفواصل ليست في مواضعها"
            yield _broken(what, what_ar, lines.record_line, lines.record_start).reject(source.label)
            continue
        if row:
            read = partial(_read_row, row, header, lines, source.label, options)
            yield from read() if lines.damaged else (Unread(lines.record_line, _written(header, row), read),)


def _written(header: list[str], row: list[str]) -> str:
    return "\x1e".join(("\x1f".join(header), "\x1f".join(row)))


def _read_row(row: list[str], header: list[str], lines: _Lines, file: str, options: ReadOptions) -> Iterator[Drafted]:
    line = lines.record_line
    damage = find_damage("\n".join(row), line) if lines.damaged else None
    if damage is not None:
        yield damage.reject(file)
    elif len(row) != len(header):
        what = f"{len(row)} fields where the header has {len(header)}"
        what_ar = f"عدد حقوله {len(row)} وعدد الأعمدة {len(header)}"
        yield _broken(what, what_ar, line, lines.record_start).reject(file)
    else:
        yield from draft_record(_record(header, row), Place(file, line), options)


def _record(header: list[str], row: list[str]) -> dict[str, object]:
    """Give the values by the plain names of their columns; of columns of one name the first that is not empty."""
    record: dict[str, object] = {}
    for name, value in zip(header, row, strict=True):
        key = plain_name(name)
        if value.strip() or key not in record:
            record[key] = record.get(key) or value
    return record


def _doubled(header: list[str]) -> list[str]:
    """Give the names that stand over more than one column, each once."""
    counts = Counter(map(plain_name, header))
    return list(dict.fromkeys(name.strip() for name in header if name.strip() and counts[plain_name(name)] > 1))


def _doubled_columns(names: list[str], file: str, line: str) -> Caution:
    shown = excerpt(", ".join(names))
    message = f"Several columns have one name ({shown}); in each row the first that is not empty was read."
    message_ar = f"في الملف أعمدة مكررة الاسم ({shown})، فقُرئ في كل صف أول عمود غير فارغ منها."
    return Caution(file, 1, "doubled-column", message, message_ar, excerpt(line))


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
        what_ar = "ليس في السطر الأول عمود للنص"
        raise _broken("the first line names no field that holds the text", what_ar, 1, line)
    return best[2], best[3]


def _names(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader((line,), delimiter=delimiter, strict=True), [])
    except csv.Error:
        return []


def _broken(what: str, what_ar: str, line: int, text: str) -> ReadError:
    return ReadError(
        "bad-csv",
        f"The row is not valid CSV: {what}.",
        f"الصف ليس CSV صحيحًا: {what_ar}.",
        line=line,
        excerpt=excerpt(text),
    )
