"""Marks and windows in the simplest way: every token of the text is analysed, every window laid and weighed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from searchapp.arabic.analyzer import Analyzer, TokenColumns
from searchapp.engine.base import Key
from searchapp.model import Level, TextField
from searchapp.search.highlight import phrase_places
from searchapp.search.levels import indexed_forms
from searchapp.search.planner import Matcher
from searchapp.search.windows import MAX_FRAGMENTS, SNIPPET_CHARACTERS, Match, Window

SENTENCE_END = re.compile(r"[.!؟?؛…]+[»”\")\]]*\s+|\n+")


def positions(analyzer: Analyzer, text: str, keys: Sequence[Key]) -> list[int]:
    """Where forms stand in a text, as the index says it."""
    forms = indexed_forms(analyzer.columns(text))
    return sorted({at for key in keys for at, form in enumerate(forms[key.level]) if fits(key, form)})


def fits(key: Key, form: str) -> bool:
    return bool(form) and (form.startswith(key.form) if key.begins else form == key.form)


def all_matches(analyzer: Analyzer, text: str, matchers: Sequence[Matcher], text_field: TextField) -> list[Match]:
    columns = analyzer.columns(text)
    found: dict[int, Match] = {}
    for number, matcher in enumerate(matchers):
        if text_field not in matcher.fields:
            continue
        for index, level in _hits(columns, matcher):
            start, end = columns.starts[index], columns.ends[index]
            if not matcher.marks_stops and analyzer.word(text[start:end]).stop:
                continue
            if index not in found or level == "exact":
                found[index] = Match(start, end, number, level)
    return [found[index] for index in sorted(found)]


def _hits(columns: TokenColumns, matcher: Matcher) -> list[tuple[int, Level]]:
    if matcher.phrase:
        first, *rest = matcher.phrase
        starts = [i for i, form in enumerate(columns.exact) if form in first]
        exact = dict(enumerate(columns.exact))
        places = {p for start in starts for p in phrase_places(exact, start, rest, matcher.slop)}
        return [(place, "exact") for place in sorted(places)]
    hits: dict[int, Level] = {}
    if matcher.beginning:
        hits = {at: "exact" for at, form in enumerate(columns.exact) if form.startswith(matcher.beginning)}
    for level, forms in matcher.forms:
        for index, form in enumerate(indexed_forms(columns)[level]):
            if form in forms:
                hits.setdefault(index, level)
    return list(hits.items())


def best_windows(text: str, matches: Sequence[Match]) -> list[Window]:
    best: list[Window] = []
    most = 0
    for count in range(1, MAX_FRAGMENTS + 1):
        windows, shown = _greedy(text, matches, count)
        if shown > most:
            best, most = windows, shown
    joined: list[Window] = []
    for start, end in best:
        if joined and start - joined[-1][1] <= 2:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _greedy(text: str, matches: Sequence[Match], count: int) -> tuple[list[Window], int]:
    chosen: list[Window] = []
    shown: set[int] = set()
    for _ in range(count):
        weighed = []
        for match in matches:
            start, end = window(text, match, SNIPPET_CHARACTERS // count)
            if not any(start < e and s < end for s, e in chosen):
                inside = {(m.matcher, m.level) for m in matches if start <= m.start < end}
                new = {matcher for matcher, _ in inside} - shown
                weighed.append((len(new), len(inside), -start, (start, end), {matcher for matcher, _ in inside}))
        if weighed:
            best = max(weighed, key=lambda w: w[:3])
            chosen.append(best[3])
            shown |= best[4]
    return sorted(chosen), len(shown)


def window(text: str, match: Match, length: int) -> Window:
    ends = [m.start() + len(m.group().rstrip()) for m in SENTENCE_END.finditer(text)]
    sentence = max([0, *(m.end() for m in SENTENCE_END.finditer(text) if m.end() <= match.start)])
    start = sentence
    if match.start - sentence > length // 2:
        before = text[max(match.start - length // 3, 0) : match.start]
        space = re.search(r"\s+", before)
        start = match.start - len(before) + space.end() if space else match.start
    return start, max(_end(text, ends, start, length), match.end)


def _end(text: str, ends: Sequence[int], start: int, length: int) -> int:
    hard, whole = start + length, len(text.rstrip())
    if hard >= len(text):
        return whole
    near = [end for end in ends if start + length * 2 // 3 <= end < hard]
    space = text.rfind(" ", start, hard)
    end = near[-1] if near else space if space > start else hard
    return end if end >= whole else start + len(text[start:end].rstrip(" ،,؛;:"))
