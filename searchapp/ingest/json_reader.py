"""JSON: an array of records, one record, or an object with one array of records in it; JSON Lines."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from searchapp.ingest.draft import Draft, Drafted, Made, Unread
from searchapp.ingest.encoding import Text, find_damage
from searchapp.ingest.events import Caution, ReadError, Reject, excerpt
from searchapp.ingest.json_stream import Element, JsonCursor
from searchapp.ingest.lines import numbered_lines, too_long
from searchapp.ingest.mapping import plain_name
from searchapp.ingest.options import ReadOptions
from searchapp.ingest.record import Place, draft_record
from searchapp.ingest.streams import Source


def read_json(source: Source, encoding: str, options: ReadOptions) -> Iterator[Made]:
    """Read the records of a ``.json`` file. Raises ReadError where the text stops being JSON.

    In an object, the one array that holds objects is the collection, unless the object itself has a text. Objects
    one after the other are read as JSON Lines.
    """
    cursor = JsonCursor(Text(source, encoding), options.limits.record)
    if cursor.peek() == "{":
        outline = _outline(source, encoding, options)
        if outline.several_values:
            yield from read_json_lines(source, encoding, options)
            return
        yield from _read_object(cursor, outline, source.label, options)
    elif cursor.peek() == "[":
        yield from _read_array(cursor, source.label, options)
    else:
        yield from _read_element(cursor.element(), source.label, options)
    cursor.end()


def read_json_lines(source: Source, encoding: str, options: ReadOptions) -> Iterator[Made]:
    """Read a ``.jsonl`` file: one record a line, empty lines are passed over, a broken line is lost alone."""
    text = Text(source, encoding)
    limit = options.limits.record
    for number, line in numbered_lines(text.chunks(), limit):
        if line is None:
            yield too_long(number, limit).reject(source.label)
        elif line.strip():
            damaged = text.damaged  # broken bytes are not seen in what is written
            read = partial(_read_line, line, number, damaged=damaged, file=source.label, options=options)
            yield from read() if damaged else (Unread(number, line, read),)


@dataclass(slots=True)
class _Outline:
    """What an object at the top of a file holds: whether it has a text itself, and its arrays of objects."""

    has_body: bool = False
    arrays: list[str] = field(default_factory=list)
    several_values: bool = False


def _outline(source: Source, encoding: str, options: ReadOptions) -> _Outline:
    """Read through an object once without keeping its values."""
    outline = _Outline()
    cursor = JsonCursor(Text(source, encoding, quiet=True), options.limits.record)
    try:
        for key in cursor.members():
            if cursor.peek() == "[":
                _note_array(cursor, key, outline)
            else:
                value = cursor.element().value
                outline.has_body |= isinstance(value, str) and options.mapping.knows(plain_name(key)) == "body"
        outline.several_values = cursor.peek() == "{"
    except ReadError:  # comes again, and is reported, when the records are read
        return outline
    return outline


def _note_array(cursor: JsonCursor, key: str, outline: _Outline) -> None:
    """Note the array that comes next as soon as an object is met in it, for it may break off later."""
    for element in cursor.array():
        if isinstance(element.value, dict) and key not in outline.arrays:
            outline.arrays.append(key)


def _read_object(cursor: JsonCursor, outline: _Outline, file: str, options: ReadOptions) -> Iterator[Made]:
    if outline.has_body or not outline.arrays:
        yield from _read_element(cursor.element(), file, options)
        return
    if len(outline.arrays) > 1:
        raise _unclear(outline.arrays)
    for key in cursor.members():
        if key == outline.arrays[0] and cursor.peek() == "[":
            yield from _read_array(cursor, file, options)
        else:
            cursor.element()


def _read_array(cursor: JsonCursor, file: str, options: ReadOptions) -> Iterator[Made]:
    """Read the records of an array; findings tell their number, for a whole array may stand on one line."""
    for number, element in enumerate(cursor.array(), 1):
        read = partial(_read_numbered, element, number, file, options)
        yield from read() if cursor.damaged else (Unread(element.line, element.written, read),)


def _read_numbered(element: Element, number: int, file: str, options: ReadOptions) -> Iterator[Drafted]:
    for made in _read_element(element, file, options):
        yield made if isinstance(made, Draft) else _numbered(made, number)


def _numbered(finding: Reject | Caution, number: int) -> Reject | Caution:
    message, message_ar = f"Record {number}: {finding.message}", f"السجل {number}: {finding.message_ar}"
    return replace(finding, message=message, message_ar=message_ar)


def _read_element(element: Element, file: str, options: ReadOptions) -> Iterator[Drafted]:
    if element.damage is not None:
        yield element.damage.reject(file)
    elif isinstance(element.value, Mapping):
        yield from draft_record(element.value, Place(file, element.line), options)
    else:
        yield _not_an_object(element.value, element.line).reject(file)


def _read_line(line: str, number: int, *, damaged: bool, file: str, options: ReadOptions) -> Iterator[Drafted]:
    damage = find_damage(line, number) if damaged else None
    if damage is not None:
        yield damage.reject(file)
        return
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        yield _broken_line(error, line, number).reject(file)
        return
    yield from _read_element(Element(value, number, line), file, options)


def _broken_line(error: Exception, line: str, number: int) -> ReadError:
    column = error.colno if isinstance(error, json.JSONDecodeError) else 1
    what = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
    return ReadError(
        "bad-json",
        f"Not JSON at line {number}, column {column}: {what}.",
        f"ليس JSON صحيحًا في السطر {number}، العمود {column}.",
        line=number,
        excerpt=excerpt(line[max(0, column - 41) : column + 80]),
    )


def _not_an_object(value: object, line: int) -> ReadError:
    return ReadError(
        "bad-record",
        "The record is not an object with fields.",
        "السجل ليس كائنًا ذا حقول.",
        line=line,
        excerpt=excerpt(value if isinstance(value, str) else type(value).__name__),
    )


def _unclear(arrays: list[str]) -> ReadError:
    names = excerpt(", ".join(arrays))
    return ReadError(
        "bad-json",
        f"Several arrays hold objects ({names}); which one holds the articles is not clear.",
        f"في الملف أكثر من مصفوفة كائنات ({names})، ولا يتّضح أيّها مصفوفة المقالات.",
        line=1,
    )
