from __future__ import annotations

import pytest

from searchapp.search.keyboard import on_arabic_keys, on_latin_keys


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hgrhivm", "القاهرة"),
        ("hg;jhf", "الكتاب"),
        ("lwv", "مصر"),
        ("Hpl]", "أحمد"),
        ("Ysjhkf,g", "إستانبول"),
        ("bl", None),
        ("covid-19", None),
        ("...", None),
    ],
)
def test_latin_keys_are_read_as_arabic_letters(typed: str, meant: str | None) -> None:
    assert on_arabic_keys(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("لخخلمث", ("google",)), ("بشؤثلاخخن", ("facebook", "faceghook")), ("وزير", ()), ("لا", ()), ("٢٠١٥", ())],
)
def test_arabic_letters_are_read_as_latin_keys(typed: str, meant: tuple[str, ...]) -> None:
    assert on_latin_keys(typed) == meant
