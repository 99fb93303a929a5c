"""What slips of the pen cost: weighted edits between folded words, one word against many at once.

An edit puts in, leaves out or replaces a letter, or swaps two neighbours. It costs 1, and less where writers err often:
letters of one sound or one shape, keys beside each other, a letter doubled, a long vowel left out. Swapped letters are
not edited again (optimal string alignment). Letters are those of ``ALPHABET``; a word with any other is not compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations, permutations
from typing import Final

import numpy as np
from numpy.typing import NDArray

from searchapp.arabic.fold import fold
from searchapp.arabic.letters import HAMZA
from searchapp.arabic.tables import read_rows

ALPHABET: Final = "ءؤئابتثجحخدذرزسشصضطظعغفقكلمنهوي" + "abcdefghijklmnopqrstuvwxyz"
"""The letters of folded words; the code of a letter is its place from 1 on, 0 is no letter."""

PLAIN: Final = 1.0
SWAPPED: Final = 0.7
DOUBLED: Final = 0.5
WEAK: Final = 0.8
LONE_HAMZA: Final = 0.5
NEIGHBOUR_KEY: Final = 0.75
"""Costs of edits, by judgement; those of similar letters stand in their word list."""

BAND: Final = 2
"""Letters that one word may have more than the other."""

_WEAK_LETTERS: Final = "اوي"
_REACH: Final = 4
"""Quarters of a key: two keys of one row or of rows that touch are neighbours if their columns are no farther apart."""

Codes = NDArray[np.uint8]
Floats = NDArray[np.float32]
_CODES: Final = {letter: code for code, letter in enumerate(ALPHABET, 1)}


def encode(word: str) -> Codes | None:
    """Give the codes of a folded word's letters, or None if it has one that no slip is looked for in."""
    codes = [_CODES.get(letter, 0) for letter in word]
    return np.array(codes, dtype=np.uint8) if codes and all(codes) else None


@lru_cache(maxsize=1)
def replacing() -> Floats:
    """Give the cost of replacing one letter by another, as a table over codes."""
    table: Floats = np.full((len(ALPHABET) + 1, len(ALPHABET) + 1), PLAIN, dtype=np.float32)
    np.fill_diagonal(table, 0)
    for pair in _neighbour_keys():
        table[pair] = min(table[pair], NEIGHBOUR_KEY)
    for letters, cost, _ in read_rows("similar_letters.tsv"):
        for pair in permutations([_CODES[letter] for letter in letters], 2):
            table[pair] = min(table[pair], float(cost))
    return table


@lru_cache(maxsize=1)
def adding() -> Floats:
    """Give the cost of leaving a letter out, or of one too many, by its code."""
    costs: Floats = np.full(len(ALPHABET) + 1, PLAIN, dtype=np.float32)
    costs[[_CODES[letter] for letter in _WEAK_LETTERS]] = WEAK
    costs[_CODES[HAMZA]] = LONE_HAMZA
    return costs


def slip_costs(word: Codes, others: Codes) -> Floats:
    """Give the cost of the slips between a word and each of ``others``.

    ``others`` has a word in each row, filled up with 0. Words whose lengths differ by more than ``BAND`` are infinitely
    far. All rows are worked on at once, one cell of the table of distances after the other.
    """
    lengths = np.count_nonzero(others, axis=1)
    result: Floats = np.full(len(others), np.inf, dtype=np.float32)
    rows: list[dict[int, Floats]] = []
    for i in range(len(word) + 1):
        rows.append(_row(word, others, i, rows))
        for j in range(max(0, i - BAND), i + BAND + 1):
            ends = lengths == j if i == len(word) and j in rows[i] else None
            if ends is not None:
                result[ends] = rows[i][j][ends]
    return result


def _row(word: Codes, others: Codes, i: int, rows: list[dict[int, Floats]]) -> dict[int, Floats]:
    """Distances of the word's first ``i`` letters from the first ``j`` letters of each other word, by ``j``."""
    row: dict[int, Floats] = {}
    for j in range(max(0, i - BAND), min(others.shape[1], i + BAND) + 1):
        if i == j == 0:
            row[j] = np.zeros(len(others), dtype=np.float32)
            continue
        best = np.full(len(others), np.inf, dtype=np.float32)
        if i and j in rows[i - 1]:
            np.minimum(best, rows[i - 1][j] + _added(word, i - 1), out=best)
        if j and j - 1 in row:
            np.minimum(best, row[j - 1] + _added_in_each(others, j - 1), out=best)
        if i and j:
            letters = others[:, j - 1]
            np.minimum(best, rows[i - 1][j - 1] + replacing()[word[i - 1]][letters], out=best)
            if i > 1 and j > 1:
                swapped = (letters == word[i - 2]) & (others[:, j - 2] == word[i - 1])
                np.minimum(best, np.where(swapped, rows[i - 2][j - 2] + SWAPPED, np.inf), out=best)
        row[j] = best
    return row


def _added(word: Codes, place: int) -> np.float32:
    doubled = place > 0 and word[place] == word[place - 1]
    return np.float32(DOUBLED) if doubled else adding()[word[place]]


def _added_in_each(others: Codes, place: int) -> Floats:
    letters = others[:, place]
    costs = adding()[letters]
    return np.where(letters == others[:, place - 1], np.float32(DOUBLED), costs) if place else costs


def _neighbour_keys() -> Iterator[tuple[int, int]]:
    """Pairs of letters on keys beside each other, in both scripts."""
    keys = [(int(row), int(column), key, fold(letter)) for row, column, key, letter, _ in read_rows("keyboard.tsv")]
    for one, other in combinations(keys, 2):
        if abs(one[0] - other[0]) <= 1 and abs(one[1] - other[1]) <= _REACH:
            for a, b in ((one[2], other[2]), (one[3], other[3])):
                if a in _CODES and b in _CODES:
                    yield _CODES[a], _CODES[b]
                    yield _CODES[b], _CODES[a]
