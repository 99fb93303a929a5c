"""Function words and question words, which the analysis treats by list.

The list holds ordinary spelling and is matched on the folded form.
"""

from __future__ import annotations

from collections.abc import Container
from functools import lru_cache
from itertools import product
from typing import Final

from searchapp.arabic.fold import clean, fold
from searchapp.arabic.tables import STOP_WORDS, read_rows

_LOOKALIKE: Final = "lookalike"
_QUESTION: Final = "question"
_ASKING_AT_THE_BEGINNING: Final = ("ما", "من")
_CONJUNCTIONS: Final = ("", "و", "ف")
_PREPOSITIONS: Final = ("", "ب", "ل", "ك")
_WITH_PRONOUNS: Final = frozenset(
    ("preposition", "preposition with pronoun", "conjunction", "auxiliary verb", "quantifier", "negation and particle")
)
_FUNCTION_ENDINGS: Final = ("هما", "ها", "هم", "نا", "كم", "وا", "ه", "ك", "ت")


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
