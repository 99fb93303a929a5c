"""One spelling for all the ways in which a word is written.

Two foldings, one after the other. ``clean`` unifies what is only encoding or typing: compatibility forms,
vowels, tatweel, invisible signs, foreign letters of the script, digits, the hamza on alef, case. ``fold`` goes
on and joins the endings that writers confuse, ``ى`` with ``ي`` and ``ة`` with ``ه``; the stemmer reads
``clean``, since these endings tell it where a suffix begins.

**Hamza.** On alef it is dropped (``أحمد``, ``احمد``). ``ؤ`` and ``ئ`` stay, because dropping them merges words
that nobody confuses; only the two schools of writing a hamza before waw become one: ``شئون`` and ``شؤون``,
``مسئول`` and ``مسؤول``.

**Compatibility normalisation (NFKC)** takes presentation forms apart (``ﷲ``, ``ﻻ``) and joins a combining hamza
with its letter (``و`` + ``ٔ`` is ``ؤ``). It could also bring new marks, spaces or joins, and what we strip
could bring letters together that it would then join. Vowels in presentation form therefore go first, other
signs after it, and the whole is repeated until nothing changes: that makes both foldings idempotent for any
string, unpaired surrogates included.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from pyarabic import araby

from searchapp.arabic.letters import (
    ALEF,
    ALEF_HAMZA_ABOVE,
    ALEF_HAMZA_BELOW,
    ALEF_MADDA,
    ALEF_MAKSURA,
    FEH,
    GHAIN,
    HAMZA,
    HAMZA_ABOVE,
    HEH,
    LETTER_FORMS,
    MARKS,
    REMOVED,
    TEH_MARBUTA,
    WAW,
    WAW_HAMZA,
    YEH,
    YEH_HAMZA,
)

_BEFORE: Final[dict[int, str | None]] = {**REMOVED, **LETTER_FORMS}
# Composed hamza-alefs come out of NFKC; after it they must not be taken apart again, so the letters' table goes twice.
_AFTER: Final[dict[int, str | None]] = {**LETTER_FORMS, **MARKS}
_ENDINGS: Final = str.maketrans({TEH_MARBUTA: HEH, ALEF_MAKSURA: YEH})
_SEATS: Final = str.maketrans({WAW_HAMZA: WAW, YEH_HAMZA: YEH})

# A shortcut for nearly all words: letters that no table changes but for the alefs.
_PLAIN: Final = re.compile(f"[{HAMZA}-{GHAIN}{FEH}-{YEH}]+")
_HAMZA_ALEFS: Final = (ALEF_HAMZA_ABOVE, ALEF_HAMZA_BELOW, ALEF_MADDA)

_HAMZA_AFTER_YEH: Final = re.compile(rf"{ALEF_MAKSURA}{HAMZA}|[{YEH}{ALEF_MAKSURA}]+{HAMZA}(?!\w)")
_HAMZA_BEFORE_WAW: Final = re.compile(f"{HAMZA}+(?={WAW})")  # ``clean`` gives such a hamza the seat waw


def clean(text: str) -> str:
    """Return ``text`` in one encoding and typing, with ``ة`` and ``ى`` kept.

    Idempotent for any string. Example: ``clean("ﻣُﺪَرِّســةٌ")`` is ``مدرسة``, ``clean("أُخْرَىٰ")`` is ``اخرى``.
    """
    if _PLAIN.fullmatch(text):
        for alef in _HAMZA_ALEFS:
            text = text.replace(alef, ALEF)
        return _with_seats(text)
    if text.isascii():
        return text.lower()
    before = text
    after = _clean_once(before)
    while after != before:
        before, after = after, _clean_once(after)
    return after


def fold(text: str) -> str:
    """Return the spelling under which ``text`` is indexed at the level ``exact``.

    Idempotent for any string. Example: ``fold("السُّعُودِيَّة")`` and ``fold("السعوديه")`` are both ``السعوديه``.
    """
    return fold_endings(clean(text))


def fold_endings(cleaned: str) -> str:
    """Join ``ة`` with ``ه`` and ``ى`` with ``ي`` in a text that ``clean`` gave: ``مدرسة`` becomes ``مدرسه``."""
    return cleaned.translate(_ENDINGS)


def fold_seats(stem: str) -> str:
    """Leave only the seat of a hamza, for the level ``stem``: ``مؤتمر`` and hurried ``موتمر`` become one."""
    seated = stem.translate(_SEATS)
    if HAMZA not in seated:
        return seated
    seated = _HAMZA_AFTER_YEH.sub(YEH, seated)
    return _HAMZA_BEFORE_WAW.sub(lambda found: WAW * len(found[0]), seated)


def _clean_once(text: str) -> str:
    text = unicodedata.normalize("NFKC", text.translate(_BEFORE))
    text = text.replace(ALEF_MAKSURA + HAMZA_ABOVE, YEH_HAMZA)  # Unicode has no canonical join for this pair
    text = _strip_vowels(text).translate(_AFTER).casefold()
    return _with_seats(text)


def _with_seats(text: str) -> str:
    """A hamza before waw in the way of ``شؤون``; one after ``ى``, or after ``ي`` at the end, in that of ``طوارئ``."""
    if HAMZA in text:
        text = _HAMZA_AFTER_YEH.sub(YEH_HAMZA, text)
    return text.replace(YEH_HAMZA + WAW, WAW_HAMZA + WAW).replace(HAMZA + WAW, WAW_HAMZA + WAW)


def _strip_vowels(text: str) -> str:
    """The eight vowels by PyArabic; what it leaves (superscript alef, Quranic signs) goes by our table."""
    stripped: str = araby.strip_tashkeel(text)
    return stripped
