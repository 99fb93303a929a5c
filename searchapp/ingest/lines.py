"""Lines of a text with their numbers, none longer than a limit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from searchapp.ingest.events import ReadError

NEWLINES: Final = ("\r\n", "\r", "\N{LINE SEPARATOR}", "\N{PARAGRAPH SEPARATOR}", "\x85")


def numbered_lines(chunks: Iterable[str], limit: int) -> Iterator[tuple[int, str | None]]:
    r"""Give ``(number, line)`` of lines that end in ``\n``; None for a line of more than ``limit`` characters."""
    number = 1
    pieces: list[str] = []
    length = 0
    for chunk in chunks:
        first, *rest = chunk.split("\n")
        length += len(first)
        pieces = [*pieces, first] if length <= limit else []
        for piece in rest:
            yield number, "".join(pieces) if length <= limit else None
            number, length = number + 1, len(piece)
            pieces = [piece] if length <= limit else []
    if length:
        yield number, "".join(pieces) if length <= limit else None


def unify_newlines(text: str) -> str:
    r"""Give a text in which every form of line end is ``\n``."""
    for form in NEWLINES:
        text = text.replace(form, "\n")
    return text


def whole_text(chunks: Iterable[str], limit: int) -> str:
    """Join a text of at most ``limit`` characters. Raises ReadError beyond."""
    pieces: list[str] = []
    length = 0
    for chunk in chunks:
        length += len(chunk)
        if length > limit:
            raise too_long(1, limit)
        pieces.append(chunk)
    return "".join(pieces)


def too_long(line: int, limit: int) -> ReadError:
    """The fault of a line or record that is longer than ``limit`` characters."""
    return ReadError(
        "record-too-long",
        f"The record is longer than {limit:,} characters.",
        f"طول السجل يتجاوز {limit:,} حرفًا.",
        line=line,
    )
