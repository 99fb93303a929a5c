"""Which other forms of the query's words the shown results have: what people are told about near forms.

They are read off the marks, so they cost next to nothing and each can be seen on the page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from searchapp.arabic.analyzer import Analyzer
from searchapp.model import Hit, ReadWord
from searchapp.search.highlight import marked_level
from searchapp.search.planner import Matcher

MOST_FORMS: Final = 4
"""Forms that are listed of one word."""


def with_forms_found(
    words: Sequence[ReadWord], matchers: Sequence[Matcher], hits: Sequence[Hit], analyzer: Analyzer
) -> tuple[ReadWord, ...]:
    """Add to each word the forms that were marked for it as near ones, most frequent first, as they were written."""
    by_exact = {form: matcher for matcher in matchers for form in _exact_forms(matcher)}
    written = Counter(_near_marks(hits))
    return tuple(
        replace(word, forms=_forms(by_exact[word.exact], written, analyzer)) if word.exact in by_exact else word
        for word in words
    )


def _exact_forms(matcher: Matcher) -> frozenset[str]:
    """The query's own form, of a matcher that has others beside it."""
    return dict(matcher.forms).get("exact", frozenset()) if len(matcher.forms) > 1 else frozenset()


def _near_marks(hits: Sequence[Hit]) -> Iterator[str]:
    for hit in hits:
        for fragments in hit.highlights.values():
            for fragment in fragments:
                for mark in fragment.marks:
                    if mark.level != "exact":
                        yield fragment.text[mark.start : mark.end]


def _forms(matcher: Matcher, written: Counter[str], analyzer: Analyzer) -> tuple[str, ...]:
    shown: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for text, count in written.items():
        forms = analyzer.word(text)
        if marked_level(matcher, forms) not in (None, "exact"):
            shown.setdefault(forms.exact, text)
            counts[forms.exact] += count
    return tuple(shown[form] for form, _ in counts.most_common(MOST_FORMS))
