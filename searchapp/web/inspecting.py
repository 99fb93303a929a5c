"""The analysis inspector: how a text is read, word by word, with the reason, its names and its dates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from flask import Response, render_template, request

from searchapp.arabic.analyzer import analyze
from searchapp.arabic.dates import find_dates, format_date
from searchapp.entities import find_entities
from searchapp.model import EntityKind, Token
from searchapp.web.caching import respond
from searchapp.web.pages import PAGE_CACHE, html_answer, localised, page_links, page_tag
from searchapp.web.params import read_text
from searchapp.web.problems import current_lang
from searchapp.web.state import Answer, Searcher, state

_TATWEEL = "\N{ARABIC TATWEEL}"
_NUMBER = re.compile(r"[\d.,٫٬]+")
_LATIN = re.compile(r"[A-Za-z]")
_MARKS = re.compile("[\N{ARABIC FATHATAN}-\N{ARABIC SUKUN}\N{ARABIC LETTER SUPERSCRIPT ALEF}\N{ARABIC TATWEEL}]")

Reason = Literal["stop", "number", "latin", "protected", "cut", "inner", "whole"]


@dataclass(frozen=True, slots=True)
class ReadToken:
    """A word as the table shows it: what was cut before and after its stem, and the keys of the reasons."""

    token: Token
    before: str
    stem: str
    after: str
    reason: Reason
    marks: bool

    @property
    def kept(self) -> bool:
        """Say that nothing is ever cut off this word."""
        return self.reason in ("protected", "number", "latin")


@dataclass(frozen=True, slots=True)
class Found:
    """A name or a date of the text: what is written, what it is read as, where that leads."""

    text: str
    kind: EntityKind | Literal["date"]
    value: str
    href: str


@localised.get("/analyze")
def analyze_page() -> Response:
    """Show how a text is read; the same analysis reads articles and queries."""
    text = read_text(request.args.to_dict(flat=False))
    service = state().provider()
    return respond(page_tag(service), PAGE_CACHE, lambda: _inspector(service, text))


def _inspector(service: Searcher, text: str) -> Answer:
    tokens = [read_token(token) for token in analyze(text)]
    return html_answer(
        render_template(
            "analyze.html",
            collection=state().overview(service),
            text=text,
            pieces=_pieces(text, tokens),
            tokens=tokens,
            found=_found(text),
            analysis=service.info.analyzer,
        )
    )


def read_token(token: Token) -> ReadToken:
    """Cut a word for the eye: its stem where it stands in the folded spelling, whole where it does not."""
    place = -1 if token.stop else token.exact.find(token.stem)
    before, after = (token.exact[:place], token.exact[place + len(token.stem) :]) if place >= 0 else ("", "")
    return ReadToken(
        token=token,
        before=before + _TATWEEL if before else "",
        stem=token.exact if token.stop else token.stem,
        after=_TATWEEL + after if after else "",
        reason=_reason(token, cut=bool(before or after), found=place >= 0),
        marks=bool(_MARKS.search(token.text)),
    )


def _reason(token: Token, *, cut: bool, found: bool) -> Reason:
    if token.stop:
        return "stop"
    if _NUMBER.fullmatch(token.text):
        return "number"
    if _LATIN.search(token.text):
        return "latin"
    if token.protected:
        return "protected"
    if not found:
        return "inner"
    return "cut" if cut else "whole"


def _pieces(text: str, tokens: Sequence[ReadToken]) -> list[tuple[str, str]]:
    """The text in pieces with the class of each: ``kept``, ``stop``, ``word``, or nothing between words."""
    pieces: list[tuple[str, str]] = []
    place = 0
    for read in tokens:
        pieces.append((text[place : read.token.start], ""))
        name = "kept" if read.kept else "stop" if read.reason == "stop" else "word"
        pieces.append((text[read.token.start : read.token.end], name))
        place = read.token.end
    return [piece for piece in [*pieces, (text[place:], "")] if piece[0]]


def _found(text: str) -> list[Found]:
    lang, links = current_lang(), page_links()
    names = [Found(text[m.start : m.end], m.kind, m.label, links.filtered(m.kind, m.id)) for m in find_entities(text)]
    dates = [Found(text[d.start : d.end], "date", format_date(d.date, lang, d.precision), "") for d in find_dates(text)]
    return names + dates
