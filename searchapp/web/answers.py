"""From the product's records to the API's answers."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import timedelta

from searchapp import __version__
from searchapp.engine.base import GenerationInfo
from searchapp.errors import ArticleNotFoundError
from searchapp.model import (
    LEVELS,
    ArticleLine,
    Completion,
    DateHistogram,
    Entity,
    EntityKind,
    Facet,
    FilterSet,
    Fragment,
    Hit,
    Level,
    Published,
    SearchPage,
    SearchRequest,
    Token,
)
from searchapp.search.distinctive import Distinctive
from searchapp.search.entity_profile import EntityProfile
from searchapp.search.explain import Explanation
from searchapp.search.parameters import MAX_WINDOW
from searchapp.search.service import ArticleView, Overview
from searchapp.web import schemas
from searchapp.web.cursors import CursorSeal
from searchapp.web.markup import mark_html
from searchapp.web.params import DEFAULT_FACETS
from searchapp.web.urls import Links, Neighbours
from searchapp.web.wording import direction


def search_answer(
    page: SearchPage, links: Links, engine: str, *, seal: CursorSeal | None = None, html: bool = True
) -> schemas.SearchAnswer:
    """Turn a page of results into the answer of ``/api/v1/search``.

    Without a seal there are no cursors; without ``html`` marks are offsets only.
    """
    request = page.request
    pages = links.other("ar")
    near, pages_near = Neighbours(links, request), Neighbours(pages, replace(request, size=pages.default_size))
    facets: dict[str, schemas.KeywordFacet | schemas.DateFacet] = {
        name: _keyword_facet(facet, near) for name, facet in page.facets.items()
    }
    if page.histogram:
        facets["date"] = _date_facet(page.histogram, near)
    return schemas.SearchAnswer(
        query=_query_info(page),
        total=schemas.Total(
            value=page.total,
            relation="gte" if page.total_relation == "at-least" else page.total_relation,
        ),
        hits=[_hit(hit, near, pages_near, html=html) for hit in page.hits],
        facets=facets,
        paging=_paging(page, links, seal),
        meta=schemas.Meta(
            took_ms=round(page.took_ms, 2), engine=engine, generation=page.generation, partial=page.partial
        ),
        did_you_mean=_did_you_mean(page, links),
        folded=page.folded,
    )


def suggest_answer(
    q: str, found: Sequence[Completion], links: Links, info: GenerationInfo, began: float
) -> schemas.SuggestAnswer:
    """Turn completions into the answer of ``/api/v1/suggest``; ``began`` is a reading of ``perf_counter``."""
    return schemas.SuggestAnswer(
        q=q,
        suggestions=[
            schemas.CompletionItem(kind=c.kind, text=c.text, count=c.count, id=c.id or None, href=_leading_to(c, links))
            for c in found
        ],
        meta=_meta(info, began),
    )


def article_answer(
    view: ArticleView, asked: SearchRequest, links: Links, info: GenerationInfo, began: float
) -> schemas.ArticleAnswer:
    """Turn an article into the answer of ``/api/v1/articles/<id>``; ``began`` is a reading of ``perf_counter``."""
    article = view.stored.article
    rtl = direction(article.lang) == "rtl"
    return schemas.ArticleAnswer(
        id=article.id,
        title=article.title,
        body=article.body,
        url=article.url or None,
        source=_source(article.source),
        author=article.author or None,
        section=article.section or None,
        captions=list(article.captions),
        published_at=published_at(article.published),
        published=_published(article.published),
        lang=article.lang,
        dir=direction(article.lang),
        entities=_entities(view.stored.entities),
        mentions=[
            schemas.MentionItem(start=m.start, end=m.end, id=m.id, name=m.label, type=m.kind) for m in view.mentions
        ],
        highlights={
            "title": _highlights(view.title, rtl),
            "body": _highlights(view.body, rtl),
            "captions": _highlights(view.captions, rtl),
        },
        links=_article_links(article.id, asked, links),
        meta=_meta(info, began),
    )


def related_answer(
    article_id: str, found: Sequence[ArticleLine], links: Links, info: GenerationInfo, began: float
) -> schemas.RelatedAnswer:
    """Turn related articles into the answer of ``/api/v1/articles/<id>/related``."""
    plain, pages = SearchRequest(size=links.default_size), links.other("ar")
    near, pages_near = Neighbours(links, plain), Neighbours(pages, SearchRequest(size=pages.default_size))
    articles = [_similar(line, near, pages_near) for line in found]
    return schemas.RelatedAnswer(id=article_id, articles=articles, meta=_meta(info, began))


def explain_answer(found: Explanation, q: str, info: GenerationInfo, began: float) -> schemas.ExplainAnswer:
    """Turn an explanation into the answer of ``/api/v1/explain/<id>``."""
    parts = [
        schemas.CountedItem(
            field=part.field,
            level=part.level,
            form=part.form,
            frequency=part.frequency,
            articles=part.articles,
            idf=part.idf,
            weight=part.weight,
            score=part.score,
        )
        for part in found.parts
    ]
    return schemas.ExplainAnswer(
        id=found.id,
        q=q,
        score=found.score,
        stage=found.stage,
        outside=found.outside,
        parts=parts,
        meta=_meta(info, began),
    )


def not_a_result(article_id: str) -> ArticleNotFoundError:
    """Say that an article, which may exist, is no result of the query."""
    return ArticleNotFoundError(
        f"The article “{article_id}” is no result of this query.",
        f"المقالة «{article_id}» ليست من نتائج هذا السؤال.",
        parameter="id",
    )


def analyze_answer(text: str, tokens: Sequence[Token], analyzer: str) -> schemas.AnalyzeAnswer:
    """Turn the tokens of a text into the answer of ``/api/v1/analyze``."""
    return schemas.AnalyzeAnswer(
        text=text, tokens=[schemas.AnalyzedToken(**asdict(token)) for token in tokens], analyzer=analyzer
    )


def entity_answer(profile: EntityProfile, links: Links, info: GenerationInfo, began: float) -> schemas.EntityAnswer:
    """Turn a profile into the answer of ``/api/v1/entities/<id>``; ``began`` is a reading of ``perf_counter``."""
    asked = SearchRequest(filters={"entity": FilterSet((profile.id,))}, size=links.default_size)
    near = Neighbours(links, asked)
    return schemas.EntityAnswer(
        id=profile.id,
        kind=profile.kind,
        label=profile.label,
        articles=profile.articles,
        variants=[schemas.VariantItem(text=v.text, count=v.count) for v in profile.variants],
        variant_articles=profile.variant_articles,
        date=_date_facet(profile.histogram, near) if profile.histogram else None,
        companions={kind: _keyword_facet(facet, near) for kind, facet in profile.companions.items()},
        sources=_keyword_facet(profile.sources, near),
        links={"search": links.search(asked), "html": links.other("ar").entity(profile.id)},
        meta=_meta(info, began),
    )


def facet_answer(
    facet: Facet, text: str, asked: SearchRequest, links: Links, info: GenerationInfo, began: float
) -> schemas.FacetAnswer:
    """Turn a facet into the answer of ``/api/v1/facets/<name>``; ``began`` is a reading of ``perf_counter``."""
    return schemas.FacetAnswer(
        name=facet.name, filter=text, facet=_keyword_facet(facet, Neighbours(links, asked)), meta=_meta(info, began)
    )


def distinctive_answer(
    page: SearchPage,
    found: Sequence[tuple[EntityKind, Distinctive]],
    links: Links,
    info: GenerationInfo,
    began: float,
) -> schemas.DistinctiveAnswer:
    """Turn names that set results apart into the answer of ``/api/v1/distinctive``."""
    near = Neighbours(links, replace(page.request, size=links.default_size, facets=DEFAULT_FACETS, facet_size=10))
    names = [
        schemas.DistinctiveItem(
            id=one.value.value,
            kind=kind,
            label=one.value.label,
            count=one.value.count,
            overall=one.overall,
            lift=round(one.lift, 2),
            href=near.toggled(kind, one.value.value),
        )
        for kind, one in found
    ]
    return schemas.DistinctiveAnswer(q=page.request.q, total=page.total, names=names, meta=_meta(info, began))


def stats_answer(picture: Overview, began: float) -> schemas.StatsAnswer:
    """Turn the picture of a collection into the answer of ``/api/v1/stats``."""
    return schemas.StatsAnswer(
        articles=picture.articles,
        first=picture.first,
        last=picture.last,
        distinct={name: facet.distinct for name, facet in picture.facets.items()},
        built=picture.generation.created,
        version=__version__,
        meta=_meta(picture.generation, began),
    )


def published_at(published: Published | None) -> str | None:
    """The publication day as an ISO date; ``published`` beside it says how precise it is."""
    return published.date.isoformat() if published else None


def nearest_level(hit: Hit) -> Level | None:
    """The nearest level among a hit's marks; None where nothing is marked."""
    levels = {mark.level for fragments in hit.highlights.values() for f in fragments for mark in f.marks}
    return next((level for level in LEVELS if level in levels), None)


def _query_info(page: SearchPage) -> schemas.QueryInfo:
    return schemas.QueryInfo(
        q=page.request.q,
        mode=page.request.mode,
        sort=page.sort,
        interpreted=[
            schemas.InterpretedWord(
                text=w.text,
                span=(w.start, w.end),
                folded=w.exact,
                stem=w.stem,
                stop=w.stop,
                phrase=w.phrase,
                negated=w.negated,
                forms=list(w.forms),
            )
            for w in page.words
        ],
        notices=[
            schemas.NoticeItem(code=n.code, span=n.span, message=n.message, message_ar=n.message_ar)
            for n in page.notices
        ],
    )


def _meta(info: GenerationInfo, began: float) -> schemas.Meta:
    took = round((time.perf_counter() - began) * 1000, 2)
    return schemas.Meta(took_ms=took, engine=info.engine, generation=info.name, partial=False)


def _leading_to(completion: Completion, links: Links) -> str:
    if completion.kind == "title":
        return links.article(completion.id)
    if completion.id:
        return links.filtered(completion.kind, completion.id)
    return links.search(SearchRequest(q=completion.text, size=links.default_size))


def _did_you_mean(page: SearchPage, links: Links) -> schemas.DidYouMean | None:
    found = page.suggestion
    if found is None:
        return None
    href = links.search(replace(page.request, q=found.q, page=1))
    return schemas.DidYouMean(q=found.q, changed=list(found.changed), total=found.total, href=href)


def _hit(hit: Hit, near: Neighbours, pages_near: Neighbours, *, html: bool) -> schemas.HitItem:
    rtl = direction(hit.lang) == "rtl"
    return schemas.HitItem(
        id=hit.id,
        score=hit.score,
        level=nearest_level(hit),
        title=hit.title,
        url=hit.url or None,
        source=_source(hit.source),
        author=hit.author or None,
        published_at=published_at(hit.published),
        published=_published(hit.published),
        lang=hit.lang,
        dir=direction(hit.lang),
        entities=_entities(hit.entities),
        highlights={name: _highlights(fragments, rtl, html=html) for name, fragments in hit.highlights.items()},
        links=schemas.HitLinks(self_=near.article(hit.id), html=pages_near.article(hit.id)),
        similar=schemas.SimilarItems(
            total=hit.similar_total, items=[_similar(line, near, pages_near) for line in hit.similar]
        ),
    )


def _similar(line: ArticleLine, near: Neighbours, pages_near: Neighbours) -> schemas.SimilarItem:
    return schemas.SimilarItem(
        id=line.id,
        title=line.title,
        source=_source(line.source),
        published_at=published_at(line.published),
        links=schemas.HitLinks(self_=near.article(line.id), html=pages_near.article(line.id)),
    )


def _article_links(article_id: str, asked: SearchRequest, links: Links) -> schemas.HitLinks:
    return schemas.HitLinks(
        self_=links.article(article_id, asked), html=links.other("ar").article(article_id, replace(asked, page=1))
    )


def _source(name: str) -> schemas.SourceItem | None:
    return schemas.SourceItem(id=name, name=name) if name else None


def _published(published: Published | None) -> schemas.PublishedItem | None:
    if published is None:
        return None
    return schemas.PublishedItem(
        date=published.date,
        precision=published.precision,
        origin=published.origin,
        approximate=published.approximate,
    )


def _entities(entities: Sequence[Entity]) -> list[schemas.EntityItem]:
    return [schemas.EntityItem(id=e.id, name=e.label, type=e.kind, count=e.count) for e in entities]


def _highlights(fragments: Sequence[Fragment], rtl: bool, *, html: bool = True) -> list[schemas.HighlightItem]:
    return [
        schemas.HighlightItem(
            text=fragment.text,
            start=fragment.start,
            marks=[(mark.start, mark.end, mark.level) for mark in fragment.marks],
            html=str(mark_html(fragment, rtl=rtl)[0]) if html else None,
        )
        for fragment in fragments
    ]


def _keyword_facet(facet: Facet, near: Neighbours) -> schemas.KeywordFacet:
    return schemas.KeywordFacet(
        values=[
            schemas.FacetItem(
                value=v.value,
                label=v.label,
                count=v.count,
                selected=v.selected,
                excluded=v.excluded,
                href=near.toggled(facet.name, v.value),
            )
            for v in facet.values
        ],
        distinct=facet.distinct,
        other=facet.other,
        missing=facet.missing,
    )


def _date_facet(histogram: DateHistogram, near: Neighbours) -> schemas.DateFacet:
    return schemas.DateFacet(
        interval=histogram.interval,
        values=[
            schemas.DateItem(
                value=b.start,
                to=b.end,
                count=b.count,
                selected=b.selected,
                href=near.between(b.start, b.end - timedelta(days=1)),
            )
            for b in histogram.bins
        ],
        missing=histogram.missing,
    )


def _paging(page: SearchPage, links: Links, seal: CursorSeal | None) -> schemas.Paging:
    asked = page.request
    cursor = seal.write(page.generation, asked, page.next) if seal and page.next else None
    onwards = replace(links, kept=(*links.kept, ("cursor", cursor))).search(replace(asked, page=1)) if cursor else None
    last = min(page.pages, MAX_WINDOW // asked.size)

    def turned(number: int) -> str | None:
        return links.search(replace(asked, page=number)) if 1 <= number <= last else None

    if asked.after:
        return schemas.Paging(page=None, size=asked.size, pages=page.pages, next=onwards, prev=None, cursor=cursor)
    return schemas.Paging(
        page=asked.page,
        size=asked.size,
        pages=page.pages,
        next=turned(asked.page + 1) or onwards,
        prev=turned(asked.page - 1),
        cursor=cursor,
    )
