"""What every engine must do, on small corpora written by hand. Runs on the oracle too."""

from __future__ import annotations

import math
import threading
from dataclasses import replace
from datetime import date

import pytest

from searchapp.arabic.grams import bordered_grams
from searchapp.engine.base import (
    And,
    Cursor,
    Days,
    Engine,
    FacetRequest,
    Filter,
    Key,
    Keyword,
    Node,
    Not,
    Or,
    Order,
    Plan,
    Reader,
    TermInfo,
    ValueInfo,
    Weights,
    Word,
)
from searchapp.errors import IndexLockedError, IndexMissingError, IndexOutdatedError, IndexStateError
from searchapp.model import AnalyzedArticle, Entity, StoredArticle, TextField
from tests.engine.conftest import ANALYZER, Load
from tests.engine.corpora import WEIGHTS, analyzed, phrase, word

SUMMIT = analyzed(
    "1",
    "ناقشت القمة تمويل المناخ في شرم الشيخ",
    title="قمة المناخ",
    source="نشرة البيئة",
    author="ليلى",
    day=date(2022, 11, 7),
    entities=[("place", "شرم"), ("person", "بوريل")],
)
FLOOD = analyzed(
    "2",
    "غمرت مياه النيل المزارع والمناخ متقلب",
    title="فيضان النيل",
    source="الأخبار",
    day=date(2022, 9, 1),
    entities=[("place", "السودان")],
)
DAM = analyzed("3", "سد جديد على النيل", source="الأخبار", day=date(2022, 11, 7), entities=[("place", "السودان")])
UNDATED = analyzed("4", "القمة العربية القمة")
NEWS = [SUMMIT, FLOOD, DAM, UNDATED]


def ids(reader: Reader, tree: Node, **options: object) -> list[str]:
    plan = Plan(tree, WEIGHTS)._replace(**options)  # type: ignore[arg-type]
    return [hit.id for hit in reader.search(plan).hits]


def scores(reader: Reader, tree: Node) -> dict[str, float]:
    return {hit.id: hit.score for hit in reader.search(Plan(tree, WEIGHTS)).hits}


def test_word_matches_any_key_in_any_field(load: Load) -> None:
    reader = load(NEWS)
    assert sorted(ids(reader, word("النيل"))) == ["2", "3"]
    assert ids(reader, word("النيل", "title")) == ["2"]
    assert sorted(ids(reader, word("قمة", level="stem"))) == ["1", "4"]
    assert sorted(ids(reader, Word((Key("exact", "سد"), Key("stem", "مناخ")), ("body", "title")))) == ["1", "3"]
    assert ids(reader, word("غائب")) == []
    assert ids(reader, word("قمة", level="root")) == []
    assert ids(reader, Word((), ("body",))) == []


def test_and_or_not_combine(load: Load) -> None:
    reader = load(NEWS)
    nile, dam, summit = word("النيل"), word("سد"), word("القمة")
    assert ids(reader, And((nile, dam))) == ["3"]
    assert sorted(ids(reader, Or((nile, summit)))) == ["1", "2", "3", "4"]
    assert ids(reader, And((nile, Not(dam)))) == ["2"]
    assert sorted(ids(reader, And(()))) == ["1", "2", "3", "4"]
    assert ids(reader, Or(())) == []
    assert ids(reader, Or((nile, dam, summit), minimum=2)) == ["3"]
    assert ids(reader, Or((nile, dam), minimum=3)) == []
    assert sorted(ids(reader, Or((nile,), minimum=0))) == ["1", "2", "3", "4"]
    assert sorted(ids(reader, Not(Or((nile, Not(summit)))))) == ["1", "4"]


@pytest.mark.parametrize(
    ("text", "slop", "matches"),
    [
        ("تمويل المناخ", 0, True),
        ("المناخ تمويل", 0, False),
        ("ناقشت تمويل", 0, False),
        ("ناقشت تمويل", 1, True),
        ("ناقشت المناخ شرم", 2, False),
        ("ناقشت المناخ شرم", 3, True),
        ("القمة", 0, True),
        ("القمة القمة", 5, False),
        ("القمة غائب", 9, False),
    ],
)
def test_phrase_stands_in_order_with_slop(load: Load, text: str, slop: int, *, matches: bool) -> None:
    assert ids(load([SUMMIT]), phrase(text, slop=slop)) == (["1"] if matches else [])


def test_phrase_takes_the_nearest_repetition(load: Load) -> None:
    reader = load([analyzed("1", "أ ب ت أ ث ب أ ب"), analyzed("2", "أ ث ث ب ث أ"), analyzed("3", "أ أ")])
    assert ids(reader, phrase("أ ب أ")) == []
    assert ids(reader, phrase("ب أ ب")) == ["1"]
    assert ids(reader, phrase("ت أ ب", slop=1)) == ["1"]
    assert ids(reader, phrase("أ أ")) == ["3"]
    assert sorted(ids(reader, phrase("أ ب", slop=2))) == ["1", "2"]


def test_phrase_stands_in_one_field(load: Load) -> None:
    reader = load([analyzed("1", "المناخ", title="قمة"), analyzed("2", "خبر", title="قمة المناخ")])
    assert ids(reader, phrase("قمة المناخ")) == ["2"]
    assert ids(reader, phrase("قمة المناخ", slop=50)) == ["2"]
    assert ids(reader, phrase("قمة المناخ", fields=("body",))) == []
    assert ids(reader, phrase("")) == []


def test_score_follows_the_formula(load: Load) -> None:
    articles = [analyzed("1", "نيل نيل سد", title="نيل"), analyzed("2", "سد"), analyzed("3", "مطر مطر مطر نيل")]
    found = scores(load(articles), word("نيل", "title", "body"))
    idf_body, idf_title = math.log(3 / 3) + 1, math.log(3 / 2) + 1
    body = 1.0 * idf_body * 2 * 2.2 / (2 + 1.2 * (0.25 + 0.75 * 3 / (8 / 3)))
    title = 2.5 * idf_title * 1 * 2.2 / (1 + 1.2 * (0.25 + 0.75 * 1 / (1 / 3)))
    other = 1.0 * idf_body * 1 * 2.2 / (1 + 1.2 * (0.25 + 0.75 * 4 / (8 / 3)))
    assert found == pytest.approx({"1": body + title, "3": other})
    assert list(found) == ["1", "3"]


def test_long_texts_are_scored_by_their_exact_length(load: Load) -> None:
    longer, shorter = analyzed("1", "نيل " + "كلمة " * 1001), analyzed("2", "نيل " + "كلمة " * 1000)
    first, second = load([longer, shorter]).search(Plan(word("نيل"), WEIGHTS)).hits
    assert (first.id, second.id) == ("2", "1")
    assert 0 < first.score - second.score < 0.001


def test_what_cannot_score_scores_nothing(load: Load) -> None:
    reader = load(NEWS)
    for tree in (And(()), Not(word("غائب")), Keyword("source", ("الأخبار",)), Days(1, None)):
        assert {hit.score for hit in reader.search(Plan(tree, WEIGHTS)).hits} == {0.0}
    plain = reader.search(Plan(word("سد"), WEIGHTS)).hits
    assert reader.search(Plan(And((word("سد"), Not(word("مناخ")), Not(Not(word("النيل"))))), WEIGHTS)).hits == plain
    assert reader.search(Plan(word("سد"), Weights({"title": 1.0}, {"exact": 1.0}, 1.2, 0.75))).hits[0].score == 0.0


def test_a_leaf_counts_only_where_everything_above_it_matches(load: Load) -> None:
    reader = load(NEWS)
    both = scores(reader, And((word("النيل"), word("سد"))))
    alone = scores(reader, word("سد"))
    assert list(both) == ["3"]
    assert alone["3"] < both["3"]
    assert scores(reader, And((word("سد"), Or((word("النيل"),), minimum=0)))) == pytest.approx(both)
    assert scores(reader, Or((word("سد"), And((word("النيل"), word("غائب")))))) == alone
    assert scores(reader, Or((word("سد"), And((word("النيل"), Not(word("سد"))))), minimum=1))["3"] == alone["3"]
    assert scores(reader, Or((word("سد"), Or((word("النيل"), word("غائب")), minimum=2)))) == alone
    inner = Or((And((word("النيل"), word("جديد"))), word("غائب")))
    assert scores(reader, Or((word("سد"), inner)))["3"] == pytest.approx(both["3"] + scores(reader, word("جديد"))["3"])


def test_phrase_scores_its_words_where_it_stands(load: Load) -> None:
    reader = load([analyzed("1", "سد النيل", title="النيل سد"), FLOOD])
    words = scores(reader, And((word("سد", "body"), word("النيل", "body"))))
    assert list(words) == ["1"]
    assert scores(reader, phrase("سد النيل")) == pytest.approx(words)


def test_early_words_count_more_by_place(load: Load) -> None:
    filler = "كلمة " * 30
    reader = load([analyzed("1", f"{filler}نيل"), analyzed("2", f"نيل {filler}"), analyzed("3", "سد")])
    placed = replace(WEIGHTS, place_weighted=True)
    plain, weighted = (reader.search(Plan(word("نيل"), weights)).hits for weights in (WEIGHTS, placed))
    assert plain[0].score == plain[1].score
    assert [hit.id for hit in weighted] == ["2", "1"]
    assert weighted[0].score > plain[0].score > weighted[1].score
    alone = [reader.search(Plan(word("سد"), weights)).hits[0].score for weights in (WEIGHTS, placed)]
    assert alone[0] == pytest.approx(alone[1])  # a single word is neither early nor late


def test_order_and_ties(load: Load) -> None:
    same = [("ب", date(2022, 1, 2)), ("ا", date(2022, 1, 2)), ("ج", None), ("د", date(2022, 1, 3))]
    reader = load([analyzed(name, "نيل", day=day) for name, day in same])
    assert ids(reader, word("نيل")) == ["د", "ا", "ب", "ج"]
    assert ids(reader, word("نيل"), sort="newest") == ["د", "ا", "ب", "ج"]
    assert ids(reader, word("نيل"), sort="oldest") == ["ا", "ب", "د", "ج"]


def test_window(load: Load) -> None:
    reader = load([analyzed(str(number), "نيل") for number in range(7)])
    page = reader.search(Plan(word("نيل"), WEIGHTS, offset=2, size=3))
    assert ([hit.id for hit in page.hits], page.total) == (["2", "3", "4"], 7)
    assert ids(reader, word("نيل"), offset=6, size=3) == ["6"]
    assert ids(reader, word("نيل"), offset=70, size=3) == []
    assert ids(reader, word("نيل"), size=0) == []
    assert reader.search(Plan(word("نيل"), WEIGHTS, offset=70)).total == 7


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
def test_cursors_give_every_hit_once_in_order(load: Load, sort: Order) -> None:
    days = [None, date(2022, 1, 1), date(2022, 1, 2)]
    reader = load([analyzed(f"م{n}", "نيل " * (1 + n % 4) + "سد", day=days[n % 3]) for n in range(23)])
    plan = Plan(word("نيل"), WEIGHTS, sort=sort)
    whole = reader.search(plan._replace(size=50))
    assert (len(whole.hits), whole.next) == (23, None)
    page = reader.search(plan._replace(size=4))
    found = list(page.hits)
    while page.next is not None:
        page = reader.search(plan._replace(size=4, after=page.next))
        assert page.total == 23
        found += page.hits
    assert found == list(whole.hits)


def test_a_cursor_whose_article_is_gone_keeps_its_place(load: Load) -> None:
    reader = load([analyzed(name, "نيل", day=date(2022, 1, 1)) for name in ("ا", "ت", "ج")])
    day = date(2022, 1, 1).toordinal()
    assert ids(reader, word("نيل"), sort="newest", after=Cursor(0.0, day, "ب")) == ["ت", "ج"]
    assert ids(reader, word("نيل"), sort="newest", after=Cursor(0.0, day + 1, "ج")) == ["ا", "ت", "ج"]
    assert ids(reader, word("نيل"), sort="oldest", after=Cursor(0.0, None, "")) == []
    assert ids(reader, word("نيل"), after=Cursor(1e9, None, "")) == ["ا", "ت", "ج"]


def test_filters(load: Load) -> None:
    reader = load(NEWS)
    everything = And(())
    news = Filter("source", include=("الأخبار", "غائب"))
    assert sorted(ids(reader, everything, filters=(news,))) == ["2", "3"]
    assert ids(reader, everything, filters=(news, Filter("place", exclude=("السودان",)))) == []
    assert sorted(ids(reader, everything, filters=(Filter("source", exclude=("الأخبار",)),))) == ["1", "4"]
    assert ids(reader, everything, filters=(Filter("person", include=("بوريل",)), Filter("author", ("ليلى",)))) == ["1"]
    assert ids(reader, everything, filters=(Filter("person", include=("غائب",)),)) == []
    assert len(ids(reader, everything, filters=(Filter("person"),))) == 4


def test_days_filter_and_leaf(load: Load) -> None:
    reader = load(NEWS)
    november, seventh = date(2022, 11, 1).toordinal(), date(2022, 11, 7).toordinal()
    assert sorted(ids(reader, Days(november, None))) == ["1", "3"]
    assert sorted(ids(reader, Days(None, november))) == ["2"]
    assert sorted(ids(reader, And(()), days=Days(seventh, seventh))) == ["1", "3"]
    assert sorted(ids(reader, And(()), days=Days())) == ["1", "2", "3"]
    assert sorted(ids(reader, Not(Days()))) == ["4"]
    assert ids(reader, Days(seventh, november)) == []


def test_facets_count_all_matches(load: Load) -> None:
    page = load(NEWS).search(
        Plan(And(()), WEIGHTS, size=1, facets=(FacetRequest("place", 1), FacetRequest("source", 5)))
    )
    place, source = page.facets["place"], page.facets["source"]
    assert (place.values, place.distinct, place.total, place.missing) == ((("السودان", 2),), 2, 3, 1)
    assert (source.values, source.missing) == ((("الأخبار", 2), ("نشرة البيئة", 1)), 1)


def test_facet_ignores_its_own_choice_but_not_its_exclusions(load: Load) -> None:
    chosen = (Filter("source", include=("الأخبار",)), Filter("place", exclude=("شرم",)))
    page = load(NEWS).search(
        Plan(And(()), WEIGHTS, filters=chosen, facets=(FacetRequest("source", 5), FacetRequest("place", 5, ("شرم",))))
    )
    assert page.total == 2
    assert page.facets["source"].values == (("الأخبار", 2),)
    assert page.facets["place"].values == (("السودان", 2), ("شرم", 0))
    without = Plan(And(()), WEIGHTS, filters=chosen[:1], facets=(FacetRequest("source", 5),))
    assert load(NEWS).search(without).facets["source"].values == (("الأخبار", 2), ("نشرة البيئة", 1))


def test_wanted_values_are_listed_even_at_zero(load: Load) -> None:
    wanted = FacetRequest("source", 1, ("نشرة البيئة", "غائب", "الأخبار"))
    page = load(NEWS).search(Plan(And(()), WEIGHTS, facets=(wanted,)))
    assert page.facets["source"].values == (("الأخبار", 2), ("نشرة البيئة", 1), ("غائب", 0))
    empty = load(NEWS).search(Plan(Or(()), WEIGHTS, facets=(FacetRequest("source", 5, ("الأخبار",)),)))
    assert empty.facets["source"].values == (("الأخبار", 0),)


def test_facet_ties_go_by_value(load: Load) -> None:
    articles = [analyzed(str(n), source=name) for n, name in enumerate(["ج", "أ", "ب", "ب", "أ", "ج", "د"])]
    page = load(articles).search(Plan(And(()), WEIGHTS, facets=(FacetRequest("source", 2),)))
    assert page.facets["source"].values == (("أ", 2), ("ب", 2))
    assert (page.facets["source"].distinct, page.facets["source"].total) == (4, 7)


def test_entity_named_twice_counts_one_article(load: Load) -> None:
    article = replace(analyzed("1"), entities=(Entity("p", "person", "ليلى"), Entity("p", "person", "ليلى حسن", 3)))
    reader = load([article])
    page = reader.search(Plan(And(()), WEIGHTS, facets=(FacetRequest("person", 5),)))
    assert page.facets["person"].values == (("p", 1),)
    assert list(reader.values("person")) == [ValueInfo("p", "ليلى", 1)]


def test_a_value_that_is_anothers_counts_filters_and_is_stored_as_it(engine: Engine) -> None:
    both = replace(
        analyzed("5", "كلمة", source="بوريل"),
        entities=(Entity("بوريل", "person", "بوريل", 2), Entity("جوزيب", "person", "جوزيب", 1)),
    )
    with engine.build(ANALYZER, lambda field, _: {"بوريل": "جوزيب"} if field == "person" else {}) as (name, writer):
        for article in (*NEWS, both):
            writer.add(article)
    engine.promote(name)
    reader = engine.open(ANALYZER)
    asked = FacetRequest("person", 5), FacetRequest("source", 9)
    for value in ("بوريل", "جوزيب"):
        page = reader.search(Plan(Keyword("person", (value,)), WEIGHTS, facets=asked))
        assert sorted(hit.id for hit in page.hits) == ["1", "5"]
        assert (page.facets["person"].values, page.facets["person"].total) == ((("جوزيب", 2),), 2)
        assert dict(page.facets["source"].values)["بوريل"] == 1  # another field's
    assert [(info.value, info.count) for info in reader.values("person")] == [("جوزيب", 2)]
    assert reader.fetch(["5"])["5"].entities == (Entity("جوزيب", "person", "جوزيب", 3),)
    assert (reader.owner("person", "بوريل"), reader.owner("place", "بوريل")) == ("جوزيب", "بوريل")


def test_day_counts_ignore_only_the_date_filter(load: Load) -> None:
    seventh = date(2022, 11, 7).toordinal()
    plan = Plan(And(()), WEIGHTS, days=Days(seventh, seventh), want_days=True)
    page = load(NEWS).search(plan)
    assert page.total == 2
    assert page.days == {seventh: 2, date(2022, 9, 1).toordinal(): 1, None: 1}
    assert load(NEWS).search(plan._replace(want_days=False)).days == {}
    assert load(NEWS).search(plan._replace(filters=(Filter("author", ("ليلى",)),))).days == {seventh: 1}


def test_fetch_gives_the_originals(load: Load) -> None:
    reader = load(NEWS)
    assert reader.fetch(["2", "غائب", "1"]) == {
        "2": StoredArticle(FLOOD.article, FLOOD.entities),
        "1": StoredArticle(SUMMIT.article, SUMMIT.entities),
    }
    assert reader.fetch([]) == {}


def test_positions_of_forms_in_some_articles(load: Load) -> None:
    reader = load(NEWS)
    keys: dict[TextField, list[Key]] = {
        "body": [Key("exact", "القمة"), Key("exact", "النيل"), Key("exact", "غائب")],
        "title": [Key("exact", "قمة")],
    }
    assert reader.positions(["4", "غائب", "1"], keys) == {
        "4": {"body": [0, 2], "title": []},
        "1": {"body": [1], "title": [0]},
    }
    assert reader.positions(["3"], {}) == {"3": {}}
    assert reader.positions([], keys) == {}


def test_terms_values_and_days_of_a_generation(load: Load) -> None:
    reader = load(NEWS)
    assert list(reader.terms("body", "exact", "ال", 2)) == [TermInfo("القمة", 2), TermInfo("النيل", 2)]
    assert list(reader.terms("body", "exact", "ال", 9, least=2)) == [TermInfo("القمة", 2), TermInfo("النيل", 2)]
    assert list(reader.terms("title", "stem", "", 1)) == [TermInfo("فيضان", 1)]
    assert list(reader.terms("caption", "exact", "", 5)) == []
    assert list(reader.terms("body", "exact", "غائب", 5)) == []
    assert reader.count("body", "exact", "القمة") == 2
    assert reader.count("body", "exact", "القم") == reader.count("caption", "exact", "القمة") == 0
    assert reader.count("body", "exact", "") == reader.count("body", "root", "القمة") == 0
    assert reader.count("body", "gram", "^الق") == 2
    assert reader.count("body", "gram", "ظظظظ") == reader.count("body", "gram", "") == 0
    texts = [each.tokens["body"]["exact"] if "body" in each.tokens else [] for each in NEWS]
    grams = [[gram for form in text for gram in bordered_grams(form)] for text in texts]
    assert reader.mean_length("body", "exact") == pytest.approx(sum(map(len, texts)) / len(NEWS))
    assert reader.mean_length("body", "gram") == pytest.approx(sum(map(len, grams)) / len(NEWS))
    assert reader.mean_length("caption", "gram") == 0.0
    assert list(reader.values("source")) == [
        ValueInfo("الأخبار", "الأخبار", 2),
        ValueInfo("نشرة البيئة", "نشرة البيئة", 1),
    ]
    assert reader.values("place")[0] == ValueInfo("السودان", "اسم السودان", 2)
    assert reader.day_range() == (date(2022, 9, 1).toordinal(), date(2022, 11, 7).toordinal())


def test_empty_generation(load: Load) -> None:
    reader = load([])
    page = reader.search(Plan(And(()), WEIGHTS, facets=(FacetRequest("place", 3),), want_days=True))
    assert (page.hits, page.total, page.days, page.facets["place"].values) == ((), 0, {}, ())
    assert reader.search(Plan(phrase("قمة المناخ"), WEIGHTS)).total == 0
    assert (reader.day_range(), list(reader.values("source")), reader.fetch(["1"])) == (None, [], {})
    assert list(reader.terms("body", "exact", "", 3)) == []
    assert reader.info.articles == 0


def test_ids_are_unique(engine: Engine) -> None:
    with engine.build(ANALYZER) as (_, writer):
        writer.add(SUMMIT)
        with pytest.raises(ValueError, match="'1'"):
            writer.add(SUMMIT)


def test_nothing_is_visible_before_promotion(engine: Engine) -> None:
    with pytest.raises(IndexMissingError):
        engine.open(ANALYZER)
    with engine.build(ANALYZER) as (name, writer):
        writer.add(SUMMIT)
        assert list(engine.generations()) == []
    assert engine.live() is None
    with pytest.raises(IndexMissingError):
        engine.open(ANALYZER)
    assert engine.open(ANALYZER, name).info.articles == 1
    engine.promote(name)
    assert engine.live() == name
    assert engine.open(ANALYZER).info.live


def test_an_exception_removes_the_build(engine: Engine) -> None:
    def fail() -> None:
        with engine.build(ANALYZER) as (_, writer):
            writer.add(SUMMIT)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert list(engine.generations()) == []
    with engine.build(ANALYZER):
        pass
    assert len(engine.generations()) == 1


def test_a_second_build_is_refused(engine: Engine) -> None:
    with engine.build(ANALYZER), pytest.raises(IndexLockedError), engine.build(ANALYZER):
        pass


def test_generations_are_listed_newest_first_and_rolled_back(engine: Engine) -> None:
    names = []
    for count in (1, 2):
        with engine.build(ANALYZER) as (name, writer):
            for article in NEWS[:count]:
                writer.add(article)
        names.append(name)
    engine.promote(names[1])
    assert [(info.name, info.articles, info.live) for info in engine.generations()] == [
        (names[1], 2, True),
        (names[0], 1, False),
    ]
    kept = engine.open(ANALYZER)
    engine.promote(names[0])
    assert (engine.open(ANALYZER).info.articles, kept.info.articles) == (1, 2)
    engine.drop(names[1])
    assert kept.search(Plan(And(()), WEIGHTS)).total == 2
    assert set(kept.fetch(["1", "2"])) == {"1", "2"}
    with pytest.raises(IndexStateError):
        engine.drop(names[0])
    for use in (engine.promote, engine.drop, engine.verify):
        with pytest.raises(IndexMissingError):
            use(names[1])


def test_another_analyzer_is_refused(load: Load, engine: Engine) -> None:
    load(NEWS)
    with pytest.raises(IndexOutdatedError):
        engine.open("analyzer-2")


def test_sound_generation_has_no_faults(load: Load, engine: Engine) -> None:
    assert list(engine.verify(load(NEWS).info.name)) == []


def test_reader_serves_threads(load: Load) -> None:
    articles = [analyzed(str(n), f"نيل سد {'مطر ' * (n % 7)} س{n}", source=f"م{n % 5}") for n in range(60)]
    reader = load(articles)
    plans = [
        Plan(Or((word("نيل"), word(f"س{n}"), phrase("سد مطر"))), WEIGHTS, facets=(FacetRequest("source", 3),))
        for n in range(20)
    ]
    expected = [reader.search(plan) for plan in plans]
    wrong: list[int] = []

    def ask(offset: int) -> None:
        for turn in range(len(plans)):
            number = (turn + offset) % len(plans)
            if reader.search(plans[number]) != expected[number] or len(reader.fetch([str(number)])) != 1:
                wrong.append(number)

    threads = [threading.Thread(target=ask, args=(offset * 3,)) for offset in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_level_missing_in_some_articles(load: Load) -> None:
    plain: AnalyzedArticle = replace(analyzed("2", "النيل"), tokens={"body": {"exact": ["النيل"]}})
    reader = load([analyzed("1", "النيل"), plain])
    assert ids(reader, word("نيل", level="stem")) == ["1"]
    assert sorted(ids(reader, word("النيل"))) == ["1", "2"]
