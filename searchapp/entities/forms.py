"""What is known of one written word: everything about it that the rules ask and that no other word decides.

It is worked out once for each written word, so that reading a text is mostly looking words up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple

from searchapp.entities.keys import ARTICLE, KUNYA, Reading, readings, word_key
from searchapp.entities.lists import given_names, word_class
from searchapp.entities.phrase_book import PhraseBook
from searchapp.model import EntityKind

# Traits of a word, bits of ``WordForm.traits``.
MERGES: Final = 1 << 0
"""May be written together with the next word («عبد», «أبا»)."""

FOREIGN: Final = 1 << 1
"""May be a name from another language: unknown to every list and not inflected like Arabic."""

CLITIC: Final = 1 << 2
"""Unknown, and seems to begin with a conjunction: «وأنتجه», «وناجز»."""

PLACE_HEAD: Final = 1 << 3
"""«مدينة», «محافظة» and the like, perhaps with a proclitic."""

HEADED: Final = 1 << 4
"""Names a place after a place head."""

TITLE: Final = 1 << 5
"""A title, perhaps with a proclitic."""

COMPLEMENT: Final = 1 << 6
"""May stand between a title and the name: «الخارجية», «الروسي»."""

NATIONALITY: Final = 1 << 7
"""A definite adjective of nationality, which names what follows it: «الروسي سيرجي»."""

SPEECH: Final = 1 << 8
"""A verb of saying, perhaps with a proclitic."""

PREPOSITION: Final = 1 << 9
ADJECTIVE: Final = 1 << 10
"""May be an adjective of nationality."""

ORDINARY: Final = 1 << 11
"""A frequent ordinary word with the article."""

NAMES_AFTER: Final = 1 << 12
"""What is named after a person, perhaps with a proclitic: «دوري», «كأس»."""

# What the forms of a word hold, as traits too, so that texts are searched for it in bulk.
PERSON: Final = 1 << 13
"""May begin a person's name."""

HEAD: Final = 1 << 14
"""Begins an organisation's name, if anything follows."""

SINGLE: Final = 1 << 15
"""Names something by itself."""

WEAK_SINGLE: Final = 1 << 16
"""Names something by itself after a preposition."""

PHRASES: Final = 1 << 17
"""May begin a dictionary phrase of several words."""

CONTINUES: Final = 1 << 18
"""May stand inside a person's name: only before such a word a name of several parts begins."""

PERSON_OPENERS: Final = frozenset({"ابو", "ابن", "ام"})
ALI: Final = "علي"
"""Also how Egyptian papers write «على»."""

SERVANT_WORDS: Final = frozenset({"عبد", "وعبد", "لعبد", "بعبد"})
_STRONG: Final = frozenset("PCMO")
_WHOLE: Final = _STRONG | {"L"}
_ALEF_MADDA: Final = "آ"
_ALEF_MAKSURA: Final = "ى"
_CONJUNCTION: Final = "و"
_IN_NAME_OF: Final = "باسم"
_TANWIN: Final = re.compile("[\N{ARABIC FATHATAN}-\N{ARABIC KASRATAN}]")
_HAMZA_AFTER_CLITIC: Final = re.compile("[وفبلك][\N{ARABIC FATHA}-\N{ARABIC SUKUN}]*[أإ]")
_PREPOSITION_FLAGS: Final = "F"  # «على» folds to the name «علي»
_SHORTEST_FOREIGN: Final = 4
_INFLECTED_ENDINGS: Final = ("ون", "ات", "ها", "هم", "هن", "هما", "كم", "نا", "وا", "تم", "ته", "تها", "ين")
_VERB_BEGINNINGS: Final = ("سي", "ست", "ي", "ت", "وي", "وت", "فا", "مست", "مت", "ان", "ال", "لل", "وال", "بال")
_CLASS_PROCLITICS: Final = ("و", "ف", "ل", "ب")
_DEFINITE: Final = (ARTICLE, "لل", "وال")
_CLASS_TRAITS: Final = {
    "place-head": PLACE_HEAD,
    "title": TITLE,
    "speech": SPEECH,
    "organisation-head": COMPLEMENT,
    "named-after": NAMES_AFTER,
}


class PhraseStart(NamedTuple):
    """How a word is read that may begin dictionary phrases, and what kind of name it is alone."""

    reading: Reading
    single: EntityKind | None


class Single(NamedTuple):
    """What a word names by itself; a weak place does so only after a preposition."""

    kind: EntityKind
    needs_preposition: bool = False


@dataclass(slots=True, eq=False)
class WordForm:
    """What is known of a written word. Shared by all its places in all texts: nobody changes one."""

    key: str
    flags: str
    bare: Reading | None
    """The likeliest name under a proclitic, where the whole word is none that is as likely."""

    traits: int
    persons: tuple[tuple[Reading, str], ...]
    """The readings that may begin a person's name, with the flags of their rest; the whole word first."""

    head: Reading | None
    """The reading that begins an organisation's name: «وزارة», «وللحزب»."""

    phrases: tuple[PhraseStart, ...]
    single: Single | None

    @property
    def name(self) -> Reading:
        """The likeliest name under a proclitic, else the whole word."""
        return self.bare or Reading(self.key, 0)


class FormReader:
    """Works out what is known of words. ``flags`` gives the flags of a key."""

    def __init__(self, flags: Callable[[str], str], phrases: PhraseBook[EntityKind]) -> None:
        self._flags = flags
        self._phrases = phrases

    def read(self, written: str) -> WordForm:
        """What is known of a word as written; blanks in it (after «عبد») do not count."""
        key = word_key(written if written.isalnum() else "".join(written.split()))
        flags = self._written_flags(key, written)
        under = readings(key)
        whole = Reading(key, 0)
        parts = [(reading, self._flags(reading.rest)) for reading in under]
        bare = self._bare(key, flags, parts)
        traits = _class_traits(key) | _flag_traits(key, flags)
        if not flags:
            if _is_foreign(key) and all(rest == "" for _, rest in parts):
                traits |= FOREIGN
            if key.startswith(_CONJUNCTION) or _HAMZA_AFTER_CLITIC.match(written):
                traits |= CLITIC
        if key in SERVANT_WORDS or (key in KUNYA and written[0] != _ALEF_MADDA):
            traits |= MERGES
        if _may_be_headed(key, flags, traits):
            traits |= HEADED
        if _may_continue(key, flags, traits):
            traits |= CONTINUES
        form = WordForm(
            key,
            flags,
            bare[0] if bare else None,
            traits,
            _persons(whole, flags, parts, traits),
            _head(whole, under),
            self._phrase_starts(whole, under),
            _single(bare, flags),
        )
        form.traits |= self._held(form)
        return form

    def _bare(self, key: str, flags: str, parts: Sequence[tuple[Reading, str]]) -> tuple[Reading, str] | None:
        """The first reading without a proclitic, with its flags, that is better attested than the whole word."""
        if not parts or not _WHOLE.isdisjoint(flags) or self._phrases.word(key) or self._phrases.begins(key):
            return None
        for part in parts:
            if not _STRONG.isdisjoint(part[1]) and not ("F" in flags and "C" not in part[1]):
                return part
        return None

    def _written_flags(self, key: str, written: str) -> str:
        """The flags of a key, less those that its spelling rules out: «على», «راوٍ», «فأُنس» (``ف`` and ``أُنس``)."""
        flags = self._flags(key)
        if key == ALI and written.endswith(_ALEF_MAKSURA):
            return _PREPOSITION_FLAGS
        if (
            not written.isalpha()
            and _TANWIN.search(written)
            and key not in given_names()
            and not set("CN") & set(flags)
        ):
            return _PREPOSITION_FLAGS
        if _HAMZA_AFTER_CLITIC.match(written) and "P" in self._flags(key[1:]):
            return ""
        return flags

    def _held(self, form: WordForm) -> int:
        """What a form holds, as traits."""
        traits = (PERSON if form.persons else 0) | (HEAD if form.head else 0)
        for reading, single in form.phrases:
            traits |= (SINGLE if single else 0) | (PHRASES if self._phrases.begins(reading.rest) else 0)
        if form.single:
            traits |= WEAK_SINGLE if form.single.needs_preposition else SINGLE
        return traits

    def _phrase_starts(self, whole: Reading, under: tuple[Reading, ...]) -> tuple[PhraseStart, ...]:
        starts = (PhraseStart(reading, self._phrases.word(reading.rest)) for reading in (whole, *under))
        return tuple([each for each in starts if each.single or self._phrases.begins(each.reading.rest)])


def in_class(key: str, name: str) -> bool:
    """Whether a word is of a class of ``titles.tsv``, perhaps with a proclitic."""
    known = word_class(name)
    return key in known or (key.startswith(_CLASS_PROCLITICS) and key[1:] in known)


@cache
def _organisation_heads() -> frozenset[str]:
    return word_class("organisation-head") | word_class("definite-head")


def _class_traits(key: str) -> int:
    known = _traits_of_classes()
    traits = known.get(key, 0)
    if key.startswith(_CLASS_PROCLITICS):
        traits |= known.get(key[1:], 0) & ~PREPOSITION
    return traits | (COMPLEMENT if key == _IN_NAME_OF or key.startswith(_DEFINITE) else 0)


@cache
def _traits_of_classes() -> Mapping[str, int]:
    """The traits of the words of all classes that give any."""
    traits = dict.fromkeys(word_class("preposition"), PREPOSITION)
    for name, trait in _CLASS_TRAITS.items():
        for key in word_class(name):
            traits[key] = traits.get(key, 0) | trait
    return traits


def _flag_traits(key: str, flags: str) -> int:
    definite = key.startswith(ARTICLE)
    traits = ORDINARY if definite and "F" in flags else 0
    if "A" in flags:
        traits |= ADJECTIVE | COMPLEMENT | (NATIONALITY if definite else 0)
    return traits


def _is_foreign(key: str) -> bool:
    if len(key) < _SHORTEST_FOREIGN or not key.isalpha() or key.isascii():
        return False
    return not key.endswith(_INFLECTED_ENDINGS) and not key.startswith(_VERB_BEGINNINGS)


def is_definite_adjective(key: str) -> bool:
    """Whether a key looks like a definite adjective: «الروسي», «الوطنية»."""
    return key.startswith(ARTICLE) and key.endswith(("ي", "يه")) and key not in word_class("phrase-end")


def _may_be_headed(key: str, flags: str, traits: int) -> bool:
    """Whether a word is a place after a place head: a weak or unknown name, but no adjective («المدينة القديمة»)."""
    if key in word_class("phrase-end") or key in word_class("title"):
        return False
    if not flags:
        return bool(traits & FOREIGN or key.startswith(ARTICLE)) and not is_definite_adjective(key)
    return not set(flags).isdisjoint("lLC")


def _persons(
    whole: Reading, flags: str, parts: list[tuple[Reading, str]], traits: int
) -> tuple[tuple[Reading, str], ...]:
    """The readings with a part of a name, and the whole word where it is unknown or opens a name («أبو»)."""
    named = [part for part in ((whole, flags), *parts) if "P" in part[1] or "W" in part[1]]
    key = whole.rest
    foreign = traits & (FOREIGN | CLITIC) == FOREIGN
    if key in PERSON_OPENERS or (not flags and (foreign or key in word_class("glue"))):
        named.append((whole, flags))
    return tuple(named)


def _head(whole: Reading, under: tuple[Reading, ...]) -> Reading | None:
    heads = _organisation_heads()
    for reading in (whole, *under):
        if reading.rest in heads:
            return reading
    return None


def _may_continue(key: str, flags: str, traits: int) -> bool:
    if traits & FOREIGN or key.startswith(ARTICLE) or "P" in flags or "W" in flags:
        return True
    return key in word_class("glue")


def _single(bare: tuple[Reading, str] | None, flags: str) -> Single | None:
    flags = bare[1] if bare else flags
    if not flags:
        return None
    if "C" in flags or ("M" in flags and not ("P" in flags or "F" in flags)):
        return Single("place")
    if "F" in flags:
        return None
    if "O" in flags and "L" not in flags:
        return Single("organisation")
    return Single("place", needs_preposition=bare is None) if "L" in flags else None
