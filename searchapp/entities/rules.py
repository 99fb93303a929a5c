"""Names by gazetteer and trigger words: the rules for persons, organisations and places.

Every rule looks at one word and the words after it and answers with a candidate or None; the longest candidate wins.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from searchapp.entities.gazetteer import Gazetteer, Word
from searchapp.entities.keys import ARTICLE, Reading, readings
from searchapp.entities.lists import given_names, word_class
from searchapp.model import EntityKind

_FULL_NAME: Final = 3
"""A person's name of so many words in the gazetteer is whole: nothing after it belongs to it."""

_MOST_NAME_PARTS: Final = 6
_MOST_BEFORE_FOREIGN: Final = 2
_TITLE_REACH: Final = 7
_MOST_COMPLEMENTS: Final = 3
_SHORTEST_FOREIGN: Final = 4
_INFLECTED_ENDINGS: Final = ("ون", "ات", "ها", "هم", "هن", "هما", "كم", "نا", "وا", "تم", "ته", "تها", "ين")
_VERB_BEGINNINGS: Final = ("سي", "ست", "ي", "ت", "وي", "وت", "فا", "مست", "مت", "ان", "ال", "لل", "وال", "بال")
_SON: Final = "بن"
_ALI: Final = "علي"  # also how Egyptian papers write «على»
_MOTHER: Final = "ام"
_HOUSE: Final = "ال"
_GOD: Final = "الله"
_PERSON_OPENERS: Final = frozenset({"ابو", "ابن", "ام"})


class Candidate(NamedTuple):
    """A possible name: words ``first <= i < stop``, how its first word is read, and its kind."""

    first: int
    stop: int
    kind: EntityKind
    reading: Reading


class _Parts(NamedTuple):
    """A run of name parts: the word after it, how many there are, how many of them are sure names."""

    stop: int
    number: int
    strong: int


class Rules:
    """The rules over the words of one text."""

    def __init__(self, gazetteer: Gazetteer, words: Sequence[Word]) -> None:
        self._gazetteer = gazetteer
        self._words = words

    def candidate(self, index: int) -> Candidate | None:
        """The best name that starts at a word."""
        if not self._words[index].form.opens:
            return None
        known = self._dictionary(index)
        if known and known.kind == "person" and known.stop - index >= _FULL_NAME:
            return known
        found = (
            known,
            self._organisation(index),
            self._person(index),
            self._headed_place(index),
            self._single(index),
        )
        best: Candidate | None = None
        for candidate in found:
            if candidate and (best is None or candidate.stop > best.stop):
                best = candidate
        return best

    def _key(self, index: int) -> str:
        return self._words[index].form.key

    def _goes_on(self, index: int) -> bool:
        return index < len(self._words) and self._words[index].joined

    def _dictionary(self, index: int) -> Candidate | None:
        phrase = self._gazetteer.phrase(self._words, index)
        if not phrase or self._adjectival(index, phrase.stop):
            return None
        return Candidate(index, phrase.stop, phrase.kind, phrase.reading)

    def _adjectival(self, index: int, stop: int) -> bool:
        """Whether a single word is the adjective after a definite noun: «السعودية» in «الحكومة السعودية».

        An ordinary word is one only where that noun has the article itself: «المنطقة الزرقاء», but «مدينة الزرقاء».
        """
        if stop != index + 1 or not self._goes_on(index) or self._after_preposition(index):
            return False
        form, before = self._words[index].form, self._key(index - 1)
        both_definite = form.key.startswith(ARTICLE) and before.startswith(ARTICLE)
        ordinary = "F" in form.flags and both_definite and before not in word_class("place-head")
        return "A" in form.flags or ordinary

    def _after_preposition(self, index: int) -> bool:
        return self._goes_on(index) and self._key(index - 1) in word_class("preposition")

    # Persons

    def _person(self, index: int) -> Candidate | None:
        form = self._words[index].form
        unknown = ((Reading(form.key, 0), form.flags),) if not form.flags or form.key in _PERSON_OPENERS else ()
        titled = bool(form.people or unknown) and self._titled(index)
        for reading, flags in (*form.people, *unknown):
            parts = self._name_parts(index, reading.rest, flags, titled=titled)
            if reading.dropped > 0 and "F" in form.flags and not self._sure_rest(form.key, reading, parts):
                continue  # «بيان» is no «يان»
            if self._is_person(index, parts, reading.rest, flags, titled=titled):
                return Candidate(index, parts.stop, "person", reading)
        return None

    def _sure_rest(self, key: str, reading: Reading, parts: _Parts) -> bool:
        """Whether a frequent word may yet be a name with a proclitic: «ومحمد», «لأحمد», of two words at least."""
        return parts.number >= 2 and (reading.rest in given_names() or key == "و" + reading.rest)

    def _is_person(self, index: int, parts: _Parts, key: str, flags: str, *, titled: bool) -> bool:
        if parts.number >= 2:
            sure_ali = key == _ALI and "F" not in self._words[index + 1].form.flags
            return parts.strong >= 1 or titled or sure_ali
        if key in _PERSON_OPENERS:
            return titled and parts.number == 1
        if not parts.number or "P" not in flags or set(flags) & set("CLFA") or key == _ALI:
            return False
        return titled or (self._spoken(index) and key not in given_names())

    def _name_parts(self, index: int, key: str, flags: str, *, titled: bool) -> _Parts:
        """How far a person's name reaches."""
        parts = strong = 0
        stop = index
        foreign = nasab = False
        while parts < _MOST_NAME_PARTS and stop < len(self._words) and (stop == index or self._goes_on(stop)):
            if stop > index:
                key, flags = self._key(stop), self._words[stop].form.flags
            if key in word_class("phrase-end") or (key == _GOD and not self._names_god(stop)):
                break
            if self._glued(stop, key, first=stop == index):
                stop, parts, strong = stop + 2, parts + 1, strong + (key in _PERSON_OPENERS)
                nasab = nasab or key == _SON
            elif self._is_name_part(key, flags, first=stop == index):
                stop, parts, strong = stop + 1, parts + 1, strong + ("P" in flags and key != _ALI)
            elif nasab and self._is_family(key):
                stop, parts, nasab = stop + 1, parts + 1, False
            elif (
                not foreign
                and self._is_foreign(key, flags)
                and not self._words[stop].form.clitic
                and self._may_be_foreign(stop, parts, strong, titled=titled)
            ):
                stop, parts, foreign = stop + 1, parts + 1, True
            else:
                break
        return _Parts(stop, parts, strong)

    def _glued(self, index: int, key: str, *, first: bool) -> bool:
        """«بن سلمان», «آل سعود», «أبو مازن»: a word that needs the name after it."""
        misplaced = key not in _PERSON_OPENERS if first else key == _MOTHER  # «أم» inside is "or"
        if key not in word_class("glue") or misplaced or not self._goes_on(index + 1):
            return False
        after = self._words[index + 1].form
        if after.key in word_class("phrase-end") and key != _HOUSE:  # «آل ثاني» is a family
            return False
        return (
            bool(set("PW") & set(after.flags))
            or after.key.startswith(ARTICLE)
            or self._is_foreign(after.key, after.flags)
        )

    def _is_name_part(self, key: str, flags: str, *, first: bool) -> bool:
        if set("CMO") & set(flags) and key not in given_names():
            return False
        if key in word_class("title") or key in word_class("glue"):
            return False
        if "P" in flags:
            return not (first and "A" in flags)
        if "W" in flags:
            return not (first and ("F" in flags or "A" in flags))
        nisba = key.startswith(ARTICLE) and key.endswith("ي") and not flags
        return nisba and not first

    def _names_god(self, index: int) -> bool:
        """Whether the word before «الله» forms a name with it: «نصر الله», but not «توفيق الله»."""
        return index > 0 and self._in_class(self._key(index - 1), "before-god")

    def _is_family(self, key: str) -> bool:
        """After «بن» any definite word may be the family's name: «بن خليفة العطية»."""
        others = word_class("title") | word_class("definite-head")
        return key.startswith(ARTICLE) and key not in others and not key.endswith(("ون", "ين", "ات"))

    def _is_foreign(self, key: str, flags: str) -> bool:
        """Whether a word may be a name from another language: unknown to every list and not inflected like Arabic."""
        if flags or len(key) < _SHORTEST_FOREIGN or not key.isalpha() or key.isascii():
            return False
        if key.endswith(_INFLECTED_ENDINGS) or key.startswith(_VERB_BEGINNINGS):
            return False
        return not any(self._gazetteer.flags(reading.rest) for reading in readings(key))

    def _may_be_foreign(self, index: int, parts: int, strong: int, *, titled: bool) -> bool:
        """An unknown word belongs to a name after a name part, or at its beginning right before a sure one."""
        if parts:
            return parts <= _MOST_BEFORE_FOREIGN and (strong > 0 or titled)
        if not self._goes_on(index + 1):
            return False
        after = self._words[index + 1].form.flags
        return "P" in after and "C" not in after and "F" not in after

    def _titled(self, index: int) -> bool:
        """Whether a title stands before a word, perhaps with its complement: «وزير الخارجية الروسي سيرجي»."""
        place = index
        if (
            self._goes_on(index)
            and "A" in self._words[index - 1].form.flags
            and self._key(index - 1).startswith(ARTICLE)
        ):
            return True
        while place > 0 and index - place < _TITLE_REACH and self._words[place].joined:
            place -= 1
            form = self._words[place].form
            if self._in_class(form.key, "title"):
                return True
            definite = form.key.startswith((ARTICLE, "لل", "وال"))
            if not (
                definite or "A" in form.flags or self._in_class(form.key, "organisation-head") or form.key == "باسم"
            ):
                return False
        return False

    def _spoken(self, index: int) -> bool:
        return self._goes_on(index) and self._in_class(self._key(index - 1), "speech")

    def _in_class(self, key: str, name: str) -> bool:
        known = word_class(name)
        return key in known or (key[:1] in ("و", "ف", "ل", "ب") and key[1:] in known)

    # Organisations

    def _organisation(self, index: int) -> Candidate | None:
        reading = self._words[index].form.head
        if not reading or not self._goes_on(index + 1):
            return None
        if reading.rest in word_class("definite-head"):
            stop = self._adjectives(index + 1, feminine=reading.rest.endswith("ه"))
        else:
            stop = self._complement(index + 1)
        return Candidate(index, stop, "organisation", reading) if stop > index + 1 else None

    def _adjectives(self, index: int, *, feminine: bool) -> int:
        """After a definite head, up to two definite adjectives of its gender: «الحزب الديمقراطي الكردستاني»."""
        stop = index
        while stop < index + 2 and self._goes_on(stop) and self._is_adjective(stop):
            if self._key(stop).endswith("يه") != feminine:
                break
            stop += 1
        return stop

    def _is_adjective(self, index: int) -> bool:
        key = self._key(index)
        return key.startswith(ARTICLE) and key.endswith(("ي", "يه")) and key not in word_class("phrase-end")

    def _complement(self, index: int) -> int:
        """How far the name of an institution reaches after its head: «الخارجية الروسية», «الملك سعود», «برشلونة»."""
        phrase = self._gazetteer.phrase(self._words, index)
        if phrase and phrase.reading.dropped == 0:
            return self._with_adjective(phrase.stop)
        if self._key(index) in word_class("royal"):
            return self._royal(index)
        if self._named(index):
            return self._with_adjective(self._name_end(index))
        return self._definite(index)

    def _royal(self, index: int) -> int:
        parts = self._name_parts(index + 1, *self._key_and_flags(index + 1), titled=True)
        return parts.stop if parts.number and self._goes_on(index + 1) else index

    def _key_and_flags(self, index: int) -> tuple[str, str]:
        if index >= len(self._words):
            return "", ""
        return self._key(index), self._words[index].form.flags

    def _named(self, index: int) -> bool:
        flags = self._words[index].form.flags
        return bool(set("CLO") & set(flags)) or ("P" in flags and "F" not in flags)

    def _name_end(self, index: int) -> int:
        parts = self._name_parts(index, *self._key_and_flags(index), titled=False)
        return parts.stop if parts.number else index + 1

    def _with_adjective(self, index: int) -> int:
        if self._goes_on(index) and self._is_adjective(index) and "A" in self._words[index].form.flags:
            return index + 1
        return index

    def _definite(self, index: int) -> int:
        """Definite words after a head, joined by the conjunction too: «التربية والتعليم», «الدفاع الروسية»."""
        stop = index
        while stop < index + _MOST_COMPLEMENTS and self._goes_on(stop):
            key = self._key(stop)
            if key in word_class("phrase-end") or key in word_class("title"):
                break
            conjoined = stop > index and key.startswith("وال") and self._may_be_conjoined(stop)
            definite = key.startswith(ARTICLE) and len(key) > len(ARTICLE) + 1
            if not conjoined and not (definite and (stop == index or self._is_adjective(stop))):
                break
            stop += 1
        return stop

    def _may_be_conjoined(self, index: int) -> bool:
        """Whether «وال…» goes on with the name: «التربية والتعليم», but not «المالية والرئيس»."""
        rest = self._key(index)[1:]
        opens_another = rest in word_class("title") or self._gazetteer.phrase(self._words, index)
        return self._key(index - 1).startswith(ARTICLE) and not opens_another

    # Places

    def _headed_place(self, index: int) -> Candidate | None:
        """A weak or unknown name after «مدينة», «محافظة» and the like; the head is no part of it."""
        if index == 0 or not self._goes_on(index) or not self._in_class(self._key(index - 1), "place-head"):
            return None
        form = self._words[index].form
        if form.key in word_class("phrase-end") or form.key in word_class("title"):
            return None
        flags = set(form.flags)
        adjective = "A" in flags or self._is_adjective(index)
        unknown = not flags and (self._is_foreign(form.key, form.flags) or form.key.startswith(ARTICLE))
        if flags & set("lLC") or (unknown and not adjective):
            return Candidate(index, index + 1, "place", Reading(form.key, 0))
        return None

    def _single(self, index: int) -> Candidate | None:
        """A single word that names a country, a place or an organisation."""
        form = self._words[index].form
        if self._adjectival(index, index + 1):
            return None
        flags = set(form.name_flags)
        if "C" in flags or ("M" in flags and not flags & set("PF")):
            return Candidate(index, index + 1, "place", form.name)
        if "O" in flags and not flags & set("FL"):
            return Candidate(index, index + 1, "organisation", form.name)
        if "L" in flags and "F" not in flags and (self._after_preposition(index) or form.name.dropped):
            return Candidate(index, index + 1, "place", form.name)
        return None
