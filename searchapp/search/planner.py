"""From the query's tree to the engine's plan: words get their forms, names their values, stop words leave.

The planner decides what is asked, the engine only answers. What it decided is given back in words, so that the page can
say how the query was read, and as matchers, so that highlighting marks just what matched.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from searchapp.arabic.analyzer import Analyzer, TokenColumns
from searchapp.arabic.fold import fold
from searchapp.engine import base as engine
from searchapp.model import Level, MatchMode, Notice, ReadWord, TextField, TotalRelation
from searchapp.query import tree as query
from searchapp.search import notices
from searchapp.search.expansion import MAX_EXPANSIONS, Expansion, expand_fuzzy, expand_pattern

SCOPES: dict[query.TextScope, tuple[TextField, ...]] = {
    "any": ("title", "body", "caption"),
    "title": ("title",),
    "body": ("body",),
}


MAX_VALUE_WORDS = 8
"""Words after a field's value that may still belong to it."""


@dataclass(frozen=True, slots=True)
class Matcher:
    """What one leaf of the query marks: any of ``forms`` (by level), or the whole ``phrase`` with ``slop``.

    A phrase has the exact forms that fit each of its places. Without ``marks_stops``, written function words are never
    marked: «علي» is a name, though «على» folds to the same letters.
    """

    fields: tuple[TextField, ...]
    forms: tuple[tuple[Level, frozenset[str]], ...] = ()
    phrase: tuple[frozenset[str], ...] = ()
    slop: int = 0
    marks_stops: bool = True


@dataclass(frozen=True, slots=True)
class PlannedQuery:
    """The engine's tree, an easier one to fall back to (None if there is none), and what to tell the reader."""

    tree: engine.Node
    relaxed: engine.Node | None
    words: tuple[ReadWord, ...] = ()
    matchers: tuple[Matcher, ...] = ()
    notices: tuple[Notice, ...] = ()
    relation: TotalRelation = "exact"


@dataclass(slots=True)
class _Collected:
    words: list[ReadWord] = field(default_factory=list)
    matchers: list[Matcher] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    bags: int = 0
    relation: TotalRelation = "exact"


class Planner:
    """Plans queries against one open generation (whose words and values expansions and filters are read from)."""

    def __init__(self, analyzer: Analyzer, reader: engine.Reader) -> None:
        self._analyzer = analyzer
        self._reader = reader

    def plan(self, tree: query.Node | None, mode: MatchMode = "auto") -> PlannedQuery:
        """Plan a parsed query; no tree at all asks for everything."""
        if tree is None:
            return PlannedQuery(tree=engine.And(()), relaxed=None)
        collected = _Collected()
        strict = self._node(tree, mode, collected, relax=False, negated=False)
        relaxed = self._node(tree, mode, _Collected(), relax=True, negated=False) if collected.bags else None
        return PlannedQuery(
            tree=strict if strict is not None else engine.Or(()),
            relaxed=relaxed,
            words=tuple(collected.words),
            matchers=tuple(collected.matchers),
            notices=tuple(collected.notices),
            relation=collected.relation,
        )

    def _node(
        self, node: query.Node, mode: MatchMode, out: _Collected, *, relax: bool, negated: bool
    ) -> engine.Node | None:
        """Plan one node; None where nothing searchable is left of it (only punctuation, say)."""
        match node:
            case query.Bag(children):
                return self._bag(children, mode, out, relax=relax, negated=negated)
            case query.And(children):
                parts = [self._node(child, mode, out, relax=relax, negated=negated) for child in children]
                return _combine(engine.And, parts)
            case query.Or(children):
                parts = [self._node(child, mode, out, relax=relax, negated=negated) for child in children]
                return _combine(engine.Or, parts)
            case query.Not(child):
                part = self._node(child, mode, out, relax=relax, negated=True)
                return None if part is None else engine.Not(part)
            case query.Required(child):
                return self._node(child, mode, out, relax=relax, negated=negated)
            case _:
                return self._leaf(node, mode, out, negated=negated)

    def _bag(
        self, children: Sequence[query.Node], mode: MatchMode, out: _Collected, *, relax: bool, negated: bool
    ) -> engine.Node | None:
        """Words side by side: all must match; relaxed, one of the free words is enough. Stop words leave."""
        free: list[engine.Node] = []
        bound: list[engine.Node] = []
        children = self._with_whole_values(children, out)
        dropped = self._stop_words(children)
        for child in children:
            if id(child) in dropped:
                if isinstance(child, query.Word):
                    out.words.append(self._read_word(child, stop=True))
                continue
            part = self._node(child, mode, out, relax=relax, negated=negated)
            if part is not None:
                (free if isinstance(child, query.Word | query.Fuzzy | query.Pattern) else bound).append(part)
        if len(free) > 1:
            out.bags += 1
            if relax:
                free = [engine.Or(tuple(free))]
        return _combine(engine.And, [*free, *bound])

    def _with_whole_values(self, children: Sequence[query.Node], out: _Collected) -> list[query.Node]:
        """Give field filters the words after them that complete a known value: ``شخص:جوزيب بوريل`` without quotes."""
        read: list[query.Node] = []
        at = 0
        while at < len(children):
            child = children[at]
            at += 1
            if isinstance(child, query.FieldFilter):
                words = _plain_words(children[at:])
                taken = completing_words(self._reader.values(child.field), child.text, [word.text for word in words])
                if taken:
                    text = " ".join((child.text, *(word.text for word in words[:taken])))
                    child = query.FieldFilter(child.field, text, (child.span[0], words[taken - 1].span[1]))
                    out.notices.append(notices.value_joined(child.field, text, child.span))
                    at += taken
            read.append(child)
        return read

    def _stop_words(self, children: Sequence[query.Node]) -> set[int]:
        """Identities of the children to drop: function words, unless nothing else would be left."""
        plain = [child for child in children if isinstance(child, query.Word) and child.mode == "auto"]
        stops = {id(child) for child in plain if self._analyzer.word(child.text).stop}
        others = [c for c in children if id(c) not in stops and not isinstance(c, query.FieldFilter | query.DateRange)]
        return stops if others else set()

    def _leaf(self, leaf: query.Leaf, mode: MatchMode, out: _Collected, *, negated: bool) -> engine.Node | None:
        match leaf:
            case query.Word():
                return self._word(leaf, mode, out, negated=negated)
            case query.Phrase():
                return self._phrase(leaf.text, leaf.span, leaf.scope, leaf.slop, out, negated=negated)
            case query.Pattern():
                expansion = expand_pattern(self._reader, leaf.text, SCOPES[leaf.scope])
                return self._forms(expansion, leaf, out, negated=negated)
            case query.Fuzzy():
                expansion = expand_fuzzy(self._reader, fold(leaf.text), leaf.distance, SCOPES[leaf.scope])
                return self._forms(expansion, leaf, out, negated=negated)
            case query.FieldFilter():
                return self._field_filter(leaf, out)
            case query.DateRange(first, last):
                return engine.Days(first.toordinal() if first else None, last.toordinal() if last else None)

    def _word(self, leaf: query.Word, mode: MatchMode, out: _Collected, *, negated: bool) -> engine.Node | None:
        columns = self._analyzer.columns(leaf.text)
        if not columns.exact:
            return None
        if len(columns.exact) > 1:
            return self._phrase(leaf.text, leaf.span, leaf.scope, 0, out, negated=negated)
        if leaf.mode == "root" or mode == "all":
            out.notices.append(notices.root_not_indexed(leaf.text, leaf.span))
        exact_only = leaf.mode == "exact" or mode == "exact"
        keys = _keys(columns, exact_only=exact_only)
        out.words.append(self._read_word(leaf, negated=negated))
        if not negated:
            forms = tuple((key.level, frozenset((key.form,))) for key in keys)
            stop = self._analyzer.word(leaf.text).stop
            out.matchers.append(Matcher(fields=SCOPES[leaf.scope], forms=forms, marks_stops=stop))
        return engine.Word(keys=keys, fields=SCOPES[leaf.scope])

    def _phrase(
        self, text: str, span: query.Span, scope: query.TextScope, slop: int, out: _Collected, *, negated: bool
    ) -> engine.Node | None:
        """Words as written, in order; a proclitic may be written onto the first: «لمجلس الأمن» has ``"مجلس الأمن"``."""
        columns = self._analyzer.columns(text)
        if not columns.exact:
            return None
        first, *rest = columns.exact
        written = " ".join(columns.exact)
        out.words.append(ReadWord(text, *span, written, written, phrase=True, negated=negated))
        beginnings = self._analyzer.attached(first)
        if not negated:
            phrase = (frozenset(beginnings), *(frozenset((form,)) for form in rest))
            out.matchers.append(Matcher(fields=SCOPES[scope], phrase=phrase, slop=slop))
        phrases = tuple(engine.Phrase((form, *rest), SCOPES[scope], slop=slop) for form in beginnings)
        return phrases[0] if len(phrases) == 1 else engine.Or(phrases)

    def _forms(
        self, expansion: Expansion, leaf: query.Pattern | query.Fuzzy, out: _Collected, *, negated: bool
    ) -> engine.Node:
        """A leaf that stands for several written forms of the collection."""
        forms = expansion.forms
        out.words.append(ReadWord(leaf.text, *leaf.span, leaf.text, leaf.text, negated=negated))
        if not forms:
            out.notices.append(notices.no_such_form(leaf.text, leaf.span))
        if expansion.capped:
            out.notices.append(notices.expansion_capped(leaf.text, MAX_EXPANSIONS, leaf.span))
            out.relation = "about" if negated or out.relation == "about" else "at-least"
        if not negated:
            out.matchers.append(Matcher(fields=SCOPES[leaf.scope], forms=(("exact", frozenset(forms)),)))
        return engine.Word(keys=tuple(engine.Key("exact", form) for form in forms), fields=SCOPES[leaf.scope])

    def _field_filter(self, leaf: query.FieldFilter, out: _Collected) -> engine.Node:
        values = matching_values(self._reader.values(leaf.field), leaf.text)
        if not values:
            out.notices.append(notices.no_such_value(leaf.field, leaf.text, leaf.span))
        return engine.Keyword(leaf.field, values)

    def _read_word(self, leaf: query.Word, *, stop: bool = False, negated: bool = False) -> ReadWord:
        forms = self._analyzer.word(leaf.text)
        return ReadWord(leaf.text, *leaf.span, forms.exact, forms.stem, stop=stop, negated=negated)


def matching_values(values: Iterable[engine.ValueInfo], written: str) -> tuple[str, ...]:
    """Find the values that a person means: those spelled so, otherwise those that hold all the words.

    ``بوريل`` means «جوزيب بوريل»; spelling is compared folded, so that ``الامارات`` means «الإمارات».
    """
    wanted = fold(written)
    words = set(wanted.split())
    if not words:
        return ()
    folded = [(info.value, fold(info.label)) for info in values]
    same = tuple(value for value, label in folded if label == wanted)
    return same or tuple(value for value, label in folded if words <= set(label.split()))


def completing_words(values: Iterable[engine.ValueInfo], written: str, following: Sequence[str]) -> int:
    """Count the words after a field's one-word value that belong to it: with them it is spelled as a known value is.

    None belong to it where the word alone is a value. Example: after ``المصدر:EU`` the word ``Reporter``.
    """
    labels = {fold(info.label) for info in values} if following and " " not in written else set()
    if fold(written) in labels:
        return 0
    counts = range(len(following), 0, -1)
    return next((n for n in counts if fold(" ".join((written, *following[:n]))) in labels), 0)


def _plain_words(nodes: Sequence[query.Node]) -> list[query.Word]:
    """The plain words that the nodes begin with, at most as many as a long name has."""
    words: list[query.Word] = []
    for node in nodes[:MAX_VALUE_WORDS]:
        if not isinstance(node, query.Word) or node.mode != "auto" or node.scope != "any":
            break
        words.append(node)
    return words


def _keys(columns: TokenColumns, *, exact_only: bool) -> tuple[engine.Key, ...]:
    exact = engine.Key("exact", columns.exact[0])
    return (exact,) if exact_only else (exact, engine.Key("stem", columns.stem[0]))


def _combine(kind: type[engine.And] | type[engine.Or], parts: Sequence[engine.Node | None]) -> engine.Node | None:
    present = tuple(part for part in parts if part is not None)
    if not present:
        return None
    return present[0] if len(present) == 1 else kind(present)
