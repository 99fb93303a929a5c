from __future__ import annotations

import pytest

from searchapp.query.parser import parse
from searchapp.query.printer import to_text
from searchapp.search.unquoting import unquoted


@pytest.mark.parametrize(
    ("q", "without"),
    [
        ("الوزير يفتتح «بيت الحكمة» اليوم", "الوزير يفتتح بيت الحكمة اليوم"),
        ('روسيا "مصر" -إيران', "روسيا مصر -إيران"),
    ],
)
def test_words_of_phrases_beside_words_take_their_place(q: str, without: str) -> None:
    tree, expected = unquoted(parse(q).tree), parse(without).tree
    assert tree is not None
    assert expected is not None
    assert to_text(tree) == to_text(expected)


@pytest.mark.parametrize(
    "q",
    [
        "«بيت الحكمة»",
        "«بيت الحكمة» «دار السلام»",
        "روسيا مصر",
        'روسيا +"بيت الحكمة"',
        'روسيا -"بيت الحكمة"',
        'روسيا العنوان:"بيت الحكمة"',
        'روسيا "بيت الحكمة"~3',
        'روسيا OR "بيت الحكمة"',
        "",
    ],
)
def test_quotes_that_are_all_that_was_meant_stay(q: str) -> None:
    assert unquoted(parse(q).tree) is None
