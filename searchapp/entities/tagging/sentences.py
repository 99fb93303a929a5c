"""The tokens of a text as the tagger reads them: words and signs, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from searchapp.arabic.tokens import tokenize

LONGEST: Final = 120
"""Tokens after which a sentence is cut, so that memory and time are bounded for any text."""

_ENDS: Final = frozenset(".!؟?؛;•\n")


class Sentence(NamedTuple):
    """The tokens of a sentence as written, and the place ``(start, end)`` of each in the text."""

    tokens: list[str]
    places: list[tuple[int, int]]


def sentences(text: str, words: Sequence[tuple[int, int]] | None = None) -> Iterator[Sentence]:
    """The sentences of a text; a new line ends one. Example: ``زار كييف. وعاد`` has two, the first with a full stop.

    ``words`` are the places of its words, where they are known.
    """
    tokens: list[str] = []
    places: list[tuple[int, int]] = []
    read = 0
    for word in (*(tokenize(text) if words is None else words), (len(text), len(text))):
        start, end = word
        if start > read and (start > read + 1 or text[read] != " "):
            for place in _signs(text, read, start):
                sign = text[place]
                if sign != "\n":
                    tokens.append(sign)
                    places.append((place, place + 1))
                if tokens and (sign in _ENDS or len(tokens) >= LONGEST):
                    yield Sentence(tokens, places)
                    tokens, places = [], []
        if end > start:
            tokens.append(text[start:end])
            places.append(word)
            if len(tokens) >= LONGEST:
                yield Sentence(tokens, places)
                tokens, places = [], []
        read = end
    if tokens:
        yield Sentence(tokens, places)


def _signs(text: str, start: int, end: int) -> list[int]:
    return [
        place
        for place in range(start, end)
        if text[place] == "\n" or not (text[place].isspace() or text[place].isalnum())
    ]
