"""Looking words and phrases up in the gazetteer and the alias list.

Flags of a word or phrase: ``P`` name token, ``W`` weak one (also an ordinary word, or known from one list only),
``N`` full personal name, ``C`` country, ``L`` place, ``M`` large city besides, ``l`` weak place, ``O`` organisation,
``A`` adjective of nationality, ``F`` frequent ordinary word. Phrases of several words have those of their source.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Final, NamedTuple

from searchapp.arabic.letters import MARKS, REMOVED
from searchapp.arabic.tokens import tokenize
from searchapp.entities.keys import ARTICLE, KUNYA, Reading, readings, word_key
from searchapp.entities.lists import aliases, gazetteer, given_names, stop_names, word_class
from searchapp.model import EntityKind

_SERVANT: Final = "عبدال"
_SERVANT_WORDS: Final = frozenset({"عبد", "وعبد", "لعبد", "بعبد"})
_STRONG: Final = frozenset("PCMO")
_ALI: Final = "علي"
_ALEF_MADDA: Final = "آ"
_ALEF_MAKSURA: Final = "ى"
_CONJUNCTION: Final = "و"
_TANWIN: Final = re.compile("[\N{ARABIC FATHATAN}-\N{ARABIC KASRATAN}]")
_HAMZA_AFTER_CLITIC: Final = re.compile("[وفبلك][\N{ARABIC FATHA}-\N{ARABIC SUKUN}]*[أإ]")
_PREPOSITION_FLAGS: Final = "F"  # «على» folds to the name «علي»
_CACHE_SIZE: Final = 100_000
_RECENT_TEXTS: Final = 4
_LONGEST_PHRASE: Final = 7


class WordForm(NamedTuple):
    """What is known of a written word: its key and flags, and the same of its likeliest name under a proclitic."""

    key: str
    flags: str
    name: Reading
    name_flags: str
    people: tuple[tuple[Reading, str], ...] = ()
    """The readings whose rest may be part of a person's name, with its flags; the whole word first."""

    head: Reading | None = None
    """The reading that begins an organisation's name: «وزارة», «وللحزب»."""

    opens: bool = True
    """Whether a name can start here; False for most ordinary words."""

    clitic: bool = False
    """Whether the word is unknown and seems to begin with a conjunction: «وأنتجه», «وناجز»."""


class Word(NamedTuple):
    """A word of a text: its place, whether only blanks part it from the word before, and what is known of it."""

    start: int
    end: int
    joined: bool
    form: WordForm


class Phrase(NamedTuple):
    """A dictionary phrase found in a text: words ``first <= i < stop``, its kind and how its first word was read."""

    stop: int
    kind: EntityKind
    reading: Reading


class Gazetteer:
    """Words with flags and phrases with kinds. ``forms`` are cached by written word, in bounded memory."""

    def __init__(self, flags: Mapping[str, str], phrases: Mapping[str, EntityKind]) -> None:
        self._flags = flags
        self._forms: dict[str, WordForm] = {}
        self._recent: dict[str, list[Word]] = {}
        self._phrases: dict[str, dict[tuple[str, ...], EntityKind]] = {}
        for phrase, kind in phrases.items():
            words = tuple(phrase.split())
            self._phrases.setdefault(words[0], {})[words] = kind
        self._longest = {first: max(map(len, known)) for first, known in self._phrases.items()}

    def flags(self, key: str) -> str:
        """The flags of a key, empty if unknown."""
        if key.startswith(_SERVANT) and len(key) > len(_SERVANT) + 1:
            return "P"
        if key in word_class("common"):
            return "F"
        flags = self._flags.get(key, "")
        return _doubtful(flags) if key in word_class("doubtful-place") else flags

    def words(self, text: str) -> list[Word]:
        """The words of a text with what is known of each; ``عبد`` and what follows are one word.

        The words of the last few texts are kept, since title and body of one article are read twice.
        """
        known = self._recent.get(text)
        if known is None:
            if len(self._recent) >= _RECENT_TEXTS:
                self._recent.clear()
            known = self._recent[text] = self._words(text)
        return known

    def _words(self, text: str) -> list[Word]:
        found: list[Word] = []
        ends = word_class("phrase-end")
        for start, end in tokenize(text):
            gap = text[found[-1].end : start] if found else ""
            joined = gap.isspace() and "\n" not in gap
            last = found[-1].form.key if joined else ""
            if last in _SERVANT_WORDS and text.startswith(ARTICLE, start):
                start = found.pop().start
                joined = bool(found) and text[found[-1].end : start].isspace()
            elif last in KUNYA and text[found[-1].start] != _ALEF_MADDA and self.form(text[start:end]).key not in ends:
                found[-1] = found[-1]._replace(form=self.form(KUNYA[last]))
            found.append(Word(start, end, joined, self.form(text[start:end])))
        return found

    def form(self, written: str) -> WordForm:
        """What is known of a written word."""
        known = self._forms.get(written)
        if known is None:
            if len(self._forms) >= _CACHE_SIZE:
                self._forms.clear()
            known = self._forms[written] = self._form(word_key("".join(written.split())), written)
        return known

    def _form(self, key: str, written: str) -> WordForm:
        flags = self._written_flags(key, written)
        whole = Reading(key, 0)
        parts = [(reading, self.flags(reading.rest)) for reading in readings(key)]
        people = tuple(part for part in ((whole, flags), *parts) if set("PW") & set(part[1]))
        name, name_flags = next((part for part in parts if self._is_better(part[1], flags, key)), (whole, flags))
        heads = word_class("organisation-head") | word_class("definite-head")
        head = next((reading for reading in (whole, *readings(key)) if reading.rest in heads), None)
        opens = flags != "F" or name.dropped > 0 or bool(people) or bool(head) or self._opens_phrase(key)
        clitic = not flags and (key.startswith(_CONJUNCTION) or bool(_HAMZA_AFTER_CLITIC.match(written)))
        return WordForm(key, flags, name, name_flags, people, head, opens, clitic)

    def _written_flags(self, key: str, written: str) -> str:
        """The flags of a key, less those that its spelling rules out: «على», «راوٍ», «فأُنس» (``ف`` and ``أُنس``)."""
        flags = self.flags(key)
        if key == _ALI and written.endswith(_ALEF_MAKSURA):
            return _PREPOSITION_FLAGS
        if _TANWIN.search(written) and key not in given_names() and not set("CN") & set(flags):
            return _PREPOSITION_FLAGS
        if _HAMZA_AFTER_CLITIC.match(written) and "P" in self.flags(key[1:]):
            return ""
        return flags

    def _is_better(self, rest: str, flags: str, key: str) -> bool:
        """Whether what is left without a proclitic is better attested than the whole word."""
        if _STRONG & set(flags) or "L" in flags or key in self._phrases:
            return False
        return bool(_STRONG & set(rest)) and not ("F" in flags and "C" not in rest)

    def _opens_phrase(self, key: str) -> bool:
        rests = [key, *(reading.rest for reading in readings(key))]
        return any(rest in self._phrases or rest in word_class("glue") for rest in rests)

    def phrase(self, words: Sequence[Word], index: int) -> Phrase | None:
        """The longest dictionary phrase at a word, read with or without its proclitics."""
        best: Phrase | None = None
        key = words[index].form.key
        for reading in (Reading(key, 0), *readings(key)):
            known = self._phrases.get(reading.rest)
            longest = _run(words, index, reading.rest, self._longest[reading.rest]) if known else ()
            for length in range(len(longest), best.stop - index if best else 0, -1):
                kind = known.get(longest[:length]) if known else None
                if kind:
                    best = Phrase(index + length, kind, reading)
                    break
        return best


def _run(words: Sequence[Word], index: int, first: str, longest: int) -> tuple[str, ...]:
    """The keys of a word (read as ``first``) and of those that blanks alone join to it, at most ``longest``."""
    keys = [first]
    for word in words[index + 1 : index + longest]:
        if not word.joined:
            break
        keys.append(word.form.key)
    return tuple(keys)


def written_name(text: str, words: Sequence[Word], reading: Reading) -> tuple[int, str]:
    """Where a name starts and its form without proclitic: «وللناتو» gives the place of «للناتو» and «الناتو»."""
    first, end = words[0], words[-1].end
    start = _skip_letters(text, first.start, first.end, reading.dropped)
    written = text[start:end]
    if reading.restored:
        written = ARTICLE + text[_skip_letters(text, start, first.end, 2) : end]
    return start, " ".join(_label(written).split())


def _doubtful(flags: str) -> str:
    """Flags with the place made weak, so that only a head (مدينة) makes the word one."""
    return "".join(sorted(set(flags) - set("LM") | {"l"}))


def _label(written: str) -> str:
    """A name as labels show it, with compatibility forms resolved, without vowels and tatweel: «محافظة عدن»."""
    return unicodedata.normalize("NFKC", written.translate(REMOVED)).translate(MARKS)


def _skip_letters(text: str, start: int, end: int, count: int) -> int:
    """The place after so many letters with their marks."""
    place = start
    while count and place < end:
        place += 1
        while place < end and not word_key(text[place]):
            place += 1
        count -= 1
    return place


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
