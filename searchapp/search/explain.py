"""Why an article has its score: per word and level what counted, recomputed by simple code.

The parts add up to the score that the search shows. Only counts over the whole collection are asked of the engine; what
stands in the article is read from its text. Collections so large that the first stage has a posting budget may show
a little less for what only the first stage scored.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from searchapp.arabic.analyzer import Analyzer
from searchapp.engine import base as engine
from searchapp.model import TextField
from searchapp.search.evidence import Evidence, idf

Stage = Literal["first", "second"]
PartLevel = Literal["exact", "stem", "root", "gram", "pair"]
"""A pair is two forms of the query's words that stand side by side as they do there."""


@dataclass(frozen=True, slots=True)
class Counted:
    """One form of the query in one text of the article, and what it added to the score.

    ``frequency`` is as BM25 takes it (place-weighted), ``articles`` of the collection have the form, ``weight`` is that
    of text field and level, and of the word's place in a question. A pair's ``idf`` is that of both its forms, and it
    counts once.
    """

    stage: Stage
    field: TextField
    level: PartLevel
    form: str
    frequency: float
    articles: int
    idf: float
    weight: float
    score: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """The parts of an article's score. ``outside`` is what articles scored anew have before the best of the others."""

    id: str
    stage: Stage
    parts: tuple[Counted, ...]
    outside: float = 0.0

    @property
    def score(self) -> float:
        """The sum: the score that the search gives."""
        return self.outside + math.fsum(part.score for part in self.parts)


def explain(reader: engine.Reader, analyzer: Analyzer, plan: engine.Plan, article_id: str) -> Explanation | None:
    """Explain the score of an article under a plan ordered by score; None if it does not match or does not exist."""
    stored = reader.fetch([article_id]).get(article_id)
    evidence = Evidence(stored, analyzer, reader) if stored else None
    if evidence is None or not evidence.matches(_whole(plan)):
        return None
    best = _best(reader, plan)
    if plan.second is None or article_id not in [hit.id for hit in best[: plan.second.depth]]:
        return Explanation(article_id, "first", first_parts(reader, evidence, plan))
    outside = best[plan.second.depth].score if len(best) > plan.second.depth else 0.0
    return Explanation(article_id, "second", second_parts(reader, evidence, plan.second), outside)


def first_parts(reader: engine.Reader, evidence: Evidence, plan: engine.Plan) -> tuple[Counted, ...]:
    """Give what the first stage counts: every form of every leaf that matches with all above it."""
    scorer = _Scorer(reader, evidence, "first", plan.weights)
    return tuple(
        part
        for leaf in evidence.counting(plan.tree)
        for text_field in leaf.fields
        for key in _keys(leaf)
        if isinstance(leaf, engine.Word) or evidence.has(leaf, text_field)
        for part in scorer.of_key(text_field, key, plan.weights.of(text_field, key.level))
    )


def second_parts(reader: engine.Reader, evidence: Evidence, stage: engine.SecondStage) -> tuple[Counted, ...]:
    """Give what the second stage counts: every form and every gram of its words, and the words side by side."""
    scorer = _Scorer(reader, evidence, "second", stage.weights)
    words = (
        part
        for word in stage.words
        for text_field in stage.fields
        for part in _of_word(scorer, word, text_field, stage)
    )
    pairs = (
        part
        for pair in stage.neighbours
        for text_field in stage.fields
        for part in scorer.of_pair(text_field, pair, stage.neighbour_weight * stage.weights.fields.get(text_field, 0.0))
    )
    return (*words, *pairs)


def _of_word(
    scorer: _Scorer, word: engine.RankedWord, text_field: TextField, stage: engine.SecondStage
) -> Iterator[Counted]:
    for key in word.keys:
        yield from scorer.of_key(text_field, key, word.factor * stage.weights.of(text_field, key.level))
    weight = word.factor * stage.gram_weight * stage.weights.fields.get(text_field, 0.0)
    for gram in word.grams:
        yield from scorer.of_gram(text_field, gram, weight)


@dataclass(frozen=True, slots=True)
class _Scorer:
    """BM25 of a form, of all that begin alike, or of a gram, in a text of the article.

    It gives the part of the score, or nothing where that does not stand or does not weigh.
    """

    reader: engine.Reader
    evidence: Evidence
    stage: Stage
    weights: engine.Weights

    def of_key(self, text_field: TextField, key: engine.Key, weight: float) -> Iterator[Counted]:
        """Score a key; what begins alike is shown with a star."""
        if not weight:
            return
        if not key.begins:
            articles = self.reader.count(text_field, key.level, key.form)
            yield from self._counted(text_field, key.level, (key.form,), key.form, articles, weight)
            return
        forms = self.evidence.beginning(text_field, key)
        word = engine.Word((key,), (text_field,))
        articles = self.reader.search(engine.Plan(word, self.weights, size=0)).total
        yield from self._counted(text_field, key.level, forms, f"{key.form}*", articles, weight)

    def of_gram(self, text_field: TextField, gram: str, weight: float) -> Iterator[Counted]:
        """Score a gram."""
        if weight:
            articles = self.reader.count(text_field, "gram", gram)
            yield from self._counted(text_field, "gram", (gram,), gram, articles, weight)

    def of_pair(self, text_field: TextField, pair: engine.Neighbours, weight: float) -> Iterator[Counted]:
        """Score two forms, if they stand side by side."""
        one, other = pair
        phrase = engine.Phrase((one.form, other.form), (text_field,), level=one.level)
        if not weight or not self.evidence.has(phrase, text_field):
            return
        articles = self.reader.search(engine.Plan(phrase, self.weights, size=0)).total
        counts = [self.reader.count(text_field, key.level, key.form) for key in pair]
        rarity = math.fsum(idf(self.reader.info.articles, count) for count in counts)
        form = f"{one.form} {other.form}"
        yield Counted(self.stage, text_field, "pair", form, 1.0, articles, rarity, weight, weight * rarity)

    def _counted(
        self,
        text_field: TextField,
        level: engine.CountedLevel,
        forms: Sequence[str],
        form: str,
        articles: int,
        weight: float,
    ) -> Iterator[Counted]:
        k1, b, weighted = self.weights.k1, self.weights.b, self.weights.place_weighted
        frequency = math.fsum(self.evidence.frequency(text_field, level, each, weighted=weighted) for each in forms)
        if not frequency:
            return
        length = self.evidence.length(text_field, level) / self.reader.mean_length(text_field, level)
        rarity = idf(self.reader.info.articles, articles)
        score = weight * rarity * frequency * (k1 + 1) / (frequency + k1 * (1 - b + b * length))
        yield Counted(self.stage, text_field, level, form, frequency, articles, rarity, weight, score)


def _keys(leaf: engine.Word | engine.Phrase) -> tuple[engine.Key, ...]:
    return leaf.keys if isinstance(leaf, engine.Word) else tuple(engine.Key(leaf.level, form) for form in leaf.forms)


def _whole(plan: engine.Plan) -> engine.Node:
    """Give the tree with all filters of the plan."""
    nodes: list[engine.Node] = [plan.tree]
    for choice in plan.filters:
        if choice.include:
            nodes.append(engine.Keyword(choice.field, choice.include))
        nodes.append(engine.Not(engine.Keyword(choice.field, choice.exclude)))
    return engine.And((*nodes, plan.days) if plan.days else tuple(nodes))


def _best(reader: engine.Reader, plan: engine.Plan) -> tuple[engine.RawHit, ...]:
    """Give the best of the first stage, near-duplicates too, and the first after them."""
    if plan.second is None:
        return ()
    first = plan._replace(second=None, offset=0, size=plan.second.depth + 1, facets=(), want_days=False, after=None)
    first = first._replace(fold=False)
    return reader.search(first).hits
