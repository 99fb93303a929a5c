"""What a token means: the leaf that it becomes under its field, with every limit and repair that concerns one leaf."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice, takewhile
from typing import Final, assert_never

from searchapp.arabic.tokens import tokenize
from searchapp.query import diagnostics as codes
from searchapp.query.days import read_days
from searchapp.query.diagnostics import Diagnostics
from searchapp.query.fields import DayRole, DayTarget, RootTarget, Target, TextTarget, ValueTarget
from searchapp.query.lexer import Kind, Token
from searchapp.query.limits import Budget
from searchapp.query.signs import APOSTROPHES, ESCAPE, QUOTES, Source, sign_of, without_tatweel
from searchapp.query.tree import (
    Bag,
    DateRange,
    FieldFilter,
    FilterName,
    Fuzzy,
    Node,
    Pattern,
    Phrase,
    Span,
    TextScope,
    Word,
)
from searchapp.query.words import WordShape, count_letters, has_words, pattern_text, plain_text, shape, trim

_DOUBLE_APOSTROPHE: Final = re.compile(f"[{APOSTROPHES}]{{2,}}")


@dataclass(frozen=True, slots=True)
class Asked:
    """What stands before a value: its field, the place of the field's name (None if brackets gave the field), ``=``."""

    target: Target | None = None
    field_start: int | None = None
    exact: bool = False


def quoted_text(text: str) -> str:
    """The text between quotation marks in the form that leaves carry: no marks inside, single spaces."""
    kept = "".join(" " if char == ESCAPE or sign_of(char) in tuple(QUOTES) else char for char in text)
    return " ".join(_DOUBLE_APOSTROPHE.sub(" ", kept).split())


class LeafReader:
    """Makes leaves of the tokens of one query."""

    def __init__(self, source: Source, budget: Budget, diagnostics: Diagnostics, today: date) -> None:
        self._source = source
        self._budget = budget
        self._diagnostics = diagnostics
        self._today = today

    def read(self, token: Token, asked: Asked) -> Node | None:
        """The leaf of a word, address, range or phrase; None if there is nothing in it to search for."""
        target = asked.target
        if target is None:
            return self._days(token, "on", None) if token.kind is Kind.DAYS else self._text(token, "any", asked.exact)
        if isinstance(target, TextTarget):
            return self._text(token, target.scope, asked.exact)
        if isinstance(target, RootTarget):
            return self._roots(token)
        if isinstance(target, ValueTarget):
            return self._value(token, target.name, asked.field_start)
        if isinstance(target, DayTarget):
            return self._days(token, target.role, asked.field_start)
        assert_never(target)

    def longest_day(self, tokens: Sequence[Token], asked: Asked) -> int:
        """Count the words that together are the date which follows a date field's name; 1 if it is one alone."""
        if asked.field_start is None or not isinstance(asked.target, DayTarget):
            return 1
        plain = list(takewhile(lambda token: token.kind is Kind.WORD and not token.distance, tokens))
        first = tokens[0].start
        if read_days(self._source.view[first : tokens[0].end], asked.target.role, self._today):
            return 1
        for count in range(len(plain), 1, -1):
            written = self._source.view[first : plain[count - 1].end]
            if read_days(written, asked.target.role, self._today):
                return count
        return 1

    def word(self, token: Token) -> Word:
        """A token as the word that it is written with, whatever else it could be: an operator, a field's name."""
        start, end = trim(self._source, token.start, token.end)
        span = self._source.span(start, end)
        self._budget.count_leaf(span)
        return Word(self._source.clean[start:end], span)

    # Words and phrases

    def _text(self, token: Token, scope: TextScope, exact: bool) -> Node | None:
        if token.kind is Kind.PHRASE:
            return self._phrase(token, scope)
        if token.kind is Kind.WORD:
            return self._written(token, scope, exact)
        span = self._source.span(token.start, token.end)
        self._budget.count_leaf(span)
        text = "".join(self._source.clean[token.start : token.end].split())
        return Word(text, span, scope, "exact" if exact else "auto")

    def _phrase(self, token: Token, scope: TextScope) -> Phrase | None:
        span = self._source.span(token.start, token.end)
        text = self._quoted(token)
        if text is None:
            return None
        self._budget.count_leaf(span)
        return Phrase(text, span, scope, token.slop)

    def _quoted(self, token: Token) -> str | None:
        """The text of a quoted token, clipped; None, and said, if no word is in it."""
        start, end = token.inner
        span = self._source.span(token.start, token.end)
        text = quoted_text(self._source.clean[start:end])
        if "*" in self._source.view[start:end]:
            self._diagnostics.say(codes.WILDCARD_IGNORED, span)
        most = self._budget.limits.phrase_words
        words = list(islice(tokenize(text), most + 1))
        if not words:
            self._diagnostics.say(codes.PHRASE_EMPTY, span)
            return None
        if len(words) > most:
            self._diagnostics.say(codes.PHRASE_CLIPPED, span, limit=most)
            return text[: words[most - 1][1]]
        return text

    def _written(self, token: Token, scope: TextScope, exact: bool) -> Node | None:
        """A word as written, or what its wildcards, its tilde or its underscores make of it."""
        word = shape(self._source, token.start, token.end)
        if word is None or not has_words(plain_text(self._source, word)):
            return None
        span = self._source.span(word.start, token.end if word.prefix else word.end)
        self._budget.count_leaf(span)
        self._tell_wildcards(word, span)
        text = plain_text(self._source, word)
        if word.prefix or word.questions:
            if token.distance:
                self._diagnostics.say(codes.FUZZY_IGNORED, span)
            return self._pattern(word, span, scope) or Word(text, span, scope)
        if token.distance:
            return self._fuzzy(text, token, span, scope)
        if scope != "any" and text[0] not in "#@" and "_" in self._source.view[word.start : word.end]:
            return Phrase(quoted_text(self._spaced(word)), span, scope)
        return Word(text, span, scope, "exact" if exact else "auto")

    def _tell_wildcards(self, word: WordShape, span: Span) -> None:
        if word.leading:
            self._diagnostics.say(codes.WILDCARD_LEADING, span)
        if word.inner:
            self._diagnostics.say(codes.WILDCARD_INNER, span)

    def _pattern(self, word: WordShape, span: Span, scope: TextScope) -> Pattern | None:
        """The word with its wildcards; None, and said, if it has too few letters to narrow anything down."""
        text = pattern_text(self._source, word)
        fixed = text.split("?")[0] if word.prefix else text
        least = self._budget.limits.prefix_letters
        if count_letters(fixed) < least:
            self._diagnostics.say(codes.WILDCARD_SHORT, span, limit=least)
            return None
        self._budget.count_pattern(text, span)
        return Pattern(text, span, scope)

    def _fuzzy(self, text: str, token: Token, span: Span, scope: TextScope) -> Fuzzy | Word:
        least = self._budget.limits.fuzzy_letters
        if count_letters(text) < least:
            self._diagnostics.say(codes.FUZZY_SHORT, span, limit=least)
            return Word(text, span, scope)
        return Fuzzy(without_tatweel(text), span, token.distance, scope)

    # Values of fields

    def _roots(self, token: Token) -> Node | None:
        """Words by their root. A value of several words is several words side by side."""
        text = (self._value_text(token) or "").replace("_", " ")
        span = self._source.span(token.start, token.end)
        words: list[Node] = []
        for start, end in tokenize(text):
            self._budget.count_leaf(span)
            words.append(Word(without_tatweel(text[start:end]), span, mode="root"))
        if len(words) > 1:
            return Bag(tuple(words))
        return words[0] if words else None

    def _value(self, token: Token, name: FilterName, field_start: int | None) -> FieldFilter | None:
        text = self._value_text(token)
        if not text:
            return None
        span = self._source.span(token.start if field_start is None else field_start, token.end)
        self._budget.count_leaf(span)
        return FieldFilter(name, text, span)

    def _value_text(self, token: Token) -> str | None:
        """The value of a field, quoted or one word in which ``_`` is a space; None if there is no word in it."""
        if token.kind is Kind.PHRASE:
            return self._quoted(token)
        span = self._source.span(token.start, token.end)
        if token.kind is not Kind.WORD:
            return quoted_text(self._source.clean[token.start : token.end])
        if token.distance:
            self._diagnostics.say(codes.FUZZY_IGNORED, span)
        word = shape(self._source, token.start, token.end)
        if word is None:
            return None
        if word.has_wildcards:
            self._diagnostics.say(codes.WILDCARD_IGNORED, span)
        text = quoted_text(self._spaced(word))
        return text if has_words(text) else None

    def _spaced(self, word: WordShape) -> str:
        """The word with its underscores as spaces and without wildcards."""
        view, clean = self._source.view, self._source.clean
        shown = (" " if view[at] == "_" else clean[at] for at in range(word.start, word.end) if view[at] != "?")
        return "".join(shown)

    def _days(self, token: Token, role: DayRole, field_start: int | None) -> Node | None:
        """The days of a date field's value or of a bare range; what cannot be read is searched for as text."""
        start, end = token.inner if token.kind is Kind.PHRASE else (token.start, token.end)
        written = self._source.view[start:end].replace("_", " ")
        span = self._source.span(token.start if field_start is None else field_start, token.end)
        days = read_days(written, role, self._today)
        if days is None:
            shown = self._source.clean[start:end]
            self._diagnostics.say(codes.DATE_UNREAD, span, text=shown)
            return self._text(token, "any", exact=False)
        if days.swapped:
            self._diagnostics.say(codes.DATE_SWAPPED, span)
        self._budget.count_leaf(span)
        return DateRange(days.first, days.last, span)
