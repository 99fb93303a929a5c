"""An article laid out for reading: marked paragraphs with numbered hits, the map of the hits, its names by kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from searchapp.model import ENTITY_KINDS, Entity, EntityKind, Fragment, SearchRequest
from searchapp.search.service import ArticleView
from searchapp.web.markup import mark_html, marked_runs
from searchapp.web.urls import Links
from searchapp.web.wording import Wording, direction

MAP_WIDTH = 1000
MAP_STEP = 4
"""Ticks nearer than this fall on one another on the screen; the first stands for both."""

LEAD_CHARACTERS = 400
"""A first paragraph up to this length, with more to follow, is set as a lead."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A hit on the map: its number, its place from 0 to ``MAP_WIDTH``."""

    number: int
    x: int


@dataclass(frozen=True, slots=True)
class NameGroup:
    """The names of one kind, each with the address of the articles that have it."""

    kind: EntityKind
    names: tuple[tuple[Entity, str], ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """An article ready to be written. ``here`` is the current hit, 0 where none is; hits are counted from 1."""

    title: Markup
    paragraphs: tuple[Markup, ...]
    captions: tuple[Markup, ...]
    has_lead: bool
    hits: int
    here: int
    ticks: tuple[Tick, ...]
    previous_href: str
    next_href: str
    groups: tuple[NameGroup, ...]


def read_article(view: ArticleView, asked: SearchRequest, links: Links, wording: Wording, *, here: int) -> Reading:
    """Lay out an article; ``here`` is the hit that was asked for, kept inside the hits there are."""
    article = view.stored.article
    rtl, near = direction(article.lang) == "rtl", wording.say("mark.near")
    hits = sum(len(marked_runs(fragment.text, fragment.marks)) for fragment in view.body)
    here = min(here, hits)
    paragraphs: list[Markup] = []
    number = 1
    for fragment in view.body:
        html, marks = mark_html(fragment, near_title=near, rtl=rtl, first_hit=number, here=here)
        paragraphs.append(html)
        number += marks

    def hit_href(hit: int) -> str:
        return links.article(article.id, asked, hit) if 1 <= hit <= hits else ""

    return Reading(
        title=_joined(view.title, near, rtl) or Markup("{}").format(article.title),
        paragraphs=tuple(paragraphs),
        captions=tuple(mark_html(caption, near_title=near, rtl=rtl)[0] for caption in view.captions),
        has_lead=len(view.body) > 2 and len(view.body[0].text) <= LEAD_CHARACTERS,
        hits=hits,
        here=here,
        ticks=_ticks(view.body, here),
        previous_href=hit_href(here - 1),
        next_href=hit_href(here + 1),
        groups=_groups(view.stored.entities, links),
    )


def _joined(fragments: Sequence[Fragment], near: str, rtl: bool) -> Markup:
    return Markup(" ").join(mark_html(fragment, near_title=near, rtl=rtl)[0] for fragment in fragments)


def _ticks(body: Sequence[Fragment], here: int) -> tuple[Tick, ...]:
    """Place the hits along the article; of hits that fall together the current one or the first is kept."""
    length = sum(len(fragment.text) for fragment in body) or 1
    ticks: list[Tick] = []
    number = passed = 0
    for fragment in body:
        for run in marked_runs(fragment.text, fragment.marks):
            number += 1
            x = MAP_WIDTH * (passed + run.start) // length
            if ticks and x - ticks[-1].x < MAP_STEP:
                if number != here:
                    continue
                ticks.pop()
            ticks.append(Tick(number, x))
        passed += len(fragment.text)
    return tuple(ticks)


def _groups(entities: Sequence[Entity], links: Links) -> tuple[NameGroup, ...]:
    groups = []
    for kind in ENTITY_KINDS:
        found = sorted((e for e in entities if e.kind == kind), key=lambda e: -e.count)
        if found:
            groups.append(NameGroup(kind, tuple((e, links.filtered(kind, e.id)) for e in found)))
    return tuple(groups)
