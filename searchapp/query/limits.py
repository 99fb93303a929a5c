"""How large a query may be, and the count that is kept while it is read.

The engine never sees a query beyond these limits. Four of them refuse the query (its length, leaves, depth and
patterns, which cost time that no reader waits for); the others clip it or read it more plainly, and a notice says so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from searchapp.errors import InvalidParameterError, QueryTooComplexError
from searchapp.query.diagnostics import Counted, counted
from searchapp.query.tree import Span

PARAMETER: Final = "q"
_LEVELS: Final[Counted] = ("مستوى واحد", "مستويين", "مستويات", "مستوى")
_PARTS: Final[Counted] = ("جزء واحد", "جزأين", "أجزاء", "جزءًا")
_SIGNS: Final[Counted] = ("محرف واحد", "محرفين", "محارف", "محرفًا")


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of a query; characters are Unicode code points.

    Beyond ``length`` characters, ``leaves`` words, phrases and filters, ``depth`` nested brackets and ``patterns``
    different words with wildcards, a query is refused. ``phrase_words`` and ``slop`` clip. ``prefix_letters`` and
    ``fuzzy_letters`` are the letters, after folding, from which ``*`` and ``~`` are obeyed. ``notices`` is how many
    notices one query gives at most.
    """

    length: int = 512
    leaves: int = 64
    depth: int = 8
    patterns: int = 4
    phrase_words: int = 32
    slop: int = 50
    prefix_letters: int = 2
    fuzzy_letters: int = 3
    notices: int = 20


DEFAULT_LIMITS: Final = Limits()


@dataclass(slots=True)
class Budget:
    """What one query has used of its limits."""

    limits: Limits
    leaves: int = 0
    patterns: set[str] = field(default_factory=set)

    def check_length(self, text: str) -> None:
        """Raise InvalidParameterError if the text is too long to be read at all."""
        limit = self.limits.length
        if len(text) > limit:
            raise InvalidParameterError(
                f"The query has {len(text)} characters; {limit} are allowed.",
                f"طول الاستعلام {counted(len(text), _SIGNS)}، والحد الأقصى {limit}.",
                parameter=PARAMETER,
                span=(limit, len(text)),
                hint="Search for its most telling words.",
                hint_ar="ابحث بأهم كلماته.",
            )

    def check_depth(self, depth: int, span: Span) -> None:
        """Raise QueryTooComplexError if the bracket at ``span``, the ``depth``-th open one, is one too many."""
        if depth > self.limits.depth:
            raise _too_complex(
                f"Brackets are nested more than {self.limits.depth} deep.",
                f"تداخلت الأقواس أكثر من {counted(self.limits.depth, _LEVELS)}.",
                span,
            )

    def count_leaf(self, span: Span) -> None:
        """Count a word, phrase or filter; raise QueryTooComplexError if it is one too many."""
        self.leaves += 1
        if self.leaves > self.limits.leaves:
            raise _too_complex(
                f"The query has more than {self.limits.leaves} parts.",
                f"في الاستعلام أكثر من {counted(self.limits.leaves, _PARTS)}.",
                span,
            )

    def count_pattern(self, key: str, span: Span) -> None:
        """Count a word with wildcards, repetitions once; raise QueryTooComplexError if it is one too many."""
        self.patterns.add(key)
        if len(self.patterns) > self.limits.patterns:
            raise _too_complex(
                f"The query has more than {self.limits.patterns} different words with * or ?.",
                f"الكلمات المختلفة التي فيها * أو ؟ أكثر من {self.limits.patterns}.",
                span,
            )


def _too_complex(message: str, message_ar: str, span: Span) -> QueryTooComplexError:
    return QueryTooComplexError(
        message,
        message_ar,
        parameter=PARAMETER,
        span=span,
        hint="Make the query simpler, or split it into several.",
        hint_ar="بسّط الاستعلام أو قسّمه إلى أكثر من استعلام.",
    )
