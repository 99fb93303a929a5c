"""Texts read together: their tokens, the words as the rules read them, and how a name is written in them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from searchapp.arabic.letters import MARKS, REMOVED
from searchapp.entities.forms import MERGES, SERVANT_WORDS, WordForm
from searchapp.entities.gaps import Gaps, read_gaps
from searchapp.entities.keys import ARTICLE, KUNYA, Reading, word_key
from searchapp.entities.lists import word_class
from searchapp.entities.numbering import NumberedTokens, WordNumbering
from searchapp.entities.vocabulary import Vocabulary

_PLAIN_NAME: Final = re.compile("[ء-غف-ي]+(?: [ء-غف-ي]+)*")  # what the labels' normalisation leaves as it is
_PARTED: Final = "\n"

Numbers = npt.NDArray[np.int64]


class ReadTexts(NamedTuple):
    """The tokens of some texts, as an analysis has read them: of each text, and the distinct words by their numbers."""

    tokens: Sequence[NumberedTokens]
    written: Sequence[str]


def read_tokens(texts: Sequence[str]) -> ReadTexts:
    """Read texts that no analysis has read."""
    numbering = WordNumbering()
    return ReadTexts([numbering.read(text) for text in texts], numbering.written)


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The words of texts as parallel lists: place ``i`` of each is about word ``i``."""

    starts: list[int]
    ends: list[int]
    joined: list[bool]
    """Whether only blanks part a word from the one before."""

    keys: list[str]
    flags: list[str]
    """By the gazetteer."""

    traits: list[int]
    numbers: Numbers
    """By the vocabulary."""

    first_tokens: Numbers
    """The first token of each word; ``عبد`` and what follows are one word of two tokens."""

    opening: frozenset[int]
    """The words with which the texts begin."""

    vocabulary: Vocabulary

    def form(self, index: int) -> WordForm:
        """All that is known of a word."""
        return self.vocabulary.form(int(self.numbers[index]))


@dataclass(frozen=True, eq=False)
class Texts:
    """Documents to find names in, as one text, so that all of them are read at once.

    A new line stands between two texts: it parts words and sentences. All places are those in the whole.
    """

    text: str
    begins: Sequence[int]
    """Where each text begins."""

    documents: Sequence[int]
    """The first text of each document."""

    vocabulary: Vocabulary
    starts: Numbers
    ends: Numbers
    numbers: Numbers
    """The tokens: where they start and end, and their numbers by the vocabulary."""

    gaps: Gaps

    @cached_property
    def words(self) -> Words:
        """The words as the rules read them."""
        return _words(self)

    @property
    def document_begins(self) -> list[int]:
        """Where each document begins."""
        return [self.begins[first] for first in self.documents]


def read_texts(documents: Sequence[Sequence[str]], vocabulary: Vocabulary, read: ReadTexts | None = None) -> Texts:
    """Put the texts of documents (one or more of each) together; ``read`` are their tokens, where they are known."""
    vocabulary.make_room()
    texts = [text for document in documents for text in document]
    tokens, written = read or read_tokens(texts)
    whole = _PARTED.join(texts)
    begins = np.cumsum([0, *(len(text) + len(_PARTED) for text in texts[:-1])])
    shifts = np.repeat(begins, [len(each.starts) for each in tokens])
    starts = np.concatenate([each.starts for each in tokens]) + shifts
    ends = np.concatenate([each.ends for each in tokens]) + shifts
    numbers = vocabulary.numbers(written)[np.concatenate([each.numbers for each in tokens])]
    vocabulary.count(numbers)
    firsts = np.cumsum([0, *(len(document) for document in documents[:-1])])
    gaps = read_gaps(whole, starts, ends)
    return Texts(whole, begins.tolist(), firsts.tolist(), vocabulary, starts, ends, numbers, gaps)


def _words(texts: Texts) -> Words:
    vocabulary = texts.vocabulary
    numbers, ends, joined = texts.numbers.copy(), texts.ends.copy(), texts.gaps.joined.copy()
    kept = np.ones(len(numbers), np.bool_)
    opening = frozenset(np.searchsorted(texts.starts, texts.begins).tolist())
    for token in _followed(texts):
        key, after = vocabulary.key_of[numbers[token]], vocabulary.key_of[numbers[token + 1]]
        start, next_start = int(texts.starts[token]), int(texts.starts[token + 1])
        if key in KUNYA and after not in word_class("phrase-end"):
            numbers[token] = vocabulary[KUNYA[key]]
        elif key in SERVANT_WORDS and texts.text.startswith(ARTICLE, next_start):
            ends[token] = ends[token + 1]
            numbers[token] = vocabulary[texts.text[start : ends[token]]]
            # A new line joins it to the word before, too: the rules were measured so.
            joined[token] = token not in opening and texts.text[ends[token - 1] : start].isspace()
            kept[token + 1] = False
    starts = texts.starts[kept]
    numbers = numbers[kept]
    listed = numbers.tolist()
    return Words(
        starts=starts.tolist(),
        ends=ends[kept].tolist(),
        joined=joined[kept].tolist(),
        keys=[vocabulary.key_of[number] for number in listed],
        flags=[vocabulary.flags_of[number] for number in listed],
        traits=vocabulary.traits(numbers).tolist(),
        numbers=numbers,
        first_tokens=np.flatnonzero(kept),
        opening=frozenset(np.searchsorted(starts, texts.begins).tolist()),
        vocabulary=vocabulary,
    )


def _followed(texts: Texts) -> list[int]:
    """The tokens that are perhaps one word with the next: «عبد» before a definite word, «أبا» for «أبو»."""
    may_merge = texts.vocabulary.traits(texts.numbers[:-1]) & MERGES != 0
    followed: list[int] = np.flatnonzero(may_merge & texts.gaps.joined[1:]).tolist()
    return followed


def written_name(text: str, place: tuple[int, int, int], reading: Reading) -> tuple[int, str]:
    """Where a name starts and its form without proclitic: «وللناتو» gives the place of «للناتو» and «الناتو».

    ``place``: where the first word starts, where it ends, and where the last one ends.
    """
    first, first_end, end = place
    start = _skip_letters(text, first, first_end, reading.dropped) if reading.dropped else first
    written = text[start:end]
    if reading.restored:
        written = ARTICLE + text[_skip_letters(text, start, first_end, 2) : end]
    return start, _label(written)


@lru_cache(maxsize=1 << 13)
def _label(written: str) -> str:
    """A name as labels show it, on one line, with compatibility forms resolved, without vowels and tatweel."""
    if _PLAIN_NAME.fullmatch(written):
        return written
    return " ".join(unicodedata.normalize("NFKC", written.translate(REMOVED)).translate(MARKS).split())


def _skip_letters(text: str, start: int, end: int, count: int) -> int:
    """The place after so many letters with their marks."""
    place = start
    while count and place < end:
        place += 1
        while place < end and not word_key(text[place]):
            place += 1
        count -= 1
    return place
