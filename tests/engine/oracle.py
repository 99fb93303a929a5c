"""A brute-force engine over plain lists: slow, in memory, and simple enough to be seen to be right."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from searchapp.arabic.grams import bordered_grams
from searchapp.engine.attachments import Attachment, content_of
from searchapp.engine.base import (
    KEYWORD_FIELDS,
    And,
    Batch,
    BatchWords,
    CountedLevel,
    Cursor,
    Days,
    FacetRequest,
    GenerationInfo,
    Key,
    Keyword,
    KeywordField,
    Mass,
    Neighbours,
    Node,
    Not,
    Or,
    Order,
    OwnersRule,
    Phrase,
    Plan,
    RawFacet,
    RawHit,
    RawPage,
    Recency,
    SecondStage,
    TermInfo,
    ValueInfo,
    Weights,
    Word,
)
from searchapp.engine.likeness import LEAST_EQUAL
from searchapp.engine.whoosh import records
from searchapp.errors import IndexLockedError, IndexMissingError, IndexOutdatedError, IndexStateError
from searchapp.model import ENTITY_KINDS, AnalyzedArticle, Entity, Level, StoredArticle, TextField

Path = tuple[int, ...]
ScoredList = tuple[Path, TextField, Key]
"""A form in a field, and its place in the tree: the numbers of children down to the key."""


def forms(article: AnalyzedArticle, field: TextField, level: Level) -> list[str]:
    return list(article.tokens.get(field, {}).get(level, ()))


def keyword_values(article: AnalyzedArticle, field: KeywordField) -> dict[str, str]:
    """Values with their labels, first label first."""
    if field == "source" or field == "author":
        value = article.article.source if field == "source" else article.article.author
        return {value: value} if value else {}
    values: dict[str, str] = {}
    for entity in article.entities:
        if entity.kind == field and entity.id:
            values.setdefault(entity.id, entity.label)
    return values


def owned(
    article: AnalyzedArticle,
    owners: Mapping[KeywordField, Mapping[str, str]],
    labels: Mapping[KeywordField, Mapping[str, str]],
) -> AnalyzedArticle:
    """An article with each name that is another's joined to its owner, the most frequent entities first."""
    renamed = [replace(each, id=owners[each.kind].get(each.id, each.id)) for each in article.entities]
    joined = {(new.kind, new.id) for new, old in zip(renamed, article.entities, strict=True) if new.id != old.id}
    found = [each for each in renamed if (each.kind, each.id) not in joined]
    firsts = {key: min(i for i, each in enumerate(renamed) if (each.kind, each.id) == key) for key in joined}
    for key in sorted(joined, key=lambda key: firsts[key]):
        count = sum(each.count for each in renamed if (each.kind, each.id) == key)
        before = sum(1 for each in renamed[: firsts[key]] if (each.kind, each.id) not in joined)
        earlier = sum(1 for other in joined if firsts[other] < firsts[key])
        found.insert(before + earlier, Entity(key[1], key[0], labels[key[0]][key[1]], count))
    return replace(article, entities=tuple(sorted(found, key=lambda each: -each.count))) if joined else article


def phrase_stands(tokens: list[str], phrase: Phrase) -> bool:
    """Try every choice of one position per form."""
    places = [[place for place, token in enumerate(tokens) if token == form and form] for form in phrase.forms]
    for chosen in itertools.product(*places):
        ascending = all(a < b for a, b in itertools.pairwise(chosen))
        if chosen and ascending and chosen[-1] - chosen[0] - (len(chosen) - 1) <= phrase.slop:
            return True
    return False


def place_weighted(tokens: list[str], form: str) -> float:
    """The frequency that counts early places more, on the scale of bytes."""
    extras = [math.exp(-place / (0.1 * len(tokens) + 1)) for place in range(len(tokens))]
    factor = 0.3 * len(tokens) / sum(extras)
    tf = sum(0.7 + factor * extra for token, extra in zip(tokens, extras, strict=True) if token == form)
    step = min(254, math.floor(255 * tf / (tf + 2) + 0.5))
    return 2 * step / (255 - step)


def impact(tf: float, length: int, mean: float, weights: Weights) -> float:
    """BM25 without constant factors: apart from them, so that what ties does so in whatever order factors are taken."""
    return tf / (tf + weights.k1 * (1 - weights.b + weights.b * length / mean))


def order(sort: Order, scores: Mapping[str, float], article: AnalyzedArticle) -> tuple[float, int, str]:
    return place(sort, Cursor(scores[article.article.id], article.day, article.article.id))


def fading(recency: Recency, day: int | None) -> float:
    fresh = 0.0 if day is None else 0.5 ** (max(0, recency.newest - day) / recency.half_life)
    return 1 - recency.share + recency.share * fresh


def place(sort: Order, hit: Cursor) -> tuple[float, int, str]:
    day = hit.day or 0
    if sort == "relevance":
        return (-hit.score, -day, hit.id)
    return (0, -day if sort == "newest" else day or 10**9, hit.id)


def _stands(article: AnalyzedArticle, text_field: TextField, key: Key, at: int) -> bool:
    text = forms(article, text_field, key.level)
    return at < len(text) and fits(key, text[at])


def fits(key: Key, form: str) -> bool:
    return bool(key.form) and (form.startswith(key.form) if key.begins else form == key.form)


def fitting(key: Key, text: list[str]) -> list[str]:
    """The different forms of a text that a key means, in order."""
    if not key.begins:
        return [key.form] if key.form and key.form in text else []
    return sorted({form for form in text if fits(key, form)})


class OracleReader:
    def __init__(
        self,
        articles: Sequence[AnalyzedArticle],
        info: GenerationInfo,
        attached: Mapping[str, bytes] | None = None,
        owners: OwnersRule | None = None,
    ) -> None:
        self.info = info
        self._attached = attached or {}
        self.articles = self.as_added = articles
        self.owners: dict[KeywordField, Mapping[str, str]] = {field: {} for field in KEYWORD_FIELDS}
        if owners:
            known = {field: self.values(field) for field in KEYWORD_FIELDS}
            counts = {field: {each.value: each.count for each in values} for field, values in known.items()}
            self.owners |= {field: owners(field, counts[field]) for field in ENTITY_KINDS}
            labels = {field: {each.value: each.label for each in values} for field, values in known.items()}
            self.articles = [owned(article, self.owners, labels) for article in articles]

    # Matching

    def matches(self, article: AnalyzedArticle, node: Node) -> bool:
        match node:
            case Word():
                return any(fitting(key, forms(article, f, key.level)) for key in node.keys for f in node.fields)
            case Phrase():
                return any(phrase_stands(forms(article, f, node.level), node) for f in node.fields)
            case Keyword():
                return self.has_any(article, node.field, node.values)
            case Days():
                return self.in_days(article, node)
            case And():
                return all(self.matches(article, child) for child in node.children)
            case Or():
                return sum(self.matches(article, child) for child in node.children) >= node.minimum
            case Mass():
                return self.has_mass(article, node)
            case Not():
                return not self.matches(article, node.child)

    def has_any(self, article: AnalyzedArticle, field: KeywordField, values: Iterable[str]) -> bool:
        own = keyword_values(article, field)
        return any(self.owner(field, value) in own for value in values)

    def has_mass(self, article: AnalyzedArticle, node: Mass) -> bool:
        masses = []
        for child in node.children:
            matched = sum(self.matches(each, child) for each in self.articles)
            masses.append(math.log(len(self.articles) / (matched + 1)) + 1 if matched else 0.0)
        held = sum(mass for mass, child in zip(masses, node.children, strict=True) if self.matches(article, child))
        return any(masses) and held >= node.share * sum(masses) - 1e-9

    def in_days(self, article: AnalyzedArticle, days: Days | None) -> bool:
        if days is None:
            return True
        if article.day is None:
            return False
        return (days.first is None or days.first <= article.day) and (days.last is None or article.day <= days.last)

    # Scores

    def lists(self, node: Node, article: AnalyzedArticle | None, path: Path = ()) -> Iterator[ScoredList]:
        """Leaves not under Not; for an article those that match there together with everything above them."""
        if article is not None and not self.matches(article, node):
            return
        if isinstance(node, Word):
            for (i, key), field in itertools.product(enumerate(node.keys), node.fields):
                yield (*path, i), field, key
        elif isinstance(node, Phrase):
            for field in node.fields:
                holders = self.articles if article is None else [article]
                whole = all(any(form in forms(a, field, node.level) for a in holders) for form in node.forms)
                if whole and (article is None or phrase_stands(forms(article, field, node.level), node)):
                    yield from (((*path, i), field, Key(node.level, form)) for i, form in enumerate(node.forms))
        elif isinstance(node, And | Or | Mass):
            for i, child in enumerate(node.children):
                yield from self.lists(child, article, (*path, i))

    def affordable(self, plan: Plan) -> set[ScoredList]:
        """The lists that the plan's budget allows."""
        sizes = {
            each: sum(bool(fitting(each[2], forms(a, each[1], each[2].level))) for a in self.articles)
            for each in self.lists(plan.tree, None)
            if plan.weights.of(each[1], each[2].level)
        }
        ranked = sorted((each for each in sizes if sizes[each]), key=lambda each: sizes[each])
        within = itertools.accumulate(sizes[each] for each in ranked)
        return {
            each
            for each, postings in zip(ranked, within, strict=True)
            if each == ranked[0] or plan.budget is None or postings <= plan.budget
        }

    def score(self, article: AnalyzedArticle, plan: Plan) -> float:
        allowed = self.affordable(plan)
        return sum(
            self.key_score(article, *each[1:], plan.weights)
            for each in self.lists(plan.tree, article)
            if each in allowed
        )

    def key_score(self, article: AnalyzedArticle, field: TextField, key: Key, weights: Weights) -> float:
        tokens = forms(article, field, key.level)
        found = fitting(key, tokens)
        if not found:
            return 0.0
        tf = sum(place_weighted(tokens, form) if weights.place_weighted else tokens.count(form) for form in found)
        every = [[token for token in forms(a, field, key.level) if token] for a in self.articles]
        df = sum(bool(fitting(key, each)) for each in every)
        mean = sum(len(each) for each in every) / len(every)
        length = sum(1 for token in tokens if token)
        idf = math.log(len(every) / (df + 1)) + 1
        return weights.of(field, key.level) * idf * (weights.k1 + 1) * impact(tf, length, mean, weights)

    def second_score(self, article: AnalyzedArticle, stage: SecondStage) -> float:
        total = 0.0
        for word in stage.words:
            for key, field in itertools.product(word.keys, stage.fields):
                total += word.factor * self.key_score(article, field, key, stage.weights)
        for field, word in itertools.product(stage.fields, stage.words):
            for gram in word.grams:
                total += word.factor * self.gram_score(article, field, gram, stage)
        for field, pair in itertools.product(stage.fields, stage.neighbours):
            total += self.neighbour_score(article, field, pair, stage)
        return total

    def neighbour_score(
        self, article: AnalyzedArticle, field: TextField, pair: Neighbours, stage: SecondStage
    ) -> float:
        one, other = pair
        follow = itertools.pairwise(forms(article, field, one.level))
        if not (one.form and other.form) or (one.form, other.form) not in follow:
            return 0.0
        having = [sum(key.form in forms(a, field, key.level) for a in self.articles) for key in pair]
        idf = sum(math.log(len(self.articles) / (df + 1)) + 1 for df in having)
        return stage.neighbour_weight * stage.weights.fields.get(field, 0.0) * idf

    def gram_score(self, article: AnalyzedArticle, field: TextField, gram: str, stage: SecondStage) -> float:
        tokens = forms(article, field, "exact")
        tf = 0.0
        for form in sorted(set(tokens)):
            each = place_weighted(tokens, form) if stage.weights.place_weighted else tokens.count(form)
            tf += sum(each for found in bordered_grams(form) if found == gram)
        if not tf:
            return 0.0
        every = [[g for token in forms(a, field, "exact") for g in bordered_grams(token)] for a in self.articles]
        df = sum(gram in each for each in every)
        mean = sum(len(each) for each in every) / len(every)
        length = sum(len(bordered_grams(token)) for token in tokens)
        idf = math.log(len(every) / (df + 1)) + 1
        weight = stage.gram_weight * stage.weights.fields.get(field, 0.0)
        return weight * idf * (stage.weights.k1 + 1) * impact(tf, length, mean, stage.weights)

    def final_scores(self, plan: Plan) -> dict[str, float]:
        """The scores of all matches by id, after the second stage if there is one, faded by age if that is asked."""
        scores = self.unfaded_scores(plan)
        if plan.recency is None or plan.sort != "relevance":
            return scores
        days = {article.article.id: article.day for article in self.articles}
        return {each: score * fading(plan.recency, days[each]) for each, score in scores.items()}

    def unfaded_scores(self, plan: Plan) -> dict[str, float]:
        found = self.selected(plan)
        scores = {article.article.id: self.score(article, plan) for article in found}
        if plan.second is None or plan.sort != "relevance":
            return scores
        ranked = sorted(found, key=lambda article: order(plan.sort, scores, article))
        best, others = ranked[: plan.second.depth], ranked[plan.second.depth :]
        outside = max((scores[article.article.id] for article in others), default=0.0)
        return scores | {a.article.id: outside + self.second_score(a, plan.second) for a in best}

    # Pages

    def selected(
        self, plan: Plan, *, without: KeywordField | None = None, any_day: bool = False
    ) -> list[AnalyzedArticle]:
        found = [a for a in self.articles if self.matches(a, plan.tree) and (any_day or self.in_days(a, plan.days))]
        for choice in plan.filters:
            if choice.include and choice.field != without:
                found = [a for a in found if self.has_any(a, choice.field, choice.include)]
            found = [a for a in found if not self.has_any(a, choice.field, choice.exclude)]
        return found

    def search(self, plan: Plan) -> RawPage:
        scores = self.final_scores(plan)
        found = sorted(self.selected(plan), key=lambda article: order(plan.sort, scores, article))
        under = self.folded(found) if plan.fold else {}
        everything = len(found)
        found = [a for a in found if a.article.id in under] if plan.fold else found
        after = [a for a in found if plan.after is None or order(plan.sort, scores, a) > place(plan.sort, plan.after)]
        window = after[plan.offset : plan.offset + plan.size]
        last = window[-1] if window and len(after) > plan.offset + plan.size else None
        days = Counter(article.day for article in self.selected(plan, any_day=True)) if plan.want_days else {}
        return RawPage(
            hits=tuple(RawHit(a.article.id, scores[a.article.id], tuple(under.get(a.article.id, ()))) for a in window),
            total=everything,
            folded=everything - len(found),
            facets={wanted.field: self.facet(plan, wanted) for wanted in plan.facets},
            days=dict(days),
            next=Cursor(scores[last.article.id], last.day, last.article.id) if last else None,
        )

    def alike(self, one: AnalyzedArticle, other: AnalyzedArticle) -> bool:
        a, b = one.fingerprint, other.fingerprint
        bands = range(0, len(a) - 2, 3)
        shared = bool(b) and any(a[i : i + 3] == b[i : i + 3] for i in bands)
        return shared and sum(x == y for x, y in zip(a, b, strict=True)) >= LEAST_EQUAL

    def group(self, article: AnalyzedArticle) -> list[AnalyzedArticle]:
        """All that is joined to an article by pairs that are alike, itself among them."""
        group = [article]
        for member in group:
            group += [a for a in self.articles if a not in group and self.alike(member, a)]
        return group

    def folded(self, ranked: Sequence[AnalyzedArticle]) -> dict[str, list[str]]:
        """The hits that stay, each with those folded under it."""
        under: dict[str, list[str]] = {}
        for article in ranked:
            group = [a.article.id for a in self.group(article)]
            head = next((article_id for article_id in group if article_id in under), None)
            if head is None:
                under[article.article.id] = []
            else:
                under[head].append(article.article.id)
        return under

    def similar(self, article_id: str) -> Sequence[str]:
        known = [a for a in self.articles if a.article.id == article_id]
        others = [a for a in self.group(known[0]) if a is not known[0]] if known else []
        return [a.article.id for a in sorted(others, key=lambda a: (-(a.day or 0), a.article.id))]

    def facet(self, plan: Plan, wanted: FacetRequest) -> RawFacet:
        found = [keyword_values(article, wanted.field) for article in self.selected(plan, without=wanted.field)]
        counts = Counter(value for values in found for value in values)
        ranked = sorted(counts, key=lambda value: (-counts[value], value))[: wanted.size]
        listed = dict.fromkeys([*ranked, *wanted.always])
        return RawFacet(
            values=tuple((value, counts[self.owner(wanted.field, value)]) for value in listed),
            distinct=len([value for value in counts if counts[value]]),
            total=sum(counts.values()),
            missing=sum(1 for values in found if not values),
        )

    # The rest

    def fetch(self, ids: Sequence[str]) -> Mapping[str, StoredArticle]:
        stored = {a.article.id: StoredArticle(a.article, a.entities) for a in self.articles}
        return {article_id: stored[article_id] for article_id in ids if article_id in stored}

    def positions(
        self, ids: Sequence[str], keys: Mapping[TextField, Sequence[Key]]
    ) -> Mapping[str, Mapping[TextField, Sequence[int]]]:
        return {
            a.article.id: {f: [at for at in range(500) if any(_stands(a, f, key, at) for key in keys[f])] for f in keys}
            for a in self.articles
            if a.article.id in ids
        }

    def terms(self, text_field: TextField, level: Level, prefix: str, limit: int, least: int = 1) -> Sequence[TermInfo]:
        counts = Counter(form for a in self.articles for form in set(forms(a, text_field, level)))
        found = [form for form in counts if form and form.startswith(prefix) and counts[form] >= least]
        return [TermInfo(form, counts[form]) for form in sorted(found, key=lambda form: (-counts[form], form))[:limit]]

    def counted(self, article: AnalyzedArticle, text_field: TextField, level: CountedLevel) -> list[str]:
        if level != "gram":
            return [form for form in forms(article, text_field, level) if form]
        return [gram for form in forms(article, text_field, "exact") for gram in bordered_grams(form)]

    def count(self, text_field: TextField, level: CountedLevel, form: str) -> int:
        return sum(1 for a in self.articles if form in self.counted(a, text_field, level))

    def mean_length(self, text_field: TextField, level: CountedLevel) -> float:
        lengths = [len(self.counted(a, text_field, level)) for a in self.articles]
        return sum(lengths) / len(lengths) if lengths else 0.0

    def values(self, keyword: KeywordField) -> Sequence[ValueInfo]:
        counts = Counter(value for a in self.articles for value in keyword_values(a, keyword))
        labels: dict[str, Counter[str]] = {value: Counter() for value in counts}
        for article in self.articles:
            for value, label in keyword_values(article, keyword).items():
                labels[value][label] += 1
        shown = {value: min(found, key=lambda label: (-found[label], label)) for value, found in labels.items()}
        return [ValueInfo(v, shown[v], counts[v]) for v in sorted(counts, key=lambda value: (-counts[value], value))]

    def owner(self, keyword: KeywordField, value: str) -> str:
        return self.owners[keyword].get(value, value)

    def day_range(self) -> tuple[int, int] | None:
        days = [article.day for article in self.articles if article.day is not None]
        return (min(days), max(days)) if days else None

    def attached(self, name: str) -> bytes | None:
        return self._attached.get(name)

    def close(self) -> None:
        pass


class OracleWriter:
    def __init__(self, articles: Iterable[AnalyzedArticle] = (), attached: Mapping[str, bytes] | None = None) -> None:
        self.articles = list(articles)
        self.attached = dict(attached or {})

    def attach(self, name: str, content: Attachment) -> None:
        if not name or not set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-") or name[0] == "-":
            raise ValueError(f"{name!r} is no name")
        self.attached[name] = content_of(content)

    def attachment(self, name: str) -> bytes | None:
        return self.attached.get(name)

    def __contains__(self, article_id: object) -> bool:
        return any(known.article.id == article_id for known in self.articles)

    def add(self, article: AnalyzedArticle) -> None:
        if article.article.id in self:
            raise ValueError(f"the article id {article.article.id!r} was added before")
        self.articles.append(article)

    def delete(self, article_id: str) -> bool:
        kept = [known for known in self.articles if known.article.id != article_id]
        found = len(kept) < len(self.articles)
        self.articles = kept
        return found

    def add_batch(self, batch: Batch) -> None:
        for place, stored in enumerate(batch.articles):
            tokens = {field: words_of(batch.words, field, place) for field in batch.words.numbers}
            fingerprint = batch.fingerprints[place] if batch.fingerprints else b""
            self.add(AnalyzedArticle(stored.article, tokens, stored.entities, fingerprint))


def words_of(words: BatchWords, field: TextField, place: int) -> dict[Level, list[str]]:
    """The forms of one article of a batch."""
    before = sum(words.counts[field][:place])
    numbers = words.numbers[field][before : before + words.counts[field][place]]
    return {level: [forms[number] for number in numbers] for level, forms in words.forms.items()}


class OracleEngine:
    name = "oracle"
    encode = staticmethod(records.encode)

    def __init__(self) -> None:
        self._built: dict[str, tuple[str, datetime, Sequence[AnalyzedArticle]]] = {}
        self._owners: dict[str, OwnersRule | None] = {}
        self._attached: dict[str, Mapping[str, bytes]] = {}
        self._live: str | None = None
        self._building = False
        self._number = 0

    @contextmanager
    def build(self, analyzer: str, owners: OwnersRule | None = None) -> Iterator[tuple[str, OracleWriter]]:
        with self._writing(analyzer, (), owners) as given:
            yield given

    @contextmanager
    def update(
        self, analyzer: str, generation: str | None = None, owners: OwnersRule | None = None
    ) -> Iterator[tuple[str, OracleWriter]]:
        with self._writing(analyzer, self._articles(analyzer, generation), owners) as (name, writer):
            writer.attached.update(self._attached[generation or self._live or ""])
            yield name, writer

    @contextmanager
    def _writing(
        self, analyzer: str, articles: Sequence[AnalyzedArticle], owners: OwnersRule | None
    ) -> Iterator[tuple[str, OracleWriter]]:
        if self._building:
            raise IndexLockedError("locked", "مقفل")
        self._building = True
        self._number += 1
        moment = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=self._number)
        name, writer = f"{moment:%Y%m%dT%H%M%SZ}-0000", OracleWriter(articles)
        try:
            yield name, writer
            self._built[name] = (analyzer, moment, tuple(writer.articles))
            self._attached[name] = dict(writer.attached)
            self._owners[name] = owners
        finally:
            self._building = False

    def promote(self, generation: str) -> None:
        self._known(generation)
        self._live = generation

    def live(self) -> str | None:
        return self._live

    def open(self, analyzer: str, generation: str | None = None) -> OracleReader:
        articles = self._articles(analyzer, generation)
        name = generation or self._live or ""
        return OracleReader(articles, self._info(name), self._attached[name], self._owners[name])

    def _articles(self, analyzer: str, generation: str | None) -> Sequence[AnalyzedArticle]:
        name = generation or self._live
        if name is None:
            raise IndexMissingError("none", "لا شيء")
        built_by, _, articles = self._known(name)
        if built_by != analyzer:
            raise IndexOutdatedError("outdated", "قديم")
        return articles

    def generations(self) -> Sequence[GenerationInfo]:
        return [self._info(name) for name in sorted(self._built, reverse=True)]

    def verify(self, generation: str) -> Iterable[str]:
        self._known(generation)
        return ()

    def drop(self, generation: str) -> None:
        self._known(generation)
        if generation == self._live:
            raise IndexStateError("live", "عامل")
        del self._built[generation]

    def _known(self, name: str) -> tuple[str, datetime, Sequence[AnalyzedArticle]]:
        if name not in self._built:
            raise IndexMissingError(f"no {name}", f"لا {name}")
        return self._built[name]

    def _info(self, name: str) -> GenerationInfo:
        analyzer, created, articles = self._built[name]
        return GenerationInfo(name, created, len(articles), analyzer, "oracle 1", 0, name == self._live)
