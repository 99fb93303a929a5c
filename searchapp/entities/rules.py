"""Names by gazetteer and trigger words: the rules for persons, organisations and places.

Every rule looks at one word and its neighbours and answers with a candidate or None; the longest candidate wins.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from searchapp.entities.forms import (
    ADJECTIVE,
    ALI,
    CLITIC,
    COMPLEMENT,
    CONTINUES,
    FOREIGN,
    HEAD,
    HEADED,
    NATIONALITY,
    ORDINARY,
    PERSON,
    PERSON_OPENERS,
    PHRASES,
    PLACE_HEAD,
    PREPOSITION,
    SINGLE,
    SPEECH,
    TITLE,
    WEAK_SINGLE,
    in_class,
    is_definite_adjective,
)
from searchapp.entities.gazetteer import Gazetteer
from searchapp.entities.hashes import Flags
from searchapp.entities.keys import ARTICLE, Reading
from searchapp.entities.lists import given_names, word_class
from searchapp.entities.vocabulary import Vocabulary
from searchapp.entities.words import Words
from searchapp.model import EntityKind

_FULL_NAME: Final = 3
"""A person's name of so many words in the gazetteer is whole: nothing after it belongs to it.

After a father's name a family's may follow: «عبدالله بن عبدالعزيز الربيعة» is another than the king.
"""

_OTHER_THAN_FAMILY: Final = frozenset("FACLO")
_MOST_NAME_PARTS: Final = 6
_MOST_BEFORE_FOREIGN: Final = 2
_TITLE_REACH: Final = 7
_MOST_COMPLEMENTS: Final = 3
_SON: Final = "بن"
_MOTHER: Final = "ام"
_HOUSE: Final = "ال"
_GOD: Final = "الله"


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
    """The rules over the words of texts."""

    def __init__(self, gazetteer: Gazetteer, words: Words) -> None:
        self._gazetteer = gazetteer
        self._words = words
        self._keys = words.keys
        self._flags = words.flags
        self._traits = words.traits
        self._joined = words.joined
        self._number = len(words.keys)

    def openings(self, vocabulary: Vocabulary) -> list[int]:
        """Where a name may begin, in order: most words are left out by their traits and those of their neighbours.

        Every place with a candidate is among them.
        """
        if not self._number:
            return []
        traits = np.array(self._traits)
        joined = np.array([*self._joined, False])
        before = np.where(joined[:-1], np.roll(traits, 1), 0)
        after = joined[1:]

        def has(asked: int) -> Flags:
            found: Flags = traits & asked != 0
            return found

        named = after & (np.roll(traits, -1) & CONTINUES != 0)
        named |= before & (TITLE | COMPLEMENT | NATIONALITY | SPEECH) != 0
        found = has(SINGLE) | (has(HEAD) & after) | (has(PERSON) & named)
        found |= has(HEADED) & (before & PLACE_HEAD != 0)
        found |= has(WEAK_SINGLE) & (before & PREPOSITION != 0)
        phrases = np.flatnonzero(has(PHRASES) & after)
        hashes = vocabulary.hashes(self._words.numbers)
        found[phrases[self._gazetteer.pairs.beginnings(hashes[phrases], hashes[phrases + 1, 0])]] = True
        places: list[int] = np.flatnonzero(found).tolist()
        return places

    def candidate(self, index: int) -> Candidate | None:
        """The best name that starts at a word."""
        form = self._words.form(index)
        best = self._dictionary(index) if form.phrases else None
        if best and best.kind == "person" and best.stop - index >= _FULL_NAME and not self._is_father(best):
            return best
        if form.head:
            best = _longer(best, self._organisation(index))
        if form.persons:
            best = _longer(best, self._person(index))
        if form.traits & HEADED:
            best = _longer(best, self._headed_place(index))
        if form.single and not best:
            best = self._single(index)
        return best

    def _is_father(self, name: Candidate) -> bool:
        """Whether a name ends with a father, and what looks like a family follows."""
        stop = name.stop
        if self._key(stop - 2) != _SON or not self._goes_on(stop):
            return False
        return self._is_family(self._key(stop)) and not _OTHER_THAN_FAMILY & set(self._flags[stop])

    def _key(self, index: int) -> str:
        return self._keys[index]

    def _goes_on(self, index: int) -> bool:
        return index < self._number and self._joined[index]

    def _dictionary(self, index: int) -> Candidate | None:
        phrase = self._gazetteer.phrase(self._words, index)
        if not phrase or (phrase.stop == index + 1 and self._adjectival(index)):
            return None
        return Candidate(index, phrase.stop, phrase.kind, phrase.reading)

    def _adjectival(self, index: int) -> bool:
        """Whether a single word is the adjective after a definite noun: «السعودية» in «الحكومة السعودية».

        An ordinary word is one only where that noun has the article itself: «المنطقة الزرقاء», but «مدينة الزرقاء».
        """
        traits = self._traits[index]
        if not traits & (ADJECTIVE | ORDINARY) or not self._joined[index]:
            return False
        if self._traits[index - 1] & PREPOSITION:
            return False
        before = self._keys[index - 1]
        return bool(traits & ADJECTIVE) or (before.startswith(ARTICLE) and before not in word_class("place-head"))

    # Persons

    def _person(self, index: int) -> Candidate | None:
        form = self._words.form(index)
        titled = self._titled(index)
        for reading, flags in form.persons:
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
            sure_ali = key == ALI and "F" not in self._flags[index + 1]
            return parts.strong >= 1 or titled or sure_ali
        if key in PERSON_OPENERS:
            return titled and parts.number == 1
        if not parts.number or "P" not in flags or set(flags) & set("CLFA") or key == ALI:
            return False
        return titled or (self._spoken(index) and key not in given_names())

    def _name_parts(self, index: int, key: str, flags: str, *, titled: bool) -> _Parts:
        """How far a person's name reaches."""
        parts = strong = 0
        stop = index
        foreign = nasab = False
        while parts < _MOST_NAME_PARTS and stop < self._number and (stop == index or self._goes_on(stop)):
            if stop > index:
                key, flags = self._key(stop), self._flags[stop]
            if key in word_class("phrase-end") or (key == _GOD and not self._names_god(stop)):
                break
            if self._glued(stop, key, first=stop == index):
                stop, parts, strong = stop + 2, parts + 1, strong + (key in PERSON_OPENERS)
                nasab = nasab or key == _SON
            elif self._is_name_part(key, flags, first=stop == index):
                stop, parts, strong = stop + 1, parts + 1, strong + ("P" in flags and key != ALI)
            elif nasab and self._is_family(key):
                stop, parts, nasab = stop + 1, parts + 1, False
            elif (
                not foreign
                and not flags
                and self._traits[stop] & (FOREIGN | CLITIC) == FOREIGN
                and self._may_be_foreign(stop, parts, strong, titled=titled)
            ):
                stop, parts, foreign = stop + 1, parts + 1, True
            else:
                break
        return _Parts(stop, parts, strong)

    def _glued(self, index: int, key: str, *, first: bool) -> bool:
        """«بن سلمان», «آل سعود», «أبو مازن»: a word that needs the name after it."""
        misplaced = key not in PERSON_OPENERS if first else key == _MOTHER  # «أم» inside is "or"
        if key not in word_class("glue") or misplaced or not self._goes_on(index + 1):
            return False
        after, flags = self._keys[index + 1], self._flags[index + 1]
        if after in word_class("phrase-end") and key != _HOUSE:  # «آل ثاني» is a family
            return False
        foreign = bool(self._traits[index + 1] & FOREIGN)
        return "P" in flags or "W" in flags or after.startswith(ARTICLE) or foreign

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
        return index not in self._words.opening and in_class(self._key(index - 1), "before-god")

    def _is_family(self, key: str) -> bool:
        """After «بن» any definite word may be the family's name: «بن خليفة العطية»."""
        others = word_class("title") | word_class("definite-head")
        return key.startswith(ARTICLE) and key not in others and not key.endswith(("ون", "ين", "ات"))

    def _may_be_foreign(self, index: int, parts: int, strong: int, *, titled: bool) -> bool:
        """An unknown word belongs to a name after a name part, or at its beginning right before a sure one."""
        if parts:
            return parts <= _MOST_BEFORE_FOREIGN and (strong > 0 or titled)
        if not self._goes_on(index + 1):
            return False
        after = self._flags[index + 1]
        return "P" in after and "C" not in after and "F" not in after

    def _titled(self, index: int) -> bool:
        """Whether a title stands before a word, perhaps with its complement: «وزير الخارجية الروسي سيرجي»."""
        if self._joined[index] and self._traits[index - 1] & NATIONALITY:
            return True
        place = index
        while place > 0 and index - place < _TITLE_REACH and self._joined[place]:
            place -= 1
            traits = self._traits[place]
            if traits & TITLE:
                return True
            if not traits & COMPLEMENT:
                return False
        return False

    def _spoken(self, index: int) -> bool:
        return self._joined[index] and bool(self._traits[index - 1] & SPEECH)

    # Organisations

    def _organisation(self, index: int) -> Candidate | None:
        reading = self._words.form(index).head
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
        while stop < index + 2 and self._goes_on(stop) and is_definite_adjective(self._key(stop)):
            if self._key(stop).endswith("يه") != feminine:
                break
            stop += 1
        return stop

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
        if index >= self._number:
            return "", ""
        return self._key(index), self._flags[index]

    def _named(self, index: int) -> bool:
        flags = self._flags[index]
        return bool(set("CLO") & set(flags)) or ("P" in flags and "F" not in flags)

    def _name_end(self, index: int) -> int:
        parts = self._name_parts(index, *self._key_and_flags(index), titled=False)
        return parts.stop if parts.number else index + 1

    def _with_adjective(self, index: int) -> int:
        if not self._goes_on(index):
            return index
        return index + (bool(self._traits[index] & ADJECTIVE) and is_definite_adjective(self._keys[index]))

    def _definite(self, index: int) -> int:
        """Definite words after a head, joined by the conjunction too: «التربية والتعليم», «الدفاع الروسية»."""
        stop = index
        while stop < index + _MOST_COMPLEMENTS and self._goes_on(stop):
            key = self._key(stop)
            if key in word_class("phrase-end") or key in word_class("title"):
                break
            conjoined = stop > index and key.startswith("وال") and self._may_be_conjoined(stop)
            definite = key.startswith(ARTICLE) and len(key) > len(ARTICLE) + 1
            if not conjoined and not (definite and (stop == index or is_definite_adjective(self._key(stop)))):
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
        if not self._joined[index] or not self._traits[index - 1] & PLACE_HEAD:
            return None
        return Candidate(index, index + 1, "place", Reading(self._key(index), 0))

    def _single(self, index: int) -> Candidate | None:
        """A single word that names a country, a place or an organisation."""
        form = self._words.form(index)
        if not form.single or self._adjectival(index):
            return None
        if form.single.needs_preposition and not self._after_preposition(index):
            return None
        return Candidate(index, index + 1, form.single.kind, form.name)

    def _after_preposition(self, index: int) -> bool:
        return self._joined[index] and bool(self._traits[index - 1] & PREPOSITION)


def _longer(best: Candidate | None, other: Candidate | None) -> Candidate | None:
    """The longer of two candidates, the first of equals."""
    return other if other and (best is None or other.stop > best.stop) else best
