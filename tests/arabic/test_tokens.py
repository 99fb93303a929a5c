from __future__ import annotations

import re
import sys
import time
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from searchapp.arabic import fold, tokenize
from searchapp.arabic.tokens import all_tokens, grammar, tokens_at

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()))
NEAR_WORDS = st.text(
    st.sampled_from("كتابةىؤ اe1٢.,/:_-#@'ـﷺﷲ،؛\N{ARABIC FATHA}\N{ARABIC SMALL WAW}\N{ZERO WIDTH JOINER}\ud800ﹷﱠ½½")
)
INSIDE = [
    "\N{ARABIC FATHA}",
    "\N{ARABIC SHADDA}",
    "\N{ARABIC LETTER SUPERSCRIPT ALEF}",
    "\N{ARABIC SMALL WAW}",
    "\N{ARABIC TATWEEL}",
    "\N{ZERO WIDTH JOINER}",
    "\N{ZERO WIDTH NON-JOINER}",
    "\N{RIGHT-TO-LEFT MARK}",
    "\N{LEFT-TO-RIGHT EMBEDDING}",
    "\N{POP DIRECTIONAL ISOLATE}",
    "\N{ARABIC FATHA MEDIAL FORM}",
    "\N{SOFT HYPHEN}",
]


@pytest.mark.properties
@given(ANY_TEXT | NEAR_WORDS)
@example("\ud800كتاب\udfff")
def test_places_are_in_order_and_no_token_is_empty(text: str) -> None:
    last = 0
    for start, end in tokenize(text):
        assert last <= start < end <= len(text)
        last = end
        assert fold(text[start:end])
        assert not any(character.isspace() for character in fold(text[start:end]))


@given(ANY_TEXT | NEAR_WORDS | st.text("كأةى #_.,، \n1ـًa", max_size=20))
def test_the_shortcuts_find_what_the_grammar_finds(text: str) -> None:
    assert list(tokenize(text)) == [found.span() for found in re.finditer(grammar(), text)]


@given(st.text("كتابمدرسةى", min_size=2, max_size=12), st.sampled_from(INSIDE), st.data())
def test_marks_and_invisible_signs_never_split_a_word(word: str, mark: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(1, len(word) - 1))
    written = word[:place] + mark + word[place:]
    assert list(tokenize(written)) == [(0, len(written))]
    assert fold(written) == fold(word)


@given(ANY_TEXT | NEAR_WORDS, st.sets(st.integers(0, 12)))
def test_some_tokens_are_those_of_all(text: str, wanted: set[int]) -> None:
    places = list(tokenize(text))
    assert all_tokens(text) == places
    positions = sorted(position for position in wanted if position < len(places))
    assert tokens_at(text, positions) == [places[position] for position in positions]


def test_a_token_that_is_not_there_is_told() -> None:
    with pytest.raises(ValueError, match="no token 2"):
        tokens_at("كلمتان اثنتان", [0, 2])


def test_every_letter_and_digit_is_a_token_unless_left_out_on_purpose() -> None:
    left_out = [chr(c) for c in range(sys.maxunicode + 1) if chr(c).isalnum() and not list(tokenize(chr(c)))]
    assert all(unicodedata.category(character) in {"Lm", "Lo", "No", "Lu", "Ll"} for character in left_out)
    assert len(left_out) < 130
    assert {"ﷺ", "ﷻ", "ـ", "½"} <= set(left_out)


def test_single_signs_fold_to_letters_and_digits_only() -> None:
    for code in range(sys.maxunicode + 1):
        for start, end in tokenize(chr(code)):
            folded = fold(chr(code)[start:end])
            assert all(sign.isalnum() or unicodedata.category(sign).startswith("M") for sign in folded), hex(code)


@pytest.mark.parametrize(
    "unit", ["a-", "a.", "1,", "1٬", "@a", "a_", "#ا_", "كـ", "http://a", "ا\N{RIGHT-TO-LEFT MARK}"]
)
def test_time_is_linear_in_the_length(unit: str) -> None:
    started = time.perf_counter()
    assert list(tokenize(unit * 50_000))
    assert list(tokenize("#" + unit.lstrip("@#") * 50_000 + "!"))
    assert time.perf_counter() - started < 5
