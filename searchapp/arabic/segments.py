"""Tashaphyne's part of the analysis: where a word may be cut, and which roots a stem may have.

This is the only module that touches Tashaphyne. Of its classes it uses ``segment`` and ``extract_root`` alone: its own
choice of a stem takes the longest affixes and often a radical with them, its own choice of a root depends on the hash
seed, and both keep state from the word before. An object of this module belongs to one thread, as Tashaphyne's do.
"""

from __future__ import annotations

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
_NO_SUFFIXES: Final[tuple[dict[str, str], int]] = ({}, 0)
_KNOWN_ROOTS: Final = 30_000
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
        self._suffixes = _suffixes_by_prefix(pairs)
        self._known_roots: dict[str, str] = {}
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
        endings = sorted({right: word[right:] for right in self._cutter.lookup_suffixes(word)}.items())
        closed = word.find(TEH_MARBUTA)  # it only ends a word, so that a suffix cannot follow it
        inner = word.find(ALEF_MAKSURA)  # nor can this one stand inside
        for left in sorted(set(self._cutter.lookup_prefixes(word))):
            suffixes, shortest = self._suffixes.get(word[:left], _NO_SUFFIXES)
            for right, suffix in endings:
                if right - left < shortest or suffix not in suffixes or not (left or suffix):
                    continue
                if not (left <= closed < right or left <= inner < right - 1):
                    cuts.append(Cut(suffixes[suffix], _with_final_hamza(word, left, right)))
        # The article is so common that the counts would learn it as a part of its noun: where it can be cut, it is.
        without_article = [cut for cut in cuts if not cut.stem.startswith(_ARTICLES)]
        return without_article or cuts

    def roots(self, stem: str) -> list[RootCandidate]:
        """The roots of two to four letters that the cuts of ``stem`` give.

        Only dictionary roots are listed if there is one, and only triliteral ones if there is one.
        """
        votes: dict[str, int] = {}
        kept: dict[str, int] = {}
        lefts, rights = self._roots.lookup_prefixes(stem), self._roots.lookup_suffixes(stem)
        # The pairs are those of Tashaphyne's ``segment``.
        cuts = {(0, len(stem)), *((left, right) for left in lefts for right in rights if right >= left + 2)}
        for left, right in sorted(cuts):
            root = self._root(stem[left:right])
            if len(root) in _ROOT_LENGTHS:
                votes[root] = votes.get(root, 0) + 1
                kept[root] = max(kept.get(root, 0), right - left)
        found = list(votes)
        found = [root for root in found if self._roots.is_root(root)] or found
        found = [root for root in found if len(root) == _TRILITERAL] or found
        return [RootCandidate(root, votes[root], kept[root]) for root in found]

    def _root(self, middle: str) -> str:
        """The root that Tashaphyne reads in what a cut leaves; it looks at nothing else, so the answer is kept."""
        root = self._known_roots.get(middle)
        if root is None:
            self._roots.word = self._roots.unvocalized = middle
            if len(self._known_roots) >= _KNOWN_ROOTS:
                self._known_roots.clear()
            root = self._known_roots[middle] = self._roots.extract_root(0, len(middle))
        return root


def _suffixes_by_prefix(pairs: frozenset[str]) -> dict[str, tuple[dict[str, str], int]]:
    """For each prefix its suffixes, each with the pair as one string, and the length of the shortest stem after it."""
    found: dict[str, tuple[dict[str, str], int]] = {}
    for pair in sorted(pairs):
        prefix, _, suffix = pair.partition("-")
        needs_three = bool(prefix) and not prefix.endswith(_ARTICLES)
        shortest = _SHORTEST_STEM_AFTER_PREFIX if needs_three else _SHORTEST_STEM
        found.setdefault(prefix, ({}, shortest))[0][suffix] = pair
    return found


def _with_final_hamza(word: str, left: int, right: int) -> str:
    """The stem of a cut; a hamza after a long vowel has a seat before a suffix only: ``أبنائهم`` gives ``أبناء``."""
    stem = word[left:right]
    seated = right < len(word) and stem[-1:] in _HAMZA_SEATS and stem[-2:-1] in _LONG_VOWELS
    return stem[:-1] + HAMZA if seated else stem
