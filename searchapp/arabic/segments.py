"""Tashaphyne's part of the analysis: where a word may be cut, and which roots a stem may have.

This is the only module that touches Tashaphyne. Of its classes it uses ``segment`` and ``extract_root`` alone: its own
choice of a stem takes the longest affixes and often a radical with them, its own choice of a root depends on the hash
seed, and both keep state from the word before. An object of this module belongs to one thread, as Tashaphyne's do.
"""

from __future__ import annotations

from collections import Counter
from typing import Final, NamedTuple

from tashaphyne import affix_const
from tashaphyne.stemming import ArabicLightStemmer

from searchapp.arabic.fold import clean
from searchapp.arabic.letters import ALEF, ALEF_MAKSURA, HAMZA, TEH_MARBUTA, WAW, WAW_HAMZA, YEH_HAMZA

SHORTEST_CUT_WORD: Final = 3
"""Shorter words are never cut."""

LONGEST_CUT_WORD: Final = 24
"""Longer runs of letters are no words of Arabic (the longest inflected forms have about 15 letters)."""

_SHORTEST_STEM: Final = 2
_SHORTEST_STEM_AFTER_PREFIX: Final = 3
_ARTICLES: Final = ("ال", "لل")
_ROOT_LENGTHS: Final = range(2, 5)
_TRILITERAL: Final = 3
_HAMZA_SEATS: Final = frozenset((WAW_HAMZA, YEH_HAMZA))
_LONG_VOWELS: Final = frozenset((ALEF, WAW))
_INTERROGATIVE: Final = "أ"
_NOUN_PREFIXES_LEFT_OUT: Final = ("آل",)
_VERB_PREFIXES_LEFT_OUT: Final = ("ا", "وا", "فا")


class Cut(NamedTuple):
    """One way to read a word: ``affixes`` as ``prefix-suffix`` in cleaned spelling, and the stem between them."""

    affixes: str
    stem: str

    @property
    def suffix(self) -> str:
        return self.affixes.partition("-")[2]


WHOLE: Final = "-"
"""The affix pair of an uncut word."""


def affix_pairs() -> frozenset[str]:
    """The pairs ``prefix-suffix`` that may stand together, from Tashaphyne's noun and verb tables, in cleaned spelling.

    Left out are the interrogative ``أ`` and the prefixes that are bare alefs: in news they are radicals nearly always.
    """
    nouns = {p for p in affix_const.NOUN_PREFIX_LIST if not p.startswith(_INTERROGATIVE)}
    verbs = {p for p in affix_const.VERB_PREFIX_LIST if p == _INTERROGATIVE or not p.startswith(_INTERROGATIVE)}
    prefixes = nouns.difference(_NOUN_PREFIXES_LEFT_OUT) | verbs.difference(_VERB_PREFIXES_LEFT_OUT)
    tables = affix_const.NOUN_AFFIX_LIST | affix_const.VERB_AFFIX_LIST
    return frozenset(clean(pair) for pair in tables if pair.partition("-")[0] in prefixes)


class RootCandidate(NamedTuple):
    """A possible root: how many cuts of the stem give it, and how many letters the longest of these cuts keeps."""

    root: str
    votes: int
    kept: int


class Segmenter:
    """Lists the cuts of a word and the possible roots of a stem. Not thread-safe: one object per thread."""

    def __init__(self, pairs: frozenset[str]) -> None:
        self._pairs = pairs
        self._cutter = ArabicLightStemmer()
        self._cutter.set_prefix_list(sorted({"", *(pair.partition("-")[0] for pair in pairs)}))
        self._cutter.set_suffix_list(sorted({"", *(pair.partition("-")[2] for pair in pairs)}))
        self._roots = ArabicLightStemmer()

    def cuts(self, word: str) -> list[Cut]:
        """Every allowed cut of a cleaned word, the whole word among them unless it begins with the article.

        Example: the cuts of ``وبالمدارس`` hold ``Cut("وبال-", "مدارس")`` and ``Cut("و-", "بالمدارس")``.
        """
        cuts = [Cut(WHOLE, word)]
        if not SHORTEST_CUT_WORD <= len(word) <= LONGEST_CUT_WORD:
            return cuts
        for left, right in sorted(self._cutter.segment(word)):
            if (left, right) != (0, len(word)) and self._allowed(word, left, right):
                cuts.append(Cut(f"{word[:left]}-{word[right:]}", _with_final_hamza(word, left, right)))
        # The article is so common that the counts would learn it as a part of its noun: where it can be cut, it is.
        without_article = [cut for cut in cuts if not cut.stem.startswith(_ARTICLES)]
        return without_article or cuts

    def _allowed(self, word: str, left: int, right: int) -> bool:
        prefix, stem = word[:left], word[left:right]
        needs_three = bool(prefix) and not prefix.endswith(_ARTICLES)
        if len(stem) < (_SHORTEST_STEM_AFTER_PREFIX if needs_three else _SHORTEST_STEM):
            return False
        # A teh marbuta only ends a word, so a suffix cannot follow it; neither can alef maksura stand inside one.
        if TEH_MARBUTA in stem or ALEF_MAKSURA in stem[:-1]:
            return False
        return f"{prefix}-{word[right:]}" in self._pairs

    def roots(self, stem: str) -> list[RootCandidate]:
        """The roots of two to four letters that the cuts of ``stem`` give.

        Only dictionary roots are listed if there is one, and only triliteral ones if there is one.
        """
        votes: Counter[str] = Counter()
        kept: dict[str, int] = {}
        for left, right in sorted(self._roots.segment(stem)):
            root: str = self._roots.extract_root(left, right)
            if len(root) in _ROOT_LENGTHS:
                votes[root] += 1
                kept[root] = max(kept.get(root, 0), right - left)
        found = list(votes)
        found = [root for root in found if self._roots.is_root(root)] or found
        found = [root for root in found if len(root) == _TRILITERAL] or found
        return [RootCandidate(root, votes[root], kept[root]) for root in found]


def _with_final_hamza(word: str, left: int, right: int) -> str:
    """The stem of a cut; a hamza after a long vowel has a seat before a suffix only: ``أبنائهم`` gives ``أبناء``."""
    stem = word[left:right]
    seated = right < len(word) and stem[-1:] in _HAMZA_SEATS and stem[-2:-1] in _LONG_VOWELS
    return stem[:-1] + HAMZA if seated else stem
