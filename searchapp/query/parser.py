"""Query text to tree: our own language, which reads ordinary input without ever refusing it.

Words side by side are a ``Bag``; they bind closer than ``AND`` (``و``, ``&``), and that closer than ``OR`` (``أو``,
``|``), because in Arabic ``وزير الخارجية أو رئيس الوزراء`` joins two names. ``NOT`` (``ليس``, ``-``) and ``+`` belong
to the one operand after them. An operator that has nothing to join is no operator.

Brackets live on a stack of our own, so that no input can exhaust Python's; time is linear in the text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Final

from searchapp.arabic.fold import fold
from searchapp.arabic.words import stop_words
from searchapp.model import Notice
from searchapp.query import diagnostics as codes
from searchapp.query.diagnostics import Diagnostics
from searchapp.query.fields import Target
from searchapp.query.leaves import Asked, LeafReader
from searchapp.query.lexer import Kind, Token, tokenize_query
from searchapp.query.limits import DEFAULT_LIMITS, Budget, Limits
from searchapp.query.signs import Source, prepare
from searchapp.query.tree import And, Bag, Node, Not, Or, Required


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A query as read: its text, its tree (None if it holds nothing to search for) and what was said about it."""

    text: str
    tree: Node | None
    notices: tuple[Notice, ...]


def parse(text: str, *, today: date | None = None, limits: Limits = DEFAULT_LIMITS) -> ParsedQuery:
    """Read a query. ``today`` gives ``أمس`` its meaning (default: this machine's day).

    Broken input is repaired, and a notice says how. Raises InvalidParameterError if the text is too long, and
    QueryTooComplexError, with the place, beyond the limits on leaves, depth and patterns.
    Example: ``العنوان:قمة -"جدول الأعمال"`` is a ``Bag`` of the word ``قمة`` in titles and ``Not`` of a phrase.
    """
    budget = Budget(limits)
    budget.check_length(text)
    diagnostics = Diagnostics(limits.notices)
    source = prepare(text)
    tokens = tokenize_query(source, limits, diagnostics)
    leaves = LeafReader(source, budget, diagnostics, today or date.today())
    tree = _Parser(source, tokens, leaves, budget, diagnostics).run()
    return ParsedQuery(text, tree, diagnostics.notices())


MOST_DAY_WORDS: Final = 3
"""Words of a date: day, month and year."""

_VALUES: Final = frozenset({Kind.WORD, Kind.ADDRESS, Kind.DAYS, Kind.PHRASE})
_SIGNS: Final = frozenset({Kind.PLUS, Kind.MINUS, Kind.EXACT})
_STARTS: Final = _VALUES | _SIGNS | {Kind.OPEN, Kind.FIELD}
_FIELD_STARTS: Final = _STARTS - {Kind.FIELD}
_BINARY: Final = frozenset({Kind.AND, Kind.OR})
_NEGATIONS: Final = frozenset({Kind.NOT, Kind.AND_NOT})


@dataclass(slots=True)
class _Prefix:
    """What was read before an operand and will apply to it. ``end`` is the place after the last sign."""

    negate: bool = False
    required: bool = False
    exact: bool = False
    field: Token | None = None
    end: int | None = None

    def wrap(self, node: Node) -> Node:
        if self.negate:
            return Not(node)
        return Required(node) if self.required else node


@dataclass(slots=True)
class _Group:
    """An open bracket, or the whole query: alternatives of conjuncts of parts side by side."""

    opened: Token | None = None
    prefix: _Prefix = field(default_factory=_Prefix)
    target: Target | None = None
    alternatives: list[list[list[Node]]] = field(default_factory=lambda: [[[]]])

    @property
    def parts(self) -> list[Node]:
        return self.alternatives[-1][-1]

    def join(self, kind: Kind) -> None:
        """Begin the right side of an operator."""
        if kind is Kind.OR:
            self.alternatives.append([[]])
        else:
            self.alternatives[-1].append([])

    def tree(self) -> Node | None:
        """The group's tree; sides that turned out empty are left out."""
        conjunctions = [[_bag(parts) for parts in conjuncts if parts] for conjuncts in self.alternatives]
        sides = [_and(conjuncts) for conjuncts in conjunctions if conjuncts]
        return _or(sides) if sides else None


def _bag(parts: list[Node]) -> Node:
    return parts[0] if len(parts) == 1 else Bag(tuple(parts))


def _and(sides: list[Node]) -> Node:
    flat = [node for side in sides for node in (side.children if isinstance(side, And) else (side,))]
    return flat[0] if len(flat) == 1 else And(tuple(flat))


def _or(sides: list[Node]) -> Node:
    flat = [node for side in sides for node in (side.children if isinstance(side, Or) else (side,))]
    return flat[0] if len(flat) == 1 else Or(tuple(flat))


class _Parser:
    def __init__(
        self, source: Source, tokens: list[Token], leaves: LeafReader, budget: Budget, diagnostics: Diagnostics
    ) -> None:
        self._source = source
        self._tokens = tokens
        self._leaves = leaves
        self._budget = budget
        self._diagnostics = diagnostics
        self._groups = [_Group()]
        self._prefix = _Prefix()

    def run(self) -> Node | None:
        at = 0
        while at < len(self._tokens):
            at = self._read(at)
        while len(self._groups) > 1:
            opened = self._groups[-1].opened
            if opened:
                self._say(codes.BRACKET_UNCLOSED, opened)
            self._close()
        return self._groups[0].tree()

    def _read(self, at: int) -> int:
        """Read what begins with the token at ``at`` and return the place of the next."""
        token = self._tokens[at]
        self._drop_lost_signs(token)
        if token.kind in _BINARY:
            return self._binary(at)
        if token.kind in _NEGATIONS:
            return self._negation(at)
        if token.kind in _SIGNS:
            self._sign(token)
        elif token.kind is Kind.FIELD:
            self._field(at)
        elif token.kind is Kind.OPEN:
            self._open(token)
        elif token.kind is Kind.CLOSE:
            self._close_bracket(token)
        else:
            return self._value(at)
        return at + 1

    def _value(self, at: int) -> int:
        """A value; one that begins a date of several words, as after ``التاريخ:``, takes all of them."""
        asked = self._asked()
        token = self._tokens[at]
        days = self._leaves.longest_day(self._tokens[at : at + MOST_DAY_WORDS], asked)
        if days > 1:
            token = Token(Kind.WORD, token.start, self._tokens[at + days - 1].end)
        self._operand(self._leaves.read(token, asked))
        return at + days

    # Operands

    @property
    def _group(self) -> _Group:
        return self._groups[-1]

    def _asked(self) -> Asked:
        named = self._prefix.field
        if named:
            return Asked(named.target, named.start, self._prefix.exact)
        return Asked(self._group.target, None, self._prefix.exact)

    def _operand(self, node: Node | None) -> None:
        """Put an operand, with what was read before it, into the open group."""
        prefix, self._prefix = self._prefix, _Prefix()
        if node is not None:
            self._group.parts.append(prefix.wrap(node))

    def _open(self, token: Token) -> None:
        self._budget.check_depth(len(self._groups), self._source.span(token.start, token.end))
        prefix, self._prefix = self._prefix, _Prefix()
        target = prefix.field.target if prefix.field else self._group.target
        self._groups.append(_Group(token, prefix, target))

    def _close_bracket(self, token: Token) -> None:
        if len(self._groups) == 1:
            self._say(codes.BRACKET_STRAY, token)
        else:
            self._close()

    def _close(self) -> None:
        group = self._groups.pop()
        self._prefix = group.prefix
        tree = group.tree()
        if tree is None and group.opened:
            self._say(codes.GROUP_EMPTY, group.opened)
        self._operand(tree)

    # What stands before an operand

    def _sign(self, token: Token) -> None:
        prefix = self._prefix
        prefix.end = token.end
        if token.kind is Kind.EXACT:
            prefix.exact = True
        elif token.kind is Kind.MINUS:
            self._negate(token)
        else:
            prefix.required = True
        if prefix.negate and prefix.required:
            self._say(codes.SIGNS_COLLIDE, token)

    def _negate(self, token: Token) -> None:
        if self._prefix.negate:
            self._say(codes.OPERATOR_DOUBLED, token)
        self._prefix.negate = True

    def _drop_lost_signs(self, token: Token) -> None:
        """Forget ``+`` and ``-`` if a space came between them and the operand, as after ``-'`` before a space."""
        end = self._prefix.end
        if end is not None and " " in self._source.view[end : token.start]:
            self._prefix = _Prefix(field=self._prefix.field)

    def _field(self, at: int) -> None:
        token = self._tokens[at]
        if self._kind(at + 1) in _FIELD_STARTS:
            self._prefix.field = token
            # A space may follow the colon: the signs before the name still belong to its value.
            self._prefix.end = None
            return
        name = Token(Kind.WORD, token.start, token.end - 1)
        self._say(codes.FIELD_EMPTY, token, text=self._written(name))
        self._operand(self._leaves.word(name))

    # Operators

    def _binary(self, at: int) -> int:
        """AND, OR and runs of them, of which the first counts. Without an operand on each side it is none."""
        token = self._tokens[at]
        after = at + 1
        while self._kind(after) in _BINARY:
            self._say(codes.OPERATOR_DOUBLED, self._tokens[after])
            after += 1
        if self._group.parts and self._kind(after) in _STARTS | _NEGATIONS:
            self._group.join(token.kind)
        else:
            self._stranded(token)
        return after

    def _negation(self, at: int) -> int:
        """NOT, and ``وليس``, which is AND NOT after an operand.

        Before a function word ``ليس`` is a word of a sentence: «ليس من حق» excludes nothing, least of all ``من``.
        """
        token = self._tokens[at]
        after = at + 1
        while self._kind(after) in _NEGATIONS and self._kind(after + 1) in _STARTS | _NEGATIONS:
            self._say(codes.OPERATOR_DOUBLED, self._tokens[after])
            after += 1
        if self._kind(after) in _STARTS and not (token.arabic and self._is_function_word(after)):
            if token.kind is Kind.AND_NOT and self._group.parts:
                self._group.join(Kind.AND)
            self._negate(token)
        else:
            self._stranded(token)
        return after

    def _is_function_word(self, at: int) -> bool:
        if self._kind(at) is not Kind.WORD:
            return False
        word = fold(self._written(self._tokens[at]))
        return len(word) > 1 and word in _function_words()  # a letter alone is a name: «أ ليس ب»

    def _stranded(self, token: Token) -> None:
        """An operator with nothing to join: in Arabic an ordinary word, otherwise nothing."""
        text = self._written(token)
        if token.arabic:
            self._say(codes.OPERATOR_AS_WORD, token, text=text)
            self._operand(self._leaves.word(token))
        else:
            self._say(codes.OPERATOR_DROPPED, token, text=text)

    def _kind(self, at: int) -> Kind | None:
        return self._tokens[at].kind if at < len(self._tokens) else None

    def _written(self, token: Token) -> str:
        return self._source.clean[token.start : token.end]

    def _say(self, code: str, token: Token, *, text: str = "") -> None:
        self._diagnostics.say(code, self._source.span(token.start, token.end), text=text)


@cache
def _function_words() -> frozenset[str]:
    return stop_words()
