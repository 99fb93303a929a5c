"""CSV files and HTML pages."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from searchapp.ingest import Caution, Event, Finding, Reject, read_paths
from searchapp.model import Article, Published


def read(folder: Path, text: str, name: str) -> list[Event]:
    (folder / name).write_text(text, encoding="utf-8", newline="")
    return list(read_paths([folder / name]))


def reasons(events: list[Event]) -> list[tuple[str, int | None]]:
    return [(event.reason, event.line) for event in events if isinstance(event, Finding)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_quoted_fields_hold_newlines_quotes_and_delimiters(tmp_path: Path, delimiter: str, newline: str) -> None:
    quoted = f'"سطر أول{newline}{newline}قال ""نعم""{delimiter} ثم مضى"'
    rows = [("العنوان", "النص", "id"), ("بيت", quoted, "1"), ("باب", "نص قصير", "2")]
    text = newline.join(delimiter.join(row) for row in rows)
    first, second = read(tmp_path, text, "a.csv")
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert first.body == f'سطر أول\nقال "نعم"{delimiter} ثم مضى'
    assert (second.id, second.title, second.body) == ("2", "باب", "نص قصير")


def test_rows_of_wrong_length_and_bad_quotes_are_lost_alone(tmp_path: Path) -> None:
    text = 'id,body\n1,نص أول\n2,نص,زائد\n3\n\n4,"نص"خطأ\n5,نص أخير\n'
    events = read(tmp_path, text, "a.csv")
    assert [event.id for event in events if isinstance(event, Article)] == ["1", "5"]
    assert reasons(events) == [("bad-csv", 3), ("bad-csv", 4), ("bad-csv", 6)]


def test_open_quote_at_the_end_is_reported_where_it_began(tmp_path: Path) -> None:
    events = read(tmp_path, 'id,body\n1,نص أول\n2,"نص بلا نهاية\nسطر\nسطر', "a.csv")
    assert reasons(events) == [("bad-csv", 3)]


def test_table_without_a_text_column_is_refused(tmp_path: Path) -> None:
    events = read(tmp_path, "name,size\nbook,3\n", "a.csv")
    assert reasons(events) == [("bad-csv", 1)]


PAGE = """<!doctype html><html lang="ar-SY"><head><meta charset="utf-8">
<title>عودة المكتبة إلى الحي | نشرة الضحى</title>
<meta property="og:site_name" content="نشرة الضحى"><meta name="author" content="ليلى منصور">
<meta property="article:published_time" content="2022-11-05T23:30:00-05:00">
<meta property="article:section" content="ثقافة"><link rel="canonical" href="https://example.org/a/1"></head>
<body><nav><a href="/">الرئيسية</a><a href="/s">رياضة</a></nav><article><h1>عودة المكتبة إلى الحي</h1>
<div>SHARE:</div><figure><img src="x.jpg"><figcaption>قاعة القراءة</figcaption></figure>
<p>فتحت المكتبة أبوابها.</p><p>وعاد القرّاء إلى مقاعدهم &amp; كتبهم.</p></article>
<footer>جميع الحقوق محفوظة</footer></body></html>"""


def test_web_page_gives_text_and_metadata(tmp_path: Path) -> None:
    (article,) = read(tmp_path, PAGE, "a.html")
    assert isinstance(article, Article)
    assert article.title == "عودة المكتبة إلى الحي"
    assert article.body == "فتحت المكتبة أبوابها.\nوعاد القرّاء إلى مقاعدهم & كتبهم."
    assert (article.source, article.author, article.section) == ("نشرة الضحى", "ليلى منصور", "ثقافة")
    assert (article.url, article.captions, article.lang) == ("https://example.org/a/1", ("قاعة القراءة",), "ar")
    assert article.published == Published(date(2022, 11, 5), "day", "metadata")


def test_table_that_only_places_the_text_is_no_table(tmp_path: Path) -> None:
    first, second = "فتحت المكتبة أبوابها بعد ترميم دام عامين. " * 8, "وعاد القرّاء إلى مقاعدهم وكتبهم القديمة. " * 8
    page = f"""<html><head><title>عودة المكتبة</title><meta name="author" content="د. ليلى منصور"></head><body>
    <table><tr><td><a href="/a">السياسة</a> - <a href="/b">الثقافة</a> - <a href="/c">العلوم</a> - <a>الصحة</a></td>
    </tr>
    <tr><td><h2>عودة المكتبة</h2>ثقافة<br>د. ليلى منصور<br>نشرة الضحى - 24 مارس 2020<br><br>{first}<br><br>{second}</td>
    </tr></table></body></html>"""
    (article,) = read(tmp_path, page, "a.html")
    assert isinstance(article, Article)
    assert article.body.split("\n") == [first.strip(), second.strip()]
    assert (article.section, article.author) == ("ثقافة", "د. ليلى منصور")
    assert article.published is not None
    assert article.published.date == date(2020, 3, 24)


def test_date_of_a_web_page_is_never_taken_from_passing_words(tmp_path: Path) -> None:
    page = (
        "<html><head><title>تاريخ المكتبة</title></head><body><p>بنيت المكتبة في 3 مايو 1950 ثم هجرها الناس.</p></body>"
    )
    (article,) = read(tmp_path, page, "a.htm")
    assert isinstance(article, Article)
    assert article.published is None


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("", "no-text"),
        ("<html><body><p>نص بلا عنوان في الصفحة.</p></body></html>", "no-title"),
        ("<html><head><title>عنوان</title></head><body></body></html>", "no-text"),
        ("<p>\x00</p>", "nul-character"),
    ],
)
def test_web_pages_that_are_no_article(tmp_path: Path, page: str, reason: str) -> None:
    (event,) = read(tmp_path, page, "a.html")
    assert isinstance(event, Reject)
    assert event.reason == reason


def test_of_columns_of_one_name_the_first_that_is_not_empty_counts(tmp_path: Path) -> None:
    text = "id,text,Text,title,\n1,نص أول,نص ثان,أ,\n2,,نص ثالث,ب,\n3,,,ج,\n"
    caution, first, second, third = read(tmp_path, text, "a.csv")
    assert isinstance(caution, Caution)
    assert caution.reason == "doubled-column"
    assert "text, Text" in caution.message
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert (first.body, second.body) == ("نص أول", "نص ثالث")
    assert isinstance(third, Reject)
    assert third.reason == "no-text"


def test_a_table_may_end_in_tsv(tmp_path: Path) -> None:
    (tmp_path / "table.tsv").write_text("title\tbody\tsource\nخبر\tقال: «نعم»، ثم مضى.\tنشرة\n", encoding="utf-8")
    (article,) = read_paths([tmp_path])
    assert isinstance(article, Article)
    assert (article.title, article.body, article.source) == ("خبر", "قال: «نعم»، ثم مضى.", "نشرة")
