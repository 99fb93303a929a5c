"""Words whose first or last letters only look like affixes: names and words by list, in all forms that they take.

A form is taken apart, and what is left is looked up: a listed word has a hundred forms, a form few ways to be read. Of
several words that a form may be of, one that is the form itself goes first, then a name, a word in ``ة``, another word;
of equals the one that is listed first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from searchapp.arabic.fold import clean, fold
from searchapp.arabic.letters import TEH_MARBUTA
from searchapp.arabic.tables import PROTECTED_WORDS, read_rows

ProtectedKind = Literal["name", "word", "feminine", "form"]
"""How a protected word is inflected: not at all but for proclitics, like any word, as one in ``ة``, or not at all."""

_COUNTRY_ENDING: Final = "يا"
_SHORTEST_STEM: Final = 3
_CONJUNCTIONS: Final = ("و", "ف")
_PREPOSITIONS: Final = ("ب", "ل", "ك")
_PROCLITICS: Final = frozenset(("", *_PREPOSITIONS, "ال", "بال", "كال", "لل"))
_LONGEST_PROCLITIC: Final = max(map(len, _PROCLITICS))
_ARTICLE: Final = "ال"
_ELIDED: Final = "لل"
_LAM: Final = "ل"
_SERVANT: Final = "عبدال"
_SERVANT_NAME: Final = re.compile("[وف]?[بلك]?(عبدال.{2,})")
# fmt: off
_ENDINGS: Final[Mapping[ProtectedKind, frozenset[str]]] = {
    "word": frozenset((
        "", "ه", "ي", "ا", "ت", "وا", "ان", "ين", "ون", "ات", "تان", "تين", "يه", "يا", "يين", "يون", "يات",
        "ها", "هم", "هن", "هما", "ك", "كم", "نا", "ته", "تها", "تهم", "تي", "تنا", "اته", "اتها", "اتهم", "اتنا",
    )),
    "feminine": frozenset((
        "ه", "ات", "تان", "تين", "تا", "تي", "ته", "تها", "تهم", "تهما", "تنا", "تك", "تكم",
        "اته", "اتها", "اتهم", "اتنا", "اتكم", "اتي",
    )),
}
# fmt: on
_ANY_ENDING: Final = frozenset.union(*_ENDINGS.values())
_LONGEST_ENDING: Final = max(map(len, _ANY_ENDING))
_INFLECTED: Final[tuple[ProtectedKind, ...]] = ("feminine", "word")


@dataclass(frozen=True, slots=True)
class Protected:
    """The protected word that a written form holds: its stem and whether it is a name, which has no root."""

    stem: str
    kind: ProtectedKind


class _Row(NamedTuple):
    """A listed word, in the order in which they are asked."""

    rank: int
    number: int
    protected: Protected


class ProtectedWords:
    """The listed words, found in every form that they take.

    Example: ``وزير`` is found in ``والوزيرة`` (stem ``وزير``), ``باريس`` in ``وبباريس`` but not in ``باريسي``.
    """

    def __init__(self) -> None:
        listed = list(protected_rows())
        self.forms: Mapping[str, Protected] = {clean(word): found for word, found in listed if found.kind == "form"}
        """The words protected in one cleaned form only. Example: ``مكتبه`` is of ``مكتب``, but ``مكتبة`` is not."""

        self._themselves: dict[str, Protected] = {}
        self._names: dict[str, _Row] = {}
        self._inflected: dict[str, list[_Row]] = {}
        for number, (word, protected) in enumerate(listed):
            core, kind = core_of(word, protected.kind), protected.kind
            if kind == "name":
                self._names.setdefault(core, _Row(0, number, protected))
            elif kind in _INFLECTED:
                self._inflected.setdefault(core, []).append(_Row(_INFLECTED.index(kind), number, protected))
            if kind in ("name", "word"):
                self._themselves[core] = protected
        self.stems = frozenset(found.stem for _, found in listed if found.kind != "form")
        """The stems of all words that are inflected, names included."""

    def get(self, exact: str) -> Protected | None:
        """The protected word of a folded form, None where it is of none."""
        found = self._themselves.get(exact)
        if found is not None:
            return found
        names, inflected = self._names, self._inflected
        rows = [names[name] for name in _names_in(exact) if name in names] or [
            row
            for core, ending in _parts(exact)
            if core in inflected
            for row in inflected[core]
            if ending in _ENDINGS[row.protected.kind]
        ]
        return min(rows).protected if rows else None


def servant_name(exact: str) -> str:
    """The name of ``عبد`` and a definite word that a folded word holds, without proclitics; empty if none.

    Example: ``وعبدالعزيز`` holds ``عبدالعزيز``.
    """
    match = _SERVANT_NAME.fullmatch(exact) if _SERVANT in exact else None
    return match[1] if match else ""


def protected_rows() -> Iterator[tuple[str, Protected]]:
    """The listed words as written; the third column, where there is one, is the word whose stem is theirs too."""
    for word, kind, *same_as in read_rows(PROTECTED_WORDS):
        match kind:
            case "name":
                yield word, Protected(_without_country_ending(fold(*same_as or (word,))), "name")
            case "word":
                yield word, Protected(fold(same_as[0]) if same_as else core_of(word, "word"), "word")
            case "feminine" | "form":
                yield word, Protected(fold(*same_as or (word,)), kind)
            case _:
                raise ValueError(f"{PROTECTED_WORDS}: unknown kind {kind!r} of {word}")


def core_of(word: str, kind: ProtectedKind) -> str:
    """What the endings are put on. Teh marbuta is an ending like the others: وزارة and وزارات are of one stem."""
    return fold(word if kind == "name" else word.removesuffix(TEH_MARBUTA))


def _without_country_ending(name: str) -> str:
    """Give ``روسيا`` the stem of ``روسي`` and ``الروسية``: a country's ending gives way to the adjective's."""
    stem = name.removesuffix(_COUNTRY_ENDING)
    return stem if len(stem) >= _SHORTEST_STEM else name


def _without_conjunction(form: str) -> tuple[str, ...]:
    return (form, form[1:]) if form.startswith(_CONJUNCTIONS) else (form,)


def _names_in(form: str) -> Iterator[str]:
    """The names that a form may be, with proclitics or without."""
    for rest in _without_conjunction(form):
        yield rest
        if rest.startswith(_ELIDED):
            yield f"ا{rest[1:]}"  # the article's alef goes after the preposition: للرياض
        if rest.startswith(_PREPOSITIONS) and not rest.startswith(_LAM + _ARTICLE):
            yield rest[1:]


def _parts(form: str) -> Iterator[tuple[str, str]]:
    """Every way to take a form apart: what is left of it without proclitics, and an ending."""
    for rest in _without_conjunction(form):
        for size in range(_LONGEST_PROCLITIC + 1):
            if rest[:size] in _PROCLITICS:
                inner = rest[size:]
                yield inner, ""
                for start in range(max(1, len(inner) - _LONGEST_ENDING), len(inner)):
                    if inner[start:] in _ANY_ENDING:
                        yield inner[:start], inner[start:]
