"""Our way through Tashaphyne's tables gives what its own, slower functions give."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from tashaphyne.stemming import ArabicLightStemmer

from searchapp.arabic.fold import clean
from searchapp.arabic.segments import WHOLE, Segmenter, affix_pairs

PAIRS = affix_pairs()
SEGMENTER = Segmenter(PAIRS)
CUTTER = ArabicLightStemmer()
CUTTER.set_prefix_list(sorted({"", *(pair.partition("-")[0] for pair in PAIRS)}))
CUTTER.set_suffix_list(sorted({"", *(pair.partition("-")[2] for pair in PAIRS)}))
ROOTS = ArabicLightStemmer()

middles = st.text("كتبدرسوايةىءئؤنهملف", min_size=1, max_size=6)
parts = st.sampled_from(sorted(PAIRS)).map(lambda pair: pair.split("-"))
words = st.builds(lambda part, middle: clean(part[0] + middle + part[1]), parts, middles) | middles.map(clean)


def is_allowed(word: str, left: int, right: int) -> bool:
    prefix, stem, suffix = word[:left], word[left:right], word[right:]
    needed = 3 if prefix and not prefix.endswith(("ال", "لل")) else 2
    closed = "ة" in stem or "ى" in stem[:-1]
    return len(stem) >= needed and not closed and f"{prefix}-{suffix}" in PAIRS


@settings(max_examples=1000)
@given(words.filter(lambda word: 3 <= len(word) <= 24))
def test_cuts_are_those_of_segment_that_are_allowed(word: str) -> None:
    allowed = [cut for cut in sorted(CUTTER.segment(word)) if cut != (0, len(word)) and is_allowed(word, *cut)]
    expected = [WHOLE, *(f"{word[:left]}-{word[right:]}" for left, right in allowed)]
    stems = [word, *(word[left:right] for left, right in allowed)]
    kept = [affixes for affixes, stem in zip(expected, stems, strict=True) if not stem.startswith(("ال", "لل"))]
    assert [cut.affixes for cut in SEGMENTER.cuts(word)] == (kept or expected)


@settings(max_examples=1000)
@given(words)
def test_roots_are_those_of_tashaphyne(stem: str) -> None:
    found = {ROOTS.extract_root(left, right) for left, right in sorted(ROOTS.segment(stem))}
    roots = {candidate.root for candidate in SEGMENTER.roots(stem)}
    assert roots <= found
    possible = {root for root in found if 2 <= len(root) <= 4}
    possible = {root for root in possible if ROOTS.is_root(root)} or possible
    assert roots == ({root for root in possible if len(root) == 3} or possible)
