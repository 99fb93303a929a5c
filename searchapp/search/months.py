"""Months that are named in one word here and in two there: either finds the other («يناير», «كانون الثاني»)."""

from __future__ import annotations

from collections.abc import Sequence

from searchapp.arabic.analyzer import Analyzer
from searchapp.arabic.dates.synonyms import names_in_one_word, names_in_two_words
from searchapp.arabic.fold import fold
from searchapp.engine import base as engine
from searchapp.model import TextField
from searchapp.query import tree as query


def with_months(children: Sequence[query.Node]) -> tuple[list[query.Node], set[int]]:
    """Join two plain words that name a month as a phrase; also give the identities of these phrases."""
    read: list[query.Node] = []
    joined: set[int] = set()
    for child in children:
        month = _month(read[-1], child) if read else None
        if month is None:
            read.append(child)
        else:
            read[-1] = month
            joined.add(id(month))
    return read, joined


def month_in_one_word(text: str) -> tuple[str, ...]:
    """Give the names in one word of a month that ``with_months`` joined, as written."""
    first, second = fold(text).split()
    return names_in_one_word()[first, second]


def month_in_two_words(exact: str, fields: tuple[TextField, ...], analyzer: Analyzer) -> tuple[engine.Phrase, ...]:
    """Give the names in two words of the month that a folded word names, with and without a proclitic; mostly none."""
    return tuple(
        engine.Phrase((first, second), fields)
        for beginning, second in names_in_two_words().get(exact, ())
        for first in analyzer.attached(beginning)
    )


def _month(first: query.Node, second: query.Node) -> query.Phrase | None:
    """Join two plain words if they name a month."""
    if not (isinstance(first, query.Word) and isinstance(second, query.Word)):
        return None
    plain = {first.mode, second.mode} == {"auto"} and {first.scope, second.scope} == {"any"}
    if not plain or (fold(first.text), fold(second.text)) not in names_in_one_word():
        return None
    return query.Phrase(f"{first.text} {second.text}", (first.span[0], second.span[1]))
