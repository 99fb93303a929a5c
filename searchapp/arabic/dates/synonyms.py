"""Months that one part of the Arab world names in two words and another in one: «كانون الثاني» is «يناير»."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from searchapp.arabic.dates.words import rows
from searchapp.arabic.fold import fold

Pair = tuple[str, str]
"""The two words of a name, folded."""


@cache
def names_in_one_word() -> Mapping[Pair, tuple[str, ...]]:
    """Give for each name in two words the Arabic names of that month in one, as written, in the order of the list.

    Names that are ordinary words too are left out.
    """
    return {pair: single for single, pairs in _months() for pair in pairs if single}


@cache
def names_in_two_words() -> Mapping[str, tuple[Pair, ...]]:
    """Give for each name in one word, folded, the names of that month in two."""
    return {fold(name): pairs for single, pairs in _months() for name in single if pairs}


@cache
def _months() -> tuple[tuple[tuple[str, ...], tuple[Pair, ...]], ...]:
    single: dict[str, list[str]] = {}
    pairs: dict[str, list[Pair]] = {}
    for month, name, where, note in rows("months.tsv"):
        words = fold(name).split()
        if len(words) == 2:
            pairs.setdefault(month, []).append((words[0], words[1]))
        elif where != "english" and note != "cue":
            single.setdefault(month, []).append(name)
    return tuple((tuple(single[month]), tuple(pairs.get(month, ()))) for month in single)
