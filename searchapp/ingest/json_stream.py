"""JSON values out of a stream of characters, one at a time, with the line on which each stands.

Python's own parser reads each element of an array; around it only brackets and commas are followed. A general streaming
parser (ijson was tried) turns half a surrogate pair into ``?`` without a word and names no line in its errors; this one
tells both, and memory holds one element, not the collection.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from searchapp.ingest.encoding import Text, find_damage
from searchapp.ingest.events import ReadError, excerpt
from searchapp.ingest.lines import too_long

_SPACE: Final = " \t\n\r"
_KEEP: Final = 1024 * 1024
_NEAR_END: Final = 64
"""A fault this near to the end of what is read may only mean that the element goes on."""

_DECODER: Final = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class Element:
    """A value, the line on which it begins, how it is written, and the fault of its bytes, if it holds broken ones."""

    value: object
    line: int
    written: str
    damage: ReadError | None = None


class JsonCursor:
    """A place in a JSON text. All methods raise ReadError for what is not JSON, with line and column."""

    def __init__(self, text: Text, limit: int) -> None:
        self._text = text
        self._chunks = text.chunks()
        self._limit = limit
        self._buffer = ""
        self._at = 0
        self._ended = False
        self._line = 1  # of the character at ``_counted``
        self._counted = 0
        self._line_start = 0  # where that line begins; below zero if it began before the buffer

    @property
    def damaged(self) -> bool:
        """Whether broken bytes were met so far."""
        return self._text.damaged

    def peek(self) -> str:
        """The next character that is no space, or an empty string at the end."""
        while True:
            while self._at < len(self._buffer):
                if self._buffer[self._at] not in _SPACE:
                    return self._buffer[self._at]
                self._at += 1
            if not self._read_on():
                return ""

    def take(self, expected: str) -> None:
        """Step over one expected sign."""
        if self.peek() != expected:
            raise self._broken(f"'{expected}' expected", f"يُنتظر '{expected}'", self._at)
        self._at += 1

    def element(self) -> Element:
        """Read the next value whole."""
        self.peek()
        self._count_to(self._at)
        line = self._line
        value, size = self._decode()
        while self._at + size == len(self._buffer) and self._read_on():  # a number could go on
            value, size = self._decode()
        if size > self._limit:
            raise too_long(line, self._limit)
        end = self._at + size
        written = self._buffer[self._at : end]
        damage = find_damage(written, line) if self._text.damaged else None
        self._at = end
        return Element(value, line, written, damage)

    def array(self) -> Iterator[Element]:
        """Read the elements of an array that comes next."""
        self.take("[")
        while self.peek() != "]":
            yield self.element()
            if self.peek() != "]":
                self.take(",")
                self._refuse("]")
        self.take("]")

    def members(self) -> Iterator[str]:
        """Read the keys of an object that comes next. The caller reads each value before it asks for the next key."""
        self.take("{")
        while self.peek() != "}":
            key = self.element().value
            if not isinstance(key, str):
                raise self._broken("a key in quotes expected", "يُنتظر مفتاح بين علامتي اقتباس", self._at)
            self.take(":")
            yield key
            if self.peek() != "}":
                self.take(",")
                self._refuse("}")
        self.take("}")

    def end(self) -> None:
        """Make sure that nothing follows."""
        if self.peek():
            raise self._broken("nothing more expected", "لا يُنتظر شيء بعد هذا", self._at)

    def _refuse(self, sign: str) -> None:
        """Refuse a comma that nothing follows."""
        if self.peek() == sign:
            raise self._broken("a value expected after the comma", "تُنتظر قيمة بعد الفاصلة", self._at)

    def _decode(self) -> tuple[object, int]:
        """Parse the value that begins here; give it and its number of characters."""
        while True:
            try:
                value, end = _DECODER.raw_decode(self._buffer, self._at)
                return value, end - self._at
            except json.JSONDecodeError as error:
                certain = error.pos < len(self._buffer) - _NEAR_END and self._buffer[error.pos] != '"'
                beyond = error.pos - self._at
                if certain or not self._read_on():
                    raise self._broken(error.msg, "", self._at + beyond) from error
            except RecursionError as error:
                raise self._broken("nested too deeply", "تداخل أعمق من الحد", self._at) from error
            except ValueError as error:  # an integer of thousands of digits
                raise self._broken("a number is too long", "عدد أطول من الحد", self._at) from error

    def _read_on(self) -> bool:
        """Add to the buffer, doubling it so that a long element is not parsed again and again. False at the end."""
        self._cut()
        if len(self._buffer) > self._limit + _KEEP:
            raise too_long(self._line, self._limit)
        pieces = [self._buffer]
        wanted = max(1, len(self._buffer))
        while wanted > 0 and not self._ended:
            piece = next(self._chunks, None)
            self._ended = piece is None
            pieces.append(piece or "")
            wanted -= len(piece or "")
        before, self._buffer = len(self._buffer), "".join(pieces)
        return len(self._buffer) > before

    def _cut(self) -> None:
        """Drop from the buffer what has been read."""
        self._count_to(self._at)
        self._buffer = self._buffer[self._at :]
        self._line_start -= self._at
        self._at = self._counted = 0

    def _count_to(self, place: int) -> None:
        lines = self._buffer.count("\n", self._counted, place)
        if lines:
            self._line += lines
            self._line_start = self._buffer.rfind("\n", self._counted, place) + 1
        self._counted = place

    def _broken(self, what: str, what_ar: str, place: int) -> ReadError:
        if self._text.damaged:
            self._count_to(self._at)
            damage = find_damage(self._buffer[self._at : place + 1], self._line)
            if damage is not None:
                return damage
        self._count_to(place)
        column = place - self._line_start + 1
        return ReadError(
            "bad-json",
            f"Not JSON at line {self._line}, column {column}: {what}.",
            f"ليس JSON صحيحًا في السطر {self._line}، العمود {column}{f': {what_ar}' if what_ar else ''}.",
            line=self._line,
            excerpt=excerpt(self._buffer[max(0, place - 40) : place + 80]),
        )
