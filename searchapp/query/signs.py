"""The signs of the query language: which characters stand for which, and the text with them made plain.

One sign has many shapes: ``«`` and ``“`` open a phrase, ``؟`` and ``?`` are one wildcard, ``–`` typed before a word is
a minus. The lexer sees one shape of each. Invisible marks (directions, joiners) are left out before anything is read,
so that none can come between a quotation mark and its tilde; a table leads back to the places in the original.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from searchapp.arabic.letters import INVISIBLE, TATWEEL, code_points
from searchapp.query.tree import Span

QUOTE: Final = '"'
QUOTE_OPEN: Final = "«"
QUOTE_CLOSE: Final = "»"
APOSTROPHE: Final = "'"
QUOTES: Final = QUOTE + QUOTE_OPEN + QUOTE_CLOSE
ESCAPE: Final = "\\"
_LETTER: Final = "x"
_ENTITY: Final = re.compile(
    r"(?<!\\)&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|quot|apos|amp|lt|gt|nbsp|[lr]aquo|[lr]dquo|[lr]squo);"
)

_SHAPES: Final = {
    QUOTE: '"″‶＂',
    QUOTE_OPEN: "«“„‟‹〝❝⹂《",
    QUOTE_CLOSE: "»”›〞〟❞》",
    APOSTROPHE: "'‘’‚‛`´＇",
    "(": "(（",
    ")": ")）",
    "*": "*٭＊✱",
    "?": "?؟？",
    "~": "~～˜∼",
    ":": ":：﹕",
    "+": "+＋",
    "-": "-‐‑–−﹣－",
    "=": "=＝",
    "&": "&＆",
    "|": "|｜",
    "_": "_＿",
    ",": ",،，٬",
}
SEPARATORS: Final = ";؛!…[]{}<>"
"""Signs that end a word and mean nothing else."""
APOSTROPHES: Final = _SHAPES[APOSTROPHE]
_SIGN_OF: Final = {shape: sign for sign, shapes in _SHAPES.items() for shape in shapes}
_INVISIBLE: Final = frozenset(map(chr, code_points(INVISIBLE)))
_WORD_CATEGORIES: Final = "LMN"
_BEFORE_ESCAPED_WORD: Final = ("(", ":", "+", "-", "=", "&", "|")


@dataclass(frozen=True, slots=True)
class Source:
    """A query text made ready for the lexer.

    ``clean`` is the text without invisible marks, backslashes and control characters. ``view`` is as long and shows
    every sign in its one shape, digits as ASCII and escaped characters as a letter; ``escaped`` are their places.
    ``places[i]`` is where ``clean[i]`` stood in the original, from its first place to before its last.
    """

    clean: str
    view: str
    places: tuple[Span, ...]
    escaped: frozenset[int]

    def span(self, start: int, end: int) -> Span:
        """The place in the original of ``clean[start:end]``, which must not be empty."""
        return self.places[start][0], self.places[end - 1][1]


def prepare(text: str) -> Source:
    r"""Make a query text ready for the lexer, in one pass.

    HTML entities, as feeds and scrapers leave them in headlines, are the characters that they stand for. A backslash
    takes the meaning from a sign that follows it, and from a word that it begins: ``\أو`` is a word. Any
    other backslash is read as a space.
    """
    chars: list[str] = []
    view: list[str] = []
    places: list[Span] = []
    escaped: set[int] = set()
    backslash: Span | None = None
    for place, char in _characters(text):
        literal = backslash is not None and _is_escapable(char, chars[-1] if chars else " ")
        if backslash is not None and not literal:
            _append(chars, view, places, " ", " ", backslash)
        backslash = place if char == ESCAPE else None
        if literal:
            escaped.add(len(chars))
            _append(chars, view, places, char, _LETTER, place)
        elif char != ESCAPE:
            _append(chars, view, places, " " if unicodedata.category(char) == "Cc" else char, _view(char), place)
    # Two apostrophes are typed where a keyboard has no quotation mark.
    pairs = "".join(view).replace(APOSTROPHE * 2, QUOTE * 2)
    return Source("".join(chars), pairs, tuple(places), frozenset(escaped))


def _characters(text: str) -> Iterator[tuple[Span, str]]:
    """Give the visible characters with their places; an entity that stands for one character is that character."""
    places = [place for place, char in enumerate(text) if char not in _INVISIBLE]
    visible = "".join(text[place] for place in places)
    entities = {found.start(): found.group() for found in _ENTITY.finditer(visible)}
    at = 0
    while at < len(visible):
        written = entities.get(at, visible[at])
        char = html.unescape(written) if at in entities else written
        if len(char) != 1 or char in _INVISIBLE:
            written = char = visible[at]
        yield (places[at], places[at + len(written) - 1] + 1), char
        at += len(written)


def _append(chars: list[str], view: list[str], places: list[Span], char: str, shown: str, place: Span) -> None:
    chars.append(char)
    view.append(shown)
    places.append(place)


def _is_escapable(char: str, before: str) -> bool:
    begins = before.isspace() or _SIGN_OF.get(before, "") in _BEFORE_ESCAPED_WORD
    return is_sign(char) or (begins and is_word_char(char))


def _view(char: str) -> str:
    if unicodedata.category(char) == "Nd":
        return str(unicodedata.decimal(char))
    return " " if char.isspace() or unicodedata.category(char) == "Cc" else _SIGN_OF.get(char, char)


def sign_of(char: str) -> str | None:
    """The one shape of a sign, or None for any other character: ``sign_of("؟")`` is ``?``."""
    return _SIGN_OF.get(char)


def is_sign(char: str) -> bool:
    """Whether a character means something to the lexer, so that a backslash takes the meaning from it."""
    return char in _SIGN_OF or char in SEPARATORS


def is_word_char(char: str) -> bool:
    """Whether a character is a letter, a mark on one, or a digit."""
    return unicodedata.category(char)[0] in _WORD_CATEGORIES


def is_latin(char: str) -> bool:
    """Whether a character is a letter of the Latin script: in its words apostrophes and ampersands are letters."""
    return unicodedata.name(char, "").startswith("LATIN")


def without_entities(text: str) -> str:
    r"""The text with a backslash before what would be read as an HTML entity: ``\&quot;``."""
    return _ENTITY.sub(lambda found: ESCAPE + found.group(), text)


def without_tatweel(text: str) -> str:
    """The text without tatweel: a prefix is often written ``مصـ*``."""
    return text.replace(TATWEEL, "")
