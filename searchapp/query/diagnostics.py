"""What is said about how a query was read: stable codes, each with one Arabic and one English sentence.

A program looks at the code and the span, never at the sentences. Example: ``"محاكمة الرئيس`` gives the code
``quote-unclosed`` with the span of the quotation mark.
"""

from __future__ import annotations

from typing import Final

from searchapp.model import Notice
from searchapp.query.tree import Span

QUOTE_UNCLOSED: Final = "quote-unclosed"
QUOTE_STRAY: Final = "quote-stray"
PHRASE_EMPTY: Final = "phrase-empty"
PHRASE_CLIPPED: Final = "phrase-clipped"
SLOP_CLIPPED: Final = "slop-clipped"
SLOP_MISSING: Final = "slop-missing"
BRACKET_UNCLOSED: Final = "bracket-unclosed"
BRACKET_STRAY: Final = "bracket-stray"
GROUP_EMPTY: Final = "group-empty"
OPERATOR_DROPPED: Final = "operator-dropped"
OPERATOR_AS_WORD: Final = "operator-as-word"
OPERATOR_DOUBLED: Final = "operator-doubled"
SIGNS_COLLIDE: Final = "signs-collide"
FIELD_UNKNOWN: Final = "field-unknown"
FIELD_EMPTY: Final = "field-empty"
DATE_UNREAD: Final = "date-unread"
DATE_SWAPPED: Final = "date-swapped"
WILDCARD_LEADING: Final = "wildcard-leading"
WILDCARD_INNER: Final = "wildcard-inner"
WILDCARD_SHORT: Final = "wildcard-short"
WILDCARD_IGNORED: Final = "wildcard-ignored"
FUZZY_CLIPPED: Final = "fuzzy-clipped"
FUZZY_SHORT: Final = "fuzzy-short"
FUZZY_IGNORED: Final = "fuzzy-ignored"

MESSAGES: Final[dict[str, tuple[str, str]]] = {
    QUOTE_UNCLOSED: ("أغلقنا علامة تنصيص لم تُغلق.", "We closed a quotation mark that was left open."),
    QUOTE_STRAY: ("أهملنا علامة تنصيص لا مقابل لها.", "We ignored a quotation mark without its pair."),
    PHRASE_EMPTY: ("أهملنا علامتي تنصيص لا كلمة بينهما.", "We ignored quotation marks with no word between them."),
    PHRASE_CLIPPED: ("تجاوزت العبارة {words}، فتركنا ما زاد.", "We kept the first {limit} words of the phrase."),
    SLOP_CLIPPED: (
        "أقصى تباعد بين كلمات العبارة {words}، وبه بحثنا.",
        "Words of a phrase may be {limit} words apart at most; we used that.",
    ),
    SLOP_MISSING: (
        "لم يُذكر التباعد بعد علامة ~، فجعلناه {words}.",
        "No distance followed the ~, so we used {limit} words.",
    ),
    BRACKET_UNCLOSED: ("أغلقنا قوسًا لم يُغلق.", "We closed a bracket that was left open."),
    BRACKET_STRAY: ("أهملنا قوسًا لم يُفتح.", "We ignored a closing bracket that was never opened."),
    GROUP_EMPTY: ("أهملنا قوسين لا شيء بينهما.", "We ignored brackets with nothing between them."),
    OPERATOR_DROPPED: ("أهملنا «{text}» إذ ليس معها ما تربطه.", "We ignored “{text}”: it has nothing to join."),
    OPERATOR_AS_WORD: (
        "قرأنا «{text}» كلمةً عادية، فليس معها ما تربطه.",
        "We read “{text}” as a word: it has nothing to join.",
    ),
    OPERATOR_DOUBLED: ("تكررت أداة الربط، فأخذنا بالأولى.", "Operators followed one another; we used the first."),
    SIGNS_COLLIDE: ("اجتمعت + و- على كلمة واحدة، فاستبعدناها.", "A word had both + and -; we excluded it."),
    FIELD_UNKNOWN: (
        "لا نعرف حقلًا باسم «{text}»، فبحثنا عن الكلمات نفسها.",
        "There is no field “{text}”, so we searched for the words themselves.",
    ),
    FIELD_EMPTY: (
        "ليس بعد «{text}:» قيمة، فقرأناها كلمةً عادية.",
        "No value follows “{text}:”, so we read it as a word.",
    ),
    DATE_UNREAD: (
        "لم نفهم التاريخ «{text}»، فبحثنا عنه نصًّا.",
        "We could not read the date “{text}”, so we searched for it as text.",
    ),
    DATE_SWAPPED: ("بدّلنا طرفي المدة ليسبق أولها آخرها.", "We swapped the two dates so that the earlier comes first."),
    WILDCARD_LEADING: (
        "أهملنا * في أول الكلمة، فموضعها في آخرها.",
        "We ignored the * before the word; it works at the end of one.",
    ),
    WILDCARD_INNER: (
        "موضع * آخر الكلمة، فبحثنا عمّا يبدأ بما قبلها.",
        "A * works at the end of a word, so we searched for what begins with the letters before it.",
    ),
    WILDCARD_SHORT: (
        "تحتاج العلامتان * و؟ إلى {letters} على الأقل، فقرأنا الكلمة من دونهما.",
        "The signs * and ? need {limit} letters at least, so we read the word without them.",
    ),
    WILDCARD_IGNORED: (
        "لا تعمل * ولا ؟ بين علامتي تنصيص ولا في قيمة حقل، فأهملناها.",
        "The signs * and ? do not work in quotes or in a field's value; we ignored them.",
    ),
    FUZZY_CLIPPED: (
        "تقبل علامة ~ فرق حرف أو حرفين، فبحثنا بفرق {letters}.",
        "The sign ~ takes 1 or 2 letters of difference; we searched with {limit}.",
    ),
    FUZZY_SHORT: (
        "تحتاج علامة ~ إلى {letters} على الأقل، فقرأنا الكلمة كما كُتبت.",
        "The sign ~ needs {limit} letters at least, so we read the word as it stands.",
    ),
    FUZZY_IGNORED: (
        "لا تعمل علامة ~ مع * أو ؟ ولا في قيمة حقل، فأهملناها.",
        "The sign ~ does not work with * or ?, nor in a field's value; we ignored it.",
    ),
}
"""Arabic and English for each code.

``{text}`` is the part of the query, ``{limit}`` a number, ``{words}`` and ``{letters}`` that many in Arabic.
"""


Counted = tuple[str, str, str, str]
"""A counted noun: for one, for two, for three to ten, and from eleven on."""

WORDS: Final[Counted] = ("كلمة واحدة", "كلمتين", "كلمات", "كلمة")
LETTERS: Final[Counted] = ("حرف واحد", "حرفين", "أحرف", "حرفًا")


def counted(number: int, noun: Counted) -> str:
    """A number with its noun as Arabic counts, in the oblique case: ``حرفين``, ``5 كلمات``, ``32 كلمة``."""
    one, two, few, many = noun
    if number in (1, 2):
        return one if number == 1 else two
    return f"{number} {few if 3 <= number % 100 <= 10 else many}"


class Diagnostics:
    """Collects the notices of one query, in reading order, each place and code once."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._notices: dict[tuple[str, Span], Notice] = {}

    def say(self, code: str, span: Span, *, text: str = "", limit: int = 0) -> None:
        """Add a notice; beyond the limit on notices, nothing more is added."""
        if len(self._notices) < self._most:
            words, letters = counted(limit, WORDS), counted(limit, LETTERS)
            arabic, english = (
                sentence.format(text=text, limit=limit, words=words, letters=letters) for sentence in MESSAGES[code]
            )
            self._notices.setdefault((code, span), Notice(code, arabic, english, span))

    def notices(self) -> tuple[Notice, ...]:
        """All notices so far, ordered by their place in the query."""
        return tuple(sorted(self._notices.values(), key=lambda notice: notice.span or (0, 0)))
