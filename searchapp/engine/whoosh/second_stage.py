"""The second stage of the score: the best matches of the first are scored anew, by more keys and by grams.

Each key's posting list is searched for the few articles in question, so that even the most frequent words cost little.
Every key or gram in a text field gives a row of scores; keys first, then grams, each in the order of the words.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from searchapp.engine.base import Key, SecondStage
from searchapp.engine.whoosh.deadline import Deadline
from searchapp.engine.whoosh.docsets import DocSet, Numbers
from searchapp.engine.whoosh.gram_table import characters_of
from searchapp.engine.whoosh.mass import idf
from searchapp.engine.whoosh.ordering import Ordering
from searchapp.engine.whoosh.phrases import phrase_docs
from searchapp.engine.whoosh.places import frequencies_of
from searchapp.engine.whoosh.postings import Postings
from searchapp.engine.whoosh.scoring import Scored, Scores
from searchapp.engine.whoosh.segment import Segment
from searchapp.model import Level, TextField


def rescored(segment: Segment, stage: SecondStage, first: Scored, deadline: Deadline) -> Scored:
    """Give the final scores by those of the first stage, whose arrays are written over.

    Once the deadline has passed the scores stay as they are.
    """
    if stage.depth <= 0 or not len(first.matches) or deadline.passed():
        return first
    (docs, scores), _ = Ordering(segment, first, "relevance").first(stage.depth + 1)
    outside = scores[stage.depth] if len(docs) > stage.depth else 0.0
    best = np.sort(np.array(docs[: stage.depth], dtype=np.intp))
    second = SecondScoring(segment, stage, best, deadline).scores()
    if second is None:
        return first
    second += outside
    head = (best, second) if (second > outside).all() else None
    if first.everywhere is not None:
        first.everywhere[best] = second
        return Scored(first.matches, everywhere=first.everywhere, head=head)
    aligned = first.aligned
    aligned[np.searchsorted(first.matches.numbers, best)] = second
    return Scored(first.matches, aligned=aligned, head=head)


class SecondScoring:
    """Scores a few articles (ascending) by a second stage. One for each question."""

    def __init__(self, segment: Segment, stage: SecondStage, docs: Numbers, deadline: Deadline) -> None:
        self._segment = segment
        self._stage = stage
        self._weights = stage.weights
        self._docs = docs
        self._deadline = deadline
        self._searched = docs.astype(np.int32)  # the width of postings, which numpy would convert at each search
        self._norms: dict[tuple[TextField, Level], Scores] = {}
        asked = [(gram, word.factor) for word in stage.words for gram in word.grams]
        places = {gram: place for place, gram in enumerate(dict.fromkeys(gram for gram, _ in asked))}
        self._grams = characters_of(list(places))
        self._gram_places = [places[gram] for gram, _ in asked]
        self._gram_factors = np.array([[factor] for _, factor in asked])

    def scores(self) -> Scores | None:
        """Give the second score of every article, or None if the deadline passed meanwhile."""
        rows = [self._key_scores()]
        for text_field in self._stage.fields:
            if self._deadline.passed():
                return None
            rows += self._gram_scores(text_field)
            rows += self._neighbour_scores(text_field)
        summed: Scores = np.add.reduce(np.concatenate(rows), axis=0)
        return summed

    def _key_scores(self) -> Scores:
        """Give a row for each key in each text field that has it."""
        found = list(self._found_keys())
        shape = len(found), len(self._docs)
        frequencies, norms = np.empty(shape), np.empty(shape)
        for row, (text_field, level, _, _, postings) in enumerate(found):
            places = postings.docs.searchsorted(self._searched)
            there = postings.docs.take(places, mode="clip") == self._searched
            kept = postings.weighted if self._weights.place_weighted else postings.frequencies
            often = kept.take(places, mode="clip")
            np.multiply(frequencies_of(often) if self._weights.place_weighted else often, there, out=frequencies[row])
            norms[row] = self._key_norms(text_field, level)
        weights = np.array([self._scaled(weight, len(postings.docs)) for _, _, weight, _, postings in found])
        factors = np.array([factor for _, _, _, factor, _ in found])
        scores: Scores = _impacts(frequencies, norms) * weights[:, None] * factors[:, None]
        return scores

    def _found_keys(self) -> Iterator[tuple[TextField, Level, float, float, Postings]]:
        """Give the posting lists that count, each with its weight and the factor of its word."""
        for word in self._stage.words:
            for key in word.keys:
                for text_field in self._stage.fields:
                    weight = self._weights.of(text_field, key.level)
                    postings = self._postings(text_field, key) if weight else None
                    if postings is not None:
                        yield text_field, key.level, weight, word.factor, postings

    def _postings(self, text_field: TextField, key: Key) -> Postings | None:
        """Give the postings of a key; what begins alike is kept, as making it one list takes a while."""
        lists = self._segment.lists
        if not key.begins:
            return lists.postings(text_field, key.level, key.form)
        found = lists.get(text_field, key.level, key.form, begins=True)
        return None if found is None else found.postings

    def _key_norms(self, text_field: TextField, level: Level) -> Scores:
        if (text_field, level) not in self._norms:
            norms = self._segment.norms(text_field, level, self._weights.k1, self._weights.b)
            self._norms[text_field, level] = norms.take(self._docs)
        return self._norms[text_field, level]

    def _gram_scores(self, text_field: TextField) -> list[Scores]:
        """Give a row for each gram of each word in a text field, if the field counts at all."""
        weight = self._stage.gram_weight * self._weights.fields.get(text_field, 0.0)
        field = self._segment.grams(text_field)
        if not weight or not self._gram_places or field is None:
            return []
        found = field.asked(self._docs, self._grams, weighted=self._weights.place_weighted)
        if not found.articles.any():
            return []
        k1, b = self._weights.k1, self._weights.b
        weights = np.array([self._scaled(weight, count) for count in found.articles.tolist()])
        norms = np.asarray(k1 * (1 - b + b * found.lengths / found.mean), dtype=np.float64)
        scores = _impacts(found.frequencies.T, norms) * weights[:, None]
        return [scores[self._gram_places] * self._gram_factors]

    def _neighbour_scores(self, text_field: TextField) -> list[Scores]:
        """Give a row for each two forms that stand side by side in the text field of any of the articles."""
        weight = self._stage.neighbour_weight * self._weights.fields.get(text_field, 0.0)
        if not weight or not self._stage.neighbours:
            return []
        best = DocSet(self._segment.articles, numbers=self._docs)
        rows = []
        for pair in self._stage.neighbours:
            lists = [self._segment.lists.get(text_field, key.level, key.form) for key in pair]
            found = [each for each in lists if each is not None]
            together = phrase_docs(found, 0, best).numbers if len(found) == len(pair) else self._docs[:0]
            if len(together):
                row = np.zeros(len(self._docs))
                rarity = sum(idf(self._segment.articles, len(each)) for each in found)
                row[np.searchsorted(self._docs, together)] = weight * rarity
                rows.append(row[None])
        return rows

    def _scaled(self, weight: float, matched: int) -> float:
        """Give a weight with BM25's factors that are the same in every article: idf, and ``k1 + 1``."""
        return weight * idf(self._segment.articles, matched) * (self._weights.k1 + 1)


def _impacts(frequencies: Scores, norms: Scores) -> Scores:
    """Give ``tf / (tf + norm)``; 0 where nothing was found."""
    impacts: Scores = np.divide(
        frequencies, frequencies + norms, out=np.zeros(frequencies.shape), where=frequencies > 0
    )
    return impacts
