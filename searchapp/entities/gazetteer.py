"""Looking words and phrases up in the gazetteer and the alias list.

Flags of a word or phrase: ``P`` name token, ``W`` weak one (also an ordinary word, or known from one list only),
``N`` full personal name, ``C`` country, ``L`` place, ``M`` large city besides, ``l`` weak place, ``O`` organisation,
``A`` adjective of nationality, ``F`` frequent ordinary word. Phrases of several words have those of their source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Final, NamedTuple

from searchapp.arabic.tokens import tokenize
from searchapp.entities.forms import FormReader, Phrases, WordForm
from searchapp.entities.keys import Reading
from searchapp.entities.lists import aliases, gazetteer, stop_names, word_class
from searchapp.entities.words import Places, Words, read_words
from searchapp.model import EntityKind

_SERVANT: Final = "عبدال"
_CACHE_SIZE: Final = 100_000
_LONGEST_PHRASE: Final = 7


class Phrase(NamedTuple):
    """A dictionary phrase found in a text: words ``first <= i < stop``, its kind and how its first word was read."""

    stop: int
    kind: EntityKind
    reading: Reading


class KnownForms(dict[str, WordForm]):
    """What is known of at most ``size`` written words, worked out when first asked for.

    Two generations, of which the mapping itself is the recent one, so that a known word is a mere look-up. When that is
    full it becomes the one before, and what is asked of that moves over: frequent words stay.
    """

    def __init__(self, read: Callable[[str], WordForm], size: int = _CACHE_SIZE) -> None:
        super().__init__()
        self._read = read
        self._half = max(size // 2, 1)
        self._before: dict[str, WordForm] = {}

    def __missing__(self, written: str) -> WordForm:
        form = self._before.get(written) or self._read(written)
        if len(self) >= self._half:
            self._before = dict(self)
            self.clear()
        self[written] = form
        return form


class Gazetteer:
    """Words with flags and phrases with kinds. ``forms`` are cached by written word, in bounded memory."""

    def __init__(self, flags: Mapping[str, str], phrases: Mapping[str, EntityKind]) -> None:
        self._flags = flags
        by_first: dict[str, dict[tuple[str, ...], EntityKind]] = {}
        for phrase, kind in phrases.items():
            words = tuple(phrase.split())
            by_first.setdefault(words[0], {})[words] = kind
        self._forms = KnownForms(FormReader(self.flags, by_first).read)

    def flags(self, key: str) -> str:
        """The flags of a key, empty if unknown."""
        if key.startswith(_SERVANT) and len(key) > len(_SERVANT) + 1:
            return "P"
        if key in word_class("common"):
            return "F"
        flags = self._flags.get(key, "")
        return _doubtful(flags) if key in word_class("doubtful-place") else flags

    def words(self, text: str, places: Places | None = None) -> Words:
        """The words of a text with what is known of each; ``places`` are those of its tokens, where they are known."""
        return read_words(text, list(tokenize(text)) if places is None else places, self._forms)

    def phrase(self, words: Words, index: int) -> Phrase | None:
        """The longest dictionary phrase at a word, read with or without its proclitics."""
        best: Phrase | None = None
        after = index + 1
        following = words.forms[after].key if after < len(words.forms) and words.joined[after] else None
        for reading, known, single, seconds, most in words.forms[index].phrases:
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
    for place in range(index + 1, min(index + longest, len(words.forms))):
        if not words.joined[place]:
            break
        keys.append(words.forms[place].key)
    return tuple(keys)


def _doubtful(flags: str) -> str:
    """Flags with the place made weak, so that only a head (مدينة) makes the word one."""
    return "".join(sorted(set(flags) - set("LM") | {"l"}))


def _phrase_kinds() -> Iterator[tuple[str, EntityKind]]:
    stopped = stop_names()
    for phrase, flags in gazetteer().items():
        kind = _kind("O" if phrase.startswith(_CLUB) else flags) if " " in phrase else None
        if kind and phrase not in stopped.get(kind, ()) and len(phrase.split()) <= _LONGEST_PHRASE:
            yield phrase, kind
    for key, alias in aliases().items():
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
    """The shipped gazetteer with the alias list."""
    return Gazetteer(gazetteer(), dict(_phrase_kinds()))
