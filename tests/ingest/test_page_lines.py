"""Plain-text pages: what each line is, and the article that comes of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from searchapp.ingest import Caution, Event, Reject, read_paths
from searchapp.ingest.furniture import is_section, outlet_of, read_line, sort_lines
from searchapp.model import Article, Published

TITLE = "مكتبة الحي تفتح أبوابها من جديد بعد ترميم دام عامين"
FIRST = "استقبلت مكتبة الحي روادها صباح أمس بعد ترميم شمل القاعات والرفوف."
SECOND = "وقالت مديرة المكتبة إن الكتب القديمة عادت إلى أماكنها."


def read_page(folder: Path, *lines: str) -> list[Event]:
    (folder / "page.txt").write_text("\n\n".join(lines), encoding="utf-8")
    return list(read_paths([folder]))


def article(folder: Path, *lines: str) -> Article:
    (event,) = read_page(folder, *lines)
    assert isinstance(event, Article), event
    return event


@pytest.mark.parametrize(
    ("line", "kind", "value"),
    [
        ("وصــل حديــثا", "furniture", "وصــل حديــثا"),
        ("SHARE:", "furniture", "SHARE:"),
        ("تم النشر", "furniture", "تم النشر"),
        ("تَواصُل معنا", "furniture", "تَواصُل معنا"),
        ("نستخدم ملفات تعريف الارتباط لنعرف ما يقرأ الزوار.", "furniture", None),
        ("اقرأ أيضًا: معرض الكتاب في أرقام", "furniture", None),
        ("المصدر: نشرة العلوم", "source", "نشرة العلوم"),
        ("الكاتب: ليلى منصور", "author", "ليلى منصور"),
        ("بقلم ليلى منصور", "author", "ليلى منصور"),
        ("نُشر في ٤ يناير ٢٠٢٢", "published", "٤ يناير ٢٠٢٢"),
        ("تاريخ النشر: 2022-01-04", "published", "2022-01-04"),
        ("القسم: ثقافة", "section", "ثقافة"),
        ("https://example.org/a?b=1", "url", "https://example.org/a?b=1"),
        ("رف من رفوف المكتبة. رويترز / هند سالم", "caption", None),
        ("قاعة القراءة في الصباح (أرشيفية)", "caption", None),
        ("صورة أرشيفية لمبنى المكتبة", "caption", None),
        ("كتب جديدة في معرض الربيع", "text", None),
        ("وقال المدير: سنفتح غدًا.", "text", None),
        ("تناقش الندوة ملفات تعريف الارتباط وخصوصية القراء.", "text", None),
        ("نشر في المدينة خبر عن المكتبة", "text", None),
        ("نشرت في 4 يناير 2022 دراسة عن أحوال المكتبات", "text", None),
        ("نشرة الحي | الأقسام | الأرشيف | اتصل بنا", "furniture", None),
        ("SHARE شارك هذا الموضوع", "furniture", None),
        ("نستعين بملفات تعريف الارتباط، ولك أن تسحب موافقتك متى شئت.", "furniture", None),
        ("يستخدم هذا الموقع ملفات الارتباط (كوكيز). قبول الكل", "furniture", None),
        ("مدة القراءة: 3 دقائق", "furniture", None),
        ("رفوف المكتبة بعد الترميم. عدسة: هند سالم", "caption", None),
        ("رفوف المكتبة بعد الترميم. صورة أرشيفية", "caption", None),
        ("عن المكتبة | حوار", "text", None),
        ("بقلم الرصاص رسم الأطفال لوحات كثيرة عن المدينة والبحر.", "text", None),
    ],
)
def test_lines_are_told_apart(line: str, kind: str, value: str | None) -> None:
    read = read_line(line)
    assert read.kind == kind
    assert read.value == (line if value is None else value)


@pytest.mark.parametrize(
    ("disclaimer", "outlet"),
    [
        ("تنشر صحيفة ضحى اليوم مقالات لكتّاب ضيوف. الآراء الواردة لا تمثل بالضرورة رأي الناشر.", "ضحى اليوم"),
        ("المقالات المنشورة لا تعبر بالضرورة عن رأي «نشرة العلوم».", "نشرة العلوم"),
        ("هذه المقالات ليست بالضرورة مواقف The Morning Post.", "The Morning Post"),
        ("لا شيء هنا يسمّي ناشرًا.", ""),
    ],
)
def test_disclaimers_name_their_outlet(disclaimer: str, outlet: str) -> None:
    assert outlet_of(disclaimer) == outlet


def test_disclaimer_is_cut_from_the_end_and_gives_the_source(tmp_path: Path) -> None:
    disclaimer = "المقالات المنشورة لا تعبر بالضرورة عن رأي نشرة الضحى."
    read = article(tmp_path, TITLE, FIRST, SECOND, disclaimer)
    assert read.source == "نشرة الضحى"
    assert read.body == f"{FIRST}\n{SECOND}"


def test_links_below_headings_and_disclaimers_are_left_out(tmp_path: Path) -> None:
    disclaimer = "تنشر نشرة الضحى مقالات لكتّاب ضيوف، والآراء الواردة فيها ليست بالضرورة آراء نشرة الضحى."
    links = ("افتتاح حديقة جديدة شرق المدينة", "هل تعود الحافلات الليلية؟")
    read = article(tmp_path, TITLE, FIRST, "اقرأ أيضًا", links[0], SECOND, disclaimer, *links, "وصــل حديثًا", *links)
    assert read.body == f"{FIRST}\n{SECOND}"
    assert read.source == "نشرة الضحى"


def test_sentence_of_the_text_is_no_disclaimer() -> None:
    spoken = "وأضاف أن كلامه لا يعبر بالضرورة عن موقف البلدية."
    lines = sort_lines([TITLE, FIRST, spoken])
    assert lines.texts == [TITLE, FIRST, spoken]
    assert lines.outlet == ""


def test_page_with_metadata_lines(tmp_path: Path) -> None:
    read = article(
        tmp_path,
        "الرئيسية",
        "ثقافة",
        TITLE,
        "المصدر: نشرة الحي",
        "الكاتبة: ليلى منصور",
        "نُشر في ٤ يناير ٢٠٢٢",
        "https://example.org/library",
        "قاعة القراءة. رويترز / هند سالم",
        FIRST,
        "إعلان",
        SECOND,
        "حصة هذه المادة:",
    )
    assert read.title == TITLE
    assert read.body == f"{FIRST}\n{SECOND}"
    assert (read.source, read.author, read.section) == ("نشرة الحي", "ليلى منصور", "ثقافة")
    assert read.url == "https://example.org/library"
    assert read.captions == ("قاعة القراءة. رويترز / هند سالم",)
    assert read.published == Published(date(2022, 1, 4), "day", "metadata")


def test_section_is_known_or_stands_above_a_longer_title(tmp_path: Path) -> None:
    assert is_section("الدفاع")
    assert not is_section("الدفاع عن المدينة")
    read = article(tmp_path, "شؤون المكتبات", TITLE, FIRST)
    assert (read.section, read.title, read.body) == ("شؤون المكتبات", TITLE, FIRST)


def test_short_title_without_section(tmp_path: Path) -> None:
    read = article(tmp_path, "عودة المكتبة", FIRST, SECOND)
    assert (read.section, read.title, read.body) == ("", "عودة المكتبة", f"{FIRST}\n{SECOND}")


def test_line_that_is_only_a_date_is_metadata(tmp_path: Path) -> None:
    read = article(tmp_path, TITLE, "الثلاثاء، 4 يناير 2022", FIRST)
    assert read.body == FIRST
    assert read.published == Published(date(2022, 1, 4), "day", "metadata")


def test_subheading_that_is_a_section_name_stays_in_the_text(tmp_path: Path) -> None:
    read = article(tmp_path, TITLE, FIRST, "الاقتصاد", SECOND)
    assert read.body.split("\n") == [FIRST, "الاقتصاد", SECOND]


def test_title_label_names_the_title(tmp_path: Path) -> None:
    read = article(tmp_path, f"العنوان: {TITLE}", FIRST)
    assert (read.title, read.body) == (TITLE, FIRST)


def test_address_in_the_text_is_no_title(tmp_path: Path) -> None:
    read = article(tmp_path, TITLE, FIRST, "العنوان: شارع النيل، بيت 5")
    assert (read.title, read.body) == (TITLE, f"{FIRST}\nالعنوان: شارع النيل، بيت 5")


def test_newlines_and_spaces_are_unified(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_bytes(f"  {TITLE}\r\n\r\n\t{FIRST}  \r\r{SECOND}\n".encode())
    (event,) = read_paths([tmp_path])
    assert isinstance(event, Article)
    assert (event.title, event.body) == (TITLE, f"{FIRST}\n{SECOND}")


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ((TITLE,), "no-text"),
        (("",), "no-text"),
        (("SHARE:", "إعلان"), "no-text"),
        ((f"العنوان: {TITLE}",), "no-text"),
        ((" ".join([FIRST] * 6), SECOND), "no-title"),
    ],
)
def test_pages_that_are_no_article(tmp_path: Path, lines: tuple[str, ...], reason: str) -> None:
    (event,) = read_page(tmp_path, *lines)
    assert isinstance(event, Reject)
    assert event.reason == reason
    assert event.file.endswith("page.txt")


def test_unreadable_date_and_odd_address_are_said(tmp_path: Path) -> None:
    events = read_page(tmp_path, TITLE, "تاريخ النشر: يوم من الأيام", "الرابط: javascript:alert(1)", FIRST)
    *cautions, read = events
    assert {c.reason for c in cautions if isinstance(c, Caution)} == {"bad-date", "bad-url"}
    assert isinstance(read, Article)
    assert (read.published, read.url) == (None, "")
