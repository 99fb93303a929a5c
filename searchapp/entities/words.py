"""The words of a text as the rules read them, and how a name is written in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from searchapp.arabic.letters import MARKS, REMOVED
from searchapp.entities.forms import MERGES, SERVANT_WORDS, WordForm
from searchapp.entities.keys import ARTICLE, KUNYA, Reading, word_key
from searchapp.entities.lists import word_class

_PLAIN_NAME: Final = re.compile("[ء-غف-ي ]*")  # what the labels' normalisation leaves as it is

Places = Sequence[tuple[int, int]]
"""Where the tokens of a text start and end, in order."""


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The words of a text as parallel lists: place ``i`` of each list is about word ``i``."""

    starts: list[int]
    ends: list[int]
    joined: list[bool]
    """Whether only blanks part a word from the one before."""

    forms: list[WordForm]


def read_words(text: str, places: Places, known: Mapping[str, WordForm]) -> Words:
    """The words of a text whose tokens stand at ``places``, by what is ``known`` of each.

    ``عبد`` and what follows are one word.
    """
    if not places:
        return Words([], [], [], [])
    starts, ends = map(list, zip(*places, strict=True))
    forms = [known[text[start:end]] for start, end in places]
    gaps = [text[end:start] for end, start in zip(ends, starts[1:], strict=False)]
    joined = [False, *(gap == " " or (gap.isspace() and "\n" not in gap) for gap in gaps)]
    words = Words(starts, ends, joined, forms)
    merging = [index for index, form in enumerate(forms) if form.traits & MERGES]
    if merging:
        _merge(text, words, merging, known)
    return words


def _merge(text: str, words: Words, merging: Sequence[int], known: Mapping[str, WordForm]) -> None:
    """Join «عبد» with a definite word after it, and read «أبا» before a name as «أبو»."""
    phrase_ends = word_class("phrase-end")
    followed = [index for index in merging if index + 1 < len(words.forms) and words.joined[index + 1]]
    for index in followed:
        key = words.forms[index].key
        if key in KUNYA and words.forms[index + 1].key not in phrase_ends:
            words.forms[index] = known[KUNYA[key]]
    for index in reversed(followed):
        if words.forms[index].key in SERVANT_WORDS and text.startswith(ARTICLE, words.starts[index + 1]):
            _join_next(text, words, index, known)


def _join_next(text: str, words: Words, index: int, known: Mapping[str, WordForm]) -> None:
    start, end = words.starts[index], words.ends[index + 1]
    words.ends[index] = end
    words.forms[index] = known[text[start:end]]
    words.joined[index] = index > 0 and text[words.ends[index - 1] : start].isspace()
    for column in (words.starts, words.ends, words.joined, words.forms):
        del column[index + 1]


def written_name(text: str, place: tuple[int, int, int], reading: Reading) -> tuple[int, str]:
    """Where a name starts and its form without proclitic: «وللناتو» gives the place of «للناتو» and «الناتو».

    ``place``: where the first word starts, where it ends, and where the last one ends.
    """
    first, first_end, end = place
    start = _skip_letters(text, first, first_end, reading.dropped)
    written = text[start:end]
    if reading.restored:
        written = ARTICLE + text[_skip_letters(text, start, first_end, 2) : end]
    return start, _label(written)


def _label(written: str) -> str:
    """A name as labels show it, on one line, with compatibility forms resolved, without vowels and tatweel."""
    if not _PLAIN_NAME.fullmatch(written):
        written = unicodedata.normalize("NFKC", written.translate(REMOVED)).translate(MARKS)
    return " ".join(written.split())


def _skip_letters(text: str, start: int, end: int, count: int) -> int:
    """The place after so many letters with their marks."""
    place = start
    while count and place < end:
        place += 1
        while place < end and not word_key(text[place]):
            place += 1
        count -= 1
    return place
