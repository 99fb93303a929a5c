"""Words typed while the keyboard was set to the other script: ``hgrhivm`` for ``القاهرة``, ``لخخلمث`` for google."""

from __future__ import annotations

from functools import lru_cache
from itertools import islice
from typing import Final

from searchapp.arabic.tables import read_rows

SHORTEST: Final = 3
"""Letters of a word that is read on the other layout; shorter ones mean something by chance."""

_MOST_READINGS: Final = 4
_NONE: Final = "-"
_PUNCTUATION: Final = frozenset("`[];',./")


def on_arabic_keys(typed: str) -> str | None:
    """Read Latin keys as the Arabic letters on them; None if some key has none.

    Example: ``on_arabic_keys("hg;jhf")`` is ``الكتاب``.
    """
    letters = [_arabic_letters().get(key) for key in typed]
    if len(typed) < SHORTEST or not any(key.isalpha() for key in typed):
        return None
    return None if None in letters else "".join(letter for letter in letters if letter)


def on_latin_keys(typed: str) -> tuple[str, ...]:
    """Read Arabic letters as the Latin keys that they stand on; several readings where ``لا`` may be one key or two.

    Only readings that are a word: letters, without the signs of the Latin keyboard. Example: ``google`` of ``لخخلمث``.
    """
    if len(typed) < SHORTEST:
        return ()
    readings = [""]
    for part in _parts(typed):
        keys = _latin_keys(part)
        readings = list(islice((reading + key for reading in readings for key in keys), _MOST_READINGS))
    return tuple(reading for reading in readings if reading and not _PUNCTUATION & set(reading))


def _parts(typed: str) -> list[str]:
    joined = "لا"
    parts: list[str] = []
    for piece_number, piece in enumerate(typed.split(joined)):
        if piece_number:
            parts.append(joined)
        parts.extend(piece)
    return parts


def _latin_keys(part: str) -> tuple[str, ...]:
    keys = _latin_letters()
    if len(part) > 1:
        return (keys[part], "".join(keys[letter] for letter in part))
    return (keys[part],) if part in keys else ()


@lru_cache(maxsize=1)
def _arabic_letters() -> dict[str, str]:
    """Letters by key; capitals give the letter of the shifted key, or that of the plain one where it has none."""
    found: dict[str, str] = {}
    for _, _, key, letter, shifted in read_rows("keyboard.tsv"):
        found[key] = letter
        if key.isalpha():
            found[key.upper()] = letter if shifted == _NONE else shifted
    return found


@lru_cache(maxsize=1)
def _latin_letters() -> dict[str, str]:
    found: dict[str, str] = {}
    for _, _, key, letter, shifted in read_rows("keyboard.tsv"):
        found[letter] = key
        if shifted != _NONE:
            found[shifted] = key
    return found
