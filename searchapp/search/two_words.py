"""Names written in two words here and in one there: either finds the other.

Months have other names in other countries («يناير», «كانون الثاني»); names with «عبد» and «أبو» are written either way
(«عبد العزيز», «أبوظبي»).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from searchapp.arabic.analyzer import Analyzer
from searchapp.arabic.dates.synonyms import names_in_one_word, names_in_two_words
from searchapp.arabic.fold import fold
from searchapp.engine import base as engine
from searchapp.model import TextField
from searchapp.query import tree as query

_ARTICLE: Final = "ال"
_SERVANT: Final = "عبد"
_FATHER: Final = "ابو"
_SHORTEST: Final = 3
"""Letters of what follows «أبو»: «أبواب» are doors."""


def with_names(children: Sequence[query.Node]) -> tuple[list[query.Node], set[int]]:
    """Join two plain words that are also written as one as a phrase; also give the identities of these phrases."""
    read: list[query.Node] = []
    joined: set[int] = set()
    for child in children:
        name = _name(read[-1], child) if read else None
        if name is None:
            read.append(child)
        else:
            read[-1] = name
            joined.add(id(name))
    return read, joined


def in_one_word(text: str) -> tuple[str, ...]:
    """Give the names in one word of what ``with_names`` joined."""
    first, second = fold(text).split()
    return _one_word(first, second)


def in_two_words(exact: str, fields: tuple[TextField, ...], analyzer: Analyzer) -> tuple[engine.Phrase, ...]:
    """Give what a folded word is in two words, with and without a proclitic; mostly nothing."""
    return tuple(
        engine.Phrase((first, second), fields)
        for beginning, second in _two_words(exact)
        for first in analyzer.attached(beginning)
    )


def _one_word(first: str, second: str) -> tuple[str, ...]:
    known = names_in_one_word().get((first, second))
    if known is not None:
        return known
    servant = first == _SERVANT and second.startswith(_ARTICLE) and len(second) >= len(_ARTICLE) + _SHORTEST
    father = first == _FATHER and len(second) >= _SHORTEST and not second.startswith(_ARTICLE)
    return (first + second,) if servant or father else ()


def _two_words(exact: str) -> Sequence[tuple[str, str]]:
    known = names_in_two_words().get(exact)
    if known is not None:
        return known
    for first in (_SERVANT, _FATHER):
        second = exact.removeprefix(first)
        if second != exact and _one_word(first, second) == (exact,):
            return ((first, second),)
    return ()


def _name(first: query.Node, second: query.Node) -> query.Phrase | None:
    """Join two plain words if they are also written as one."""
    if not (isinstance(first, query.Word) and isinstance(second, query.Word)):
        return None
    plain = {first.mode, second.mode} == {"auto"} and {first.scope, second.scope} == {"any"}
    if not plain or not _one_word(fold(first.text), fold(second.text)):
        return None
    return query.Phrase(f"{first.text} {second.text}", (first.span[0], second.span[1]))
