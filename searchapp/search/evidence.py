"""One article's words, and what of a plan they match: simple code by the letter of the engine's contract.

The stored text is analysed again, as for marks, so that a word is found just where a posting stands.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from searchapp.arabic.analyzer import Analyzer
from searchapp.arabic.grams import bordered_grams
from searchapp.engine import base as engine
from searchapp.model import Level, StoredArticle, TextField
from searchapp.search.highlight import phrase_places
from searchapp.search.levels import indexed_forms, texts_of

Leaf = engine.Word | engine.Phrase

_FLOOR = 0.7
_REACH = 0.1
_STEPS = 255
_HALF = 2.0


class Evidence:
    """What an article has of forms and grams, and which leaves of a tree count in it."""

    def __init__(self, stored: StoredArticle, analyzer: Analyzer, reader: engine.Reader) -> None:
        self._stored = stored
        self._reader = reader
        self._forms = {name: indexed_forms(analyzer.columns(text)) for name, text in texts_of(stored.article).items()}

    def forms(self, text_field: TextField, level: Level) -> Sequence[str]:
        """Give the forms of a text at a level, by place; the empty form is no word."""
        return self._forms[text_field][level]

    def beginning(self, text_field: TextField, key: engine.Key) -> Sequence[str]:
        """Give the different forms of a text that begin as a key does, in order."""
        return sorted({form for form in self.forms(text_field, key.level) if key.form and form.startswith(key.form)})

    def frequency(self, text_field: TextField, level: engine.CountedLevel, form: str, *, weighted: bool) -> float:
        """Count a form or a gram in a text, as BM25 takes it; a gram counts with every form that contains it."""
        if level != "gram":
            return _frequency(self.forms(text_field, level), form, weighted=weighted)
        forms = self.forms(text_field, "exact")
        return math.fsum(
            bordered_grams(each).count(form) * _frequency(forms, each, weighted=weighted) for each in sorted(set(forms))
        )

    def length(self, text_field: TextField, level: engine.CountedLevel) -> int:
        """Count the words of a text that have a form at a level, or its grams."""
        if level != "gram":
            return sum(1 for form in self.forms(text_field, level) if form)
        return sum(len(bordered_grams(form)) for form in self.forms(text_field, "exact"))

    def has(self, leaf: Leaf, text_field: TextField) -> bool:
        """Tell whether a word or phrase stands in a text."""
        if isinstance(leaf, engine.Word):
            return any(self._stands(key, text_field) for key in leaf.keys)
        forms = self.forms(text_field, leaf.level)
        first, *rest = leaf.forms
        wanted = [(form,) for form in rest]
        at = dict(enumerate(forms))
        return any(form == first and bool(phrase_places(at, start, wanted, leaf.slop)) for start, form in at.items())

    def _stands(self, key: engine.Key, text_field: TextField) -> bool:
        if key.begins:
            return bool(self.beginning(text_field, key))
        return bool(key.form) and key.form in self.forms(text_field, key.level)

    def matches(self, node: engine.Node) -> bool:
        """Tell whether the article matches a node."""
        match node:
            case engine.Word() | engine.Phrase():
                return any(self.has(node, text_field) for text_field in node.fields)
            case engine.Keyword(name, values):
                return any(self._reader.owner(name, value) in self._values(name) for value in values)
            case engine.Days():
                return self._in_days(node)
            case engine.And(children):
                return all(self.matches(child) for child in children)
            case engine.Or(children, minimum):
                return sum(self.matches(child) for child in children) >= minimum
            case engine.Mass():
                return self._has_mass(node)
            case engine.Not(child):
                return not self.matches(child)

    def counting(self, node: engine.Node) -> Iterator[Leaf]:
        """Give the leaves that match together with every node above them, in the order of the tree."""
        if not self.matches(node):
            return
        if isinstance(node, engine.Word | engine.Phrase):
            yield node
        elif isinstance(node, engine.And | engine.Or | engine.Mass):
            for child in node.children:
                yield from self.counting(child)

    def _values(self, name: engine.KeywordField) -> set[str]:
        article = self._stored.article
        if name == "source" or name == "author":
            return {getattr(article, name)}
        return {entity.id for entity in self._stored.entities if entity.kind == name}

    def _in_days(self, days: engine.Days) -> bool:
        published = self._stored.article.published
        if published is None:
            return False
        day = published.date.toordinal()
        return (days.first is None or days.first <= day) and (days.last is None or day <= days.last)

    def _has_mass(self, node: engine.Mass) -> bool:
        """Add up the idf of the children that match; how many articles match a child is the engine's to say."""
        total = held = 0.0
        for child in node.children:
            weights = engine.Weights({}, {}, 1.0, 0.0)
            found = self._reader.search(engine.Plan(child, weights, size=0)).total
            mass = idf(self._reader.info.articles, found) if found else 0.0
            total += mass
            held += mass if self.matches(child) else 0.0
        return total > 0 and held >= node.share * total - 1e-9


def idf(articles: int, having: int) -> float:
    """Weigh how rare something is that ``having`` of so many articles have."""
    return math.log(articles / (having + 1)) + 1


def _frequency(forms: Sequence[str], form: str, *, weighted: bool) -> float:
    """Count a form; ``weighted`` counts early places more and rounds as the index does."""
    places = [place for place, each in enumerate(forms) if form and each == form]
    if not weighted or not places:
        return float(len(places))
    reach = _REACH * len(forms) + 1
    total = math.fsum(math.exp(-place / reach) for place in range(len(forms)))
    factor = (1 - _FLOOR) * len(forms) / total
    exact = math.fsum(_FLOOR + factor * math.exp(-place / reach) for place in places)
    step = min(_STEPS - 1, math.floor(_STEPS * exact / (exact + _HALF) + 0.5))
    return _HALF * step / (_STEPS - step)
