from __future__ import annotations

import pytest

from searchapp.arabic.analyzer import default_analyzer
from searchapp.arabic.grams import bordered_grams
from searchapp.engine.base import Key, RankedWord
from searchapp.model import MatchMode
from searchapp.query.parser import parse
from searchapp.search.asked_words import AskedWords, asked_words
from searchapp.search.ranking import QUESTION_FACTOR


def asked(q: str, mode: MatchMode = "auto") -> AskedWords:
    return asked_words(default_analyzer(), parse(q).tree, mode)


def spelt(found: AskedWords) -> list[str]:
    return [word.keys[0].form for word in found.words]


def test_a_word_has_its_forms_at_every_level_and_its_grams() -> None:
    forms = default_analyzer().word("المدارس")
    keys = (Key("exact", "المدارس"), Key("stem", forms.stem), Key("root", forms.root))
    assert asked("المدارس").words == (RankedWord(keys, bordered_grams("المدارس")),)


def test_a_word_without_a_root_has_its_stem_there_as_in_the_index() -> None:
    assert asked("2015").words[0].keys == (Key("exact", "2015"), Key("stem", "2015"), Key("root", "2015"))


@pytest.mark.parametrize(
    ("q", "words"),
    [
        ("العقوبات على إيران", ["العقوبات", "ايران"]),
        ("من إلى", ["من", "الي"]),
        ("روسيا -إيران", ["روسيا"]),
        ('"مجلس الأمن" +روسيا OR مصر', ["مجلس", "الامن", "روسيا", "مصر"]),
        ("روسيا روسيا", ["روسيا", "روسيا"]),
        ("المصدر:الرياض روسيا", ["روسيا"]),
        ("", []),
    ],
)
def test_content_words_of_what_may_match_are_asked_in_their_order(q: str, words: list[str]) -> None:
    assert spelt(asked(q)) == words


@pytest.mark.parametrize("q", ["روسيا مد*", "روسيا مدرسة~1", "=روسيا", "جذر:كتب", "روسيا العنوان:إيران"])
def test_forms_of_the_collection_single_spellings_and_mixed_fields_have_no_second_stage(q: str) -> None:
    assert asked(q).words == ()


@pytest.mark.parametrize(
    ("q", "pairs"),
    [
        ("سورة البقرة", [("سوره", "البقره")]),
        ("أسعار النفط في الخليج", [("اسعار", "النفط")]),
        ("مجلس الأمن الدولي", [("مجلس", "الامن"), ("الامن", "الدولي")]),
        ("نفط -غاز أوبك", [("نفط", "اوبك")]),
        ("روسيا روسيا روسيا", [("روسيا", "روسيا")]),
        ("روسيا", []),
        ("روسيا و مد*", []),
    ],
)
def test_content_words_that_follow_each_other_are_neighbours(q: str, pairs: list[tuple[str, str]]) -> None:
    word = default_analyzer().word
    stems = tuple((Key("stem", word(one).stem), Key("stem", word(other).stem)) for one, other in pairs)
    assert asked(q).neighbours == stems


def test_exact_mode_has_no_second_stage() -> None:
    assert asked("روسيا", "exact").words == ()
    assert asked("روسيا", "strict") == asked("روسيا")


def test_words_of_one_field_are_scored_there() -> None:
    assert asked("العنوان:روسيا").scope == "title"
    assert asked("روسيا").scope == "any"


@pytest.mark.parametrize(
    ("q", "weaker"),
    [
        ("في أي مدينة ولد ابن خلدون", "مدينه"),
        ("ما هي عاصمة مصر", "عاصمه"),
        ("كم بلغ عدد السكان", "بلغ"),
        ("عاصمة مصر أي مدينة", None),
        ("أسعار النفط", None),
    ],
)
def test_the_word_that_follows_a_question_word_at_the_beginning_counts_less(q: str, weaker: str | None) -> None:
    factors = {word.keys[0].form: word.factor for word in asked(q).words}
    assert {form for form, factor in factors.items() if factor != 1} == ({weaker} if weaker else set())
    assert weaker is None or factors[weaker] == QUESTION_FACTOR
