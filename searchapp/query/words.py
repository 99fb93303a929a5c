"""One written word of a query: its letters, its wildcards, and what around it is only punctuation."""

from __future__ import annotations

from dataclasses import dataclass

from searchapp.arabic.fold import fold
from searchapp.arabic.letters import TATWEEL
from searchapp.arabic.tokens import tokenize
from searchapp.query.signs import Source, is_word_char, sign_of, without_tatweel

_STARTS_NAMES = "#@"


@dataclass(frozen=True, slots=True)
class WordShape:
    """A word without the punctuation around it.

    ``start`` and ``end`` are its place in the clean text, without wildcards at its ends. ``prefix`` says that ``*``
    ended it, ``leading`` and ``inner`` that one stood before or inside it; ``questions`` are the places of wildcards
    for one letter.
    """

    start: int
    end: int
    prefix: bool = False
    leading: bool = False
    inner: bool = False
    questions: tuple[int, ...] = ()

    @property
    def has_wildcards(self) -> bool:
        return self.prefix or self.leading or bool(self.questions)


def has_words(text: str) -> bool:
    """Whether the text has anything to search for: a letter or a digit, not only marks and punctuation."""
    return next(iter(tokenize(text)), None) is not None


def count_letters(text: str) -> int:
    """Letters and digits of the folded text: 1 for ``مُ``."""
    return sum(char.isalnum() for char in fold(text))


def trim(source: Source, start: int, end: int) -> tuple[int, int]:
    """Leave out punctuation and tatweel at both ends; ``#`` and ``@`` before a letter stay."""
    while start < end and not _begins_word(source, start, end):
        start += 1
    while end > start and not _is_letter(source.clean[end - 1]):
        end -= 1
    return start, end


def _begins_word(source: Source, at: int, end: int) -> bool:
    char = source.clean[at]
    named = char in _STARTS_NAMES and at + 1 < end and _is_letter(source.clean[at + 1])
    return named or _is_letter(char)


def _is_letter(char: str) -> bool:
    return is_word_char(char) and char != TATWEEL


def shape(source: Source, start: int, end: int) -> WordShape | None:
    """Find the word and its wildcards between ``start`` and ``end``; None if only punctuation stands there.

    ``؟`` and ``?`` at the end of a word are punctuation. A ``*`` inside a word ends it: what follows is left out.
    """
    first, last = trim(source, start, end)
    if first == last:
        return None
    view = source.view
    leading = "*" in view[start:first]
    prefix = "*" in view[last:end]
    star = view.find("*", first, last)
    if star >= 0:
        first, last = trim(source, first, star)
    questions = tuple(place for place in range(first, last) if view[place] == "?")
    return WordShape(first, last, prefix or star >= 0, leading, star >= 0, questions)


def pattern_text(source: Source, word: WordShape) -> str:
    """The text of a word with wildcards: ``؟`` becomes ``?``, escaped wildcards and tatweel go, ``*`` may end it."""
    letters = []
    for place in range(word.start, word.end):
        if source.view[place] == "?":
            letters.append("?")
        elif sign_of(source.clean[place]) not in ("*", "?"):
            letters.append(source.clean[place])
    return without_tatweel("".join(letters)) + ("*" if word.prefix else "")


def plain_text(source: Source, word: WordShape) -> str:
    """The text of a word without its wildcards: ``مر`` for ``م؟ر``."""
    return "".join(source.clean[place] for place in range(word.start, word.end) if source.view[place] != "?")
