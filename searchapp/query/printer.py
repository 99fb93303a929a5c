"""Tree to query text: the canonical way to write a query, which reads back as the same tree.

The form of a search page, a saved search and the cache key are made of this. Example: the tree of ``المصدر: الرياض`` is
printed ``source:"الرياض"``.
"""

from __future__ import annotations

from typing import assert_never

from searchapp.query.diagnostics import Diagnostics
from searchapp.query.fields import DayTarget, RootTarget, TextTarget, ValueTarget, name_of
from searchapp.query.lexer import Kind, Token, tokenize_query
from searchapp.query.limits import DEFAULT_LIMITS
from searchapp.query.signs import ESCAPE, Source, is_sign, is_word_char, prepare, sign_of, without_entities
from searchapp.query.tree import (
    And,
    Bag,
    DateRange,
    FieldFilter,
    Fuzzy,
    Leaf,
    Node,
    Not,
    Or,
    Pattern,
    Phrase,
    Required,
    TextScope,
    Word,
)
from searchapp.query.words import pattern_text, shape

_WILDCARDS = ("*", "?")


def to_text(tree: Node | None) -> str:
    """Write a tree as a query; None is the empty query.

    ``parse(to_text(tree)).tree`` equals ``tree`` but for the spans, for every tree that ``parse`` can give.
    """
    return "" if tree is None else _node(tree)


def _node(node: Node) -> str:
    if isinstance(node, Bag):
        return " ".join(_within(child, Bag, And, Or) for child in node.children)
    if isinstance(node, And):
        return " AND ".join(_within(child, And, Or) for child in node.children)
    if isinstance(node, Or):
        return " OR ".join(_within(child, Or) for child in node.children)
    if isinstance(node, Not):
        return "-" + _within(node.child, Bag, And, Or, Not, Required)
    if isinstance(node, Required):
        return "+" + _within(node.child, Bag, And, Or, Not, Required)
    return _leaf(node)


def _within(node: Node, *bracketed: type[Node]) -> str:
    """A child as it stands inside another node: in brackets if it is of one of these kinds."""
    return f"({_node(node)})" if isinstance(node, bracketed) else _node(node)


def _leaf(leaf: Leaf) -> str:
    if isinstance(leaf, Word):
        return _word(leaf)
    if isinstance(leaf, Phrase):
        return f'{_scope(leaf.scope)}"{without_entities(leaf.text)}"' + (f"~{leaf.slop}" if leaf.slop else "")
    if isinstance(leaf, Pattern):
        return _scope(leaf.scope) + _pattern(leaf.text)
    if isinstance(leaf, Fuzzy):
        return f"{_scope(leaf.scope)}{_plain(leaf.text, leaf.scope != 'any')}~{leaf.distance}"
    if isinstance(leaf, FieldFilter):
        return f'{name_of(ValueTarget(leaf.field))}:"{without_entities(leaf.text)}"'
    if isinstance(leaf, DateRange):
        first, last = (day.isoformat() if day else "" for day in (leaf.first, leaf.last))
        return f"{name_of(DayTarget('on'))}:{first}..{last}"
    assert_never(leaf)


def _scope(scope: TextScope) -> str:
    return "" if scope == "any" else name_of(TextTarget(scope)) + ":"


def _word(word: Word) -> str:
    in_field = word.mode == "root" or word.scope != "any"
    field = name_of(RootTarget()) + ":" if word.mode == "root" else _scope(word.scope)
    return field + ("=" if word.mode == "exact" else "") + _plain(word.text, in_field)


def _plain(text: str, in_field: bool) -> str:
    r"""A word so written that it is read as this word and nothing else: ``أو`` becomes ``\أو``."""
    if in_field and any(sign_of(char) == "_" for char in text):
        return _escaped(text)
    return next((written for written in (text, ESCAPE + text) if _reads_as_word(written, text)), _escaped(text))


def _reads_as_word(written: str, text: str) -> bool:
    """Whether the lexer takes this writing for the plain word ``text``, wherever it stands."""
    source, token = _only_token(written)
    if token is None or source.clean != text:
        return False
    word = shape(source, 0, len(text))
    plain = word is not None and not word.has_wildcards and not token.distance
    return token.kind is Kind.ADDRESS or (token.kind is Kind.WORD and plain)


def _pattern(text: str) -> str:
    source, token = _only_token(text)
    word = shape(source, 0, len(source.clean)) if token and token.kind is Kind.WORD else None
    if word and pattern_text(source, word) == text:
        return text
    return _escaped(text, keep=_WILDCARDS)


def _only_token(written: str) -> tuple[Source, Token | None]:
    """The token that a text is as a whole; None if it is several, or only a part of it is one."""
    source = prepare(written)
    tokens = tokenize_query(source, DEFAULT_LIMITS, Diagnostics(0))
    whole = len(tokens) == 1 and (tokens[0].start, tokens[0].end) == (0, len(source.clean))
    return source, tokens[0] if whole else None


def _escaped(text: str, keep: tuple[str, ...] = ()) -> str:
    """The text with a backslash before every sign, and before its first letter, where that is a word's beginning."""
    signs = "".join(ESCAPE + char if is_sign(char) and char not in keep else char for char in text)
    return ESCAPE + signs if is_word_char(text[0]) else signs
