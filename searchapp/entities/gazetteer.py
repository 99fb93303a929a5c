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
from searchapp.entities.forms import FormReader, Phrases
from searchapp.entities.keys import Reading
from searchapp.entities.lists import gazetteer, stop_names, word_class
from searchapp.entities.own_aliases import OwnAliases, with_own
from searchapp.entities.vocabulary import CACHED_WORDS, Pairs, Vocabulary
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
        by_first: dict[str, dict[tuple[str, ...], EntityKind]] = {}
        for phrase, kind in phrases.items():
            words = tuple(phrase.split())
            by_first.setdefault(words[0], {})[words] = kind
        self.pairs = Pairs(words[:2] for known in by_first.values() for words in known if len(words) > 1)
        self.vocabulary = Vocabulary(FormReader(self.flags, by_first).read, most_words)

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
        for reading, known, single, seconds, most in words.form(index).phrases:
            longer = _longer_phrase(words, index, reading.rest, known, most) if following in seconds else None
            if longer and (best is None or longer[0] > best.stop):
                best = Phrase(*longer, reading)
            elif single and best is None:
                best = Phrase(after, single, reading)
        return best


def _longer_phrase(words: Words, index: int, first: str, known: Phrases, longest: int) -> tuple[int, EntityKind] | None:
    """The stop and kind of the longest phrase of two words or more at a word that is read as ``first``."""
    keys = _run(words, index, first, longest)
    for length in range(len(keys), 1, -1):
        kind = known.get(keys[:length])
        if kind:
            return index + length, kind
    return None


def _run(words: Words, index: int, first: str, longest: int) -> tuple[str, ...]:
    """The keys of a word (read as ``first``) and of those that blanks alone join to it, at most ``longest``."""
    keys = [first]
    for place in range(index + 1, min(index + longest, len(words.keys))):
        if not words.joined[place]:
            break
        keys.append(words.keys[place])
    return tuple(keys)


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
