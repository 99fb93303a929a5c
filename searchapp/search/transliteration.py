"""Arabic names written in Latin letters: ``gaza`` for غزة, ``7aftar`` for حفتر.

A name is known by its consonants, which both writings have; of the vowels those at the ends count, and long ones that
the Latin word lacks speak against a name. Several Latin letters may stand for one Arabic letter and the other way
round, so both are read as classes of sounds. Only words of
the collection's names are looked among: they are what people write so, and few enough not to meet by chance.
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Iterable
from itertools import islice, product
from typing import Final

from searchapp.arabic.fold import fold
from searchapp.arabic.tokens import tokenize
from searchapp.engine.base import Reader
from searchapp.model import ENTITY_KINDS

_ARABIC: Final = {
    "ب": "b", "پ": "b", "ت": "t", "ط": "t", "ث": "t", "ج": "j", "ح": "h", "خ": "h", "ه": "h", "د": "d", "ذ": "d",
    "ض": "d", "ر": "r", "ز": "z", "ظ": "z", "س": "s", "ص": "s", "ش": "x", "غ": "g", "ف": "f", "ڤ": "f", "ق": "k",
    "ك": "k", "ل": "l", "م": "m", "ن": "n",
}  # fmt: skip
"""Class of each consonant; what is missing counts as a vowel (ع and ء among them)."""

_LATIN: Final = {
    "sh": ("x",), "ch": ("x", "k"), "kh": ("h",), "gh": ("g",), "th": ("t", "d"), "dh": ("d", "z"), "ph": ("f",),
    "ck": ("k",), "ng": ("n", "ng", "nj"), "b": ("b",), "p": ("b",), "t": ("t",), "c": ("k", "s"), "d": ("d",),
    "f": ("f",), "v": ("f",), "g": ("g", "j"), "h": ("h",), "j": ("j",), "k": ("k",), "q": ("k",), "l": ("l",),
    "m": ("m",), "n": ("n",), "r": ("r",), "s": ("s",), "x": ("ks",), "z": ("z",), "7": ("h",), "5": ("h",),
    "9": ("k", "s"),
}  # fmt: skip
"""Classes that a Latin letter, a pair of them, or a digit of chat Arabic may stand for."""

_VOWELS: Final = {"a": "ا", "e": "اي", "i": "ي", "y": "ي", "o": "و", "u": "و", "w": "و"}
_UNLIKE: Final = 0.2
"""Part of its likelihood that a name keeps for each long vowel that was not typed. By judgement."""

_UNITS: Final = re.compile("|".join(sorted(_LATIN, key=lambda unit: -len(unit))) + "|.")
_TYPED: Final = re.compile(r"[a-z2-9]{3,24}")
_LATIN_ARTICLE: Final = re.compile("^[ae]l(?=[a-z]{3})")
_ARTICLE: Final = "ال"
_GLIDES: Final = {"و": "w", "ي": "y"}
_MOST_READINGS: Final = 24
_SHORTEST: Final = 2
"""Consonants without which a name is anything."""


class Transliteration:
    """Reads Latin words as names of one generation; these are read on first need. Safe for use from several threads."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._lock = threading.Lock()
        self._names: dict[tuple[str, bool], list[tuple[str, int]]] | None = None

    def reading(self, typed: str) -> tuple[str, int] | None:
        """Give the word of names that a Latin word most likely is, folded, and its frequency; None if there is none."""
        plain = typed.lower()
        if not _TYPED.fullmatch(plain) or not re.search("[a-z]", plain):
            return None
        found = Counter[str]()
        for key in dict.fromkeys(_typed_keys(plain)):
            found.update(dict(self._known().get(key, ())))
        spoken = {vowel for letter in plain for vowel in _VOWELS.get(letter, "")}
        rated = ((count * _UNLIKE ** len(_long_vowels(word) - spoken), word) for word, count in found.items())
        best = max(rated, default=None)
        return (best[1], found[best[1]]) if best else None

    def _known(self) -> dict[tuple[str, bool], list[tuple[str, int]]]:
        with self._lock:
            if self._names is None:
                self._names = _by_key(self._reader)
            return self._names


def _by_key(reader: Reader) -> dict[tuple[str, bool], list[tuple[str, int]]]:
    counts = Counter[str]()
    for kind in ENTITY_KINDS:
        for info in reader.values(kind):
            for start, end in tokenize(info.label):
                counts[fold(info.label[start:end])] += info.count
    names: dict[tuple[str, bool], list[tuple[str, int]]] = {}
    for word, count in counts.items():
        key = _arabic_key(word)
        if len(key[0].strip("-wy")) >= _SHORTEST:
            names.setdefault(key, []).append((word, count))
    return names


def _arabic_key(word: str) -> tuple[str, bool]:
    """The classes of a folded word's consonants, a vowel or glide at its beginning, and whether a vowel ends it."""
    bare = word.removeprefix(_ARTICLE) if len(word) > len(_ARTICLE) + 1 else word
    first = _GLIDES.get(bare[0]) or ("" if bare[0] in _ARABIC else "-")
    classes = "".join(_ARABIC.get(letter, "") for letter in bare[:-1])
    last = bare[-1]
    # A final ه may be ة, which is folded to it.
    return first + classes + ("" if last == "ه" else _ARABIC.get(last, "")), last == "ه" or last not in _ARABIC


def _long_vowels(word: str) -> set[str]:
    return set(word.removeprefix(_ARTICLE)[1:-1]) & set("اوي")


def _typed_keys(plain: str) -> Iterable[tuple[str, bool]]:
    for word in dict.fromkeys((plain, _LATIN_ARTICLE.sub("", plain))):
        single = re.sub(r"(.)\1", r"\1", word)
        for ended in dict.fromkeys((single, single.removesuffix("h"), single.removesuffix("e"))):
            first = ended[0] if ended[0] in "wy" else "" if ended[0] in _LATIN else "-"
            options = [_LATIN.get(unit, ("",)) for unit in _UNITS.findall(ended)]
            for reading in islice(product(*options), _MOST_READINGS):
                yield first + "".join(reading), ended[-1] not in _LATIN or ended != single
