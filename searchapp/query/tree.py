"""The query as a tree: what was asked, with the place of each part in the query text, and nothing of any engine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Span = tuple[int, int]
"""Half-open character range in the query text."""

TextScope = Literal["any", "title", "body"]
"""Where a word is looked for: everywhere, or in one text field (``العنوان:`` ``title:``)."""

FilterName = Literal["source", "author", "person", "organisation", "place"]


@dataclass(frozen=True, slots=True)
class Word:
    """One written word.

    ``mode`` auto matches the ladder of levels, exact (``=كلمة``) as written, root (``جذر:``) by root.
    """

    text: str
    span: Span
    scope: TextScope = "any"
    mode: Literal["auto", "exact", "root"] = "auto"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in quotes, in order, matched as written; at most ``slop`` further words may stand between them."""

    text: str
    span: Span
    scope: TextScope = "any"
    slop: int = 0


@dataclass(frozen=True, slots=True)
class Pattern:
    """A word with wildcards: ``*`` any letters (only at the end), ``?`` one letter. ``text`` uses these two signs."""

    text: str
    span: Span
    scope: TextScope = "any"


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """A word with up to ``distance`` (1 or 2) slips of the pen: ``كلمة~1``."""

    text: str
    span: Span
    distance: int
    scope: TextScope = "any"


@dataclass(frozen=True, slots=True)
class FieldFilter:
    """A field's value: ``المصدر:الرياض``, ``شخص:"جوزيب بوريل"``."""

    field: FilterName
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class DateRange:
    """Days from ``first`` to ``last``, both inclusive; None is open.

    ``بعد:2015/07`` begins on 1 July 2015, ``قبل:2015/07`` ends on 30 June, so that both together read as one span.
    """

    first: date | None
    last: date | None
    span: Span


@dataclass(frozen=True, slots=True)
class Required:
    """``+``: must match whatever the rest does."""

    child: Node


@dataclass(frozen=True, slots=True)
class Bag:
    """Parts written side by side without an operator: how many must match is the search's rule, not the query's."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class And:
    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    child: Node


Leaf = Word | Phrase | Pattern | Fuzzy | FieldFilter | DateRange
Node = Leaf | Required | Bag | And | Or | Not
