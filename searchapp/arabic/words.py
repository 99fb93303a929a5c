"""Words that the analysis treats by list: function words, and words whose first or last letters only look like affixes.

Both lists hold ordinary spelling and are matched on the folded form. Lists of spelling variants and of broken plurals
would be read here too, next to these, and named in ``tables.DATA_FILES``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Final, Literal

from searchapp.arabic.fold import clean, fold
from searchapp.arabic.letters import TEH_MARBUTA
from searchapp.arabic.tables import PROTECTED_WORDS, STOP_WORDS, read_rows

ProtectedKind = Literal["name", "word"]

_LOOKALIKE: Final = "lookalike"
_COUNTRY_ENDING: Final = "يا"
_SHORTEST_STEM: Final = 3
_CONJUNCTIONS: Final = ("", "و", "ف")
_PREPOSITIONS: Final = ("", "ب", "ل", "ك")
_ARTICLES: Final = ("ال", "بال", "كال", "لل")
# fmt: off
_ENDINGS: Final = (
    "", "ه", "ي", "ا", "ت", "وا", "ان", "ين", "ون", "ات", "تان", "تين", "يه", "يا", "يين", "يون", "يات",
    "ها", "هم", "هن", "هما", "ك", "كم", "نا", "ته", "تها", "تهم", "تي", "تنا", "اته", "اتها", "اتهم", "اتنا",
)
# fmt: on


@dataclass(frozen=True, slots=True)
class Protected:
    """The protected word that a written form holds: its stem and whether it is a name, which has no root."""

    stem: str
    kind: ProtectedKind


def stop_words() -> frozenset[str]:
    """Folded function and question words, with the one-letter clitics that their lines allow: ``في`` and ``وفي``."""
    return frozenset(
        fold(clitic + word)
        for word, kind, clitics in read_rows(STOP_WORDS)
        if kind != _LOOKALIKE
        for clitic in ("", *clitics.strip("-"))
    )


def stop_lookalikes() -> frozenset[str]:
    """Words that folding makes equal to a function word, cleaned but not folded: the name ``علي`` beside ``على``."""
    return frozenset(clean(word) for word, kind, _clitics in read_rows(STOP_WORDS) if kind == _LOOKALIKE)


def proclitics() -> tuple[str, ...]:
    """One-letter words that are written onto the next word, alone and together: ``و``, ``ب``, ``وب``."""
    return tuple(first + second for first, second in product(_CONJUNCTIONS, _PREPOSITIONS) if first or second)


def protected_words() -> dict[str, Protected]:
    """Every folded form of the protected words: names with proclitics, words with endings too.

    Example: ``وزير`` protects ``والوزيرة`` (stem ``وزير``), ``باريس`` protects ``وبباريس`` but not ``باريسي``.
    """
    forms: dict[str, Protected] = {}
    for word, kind in read_rows(PROTECTED_WORDS):
        name = kind == "name"
        # In a word, a teh marbuta is an ending like the others: وزارة and وزارات are forms of one stem.
        core = fold(word) if name else fold(word.removesuffix(TEH_MARBUTA))
        protected = Protected(_without_country_ending(core), "name") if name else Protected(core, "word")
        for form in _name_forms(core) if name else _word_forms(core):
            # A listed word keeps its own stem even where it is a form of another listed word.
            if form == core or form not in forms:
                forms[form] = protected
    return forms


def _without_country_ending(name: str) -> str:
    """Give ``روسيا`` the stem of ``روسي`` and ``الروسية``: a country's ending gives way to the adjective's."""
    stem = name.removesuffix(_COUNTRY_ENDING)
    return stem if len(stem) >= _SHORTEST_STEM else name


def _name_forms(name: str) -> Iterator[str]:
    for conjunction, proclitic in product(_CONJUNCTIONS, _PREPOSITIONS):
        yield conjunction + proclitic + name


def _word_forms(word: str) -> Iterator[str]:
    for conjunction, proclitic, ending in product(_CONJUNCTIONS, (*_PREPOSITIONS, *_ARTICLES), _ENDINGS):
        yield conjunction + proclitic + word + ending
