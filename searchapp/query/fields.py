"""The fields that a query can name, in Arabic and English.

A name is known in every spelling that folds to the same letters, with or without vowels: ``العنوان:``, ``الكاتِب:``,
``Title:``. The list is our own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from searchapp.arabic.fold import fold
from searchapp.query.tree import FilterName, TextScope

DayRole = Literal["on", "after", "before"]


@dataclass(frozen=True, slots=True)
class TextTarget:
    """Words are looked for in one text field only."""

    scope: TextScope


@dataclass(frozen=True, slots=True)
class RootTarget:
    """Words are looked for by their root."""


@dataclass(frozen=True, slots=True)
class ValueTarget:
    """The value chooses articles: a source, an author, an entity."""

    name: FilterName


@dataclass(frozen=True, slots=True)
class DayTarget:
    """The value is a day or a span of days."""

    role: DayRole


Target = TextTarget | RootTarget | ValueTarget | DayTarget
"""What the value of a field is."""

NAMES: Final[tuple[tuple[Target, str], ...]] = (
    (TextTarget("title"), "title العنوان عنوان"),
    (TextTarget("body"), "body text النص نص المتن"),
    (RootTarget(), "root جذر الجذر"),
    (ValueTarget("source"), "source المصدر مصدر"),
    (ValueTarget("author"), "author الكاتب كاتب"),
    (ValueTarget("person"), "person شخص الشخص"),
    (ValueTarget("place"), "place مكان المكان"),
    (ValueTarget("organisation"), "organisation org organization جهة الجهة"),
    (DayTarget("on"), "date التاريخ تاريخ"),
    (DayTarget("after"), "after since بعد منذ"),
    (DayTarget("before"), "before قبل"),
)
"""Each target with its names; the first is the one that the printer writes."""

_TARGETS: Final[dict[str, Target]] = {fold(name): target for target, names in NAMES for name in names.split()}
_WRITTEN: Final[dict[Target, str]] = {target: names.split()[0] for target, names in NAMES}


def target_of(name: str) -> Target | None:
    """The target that a field's name stands for, or None: ``target_of("العُنوان")`` is ``TextTarget("title")``."""
    return _TARGETS.get(fold(name))


def name_of(target: Target) -> str:
    """The name under which a field is printed: ``name_of(ValueTarget("source"))`` is ``source``."""
    return _WRITTEN[target]
