"""The one place where query-string parameters become a :class:`SearchRequest`, for the page and the API alike.

``q source author person place org entity from to sort mode page size facets facet_size interval similar``. The filters
may be repeated; a leading ``-`` excludes (``source=-الرياض``), a leading ``+`` takes the rest as written. Dates may be
partial (``2015``, ``2015-07``), in any digits (``٢٠١٥/٧``), in words (``نوفمبر 2022``); ``to=2015-07`` means its
last day.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal, TypeVar, get_args

from searchapp.entities import entity_key
from searchapp.errors import InvalidParameterError, RequestError
from searchapp.model import ENTITY_KINDS, DateInterval, FilterSet, MatchMode, SearchRequest, SimilarMode, SortOrder
from searchapp.search.parameters import (
    FACET_NAMES,
    MAX_FACET_SIZE,
    MAX_SIZE,
    MAX_SUGGESTIONS,
    MAX_WINDOW,
    check_window,
    plain_digits,
    read_day,
    split_filter,
)

FILTERS: Mapping[str, str] = {
    "source": "source",
    "author": "author",
    "person": "person",
    "org": "organisation",
    "place": "place",
    "entity": "entity",
}
"""Parameters that filter, in the order in which links write them, and the filter that each names."""

SEARCH_PARAMETERS = frozenset(
    {*("q", *FILTERS, "organisation", "from", "to", "sort", "mode"), *("page", "size", "similar")}
    | {"facets", "facet_size", "interval"}
)
DEFAULT_FACETS = SearchRequest().facets
DEFAULT_SUGGESTIONS = 8
DISTINCTIVE = 10
"""Names that set results apart where ``size`` is not given."""

API_SIZE = 20
"""Hits of an answer of the API where ``size`` is not given."""

Highlight = Literal["html", "offsets", "none"]
FacetOrder = Literal["count", "distinctive"]
HIT_FIELDS = (
    "id", "score", "level", "title", "url", "source", "author", "published_at", "published", "lang", "dir", "entities",
    "highlights", "links", "similar",
)  # fmt: skip
"""What ``fields`` may name of a hit; ``id`` is always there."""

ANSWER_PARAMETERS = frozenset({"cursor", "highlight", "fields"})
FACET_PARAMETERS = frozenset({"q", *FILTERS, "organisation", "from", "to", "mode", "facet_size"})
DISTINCTIVE_PARAMETERS = frozenset({"q", *FILTERS, "organisation", "from", "to", "mode", "size"})
EXPORT_PARAMETERS = frozenset({"q", *FILTERS, "organisation", "from", "to", "mode", "sort"})
MAX_FILTER_TEXT = 100
MAX_FILTER_VALUES = 64
MAX_VALUE_LENGTH = 512

Args = Mapping[str, Sequence[str]]
"""Values by parameter name, as ``request.args.to_dict(flat=False)`` gives them."""

_Choice = TypeVar("_Choice", bound=str)


class InvalidParametersError(InvalidParameterError):
    """Several parameters at once; ``errors`` has one for each, and the first speaks for all."""

    def __init__(self, errors: Sequence[RequestError]) -> None:
        first = errors[0]
        super().__init__(first.message, first.message_ar, parameter=first.parameter, span=first.span)
        self.errors = tuple(errors)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as read, and the names of parameters that mean nothing here."""

    request: SearchRequest
    unknown: tuple[str, ...]


def read_search(args: Args, default_size: int, also: frozenset[str] = frozenset()) -> Asked:
    """Read a search. ``also`` are further names that the route knows.

    Raises InvalidParametersError with every bad value, or PageTooDeepError.
    """
    reader = _Reader(args)
    size = reader.number("size", default_size, MAX_SIZE)
    page = reader.number("page", 1, MAX_WINDOW)
    asked = SearchRequest(
        q=reader.text("q"),
        filters=reader.filters(),
        date_from=reader.day("from"),
        date_to=reader.day("to"),
        sort=reader.choice("sort", get_args(SortOrder)),
        mode=reader.choice("mode", get_args(MatchMode)) or "auto",
        page=page,
        size=size,
        facets=reader.facets(),
        facet_size=reader.number("facet_size", 10, MAX_FACET_SIZE),
        interval=reader.choice("interval", get_args(DateInterval)),
        similar=reader.choice("similar", get_args(SimilarMode)) or "group",
    )
    if asked.date_from and asked.date_to and asked.date_from > asked.date_to:
        reader.refuse("from", "“from” is after “to”.", "تاريخ البداية «from» بعد تاريخ النهاية «to».")
    if reader.errors:
        raise InvalidParametersError(reader.errors)
    check_window(page, size)
    return Asked(asked, unknown_names(args, SEARCH_PARAMETERS | also))


def unknown_names(args: Args, known: frozenset[str]) -> tuple[str, ...]:
    """Names among the parameters that are not known, in their order."""
    return tuple(name for name in args if name not in known)


def refuse_unknown(names: Sequence[str]) -> None:
    """Refuse unknown parameters, so that a slip of the pen is never a broader search. Raises InvalidParametersError."""
    if names:
        raise InvalidParametersError(
            [
                InvalidParameterError(
                    f"There is no parameter “{name}”.", f"لا يوجد معامل باسم «{name}».", parameter=name
                )
                for name in names
            ]
        )


@dataclass(frozen=True, slots=True)
class Shape:
    """How an answer is wanted: where it goes on, how marks are written, and what of each hit (empty: everything)."""

    cursor: str
    highlight: Highlight
    fields: tuple[str, ...]

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The parameters that links go on with, the usual values left out."""
        highlight = (("highlight", self.highlight),) if self.highlight != "html" else ()
        return (*highlight, ("fields", ",".join(self.fields))) if self.fields else highlight

    @property
    def marked(self) -> bool:
        """Whether marks are wanted at all."""
        wanted = not self.fields or "highlights" in self.fields or "level" in self.fields
        return self.highlight != "none" and wanted


def read_shape(args: Args) -> Shape:
    """Read ``cursor``, ``highlight`` and ``fields``. Raises InvalidParametersError."""
    reader = _Reader(args)
    cursor = reader.text("cursor")
    if cursor and "page" in args:
        reader.refuse("page", "“page” and “cursor” exclude each other.", "لا يجتمع «page» و«cursor».")
    highlight: Highlight = reader.choice("highlight", get_args(Highlight)) or "html"
    shape = Shape(cursor, highlight, reader.names("fields", HIT_FIELDS))
    if reader.errors:
        raise InvalidParametersError(reader.errors)
    return shape


def read_filter_text(args: Args) -> str:
    """Read ``filter``, the beginning of a facet's value. Raises InvalidParametersError."""
    reader = _Reader(args)
    text = reader.text("filter")
    if len(text) > MAX_FILTER_TEXT:
        reader.refuse(
            "filter",
            f"“filter” is longer than {MAX_FILTER_TEXT} characters.",
            f"قيمة «filter» أطول من {MAX_FILTER_TEXT} حرف.",
        )
        raise InvalidParametersError(reader.errors)
    if reader.errors:
        raise InvalidParametersError(reader.errors)
    return text


def read_facet(args: Args) -> tuple[str, FacetOrder]:
    """Read ``filter`` and ``order`` of a facet's page. Raises InvalidParametersError."""
    text = read_filter_text(args)
    reader = _Reader(args)
    order: FacetOrder = reader.choice("order", get_args(FacetOrder)) or "count"
    if reader.errors:
        raise InvalidParametersError(reader.errors)
    return text, order


def read_distinctive(args: Args) -> int:
    """Read ``size`` of the names that set results apart. Raises InvalidParametersError."""
    reader = _Reader(args)
    size = reader.number("size", DISTINCTIVE, MAX_FACET_SIZE)
    if reader.errors:
        raise InvalidParametersError(reader.errors)
    return size


def read_export(args: Args, known: tuple[str, ...], most: int) -> tuple[tuple[str, ...], int | None]:
    """Read ``fields`` and ``rows`` of an export; None where no number was given. Raises InvalidParametersError."""
    reader = _Reader(args)
    fields = reader.names("fields", known) or known
    rows = reader.number("rows", 0, most) or None
    if reader.errors:
        raise InvalidParametersError(reader.errors)
    return fields, rows


def read_mode(args: Args) -> tuple[str, MatchMode]:
    """Read ``q`` and ``mode`` alone, as an article's address has them. Raises InvalidParametersError."""
    reader = _Reader(args)
    q = reader.text("q")
    mode: MatchMode = reader.choice("mode", get_args(MatchMode)) or "auto"
    if reader.errors:
        raise InvalidParametersError(reader.errors)
    return q, mode


def read_text(args: Args) -> str:
    """Read the text to analyse, where nothing else may be asked. Raises InvalidParameterError."""
    refuse_unknown(unknown_names(args, frozenset({"text"})))
    text = args.get("text", [""])[0]
    if len(text) > LONGEST_TEXT:
        raise InvalidParameterError(
            f"The text has more than {LONGEST_TEXT:,} characters.",
            f"النص أطول من {LONGEST_TEXT:,} حرف.",
            parameter="text",
        )
    return text


def read_size(args: Args, usual: int, most: int) -> int:
    """Read how many are wanted, where nothing else may be asked. Raises InvalidParametersError."""
    refuse_unknown(unknown_names(args, frozenset({"size"})))
    reader = _Reader(args)
    size = reader.number("size", usual, most)
    if reader.errors:
        raise InvalidParametersError(reader.errors)
    return size


def read_suggest(args: Args) -> tuple[str, int]:
    """Read a typed beginning and the number of completions wanted. Raises InvalidParametersError."""
    refuse_unknown(unknown_names(args, frozenset({"q", "size"})))
    reader = _Reader(args)
    q, size = reader.text("q"), reader.number("size", DEFAULT_SUGGESTIONS, MAX_SUGGESTIONS)
    if reader.errors:
        raise InvalidParametersError(reader.errors)
    return q, size


LONGEST_TEXT = 2_000
"""Characters of a text to analyse."""

_FILTER_VALUES = 8_192
"""Values of filters that are remembered as links write them: a page has hundreds, mostly the same."""


@lru_cache(maxsize=_FILTER_VALUES)
def filter_value(name: str, written: str) -> str:
    """Give a filter's value as links write it: an entity by its key, with or without its kind before it."""
    if name not in ENTITY_KINDS:
        return written
    return entity_key(written.removeprefix(f"{name}:"))


class _Reader:
    """Reads parameters one by one and gathers what is wrong with them."""

    def __init__(self, args: Args) -> None:
        self._args = args
        self.errors: list[InvalidParameterError] = []

    def refuse(self, parameter: str, message: str, message_ar: str) -> None:
        self.errors.append(InvalidParameterError(message, message_ar, parameter=parameter))

    def text(self, name: str) -> str:
        """Give the one value of a parameter, without white space around it; empty if it was not given."""
        values = self._args.get(name, ())
        if len(values) > 1:
            self.refuse(name, f"“{name}” may be given only once.", f"يُعطى «{name}» مرة واحدة.")
        return values[0].strip() if values else ""

    def number(self, name: str, default: int, high: int) -> int:
        """Give a whole number from 1 to ``high``, in any digits."""
        text = self.text(name)
        if not text:
            return default
        digits = plain_digits(text)
        if digits.isascii() and digits.isdecimal() and len(digits) <= 9 and 1 <= int(digits) <= high:
            return int(digits)
        self.refuse(
            name,
            f"“{name}” must be a whole number from 1 to {high}, not “{text}”.",
            f"قيمة «{name}» عدد صحيح من 1 إلى {high}، لا «{text}».",
        )
        return default

    def choice(self, name: str, known: tuple[_Choice, ...]) -> _Choice | None:
        """Give one of the known words, or None if the parameter was not given."""
        text = self.text(name)
        for word in known:
            if word == text:
                return word
        if text:
            listed = ", ".join(known)
            self.refuse(
                name, f"“{name}” is one of {listed}, not “{text}”.", f"قيمة «{name}» واحدة من {listed}، لا «{text}»."
            )
        return None

    def day(self, name: Literal["from", "to"]) -> date | None:
        text = self.text(name)
        if not text:
            return None
        day = read_day(text, "first" if name == "from" else "last")
        if day is None:
            self.refuse(
                name,
                f"“{name}” must be a date such as 2015, 2015-07 or 2015-07-21, not “{text}”.",
                f"قيمة «{name}» تاريخ مثل 2015 أو 2015/07 أو 2015/07/21، لا «{text}».",
            )
        return day

    def facets(self) -> tuple[str, ...]:
        """Give the facets asked for: a comma list, ``none``, or the usual ones."""
        text = self.text("facets")
        if text in ("", "none"):
            return () if text else DEFAULT_FACETS
        names = [FILTERS.get(part.strip(), part.strip()) for part in re.split("[,،]", text) if part.strip()]
        wrong = [name for name in names if name not in FACET_NAMES]
        if wrong:
            listed = ", ".join(FACET_NAMES)
            self.refuse(
                "facets",
                f"“facets” is none or a list of {listed}; “{wrong[0]}” is none of them.",
                f"قيمة «facets» هي none أو قائمة من {listed}؛ وليس «{wrong[0]}» منها.",
            )
        return tuple(name for name in FACET_NAMES if name in names)

    def names(self, name: str, known: Sequence[str]) -> tuple[str, ...]:
        """Give the known names of a comma list in their usual order; empty if the parameter was not given."""
        listed = [part.strip() for part in re.split("[,،]", self.text(name)) if part.strip()]
        wrong = next((each for each in listed if each not in known), None)
        if wrong is not None:
            names = ", ".join(known)
            self.refuse(
                name, f"“{name}” is a list of {names}; “{wrong}” is none of them.",
                f"قيمة «{name}» قائمة من {names}؛ وليس «{wrong}» منها.",
            )  # fmt: skip
        return tuple(each for each in known if each in listed)

    def filters(self) -> dict[str, FilterSet]:
        """Gather the chosen and the excluded values of every filter, each once."""
        chosen: dict[str, FilterSet] = {}
        for parameter, name in FILTERS.items():
            written = [*self._args.get(parameter, ())]
            if parameter == "org":
                written.extend(self._args.get("organisation", ()))
            values = split_filter(self._usable(parameter, written))
            if values.include or values.exclude:
                chosen[name] = FilterSet(_unique(name, values.include), _unique(name, values.exclude))
        return chosen

    def _usable(self, parameter: str, written: Sequence[str]) -> list[str]:
        values = [value.strip() for value in written if value.strip(" -+")]
        if len(written) > MAX_FILTER_VALUES:
            self.refuse(
                parameter,
                f"“{parameter}” takes at most {MAX_FILTER_VALUES} values.",
                f"يقبل «{parameter}» {MAX_FILTER_VALUES} قيمة على الأكثر.",
            )
        if any(len(value) > MAX_VALUE_LENGTH for value in values):
            self.refuse(
                parameter,
                f"A value of “{parameter}” is longer than {MAX_VALUE_LENGTH} characters.",
                f"في «{parameter}» قيمة أطول من {MAX_VALUE_LENGTH} حرفًا.",
            )
        return values


def _unique(name: str, values: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter_value(name, value) for value in values))
