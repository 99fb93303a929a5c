"""Dates: finding, publication, query ranges, display."""

from __future__ import annotations

import re
import time
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchapp.arabic.dates import (
    find_dates,
    format_date,
    hijri_text,
    month_name,
    parse_day_range,
    publication,
    published,
)
from searchapp.arabic.dates.words import clean
from searchapp.model import Published

GOLDEN = Path(__file__).parents[1] / "golden" / "dates.tsv"
TODAY = date(2015, 7, 21)  # a Tuesday
MARKS = "\N{ARABIC FATHA}\N{ARABIC SHADDA}\N{ARABIC TATWEEL}"


class Case(NamedTuple):
    level: str
    reference: date | None
    text: str
    mentions: list[str]
    values: list[str]


def _case(line: str) -> Case:
    level, reference, marked, values = line.replace("\\n", "\n").split("\t")
    text = marked.replace("⟦", "").replace("⟧", "")
    day = None if reference == "-" else date.fromisoformat(reference)
    return Case(level, day, text, re.findall("⟦(.*?)⟧", marked, re.DOTALL), [] if values == "-" else values.split())


CASES = [_case(line) for line in GOLDEN.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]


def _value(text: str) -> tuple[str, str, str]:
    parts = text.split(":")
    return parts[0], parts[1] if len(parts) > 1 else "day", parts[2] if len(parts) > 2 else "gregorian"


@pytest.mark.parametrize("case", CASES, ids=[f"{n}-{case.text[:30]}" for n, case in enumerate(CASES)])
def test_golden(case: Case) -> None:
    found = find_dates(case.text, case.reference)
    assert [case.text[m.start : m.end] for m in found] == case.mentions
    assert [(m.date.isoformat(), m.precision, m.calendar) for m in found] == [_value(v) for v in case.values]


def test_the_golden_file_is_large_and_hard_enough() -> None:
    assert len(CASES) >= 150
    assert sum(case.level == "hard" for case in CASES) >= 60
    assert all(len(case.mentions) == len(case.values) for case in CASES)


noise = st.text(
    alphabet="ابتثجحخ قل،.ةىأ" + MARKS + "\N{RIGHT-TO-LEFT MARK}\N{ARABIC LIGATURE LAM WITH ALEF ISOLATED FORM}"
)
absolute = st.sampled_from([case for case in CASES if case.reference is None and len(case.mentions) == 1])


@given(noise, absolute, noise, st.data())
def test_places_map_into_the_original(before: str, case: Case, after: str, data: st.DataObject) -> None:
    """A date with marks strewn over its letters is found at its own place, whatever stands around it."""
    phrase = "".join(
        character + (data.draw(st.sampled_from(["", *MARKS])) if character.isalpha() else "")
        for character in case.mentions[0]
    )
    text = f"{before}\n{phrase}\n{after}"
    found = find_dates(text)
    assert [(text[m.start : m.end], m.date.isoformat()) for m in found] == [(phrase, _value(case.values[0])[0])]


@pytest.mark.properties
@given(st.text(), st.dates())
def test_any_text_is_read_without_error(text: str, reference: date) -> None:
    end = 0
    for mention in find_dates(text, reference):
        assert end <= mention.start < mention.end <= len(text)
        end = mention.end


any_words = st.lists(st.sampled_from(sorted({word for case in CASES for word in case.text.split()} | {"/", "(", ")"})))


@given(any_words, st.dates())
def test_words_of_dates_in_any_order(words: list[str], reference: date) -> None:
    text = " ".join(words)
    for mention in find_dates(text, reference):
        assert mention.date.day == 1 or mention.precision == "day" or mention.calendar == "hijri"
    published = publication(text, crawled=reference)
    assert published is None or published.date <= reference


@given(st.text())
def test_the_cleaned_copy_knows_its_places(text: str) -> None:
    copy = clean(text)
    assert len(copy.text) == len(copy.places)
    for index, place in enumerate(copy.places):
        assert copy.text[index] in clean(text[place]).text


@pytest.mark.parametrize(
    "unit",
    [
        "4 ",
        "الثلاثاء ",
        "1/",
        "تشرين الأول / ",
        MARKS,
        " ",
        "(",
        "1",
        "تشرين ",
        "4 من شهر ",
        "الثلاثاء (",
        "يناير,",
        "قبل 3 ",
    ],
)
def test_time_is_linear(unit: str) -> None:
    """50 kB of the worst text take no more than twice what is fair, measured against 10 kB of it."""

    def seconds(size: int) -> float:
        text = (unit * (size // len(unit) + 1))[:size]
        started = time.process_time()
        find_dates(text, TODAY)
        publication(text, crawled=TODAY)
        return time.process_time() - started

    small = min(seconds(10_000) for _ in range(3))
    assert seconds(50_000) < 15 * small + 0.2


CAPTIONS = ("أعلام أمام المقر، 21 أكتوبر / تشرين الأول 2021. وكالة", "الأمين العام يتحدث، 30 نوفمبر 2021. وكالة")


def test_publication_by_weekday_after_the_last_caption() -> None:
    body = "قال مسؤول يوم الثلاثاء (4 يناير).\nوينعقد المجلس يوم 12 يناير. ويستخدم منذ عام 2002."
    expected = Published(date(2022, 1, 4), "day", "weekday")
    assert publication(body, captions=CAPTIONS) == expected
    assert publication(body, captions=CAPTIONS, crawled=date(2023, 5, 1)) == expected
    assert publication("\n".join((*CAPTIONS, body)), captions=CAPTIONS) == expected


def test_a_caption_is_never_the_publication_day() -> None:
    assert publication("نص بلا تاريخ.", captions=CAPTIONS) is None
    assert publication(CAPTIONS[0] + "\nنص بلا تاريخ.", captions=CAPTIONS) is None
    assert publication("بروكسل 4 مارس 2020", captions=["بروكسل 4 مارس 2020"]) is None


def test_a_weekday_that_agrees_only_after_the_crawl_gives_nothing() -> None:
    body = "قال مسؤول يوم الثلاثاء (4 يناير)."
    assert publication(body, captions=CAPTIONS, crawled=date(2021, 12, 20)) is None


def test_a_far_year_is_approximate() -> None:
    body = "قال يوم الثلاثاء 4 يناير إن هجمات 11 سبتمبر 2001 غيرت العالم."
    assert publication(body) == Published(date(2005, 1, 4), "day", "weekday", approximate=True)


def test_a_year_far_from_all_that_is_known_is_none() -> None:
    """4 January was a Tuesday in 2005, in 2011 and in 2022: from a day of the year 2000 nothing follows."""
    assert publication("قال يوم الثلاثاء 4 يناير إن ما جرى في 11 سبتمبر 2000 غير المدينة.") is None


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("قال أمس الثلاثاء (4 يناير)", date(2022, 1, 5)),
        ("قال أول من أمس الثلاثاء (4 يناير)", date(2022, 1, 6)),
        ("قال اليوم الثلاثاء (4 يناير)", date(2022, 1, 4)),
        ("قال إن المعرض سينطلق مساء الثلاثاء 4 يناير", None),
        ("يستمر التسجيل حتى يوم الثلاثاء 4 يناير", None),
        ("يلتقون غدا الثلاثاء 4 يناير", None),
    ],
)
def test_what_stands_before_a_weekday_counts(said: str, expected: date | None) -> None:
    published = publication(f"{said} في القاعة. صدر القرار في 1 ديسمبر 2021.")
    assert (published and published.date) == expected


def test_without_lower_bound_only_the_year_before_the_crawl_counts() -> None:
    body = "قال مسؤول يوم الثلاثاء (4 يناير)."
    assert publication(body) is None
    assert publication(body, crawled=date(2022, 3, 1)) == Published(
        date(2022, 1, 4), "day", "weekday", approximate=True
    )
    assert publication(body, crawled=date(2023, 3, 1)) is None


def test_an_announced_day_is_no_publication_day() -> None:
    body = "صدر في 1 ديسمبر 2021. يجتمعون الخميس 13 يناير المقبل، كما قيل الثلاثاء 4 يناير."
    assert publication(body) == Published(date(2022, 1, 4), "day", "weekday")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("بروكسل، 4 يناير 2022 - قال مسؤول إن الاجتماع قريب.", date(2022, 1, 4)),
        ("الرياض 25 صفر 1443هـ الموافق 2 أكتوبر 2021م\nافتتح المعرض.", date(2021, 10, 2)),
        ("الرياض (الوكالة) 12 ربيع الأول 1443هـ\nافتتح المعرض.", date(2021, 10, 18)),
        ("عنوان طويل عن شيء آخر\nتم النشر في 3 مارس 2020\nنص.", date(2020, 3, 3)),
        ("في 11 سبتمبر 2001 سقط البرجان وتغير العالم إلى الأبد كما يقول كثيرون.", None),
        ("وقعت المعركة يوم 4 يناير 2022 - كما يروى.", None),
        ("إشارة إلى ما نشر في الصحيفة بتاريخ 3 مارس 2020 بعنوان: شارع ينتظر الرصف.", None),
        ("أعلنت الشركة عن قبول استقالة مديرها بتاريخ 3 مارس 2020 وتعيين خلف له في الشهر المقبل.", None),
        ("تم بيع الأرض المذكورة\nفي الصك\nرقم ألف\nتاريخ 3 مارس 2020\nلمالك آخر.", None),
        ("آخر تحديث: 3 مارس 2020", date(2020, 3, 3)),
    ],
)
def test_dateline(text: str, expected: date | None) -> None:
    published = publication(text)
    assert (published and published.date) == expected
    assert published is None or published.origin == "dateline"


def test_a_dateline_after_the_crawl_does_not_count() -> None:
    assert publication("بروكسل، 4 يناير 2022 - قال.", crawled=date(2021, 1, 1)) is None


def _days(first: str, last: str) -> tuple[date, date]:
    return date.fromisoformat(first), date.fromisoformat(last)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2015", "2015-01-01", "2015-12-31"),
        ("٢٠١٥", "2015-01-01", "2015-12-31"),
        ("2015-07", "2015-07-01", "2015-07-31"),
        ("2015/7", "2015-07-01", "2015-07-31"),
        ("7/2015", "2015-07-01", "2015-07-31"),
        ("٢٠١٥/٠٧", "2015-07-01", "2015-07-31"),
        ("2016-02", "2016-02-01", "2016-02-29"),
        ("2015-07-21", "2015-07-21", "2015-07-21"),
        ("21/7/2015", "2015-07-21", "2015-07-21"),
        ("21 يوليو 2015", "2015-07-21", "2015-07-21"),
        ("21_تموز_2015", "2015-07-21", "2015-07-21"),
        ("يوليو 2015", "2015-07-01", "2015-07-31"),
        ("تموز_2015", "2015-07-01", "2015-07-31"),
        ("مارس 2015", "2015-03-01", "2015-03-31"),
        ("July 2015", "2015-07-01", "2015-07-31"),
        ("رمضان 1436", "2015-06-18", "2015-07-16"),
        ("26 شوال 1436", "2015-08-11", "2015-08-11"),
        ("عام 1436هـ", "2014-10-25", "2015-10-13"),
        ("1436", "2014-10-25", "2015-10-13"),
        ("1436/9", "2015-06-18", "2015-07-16"),
        ("ذو الحجة 1436", "2015-09-14", "2015-10-13"),
        ("اليوم", "2015-07-21", "2015-07-21"),
        ("أمس", "2015-07-20", "2015-07-20"),
        ("هذا الأسبوع", "2015-07-19", "2015-07-25"),
        ("هذا_الأسبوع", "2015-07-19", "2015-07-25"),
        ("الأسبوع الماضي", "2015-07-12", "2015-07-18"),
        ("هذا الشهر", "2015-07-01", "2015-07-31"),
        ("الشهر_الماضي", "2015-06-01", "2015-06-30"),
        ("هذه السنة", "2015-01-01", "2015-12-31"),
        ("هذا العام", "2015-01-01", "2015-12-31"),
        ("today", "2015-07-21", "2015-07-21"),
        ("Yesterday", "2015-07-20", "2015-07-20"),
        ("this-week", "2015-07-19", "2015-07-25"),
        ("this_month", "2015-07-01", "2015-07-31"),
        ("last-month", "2015-06-01", "2015-06-30"),
        ("this-year", "2015-01-01", "2015-12-31"),
    ],
)
def test_day_ranges(text: str, first: str, last: str) -> None:
    assert parse_day_range(text, TODAY) == _days(first, last)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "كلام",
        "5",
        "20155",
        "2015-13",
        "2015-00",
        "31/2/2015",
        "2015-02-30",
        "يوليو",
        "12 يناير",
        "1-2",
        "0000",
        "2015-7-1-1",
    ],
)
def test_no_day_range(text: str) -> None:
    assert parse_day_range(text, TODAY) is None


@pytest.mark.properties
@given(st.text(max_size=40), st.dates())
def test_any_query_is_a_range_or_none(text: str, today: date) -> None:
    found = parse_day_range(text, today)
    assert found is None or found[0] <= found[1]


@given(st.dates(min_value=date(1500, 1, 1), max_value=date(2199, 12, 31)))
def test_what_is_shown_can_be_read(day: date) -> None:
    assert parse_day_range(format_date(day, "ar"), TODAY) == (day, day)
    month = parse_day_range(format_date(day, "ar", "month"), TODAY)
    assert month
    assert month[0] == day.replace(day=1)
    assert (month[1] + timedelta(1)).day == 1


@given(st.dates(min_value=date(1930, 1, 1), max_value=date(2070, 12, 31)))
def test_the_hijri_day_shown_can_be_read(day: date) -> None:
    assert parse_day_range(hijri_text(day, "ar"), TODAY) == (day, day)


def test_display() -> None:
    day = date(2022, 1, 4)
    assert format_date(day, "ar") == "4 يناير 2022"
    assert format_date(day, "en") == "4 January 2022"
    assert format_date(day, "ar", "month") == "يناير 2022"
    assert format_date(day, "en", "year") == "2022"
    assert hijri_text(day, "ar") == "1 جمادى الآخرة 1443هـ"
    assert hijri_text(day, "en") == "1 Jumada al-Akhirah 1443 AH"
    assert hijri_text(date(1900, 1, 1), "ar") == ""
    assert [month_name(m, "ar") for m in (1, 8, 12)] == ["يناير", "أغسطس", "ديسمبر"]
    with pytest.raises(ValueError, match="13"):
        month_name(13, "ar")


def test_dateline_with_two_calendars_before_a_long_text() -> None:
    rest = "وقف الحجاج على صعيد عرفات في يوم مشمس، وقالت السلطات إن الجائحة فرضت عددًا محدودًا منهم هذا العام."
    for line in (
        f"مكة المكرمة، الأربعاء 8 ذو الحجة 1441هـ الموافق 29 يوليو 2020 – {rest}",
        f"مكة المكرمة، الأربعاء ٢٩ تموز / يوليو ٢٠٢٠ الموافق ٨ ذو الحجة ١٤٤١هـ – {rest}",
    ):
        found = publication(line)
        assert found is not None
        assert (found.date, found.origin) == (date(2020, 7, 29), "dateline")


# fmt: off
pieces = st.sampled_from([
    "الثلاثاء", "للثلاثاء", "والخميس", "الأحد،", "ثُلاثاء", "(4", "4", "12", "2022", "1443هـ", "٢٠٢٢", "4/1/2022",
    "٤-١-٢٠٢٢", "12/8/36هـ", "يناير", "وفبراير", "ينـاير", "آب", "أب", "تشرين", "الأول", "من", "عام", "شهر", "الموافق",
    "الماضي", "الجاري", "صفر", "ذي", "الحجة", "الحادي", "عشر", "بروكسل", "-", "قال", ":", "في", "يوم", ".", "\n",
])
# fmt: on


@settings(max_examples=500)
@given(st.lists(pieces, max_size=14), st.sampled_from([None, date(2022, 3, 1)]))
def test_the_quick_tests_before_reading_lose_no_publication_day(words: list[str], crawled: date | None) -> None:
    text = " ".join(words)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(published, "_may_name_day_and_year", lambda _: True)
        patch.setattr(published, "_may_name_weekday_and_day", lambda _: True)
        expected = publication(text, crawled=crawled)
    assert publication(text, crawled=crawled) == expected
