"""Publication days: strictly read, inferred, or the day of fetching."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from searchapp.ingest import Caution, read_paths
from searchapp.ingest.publication import read_date
from searchapp.model import Article, Published

DAY = date(2022, 1, 4)


@pytest.mark.parametrize(
    "value",
    [
        "2022-01-04",
        " 2022-01-04T23:59:59+03:00 ",
        "2022-01-04 02:51:32",
        "2022-01-04T10:00:00.123Z",
        "2022/1/4",
        "20220104",
        20220104,
        "4/1/2022",
        "04-01-2022 10:30",
        "٠٤/٠١/٢٠٢٢",
        "٤ يناير ٢٠٢٢",
        "الثلاثاء 4 كانون الثاني/يناير 2022",
        "1 جمادى الآخرة 1443هـ الموافق 4 يناير 2022م",
        "Tue, 04 Jan 2022 10:00:00 +0300",
        1641254400,
        1641254400000,
        1641254400.5,
    ],
)
def test_dates_as_inputs_give_them(value: object) -> None:
    assert read_date(value) == Published(DAY, "day", "given")


@pytest.mark.parametrize("value", ["1/6/1443", "1443/06/01", "1-6-1443هـ", "١ جمادى الآخرة ١٤٤٣"])
def test_hijri_dates_are_known_by_their_year(value: str) -> None:
    assert read_date(value) == Published(DAY, "day", "given")


def test_months_and_years_keep_their_precision() -> None:
    assert read_date("2022-01") == Published(date(2022, 1, 1), "month", "given")
    assert read_date("يناير 2022") == Published(date(2022, 1, 1), "month", "given")
    assert read_date("٢٠٢٢") == Published(date(2022, 1, 1), "year", "given")


NO_TEXTS: list[object] = [5, -1, True, 1e30, 2**70, float("nan"), float("inf"), [], None]
NO_DATES = [
    "",
    "أمس",
    "13/13/2022",
    "2022-02-30",
    "01/25/2022",
    "2022-01-04x",
    "2022-01-04T99",
    "0001-01-01",
    "x" * 500,
]
UNCERTAIN = ["4 يناير 2022 أو 5 يناير 2022", "Tue, 44 Jan 2022 10:00:00 +0300", "1641254400", "9999-99-99", "99999999"]


@pytest.mark.parametrize("value", [*NO_TEXTS, *NO_DATES, *UNCERTAIN])
def test_what_is_no_certain_date_gives_none(value: object) -> None:
    assert read_date(value) is None


def read(folder: Path, **fields: object) -> tuple[Published | None, list[str]]:
    (folder / "a.json").write_text(json.dumps({"id": "1", "body": "نص قصير.", **fields}))
    *cautions, article = read_paths([folder])
    assert isinstance(article, Article)
    return article.published, [caution.excerpt for caution in cautions if isinstance(caution, Caution)]


def test_given_day_stands_before_all_others(tmp_path: Path) -> None:
    fields = {"published_at": "2022-01-04", "crawled_at": "2022-02-01", "body": "القاهرة، 2 يناير 2022 - وصل الوفد."}
    assert read(tmp_path, **fields) == (Published(DAY, "day", "given"), [])


def test_unreadable_day_leaves_none_and_is_said(tmp_path: Path) -> None:
    assert read(tmp_path, date="قريبًا", crawled_at="2022-02-01") == (None, ["قريبًا"])
    assert read(tmp_path, date={"year": 2022}) == (None, ["{'year': 2022}"])
    assert read(tmp_path, crawled_at="قريبًا") == (None, ["قريبًا"])


def test_dateline_within_a_month_of_fetching_counts(tmp_path: Path) -> None:
    body = "القاهرة، 4 يناير 2022 - وصل الوفد."
    assert read(tmp_path, body=body) == (Published(DAY, "day", "dateline"), [])
    assert read(tmp_path, body=body, date_extracted="2022-01-05 10:00:00") == (Published(DAY, "day", "dateline"), [])
    fetched = Published(date(2023, 5, 5), "day", "crawl", approximate=True)
    assert read(tmp_path, body=body, date_extracted="2023-05-05") == (fetched, [])


def test_day_of_fetching_is_approximate(tmp_path: Path) -> None:
    assert read(tmp_path, crawled_at="2022-01-04 02:51:32") == (Published(DAY, "day", "crawl", approximate=True), [])
    assert read(tmp_path) == (None, [])
