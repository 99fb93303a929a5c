"""Names in Latin letters, as people type them who have no Arabic keyboard at hand."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest

from searchapp import Collection
from searchapp.engine.base import Reader, ValueInfo
from searchapp.search.transliteration import Transliteration

NAMES = {
    "غزة": 150, "غازي": 100, "جوزيه": 120, "باراك أوباما": 500, "الرياض": 2700, "رياض": 100, "اليمن": 1500,
    "ليبيا": 300, "اللعبة": 7, "واشنطن": 660, "أردوغان": 140, "خليفة حفتر": 20, "عبدالفتاح السيسي": 270,
    "سوسة": 60, "بغداد": 240, "جدة": 1800, "الكويت": 500, "القوات": 40, "إيران": 1200, "سوريا": 1300,
    "الحوثي": 900, "نتنياهو": 90, "ميركل": 50, "بوتين": 100, "الباطن": 150, "مكة": 1400, "قطر": 700, "شرم الشيخ": 90,
    "دبي": 400, "عمان": 300, "الجزائر": 200, "أوكرانيا": 110, "ذمار": 30, "الأمم المتحدة": 900,
}  # fmt: skip
TYPED = {
    "gaza": "غزه", "ghazza": "غزه", "obama": "اوباما", "Obama": "اوباما", "riyadh": "الرياض", "yemen": "اليمن",
    "alyemen": "اليمن", "libya": "ليبيا", "washington": "واشنطن", "erdogan": "اردوغان", "hafter": "حفتر",
    "7aftar": "حفتر", "sisi": "السيسي", "baghdad": "بغداد", "jeddah": "جده", "kuwait": "الكويت", "iran": "ايران",
    "syria": "سوريا", "houthi": "الحوثي", "netanyahu": "نتنياهو", "merkel": "ميركل", "putin": "بوتين", "makkah": "مكه",
    "qatar": "قطر", "9atar": "قطر", "sharm": "شرم", "dubai": "دبي", "oman": "عمان", "aljazair": "الجزائر",
    "ukraine": "اوكرانيا", "thamar": "ذمار", "dhamar": "ذمار",
}  # fmt: skip


class FewNames:
    def values(self, keyword: str) -> list[ValueInfo]:
        return [ValueInfo(label, label, count) for label, count in NAMES.items()] if keyword == "place" else []


@pytest.fixture(scope="module")
def names() -> Transliteration:
    return Transliteration(cast(Reader, FewNames()))


@pytest.mark.parametrize(("typed", "meant"), TYPED.items())
def test_names_as_people_type_them(names: Transliteration, typed: str, meant: str) -> None:
    found = names.reading(typed)
    assert found
    assert found[0] == meant


@pytest.mark.parametrize("typed", ["", "a", "aa", "2022", "غزة", "x" * 40, "google", "the", "و", "123abc456def", "%$#"])
def test_what_is_no_name_is_none(names: Transliteration, typed: str) -> None:
    assert names.reading(typed) is None


def test_a_latin_name_is_proposed_in_arabic(tmp_path: Path) -> None:
    collection = Collection.build([Path(__file__).parents[2] / "corpus"], index=tmp_path / "ix")
    for typed, meant in (("paris", "باريس"), ("dubai", "دبي"), ("trump", "ترامب")):
        found = collection.search(typed)
        assert (found.total, found.suggestion and found.suggestion.q) == (0, meant)
    assert collection.search("باريس").suggestion is None
