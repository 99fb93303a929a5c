"""Words of the collection that fit a pattern or lie within a slip of the pen, the most frequent first and capped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from searchapp.arabic.fold import fold
from searchapp.engine.base import Reader
from searchapp.model import TextField

MAX_EXPANSIONS = 1024
"""Forms that one pattern may stand for; the most frequent are kept."""

FUZZY_PREFIX = 1
"""First letters that a slip may not touch: it keeps the list that is compared short."""

_SCAN_LIMIT = 1_000_000


@dataclass(frozen=True, slots=True)
class Expansion:
    """The most frequent forms of a pattern; ``capped`` says that the collection has more of them."""

    forms: tuple[str, ...]
    capped: bool


def expand_pattern(reader: Reader, pattern: str, fields: Sequence[TextField]) -> Expansion:
    """Find the forms that fit ``مد*`` (any ending) or ``م?لم`` (one letter); ``*`` stands only at the end."""
    prefix, *_ = re.split(r"[*?]", pattern, maxsplit=1)
    folded = "".join(part if part in "*?" else fold(part) for part in re.split(r"([*?])", pattern) if part)
    expression = re.compile(re.escape(folded).replace(r"\*", ".*").replace(r"\?", "."))
    counts = _forms(reader, fields, fold(prefix))
    return _most_frequent((form, count) for form, count in counts.items() if expression.fullmatch(form))


def expand_fuzzy(reader: Reader, word: str, distance: int, fields: Sequence[TextField]) -> Expansion:
    """Find the forms within ``distance`` edits (insert, delete, replace, swap of neighbours) of a folded word."""
    counts = _forms(reader, fields, word[:FUZZY_PREFIX])
    near = (
        (form, count)
        for form, count in counts.items()
        if abs(len(form) - len(word)) <= distance and edit_distance(form, word, distance) <= distance
    )
    return _most_frequent(near)


def edit_distance(left: str, right: str, limit: int) -> int:
    """Count the edits from one word to another (optimal string alignment); stops at ``limit + 1``."""
    before: list[int] = []
    previous = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        current = [i]
        for j, b in enumerate(right, 1):
            cost = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        if min(current) > limit:
            return limit + 1
        before, previous = previous, current
    return previous[-1]


def _forms(reader: Reader, fields: Iterable[TextField], prefix: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    for text_field in fields:
        for info in reader.terms(text_field, "exact", prefix, _SCAN_LIMIT):
            counts[info.form] = counts.get(info.form, 0) + info.count
    return counts


def _most_frequent(counted: Iterable[tuple[str, int]]) -> Expansion:
    ranked = sorted(counted, key=lambda pair: (-pair[1], pair[0]))
    return Expansion(tuple(form for form, _ in ranked[:MAX_EXPANSIONS]), capped=len(ranked) > MAX_EXPANSIONS)
