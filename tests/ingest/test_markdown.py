"""Markdown files and their front matter."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest

from searchapp.ingest import Event, Finding, read_paths
from searchapp.ingest.events import ReadError
from searchapp.ingest.front_matter import split_front_matter
from searchapp.ingest.markdown import markdown_blocks, plain_markdown
from searchapp.model import Article, Published

NOTE = """---
title: "عودة المراكب: رحلة"   # عنوان
date: 2022-11-06
author: [ليلى منصور, 'سامر ''حداد''']
source: نشرة المرفأ
tags:
  - بحر
---
# عودة المراكب: رحلة

عاد **الصيادون** إلى [المرفأ](https://example.org/a_(b)) بعد
غياب *طويل*، كتب `file_name`.

## في الميناء
> قال أحدهم: ~~لا~~ نعم.

- سمك
1. شبك
![مراكب قديمة](boats.jpg "صورة")

| النوع | العدد |
|-------|:-----:|
| قارب  | 3     |

```
<b>رمز</b> **كما هو**
```
<!-- ملاحظة
للمحرر -->
<p>آخر <b>سطر</b></p>
[1]: https://example.org
"""


def read(folder: Path, text: str) -> list[Event]:
    (folder / "a.md").write_text(text, encoding="utf-8")
    return list(read_paths([folder / "a.md"]))


def test_note_with_a_head_gives_an_article(tmp_path: Path) -> None:
    (article,) = read(tmp_path, NOTE)
    assert isinstance(article, Article)
    assert (article.title, article.source) == ("عودة المراكب: رحلة", "نشرة المرفأ")
    assert article.author == "ليلى منصور، سامر 'حداد'"
    assert article.published == Published(date(2022, 11, 6), "day", "given")
    assert article.captions == ("مراكب قديمة",)
    assert article.body.split("\n") == [
        "عاد الصيادون إلى المرفأ بعد غياب طويل، كتب file_name.",
        "في الميناء",
        "قال أحدهم: لا نعم.",
        "سمك",
        "شبك",
        "النوع العدد",
        "قارب 3",
        "<b>رمز</b> **كما هو**",
        "آخر سطر",
    ]


@pytest.mark.parametrize("heading", ["# بيت قديم", "بيت قديم\n===", "## بيت قديم ##"])
def test_first_heading_is_the_title(tmp_path: Path, heading: str) -> None:
    (article,) = read(tmp_path, f"{heading}\n\nباع داره.\n\n---\n\nثم رحل.\n")
    assert isinstance(article, Article)
    assert (article.title, article.body) == ("بيت قديم", "باع داره.\nثم رحل.")


@pytest.mark.parametrize(
    ("text", "reason", "line"),
    [
        ("نص بلا عنوان.", "no-title", None),
        ("# عنوان وحده", "no-text", None),
        ("---\ntitle: بيت\n{a: b\n---\nنص", "bad-front-matter", 3),
        ('---\ntitle: "بيت\n---\nنص', "bad-front-matter", 2),
        ("---\nmeta:\n  a: b\n---\nنص", "bad-front-matter", 3),
        ("", "no-title", None),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path: Path, text: str, reason: str, line: int | None) -> None:
    found = [(event.reason, event.line) for event in read(tmp_path, text) if isinstance(event, Finding)]
    assert found == [(reason, line)]


def test_values_of_a_head() -> None:
    head = """---
a: "x \\"y\\" \\n z" # c
b: 'it''s'
c: [one, "two, three"]
d:
- one
- "two"
e: |
  سطر
  آخر
f: >
  سطر
  آخر
g: معنى
  يطول
# تعليق
h:
i: a # b
---
نص"""
    values, lines = split_front_matter(head.split("\n"))
    assert values == {
        "a": 'x "y" \n z',
        "b": "it's",
        "c": ["one", "two, three"],
        "d": ["one", "two"],
        "e": "سطر\nآخر",
        "f": "سطر آخر",
        "g": "معنى يطول",
        "h": "",
        "i": "a",
    }
    assert head.split("\n")[lines:] == ["نص"]


@pytest.mark.parametrize("text", ["---\nسطر\n---\nآخر", "---\nبلا نهاية", "نص\n---\na: b\n---", "---\n\n---"])
def test_lines_that_are_no_head(text: str) -> None:
    assert split_front_matter(text.split("\n"))[0] == {}


@pytest.mark.parametrize("text", ["a: {b: c}", "a: &x y", "a:\n  b: c", "a: [x", "بلا نقطتين\na: b"])
def test_yaml_beyond_ours_is_refused(text: str) -> None:
    if text == "a: [x":
        assert split_front_matter(["---", text, "---"])[0] == {"a": "[x"}
        return
    with pytest.raises(ReadError):
        split_front_matter(["---", *text.split("\n"), "---"])


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("2 * 3 * 4 = snake_case_name", "2 * 3 * 4 = snake_case_name"),
        ("***قوي*** و__بارز__", "قوي و__بارز__"),
        ("***قوي*** و **بارز**", "قوي و بارز"),
        (r"\*نجمة\* و `a*b*c`", "*نجمة* و a*b*c"),
        ("[نص][1] <https://example.org> ![صورة][2]حاشية[^1]", "نص https://example.org حاشية"),
        ("أقل < من & أكثر", "أقل < من & أكثر"),
    ],
)
def test_marks_are_taken_off(text: str, plain: str) -> None:
    assert plain_markdown(text) == plain


@pytest.mark.parametrize("piece", ["*a ", "`", "[", "![", "<a", "\\", "_x", "**", "~~a", "[a](", "- ", "> ", "<!--"])
def test_no_text_takes_long(piece: str) -> None:
    short, long = piece * 1_000, piece * 8_000
    began = time.process_time()
    markdown_blocks([short])
    base = time.process_time() - began + 0.02
    began = time.process_time()
    markdown_blocks([long])
    assert time.process_time() - began < 24 * base
