"""From the query's tree to the engine's plan: words get their forms, names their values, stop words leave.

The planner decides what is asked, the engine only answers. What it decided is given back in words, so that the page can
say how the query was read, and as matchers, so that highlighting marks just what matched.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from searchapp.arabic.analyzer import Analyzer, TokenColumns
from searchapp.arabic.fold import fold
from searchapp.engine import base as engine
from searchapp.model import LEVELS, Level, MatchMode, Notice, ReadWord, TextField, TotalRelation
from searchapp.query import tree as query
from searchapp.search import notices
from searchapp.search.asked_words import AskedWords, asked_words
from searchapp.search.demand import EASIER, Demand, demanded
from searchapp.search.expansion import MAX_EXPANSIONS, Expansion, expand_fuzzy, expand_pattern
from searchapp.search.field_values import completing_words, matching_values, plain_words
from searchapp.search.levels import indexed_forms
from searchapp.search.two_words import in_one_word, in_two_words, with_names

SCOPES: dict[query.TextScope, tuple[TextField, ...]] = {
    "any": ("title", "body", "caption"),
    "title": ("title",),
    "body": ("body",),
}


@dataclass(frozen=True, slots=True)
class Matcher:
    """What one leaf of the query marks: any of ``forms`` (by level), or the whole ``phrase`` with ``slop``.

    With a ``beginning`` it marks every exact form that begins with it.
    A phrase has the exact forms that fit each of its places. Without ``marks_stops``, written function words are never
    marked: «علي» is a name, though «على» folds to the same letters.
    """

    fields: tuple[TextField, ...]
    forms: tuple[tuple[Level, frozenset[str]], ...] = ()
    phrase: tuple[frozenset[str], ...] = ()
    slop: int = 0
    marks_stops: bool = True
    beginning: str = ""


@dataclass(frozen=True, slots=True)
class PlannedQuery:
    """The engine's tree, what to ask instead where it finds too little, and what to tell the reader.

    ``easier`` has further trees with their demands, each easier than the one before; ``asked`` are the words of the
    second stage.
    """

    tree: engine.Node
    easier: tuple[tuple[Demand, engine.Node], ...] = ()
    asked: AskedWords = field(default_factory=AskedWords)
    words: tuple[ReadWord, ...] = ()
    matchers: tuple[Matcher, ...] = ()
    notices: tuple[Notice, ...] = ()
    relation: TotalRelation = "exact"


Part = Callable[[Demand], engine.Node]
"""A planned part of the query: the engine's node for each demand on words side by side."""


@dataclass(slots=True)
class _Collected:
    words: list[ReadWord] = field(default_factory=list)
    matchers: list[Matcher] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    relation: TotalRelation = "exact"


class Planner:
    """Plans queries against one open generation (whose words and values expansions and filters are read from)."""

    def __init__(
        self, analyzer: Analyzer, reader: engine.Reader, relatives: Callable[[str], tuple[str, ...]] = lambda _stem: ()
    ) -> None:
        """Plan over a generation; ``relatives`` gives the stems that count as a stem where near forms are asked for."""
        self._analyzer = analyzer
        self._reader = reader
        self._relatives = relatives

    def plan(self, tree: query.Node | None, mode: MatchMode = "auto") -> PlannedQuery:
        """Plan a parsed query; no tree at all asks for everything."""
        if tree is None:
            return PlannedQuery(tree=engine.And(()))
        collected = _Collected()
        part = self._node(tree, mode, collected, negated=False)
        first: Demand = "every" if mode == "strict" else "rule"
        return PlannedQuery(
            tree=part(first) if part else engine.Or(()),
            easier=_easier(part) if part and mode != "strict" else (),
            asked=asked_words(self._analyzer, tree, mode),
            words=tuple(collected.words),
            matchers=tuple(collected.matchers),
            notices=tuple(collected.notices),
            relation=collected.relation,
        )

    def _node(self, node: query.Node, mode: MatchMode, out: _Collected, *, negated: bool) -> Part | None:
        """Plan one node; None where nothing searchable is left of it (only punctuation, say)."""
        match node:
            case query.Bag(children):
                return self._bag(children, mode, out, negated=negated)
            case query.And(children):
                return _joined(engine.And, [self._node(child, mode, out, negated=negated) for child in children])
            case query.Or(children):
                return _joined(engine.Or, [self._node(child, mode, out, negated=negated) for child in children])
            case query.Not(child):
                part = self._node(child, mode, out, negated=True)
                return None if part is None else lambda demand: engine.Not(part(demand))
            case query.Required(child):
                return self._node(child, mode, out, negated=negated)
            case _:
                leaf = self._leaf(node, mode, out, negated=negated)
                return None if leaf is None else lambda _demand: leaf

    def _bag(self, children: Sequence[query.Node], mode: MatchMode, out: _Collected, *, negated: bool) -> Part | None:
        """Words side by side: the demand decides how many must match. Stop words leave; all else is bound to match."""
        free: dict[engine.Node, bool] = {}
        bound: list[Part | None] = []
        children, names = with_names(self._with_whole_values(children, out))
        dropped = self._stop_words(children)
        for child in children:
            if id(child) in dropped:
                if isinstance(child, query.Word):
                    out.words.append(self._read_word(child, stop=True))
                continue
            part = self._node(child, mode, out, negated=negated)
            if part is not None and id(child) in names:
                free[self._with_one_word(child, part("rule"), mode, out, negated=negated)] = True
            elif part is not None and _is_free(child):
                node = part("rule")
                free[node] = mode == "strict" or self._is_known(node)
            else:
                bound.append(part)
        known = [node for node, is_known in free.items() if is_known] or list(free)
        words: list[Part | None] = [lambda demand: demanded(known, demand)] if known else []
        return _joined(engine.And, [*words, *bound])

    def _with_one_word(
        self, child: query.Node, node: engine.Node, mode: MatchMode, out: _Collected, *, negated: bool
    ) -> engine.Node:
        """Add to the two words of a name what it is in one word."""
        if not isinstance(child, query.Phrase) or mode == "exact":
            return node
        names = in_one_word(child.text)
        keys = {name: engine.Key("stem", self._analyzer.word(name).stem) for name in names}
        word = engine.Word(tuple(keys.values()), SCOPES[child.scope])
        known = tuple(name for name, key in keys.items() if any(self._stands(key, f) for f in word.fields))
        out.words[-1] = replace(out.words[-1], phrase=False, forms=known)
        if not negated:
            out.matchers.append(Matcher(word.fields, (("stem", frozenset(key.form for key in word.keys)),)))
        return engine.Or((node, word))

    def _is_known(self, node: engine.Node) -> bool:
        """Tell whether the collection has a word at all; of what is no single word that is not asked."""
        if not isinstance(node, engine.Word):
            return True
        return any(self._stands(key, name) for key in node.keys for name in node.fields)

    def _stands(self, key: engine.Key, text_field: TextField) -> bool:
        if key.begins:
            return bool(self._reader.terms(text_field, key.level, key.form, 1))
        return self._reader.count(text_field, key.level, key.form) > 0

    def _with_whole_values(self, children: Sequence[query.Node], out: _Collected) -> list[query.Node]:
        """Give field filters the words after them that complete a known value: ``شخص:جوزيب بوريل`` without quotes."""
        read: list[query.Node] = []
        at = 0
        while at < len(children):
            child = children[at]
            at += 1
            if isinstance(child, query.FieldFilter):
                words = plain_words(children[at:])
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
                return self._pattern(leaf, out, negated=negated)
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
        widened = leaf.mode == "root" or mode == "all"
        level: Level = "exact" if "exact" in (leaf.mode, mode) else "root" if widened else "stem"
        keys = _keys(columns, level)
        if level != "exact":
            keys += tuple(engine.Key("stem", stem) for stem in self._relatives(columns.stem[0]))
        node = engine.Word(keys=keys, fields=SCOPES[leaf.scope])
        names = in_two_words(columns.exact[0], node.fields, self._analyzer) if level != "exact" else ()
        out.words.append(self._read_word(leaf, negated=negated))
        if not negated:
            forms = tuple((key.level, frozenset((key.form,))) for key in keys)
            stop = self._analyzer.word(leaf.text).stop
            out.matchers.append(Matcher(fields=SCOPES[leaf.scope], forms=forms, marks_stops=stop))
            if names:
                places = (frozenset(each.forms[place] for each in names) for place in (0, 1))
                out.matchers.append(Matcher(node.fields, phrase=tuple(places)))
            if not names and not self._is_known(node):
                out.notices.append(notices.word_unknown(leaf.text, leaf.span))
        return engine.Or((node, *names)) if names else node

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

    def _pattern(self, leaf: query.Pattern, out: _Collected, *, negated: bool) -> engine.Node:
        """Any ending is one key of the engine, however many forms have it; letters left open are looked up."""
        beginning = fold(leaf.text[:-1])
        fields = SCOPES[leaf.scope]
        if not leaf.text.endswith("*") or "?" in leaf.text or not beginning:
            return self._forms(expand_pattern(self._reader, leaf.text, fields), leaf, out, negated=negated)
        out.words.append(ReadWord(leaf.text, *leaf.span, leaf.text, leaf.text, negated=negated))
        if not any(self._reader.terms(name, "exact", beginning, 1) for name in fields):
            out.notices.append(notices.no_such_form(leaf.text, leaf.span))
        if not negated:
            out.matchers.append(Matcher(fields=fields, beginning=beginning))
        return engine.Word(keys=(engine.Key("exact", beginning, begins=True),), fields=fields)

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


def _keys(columns: TokenColumns, widest: Level) -> tuple[engine.Key, ...]:
    """Give the forms of a single word, as the index has them, at every level up to the widest."""
    forms = indexed_forms(columns)
    return tuple(engine.Key(level, forms[level][0]) for level in LEVELS[: LEVELS.index(widest) + 1])


def _is_free(child: query.Node) -> bool:
    """Tell whether a part of a bag is a plain word, of which some may be missing: no sign, field or quotes."""
    if isinstance(child, query.Word):
        return child.scope == "any" and child.mode == "auto"
    return isinstance(child, query.Fuzzy | query.Pattern) and child.scope == "any"


def _easier(part: Part) -> tuple[tuple[Demand, engine.Node], ...]:
    """Give the trees of the easier demands that differ from the one before."""
    trees = [part("rule"), *(part(demand) for demand in EASIER)]
    return tuple(
        (demand, tree) for demand, before, tree in zip(EASIER, trees, trees[1:], strict=False) if tree != before
    )


def _joined(kind: type[engine.And] | type[engine.Or], parts: Sequence[Part | None]) -> Part | None:
    """Join parts; an ``And`` inside an ``And`` is taken apart."""
    present = [part for part in parts if part is not None]
    if not present:
        return None
    if len(present) == 1:
        return present[0]

    def join(demand: Demand) -> engine.Node:
        nodes = [part(demand) for part in present]
        return kind(tuple(inner for node in nodes for inner in _children(kind, node)))

    return join


def _children(kind: type[engine.And] | type[engine.Or], node: engine.Node) -> tuple[engine.Node, ...]:
    """Give what an ``And`` inside an ``And`` holds, and any other node itself."""
    return node.children if kind is engine.And and isinstance(node, engine.And) else (node,)
