"""The tokens of a text as the tagger reads them: words and signs, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from searchapp.arabic.tokens import tokenize

LONGEST: Final = 120
"""Tokens after which a sentence is cut, so that memory and time are bounded for any text."""

_ENDS: Final = frozenset(".!؟?؛;•\n")


class Sentence(NamedTuple):
    """The tokens of a sentence as written, and the place ``(start, end)`` of each in the text."""

    tokens: list[str]
    places: list[tuple[int, int]]


def sentences(text: str) -> Iterator[Sentence]:
    """The sentences of a text; a new line ends one. Example: ``زار كييف. وعاد`` has two, the first with a full stop."""
    tokens: list[str] = []
    places: list[tuple[int, int]] = []
    for start, end in _pieces(text):
        piece = text[start:end]
        if piece != "\n":
            tokens.append(piece)
            places.append((start, end))
        if tokens and (piece in _ENDS or len(tokens) >= LONGEST):
            yield Sentence(tokens, places)
            tokens, places = [], []
    if tokens:
        yield Sentence(tokens, places)


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Words, and between them every sign and new line by itself."""
    read = 0
    for start, end in tokenize(text):
        if start > read + 1 or (start > read and text[read] != " "):
            yield from _signs(text, read, start)
        yield start, end
        read = end
    yield from _signs(text, read, len(text))


def _signs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for place in range(start, end):
        if text[place] == "\n" or not (text[place].isspace() or text[place].isalnum()):
            yield place, place + 1
