"""Cut a query text into tokens: words, phrases, brackets, signs and operators, each with its place.

The lexer decides what a sign is by what stands next to it: a hyphen inside a word is a letter of it, before a word it
excludes, alone it is punctuation. Whether an operator has something to join is the parser's question. Time is linear:
every character is passed over a fixed number of times.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from searchapp.arabic.fold import fold
from searchapp.query import diagnostics as codes
from searchapp.query.days import RANGE
from searchapp.query.diagnostics import Diagnostics
from searchapp.query.fields import DayTarget, Target, target_of
from searchapp.query.limits import Limits
from searchapp.query.quotes import Quotes
from searchapp.query.signs import APOSTROPHE, QUOTE, QUOTES, SEPARATORS, Source, is_latin, is_word_char
from searchapp.query.words import trim

DEFAULT_SLOP: Final = 5
"""Further words between those of a phrase when ``~`` comes without a number: the example of every handbook."""

DEFAULT_DISTANCE: Final = 1
MOST_DISTANCE: Final = 2


class Kind(Enum):
    """What a token is. ``ADDRESS`` is a web address, ``DAYS`` a written range of days."""

    WORD = auto()
    ADDRESS = auto()
    DAYS = auto()
    PHRASE = auto()
    FIELD = auto()
    OPEN = auto()
    CLOSE = auto()
    PLUS = auto()
    MINUS = auto()
    EXACT = auto()
    AND = auto()
    OR = auto()
    NOT = auto()
    AND_NOT = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """A token and its place in the clean text.

    ``arabic`` marks an operator that is also an ordinary word (``و``). ``inner`` is the place between a phrase's
    quotation marks, ``slop`` its distance; ``distance`` a word's allowed slips; ``target`` what a field stands for.
    """

    kind: Kind
    start: int
    end: int
    arabic: bool = False
    inner: tuple[int, int] = (0, 0)
    slop: int = 0
    distance: int = 0
    target: Target | None = None


_LATIN_OPERATORS: Final = {"AND": Kind.AND, "OR": Kind.OR, "NOT": Kind.NOT}
_ARABIC_OPERATORS: Final = {
    fold(word): kind for word, kind in (("و", Kind.AND), ("أو", Kind.OR), ("ليس", Kind.NOT), ("وليس", Kind.AND_NOT))
}
_SIGNS: Final = {"+": Kind.PLUS, "-": Kind.MINUS, "=": Kind.EXACT}
_JOINTS: Final = {"&": Kind.AND, "|": Kind.OR}

_BREAKS: Final = frozenset(" ()|~" + SEPARATORS + QUOTES)
_BEFORE_SIGN: Final = frozenset(" ;؛!…[]{}<>(&|+-=:,")
_OPERAND_SIGNS: Final = frozenset("(#@*+-=" + QUOTES + APOSTROPHE)

_ADDRESS: Final = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]{1,15}://|(?i:www)\.)[^\s\"«»<>()|]+")
_FUZZY: Final = re.compile(r"~([0-9]+(?:\.[0-9]+)?)?(?!\w)")
_SLOP_AFTER: Final = re.compile(r" ?(?:~ ?([0-9]+)(?!\w)|([0-9]+) ?~(?!\w)|(?<! )~(?!\w))")
_SPACED_COLON: Final = re.compile(r" :(?= ?[\w\"«])")
_SLOP_BEFORE: Final = re.compile(r"(?:~ ?([0-9]+)|([0-9]+) ?~) ?(?=[\"«])")


def tokenize_query(source: Source, limits: Limits, diagnostics: Diagnostics) -> list[Token]:
    """Cut the text into tokens; repairs are told to ``diagnostics``. Raises nothing."""
    return _Lexer(source, limits, diagnostics).run()


class _Lexer:
    def __init__(self, source: Source, limits: Limits, diagnostics: Diagnostics) -> None:
        self._source = source
        self._view = source.view
        self._limits = limits
        self._diagnostics = diagnostics
        self._quotes = Quotes(source)
        self._tokens: list[Token] = []
        self._slop = 0

    def run(self) -> list[Token]:
        at = 0
        while at < len(self._view):
            at = self._read(at)
        return self._tokens

    def _read(self, at: int) -> int:
        """Read what begins at ``at`` and return the place after it."""
        char = self._view[at]
        if char in QUOTES or char == APOSTROPHE:
            return self._quote(at)
        if char in "()":
            return self._add(Kind.OPEN if char == "(" else Kind.CLOSE, at, at + 1)
        if char in _JOINTS:
            return self._joint(at)
        if char in _SIGNS and self._is_sign(at):
            return self._add(_SIGNS[char], at, at + 1)
        before = _SLOP_BEFORE.match(self._view, at)
        if before and self._quotes.opens(before.end()):
            self._slop = self._number(before)
            return before.end()
        if is_word_char(char) or char in "#@*.":
            return self._word(at)
        return self._dash(at) if char == "-" else at + 1

    def _add(self, kind: Kind, start: int, end: int) -> int:
        self._tokens.append(Token(kind, start, end))
        return end

    # Signs

    def _joint(self, at: int) -> int:
        end = at + 2 if self._view.startswith(self._view[at] * 2, at) else at + 1
        return self._add(_JOINTS[self._view[at]], at, end)

    def _is_sign(self, at: int) -> bool:
        """Whether ``+``, ``-`` or ``=`` belongs to what follows: nothing before it, an operand right after it."""
        view = self._view
        if at + 1 == len(view) or (at and view[at - 1] not in _BEFORE_SIGN):
            return False
        after = view[at + 1]
        doubled_dash = view[at] == after == "-" or (at > 0 and view[at - 1] == view[at] == "-")
        return not doubled_dash and (after in _OPERAND_SIGNS or is_word_char(after))

    def _dash(self, at: int) -> int:
        """Pass over a run of hyphens: two or more are a dash between words."""
        while at < len(self._view) and self._view[at] == "-":
            at += 1
        return at

    # Quotation marks

    def _quote(self, at: int) -> int:
        quotes, diagnostics, span = self._quotes, self._diagnostics, self._source.span
        if not quotes.opens(at):
            if self._view[at] != APOSTROPHE:
                diagnostics.say(codes.QUOTE_STRAY, span(at, at + 1))
            return at + 1
        start, inner_end, end = quotes.find(at)
        if inner_end == end:
            diagnostics.say(codes.QUOTE_UNCLOSED, span(at, start))
        slop, self._slop = self._slop, 0
        after = _SLOP_AFTER.match(self._view, end)
        outer = end
        if after and inner_end < end:
            outer = after.end()
            slop = self._number(after)
        self._tokens.append(Token(Kind.PHRASE, at, outer, inner=(start, inner_end), slop=slop))
        return outer

    def _number(self, match: re.Match[str]) -> int:
        """The distance of a phrase; a missing one and one beyond the limit are told."""
        digits = next((group for group in match.groups() if group), None)
        span = self._source.span(*match.span())
        if digits is None:
            self._diagnostics.say(codes.SLOP_MISSING, span, limit=DEFAULT_SLOP)
            return DEFAULT_SLOP
        most = self._limits.slop
        if len(digits) > len(str(most)) + 1 or int(digits) > most:
            self._diagnostics.say(codes.SLOP_CLIPPED, span, limit=most)
            return most
        return int(digits)

    # Words

    def _word(self, at: int) -> int:
        days = RANGE.match(self._view, at)
        if days:
            return self._add(Kind.DAYS, *days.span())
        address = _ADDRESS.match(self._view, at)
        if address:
            self._add(Kind.ADDRESS, *trim(self._source, *address.span()))
            return address.end()
        end, colon = self._word_end(at)
        if colon is None:
            colon = self._spaced_colon(at, end)
        if colon is not None:
            return self._field(at, colon)
        if not self._is_worth_reading(at, end):
            return end
        kind = self._operator(at, end)
        if kind is not None:
            arabic = self._source.clean[at:end] not in _LATIN_OPERATORS
            self._tokens.append(Token(kind, at, end, arabic=arabic))
            return end
        distance, after = self._distance(end)
        self._tokens.append(Token(Kind.WORD, at, end, distance=distance))
        return after

    def _is_worth_reading(self, at: int, end: int) -> bool:
        """Whether the characters are more than punctuation. Only a date's value may be: ``date:..`` is any day."""
        if any(is_word_char(char) for char in self._view[at:end]):
            return True
        if "*" in self._view[at:end]:
            self._diagnostics.say(codes.WILDCARD_LEADING, self._source.span(at, end))
        return bool(self._tokens) and isinstance(self._tokens[-1].target, DayTarget)

    def _word_end(self, at: int) -> tuple[int, int | None]:
        """Where the word that begins at ``at`` ends; the second is the place of its colon if it names a field."""
        view = self._view
        name = True
        end = at
        while end < len(view) and not self._breaks(end):
            char = view[end]
            if name and char == ":" and end > at and self._is_field(at, end):
                return end, end
            name = name and (char == "_" or (is_word_char(char) and not char.isdigit()))
            end += 1
        return end, None

    def _spaced_colon(self, at: int, end: int) -> int | None:
        """The place of a colon that a space parts from the known name of a field: ``العنوان : وزير``."""
        spaced = _SPACED_COLON.match(self._view, end)
        known = spaced and target_of(self._source.clean[at:end]) is not None and not self._has_escape(at, end)
        return spaced.end() - 1 if spaced and known else None

    def _breaks(self, at: int) -> bool:
        """Whether a word ends before ``at``. A comma joins digits; ``'`` and ``&`` join Latin letters."""
        char = self._view[at]
        if char in _BREAKS:
            return True
        if char not in ",'&":
            return False
        if at == 0 or at + 1 == len(self._view):
            return True
        around = self._view[at - 1], self._view[at + 1]
        joins = str.isdigit if char == "," else is_latin
        return not all(joins(other) for other in around)

    def _is_field(self, at: int, colon: int) -> bool:
        """Whether a colon after letters makes a field: a known name, or any name with its value right behind.

        ``قال:«نعم»`` is prose.
        """
        if self._has_escape(at, colon):
            return False
        if target_of(self._source.clean[at:colon]) is not None:
            return True
        after = self._view[colon + 1 : colon + 2]
        return bool(after) and (is_word_char(after) or after == QUOTE)

    def _field(self, at: int, colon: int) -> int:
        name = self._source.clean[at:colon].rstrip()
        target = target_of(name)
        if target is None:
            self._diagnostics.say(codes.FIELD_UNKNOWN, self._source.span(at, colon + 1), text=name)
            self._tokens.append(Token(Kind.WORD, at, colon))
        else:
            self._tokens.append(Token(Kind.FIELD, at, colon + 1, target=target))
        return colon + 1

    def _operator(self, at: int, end: int) -> Kind | None:
        """The operator that a word is: nothing may be attached to it, and it must not be a value or escaped."""
        attached = at > 0 and self._view[at - 1] in ":+-="
        if attached or self._has_escape(at, end) or self._view.startswith("~", end):
            return None
        written = self._source.clean[at:end]
        return _LATIN_OPERATORS.get(written) or _ARABIC_OPERATORS.get(fold(written))

    def _distance(self, end: int) -> tuple[int, int]:
        """The slips allowed by ``~`` behind a word, 0 without one, and the place after it."""
        match = _FUZZY.match(self._view, end)
        if not match:
            return 0, end
        digits = match[1]
        if digits is None:
            return DEFAULT_DISTANCE, match.end()
        if digits in ("0", "1", "2"):
            return int(digits), match.end()
        distance = DEFAULT_DISTANCE if "." in digits else MOST_DISTANCE
        self._diagnostics.say(codes.FUZZY_CLIPPED, self._source.span(*match.span()), limit=distance)
        return distance, match.end()

    def _has_escape(self, start: int, end: int) -> bool:
        return not self._source.escaped.isdisjoint(range(start, end))
