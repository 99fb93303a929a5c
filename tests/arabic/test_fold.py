from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from searchapp.arabic import fold
from searchapp.arabic.fold import clean

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()))
ARABIC_SIGNS = st.text(
    st.characters(min_codepoint=0x0600, max_codepoint=0x06FF)
    | st.characters(min_codepoint=0xFB50, max_codepoint=0xFEFF)
    | st.characters(min_codepoint=0x0300, max_codepoint=0x036F)
    | st.sampled_from("aeiİßﬁ\N{ZERO WIDTH JOINER}\N{RIGHT-TO-LEFT MARK}")
)


@pytest.mark.properties
@given(ANY_TEXT | ARABIC_SIGNS)
@example("\ud800\udc00")
@example("ی\N{ARABIC FATHA}\N{ARABIC HAMZA ABOVE}ۂ")
@example("ئئو\N{ARABIC LETTER HIGH HAMZA}")
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert clean(clean(text)) == clean(text)


@given(ARABIC_SIGNS)
def test_decomposed_text_folds_like_composed_text(text: str) -> None:
    for form in ("NFC", "NFD"):
        # Separate hamza and madda signs may meet another letter in another form; they are not what this is about.
        if not set(text) & set("\N{ARABIC HAMZA ABOVE}\N{ARABIC HAMZA BELOW}\N{ARABIC MADDAH ABOVE}"):
            assert fold(unicodedata.normalize(form, text)) == fold(text)


def test_every_code_point_folds_to_a_fixed_point() -> None:
    for code in range(sys.maxunicode + 1):
        once = fold(chr(code))
        assert fold(once) == once


def test_clean_keeps_the_endings_that_fold_joins() -> None:
    assert clean("مَدرسةٌ") == "مدرسة"
    assert clean("أُخرىٰ") == "اخرى"
    assert fold("أُخرىٰ") == "اخري"


def test_no_mark_nor_invisible_sign_of_arabic_is_left() -> None:
    signs = "".join(chr(code) for code in range(0x0600, 0x0700) if unicodedata.category(chr(code)) == "Mn")
    assert fold(f"ك{signs}ـ\N{ZERO WIDTH NON-JOINER}\N{ARABIC LETTER MARK}تب") == "كتب"


@given(st.text("\N{ARABIC LETTER HAMZA}أإآؤئاوىيةغف", max_size=12))
def test_the_shortcut_for_plain_letters_changes_nothing(text: str) -> None:
    with_mark = text + "\N{ARABIC FATHA}"  # a mark sends it the long way and goes
    assert clean(text) == clean(with_mark)
