"""Where the words of a text are: places in the original, nothing normalised.

A word is a run of letters of one script, with all its marks; invisible signs and tatweel inside it never split
it. What else is one token, because readers take it as one:

* a number with its separators: ``1,250.5``, ``١٢٫٥``, ``12/1``, ``10:30``. Digits part from Arabic letters
  (``2015م`` is two tokens) and stay with others (``G20``);
* a word of another script with inner dots, apostrophes and underscores: ``don't``, ``U.S.A``, ``file_name``;
* a web or e-mail address: ``https://www.example.com/a?b=1``, ``desk@example.com``;
* a hashtag of several words, without its sign: ``#عام_جديد``.

Punctuation is otherwise no part of a token. A token begins with a letter or a digit whose folding is not empty,
and ends with one or with its mark; so no token folds to the empty string. The one-sign honorifics ``ﷺ`` and
``ﷻ`` are no words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from searchapp.arabic.letters import (
    ARABIC_LETTERS,
    ARABIC_MARKS,
    FEH,
    GHAIN,
    HAMZA,
    INVISIBLE,
    NO_WORD_SIGNS,
    PRESENTED_MARKS,
    TATWEEL,
    YEH,
    Ranges,
)

_LAST_WITH_MARKS: Final = 0x1FFFF
_VARIATION_SELECTORS: Final[Ranges] = ((0xE0100, 0xE01EF),)


def tokenize(text: str) -> Iterator[tuple[int, int]]:
    """Yield the place ``(start, end)`` of every token of ``text``, in order, without overlap.

    Example: ``list(tokenize("في 12/1، قال"))`` is ``[(0, 2), (3, 7), (9, 12)]``.
    """
    for match in _TOKEN.finditer(text):
        yield match.span()


def all_tokens(text: str) -> list[tuple[int, int]]:
    """Give the places of all tokens: ``tokenize`` for long texts, in two thirds of the time."""
    return [match.span() for match in _TOKEN.finditer(text)]


def tokens_at(text: str, positions: Iterable[int]) -> list[tuple[int, int]]:
    """Give the places of some tokens, by their numbers (ascending, from 0); none after them is looked for.

    Example: ``tokens_at("في 12/1، قال", [1])`` is ``[(3, 7)]``. Raises ValueError where there are not so many.
    """
    found: list[tuple[int, int]] = []
    matches, passed = _TOKEN.finditer(text), 0
    for position in positions:
        match = next(islice(matches, position - passed, None), None)
        if match is None:
            raise ValueError(f"the text has no token {position}")
        found.append(match.span())
        passed = position + 1
    return found


def _marks() -> Ranges:
    """Combining signs of every script, from the Unicode database of the running Python."""
    found: list[tuple[int, int]] = []
    categories = map(unicodedata.category, map(chr, range(_LAST_WITH_MARKS)))
    for code in [code for code, category in enumerate(categories) if category[0] == "M"]:
        first = found.pop()[0] if found and found[-1][1] == code - 1 else code
        found.append((first, code))
    return (*found, *_VARIATION_SELECTORS)


def _class(ranges: Ranges) -> str:
    """The inside of a regular expression's character class."""
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)


def grammar() -> str:
    """The grammar of tokens, built from named pieces. Every repetition is over disjoint classes: time is linear."""
    arabic = _class(ARABIC_LETTERS)
    # The small waw and yeh and the high hamza are letters for Unicode, but stand on one: they cannot begin a token.
    marks = _class((*_marks(), *ARABIC_MARKS, *PRESENTED_MARKS)) + TATWEEL + "ٴ"
    invisible = f"[{_class(INVISIBLE)}]"
    other = rf"[^\W\d_{arabic}{marks}{_class(NO_WORD_SIGNS)}]"
    # The same class as `other`, with digits and marks, for the inside of a word. Tatweel between digits is a dash.
    other_inside = rf"(?:{other}|[\d{marks.replace(TATWEEL, '')}])"
    arabic_word = _run(f"[{arabic}]", f"[{arabic}{marks}]", invisible)
    other_run = _run(rf"(?:{other}|\d)", other_inside, invisible)
    digits = rf"\d+(?:{invisible}+\d+)*"
    # Four digits after a comma are neither thousands nor decimals: 2014،2015 are two years.
    decimals = rf"\d{{1,3}}(?!\d|{invisible}+\d)"
    separated = rf"(?:[.:/٫]{invisible}*{digits}|[,،٬]{invisible}*{decimals})"
    number = rf"{digits}(?:{invisible}*{separated})+"
    other_word = rf"{other_run}(?:[.'’_]{other_run})*"
    hashtag_part = _run(rf"(?:{other}|[{arabic}\d])", rf"(?:{other}|[{arabic}{marks}\d])", invisible)
    hashtag = rf"(?<=[#＃]){hashtag_part}(?:_+{hashtag_part})+"
    ascii_host = r"[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,9}\.[A-Za-z]{2,24}"
    inside_path = rf"(?:{other}|[{arabic}\d_.~:/?#@!$&*+,;=%-])*"
    path = rf"(?:{inside_path}(?:{other}|[{arabic}\d]))?"
    web = rf"(?i:https?|ftp)://{ascii_host}{path}|(?i:www)\.{ascii_host}{path}"
    mail = rf"[A-Za-z0-9][A-Za-z0-9._%+-]{{0,63}}@{ascii_host}"
    return "|".join((hashtag, arabic_word, web, mail, number, other_word))


def _pattern() -> re.Pattern[str]:
    """The grammar behind two shortcuts that halve the time: no token begins with a separator, and most are plain."""
    separator = "[ .,،\\n]"
    # Unmarked letters before a separator are a whole word; only after a hashtag's sign may more belong to it.
    plain = rf"(?<![#＃])[{HAMZA}-{GHAIN}{FEH}-{YEH}]++(?={separator})"
    return re.compile(f"(?!{separator})(?:{plain}|{grammar()})")


def _run(first: str, inside: str, invisible: str) -> str:
    """One letter, more letters and marks, invisible signs only where the word goes on."""
    return f"{first}{inside}*(?:{invisible}+{inside}+)*"


_TOKEN: Final = _pattern()
