"""Small corpora and plans: a few written by hand, and hypothesis strategies for many more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hypothesis import strategies as st

from searchapp.arabic.grams import bordered_grams
from searchapp.engine.base import (
    KEYWORD_FIELDS,
    And,
    Cursor,
    Days,
    FacetRequest,
    Filter,
    Key,
    Keyword,
    Mass,
    Neighbours,
    Node,
    Not,
    Or,
    Phrase,
    Plan,
    RankedWord,
    Recency,
    SecondStage,
    Weights,
    Word,
)
from searchapp.model import (
    ENTITY_KINDS,
    TEXT_FIELDS,
    AnalyzedArticle,
    Article,
    Entity,
    EntityKind,
    Level,
    Published,
    TextField,
)

WEIGHTS = Weights(
    fields={"title": 2.5, "body": 1.0, "caption": 0.5}, levels={"exact": 1.0, "stem": 0.6, "root": 0.2}, k1=1.2, b=0.75
)
LEVELS: tuple[Level, ...] = ("exact", "stem")


def stem(word: str) -> str:
    return word.removeprefix("ال")


def published(day: date | None) -> Published | None:
    return None if day is None else Published(day, "day", "given")


def analyzed(
    article_id: str,
    body: str = "",
    *,
    title: str = "",
    caption: str = "",
    source: str = "",
    author: str = "",
    day: date | None = None,
    entities: Sequence[tuple[EntityKind, str]] = (),
    fingerprint: bytes = b"",
) -> AnalyzedArticle:
    """Words are cut at spaces; a stem is the word without its article."""
    texts: dict[TextField, str] = {"title": title, "body": body, "caption": caption}
    return AnalyzedArticle(
        article=Article(
            id=article_id,
            title=title,
            body=body,
            source=source,
            author=author,
            captions=(caption,) if caption else (),
            published=published(day),
        ),
        tokens={
            field: {"exact": text.split(), "stem": [stem(word) for word in text.split()]}
            for field, text in texts.items()
            if text
        },
        entities=tuple(Entity(name, kind, f"اسم {name}") for kind, name in entities),
        fingerprint=fingerprint,
    )


def word(form: str, *fields: TextField, level: Level = "exact") -> Word:
    return Word((Key(level, form),), fields or TEXT_FIELDS)


def phrase(text: str, *, slop: int = 0, fields: tuple[TextField, ...] = TEXT_FIELDS) -> Phrase:
    return Phrase(tuple(text.split()), fields, slop=slop)


# Strategies: few different forms, so that words repeat, phrases occur and values tie.

FORMS = ("قمة", "مناخ", "نيل")
ODD_FORMS = ("مناخ\U0001f600مناخ", "و")
"""A form that has a gram twice and a letter of four bytes, and one too short for a gram."""
STEMS = ("قم", "نخ")
ROOTS = ("نخ", "", "قمم")
VALUES = ("أ", "ب", "ي,ء")
DAYS = tuple(date(2022, 11, day) for day in range(1, 5))
ABSENT = "غائب"
FINGERPRINTS = (b"", b"a" * 64, b"a" * 40 + b"b" * 24, b"a" * 20 + b"b" * 44, b"aab" * 21 + b"a", b"c" * 64)
"""None; three of which the first and the last are alike only by the second; one without a band in common; alone."""


@st.composite
def token_levels(draw: st.DrawFn, longest: int) -> dict[Level, list[str]]:
    length = draw(st.integers(0, longest))
    alphabets: dict[Level, tuple[str, ...]] = {"exact": (*FORMS, *FORMS, *ODD_FORMS, ""), "stem": STEMS, "root": ROOTS}
    given = draw(st.sampled_from((("exact",), ("exact", "stem"), ("exact", "stem", "root"))))
    return {
        level: draw(st.lists(st.sampled_from(alphabet), min_size=length, max_size=length))
        for level, alphabet in alphabets.items()
        if level in given
    }


@st.composite
def articles(draw: st.DrawFn, article_id: str) -> AnalyzedArticle:
    kinds = st.tuples(st.sampled_from(ENTITY_KINDS), st.sampled_from((*VALUES, "")), st.sampled_from(("س", "ص")))
    given = draw(st.sampled_from((("body",), ("title", "body"), TEXT_FIELDS, ())))
    return AnalyzedArticle(
        article=Article(
            id=article_id,
            title=draw(st.text(max_size=3)),
            body="",
            source=draw(st.sampled_from((*VALUES, ""))),
            author=draw(st.sampled_from((*VALUES, ""))),
            published=published(draw(st.none() | st.sampled_from(DAYS))),
        ),
        tokens={field: draw(token_levels(9 if field == "body" else 4)) for field in TEXT_FIELDS if field in given},
        entities=tuple(Entity(name, kind, label) for kind, name, label in draw(st.lists(kinds, max_size=4))),
        fingerprint=draw(st.sampled_from(FINGERPRINTS)),
    )


@st.composite
def corpora(draw: st.DrawFn) -> list[AnalyzedArticle]:
    ids = draw(st.lists(st.text("abc١ا\U0001f600", min_size=1, max_size=3), unique=True, min_size=0, max_size=8))
    return [draw(articles(article_id)) for article_id in ids]


def leaves() -> st.SearchStrategy[Node]:
    fields: st.SearchStrategy[tuple[TextField, ...]] = st.sampled_from(
        (TEXT_FIELDS, TEXT_FIELDS, ("body",), ("title", "body"), ())
    )
    exact = st.builds(Key, st.just("exact"), st.sampled_from((*FORMS, *FORMS, "", ABSENT)))
    higher = st.builds(Key, st.sampled_from(("stem", "root")), st.sampled_from((*STEMS, "")))
    keys = st.one_of(exact, exact, higher, beginnings())
    words = st.builds(Word, st.lists(keys, min_size=1, max_size=3).map(tuple), fields)
    forms = st.lists(st.sampled_from(FORMS), min_size=1, max_size=3).map(tuple)
    phrases = st.builds(Phrase, forms, fields, st.just("exact"), st.integers(0, 3))
    stem_phrases = st.builds(Phrase, st.lists(st.sampled_from(STEMS), max_size=2).map(tuple), fields, st.just("stem"))
    keywords = st.builds(Keyword, st.sampled_from(KEYWORD_FIELDS), chosen_values())
    return st.one_of(words, words, phrases, phrases, stem_phrases, keywords, day_ranges())


def beginnings() -> st.SearchStrategy[Key]:
    """Beginnings that several forms have, one, or none."""
    return st.builds(
        Key, st.sampled_from(("exact", "stem")), st.sampled_from(("ن", "نيل", "م", "", "ئ")), st.just(True)
    )


def chosen_values() -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from((*VALUES, ABSENT)), max_size=2).map(tuple)


def day_ranges() -> st.SearchStrategy[Days]:
    ends = st.none() | st.sampled_from([day.toordinal() for day in DAYS])
    return st.builds(Days, ends, ends)


def trees() -> st.SearchStrategy[Node]:
    def grow(children: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        several = st.lists(children, min_size=1, max_size=3).map(tuple)
        either = st.builds(Or, several, st.integers(0, 2))
        negated = st.builds(lambda good, bad: Or((good, Not(bad))), children, children)
        mass = st.builds(Mass, several, st.sampled_from((0.3, 0.5, 1.0)))
        return st.one_of(st.builds(And, several), either, either, mass, st.builds(Not, children), negated)

    return st.one_of(leaves(), st.recursive(leaves(), grow, max_leaves=6))


def weightings() -> st.SearchStrategy[Weights]:
    def some(*values: float) -> st.SearchStrategy[float]:
        return st.sampled_from(values)

    return st.builds(
        Weights,
        st.fixed_dictionaries({"title": some(0.0, 2.0), "body": some(1.0)}, optional={"caption": some(0.5)}),
        st.fixed_dictionaries({"exact": some(1.0), "stem": some(0.3)}, optional={"root": some(0.1)}),
        some(0.0, 1.2, 2.0),
        some(0.0, 0.75, 1.0),
        st.booleans(),
    )


def second_stages() -> st.SearchStrategy[SecondStage]:
    exact = st.builds(Key, st.just("exact"), st.sampled_from((*FORMS, *FORMS, "", ABSENT)))
    higher = st.builds(Key, st.sampled_from(("stem", "root")), st.sampled_from((*STEMS, *ROOTS)))
    grams = [gram for form in (*FORMS, *ODD_FORMS, ABSENT) for gram in bordered_grams(form)]
    words = st.builds(
        RankedWord,
        st.lists(st.one_of(exact, higher, beginnings()), max_size=3).map(tuple),
        st.lists(st.sampled_from((*grams, "", "نيلنيل")), max_size=4).map(tuple),
        st.sampled_from((1.0, 1.0, 0.7)),
    )
    return st.builds(
        SecondStage,
        st.lists(words, max_size=3).map(tuple),
        st.sampled_from((TEXT_FIELDS, ("body",), ("title", "body"), ())),
        st.just(WEIGHTS) | weightings(),
        st.sampled_from((0.9, 0.9, 0.0)),
        st.sampled_from((0, 1, 3, 100)),
        st.lists(neighbours(), max_size=2, unique=True).map(tuple),
        st.sampled_from((0.3, 1.0, 0.0)),
    )


def neighbours() -> st.SearchStrategy[Neighbours]:
    exact = st.builds(Key, st.just("exact"), st.sampled_from((*FORMS, "", ABSENT)))
    stem = st.builds(Key, st.just("stem"), st.sampled_from(STEMS))
    return st.tuples(exact, exact) | st.tuples(stem, stem)


def cursors() -> st.SearchStrategy[Cursor]:
    days = st.none() | st.sampled_from([day.toordinal() for day in DAYS])
    return st.builds(Cursor, st.sampled_from((0.0, 0.5, 2.0)), days, st.text("abc١ا\U0001f600", max_size=2))


def recencies() -> st.SearchStrategy[Recency]:
    newest = st.sampled_from([day.toordinal() for day in DAYS])
    return st.builds(Recency, newest, st.sampled_from((0.5, 30.0)), st.sampled_from((0.5, 1.0)))


def plans() -> st.SearchStrategy[Plan]:
    requests = [st.builds(FacetRequest, st.just(field), st.integers(0, 2), chosen_values()) for field in KEYWORD_FIELDS]
    choice = st.builds(Filter, st.sampled_from(KEYWORD_FIELDS), chosen_values(), chosen_values())
    return st.builds(
        Plan,
        tree=trees(),
        weights=st.just(WEIGHTS) | weightings(),
        filters=st.just(()) | st.lists(choice, max_size=3).map(tuple),
        days=st.none() | day_ranges(),
        sort=st.sampled_from(("relevance", "relevance", "newest", "oldest")),
        offset=st.integers(0, 2),
        size=st.sampled_from((0, 1, 3, 8)),
        facets=st.tuples(*requests),
        want_days=st.booleans(),
        after=st.none() | st.none() | cursors(),
        second=st.none() | second_stages(),
        budget=st.none() | st.none() | st.sampled_from((0, 3, 10)),
        fold=st.booleans(),
        recency=st.none() | st.none() | recencies(),
        deadline=st.none(),
    )
