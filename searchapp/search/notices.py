"""What the search itself has to say about a query or an answer; the parser's notices are in ``query.diagnostics``."""

from __future__ import annotations

from searchapp.model import Notice
from searchapp.search.demand import Demand

Span = tuple[int, int]

FIELD_NAMES: dict[str, tuple[str, str]] = {
    "source": ("المصدر", "source"),
    "author": ("الكاتب", "author"),
    "person": ("الشخص", "person"),
    "organisation": ("الجهة", "organisation"),
    "place": ("المكان", "place"),
    "entity": ("الاسم", "name"),
}


_DEMANDS: dict[Demand, tuple[str, str]] = {
    "half": ("أهم هذه الكلمات", "the most telling of these words"),
    "third": ("بعض أهم هذه الكلمات", "some of the most telling of these words"),
    "any": ("كلمة واحدة على الأقل من هذه الكلمات", "at least one of these words"),
}


def relaxed(demand: Demand, found: int) -> Notice:
    """Say that few articles or none (``found``) had as many of the words as usual, and what the results have."""
    arabic, english = _DEMANDS[demand]
    if not found:
        few, few_english = "لا مقالة تجمع هذه الكلمات أو معظمها", "No article has all or most of these words"
    else:
        few = f"المقالات التي تجمع هذه الكلمات أو معظمها قليلة ({found})"
        few_english = f"Few articles ({found}) have all or most of these words"
    return Notice(
        f"relaxed-to-{'any-word' if demand == 'any' else demand}",
        f"{few}، فوسّعنا البحث إلى ما فيه {arabic}.",
        f"{few_english}, so the search was widened to articles with {english}.",
    )


def unquoted(found: int) -> Notice:
    """Say that few articles or none (``found``) have the phrase beside the other words, and how to demand it."""
    few = f"المقالات التي فيها العبارة المقتبسة مع بقية الكلمات قليلة ({found})"
    few_english = f"Few articles ({found}) have the quoted phrase with the other words"
    if not found:
        few = "لا مقالة فيها العبارة المقتبسة مع بقية الكلمات"
        few_english = "No article has the quoted phrase with the other words"
    return Notice(
        "relaxed-to-unquoted",
        f"{few}، فبحثنا عن كلماتها دون اشتراط تتابعها؛ ضع + قبل العبارة لتشترطها.",
        f"{few_english}, so its words were searched in any order; put + before the phrase to demand it.",
    )


def word_unknown(text: str, span: Span) -> Notice:
    """Say that the collection does not have a word in any form."""
    return Notice(
        "word-unknown",
        f"لا ترد كلمة «{text}» في هذه المجموعة.",
        f"The word “{text}” does not occur in this collection.",
        span,
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
