"""Fingerprints of batches: alike for texts that are, and the same in any batch."""

from __future__ import annotations

from array import array

from searchapp.engine.base import BatchWords
from searchapp.engine.likeness import FINGERPRINT_BYTES, LEAST_EQUAL
from searchapp.search.fingerprints import fingerprints


def batch(*texts: str) -> BatchWords:
    words = [text.split() for text in texts]
    different = sorted({word for text in words for word in text})
    numbers = array("i", [different.index(word) for text in words for word in text])
    return BatchWords({"exact": different}, {"body": numbers}, {"body": array("i", map(len, words))})


def text(first: int, length: int) -> str:
    return " ".join(f"كلمة{number}" for number in range(first, first + length))


def equal(one: bytes, other: bytes) -> int:
    return sum(a == b for a, b in zip(one, other, strict=True))


def test_a_fingerprint_depends_on_the_text_alone() -> None:
    alone = fingerprints(batch(text(0, 200)))
    among = fingerprints(batch(text(900, 60), text(0, 200), "قصير"))
    assert among[1] == alone[0]
    assert len(alone[0]) == FINGERPRINT_BYTES


def test_short_texts_have_none_nor_has_a_line_that_is_repeated() -> None:
    assert fingerprints(batch("قصير", "", "كلام كلام " * 200)) == [b"", b"", b""]
    assert fingerprints(batch("")) == [b""]


def test_texts_that_share_most_runs_are_alike_and_others_are_not() -> None:
    whole, edited, other = fingerprints(batch(text(0, 300), f"الرياض {text(0, 270)} المزيد", text(5000, 300)))
    assert equal(whole, edited) >= LEAST_EQUAL
    assert equal(whole, other) < 12
