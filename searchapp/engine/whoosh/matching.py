"""Which articles match a plan's tree: whole posting lists at once, the rarest first, so that little is looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from searchapp.engine.base import And, Days, Keyword, Mass, Node, Not, Or, Phrase, Word
from searchapp.engine.whoosh.deadline import Deadline
from searchapp.engine.whoosh.docsets import SPARSE, DocSet, Mask, union
from searchapp.engine.whoosh.lists import PostingList
from searchapp.engine.whoosh.mass import with_mass
from searchapp.engine.whoosh.phrases import phrase_docs
from searchapp.engine.whoosh.postings import Ints
from searchapp.engine.whoosh.segment import Segment
from searchapp.engine.whoosh.values import NO_DAY
from searchapp.model import Level, TextField

_SMALL = 8
"""Days of fewer than one in so many articles are kept as a list."""


@dataclass(slots=True)
class ScoredList:
    """A posting list that adds to the score; ``only`` are the articles where it does, None means all that it has.

    Neither this nor ``Found`` is ever changed; they are not frozen because that makes them three times as slow to make.
    """

    text_field: TextField
    level: Level
    found: PostingList
    only: DocSet | None = None


@dataclass(slots=True)
class Found:
    """Where a node matches, and what scores there: lists in its own articles, and its children where they match.

    ``each_matches`` says that every child matches wherever the node does.
    """

    docs: DocSet
    lists: Sequence[ScoredList] = ()
    children: Sequence[Found] = ()
    each_matches: bool = False


class Matching:
    """Finds the matches of trees in a segment. One for each question."""

    def __init__(self, segment: Segment, deadline: Deadline) -> None:
        self._segment = segment
        self._articles = segment.articles
        self._deadline = deadline
        self._read: dict[tuple[TextField, Level, str, bool], PostingList | None] = {}

    def find(self, node: Node, among: DocSet | None = None) -> Found:
        """Find where a node matches, among the given articles (None: all). Raises DeadlinePassedError."""
        self._deadline.check()
        match node:
            case Word():
                return self._word(node, among)
            case Phrase():
                return self._phrase(node, among)
            case Keyword() | Days():
                return Found(_limited(self._values(node), among))
            case And():
                return self._all_of(node, among)
            case Or():
                return self._any_of(node, among)
            case Mass():
                return self._by_mass(node, among)
            case Not():
                return Found(self._all(among) - self.find(node.child, among).docs)

    def _all(self, among: DocSet | None) -> DocSet:
        return DocSet.all_of(self._articles) if among is None else among

    def _values(self, node: Keyword | Days) -> DocSet:
        if isinstance(node, Days):
            days = self._segment.values.days
            return self._segment.kept(node, lambda: _marked(self._articles, within(days, node)))
        return self._segment.kept(node, lambda: union(self._articles, list(self._having(node))))

    def _having(self, node: Keyword) -> Iterator[DocSet]:
        owned = self._segment.values.owned
        for value in dict.fromkeys(each for asked in node.values for each in owned.values(node.field, asked)):
            docs = self._segment.having(node.field, value)
            if docs is not None:
                yield DocSet.of(self._articles, docs)

    def _all_of(self, node: And, among: DocSet | None) -> Found:
        """Match the children, the rarest first, each only among the matches of those before."""
        children = node.children
        words = [child for child in children if isinstance(child, Word)]
        if len(words) == len(children) and words:
            return self._all_words(words, among)
        found: dict[int, Found] = {}
        docs = among
        for _, place in sorted([(self._estimate(child), place) for place, child in enumerate(children)]):
            found[place] = self.find(children[place], docs)
            docs = found[place].docs
        return Found(self._all(docs), children=[found[place] for place in range(len(children))], each_matches=True)

    def _all_words(self, words: Sequence[Word], among: DocSet | None) -> Found:
        """Match words only, which is what most queries are: the same with each list looked up once."""
        lists = [self._lists(word) for word in words]
        docs = among
        for each in sorted(lists, key=_postings):
            docs = _limited(union(self._articles, [scored.found.docs for scored in each]), docs)
        docs = self._all(docs)
        inside = Found(docs, [scored for each in lists for scored in each])
        return Found(docs, children=(inside,), each_matches=True)

    def _any_of(self, node: Or, among: DocSet | None) -> Found:
        found = [self.find(child, among) for child in node.children]
        articles = self._articles
        if node.minimum <= 0:
            return Found(self._all(among), children=found)
        if node.minimum == 1:
            return Found(union(articles, [child.docs for child in found]), children=found)
        lists = [child.docs.numbers for child in found]
        if sum(map(len, lists)) * SPARSE < articles:
            docs, times = np.unique(np.concatenate(lists), return_counts=True)
            return Found(DocSet(articles, numbers=docs[times >= node.minimum]), children=found)
        counts = sum((np.bincount(docs, minlength=articles) for docs in lists), np.zeros(articles, dtype=np.int64))
        return Found(DocSet(articles, mask=counts >= node.minimum), children=found)

    def _by_mass(self, node: Mass, among: DocSet | None) -> Found:
        """Match the children in the whole collection, where their idf is counted, and put them together."""
        found = [self.find(child) for child in node.children]
        sets = [self._countable(child, each.docs) for child, each in zip(node.children, found, strict=True)]
        return Found(with_mass(self._articles, sets, node.share, among), children=found)

    def _countable(self, node: Node, docs: DocSet) -> DocSet:
        """Give matches of a node as a set whose size is known; that of a frequent word is kept."""
        if not isinstance(node, Word) or (docs.listed and len(docs) * SPARSE < self._articles):
            return docs
        return self._segment.lists.whole(node, docs)

    def _word(self, word: Word, among: DocSet | None) -> Found:
        lists = self._lists(word)
        return Found(_limited(union(self._articles, [each.found.docs for each in lists]), among), lists)

    def _lists(self, word: Word) -> list[ScoredList]:
        """Give the posting lists of a word, key by key and field by field."""
        lists: list[ScoredList] = []
        for key in word.keys:
            for text_field in word.fields:
                found = self._list(text_field, key.level, key.form, key.begins)
                if found is not None:
                    lists.append(ScoredList(text_field, key.level, found))
        return lists

    def _phrase(self, phrase: Phrase, among: DocSet | None) -> Found:
        lists: list[ScoredList] = []
        sets: list[DocSet] = []
        for text_field in phrase.fields:
            found = [self._list(text_field, phrase.level, form) for form in phrase.forms]
            present = [each for each in found if each is not None]
            if present and len(present) == len(found):
                docs = phrase_docs(present, phrase.slop, among)
                sets.append(docs)
                lists += (ScoredList(text_field, phrase.level, each, docs) for each in present)
        return Found(union(self._articles, sets), lists)

    def _estimate(self, node: Node) -> int:
        """Bound the number of matches from above, without looking for them."""
        match node:
            case Word():
                return sum([len(each.found) for each in self._lists(node)])
            case Phrase():
                least = (
                    min((self._frequency(f, node.level, form) for form in node.forms), default=0) for f in node.fields
                )
                return sum(least)
            case And() if node.children:
                return min(map(self._estimate, node.children))
            case Or() | Mass() if isinstance(node, Mass) or node.minimum > 0:
                return min(self._articles, sum(map(self._estimate, node.children)))
            case _:
                return self._articles

    def _frequency(self, text_field: TextField, level: Level, form: str) -> int:
        found = self._list(text_field, level, form)
        return 0 if found is None else len(found)

    def _list(self, text_field: TextField, level: Level, form: str, begins: bool = False) -> PostingList | None:
        key = (text_field, level, form, begins)
        if key not in self._read:
            self._read[key] = self._segment.lists.get(text_field, level, form, begins=begins)
        return self._read[key]


def _postings(lists: Sequence[ScoredList]) -> int:
    return sum([len(each.found) for each in lists])


def within(days: Ints, wanted: Days) -> Mask:
    """Mark the articles whose day is known and in the (inclusive) range."""
    matched: Mask = days != NO_DAY
    if wanted.first is not None:
        matched &= days >= wanted.first
    if wanted.last is not None:
        matched &= days <= wanted.last
    return matched


def _marked(articles: int, mask: Mask) -> DocSet:
    """Give a set by its mask, as a list where it is small enough that other sets are rather asked for its articles."""
    numbers = mask.nonzero()[0]
    return DocSet(articles, numbers=numbers) if len(numbers) * _SMALL < articles else DocSet(articles, mask=mask)


def _limited(docs: DocSet, among: DocSet | None) -> DocSet:
    return docs if among is None else among & docs
