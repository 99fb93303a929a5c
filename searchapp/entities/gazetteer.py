"""Looking words and phrases up in the gazetteer and the alias list.

Flags of a word or phrase: ``P`` name token, ``W`` weak one (also an ordinary word, or known from one list only),
``N`` full personal name, ``C`` country, ``L`` place, ``M`` large city besides, ``l`` weak place, ``O`` organisation,
``A`` adjective of nationality, ``F`` frequent ordinary word. Phrases of several words have those of their source.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from functools import cache
from typing import Final, NamedTuple

from searchapp.entities.aliases import Alias, aliases
from searchapp.entities.forms import FormReader
from searchapp.entities.keys import Reading
from searchapp.entities.lists import gazetteer, stop_names, word_class
from searchapp.entities.own_aliases import OwnAliases, with_own
from searchapp.entities.phrase_book import PhraseBook
from searchapp.entities.vocabulary import CACHED_WORDS, Vocabulary
from searchapp.entities.words import ReadTexts, Texts, Words, read_texts
from searchapp.model import EntityKind

_SERVANT: Final = "عبدال"
_LONGEST_PHRASE: Final = 7


class Phrase(NamedTuple):
    """A dictionary phrase found in a text: words ``first <= i < stop``, its kind and how its first word was read."""

    stop: int
    kind: EntityKind
    reading: Reading


class Gazetteer:
    """Words with flags, phrases with kinds and other names. What is known of words stays in a bounded ``vocabulary``.

    ``other_names`` are aliases by key, ``looked_for`` keys of names that are taken though ``stop.tsv`` has them.
    """

    def __init__(
        self,
        flags: Mapping[str, str],
        phrases: Mapping[str, EntityKind],
        most_words: int = CACHED_WORDS,
        *,
        other_names: Mapping[str, Alias] | None = None,
        looked_for: Container[str] = (),
    ) -> None:
        self.aliases = aliases() if other_names is None else other_names
        self._looked_for = looked_for
        self._flags = flags
        doubtful = {key: _doubtful(flags.get(key, "")) for key in word_class("doubtful-place")}
        self._other_flags = doubtful | dict.fromkeys(word_class("common"), "F")
        self._phrases = PhraseBook(phrases)
        self.pairs = self._phrases.pairs
        self.vocabulary = Vocabulary(FormReader(self.flags, self._phrases).read, most_words)

    def flags(self, key: str) -> str:
        """The flags of a key, empty if unknown."""
        if key.startswith(_SERVANT) and len(key) > len(_SERVANT) + 1:
            return "P"
        other = self._other_flags.get(key)
        return self._flags.get(key, "") if other is None else other

    def is_stopped(self, kind: EntityKind, key: str) -> bool:
        """Whether a name is one that no reader would look for, by ``stop.tsv``."""
        names = stop_names()
        return (key in names.get("any", ()) or key in names.get(kind, ())) and key not in self._looked_for

    def texts(self, documents: Sequence[Sequence[str]], read: ReadTexts | None = None) -> Texts:
        """Read documents of one text or more each; ``read`` are their tokens, where they are known."""
        return read_texts(documents, self.vocabulary, read)

    def phrase(self, words: Words, index: int) -> Phrase | None:
        """The longest dictionary phrase at a word, read with or without its proclitics."""
        best: Phrase | None = None
        after = index + 1
        following = words.keys[after] if after < len(words.keys) and words.joined[after] else None
        for reading, single in words.form(index).phrases:
            longer = None
            if following and self._phrases.begins_with(reading.rest, following):
                longer = self._phrases.longest(reading.rest, _joined_keys(words, index, self._phrases.most_words))
            if longer and (best is None or index + longer[0] > best.stop):
                best = Phrase(index + longer[0], longer[1], reading)
            elif single and best is None:
                best = Phrase(after, single, reading)
        return best


def _joined_keys(words: Words, index: int, most: int) -> list[str]:
    """The keys of the words after one that blanks alone join to it, so many at most together with it."""
    keys = []
    for place in range(index + 1, min(index + most, len(words.keys))):
        if not words.joined[place]:
            break
        keys.append(words.keys[place])
    return keys


def _doubtful(flags: str) -> str:
    """Flags with the place made weak, so that only a head (مدينة) makes the word one."""
    return "".join(sorted(set(flags) - set("LM") | {"l"}))


def phrase_kinds(other_names: Mapping[str, Alias] | None = None) -> Iterator[tuple[str, EntityKind]]:
    """The kinds of phrases of the shipped gazetteer that name something by themselves, and of an alias list (ours)."""
    stopped = stop_names()
    for phrase, flags in [each for each in gazetteer().items() if " " in each[0]]:
        kind = _kind("O" if phrase.startswith(_CLUB) else flags)
        if kind and phrase not in stopped.get(kind, ()) and len(phrase.split()) <= _LONGEST_PHRASE:
            yield phrase, kind
    for key, alias in (aliases() if other_names is None else other_names).items():
        yield key, alias.kind


def _kind(flags: str) -> EntityKind | None:
    """The kind of a phrase by its flags; a full personal name or a country is surer than a club or a small place."""
    for flag, kind in _KINDS.items():
        if flag in flags:
            return kind
    return None


_CLUB: Final = "نادي "  # a source has clubs among its regions

_KINDS: Final[Mapping[str, EntityKind]] = {
    "C": "place",
    "N": "person",
    "O": "organisation",
    "L": "place",
}


@cache
def default_gazetteer() -> Gazetteer:
    """The shipped gazetteer with our alias list."""
    return gazetteer_with(OwnAliases())


def gazetteer_with(own: OwnAliases) -> Gazetteer:
    """The shipped gazetteer with our alias list and a user's own."""
    known = with_own(own)
    return Gazetteer(gazetteer(), dict(phrase_kinds(known)), other_names=known, looked_for=own.keys)
