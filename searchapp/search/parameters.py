"""What the page, the API, the command line and Python may ask for, and the one reading of days and filter values."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final, Literal, get_args

from searchapp.arabic.dates import parse_day_range
from searchapp.engine.base import KEYWORD_FIELDS
from searchapp.errors import InvalidParameterError, PageTooDeepError
from searchapp.model import DateInterval, FilterSet, MatchMode, SearchRequest, SimilarMode, SortOrder

MAX_WINDOW: Final = 10_000
"""Deepest hit that pages reach."""

MAX_SIZE: Final = 100
MAX_FACET_SIZE: Final = 100
MAX_SUGGESTIONS: Final = 20
MAX_RELATED: Final = 20
FACET_NAMES: Final[tuple[str, ...]] = (*KEYWORD_FIELDS, "date")
FILTER_NAMES: Final[tuple[str, ...]] = (*KEYWORD_FIELDS, "entity")

_ISO: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_CHOICES: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("sort", get_args(SortOrder)),
    ("mode", get_args(MatchMode)),
    ("interval", get_args(DateInterval)),
    ("similar", get_args(SimilarMode)),
)


def plain_digits(text: str) -> str:
    """Write any decimal digits as ASCII and drop white space and direction signs. Example: ``٢٠١٥`` is ``2015``."""
    kept = (c for c in text if not c.isspace() and unicodedata.category(c) != "Cf")
    return "".join(str(unicodedata.decimal(c, c)) for c in kept)


def read_day(text: str, edge: Literal["first", "last"], today: date | None = None) -> date | None:
    """Read a day, month, year or named day as its first or last day; None if it is none.

    ``٢٠٢٤/٢``, ``نوفمبر 2022`` and ``أمس`` are read as queries read them; a whole ISO day is always Gregorian, while
    the years 1300 to 1499 are Hijri ones otherwise. Example: ``2024/2`` is 1 or 29 February 2024.
    """
    digits = plain_digits(text)
    if _ISO.fullmatch(digits):
        try:
            return date.fromisoformat(digits)
        except ValueError:
            return None
    day = today or date.today()
    span = parse_day_range(text, day) or parse_day_range(digits, day)
    return span[0 if edge == "first" else 1] if span else None


def parse_day(parameter: str, value: date | str | int | None, edge: Literal["first", "last"]) -> date | None:
    """Read a day, a written one or a year such as 2022. Raises InvalidParameterError that names the parameter."""
    if value is None or value == "":
        return None
    if isinstance(value, date):
        return value
    day = read_day(str(value), edge)
    if day is None:
        raise InvalidParameterError(
            f"“{parameter}” is not a date: “{value}”. Write 2022-11-06, 2022-11 or 2022.",
            f"قيمة «{parameter}» ليست تاريخًا: «{value}». اكتب 2022-11-06 أو 2022-11 أو 2022.",
            parameter=parameter,
        )
    return day


def split_filter(values: str | Iterable[str]) -> FilterSet:
    """Split filter values into chosen and excluded (``-``) ones, each once, in their order.

    A leading ``+`` takes the rest as written. A single string is one value.
    """
    written = [value.strip() for value in ([values] if isinstance(values, str) else values)]
    usable = [value for value in written if value.strip(" -+")]
    include = dict.fromkeys(value.removeprefix("+") for value in usable if not value.startswith("-"))
    exclude = dict.fromkeys(value[1:] for value in usable if value.startswith("-"))
    return FilterSet(tuple(include), tuple(exclude))


def check_request(request: SearchRequest) -> None:
    """Refuse what no page can show. Raises InvalidParameterError, which names the parameter, or PageTooDeepError."""
    _check_numbers(request)
    for name, known in _CHOICES:
        value: object = getattr(request, name)
        if value is not None and value not in known:
            raise _not_among(name, value, known)
    for facet in request.facets:
        if facet not in FACET_NAMES:
            raise _not_among("facets", facet, FACET_NAMES)
    for name in request.filters:
        if name not in FILTER_NAMES:
            raise _not_among("filters", name, FILTER_NAMES)
    if request.date_from and request.date_to and request.date_from > request.date_to:
        raise InvalidParameterError(
            "“from” is after “to”.", "تاريخ البداية «from» بعد تاريخ النهاية «to».", parameter="from"
        )


def check_window(page: int, size: int) -> None:
    """Refuse a page that lies deeper than ``MAX_WINDOW``. Raises PageTooDeepError."""
    if page * size > MAX_WINDOW:
        raise PageTooDeepError(
            f"Pages reach as deep as hit {MAX_WINDOW:,}; narrow the search by date or source.",
            f"تصل الصفحات إلى النتيجة {MAX_WINDOW:,}؛ ضيّق البحث بالتاريخ أو المصدر.",
            parameter="page",
        )


def _check_numbers(request: SearchRequest) -> None:
    limits = (
        ("page", request.page, MAX_WINDOW),
        ("size", request.size, MAX_SIZE),
        ("facet_size", request.facet_size, MAX_FACET_SIZE),
    )
    for name, value, high in limits:
        if not 1 <= value <= high:
            raise InvalidParameterError(
                f"“{name}” must be from 1 to {high}, not {value}.",
                f"قيمة «{name}» من 1 إلى {high}، لا {value}.",
                parameter=name,
            )
    check_window(request.page, request.size)


def _not_among(name: str, value: object, known: Sequence[str]) -> InvalidParameterError:
    listed = ", ".join(known)
    return InvalidParameterError(
        f"“{name}” is one of {listed}, not “{value}”.",
        f"قيمة «{name}» واحدة من {listed}، لا «{value}».",
        parameter=name,
    )


def check_suggestions(size: int) -> None:
    """Refuse a number of completions out of its range. Raises InvalidParameterError."""
    if not 1 <= size <= MAX_SUGGESTIONS:
        raise InvalidParameterError(
            f"“size” must be a whole number from 1 to {MAX_SUGGESTIONS}, not “{size}”.",
            f"قيمة «size» عدد صحيح من 1 إلى {MAX_SUGGESTIONS}، لا «{size}».",
            parameter="size",
        )
