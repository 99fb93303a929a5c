"""The stem of a word: Tashaphyne proposes cuts, corpus statistics choose one, inflection endings go last.

The statistics alone keep what is one word for a dictionary apart (``كاتب``, ``كاتبة``, ``كاتبون``); a search
engine wants these together, so an ending loop in the manner of light10 (Larkey, Ballesteros and Connell, 2007)
follows. It keeps three letters where light10 keeps two, since a stem of two letters has lost a radical.
"""

from __future__ import annotations

from collections.abc import Container
from typing import Final

from searchapp.arabic.endings import FEMININE_DUALS
from searchapp.arabic.fold import fold_endings
from searchapp.arabic.letters import HAMZA, HEH, TEH, TEH_MARBUTA, WAW_HAMZA, YEH_HAMZA
from searchapp.arabic.memory import Memory
from searchapp.arabic.segments import WHOLE, Cut, Segmenter
from searchapp.arabic.stem_statistics import Statistics

_ENDINGS: Final = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")
_ALL_ENDINGS: Final = (*FEMININE_DUALS, *_ENDINGS)
_LAST_LETTERS: Final = tuple(sorted({ending[-1] for ending in _ALL_ENDINGS}))
_KEPT: Final = 3
_PRONOUNS: Final = frozenset(("ه", "ها", "هم", "هن", "هما", "ك", "كم", "كن", "كما", "نا", "ي"))
_OPEN_TEH_AND_PRONOUN: Final = ("ته", "تها", "تهم", "تنا")
_DUALS: Final = frozenset(("ان", "ين"))
_AFTER_OPEN_TEH: Final = _PRONOUNS | _DUALS
_HAMZA_SEATS: Final = (WAW_HAMZA, YEH_HAMZA)
_SEEN: Final = 1.0
_OWN_SHARE: Final = 0.5
"""What a word of the training list is taken to have added to each of its stems' counts: left out, as in training."""


def choose_stem(word: str, segmenter: Segmenter, statistics: Statistics, known: Memory[str, str] | None = None) -> str:
    """Return the likeliest stem of a cleaned word, in cleaned spelling.

    The stem is read once more like a word, since the counts know few long pairs of affixes: ``ورئيسهم`` loses ``هم``
    first, then ``و``. Example: ``وبالمدارس`` gives ``مدارس``. ``known`` remembers that second reading, which many words
    share.
    """
    stem = _cut_once(word, segmenter, statistics)
    again = known.get(stem) if known is not None else None
    if again is None:
        again = _cut_once(stem, segmenter, statistics)
        if known is not None:
            known.put(stem, again)
    chosen = _without_kept_pronoun(again if len(again) >= _KEPT else stem, statistics)
    return chosen if word.endswith(chosen) else _with_known_hamza(chosen, statistics)


def _with_known_hamza(stem: str, statistics: Statistics) -> str:
    """Before a suffix a final hamza takes a seat: ``جزئه`` gives ``جزء`` where that is known better than ``جزئ``."""
    alone = stem[:-1] + HAMZA
    seated = stem.endswith(_HAMZA_SEATS)
    return alone if seated and statistics.stems.get(alone, 0.0) > statistics.stems.get(stem, 0.0) else stem


def _without_kept_pronoun(stem: str, statistics: Statistics) -> str:
    """Frequent words with a pronoun count as stems of their own (``حكومته``): cut where the noun is known too."""
    for ending in _OPEN_TEH_AND_PRONOUN:
        noun = stem.removesuffix(ending)
        if noun != stem and len(noun) >= _KEPT and statistics.stems.get(noun, 0.0) >= _SEEN:
            return noun
    return stem


def _cut_once(word: str, segmenter: Segmenter, statistics: Statistics) -> str:
    """The stem of the likeliest cut, with two spellings mended on the way.

    A final ``ه`` may stand for ``ة``, so its cuts are tried too (``المدرسه``), unless a ``ت`` stands before it. And
    a ``ة`` becomes ``ت`` before a pronoun or a dual ending; the ``ت`` goes where the stem without it is known
    (``مدرستهم`` gives ``مدرس``).
    """
    cuts = segmenter.cuts(word)
    if len(word) > _KEPT and word.endswith(HEH):
        mended = segmenter.cuts(word[: -len(HEH)] + TEH_MARBUTA)
        cuts += [cut for cut in mended if cut.affixes != WHOLE and not cut.stem.endswith(TEH)]
    _, best = max((statistics.log_likelihood(cut, _OWN_SHARE), cut) for cut in cuts)
    return _without_open_teh(best, statistics)


def _without_open_teh(cut: Cut, statistics: Statistics) -> str:
    stem = cut.stem
    closed = stem[: -len(TEH)]
    opened = len(stem) > _KEPT and stem.endswith(TEH) and cut.suffix in _AFTER_OPEN_TEH
    return closed if opened and statistics.stems.get(closed, 0.0) >= _SEEN else stem


def strip_inflection(stem: str, own_endings: Container[str] = frozenset()) -> str:
    """Take the endings of number and gender off a cleaned stem and fold it: ``كاتبات`` and ``كاتبة`` give ``كاتب``.

    What stands in ``own_endings`` is not shortened any further: ``لبنانية`` gives ``لبنان``, not ``لبن``.
    """
    stem = fold_endings(stem)
    if not stem.endswith(_LAST_LETTERS):
        return stem
    for ending in _ALL_ENDINGS:
        if stem in own_endings:
            break
        if stem.endswith(ending) and len(stem) >= len(ending) + _KEPT:
            stem = stem[: -len(ending)]
    return stem
