"""How likely a cut is: P(affix pair) times P(stem), counted over many unlabelled words.

The counts come from ``python -m searchapp.arabic.train`` and are shipped in ``data/stem_model.json.gz``.
"""

from __future__ import annotations

import gzip
import io
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from searchapp.arabic.segments import LONGEST_CUT_WORD, Cut

_UNSEEN_STEM: Final = 500.0
"""Weight of the prior over stems: an unseen stem of n letters counts as much as ``_UNSEEN_STEM * _PER_LETTER ** n``.
Small enough that a rare pair of affixes around a known stem is likelier than an unknown whole word."""

_PER_LETTER: Final = 1 / 20
_UNSEEN_BY_LENGTH: Final = tuple(_UNSEEN_STEM * _PER_LETTER**length for length in range(LONGEST_CUT_WORD + 1))
_STEM_PRIOR_TOTAL: Final = 50.0
_UNSEEN_AFFIXES: Final = 1.0
_AFFIX_PRIOR_TOTAL: Final = 3000.0
_DECIMALS: Final = 2


@dataclass(frozen=True, slots=True)
class Statistics:
    """Expected counts of stems and affix pairs over a word list, each word counted once."""

    stems: Mapping[str, float]
    affixes: Mapping[str, float]
    total: float
    """The sum of the stems' counts before rare ones were left out, which is that of the affix pairs too."""

    own_endings: frozenset[str] = frozenset()
    """Folded stems whose last letters are no ending of number, see ``endings``."""

    _affix_logs: dict[str, float] = field(default_factory=dict, init=False, repr=False, compare=False)
    """Logarithms of the affix pairs' shares, as far as they were asked for: there are some thousand pairs."""

    def log_likelihood(self, cut: Cut, own: float = 0.0) -> float:
        """The natural logarithm of the cut's likelihood. ``own`` is the word's share in the stem's count, left out."""
        affixes, stem = cut
        count = max(self.stems.get(stem, 0.0) - own, 0.0)
        of_stem = (count + _unseen(stem)) / (self.total + _STEM_PRIOR_TOTAL)
        of_affixes = self._affix_logs.get(affixes)
        if of_affixes is None:
            share = (self.affixes.get(affixes, 0.0) + _UNSEEN_AFFIXES) / (self.total + _AFFIX_PRIOR_TOTAL)
            of_affixes = self._affix_logs[affixes] = math.log(share)
        return math.log(of_stem) + of_affixes

    def to_bytes(self, rarest: float) -> bytes:
        """The shipped form: gzip of JSON, the same bytes for the same counts. Stems below ``rarest`` are left out."""
        record = {
            "total": round(self.total, _DECIMALS),
            "affixes": _rounded(self.affixes, 10**-_DECIMALS),
            "stems": _rounded(self.stems, rarest),
            "own_endings": sorted(self.own_endings),
        }
        text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
        buffer = io.BytesIO()
        with gzip.GzipFile(filename="", mode="wb", fileobj=buffer, mtime=0) as file:
            file.write(text.encode())
        return buffer.getvalue()

    @classmethod
    def from_bytes(cls, content: bytes) -> Statistics:
        """Read what ``to_bytes`` gave."""
        record = json.loads(gzip.decompress(content))
        return cls(record["stems"], record["affixes"], float(record["total"]), frozenset(record["own_endings"]))


def _unseen(stem: str) -> float:
    """The prior weight of a stem, bounded so that a run of a thousand letters has one too."""
    return _UNSEEN_BY_LENGTH[min(len(stem), LONGEST_CUT_WORD)]


def _rounded(counts: Mapping[str, float], rarest: float) -> dict[str, float]:
    return {key: round(count, _DECIMALS) for key, count in sorted(counts.items()) if count >= rarest}
