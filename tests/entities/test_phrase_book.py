"""Phrases of several words: the longest at a word, against plain search."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from searchapp.entities.phrase_book import PhraseBook

WORDS = st.sampled_from(["حلف", "شمال", "الاطلسي", "بحر"])
TEXT = st.lists(WORDS, min_size=1, max_size=6)
BOOK = PhraseBook({"حلف": "L", "حلف شمال": "G", "حلف شمال الاطلسي": "O", "بحر الشمال": "L"})


def test_the_longest_phrase_is_found() -> None:
    assert BOOK.longest("حلف", ["شمال", "الاطلسي", "في"]) == (3, "O")
    assert BOOK.longest("حلف", ["شمال", "بحر"]) == (2, "G")
    assert BOOK.longest("حلف", ["في"]) is None
    assert BOOK.longest("حلف", []) is None
    assert BOOK.most_words == 3


def test_words_and_beginnings_are_told() -> None:
    assert (BOOK.word("حلف"), BOOK.word("بحر")) == ("L", None)
    assert BOOK.begins("بحر")
    assert not BOOK.begins("شمال")
    assert BOOK.begins_with("بحر", "الشمال")
    assert not BOOK.begins_with("بحر", "شمال")


def test_an_empty_book_finds_nothing() -> None:
    book = PhraseBook[str]({})
    assert (book.most_words, book.longest("حلف", ["شمال"]), book.begins("حلف")) == (1, None, False)


@given(st.dictionaries(TEXT.map(" ".join), st.sampled_from("LO")), TEXT)
def test_any_text_is_read_as_plain_search_reads_it(phrases: dict[str, str], text: list[str]) -> None:
    lengths = [length for length in range(len(text), 1, -1) if " ".join(text[:length]) in phrases]
    expected = (lengths[0], phrases[" ".join(text[: lengths[0]])]) if lengths else None
    assert PhraseBook(phrases).longest(text[0], text[1:]) == expected
