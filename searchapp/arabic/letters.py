"""The letters of Arabic script by name, and the tables that make its spellings one.

Names are Unicode's, as PyArabic spells them; what PyArabic lacks is named here. Tables map code points for
``str.translate``; None removes. Which letter stands for which follows what an Arabic keyboard writes in its place:
``ی`` and ``ې`` are typed ``ي``, ``پ`` is typed ``ب``. Sources: the Unicode Character Database and the Arabic block's
chapter of the Unicode Standard.
"""

from __future__ import annotations

from typing import Final

from pyarabic import araby

ALEF: Final[str] = araby.ALEF
ALEF_HAMZA_ABOVE: Final[str] = araby.ALEF_HAMZA_ABOVE
ALEF_HAMZA_BELOW: Final[str] = araby.ALEF_HAMZA_BELOW
ALEF_MADDA: Final[str] = araby.ALEF_MADDA
ALEF_WASLA: Final[str] = araby.ALEF_WASLA
ALEF_MAKSURA: Final[str] = araby.ALEF_MAKSURA
FEH: Final[str] = araby.FEH
GHAIN: Final[str] = araby.GHAIN
HAMZA: Final[str] = araby.HAMZA
HAMZA_ABOVE: Final[str] = araby.HAMZA_ABOVE
HEH: Final[str] = araby.HEH
LAM: Final[str] = araby.LAM
TATWEEL: Final[str] = araby.TATWEEL
TEH: Final[str] = araby.TEH
TEH_MARBUTA: Final[str] = araby.TEH_MARBUTA
WAW: Final[str] = araby.WAW
WAW_HAMZA: Final[str] = araby.WAW_HAMZA
YEH: Final[str] = araby.YEH
YEH_HAMZA: Final[str] = araby.YEH_HAMZA
HIGH_HAMZA: Final = "\N{ARABIC LETTER HIGH HAMZA}"
RIGHT_QUOTE: Final = "\N{RIGHT SINGLE QUOTATION MARK}"

Ranges = tuple[tuple[int, int], ...]
"""Code points as inclusive ranges."""

ARABIC_MARKS: Final[Ranges] = (
    (0x0610, 0x061A),  # honorific signs and small high letters
    (0x064B, 0x065F),  # vowels, shadda, combining madda and hamza
    (0x0670, 0x0670),  # superscript alef
    (0x06D6, 0x06DC),  # Quranic annotation; between the ranges stand signs that are no marks
    (0x06DF, 0x06E8),  # with the small waw and yeh, which Unicode counts as letters
    (0x06EA, 0x06ED),
    (0x0898, 0x089F),
    (0x08C9, 0x08E1),  # begins with the small Farsi yeh
    (0x08E3, 0x08FF),
    (0x10EFD, 0x10EFF),
)
"""Vowels and other signs on Arabic letters: part of a word, no part of its spelling."""

PRESENTED_MARKS: Final[Ranges] = ((0xFC5E, 0xFC63), (0xFCF2, 0xFCF4), (0xFE70, 0xFE74), (0xFE76, 0xFE7F))
"""Vowels as presentation forms, as PDF extraction leaves them. Their compatibility form holds a space or a tatweel,
which would cut the word, so they go before normalisation does its work."""

COMBINING_SYMBOLS: Final[Ranges] = ((0x0300, 0x036F), (0x20D0, 0x20F0), (0xFE00, 0xFE0F), (0xE0100, 0xE01EF))
"""Accents that found no letter to join, enclosing signs, variation selectors."""

INVISIBLE: Final[Ranges] = (
    (0x00AD, 0x00AD),  # soft hyphen
    (0x061C, 0x061C),  # Arabic letter mark
    (0x180E, 0x180E),
    (0x200B, 0x200F),  # zero-width space, non-joiner, joiner, direction marks
    (0x202A, 0x202E),  # direction embeddings
    (0x2060, 0x206F),  # word joiner, direction isolates
    (0xFEFF, 0xFEFF),
)
"""Signs without width: joiners and directions. They never split a word and are no part of its spelling."""

ARABIC_LETTERS: Final[Ranges] = (
    (0x0620, 0x063F),
    (0x0641, 0x064A),
    (0x066E, 0x066F),
    (0x0671, 0x0673),  # the high hamza U+0674 that follows stands on a letter and begins no word
    (0x0675, 0x06D3),
    (0x06D5, 0x06D5),
    (0x06EE, 0x06EF),
    (0x06FA, 0x06FC),
    (0x06FF, 0x06FF),
    (0x0750, 0x077F),
    (0x0870, 0x0887),
    (0x0889, 0x088E),
    (0x08A0, 0x08C8),
    (0xFB50, 0xFBB1),  # presentation forms, less the vowels
    (0xFBD3, 0xFC5D),
    (0xFC64, 0xFCF1),
    (0xFCF5, 0xFD3D),
    (0xFD50, 0xFD8F),
    (0xFD92, 0xFDC7),
    (0xFDF0, 0xFDF9),
    (0xFE80, 0xFEFC),
)
"""Letters of Arabic script, presentation forms included."""

NO_WORD_SIGNS: Final[Ranges] = (
    (0x00BC, 0x00BE),  # fractions: their compatibility form holds a slash
    (0x013F, 0x0140),
    (0x037A, 0x037A),
    (0x2150, 0x215F),
    (0x2189, 0x2189),
    (0x2474, 0x249B),  # numbers in brackets and with a full stop
    (0x3220, 0x3229),
    (0xFDFA, 0xFDFB),  # whole honorific sentences in one sign
    (0x1F100, 0x1F10A),
)
"""Signs that Unicode counts as letters or numbers but whose compatibility form is no single word."""

_VARIANTS: Final = {
    ALEF: "أإآٱٲٳݳݴ",
    "ب": "پٻڀٮ",
    "ت": "ٹٺټٽ",
    "ج": "چڄڃڇ",
    "د": "ڈډڊڌڍ",
    "ر": "ڑړڔڕ",
    "ز": "ژڙ",
    "ف": "ڤڡڢڣڥڦ",
    "ق": "ڨٯڧ",
    "ك": "کڪګڬڭڮگڰڱڲڳڴ",
    "ل": "ڵڶڷڸ",
    "ن": "ںڻڹڼ",
    "ه": "ھہەۀۂ",
    TEH_MARBUTA: "ۃ",
    "و": "ۄۅۆۇۈۉۊۋۏ",
    "ي": "یېۍێۑےؠؽؾؿ",
    WAW_HAMZA: "ٶٷ",
    YEH_HAMZA: "ٸۓ",
    HAMZA_ABOVE: HIGH_HAMZA,
    ".": "٫",
    ",": "٬،",
    "'": RIGHT_QUOTE,
}


def code_points(ranges: Ranges) -> list[int]:
    """Every code point of the ranges, in their order."""
    return [code for first, last in ranges for code in range(first, last + 1)]


REMOVED: Final[dict[int, None]] = dict.fromkeys(
    [ord(TATWEEL), *code_points(PRESENTED_MARKS), *code_points(INVISIBLE)],
)
"""What goes before compatibility normalisation."""

LETTER_FORMS: Final[dict[int, str]] = {
    **{ord(variant): letter for letter, variants in _VARIANTS.items() for variant in variants},
    **{ord(digit): str(value) for digits in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹") for value, digit in enumerate(digits)},
}
"""Persian, Urdu, Maghrebi and archaic letters, hamza-bearing alefs, both Arabic digit sets and number separators, each
to what an Arabic keyboard writes: ``گ`` to ``ك``, ``ڤ`` to ``ف``, ``٣`` and ``۳`` to ``3``."""

MARKS: Final[dict[int, None]] = dict.fromkeys([*code_points(ARABIC_MARKS), *code_points(COMBINING_SYMBOLS)])
"""What goes after compatibility normalisation, when a combining hamza has joined its letter."""
