"""What the search itself has to say about a query or an answer; the parser's notices are in ``query.diagnostics``."""

from __future__ import annotations

from searchapp.model import Notice

Span = tuple[int, int]

FIELD_NAMES: dict[str, tuple[str, str]] = {
    "source": ("المصدر", "source"),
    "author": ("الكاتب", "author"),
    "person": ("الشخص", "person"),
    "organisation": ("الجهة", "organisation"),
    "place": ("المكان", "place"),
}


def relaxed_to_any_word() -> Notice:
    """Say that no article had all the words."""
    return Notice(
        "relaxed-to-any-word",
        "لا مقالة فيها كل هذه الكلمات، فهذه مقالات فيها بعضها.",
        "No article has all of these words; these have some of them.",
    )


def nothing_to_search() -> Notice:
    """Say that the query has no word in it."""
    return Notice(
        "nothing-to-search",
        "ليس في السؤال كلمة يُبحث عنها؛ اكتب كلمة أو اسمًا.",
        "There is no word to search for; write a word or a name.",
    )


def no_such_value(field: str, text: str, span: Span) -> Notice:
    """Say that a field filter names nothing of this collection."""
    arabic, english = FIELD_NAMES[field]
    return Notice(
        "no-such-value",
        f"لا نجد «{text}» في حقل {arabic} من هذه المجموعة.",
        f"Nothing in this collection has “{text}” as its {english}.",
        span,
    )


def no_such_form(text: str, span: Span) -> Notice:
    """Say that no word of the collection fits a pattern."""
    return Notice(
        "no-such-form",
        f"لا كلمة في هذه المجموعة على صورة «{text}».",
        f"No word of this collection fits “{text}”.",
        span,
    )


def root_not_indexed(text: str, span: Span) -> Notice:
    """Say that roots are not searched in this version of the index."""
    return Notice(
        "root-not-indexed",
        f"لا يحفظ هذا الفهرس الجذور بعد، فبحثنا عن «{text}» بصيغها القريبة.",
        f"This index does not hold roots yet, so “{text}” was searched by its near forms.",
        span,
    )
