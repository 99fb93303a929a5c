from __future__ import annotations

import re
from pathlib import Path

import pytest

from searchapp.web.wording import LANGUAGES, Lang, Wording, direction, plural_category, quoted, texts

WEB = Path(__file__).parents[2] / "searchapp" / "web"
FORMS = ("zero", "one", "two", "few", "many", "other")


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "لا نتائج"), (1, "نتيجة واحدة"), (2, "نتيجتان"), (3, "3 نتائج"), (10, "10 نتائج"), (11, "11 نتيجة"),
        (99, "99 نتيجة"), (100, "100 نتيجة"), (101, "101 نتيجة"), (102, "102 نتيجة"), (103, "103 نتائج"),
        (111, "111 نتيجة"), (12480, "12,480 نتيجة"),
    ],
)  # fmt: skip
def test_arabic_counts(number: int, text: str) -> None:
    assert Wording("ar").count("results", number) == text


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0 results"), (1, "1 result"), (2, "2 results"), (1200, "1,200 results")]
)
def test_english_counts(number: int, text: str) -> None:
    assert Wording("en").count("results", number) == text


def test_the_dual_after_a_verb_is_accusative() -> None:
    assert Wording("ar").count("show-results", 2) == "اعرض نتيجتين"
    assert Wording("ar").count("sources", 2) == "من مصدرين"


def test_every_counted_text_has_the_forms_of_its_language() -> None:
    counted = {key.rsplit(".", 1)[0] for key in texts("ar") if key.endswith(".few")}
    assert counted
    for key in counted:
        assert all(f"{key}.{form}" in texts("ar") for form in FORMS), key
        assert {f"{key}.one", f"{key}.other"} <= set(texts("en")), key


def test_both_languages_have_every_plain_text_with_the_same_values() -> None:
    plain = {key for key in texts("ar") if not key.endswith(FORMS)}
    assert plain == {key for key in texts("en") if not key.endswith(FORMS)}
    for key in plain:
        names = [set(re.findall(r"{(\w+)}", texts(lang)[key])) for lang in LANGUAGES]
        assert names[0] == names[1], key


def _used(pattern: str) -> set[str]:
    sources = [p.read_text(encoding="utf-8") for p in (*WEB.glob("*.py"), *WEB.glob("templates/*.html"))]
    return {key for source in sources for key in re.findall(pattern, source)}


def test_every_text_that_is_asked_for_exists() -> None:
    said = _used(r'\b(?:t|say)\(\s*"([\w.-]+)"(?! ~)')
    assert len(said) > 50
    assert said <= set(texts("ar"))
    counted = _used(r'\bcount\("([\w.-]+)"(?! ~)')
    assert {f"{key}.other" for key in counted} <= set(texts("ar"))


def test_no_text_is_left_over() -> None:
    said = _used(r'"([\w-]+\.[\w.-]+)"')
    begun = tuple(_used(r'["\']([\w-]+(?:\.[\w-]+)*\.)["\'{]') | _used(r'f"([\w-]+\.)\{'))
    counted = _used(r'\bcount\("([\w.-]+)"')
    left = {
        key
        for key in texts("ar")
        if key not in said and key.rsplit(".", 1)[0] not in counted and not key.startswith(begun)
    }
    assert left == set()


def test_unknown_texts_are_a_fault() -> None:
    with pytest.raises(KeyError):
        Wording("ar").say("no.such.text")


@pytest.mark.parametrize(("lang", "category"), [("ar", "zero"), ("en", "other")])
def test_zero(lang: Lang, category: str) -> None:
    assert plural_category(0, lang) == category


def test_direction_comes_from_the_language() -> None:
    assert [direction(lang) for lang in ("ar", "ar-EG", "FA", "en", "fr-FR", "")] == [
        "rtl",
        "rtl",
        "rtl",
        "ltr",
        "ltr",
        "ltr",
    ]


def test_a_query_gets_quotation_marks_only_where_it_has_none() -> None:
    bare = {(q, lang): quoted(q, lang)[1:-1] for q in ("قمة المناخ", '"قمة المناخ"', "«قمة»") for lang in LANGUAGES}
    assert bare["قمة المناخ", "ar"] == "«قمة المناخ»"
    assert bare["قمة المناخ", "en"] == "“قمة المناخ”"
    assert bare['"قمة المناخ"', "ar"] == '"قمة المناخ"'
    assert bare["«قمة»", "en"] == "«قمة»"


@pytest.mark.parametrize(("ratio", "text"), [(1.52, "1.5"), (2.96, "3.0"), (3.4, "3"), (1236.4, "1,236")])
def test_how_many_times_as_much(ratio: float, text: str) -> None:
    assert Wording("ar").times(ratio) == text


def test_digits_are_those_that_the_reader_chose() -> None:
    arabic, latin = Wording("ar", arabic_digits=True), Wording("ar")
    assert arabic.count("results", 12480) == "١٢٬٤٨٠ نتيجة"
    assert latin.count("results", 12480) == "12,480 نتيجة"
    assert arabic.times(1.52) == "١٫٥"
    assert arabic.digits("7 أغسطس 2015") == "٧ أغسطس ٢٠١٥"
    assert arabic.say("pager.page", n=12) == "الصفحة ١٢"
    assert Wording("en", arabic_digits=True).count("results", 12480) == "12,480 results"
