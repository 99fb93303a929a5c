"""Marked text as HTML: the text is escaped first, then marks and direction isolates go in.

Marks colour whole written words and never change a letter, so Arabic keeps its joins; matches that only white space
parts share one mark. Foreign runs and numbers with a sign stand in ``<bdi>``, so that they keep their order between
Arabic words. Taking all tags out of the answer gives the text again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from searchapp.model import Fragment, Mark

ELLIPSIS = "…"
SENTENCE_ENDS = ".!؟?…"

_LETTER = "A-Za-zÀ-ɏͰ-ϿЀ-ӿ"
_ISOLATED = re.compile(
    rf"(?:\d[\d.,]{{0,20}} ?)?[{_LETTER}][{_LETTER}\d]*(?:[ .,\-'’&/@:+#_]{{1,2}}[{_LETTER}\d]+)*[+#%]{{0,2}}"
    r"|(?<![\w\d])[+\-−±$€£]\d(?:[\d.,]{0,20}\d)?%?"
    r"|\d(?:[\d.,]{0,20}\d)?(?:[-–]\d(?:[\d.,]{0,20}\d)?)+%?"
)
"""Latin, Greek and Cyrillic runs (with a number before them: 420.0 ppm), signed numbers, numbers joined by a hyphen.

A full stop after a number is the sentence's, and stays outside.
"""

_FOREIGN = re.compile(rf"[{_LETTER}\d]")
"""What every isolated run has; most Arabic texts have none, and one class is looked for fast."""


@dataclass(frozen=True, slots=True)
class MarkedRun:
    """A stretch ``start <= i < end`` under one mark; ``near`` says that another form than the written one matched."""

    start: int
    end: int
    near: bool


def marked_runs(text: str, marks: Iterable[Mark]) -> list[MarkedRun]:
    """Order the marks, cut them to the text, take overlaps apart and join those that only white space parts."""
    runs: list[MarkedRun] = []
    for mark in sorted(marks, key=lambda m: (m.start, m.end)):
        start, end = max(mark.start, 0, runs[-1].end if runs else 0), min(mark.end, len(text))
        if start >= end:
            continue
        near = mark.level != "exact"
        if runs and runs[-1].near == near and not text[runs[-1].end : start].strip():
            start = runs.pop().start
        runs.append(MarkedRun(start, end, near))
    return runs


def mark_html(
    fragment: Fragment, *, near_title: str = "", rtl: bool = True, first_hit: int = 0, here: int = 0
) -> tuple[Markup, int]:
    """Write a fragment as HTML and count its marks.

    ``near_title`` explains ``mark.near``; ``rtl`` says that the text runs right to left, which is when foreign runs are
    isolated. With ``first_hit`` > 0 the marks get the ids ``hit-1``…; mark number ``here`` is the current one.
    """
    text = fragment.text
    runs = marked_runs(text, fragment.marks)
    if first_hit:
        openings = [_opening(run, number, near_title, here) for number, run in enumerate(runs, first_hit)]
    else:
        openings = [_opening(run, 0, near_title, 0) for run in runs]
    parts: list[str] = []
    place = 0
    for isolate in _ISOLATED.finditer(text) if rtl and _FOREIGN.search(text) else ():
        start, end = isolate.span()
        _write(parts, text, place, start, runs, openings)
        parts.append("<bdi>")
        _write(parts, text, start, end, runs, openings)
        parts.append("</bdi>")
        place = end
    _write(parts, text, place, len(text), runs, openings)
    return Markup("".join(parts)), len(runs)  # noqa: S704 - texts are escaped, tags are made here


def _opening(run: MarkedRun, number: int, near_title: str, here: int) -> str:
    """Write the start tag of a mark; number 0 has no id."""
    if not number and not (run.near and near_title):
        return '<mark class="near">' if run.near else "<mark>"
    is_here = number > 0 and number == here
    classes = " ".join(name for name, wanted in (("near", run.near), ("is-here", is_here)) if wanted)
    tag = f'<mark id="hit-{number}"' if number else "<mark"
    if classes:
        tag += f' class="{classes}"'
    if run.near and near_title:
        tag += f' title="{escape(near_title)}"'
    return f'{tag} aria-current="true">' if is_here else f"{tag}>"


def isolated(text: str, lang: str = "ar") -> Markup:
    """Write a plain sentence as HTML with its foreign runs and joined numbers isolated, where it runs right to left.

    Without it ``أو 2015-07`` is shown as ``أو 07-2015``: after Arabic letters a hyphen reverses two numbers.
    """
    return mark_html(Fragment(text, 0, ()), rtl=lang == "ar")[0]


_ID = re.compile(r' id="hit-\d+"')


def _write(
    parts: list[str], text: str, start: int, end: int, runs: Sequence[MarkedRun], openings: Sequence[str]
) -> None:
    """Add ``text[start:end]``, escaped, with its marks. A mark that an isolate cuts keeps its id on its first part."""
    place = start
    for run, opening in zip(runs, openings, strict=True):
        if run.end <= start:
            continue
        if run.start >= end:
            break
        first, last = max(run.start, start), min(run.end, end)
        tag = opening if first == run.start else _ID.sub("", opening)
        parts.extend((escape(text[place:first]), tag, escape(text[first:last]), "</mark>"))
        place = last
    parts.append(escape(text[place:end]))


def snippet_html(fragments: Sequence[Fragment], *, near_title: str = "", rtl: bool = True) -> Markup:
    """Join the fragments of a snippet, with an ellipsis where a sentence was cut and between fragments."""
    parts: list[str] = []
    for number, fragment in enumerate(fragments):
        if number == 0 and fragment.cut_before:
            parts.append(f"{ELLIPSIS} ")
        elif number:
            parts.append(" " if _ends(fragments[number - 1], ELLIPSIS) else f" {ELLIPSIS} ")
        parts.append(mark_html(fragment, near_title=near_title, rtl=rtl)[0])
    if fragments and fragments[-1].cut_after and not _ends(fragments[-1], SENTENCE_ENDS):
        parts.append(f" {ELLIPSIS}")
    return Markup("".join(parts))  # noqa: S704 - joined from escaped fragments


def _ends(fragment: Fragment, signs: str) -> bool:
    """Say whether a fragment ends in one of the signs, closing quotation marks and brackets aside."""
    return fragment.text.rstrip(' \n»”)]"').endswith(tuple(signs))
