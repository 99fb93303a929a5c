"""The root of a stem, deterministically.

Tashaphyne gives a root for each way to cut the stem; the one that most cuts agree on is taken, of several the
one whose cut keeps most letters (``وزير`` is of ``وزر``, not of ``زير``), then the first in alphabetical order.
The stem is read, not the written word, so that a clitic never becomes a radical.
"""

from __future__ import annotations

from searchapp.arabic.fold import fold
from searchapp.arabic.segments import LONGEST_CUT_WORD, SHORTEST_CUT_WORD, Segmenter


def root_of(stem: str, segmenter: Segmenter) -> str:
    """Return the folded root of a stem, or the empty string where none was found.

    Example: the root of ``مدارس`` is ``درس``.
    """
    if not SHORTEST_CUT_WORD <= len(stem) <= LONGEST_CUT_WORD:
        return ""
    candidates = segmenter.roots(stem)
    if not candidates:
        return ""
    best = min(candidates, key=lambda candidate: (-candidate.votes, -candidate.kept, candidate.root))
    return fold(best.root)
