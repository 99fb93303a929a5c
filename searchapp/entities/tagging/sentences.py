"""The tokens of a text as the tagger reads them: words and signs, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np

from searchapp.arabic.tokens import tokenize
from searchapp.entities.gaps import NEW_LINE, SIGN
from searchapp.entities.vocabulary import END, START, Numbers
from searchapp.entities.words import Texts

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


class Rows(NamedTuple):
    """The tokens and signs of texts in one row, sentence after sentence, an edge before and after each."""

    numbers: Numbers
    """By the vocabulary."""

    starts: Numbers
    """Where the tokens of each sentence start in the row."""

    lengths: Numbers
    tokens: Numbers
    """At each place of the row, how many of the texts' words have begun before or at it."""

    places: Numbers
    """Where in the row each word of the texts stands."""

    documents: Numbers
    """Where in the row each document begins."""


def sentence_rows(texts: Texts) -> Rows:
    """The same sentences as :func:`sentences`, of all texts at once."""
    gaps, vocabulary = texts.gaps, texts.vocabulary
    signs = gaps.kinds > NEW_LINE
    written = [texts.text[place] for place in gaps.places[signs].tolist()]
    passed = np.cumsum(signs)
    size = len(texts.numbers) + len(written)
    of_signs = gaps.before[signs] + passed[signs] - 1
    of_words = np.delete(np.arange(size), of_signs)
    numbers = np.empty(size, np.int64)
    numbers[of_signs] = vocabulary.numbers(written)
    numbers[of_words] = texts.numbers
    begun = np.ones(size, np.int64)
    begun[of_signs] = 0
    last = (gaps.before + passed - 1)[gaps.kinds != SIGN]  # at ends of sentences, what stands last before or is the end
    starts = _starts(size, np.unique(last[last >= 0]) + 1)
    lengths = np.diff(starts, append=size)
    places = np.arange(size) + 2 * np.repeat(np.arange(len(starts)), lengths) + 1
    row = np.full(size + 2 * len(starts), vocabulary[END])
    tokens = np.zeros(len(row), np.int64)
    starts += 2 * np.arange(len(starts)) + 1
    row[starts - 1] = vocabulary[START]
    row[places] = numbers
    tokens[places] = np.cumsum(begun)
    begins = texts.document_begins
    documents = np.searchsorted(texts.starts, begins) + np.searchsorted(gaps.places[signs], begins)
    return Rows(row, starts, lengths, tokens, places[of_words], np.append(places, len(row))[documents])


def _starts(size: int, ends: Numbers) -> Numbers:
    """Where sentences start, given where signs and lines end some: what is longer than ``LONGEST`` is cut."""
    if not size:
        return np.zeros(0, np.int64)
    starts = np.unique(np.concatenate([[0], ends[ends < size]]))
    lengths = np.diff(starts, append=size)
    pieces = -(-lengths // LONGEST)
    firsts = np.cumsum(pieces) - pieces
    cuts: Numbers = LONGEST * (np.arange(pieces.sum()) - np.repeat(firsts, pieces))
    return np.repeat(starts, pieces) + cuts
