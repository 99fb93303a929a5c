"""Marks and snippets, cut from the original text: whole written words, only what matched, a phrase as a phrase.

Words are read with the analyzer of the index, so a mark stands exactly where a posting stood. Only the chunks that hold
a form of the query are looked for in a text; ``tests/search/highlight_oracle.py`` reads token by token and must agree.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container, Iterable, Iterator, Sequence
from operator import attrgetter

from searchapp.arabic.analyzer import WordForms
from searchapp.model import LEVELS, Fragment, Level, Mark, TextField
from searchapp.search.chunks import ChunkLexicon
from searchapp.search.planner import Matcher
from searchapp.search.windows import Match, beginning, choose_windows

_CHUNK = re.compile(r"\S+")
_FEW_CHUNKS = 16
"""Up to so many different chunks are looked for one by one; beyond that, one pass over all chunks is cheaper."""

Verdict = tuple[int, Level]
"""The number of the matcher that marks a word, and the nearest level."""


def phrase_places(forms: Sequence[str], start: int, rest: Sequence[Container[str]], slop: int) -> tuple[int, ...]:
    """Follow a phrase from its first word: the places of its words, or nothing if they do not stand near enough.

    Each word is taken at its first place after the one before, which leaves the most room for the others.
    """
    places = [start]
    limit = start + len(rest) + slop
    for wanted in rest:
        place = next((i for i in range(places[-1] + 1, min(limit + 1, len(forms))) if forms[i] in wanted), None)
        if place is None:
            return ()
        places.append(place)
    return tuple(places)


def mark_text(text: str, matches: Sequence[Match], start: int, end: int) -> Fragment:
    """Cut ``text[start:end]`` with the marks inside it; ``matches`` are in text order."""
    inside = matches[bisect_left(matches, start, key=_START) : bisect_left(matches, end, key=_START)]
    marks = tuple(Mark(m.start - start, m.end - start, m.level) for m in inside if m.end <= end)
    return Fragment(text[start:end], start, marks, cut_before=start > 0, cut_after=end < len(text))


_START = attrgetter("start")


class Highlighter:
    """Highlights the texts of one query's hits."""

    def __init__(self, lexicon: ChunkLexicon, matchers: Sequence[Matcher]) -> None:
        self._lexicon = lexicon
        self._matchers = matchers
        self._markers: dict[tuple[int, ...], _Marker] = {}

    def matches(self, text: str, text_field: TextField) -> list[Match]:
        """Find every token that a matcher of this text field marks, in text order, each token once."""
        numbers = tuple(number for number, matcher in enumerate(self._matchers) if text_field in matcher.fields)
        if not numbers:
            return []
        marker = self._markers.get(numbers)
        if marker is None:
            marker = _Marker(self._lexicon, {number: self._matchers[number] for number in numbers})
            self._markers[numbers] = marker
        return marker.matches(text)

    def whole(self, text: str, text_field: TextField) -> Fragment:
        """Mark a whole text, such as a title."""
        return mark_text(text, self.matches(text, text_field), 0, len(text))

    def paragraphs(self, text: str, text_field: TextField) -> tuple[Fragment, ...]:
        """Mark a whole text, paragraph by paragraph (lines with something on them)."""
        matches = self.matches(text, text_field)
        spans = [m.span() for m in re.finditer(r"[^\n]*\S[^\n]*", text)]
        return tuple(_uncut(mark_text(text, matches, start, end)) for start, end in spans)

    def snippet(self, text: str, text_field: TextField) -> tuple[Fragment, ...]:
        """Cut up to three fragments that show the most different matches; the beginning where nothing matched."""
        if not text:
            return ()
        matches = self.matches(text, text_field)
        windows = choose_windows(text, matches) if matches else [beginning(text)]
        return tuple(mark_text(text, matches, start, end) for start, end in windows)


def _uncut(fragment: Fragment) -> Fragment:
    return Fragment(fragment.text, fragment.start, fragment.marks)


class _Marker:
    """Marks texts with the matchers of a text field, by their numbers."""

    def __init__(self, lexicon: ChunkLexicon, matchers: dict[int, Matcher]) -> None:
        self._lexicon = lexicon
        self._words = {number: matcher for number, matcher in matchers.items() if not matcher.phrase}
        self._phrases = {number: matcher for number, matcher in matchers.items() if matcher.phrase}
        self._exact, self._stem, self._root = (_forms(self._words.values(), level) for level in LEVELS)
        self._in_phrases = frozenset[str]().union(*(place for m in self._phrases.values() for place in m.phrase))
        self._met: set[str] = set()
        self._marked: set[str] = set()
        self._holding: dict[str, set[str]] = {form: set() for form in self._in_phrases}
        self._marks: dict[str, list[Match]] = {}

    def matches(self, text: str) -> list[Match]:
        """Find the marked tokens of a text, in text order."""
        parts = text.split()
        chunks = set(parts)
        self._meet(chunks - self._met)
        found = [
            Match(place + match.start, place + match.end, match.matcher, match.level)
            for place, chunk in _places(text, chunks & self._marked)
            for match in self._marks_of(chunk)
        ]
        if self._phrases:
            found = self._with_phrases(text, parts, chunks, found)
        found.sort(key=_START)
        return found

    def _meet(self, chunks: set[str]) -> None:
        """Look at chunks for the first time: which hold a word of the query, which a word of a phrase."""
        exact, stem, root, in_phrases = self._exact, self._stem, self._root, self._in_phrases
        new = list(chunks)
        for chunk, words in zip(new, self._lexicon.words(new), strict=True):
            for word in words:
                if word.exact in exact or word.stem in stem or word.root in root:
                    self._marked.add(chunk)
                if word.exact in in_phrases:
                    self._holding[word.exact].add(chunk)
        self._met |= chunks

    def _marks_of(self, chunk: str) -> list[Match]:
        """The marks of a chunk alone, by single words."""
        marks = self._marks.get(chunk)
        if marks is None:
            read = ((start, end, self._verdict(forms)) for start, end, forms in self._lexicon.tokens(chunk))
            marks = self._marks[chunk] = [Match(start, end, *verdict) for start, end, verdict in read if verdict]
        return marks

    def _verdict(self, forms: WordForms) -> Verdict | None:
        """Give the last matcher of the written form, else the first of another level."""
        best: Verdict | None = None
        for number, matcher in self._words.items():
            if forms.stop and not matcher.marks_stops:
                continue
            level = next((level for level, known in matcher.forms if getattr(forms, level) in known), None)
            if level is not None and (best is None or level == "exact"):
                best = number, level
        return best

    def _with_phrases(self, text: str, parts: Sequence[str], chunks: set[str], found: Iterable[Match]) -> list[Match]:
        """Add the tokens of every occurrence of a phrase with at most ``slop`` further words inside it."""
        by_start = {match.start: match for match in found}
        for number, matcher in self._phrases.items():
            holding = [chunks & set[str]().union(*(self._holding[form] for form in place)) for place in matcher.phrase]
            if not all(holding):
                continue
            beginnings = [at for at, part in enumerate(parts) if part in holding[0]]
            places = sorted(place for place, _ in _places(text, holding[0]))
            for at, place in zip(beginnings, places, strict=True):
                for start, end in self._phrase_from(text, parts, at, place, matcher):
                    known = by_start.get(start)
                    if known is None or known.level != "exact" or known.matcher < number:
                        by_start[start] = Match(start, end, number, "exact")
        return list(by_start.values())

    def _phrase_from(
        self, text: str, parts: Sequence[str], at: int, place: int, matcher: Matcher
    ) -> list[tuple[int, int]]:
        """Follow a phrase from the tokens of ``parts[at]``, which stands at ``place`` of the text."""
        first, *rest = matcher.phrase
        spans: list[tuple[int, int]] = []
        words: list[WordForms] = []
        own = needed = 0
        for number, part in enumerate(parts[at:]):
            place = text.index(part, place)
            for start, end, forms in self._lexicon.tokens(part):
                spans.append((place + start, place + end))
                words.append(forms)
            place += len(part)
            if number == 0:
                own, needed = len(words), len(words) + len(rest) + matcher.slop
            if len(words) >= needed:
                break
        exact = [forms.exact for forms in words]
        starts = (start for start in range(own) if exact[start] in first)
        tokens = {token for start in starts for token in phrase_places(exact, start, rest, matcher.slop)}
        return [spans[token] for token in tokens if matcher.marks_stops or not words[token].stop]


def _forms(matchers: Iterable[Matcher], level: Level) -> frozenset[str]:
    """All forms of a level that any of the matchers marks."""
    return frozenset[str]().union(*(forms for m in matchers for known, forms in m.forms if known == level))


def _places(text: str, chunks: set[str]) -> Iterator[tuple[int, str]]:
    """Find where chunks stand in a text, with white space or nothing on either side, in any order."""
    if len(chunks) > _FEW_CHUNKS:
        yield from ((m.start(), m.group()) for m in _CHUNK.finditer(text) if m.group() in chunks)
        return
    for chunk in chunks:
        yield from ((place, chunk) for place in _places_of(text, chunk))


def _places_of(text: str, chunk: str) -> Iterator[int]:
    place = text.find(chunk)
    while place >= 0:
        end = place + len(chunk)
        alone = (place == 0 or text[place - 1].isspace()) and (end == len(text) or text[end].isspace())
        if alone:
            yield place
        place = text.find(chunk, end if alone else place + 1)
