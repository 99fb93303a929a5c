from __future__ import annotations

from datetime import date, timedelta

import pytest

from searchapp.model import DateHistogram, DateInterval, SearchRequest
from searchapp.search.facets import make_histogram
from searchapp.web.charts import MIN_SLOTS, YEAR_LABELS, axis_marks, bin_label, draw, skyline
from searchapp.web.panels import date_span
from searchapp.web.urls import Links, between
from searchapp.web.wording import Wording

AR, LINKS = Wording("ar"), Links("ar", 10)
PLAIN = SearchRequest(size=10)


def histogram(first: date, last: date, interval: DateInterval | None = None) -> DateHistogram:
    days: dict[int | None, int] = {first.toordinal() + n: n % 5 + 1 for n in range((last - first).days + 1)}
    made = make_histogram(days, interval)
    assert made
    return made


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2022, 11, 20), date(2022, 11, 20)),
        (date(2022, 11, 20), date(2022, 12, 25)),
        (date(2022, 1, 1), date(2022, 9, 1)),
        (date(2020, 3, 1), date(2022, 9, 1)),
        (date(2015, 1, 1), date(2025, 12, 31)),
        (date(1950, 1, 1), date(1999, 12, 31)),
    ],
)
def test_every_bar_has_its_place_and_leads_to_its_days(first: date, last: date) -> None:
    made = histogram(first, last)
    chart = draw(made, PLAIN, LINKS, AR)
    assert len(chart.axis) * 10 == chart.width >= 10 * MIN_SLOTS
    labels = [mark.label for mark in chart.axis if mark.label]
    assert 1 <= len(labels) <= YEAR_LABELS + 1
    assert chart.axis[0].label
    assert sum(bar.count for bar in chart.bars) == sum(b.count for b in made.bins)
    assert max(bar.height for bar in chart.bars) == 96.0
    for bar, day_bin in zip(chart.bars, made.bins, strict=True):
        assert bar.href == LINKS.search(between(PLAIN, day_bin.start, day_bin.end - timedelta(days=1)))


def test_a_chosen_bar_lets_go() -> None:
    asked = between(PLAIN, date(2022, 1, 1), date(2022, 12, 31))
    made = make_histogram(
        {date(2022, 5, 1).toordinal(): 2, date(2023, 5, 1).toordinal(): 1}, "year", (asked.date_from, asked.date_to)
    )
    assert made
    chart = draw(made, asked, LINKS, AR)
    assert [bar.on for bar in chart.bars] == [True, False]
    assert chart.selected == (0, 10)
    assert chart.bars[0].href == "/search"


@pytest.mark.parametrize(
    ("interval", "start", "end", "arabic", "english"),
    [
        ("day", date(2022, 11, 6), date(2022, 11, 7), "6 نوفمبر 2022", "6 November 2022"),
        ("week", date(2022, 11, 6), date(2022, 11, 13), "أسبوع 6 نوفمبر 2022", "week of 6 November 2022"),
        ("month", date(2022, 11, 1), date(2022, 12, 1), "نوفمبر 2022", "November 2022"),
        ("quarter", date(2022, 10, 1), date(2023, 1, 1), "أكتوبر–ديسمبر 2022", "October–December 2022"),
        ("year", date(2022, 1, 1), date(2023, 1, 1), "2022", "2022"),
    ],
)
def test_bars_are_named(interval: DateInterval, start: date, end: date, arabic: str, english: str) -> None:
    assert bin_label(interval, start, end, AR) == arabic
    assert bin_label(interval, start, end, Wording("en")) == english


def test_months_say_their_year_at_the_start_and_in_january() -> None:
    marks = axis_marks(histogram(date(2022, 11, 1), date(2023, 3, 1), "month"), AR)
    assert [mark.label for mark in marks if mark.label] == ["نوفمبر 2022", "يناير 2023", "مارس"]


def test_the_skyline_has_twelve_months_a_year() -> None:
    made = histogram(date(2020, 3, 1), date(2022, 2, 1), "month")
    years = skyline(made, LINKS, 10)
    assert [year.year for year in years] == [2020, 2021, 2022]
    assert all(year.path.count("M") == 12 for year in years)
    assert sum(year.count for year in years) == sum(b.count for b in made.bins)
    assert years[1].href == "/search?from=2021&to=2021"


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2022, 10, 1), date(2025, 12, 31), "من أكتوبر 2022 إلى ديسمبر 2025"),
        (date(2019, 1, 1), date(2019, 12, 31), "2019"),
        (date(2019, 1, 1), date(2019, 1, 31), "يناير 2019"),
        (date(2019, 12, 1), date(2019, 12, 31), "ديسمبر 2019"),
        (date(2019, 5, 4), date(2019, 5, 4), "4 مايو 2019"),
        (date(2019, 1, 1), date(2019, 6, 30), "من يناير 2019 إلى يونيو 2019"),
        (date(2019, 1, 1), date(2019, 1, 15), "من 1 يناير 2019 إلى 15 يناير 2019"),
        (date(2019, 1, 1), None, "منذ 2019"),
        (None, date(2019, 7, 31), "حتى يوليو 2019"),
    ],
)
def test_spans_are_said_as_short_as_they_can_be(first: date | None, last: date | None, text: str) -> None:
    assert date_span(between(PLAIN, first, last), AR) == text
