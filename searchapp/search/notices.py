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
    "entity": ("الاسم", "name"),
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


def no_such_value(field: str, text: str, span: Span | None = None) -> Notice:
    """Say that a field of the query, or a filter (which has no place in it), names nothing of this collection."""
    arabic, english = FIELD_NAMES[field]
    return Notice(
        "no-such-value",
        f"لا نجد «{text}» في حقل {arabic} من هذه المجموعة.",
        f"Nothing in this collection has “{text}” as its {english}.",
        span,
    )


def value_joined(field: str, text: str, span: Span) -> Notice:
    """Say that the words after a field's value were read as part of it."""
    arabic, english = FIELD_NAMES[field]
    return Notice(
        "value-joined",
        f"قرأنا «{text}» كلها في حقل {arabic}؛ ضع الاسم بين علامتي تنصيص ليكون ذلك صريحًا.",
        f"We read all of “{text}” as the {english}; put a name of several words in quotes to be sure.",
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


def expansion_capped(text: str, limit: int, span: Span) -> Notice:
    """Say that more words of the collection fit a pattern than were looked up."""
    return Notice(
        "expansion-capped",
        f"كلمات كثيرة على صورة «{text}»، فبحثنا بأكثرها ورودًا، وعددها {limit:,}؛ زد حروفًا لتضيّقها.",
        f"Many words fit “{text}”; the {limit:,} most frequent were searched. Add letters to narrow it down.",
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
