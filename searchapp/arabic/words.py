"""Words that the analysis treats by list: function words, and words whose first or last letters only look like affixes.

Both lists hold ordinary spelling and are matched on the folded form. Lists of spelling variants and of broken plurals
would be read here too, next to these, and named in ``tables.DATA_FILES``.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Final, Literal

from searchapp.arabic.fold import clean, fold
from searchapp.arabic.letters import TEH_MARBUTA
from searchapp.arabic.tables import PROTECTED_WORDS, STOP_WORDS, read_rows

ProtectedKind = Literal["name", "word", "feminine", "form"]
"""How a protected word is inflected: not at all but for proclitics, like any word, as one in ``ة``, or not at all."""

_LOOKALIKE: Final = "lookalike"
_QUESTION: Final = "question"
_ASKING_AT_THE_BEGINNING: Final = ("ما", "من")
_COUNTRY_ENDING: Final = "يا"
_SHORTEST_STEM: Final = 3
_CONJUNCTIONS: Final = ("", "و", "ف")
_PREPOSITIONS: Final = ("", "ب", "ل", "ك")
_ARTICLES: Final = ("ال", "بال", "كال", "لل")
_ARTICLE: Final = "ال"
_LAM: Final = "ل"
_WITH_PRONOUNS: Final = frozenset(
    ("preposition", "preposition with pronoun", "conjunction", "auxiliary verb", "quantifier", "negation and particle")
)
_FUNCTION_ENDINGS: Final = ("هما", "ها", "هم", "نا", "كم", "وا", "ه", "ك", "ت")
_SERVANT: Final = "عبدال"
_SERVANT_NAME: Final = re.compile("[وف]?[بلك]?(عبدال.{2,})")
# fmt: off
_ENDINGS: Final = (
    "", "ه", "ي", "ا", "ت", "وا", "ان", "ين", "ون", "ات", "تان", "تين", "يه", "يا", "يين", "يون", "يات",
    "ها", "هم", "هن", "هما", "ك", "كم", "نا", "ته", "تها", "تهم", "تي", "تنا", "اته", "اتها", "اتهم", "اتنا",
)
_FEMININE_ENDINGS: Final = (
    "ه", "ات", "تان", "تين", "تا", "تي", "ته", "تها", "تهم", "تهما", "تنا", "تك", "تكم",
    "اته", "اتها", "اتهم", "اتنا", "اتكم", "اتي",
)
# fmt: on
_KINDS_BY_WEIGHT: Final[tuple[ProtectedKind, ...]] = ("name", "feminine", "word")


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


@lru_cache(maxsize=1)
def question_words() -> frozenset[str]:
    """Folded question words, with ``ما`` and ``من``, which ask only where they begin a question."""
    rows = read_rows(STOP_WORDS)
    asking = (fold(word) for word, kind, _clitics in rows if kind == _QUESTION)
    return frozenset((*asking, *map(fold, _ASKING_AT_THE_BEGINNING)))


def proclitics() -> tuple[str, ...]:
    """One-letter words that are written onto the next word, alone and together: ``و``, ``ب``, ``وب``."""
    return tuple(first + second for first, second in product(_CONJUNCTIONS, _PREPOSITIONS) if first or second)


def function_words() -> dict[str, str]:
    """The stem of every folded function word: the word itself, without clitic and without pronoun.

    Example: ``ولدي`` (``ولدى``) and ``لديها`` are of ``لدي``, not of ``ولد``.
    """
    every = read_rows(STOP_WORDS)
    rows = [(fold(word), kind, clitics) for word, kind, clitics in every if kind != _LOOKALIKE]
    bases = {word for word, kind, _clitics in rows if kind in _WITH_PRONOUNS and len(word) > 1}
    stems = {word: _without_pronoun(word, bases) if kind in _WITH_PRONOUNS else word for word, kind, _clitics in rows}
    return {clitic + word: stems[word] for word, _kind, clitics in rows for clitic in ("", *clitics.strip("-"))}


def _without_pronoun(word: str, bases: Container[str]) -> str:
    shorter = (word.removesuffix(ending) for ending in _FUNCTION_ENDINGS if word.endswith(ending))
    return next((base for base in shorter if base in bases), word)


def servant_name(exact: str) -> str:
    """The name of ``عبد`` and a definite word that a folded word holds, without proclitics; empty if none.

    Example: ``وعبدالعزيز`` holds ``عبدالعزيز``.
    """
    match = _SERVANT_NAME.fullmatch(exact) if _SERVANT in exact else None
    return match[1] if match else ""


def protected_forms() -> dict[str, Protected]:
    """The words protected in one cleaned form only. Example: ``مكتبه`` is of ``مكتب``, but ``مكتبة`` is not."""
    return {clean(word): protected for word, protected in _protected_rows() if protected.kind == "form"}


class ProtectedForms:
    """The forms that ``protected_words`` gives in a third of the room: those with a conjunction are not kept apart."""

    def __init__(self, forms: Mapping[str, Protected]) -> None:
        self._alone: dict[str, Protected] = {}
        self._with_conjunction = {
            form: protected
            for form, protected in forms.items()
            if all(forms.get(letter + form) == protected for letter in _CONJUNCTIONS[1:])
        }
        self._alone = {form: protected for form, protected in forms.items() if self.get(form) != protected}

    def get(self, exact: str) -> Protected | None:
        """The protected word of a folded form, None where it is of none."""
        found = self._with_conjunction.get(exact)
        if found is None and exact.startswith(_CONJUNCTIONS[1:]):
            found = self._with_conjunction.get(exact[1:])
        return found or self._alone.get(exact)


def protected_words() -> dict[str, Protected]:
    """Every folded form of the protected words: names with proclitics, words with endings too.

    Example: ``وزير`` protects ``والوزيرة`` (stem ``وزير``), ``باريس`` protects ``وبباريس`` but not ``باريسي``.
    """
    forms: dict[str, Protected] = {}
    inflected = [(_core(word, protected.kind), protected) for word, protected in _protected_rows()]
    # A listed word keeps its own stem even where it is a form of another listed word; so does a name with proclitics.
    forms.update({core: protected for core, protected in inflected if protected.kind in ("name", "word")})
    for kind in _KINDS_BY_WEIGHT:
        for core, protected in inflected:
            for form in _forms_of(core, kind) if protected.kind == kind else ():
                forms.setdefault(form, protected)
    return forms


def _protected_rows() -> Iterator[tuple[str, Protected]]:
    """The listed words; the third column, where there is one, is the word whose stem is theirs too."""
    for word, kind, *same_as in read_rows(PROTECTED_WORDS):
        match kind:
            case "name":
                yield word, Protected(_without_country_ending(fold(*same_as or (word,))), "name")
            case "word":
                yield word, Protected(fold(same_as[0]) if same_as else _core(word, "word"), "word")
            case "feminine" | "form":
                yield word, Protected(fold(*same_as or (word,)), kind)
            case _:
                raise ValueError(f"{PROTECTED_WORDS}: unknown kind {kind!r} of {word}")


def _core(word: str, kind: ProtectedKind) -> str:
    """What the endings are put on. Teh marbuta is an ending like the others: وزارة and وزارات are of one stem."""
    return fold(word if kind == "name" else word.removesuffix(TEH_MARBUTA))


def _forms_of(core: str, kind: ProtectedKind) -> Iterator[str]:
    match kind:
        case "name":
            return _name_forms(core)
        case "feminine":
            return _word_forms(core, _FEMININE_ENDINGS)
        case _:
            return _word_forms(core, _ENDINGS)


def _without_country_ending(name: str) -> str:
    """Give ``روسيا`` the stem of ``روسي`` and ``الروسية``: a country's ending gives way to the adjective's."""
    stem = name.removesuffix(_COUNTRY_ENDING)
    return stem if len(stem) >= _SHORTEST_STEM else name


def _name_forms(name: str) -> Iterator[str]:
    for conjunction, proclitic in product(_CONJUNCTIONS, _PREPOSITIONS):
        # The article's alef goes after the preposition: للرياض.
        elided = proclitic == _LAM and name.startswith(_ARTICLE)
        yield conjunction + proclitic + (name[1:] if elided else name)


def _word_forms(word: str, endings: Iterable[str]) -> Iterator[str]:
    for conjunction, proclitic, ending in product(_CONJUNCTIONS, (*_PREPOSITIONS, *_ARTICLES), endings):
        yield conjunction + proclitic + word + ending
