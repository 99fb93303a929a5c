"""Families of words that count as one another in matching: our list, and lists that users write.

Each line of a list is a family, its words between tabs.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from searchapp.arabic.tables import read_rows
from searchapp.arabic.tokens import tokenize
from searchapp.errors import ConfigError
from searchapp.own_lists import read_own_list

WORD_FAMILIES: Final = "word_families.tsv"
_FEWEST: Final = 2

Family = tuple[str, ...]


def word_families() -> tuple[Family, ...]:
    """The families of our own list, in ordinary spelling. Example: ``("شباط", "فبراير", "فيفري")``."""
    return tuple(read_rows(WORD_FAMILIES))


def read_families(path: Path) -> tuple[Family, ...]:
    """Read a user's list. Raises ConfigError that names the line where it is not a family of single words."""
    lines = read_own_list(path, "word list", "قائمة الكلمات").splitlines()
    numbered = ((number, line) for number, line in enumerate(lines, 1) if line.strip() and not line.startswith("#"))
    return tuple(_family(path, number, line) for number, line in numbered)


def _family(path: Path, number: int, line: str) -> Family:
    words = tuple(word.strip() for word in line.split("\t") if word.strip())
    if len(words) < _FEWEST or any(len(list(tokenize(word))) != 1 for word in words):
        raise ConfigError(
            f"{path}, line {number}: a family is two or more single words with tabs between them.",
            f"{path}، السطر {number}: العائلة كلمتان مفردتان أو أكثر بينها علامات جدولة.",
        )
    return words
