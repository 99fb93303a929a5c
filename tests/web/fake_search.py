"""A small search over a few articles in memory: enough to drive every state of the pages and the API."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from searchapp.engine.base import GenerationInfo
from searchapp.entities import entity_key
from searchapp.errors import ArticleNotFoundError
from searchapp.model import (
    ENTITY_KINDS,
    Article,
    ArticleLine,
    Completion,
    Cursor,
    DateInterval,
    Entity,
    Facet,
    FacetValue,
    FilterSet,
    Fragment,
    Hit,
    Mark,
    MatchMode,
    Notice,
    Published,
    ReadWord,
    SearchPage,
    SearchRequest,
    StoredArticle,
)
from searchapp.search.distinctive import Distinctive
from searchapp.search.entity_profile import EntityProfile, EntityVariant
from searchapp.search.explain import Counted, Explanation
from searchapp.search.facets import make_histogram
from searchapp.search.service import ArticleView, Export, Overview

STOP_WORDS = frozenset({"في", "من"})


def entity(kind: str, label: str) -> Entity:
    name = next(known for known in ENTITY_KINDS if known == kind)
    return Entity(f"{name}:{entity_key(label)}", name, label, 2)


def stored(
    article_id: str,
    title: str,
    body: str,
    source: str = "نشرة البيئة",
    published: Published | None = None,
    entities: Sequence[Entity] = (),
    url: str = "",
    lang: str = "ar",
) -> StoredArticle:
    article = Article(article_id, title, body, source, url, published=published, lang=lang)
    return StoredArticle(article, tuple(entities))


def on(year: int, month: int, day: int, *, approximate: bool = False) -> Published:
    return Published(date(year, month, day), "day", "text" if approximate else "given", approximate)


class FakeService:
    """Finds articles that hold every word of the query somewhere, as letters; good enough to look at."""

    def __init__(self, articles: Sequence[StoredArticle], notices: Sequence[Notice] = ()) -> None:
        self._articles = tuple(articles)
        self._notices = tuple(notices)
        self.searches = 0
        self.stale: str | None = None

    @property
    def info(self) -> GenerationInfo:
        created = datetime(2026, 11, 23, tzinfo=UTC)
        return GenerationInfo("20261123T101200-7f3a", created, len(self._articles), "a1", "fake", 1, True)

    def search(self, request: SearchRequest) -> SearchPage:
        self.searches += 1
        words = _words(request.q)
        found = [a for a in self._articles if _has_all(a, words)]
        kept = [a for a in found if _passes(a, request)]
        sort = request.sort or ("relevance" if words else "newest")
        kept.sort(key=_day, reverse=sort != "oldest")
        first = (request.page - 1) * request.size
        if request.after:
            first = 1 + next(i for i, each in enumerate(kept) if each.article.id == request.after.id)
        last = min(first + request.size, len(kept))
        names = [name for name in request.facets if name != "date"]
        days = Counter(_day(a) or None for a in found if _passes(a, replace(request, date_from=None, date_to=None)))
        chosen = (request.date_from, request.date_to)
        return SearchPage(
            request=request,
            sort=sort,
            total=len(kept),
            hits=tuple(_hit(a, words) for a in kept[first : first + request.size]),
            facets={name: _facet(name, found, request) for name in names},
            histogram=make_histogram(days, request.interval, chosen if any(chosen) else None)
            if "date" in request.facets
            else None,
            words=_read(request.q),
            notices=self._notices,
            generation=self.info.name,
            took_ms=3.4,
            next=Cursor(1.5, _day(kept[last - 1]), kept[last - 1].article.id) if last < len(kept) else None,
        )

    def facet_values(self, request: SearchRequest, name: str, containing: str = "") -> Facet:
        facet = _facet(name, [a for a in self._articles if _has_all(a, _words(request.q))], request)
        return replace(facet, values=tuple(v for v in facet.values if containing in v.label))

    def distinctive(self, name: str, facet: Facet, total: int) -> tuple[Distinctive, ...]:
        overall = {v.value: v.count for v in _facet(name, self._articles, SearchRequest(facet_size=100)).values}
        found = [(v, v.count * len(self._articles) / (total * overall[v.value])) for v in facet.values if v.count]
        return tuple(Distinctive(v, overall[v.value], lift, lift) for v, lift in found if lift > 1)

    def export(self, request: SearchRequest) -> Export:
        kept = [a for a in self._articles if _has_all(a, _words(request.q)) and _passes(a, request)]
        return Export(len(kept), iter(kept))

    def article(self, article_id: str, q: str = "", mode: MatchMode = "auto") -> ArticleView:
        for found in self._articles:
            if found.article.id == article_id:
                words = _words(q)
                body = found.article.body.split("\n\n")
                return ArticleView(
                    stored=found,
                    title=(_fragment(found.article.title, words),),
                    body=tuple(_fragment(paragraph, words) for paragraph in body),
                    captions=tuple(_fragment(caption, words) for caption in found.article.captions),
                    mentions=(),
                )
        raise ArticleNotFoundError(f"No article “{article_id}”.", f"لا مقالة «{article_id}».", parameter="id")

    def related(self, article_id: str, size: int = 6) -> tuple[ArticleLine, ...]:
        self.article(article_id)
        others = [found.article for found in self._articles if found.article.id != article_id]
        return tuple(ArticleLine(a.id, a.title, a.source, a.published, a.lang) for a in others[:size])

    def explain(self, request: SearchRequest, article_id: str) -> Explanation | None:
        found = next(each for each in self._articles if each.article.id == article_id)
        if not _has_all(found, _words(request.q)):
            return None
        part = Counted("second", "body", "stem", "مناخ", 1.5, 3, 2.25, 0.5, 1.75)
        return Explanation(article_id, "second", (part,), 0.25)

    def suggest(self, q: str, size: int = 8) -> tuple[Completion, ...]:
        found = [
            Completion("person", "سلطان الجابر", 2, "person:سلطان الجابر"),
            Completion("word", "المناخ", 48),
            Completion("title", "قمة المناخ تقرّ صندوقًا للخسائر", 1, "env/2022 417"),
        ]
        return tuple(each for each in found if q in each.text)[:size]

    def entity_id(self, entity: str) -> str:
        return self.entity({"place:دبى": "place:دبي"}.get(entity, entity)).id

    def entity(self, entity: str, interval: DateInterval | None = None) -> EntityProfile:
        request = SearchRequest(filters={"entity": FilterSet((entity,))}, facets=(*ENTITY_KINDS, "source", "date"))
        page = self.search(replace(request, interval=interval))
        named = [known for hit in page.hits for known in hit.entities if known.id == entity]
        if not named:
            raise ArticleNotFoundError("No article names it.", "لا مقالة تذكره.", parameter="id")
        return EntityProfile(
            id=entity,
            kind=named[0].kind,
            label=named[0].label,
            articles=page.total,
            variants=(EntityVariant(named[0].label, len(named)),),
            variant_articles=len(page.hits),
            histogram=page.histogram,
            companions={kind: page.facets[kind] for kind in ENTITY_KINDS},
            sources=page.facets["source"],
        )

    def overview(self) -> Overview:
        page = self.search(SearchRequest(size=1))
        days = sorted(d for a in self._articles if (d := _day(a)))
        first, last = (date.fromordinal(days[0]), date.fromordinal(days[-1])) if days else (None, None)
        return Overview(page.total, page.histogram, page.facets, first, last, self.info)


def _words(q: str) -> list[str]:
    return [word for word in re.findall(r"\w+", q) if word not in STOP_WORDS]


def _read(q: str) -> tuple[ReadWord, ...]:
    return tuple(
        ReadWord(word, m.start(), m.end(), word, bare, stop=word in STOP_WORDS, forms=() if word == bare else (bare,))
        for m in re.finditer(r"\w+", q)
        for word, bare in ((m.group(), m.group().removeprefix("ال")),)
    )


def _has_all(found: StoredArticle, words: Sequence[str]) -> bool:
    text = f"{found.article.title} {found.article.body}"
    return all(word in text for word in words)


def _values(found: StoredArticle, name: str) -> list[str]:
    if name in ENTITY_KINDS:
        return [e.id for e in found.entities if e.kind == name]
    if name == "entity":
        return [e.id for e in found.entities]
    value = found.article.source if name == "source" else found.article.author
    return [value] if value else []


def _wanted(name: str, values: Sequence[str]) -> set[str]:
    return {f"{name}:{value}" if name in ENTITY_KINDS else value for value in values}


def _passes(found: StoredArticle, request: SearchRequest) -> bool:
    for name, chosen in request.filters.items():
        values = set(_values(found, name))
        if (chosen.include and not values & _wanted(name, chosen.include)) or values & _wanted(name, chosen.exclude):
            return False
    day = _day(found)
    low, high = request.date_from, request.date_to
    return not ((low and day < low.toordinal()) or (high and (day == 0 or day > high.toordinal())))


def _day(found: StoredArticle) -> int:
    published = found.article.published
    return published.date.toordinal() if published else 0


def _hit(found: StoredArticle, words: Sequence[str]) -> Hit:
    a = found.article
    snippet = _fragment(a.body[:160], words)
    return Hit(
        a.id, a.title, a.source, a.url, a.author, a.published, a.lang, 1.5, found.entities,
        {"title": (_fragment(a.title, words),), "body": (replace(snippet, cut_after=len(a.body) > 160),)},
    )  # fmt: skip


def _fragment(text: str, words: Sequence[str]) -> Fragment:
    marks = []
    for match in re.finditer(r"\w+", text):
        if match.group() in words:
            marks.append(Mark(match.start(), match.end(), "exact"))
        elif any(word.removeprefix("ال") in match.group() for word in words):
            marks.append(Mark(match.start(), match.end(), "stem"))
    return Fragment(text, 0, tuple(marks))


def _facet(name: str, found: Sequence[StoredArticle], request: SearchRequest) -> Facet:
    own = request.filters.get(name, FilterSet())
    filters = {**request.filters, name: FilterSet(exclude=own.exclude)}
    kept = [a for a in found if _passes(a, replace(request, filters=filters))]
    counts = Counter(value for a in kept for value in _values(a, name))
    labels: Mapping[str, str] = {e.id: e.label for a in found for e in a.entities}
    include, exclude = _wanted(name, own.include), _wanted(name, own.exclude)
    top = [value for value, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))][: request.facet_size]
    listed = [*top, *sorted((include | exclude) - set(top))]
    values = tuple(
        FacetValue(v, labels.get(v, v.partition(":")[2] or v), counts[v], v in include, v in exclude) for v in listed
    )
    missing = sum(1 for a in kept if not _values(a, name))
    return Facet(name, values, len(counts), sum(counts.values()) - sum(v.count for v in values), missing)


Provider = Callable[[], FakeService]
