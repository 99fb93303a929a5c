"""The use cases over one open generation: search, one article, the collection's picture."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from searchapp.arabic.analyzer import Analyzer
from searchapp.arabic.fold import fold
from searchapp.engine import base as engine
from searchapp.entities import EntityFinder
from searchapp.errors import ArticleNotFoundError, SearchTimeoutError
from searchapp.model import (
    ENTITY_KINDS,
    TEXT_FIELDS,
    Article,
    ArticleLine,
    Completion,
    Cursor,
    DateHistogram,
    DateInterval,
    Facet,
    FilterSet,
    Fragment,
    Hit,
    MatchMode,
    Mention,
    Notice,
    SearchPage,
    SearchRequest,
    SortOrder,
    StoredArticle,
    Suggestion,
    TextField,
)
from searchapp.query import ParsedQuery, parse
from searchapp.search import notices
from searchapp.search.answering import Answered, Answering
from searchapp.search.choices import Choices
from searchapp.search.did_you_mean import DidYouMean
from searchapp.search.distinctive import Background, Distinctive
from searchapp.search.entity_profile import EntityProfile, EntityProfiles
from searchapp.search.explain import Explanation, explain
from searchapp.search.facets import make_facet, make_histogram, rare_values
from searchapp.search.families import Family
from searchapp.search.forms_found import with_forms_found
from searchapp.search.highlight import Highlighter
from searchapp.search.parameters import MAX_SIZE, check_request
from searchapp.search.planner import PlannedQuery, Planner
from searchapp.search.ranking import first_stage, posting_budget, recency
from searchapp.search.related import related_ids
from searchapp.search.relatives import Relatives
from searchapp.search.spelled import Spelling
from searchapp.search.suggest import Suggester

FACETS: tuple[engine.KeywordField, ...] = engine.KEYWORD_FIELDS

SPARE_VALUES = 5
"""Times the values that a facet shows are asked of the engine where rare ones may be among them."""

DEADLINE_S = 2.0
"""Seconds that one search of the engine may take by default; what is left out then is said (``SearchPage.partial``)."""

EXPORT_BATCH = 500
"""Articles of an export that are in memory at once."""


MOST_SIMILAR = 50
"""Near-duplicates that an article lists."""

RELATED = 6
"""Related articles that are given where no number is asked for."""

SHOWN_SIMILAR = 3
"""Near-duplicates that a hit names; the article shows all."""


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article for reading: marks of the query in title, paragraphs and captions, and the names found in the body.

    ``similar`` are its near-duplicates, newest first, whatever the query.
    """

    stored: StoredArticle
    title: tuple[Fragment, ...]
    body: tuple[Fragment, ...]
    captions: tuple[Fragment, ...]
    mentions: tuple[Mention, ...]
    similar: tuple[ArticleLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Overview:
    """The picture of a collection: its size, its days, its most frequent sources and names."""

    articles: int
    histogram: DateHistogram | None
    facets: Mapping[str, Facet]
    first: date | None
    last: date | None
    generation: engine.GenerationInfo


@dataclass(frozen=True, slots=True)
class Export:
    """All results of a search: their number, and the articles in their order, read as they are taken."""

    total: int
    articles: Iterator[StoredArticle]


def _sort_of(plan: engine.Plan) -> SortOrder:
    return "recent" if plan.recency else plan.sort


class SearchService:
    """Answers requests from one generation. Safe for use from several threads."""

    def __init__(
        self,
        reader: engine.Reader,
        analyzer: Analyzer,
        finder: EntityFinder,
        families: Iterable[Family] = (),
        deadline: float = DEADLINE_S,
    ) -> None:
        """Serve a generation; ``families`` are the user's words that count as one another.

        ``deadline`` is the time in seconds that one search of the engine may take.
        """
        self._deadline = deadline
        self._reader = reader
        self._analyzer = analyzer
        self._finder = finder
        self.relatives = Relatives.of(reader, analyzer, families)
        self._planner = Planner(analyzer, reader, self.relatives.relatives)
        self._answering = Answering(reader, self._planner)
        spelling = Spelling(reader)
        self._did_you_mean = DidYouMean(reader, analyzer, spelling)
        self._suggester = Suggester(reader, spelling)
        self.stale: str | None = None
        """Code of the error that keeps a newer generation from being opened instead of this one, if there is one."""
        known = {name: reader.values(name) for name in FACETS}
        self._labels: dict[str, dict[str, str]] = {
            name: {info.value: info.label for info in values} for name, values in known.items()
        }
        self._rare: dict[str, frozenset[str]] = {
            kind: rare_values(known[kind], reader.info.articles) for kind in ENTITY_KINDS
        }
        self._choices = Choices(reader, finder.names.key, self._labels)
        self._profiles = EntityProfiles(reader, finder, self._labels)
        self._background = Background(reader)

    @property
    def info(self) -> engine.GenerationInfo:
        """What the open generation's manifest says."""
        return self._reader.info

    def prepare(self) -> None:
        """Make ready what the first searches would wait for; it takes as long as opening."""
        self._finder.prepare()
        self._did_you_mean.prepare()
        self.search(SearchRequest(size=1))

    def close(self) -> None:
        """Let go of the generation."""
        self._reader.close()

    def search(self, request: SearchRequest) -> SearchPage:
        """Answer a search. Raises RequestError where a parameter or the query cannot be used."""
        began = time.perf_counter()
        check_request(request)
        request = replace(request, filters=self._choices.owned(request.filters)) if request.filters else request
        parsed = parse(request.q)
        chosen = self._choices.of(request.filters)
        answered = self._answered(parsed, request, chosen)
        page, planned, sort = answered.page, answered.planned, _sort_of(answered.plan)
        highlighter = Highlighter(self._analyzer, planned.matchers) if request.marked else None
        hits = self._hits(page, highlighter, scored=answered.plan.sort == "relevance")
        selected = (request.date_from, request.date_to) if request.date_from or request.date_to else None
        return SearchPage(
            request=request,
            sort=sort,
            total=page.total,
            hits=hits,
            facets=self._facets(request, page, chosen),
            histogram=make_histogram(page.days, request.interval, selected) if "date" in request.facets else None,
            words=with_forms_found(planned.words, planned.matchers, hits, self._analyzer),
            notices=_once((*parsed.notices, *planned.notices, *self._choices.unknown(chosen), *answered.notices)),
            generation=self.info.name,
            took_ms=(time.perf_counter() - began) * 1000,
            partial=page.partial,
            total_relation=planned.relation,
            folded=page.folded,
            suggestion=self._suggestion(parsed, request, chosen),
            next=page.next,
        )

    def article(self, article_id: str, q: str = "", mode: MatchMode = "auto") -> ArticleView:
        """Give one article with the marks of a query. Raises ArticleNotFoundError."""
        stored = self._stored(article_id)
        highlighter = Highlighter(self._analyzer, self._planner.plan(parse(q).tree, mode).matchers)
        article = stored.article
        at = self._positions(highlighter, [article_id], TEXT_FIELDS)[article_id]
        return ArticleView(
            stored=stored,
            title=(highlighter.whole(article.title, "title", at["title"]),),
            body=highlighter.paragraphs(article.body, "body", at["body"]),
            captions=highlighter.parts(article.captions, "caption", at["caption"]),
            mentions=self._profiles.owned(self._finder.article(article.title, article.body).body_mentions),
            similar=self._similar(article_id),
        )

    def _stored(self, article_id: str) -> StoredArticle:
        stored = self._reader.fetch([article_id]).get(article_id)
        if stored is None:
            raise ArticleNotFoundError(
                f"No article has the id “{article_id}”.",
                f"لا مقالة بالمعرّف «{article_id}».",
                parameter="id",
                hint="The results of a search list the ids.",
                hint_ar="المعرّفات في نتائج البحث.",
            )
        return stored

    def _similar(self, article_id: str) -> tuple[ArticleLine, ...]:
        ids = self._reader.similar(article_id)[:MOST_SIMILAR]
        stored = self._reader.fetch(ids)
        return tuple(article_line(stored[each]) for each in ids)

    def related(self, article_id: str, size: int = RELATED) -> tuple[ArticleLine, ...]:
        """Give articles on the subject of an article, the nearest first, without its near-duplicates.

        Raises ArticleNotFoundError.
        """
        article = self._stored(article_id).article
        ids = related_ids(self._reader, self._analyzer, article, size, self._deadline)
        stored = self._reader.fetch(ids)
        return tuple(article_line(stored[each]) for each in ids)

    def explain(self, request: SearchRequest, article_id: str) -> Explanation | None:
        """Explain the score that a search ordered by score gives an article; None if it is no result of it.

        Raises RequestError as ``search`` does.
        """
        check_request(request)
        asked = replace(request, sort="relevance", page=1, size=1, facets=())
        answered = self._answered(parse(request.q), asked, self._choices.of(request.filters))
        return explain(self._reader, self._analyzer, answered.plan, article_id)

    def suggest(self, q: str, size: int = 8) -> tuple[Completion, ...]:
        """Complete a typed beginning: names, words and phrases, titles. Raises InvalidParameterError."""
        return self._suggester.complete(q, size)

    def entity(self, entity: str, interval: DateInterval | None = None) -> EntityProfile:
        """Give all about an entity, by its id or any of its names. Raises ArticleNotFoundError if nothing names it."""
        return self._profiles.of(entity, interval)

    def entity_id(self, entity: str) -> str:
        """Give the id of an entity, by its id or any of its names. Raises ArticleNotFoundError if nothing names it."""
        return self._profiles.known(entity)[1]

    def facet_values(self, request: SearchRequest, name: engine.KeywordField, containing: str = "") -> Facet:
        """Give the values of one facet whose label has words that begin with those of ``containing``, folded.

        At most ``facet_size`` are listed; ``احمد`` finds ``أحمد``. Raises RequestError as ``search`` does.
        """
        check_request(request)
        wanted = fold(containing).split()
        every = engine.FacetRequest(name, max(1, len(self._labels[name])))
        asked = replace(request, facets=(), page=1, size=1)
        chosen = self._choices.of(asked.filters)
        raw = self._answered(parse(asked.q), asked, chosen, every).page.facets.get(name)
        if raw is None:
            raise _too_slow()
        labels = self._labels[name]
        kept = tuple(each for each in raw.values if each[1] and _begins(wanted, labels.get(each[0], each[0])))
        fitting = replace(raw, values=kept, distinct=len(kept), total=sum(count for _, count in kept))
        own = chosen.get(name, FilterSet()) if not wanted else FilterSet()
        facet = make_facet(name, fitting, own, labels, request.facet_size)
        return facet if own == chosen.get(name, own) else _chosen_marked(facet, chosen[name])

    def distinctive(self, name: engine.KeywordField, facet: Facet, total: int) -> tuple[Distinctive, ...]:
        """Order the values of a facet of ``total`` articles by how far they stand out from the whole collection."""
        return self._background.distinctive(name, facet.values, total)

    def export(self, request: SearchRequest) -> Export:
        """Give all results of a search, near-duplicates too, as they are asked for.

        Raises RequestError or SearchTimeoutError.
        """
        asked = replace(request, page=1, size=MAX_SIZE, facets=(), after=None, similar="show")
        check_request(asked)
        answered = self._answered(parse(asked.q), asked, self._choices.of(asked.filters))
        if answered.page.partial:
            raise _too_slow()
        plan = answered.plan._replace(size=EXPORT_BATCH, deadline=None)
        return Export(answered.page.total, self._exported(plan))

    def _exported(self, plan: engine.Plan) -> Iterator[StoredArticle]:
        """Fetch the results batch by batch, so that memory does not grow with their number."""
        after: Cursor | None = None
        while True:
            page = self._reader.search(plan._replace(after=after))
            ids = [hit.id for hit in page.hits]
            stored = self._reader.fetch(ids)
            yield from (stored[each] for each in ids)
            after = page.next
            if after is None:
                return

    def overview(self) -> Overview:
        """Give the picture of the whole collection."""
        page = self.search(SearchRequest(size=1))
        span = self._reader.day_range()
        first, last = (date.fromordinal(span[0]), date.fromordinal(span[1])) if span else (None, None)
        return Overview(page.total, page.histogram, page.facets, first, last, self.info)

    def _planned(self, parsed: ParsedQuery, request: SearchRequest) -> PlannedQuery:
        """Plan a query; one of mere punctuation asks for nothing, while an empty one asks for everything."""
        if parsed.tree is None and request.q.strip():
            return PlannedQuery(engine.Or(()), notices=(notices.nothing_to_search(),))
        return self._planner.plan(parsed.tree, request.mode)

    def _answered(
        self,
        parsed: ParsedQuery,
        request: SearchRequest,
        chosen: Mapping[str, FilterSet],
        facet: engine.FacetRequest | None = None,
    ) -> Answered:
        planned = self._planned(parsed, request)
        sort: SortOrder = request.sort or ("relevance" if planned.words else "newest")
        written = parsed.tree if request.mode == "auto" else None
        frame = self._frame(request, chosen, sort)
        if facet:
            frame = frame._replace(facets=(facet,))
        return self._answering.answer(planned, frame, written)

    def _suggestion(
        self, parsed: ParsedQuery, request: SearchRequest, chosen: Mapping[str, FilterSet]
    ) -> Suggestion | None:
        """Propose another query under the same filters; not where the words are to be taken as written."""
        if request.mode == "exact" or request.page > 1 or request.after:
            return None
        counted = replace(request, size=0, facets=())

        def total(q: str) -> int:
            planned = self._planner.plan(parse(q).tree, request.mode)
            frame = self._frame(counted, chosen, "newest")
            by_rule = self._answering.answer(replace(planned, easier=()), frame).page.total
            return by_rule and self._answering.answer(planned, frame).page.total

        return self._did_you_mean.suggest(parsed, total)

    def _frame(self, request: SearchRequest, chosen: Mapping[str, FilterSet], sort: SortOrder) -> engine.Plan:
        """Put filters, window and order of a request into the engine's words; the query itself is not in it."""
        days = None
        if request.date_from or request.date_to:
            first, last = request.date_from, request.date_to
            days = engine.Days(first.toordinal() if first else None, last.toordinal() if last else None)
        fields = [name for name in FACETS if name in request.facets]
        return engine.Plan(
            tree=self._choices.of_any_kind(chosen.get("entity", FilterSet())),
            weights=first_stage(),
            filters=tuple(engine.Filter(f, chosen[f].include, chosen[f].exclude) for f in FACETS if f in chosen),
            days=days,
            sort="relevance" if sort == "recent" else sort,
            recency=self._recency() if sort == "recent" else None,
            offset=(request.page - 1) * request.size,
            size=request.size,
            after=request.after,
            facets=tuple(
                engine.FacetRequest(name, self._asked(name, request), chosen.get(name, FilterSet()).include)
                for name in fields
            ),
            want_days="date" in request.facets,
            deadline=self._deadline,
            budget=posting_budget(self.info.articles),
            fold=request.similar == "group",
        )

    def _recency(self) -> engine.Recency | None:
        """Let scores fade from the newest day of the collection on, which may be an archive."""
        days = self._reader.day_range()
        return recency(days[1]) if days else None

    def _asked(self, name: str, request: SearchRequest) -> int:
        """How many values to ask of the engine, so that some are left where rare ones are hidden."""
        return request.facet_size * (SPARE_VALUES if self._rare.get(name) else 1)

    def _facets(
        self, request: SearchRequest, page: engine.RawPage, chosen: Mapping[str, FilterSet]
    ) -> dict[str, Facet]:
        return {
            name: make_facet(
                name,
                raw,
                chosen.get(name, FilterSet()),
                self._labels[name],
                request.facet_size,
                self._rare.get(name, frozenset()),
            )
            for name, raw in page.facets.items()
        }

    def _positions(
        self, highlighter: Highlighter, ids: Sequence[str], fields: Sequence[TextField]
    ) -> Mapping[str, Mapping[TextField, Sequence[int]]]:
        return self._reader.positions(ids, {name: highlighter.keys(name) for name in fields})

    def _hits(self, page: engine.RawPage, highlighter: Highlighter | None, *, scored: bool) -> tuple[Hit, ...]:
        wanted = [each for hit in page.hits for each in (hit.id, *hit.similar[:SHOWN_SIMILAR])]
        stored = self._reader.fetch(wanted)
        at = self._positions(highlighter, [hit.id for hit in page.hits], ("title", "body")) if highlighter else {}
        hits = []
        for raw in page.hits:
            article = stored[raw.id].article
            hits.append(
                Hit(
                    id=article.id,
                    title=article.title,
                    source=article.source,
                    url=article.url,
                    author=article.author,
                    published=article.published,
                    lang=article.lang,
                    score=raw.score if scored else None,
                    entities=stored[raw.id].entities,
                    highlights=_highlights(article, highlighter, at[raw.id]) if highlighter else {},
                    similar=tuple(article_line(stored[each]) for each in raw.similar[:SHOWN_SIMILAR]),
                    similar_total=len(raw.similar),
                )
            )
        return tuple(hits)


def article_line(stored: StoredArticle) -> ArticleLine:
    """Give what a list beside another article shows of an article."""
    article = stored.article
    return ArticleLine(article.id, article.title, article.source, article.published, article.lang)


def _highlights(
    article: Article, highlighter: Highlighter, at: Mapping[TextField, Sequence[int]]
) -> dict[str, tuple[Fragment, ...]]:
    return {
        "title": (highlighter.whole(article.title, "title", at["title"]),),
        "body": highlighter.snippet(article.body, "body", at["body"]),
    }


def _once(said: Iterable[Notice]) -> tuple[Notice, ...]:
    """Each sentence once, at its first place."""
    return tuple({(notice.code, notice.message): notice for notice in reversed(list(said))}.values())[::-1]


def _begins(wanted: Sequence[str], label: str) -> bool:
    """Whether every wanted word begins a word of the label; the article counts on neither side."""
    words = [each for word in fold(label).split() for each in (word, word.removeprefix("ال"))]
    return all(any(word.startswith(part) for word in words) for part in wanted)


def _chosen_marked(facet: Facet, chosen: FilterSet) -> Facet:
    """Mark chosen values among those that were found, without adding the others."""
    return replace(
        facet,
        values=tuple(
            replace(each, selected=each.value in chosen.include, excluded=each.value in chosen.exclude)
            for each in facet.values
        ),
    )


def _too_slow() -> SearchTimeoutError:
    return SearchTimeoutError("The search took longer than its deadline.", "استغرق البحث أطول من المهلة المتاحة له.")
