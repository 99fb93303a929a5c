"""Phrases of several words, and what is known of each, by the keys of their words with blanks between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Generic, TypeVar

from searchapp.entities.hashes import Pairs

Known = TypeVar("Known")


class PhraseBook(Generic[Known]):
    """Finds the longest phrase at a word. Nothing but the first two words of a phrase is kept beside the phrases."""

    def __init__(self, phrases: Mapping[str, Known]) -> None:
        """Take phrases; those of one word are only for :meth:`word`."""
        self._phrases = phrases
        self._most: dict[str, int] = {}
        """By the first two words of phrases, how many words the longest has."""

        for phrase in phrases:
            if " " in phrase:
                words = phrase.split(" ")
                pair = phrase if len(words) == 2 else " ".join(words[:2])
                self._most[pair] = max(len(words), self._most.get(pair, 0))
        self._firsts = {pair.partition(" ")[0] for pair in self._most}
        self.most_words = max(self._most.values(), default=1)
        """How many words the longest phrase has."""

    @cached_property
    def pairs(self) -> Pairs:
        """The first two words of all phrases."""
        return Pairs(pair.split(" ") for pair in self._most)

    def word(self, key: str) -> Known | None:
        """What is known of a word by itself."""
        return self._phrases.get(key)

    def begins(self, first: str) -> bool:
        """Whether a phrase of several words begins with a word."""
        return first in self._firsts

    def begins_with(self, first: str, second: str) -> bool:
        """Whether a phrase begins with two words."""
        return f"{first} {second}" in self._most

    def longest(self, first: str, after: Sequence[str]) -> tuple[int, Known] | None:
        """The number of words of the longest phrase that begins with a word and those after it, and what is known."""
        most = self._most.get(f"{first} {after[0]}", 0) if after else 0
        for words in range(min(most, len(after) + 1), 1, -1):
            known = self._phrases.get(" ".join((first, *after[: words - 1])))
            if known:
                return words, known
        return None
