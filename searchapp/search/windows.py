"""The windows of a snippet: as few as show every matcher of a text, laid along its sentences.

Sentences are found in one pass and looked up by bisection, and windows that several matches share are weighed once.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from searchapp.model import Level

SNIPPET_CHARACTERS = 300
"""Length of all fragments of one snippet together: three lines of the page."""

MAX_FRAGMENTS = 3

Window = tuple[int, int]
"""A stretch ``start <= i < end`` of a text."""

_SENTENCE_END = re.compile(r"[.!؟?؛…\n](?:(?<!\n)[.!؟?؛…]*[»”\")\]]*\s+|(?<=\n)\n*)")
"""Signs, closing quotes, white space; or line ends. It begins with one class, for which ``re`` searches fastest."""

_LONGEST_END = 64
"""Signs and white space between sentences are rarely longer; of more, the rest is left to the next sentence."""

_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Match:
    """A marked token: its place in the text, the matcher's number, and the nearest level that matched."""

    start: int
    end: int
    matcher: int
    level: Level


def beginning(text: str) -> Window:
    """Lay the window that stands where nothing matched: the text's beginning."""
    layout = _Layout(text, 0)
    return 0, layout.end(0, SNIPPET_CHARACTERS)


def choose_windows(text: str, matches: Sequence[Match]) -> list[Window]:
    """Take as few windows as show every matcher of the text, or the most of them; more windows are shorter ones.

    ``matches`` are in text order, at least one. Windows that touch are joined.
    """
    layout = _Layout(text, matches[-1].start)
    present = len({match.matcher for match in matches})
    best: list[Window] = []
    most = 0
    for count in range(1, MAX_FRAGMENTS + 1):
        windows, shown = _greedy(layout.windows(matches, SNIPPET_CHARACTERS // count), matches, count)
        if shown > most:
            best, most = windows, shown
        if most == present:
            break
    return _joined(best)


def _greedy(candidates: Sequence[Window], matches: Sequence[Match], count: int) -> tuple[list[Window], int]:
    """Take up to ``count`` windows, each with the most matchers not shown yet (ties: more levels, then the first)."""
    starts = [match.start for match in matches]
    kinds = [(match.matcher, match.level) for match in matches]
    inside = {w: set(kinds[bisect_left(starts, w[0]) : bisect_left(starts, w[1])]) for w in candidates}
    chosen: list[Window] = []
    shown: set[int] = set()
    for _ in range(count):
        free = [w for w in inside if not any(w[0] < end and start < w[1] for start, end in chosen)]
        if not free:
            break
        best = max(free, key=lambda w: (len({matcher for matcher, _ in inside[w]} - shown), len(inside[w]), -w[0]))
        chosen.append(best)
        shown.update(matcher for matcher, _ in inside[best])
    return sorted(chosen), len(shown)


def _joined(windows: Sequence[Window]) -> list[Window]:
    """Join windows that touch or are a few letters apart."""
    joined: list[Window] = []
    for start, end in windows:
        if joined and start - joined[-1][1] <= 2:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


class _Layout:
    """Where windows may begin and end in one text; none begins after ``last``, so that sentences end there too."""

    def __init__(self, text: str, last: int) -> None:
        self._text = text
        self._length = len(text.rstrip())
        ends = _SENTENCE_END.finditer(text, 0, last + SNIPPET_CHARACTERS + _LONGEST_END)
        found = [(m.start() + len(m.group().rstrip()), m.end()) for m in ends]
        self._ends = [end for end, _ in found]
        self._starts = [0, *(start for _, start in found if start < len(text))]

    def windows(self, matches: Sequence[Match], length: int) -> list[Window]:
        """Lay a window round each match: from its sentence's start if near, else from a word shortly before it."""
        laid: dict[Window, None] = {}
        ends: dict[int, int] = {}
        for match in matches:
            start = self._start(match, length)
            end = ends.get(start)
            if end is None:
                end = ends[start] = self.end(start, length)
            laid[start, max(end, match.end)] = None
        return list(laid)

    def _start(self, match: Match, length: int) -> int:
        sentence = self._starts[bisect_right(self._starts, match.start) - 1]
        if match.start - sentence <= length // 2:
            return sentence
        space = _SPACE.search(self._text, max(match.start - length // 3, 0), match.start)
        return space.end() if space else match.start

    def end(self, start: int, length: int) -> int:
        """End a window at the last end of a sentence in the last third of its length, else before a word.

        No comma, semicolon or colon is left to stand before the dots of a cut; the text's own end stays.
        """
        hard = start + length
        if hard >= len(self._text):
            return self._length
        at = bisect_left(self._ends, hard) - 1
        if at >= 0 and self._ends[at] >= start + length * 2 // 3:
            end = self._ends[at]
        else:
            space = self._text.rfind(" ", start, hard)
            end = space if space > start else hard
        return end if end >= self._length else start + len(self._text[start:end].rstrip(" ،,؛;:"))
