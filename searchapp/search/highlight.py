"""Marks and snippets, cut from the original text: whole written words, only what matched, a phrase as a phrase.

The index says at which positions words of the query stand, so that only these tokens are read, with the analyzer of the
index; ``tests/search/highlight_oracle.py`` reads token by token and must agree.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate
from operator import attrgetter

from searchapp.arabic.analyzer import Analyzer, WordForms
from searchapp.arabic.tokens import tokens_at
from searchapp.engine.base import Key
from searchapp.model import Fragment, Level, Mark, TextField
from searchapp.search.levels import root_form
from searchapp.search.planner import Matcher
from searchapp.search.windows import Match, beginning, choose_windows

Verdict = tuple[int, Level]
"""The number of the matcher that marks a word, and the nearest level."""


def phrase_places(forms: Mapping[int, str], start: int, rest: Sequence[Container[str]], slop: int) -> tuple[int, ...]:
    """Follow a phrase from its first word: the places of its words, or nothing if they do not stand near enough.

    ``forms`` are those of tokens by place; those that no phrase has may be left out. Each word is taken at its first
    place after the one before, which leaves the most room for the others.
    """
    places = [start]
    limit = start + len(rest) + slop
    for wanted in rest:
        near = range(places[-1] + 1, limit + 1)
        place = next((i for i in near if (form := forms.get(i)) is not None and form in wanted), None)
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
    """Highlights the texts of one query's hits.

    ``positions`` are the numbers of the tokens, ascending, at which any of the ``keys`` of the text field stands; what
    stands elsewhere is not marked.
    """

    def __init__(self, analyzer: Analyzer, matchers: Sequence[Matcher]) -> None:
        self._analyzer = analyzer
        self._matchers = matchers
        self._markers: dict[TextField, _Marker] = {}

    def keys(self, text_field: TextField) -> tuple[Key, ...]:
        """Give every form that may be marked in a text field: what positions are asked for."""
        matchers = [matcher for matcher in self._matchers if text_field in matcher.fields]
        words = [Key(level, form) for matcher in matchers for level, forms in matcher.forms for form in sorted(forms)]
        phrases = [Key("exact", form) for matcher in matchers for place in matcher.phrase for form in sorted(place)]
        beginnings = [Key("exact", matcher.beginning, begins=True) for matcher in matchers if matcher.beginning]
        return tuple(dict.fromkeys((*words, *phrases, *beginnings)))

    def matches(self, text: str, text_field: TextField, positions: Sequence[int]) -> list[Match]:
        """Find every token that a matcher of this text field marks, in text order, each token once."""
        if not positions:
            return []
        marker = self._markers.get(text_field)
        if marker is None:
            fitting = {n: matcher for n, matcher in enumerate(self._matchers) if text_field in matcher.fields}
            marker = self._markers[text_field] = _Marker(self._analyzer, fitting)
        return marker.matches(text, positions)

    def whole(self, text: str, text_field: TextField, positions: Sequence[int]) -> Fragment:
        """Mark a whole text, such as a title."""
        return mark_text(text, self.matches(text, text_field, positions), 0, len(text))

    def paragraphs(self, text: str, text_field: TextField, positions: Sequence[int]) -> tuple[Fragment, ...]:
        """Mark a whole text, paragraph by paragraph (lines with something on them)."""
        matches = self.matches(text, text_field, positions)
        spans = [m.span() for m in re.finditer(r"[^\n]*\S[^\n]*", text)]
        return tuple(_uncut(mark_text(text, matches, start, end)) for start, end in spans)

    def parts(self, texts: Sequence[str], text_field: TextField, positions: Sequence[int]) -> tuple[Fragment, ...]:
        """Mark texts that the index holds as one, each on a line of its own, such as captions."""
        joined = "\n".join(texts)
        matches = self.matches(joined, text_field, positions)
        ends = [*accumulate(len(text) + 1 for text in texts)]
        spans = [(end - 1 - len(text), end - 1) for text, end in zip(texts, ends, strict=True)]
        return tuple(replace(_uncut(mark_text(joined, matches, *span)), start=0) for span in spans)

    def snippet(self, text: str, text_field: TextField, positions: Sequence[int]) -> tuple[Fragment, ...]:
        """Cut up to three fragments that show the most different matches; the beginning where nothing matched."""
        if not text:
            return ()
        matches = self.matches(text, text_field, positions)
        windows = choose_windows(text, matches) if matches else [beginning(text)]
        return tuple(mark_text(text, matches, start, end) for start, end in windows)


def _uncut(fragment: Fragment) -> Fragment:
    return Fragment(fragment.text, fragment.start, fragment.marks)


class _Marker:
    """Marks texts with the matchers of a text field, by their numbers."""

    def __init__(self, analyzer: Analyzer, matchers: Mapping[int, Matcher]) -> None:
        self._word = analyzer.word
        self._words = {number: matcher for number, matcher in matchers.items() if not matcher.phrase}
        self._phrases = {number: matcher for number, matcher in matchers.items() if matcher.phrase}
        self._verdicts: dict[str, tuple[WordForms, Verdict | None]] = {}

    def matches(self, text: str, positions: Sequence[int]) -> list[Match]:
        """Find the marked tokens among those at the positions, in text order."""
        spans = dict(zip(positions, tokens_at(text, positions), strict=True))
        read = {position: self._read(text[start:end]) for position, (start, end) in spans.items()}
        verdicts = {position: verdict for position, (_, verdict) in read.items() if verdict}
        if self._phrases:
            self._add_phrases({position: forms for position, (forms, _) in read.items()}, verdicts)
        return [Match(*spans[position], *verdicts[position]) for position in positions if position in verdicts]

    def _read(self, written: str) -> tuple[WordForms, Verdict | None]:
        """The forms of a token, and how single words of the query mark it."""
        known = self._verdicts.get(written)
        if known is None:
            forms = self._word(written)
            known = self._verdicts[written] = forms, self._verdict(forms)
        return known

    def _verdict(self, forms: WordForms) -> Verdict | None:
        """Give the last matcher of the written form, else the first of another level."""
        best: Verdict | None = None
        for number, matcher in self._words.items():
            if forms.stop and not matcher.marks_stops:
                continue
            level = marked_level(matcher, forms)
            if level is not None and (best is None or level == "exact"):
                best = number, level
        return best

    def _add_phrases(self, forms: Mapping[int, WordForms], verdicts: dict[int, Verdict]) -> None:
        """Add the tokens of every occurrence of a phrase with at most ``slop`` further words inside it."""
        exact = {position: each.exact for position, each in forms.items()}
        for number, matcher in self._phrases.items():
            first, *rest = matcher.phrase
            starts = [position for position, form in exact.items() if form in first]
            for position in {place for start in starts for place in phrase_places(exact, start, rest, matcher.slop)}:
                if forms[position].stop and not matcher.marks_stops:
                    continue
                known = verdicts.get(position)
                if known is None or known[1] != "exact" or known[0] < number:
                    verdicts[position] = number, "exact"


def marked_level(matcher: Matcher, forms: WordForms) -> Level | None:
    """Give the first level at which a matcher of single words marks a word, or None."""
    if matcher.beginning and forms.exact.startswith(matcher.beginning):
        return "exact"
    return next((level for level, known in matcher.forms if _form(forms, level) in known), None)


def _form(forms: WordForms, level: Level) -> str:
    """What stands in the index for a word at a level."""
    if level == "root":
        return root_form(forms.root, forms.stem)
    return forms.exact if level == "exact" else forms.stem
