"""Which words end in letters that only look like an ending of number: ``لبنان`` is no dual, ``قانون`` no plural.

A dual in ``ان`` or a plural in ``ون`` has its oblique form in ``ين``, which is the more frequent of the two
(``مسلمون``, ``مسلمين``). A word that is far more frequent than its would-be oblique form is no dual or plural,
if moreover words are derived from it as a whole (``لبناني``, ``مهرجانات``) or its would-be singular is rare.
For ``ين`` the direct forms in ``ون`` and ``ان`` take the oblique form's place.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

FEMININE_DUALS: Final = ("تين", "تان")
_SHORTEST: Final = 5
_OVER_DUALS: Final = 0.5
_PARTNERS: Final[Mapping[str, tuple[str, ...]]] = {"ان": ("ين",), "ون": ("ين",), "ين": ("ون", "ان")}
_SINGULARS: Final[Mapping[str, tuple[str, ...]]] = {"ان": ("",), "ون": ("",), "ين": ("", "ه")}
_DERIVATIONS: Final = ("ي", "يه", "ات")
_OVER_PARTNERS: Final[Mapping[str, float]] = {"ان": 2.0, "ون": 2.0, "ين": 50.0}
_UNDER_SINGULARS: Final[Mapping[str, float]] = {"ان": 0.1, "ون": 0.1, "ين": 0.02}
_ENOUGH_DERIVATIONS: Final = 0.05


def own_endings(frequencies: Mapping[str, float]) -> frozenset[str]:
    """The stems whose last two letters are their own. ``frequencies``: of folded stems, in any one unit."""
    return frozenset(stem for stem in frequencies if _is_own(stem, frequencies))


def _is_own(stem: str, frequencies: Mapping[str, float]) -> bool:
    base, ending = stem[:-2], stem[-2:]
    if len(stem) < _SHORTEST or ending not in _PARTNERS:
        return False

    def together(start: str, ends: tuple[str, ...]) -> float:
        return sum(frequencies.get(start + end, 0.0) for end in ends)

    frequency = frequencies[stem]
    if stem.endswith(FEMININE_DUALS) and together(stem[:-3], ("", "ه")) >= _OVER_DUALS * frequency:
        return False  # ``مدينتين`` is two of ``مدينة``, but ``كردستان`` two of nothing
    derived = together(stem, _DERIVATIONS) >= _ENOUGH_DERIVATIONS * frequency
    alone = together(base, _SINGULARS[ending]) < _UNDER_SINGULARS[ending] * frequency
    return frequency > _OVER_PARTNERS[ending] * together(base, _PARTNERS[ending]) and (derived or alone)
