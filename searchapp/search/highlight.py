"""Marks and snippets, cut from the original text: whole written words, only what matched, a phrase as a phrase.

The text is analysed again with the analyzer of the index, so a mark stands exactly where a posting stood.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass

from searchapp.arabic.analyzer import Analyzer, TokenColumns
from searchapp.model import Fragment, Level, Mark, TextField
from searchapp.search.planner import Matcher

SNIPPET_CHARACTERS = 300
"""Length of all fragments of one snippet together: three lines of the page."""

MAX_FRAGMENTS = 3

_SENTENCE_END = re.compile(r"[.!؟?؛…]+[»”\")\]]*\s+|\n+")


@dataclass(frozen=True, slots=True)
class Match:
    """A marked token: its place in the text, the matcher's number, and the nearest level that matched."""

    start: int
    end: int
    matcher: int
    level: Level


def find_matches(
    columns: TokenColumns,
    matchers: Sequence[Matcher],
    text_field: TextField,
    is_stop: Callable[[int, int], bool] = lambda start, end: False,
) -> list[Match]:
    """Find every token that a matcher of this text field marks, in text order, each token once.

    ``is_stop`` says whether a function word is written at a place of the text.
    """
    found: dict[int, Match] = {}
    for number, matcher in enumerate(matchers):
        if text_field not in matcher.fields:
            continue
        hits = _phrase_hits(columns, matcher) if matcher.phrase else _form_hits(columns, matcher)
        for index, level in hits:
            if not matcher.marks_stops and is_stop(columns.starts[index], columns.ends[index]):
                continue
            if index not in found or level == "exact":
                found[index] = Match(columns.starts[index], columns.ends[index], number, level)
    return [found[index] for index in sorted(found)]


def _form_hits(columns: TokenColumns, matcher: Matcher) -> list[tuple[int, Level]]:
    by_level: dict[Level, Sequence[str]] = {"exact": columns.exact, "stem": columns.stem, "root": columns.root}
    hits: dict[int, Level] = {}
    for level, forms in matcher.forms:
        for index, form in enumerate(by_level[level]):
            if form in forms:
                hits.setdefault(index, level)
    return list(hits.items())


def _phrase_hits(columns: TokenColumns, matcher: Matcher) -> list[tuple[int, Level]]:
    """Find the tokens of every occurrence of the phrase with at most ``slop`` further words inside it."""
    first, *rest = matcher.phrase
    hits: set[int] = set()
    for start, form in enumerate(columns.exact):
        if form in first:
            places = phrase_places(columns.exact, start, rest, matcher.slop)
            hits.update(places)
    return [(index, "exact") for index in sorted(hits)]


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
    """Cut ``text[start:end]`` with the marks inside it."""
    marks = tuple(Mark(m.start - start, m.end - start, m.level) for m in matches if start <= m.start and m.end <= end)
    return Fragment(text[start:end], start, marks, cut_before=start > 0, cut_after=end < len(text))


class Highlighter:
    """Highlights the texts of one query's hits."""

    def __init__(self, analyzer: Analyzer, matchers: Sequence[Matcher]) -> None:
        self._analyzer = analyzer
        self._matchers = matchers

    def matches(self, text: str, text_field: TextField) -> list[Match]:
        """Find what is marked in a whole text."""
        if not self._matchers:
            return []

        def is_stop(start: int, end: int) -> bool:
            return self._analyzer.word(text[start:end]).stop

        return find_matches(self._analyzer.columns(text), self._matchers, text_field, is_stop)

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
        matches = self.matches(text, text_field)
        if not matches:
            return (
                (mark_text(text, (), 0, _without_comma(text, 0, _soft_end(text, 0, SNIPPET_CHARACTERS))),)
                if text
                else ()
            )
        windows = _choose_windows(text, matches)
        return tuple(mark_text(text, matches, start, end) for start, end in _joined(windows))


def _uncut(fragment: Fragment) -> Fragment:
    return Fragment(fragment.text, fragment.start, fragment.marks)


def _choose_windows(text: str, matches: Sequence[Match]) -> list[tuple[int, int]]:
    """Take as few windows as show every matcher of the text, or the most of them; more windows are shorter ones."""
    sentences = _sentence_starts(text)
    present = len({match.matcher for match in matches})
    best: list[tuple[int, int]] = []
    most = 0
    for count in range(1, MAX_FRAGMENTS + 1):
        length = SNIPPET_CHARACTERS // count
        windows, shown = _greedy([_window(text, sentences, match, length) for match in matches], matches, count)
        if shown > most:
            best, most = windows, shown
        if most == present:
            break
    return best


def _greedy(
    candidates: Sequence[tuple[int, int]], matches: Sequence[Match], count: int
) -> tuple[list[tuple[int, int]], int]:
    """Take up to ``count`` windows, each with the most matchers not shown yet (ties: more levels, then the first)."""
    chosen: list[tuple[int, int]] = []
    shown: set[int] = set()
    starts = [match.start for match in matches]
    for _ in range(count):
        free = [w for w in candidates if not any(w[0] < end and start < w[1] for start, end in chosen)]
        if not free:
            break
        inside = {w: matches[bisect_left(starts, w[0]) : bisect_left(starts, w[1])] for w in free}
        best = max(free, key=lambda w: (len({m.matcher for m in inside[w]} - shown), _variety(inside[w]), -w[0]))
        chosen.append(best)
        shown.update(m.matcher for m in inside[best])
    return sorted(chosen), len(shown)


def _variety(inside: Sequence[Match]) -> int:
    return len({(match.matcher, match.level) for match in inside})


def _window(text: str, sentences: Sequence[int], match: Match, length: int) -> tuple[int, int]:
    """Lay a window round a match: from its sentence's start if that is near, else from a word shortly before it."""
    sentence = sentences[bisect_right(sentences, match.start) - 1]
    near = match.start - sentence <= length // 2
    start = sentence if near else min(_word_start(text, match.start - length // 3), match.start)
    return start, max(_without_comma(text, start, _soft_end(text, start, length)), match.end)


def _sentence_starts(text: str) -> list[int]:
    return [0, *(m.end() for m in _SENTENCE_END.finditer(text) if m.end() < len(text))]


def _word_start(text: str, place: int) -> int:
    """Move on to the next beginning of a word."""
    space = re.compile(r"\s+").search(text, max(place, 0))
    return space.end() if space else max(place, 0)


def _soft_end(text: str, start: int, length: int) -> int:
    """End at the last end of a sentence in the last third of the length, else at the last white space before it."""
    hard = start + length
    if hard >= len(text):
        return len(text.rstrip())
    ends = [m.start() + len(m.group().rstrip()) for m in _SENTENCE_END.finditer(text, start + length * 2 // 3, hard)]
    if ends:
        return ends[-1]
    space = text.rfind(" ", start, hard)
    return space if space > start else hard


def _without_comma(text: str, start: int, end: int) -> int:
    """End before a comma, a semicolon or a colon, which would stand before the dots of a cut; a text's end stays."""
    return end if end >= len(text.rstrip()) else start + len(text[start:end].rstrip(" ،,؛;:"))


def _joined(windows: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join windows that touch or are a few letters apart."""
    joined: list[tuple[int, int]] = []
    for start, end in windows:
        if joined and start - joined[-1][1] <= 2:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined
