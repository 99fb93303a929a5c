from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.engine.base import RawFacet, ValueInfo
from searchapp.model import DateInterval, FilterSet
from searchapp.search.facets import (
    MAX_BINS,
    RARE_HIDDEN_FROM,
    bin_end,
    bin_start,
    choose_interval,
    make_facet,
    make_histogram,
    rare_values,
)

INTERVALS: tuple[DateInterval, ...] = ("day", "week", "month", "quarter", "year")
days = st.dates(date(1990, 1, 1), date(2030, 12, 31))


def test_selected_value_stays_visible_at_zero() -> None:
    raw = RawFacet(values=(("أ", 5), ("ب", 3), ("ج", 0)), distinct=2, total=8, missing=1)
    facet = make_facet("source", raw, FilterSet(include=("ج",), exclude=("د",)), {"أ": "ألف"}, size=2)
    assert [(v.value, v.label, v.count, v.selected, v.excluded) for v in facet.values] == [
        ("أ", "ألف", 5, False, False),
        ("ب", "ب", 3, False, False),
        ("ج", "ج", 0, True, False),
        ("د", "د", 0, False, True),
    ]
    assert (facet.distinct, facet.other, facet.missing) == (2, 0, 1)


def test_other_counts_what_is_not_listed() -> None:
    raw = RawFacet(values=(("أ", 5), ("ب", 3)), distinct=9, total=20, missing=0)
    assert make_facet("source", raw, FilterSet(), {}, size=1).other == 15


def test_unknown_entity_is_shown_without_its_kind() -> None:
    raw = RawFacet(values=(), distinct=0, total=0, missing=0)
    facet = make_facet("person", raw, FilterSet(include=("person:فلان",)), {}, size=5)
    assert facet.values[0].label == "فلان"


def test_names_of_one_article_are_left_out_of_large_collections() -> None:
    values = [ValueInfo("person:أ", "أ", 2), ValueInfo("person:ب", "ب", 1)]
    assert rare_values(values, RARE_HIDDEN_FROM - 1) == frozenset()
    assert rare_values(values, RARE_HIDDEN_FROM) == {"person:ب"}


def test_hidden_values_are_shown_only_where_chosen() -> None:
    raw = RawFacet(values=(("أ", 1), ("ب", 1), ("ج", 1)), distinct=3, total=3, missing=0)
    facet = make_facet("person", raw, FilterSet(), {}, 2, hidden={"أ"})
    assert [value.value for value in facet.values] == ["ب", "ج"]
    assert facet.other == 1
    chosen = make_facet("person", raw, FilterSet(include=("أ",)), {}, 2, hidden={"أ"})
    assert [(value.value, value.count, value.selected) for value in chosen.values][-1] == ("أ", 1, True)


def test_no_day_gives_no_histogram() -> None:
    assert make_histogram({None: 4}) is None


@given(
    st.dictionaries(days.map(date.toordinal), st.integers(1, 9), min_size=1, max_size=30), st.sampled_from(INTERVALS)
)
def test_bars_are_gapless_and_hold_every_match(counts: dict[int | None, int], interval: DateInterval) -> None:
    histogram = make_histogram({**counts, None: 2}, interval)
    assert histogram is not None
    assert histogram.missing == 2
    assert sum(b.count for b in histogram.bins) == sum(counts.values())
    assert all(a.end == b.start for a, b in zip(histogram.bins, histogram.bins[1:], strict=False))
    assert histogram.bins[0].count > 0
    assert histogram.bins[-1].count > 0
    for ordinal, count in counts.items():
        assert ordinal is not None
        day = date.fromordinal(ordinal)
        assert next(b for b in histogram.bins if b.start <= day < b.end).count >= count


@given(days, st.sampled_from(INTERVALS))
def test_bar_of_a_day_holds_it(day: date, interval: DateInterval) -> None:
    start = bin_start(day, interval)
    assert start <= day < bin_end(start, interval)
    assert bin_start(bin_end(start, interval), interval) == bin_end(start, interval)


@pytest.mark.parametrize(
    ("span", "interval"), [(1, "day"), (48, "day"), (60, "week"), (400, "month"), (1500, "quarter"), (9000, "year")]
)
def test_interval_fits_the_span(span: int, interval: DateInterval) -> None:
    first = date(2001, 1, 1)
    last = first + timedelta(days=span - 1)
    assert choose_interval(first, last) == interval
    histogram = make_histogram({first.toordinal(): 1, last.toordinal(): 1})
    assert histogram is not None
    assert len(histogram.bins) <= MAX_BINS + 2


def test_range_marks_the_bars_that_it_touches() -> None:
    counts: dict[int | None, int] = {date(2022, m, 15).toordinal(): 1 for m in range(1, 7)}
    histogram = make_histogram(counts, "month", (date(2022, 2, 20), date(2022, 4, 1)))
    assert histogram is not None
    assert [b.start.month for b in histogram.bins if b.selected] == [2, 3, 4]
    open_end = make_histogram(counts, "month", (date(2022, 5, 1), None))
    assert open_end is not None
    assert [b.start.month for b in open_end.bins if b.selected] == [5, 6]
