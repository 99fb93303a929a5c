"""Bordered grams: every stretch of four characters of the marked word, once for each place."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from searchapp.arabic.grams import BEGINNING, END, GRAM_LENGTH, bordered_grams


def test_borders_are_marked() -> None:
    assert bordered_grams("كتب") == ("^كتب", "كتب$")
    assert bordered_grams("والكتاب") == ("^وال", "والك", "الكت", "لكتا", "كتاب", "تاب$")


def test_short_words_stand_whole() -> None:
    assert bordered_grams("في") == ("^في$",)
    assert bordered_grams("و") == ("^و$",)
    assert bordered_grams("") == ()


@given(st.text(min_size=3))
def test_grams_overlap_by_all_but_one_character(form: str) -> None:
    grams = bordered_grams(form)
    assert len(grams) == len(form) - 1
    assert all(len(gram) == GRAM_LENGTH for gram in grams)
    assert grams[0] + "".join(gram[-1] for gram in grams[1:]) == BEGINNING + form + END
