from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import cast

import pytest

from searchapp.arabic.analyzer import default_analyzer
from searchapp.engine.base import (
    And,
    Days,
    Key,
    Keyword,
    KeywordField,
    Mass,
    Not,
    Or,
    Phrase,
    Reader,
    TermInfo,
    ValueInfo,
    Word,
)
from searchapp.model import Level, MatchMode, TextField
from searchapp.query.parser import parse
from searchapp.search.expansion import MAX_EXPANSIONS
from searchapp.search.field_values import matching_values
from searchapp.search.planner import PlannedQuery, Planner

ANY: tuple[TextField, ...] = ("title", "body", "caption")


class Lexicon:
    """The words and values of a small collection."""

    def terms(self, text_field: TextField, level: Level, prefix: str, limit: int) -> Sequence[TermInfo]:
        forms = {"مدرسه": 5, "مدارس": 9, "مدينه": 4, "معلم": 2, "عالم": 3} if text_field == "body" else {"مدينه": 1}
        return [TermInfo(form, count) for form, count in forms.items() if form.startswith(prefix)][:limit]

    def values(self, keyword: KeywordField) -> Sequence[ValueInfo]:
        if keyword == "person":
            return [
                ValueInfo("person:جوزيب بوريل", "جوزيب بوريل", 3),
                ValueInfo("person:بوريل", "بوريل", 1),
                ValueInfo("person:ماريا زاخاروفا", "ماريا زاخاروفا", 2),
            ]
        return [ValueInfo("الإمارات اليوم", "الإمارات اليوم", 2)] if keyword == "source" else []

    def count(self, text_field: TextField, level: Level, form: str) -> int:
        """Every word is in the collection, but for those with three of these letters."""
        return 0 if "ظظظ" in form else 1


def plan(q: str, mode: MatchMode = "auto") -> PlannedQuery:
    return Planner(default_analyzer(), cast(Reader, Lexicon())).plan(parse(q, today=date(2022, 1, 5)).tree, mode)


def word(exact: str, stem: str, fields: tuple[TextField, ...] = ANY) -> Word:
    return Word((Key("exact", exact), Key("stem", stem)), fields)


def test_no_query_asks_for_everything() -> None:
    assert plan("") == PlannedQuery(tree=And(()))


def words(text: str) -> tuple[Word, ...]:
    analyzed = [default_analyzer().word(written) for written in text.split()]
    return tuple(word(forms.exact, forms.stem) for forms in analyzed)


def test_two_words_must_both_match_and_the_easier_demands_follow() -> None:
    planned = plan("المدارس القاهرة")
    parts = words("المدارس القاهرة")
    assert planned.tree == And(parts)
    assert planned.easier == (("half", Mass(parts, 0.5)), ("third", Mass(parts, 0.3)), ("any", Or(parts)))


@pytest.mark.parametrize("q", ["روسيا إيران مصر", "روسيا إيران مصر المغرب"])
def test_of_three_or_four_words_one_may_be_missing(q: str) -> None:
    planned = plan(q)
    assert planned.tree == Or(words(q), minimum=len(q.split()) - 1)
    assert [demand for demand, _ in planned.easier] == ["half", "third", "any"]


def test_of_more_words_half_of_the_idf_mass_must_match() -> None:
    q = "روسيا إيران مصر المغرب تونس"
    planned = plan(q)
    assert planned.tree == Mass(words(q), 0.5)
    assert [demand for demand, _ in planned.easier] == ["third", "any"]


def test_strict_mode_asks_for_every_word_and_for_nothing_easier() -> None:
    q = "روسيا إيران مصر المغرب تونس"
    assert plan(q, "strict").tree == And(words(q))
    assert plan(q, "strict").easier == ()


def test_a_word_that_is_asked_twice_is_one_word() -> None:
    assert plan("روسيا إيران روسيا").tree == And(words("روسيا إيران"))


@pytest.mark.parametrize("sign", ["+مصر", "=مصر", "العنوان:مصر", '"مصر"'])
def test_signs_quotes_and_fields_stay_demanded_whatever_the_demand(sign: str) -> None:
    planned = plan(f"روسيا إيران المغرب {sign}")
    bound = plan(sign).tree
    free = words("روسيا إيران المغرب")
    assert planned.tree == And((Or(free, minimum=2), bound))
    assert planned.easier[-1] == ("any", And((Or(free), bound)))


def test_words_that_the_collection_does_not_have_are_named_and_not_demanded() -> None:
    planned = plan("روسيا ظظظا إيران")
    assert planned.tree == And(words("روسيا إيران"))
    assert [(notice.code, notice.span) for notice in planned.notices] == [("word-unknown", (6, 10))]
    assert "ظظظا" in planned.notices[0].message_ar
    assert plan("روسيا ظظظا", "strict").tree == And(words("روسيا ظظظا"))
    assert plan("روسيا +ظظظا").tree == And(words("روسيا ظظظا"))
    assert plan("ظظظا").tree == words("ظظظا")[0]


def test_one_word_has_nothing_to_ease() -> None:
    assert plan("المدارس").easier == ()


def test_function_words_leave_plain_queries_and_are_told() -> None:
    planned = plan("العقوبات على إيران")
    assert planned.tree == And(words("العقوبات إيران"))
    assert [(w.text, w.stop) for w in planned.words] == [("العقوبات", False), ("على", True), ("إيران", False)]


def test_function_words_stay_where_nothing_else_is_left() -> None:
    assert plan("من إلى").tree == And((word("من", "من"), word("الي", "الي")))
    assert plan("ما المصدر:الإمارات").tree == And((word("ما", "ما"), Keyword("source", ("الإمارات اليوم",))))


def test_filters_beside_words_are_never_eased() -> None:
    planned = plan("مدارس مدينة المصدر:الامارات بعد:2021")
    keyword, days = Keyword("source", ("الإمارات اليوم",)), Days(date(2021, 1, 1).toordinal(), None)
    assert planned.tree == And((*words("مدارس مدينة"), keyword, days))
    assert planned.easier[-1] == ("any", And((Or(words("مدارس مدينة")), keyword, days)))


def test_phrase_is_matched_as_written_with_any_proclitic_before_it() -> None:
    tree = plan('"مجلس الأمن"~2').tree
    assert isinstance(tree, Or)
    assert all(isinstance(child, Phrase) and child.slop == 2 for child in tree.children)
    beginnings = [child.forms[0] for child in tree.children if isinstance(child, Phrase)]
    assert beginnings[0] == "مجلس"
    assert {"لمجلس", "ومجلس", "بمجلس"} <= set(beginnings)
    assert {child.forms[1:] for child in tree.children if isinstance(child, Phrase)} == {("الامن",)}


def test_word_of_several_tokens_is_a_phrase() -> None:
    planned = plan("كوفيد-19")
    assert planned.words[0].phrase
    assert isinstance(planned.tree, Or | Phrase)


@pytest.mark.parametrize(("q", "fields"), [("العنوان:روسيا", ("title",)), ("النص:روسيا", ("body",)), ("روسيا", ANY)])
def test_scope_is_the_fields_searched(q: str, fields: tuple[TextField, ...]) -> None:
    assert plan(q).tree == word("روسيا", "روس", fields)


def test_exact_word_and_exact_mode_leave_the_stem_out() -> None:
    only = Word((Key("exact", "روسيا"),), ANY)
    assert plan("=روسيا").tree == only
    assert plan("روسيا", "exact").tree == only


def test_operators_keep_their_shape() -> None:
    russia, iran = word("روسيا", "روس"), word("ايران", "ايران")
    assert plan("روسيا OR إيران").tree == Or((russia, iran))
    assert plan("روسيا ليس إيران").tree == And((russia, Not(iran)))


def test_what_must_not_match_is_told_and_not_marked() -> None:
    planned = plan("روسيا ليس إيران")
    assert [(w.text, w.negated) for w in planned.words] == [("روسيا", False), ("إيران", True)]
    assert len(planned.matchers) == 1
    assert len(plan('روسيا -"مجلس الأمن" -مد*').matchers) == 1


def test_pattern_stands_for_the_forms_of_the_collection() -> None:
    assert plan("مد?س*").tree == Word((Key("exact", "مدرسه"),), ANY)
    assert plan("مع?م").tree == Word((Key("exact", "معلم"),), ANY)


def test_any_ending_is_one_key_of_the_engine() -> None:
    planned = plan("مدين* -مد*")
    assert planned.tree == And((beginning("مدين"), Not(beginning("مد"))))
    assert [matcher.beginning for matcher in planned.matchers] == ["مدين"]
    assert plan("مدينة*").tree == beginning("مدينه")


def beginning(form: str) -> Word:
    return Word((Key("exact", form, begins=True),), ANY)


def test_fuzzy_word_stands_for_its_neighbours() -> None:
    tree = plan("مدرسة~1").tree
    assert isinstance(tree, Word)
    assert Key("exact", "مدرسه") in tree.keys
    assert Key("exact", "عالم") not in tree.keys


def test_pattern_without_a_form_matches_nothing_and_says_so() -> None:
    for q, tree in (("ظظظ*", beginning("ظظظ")), ("ظظظ?ظ", Word((), ANY))):
        planned = plan(q)
        assert planned.tree == tree
        assert [notice.code for notice in planned.notices] == ["no-such-form"]


@pytest.mark.parametrize(("q", "mode"), [("جذر:كتب", "auto"), ("كتب", "all")])
def test_roots_widen_where_they_are_asked_for(q: str, mode: MatchMode) -> None:
    keys = (Key("exact", "كتب"), Key("stem", "كتب"), Key("root", "كتب"))
    assert plan(q, mode).tree == Word(keys, ANY)
    assert dict(plan(q, mode).matchers[0].forms)["root"] == {"كتب"}


def test_unknown_value_matches_nothing_and_says_so() -> None:
    planned = plan("المصدر:غائب")
    assert planned.tree == Keyword("source", ())
    assert [notice.code for notice in planned.notices] == ["no-such-value"]
    assert "غائب" in planned.notices[0].message_ar


@pytest.mark.parametrize(
    ("written", "values"),
    [
        ("جوزيب بوريل", ("person:جوزيب بوريل",)),
        ("بوريل", ("person:بوريل",)),
        ("زاخاروفا", ("person:ماريا زاخاروفا",)),
        ("زاخاروفا ماريا", ("person:ماريا زاخاروفا",)),
        ("لافروف", ()),
        ("،", ()),
    ],
)
def test_a_written_name_means_the_same_spelling_or_all_its_words(written: str, values: tuple[str, ...]) -> None:
    assert matching_values(Lexicon().values("person"), written) == values


def test_a_phrase_of_mere_punctuation_is_left_out() -> None:
    assert plan("روسيا «،»").tree == plan("روسيا").tree


class Crowded(Lexicon):
    """A collection with more forms of a pattern than are looked up."""

    def terms(self, text_field: TextField, level: Level, prefix: str, limit: int) -> Sequence[TermInfo]:
        return [TermInfo(f"مد{number:08}", 1) for number in range(MAX_EXPANSIONS + 1)] if text_field == "body" else []


@pytest.mark.parametrize(
    ("q", "relation"), [("مد?0*", "at-least"), ("روسيا -مد?0*", "about"), ("مد?0* -مد??0*", "about")]
)
def test_a_pattern_of_too_many_forms_says_that_the_total_is_not_exact(q: str, relation: str) -> None:
    planned = Planner(default_analyzer(), cast(Reader, Crowded())).plan(parse(q).tree)
    capped = [notice for notice in planned.notices if notice.code == "expansion-capped"]
    assert planned.relation == relation
    assert "مد?0*" in capped[0].message_ar
    assert "1,024" in capped[0].message
    assert plan("مد?س*").relation == "exact"


@pytest.mark.parametrize(
    ("q", "keyword", "words"),
    [
        ("المصدر: الامارات اليوم", Keyword("source", ("الإمارات اليوم",)), []),
        ("شخص:جوزيب بوريل روسيا", Keyword("person", ("person:جوزيب بوريل",)), ["روسيا"]),
        ("شخص:بوريل روسيا", Keyword("person", ("person:بوريل",)), ["روسيا"]),
        ("شخص:ماريا روسيا", Keyword("person", ("person:ماريا زاخاروفا",)), ["روسيا"]),
    ],
)
def test_the_words_after_a_value_that_complete_a_known_one_belong_to_it(
    q: str, keyword: Keyword, words: list[str]
) -> None:
    planned = plan(q)
    parts = planned.tree.children if isinstance(planned.tree, And) else (planned.tree,)
    assert keyword in parts
    assert [read.text for read in planned.words] == words
    joined = [notice for notice in planned.notices if notice.code == "value-joined"]
    assert bool(joined) == (len(parts) == 1 or "جوزيب" in q)
