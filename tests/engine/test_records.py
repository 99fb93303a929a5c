"""Stored articles survive the way to bytes and back, whatever their texts hold."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.engine.whoosh.records import decode, encode
from searchapp.model import ENTITY_KINDS, Article, Entity, Published, StoredArticle

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=20)  # lone surrogates too
PUBLISHED = st.builds(
    Published,
    st.dates(),
    st.sampled_from(("day", "month", "year")),
    st.sampled_from(("given", "weekday", "crawl")),
    st.booleans(),
)
ARTICLES = st.builds(
    Article,
    id=ANY_TEXT,
    title=ANY_TEXT,
    body=ANY_TEXT,
    source=ANY_TEXT,
    url=ANY_TEXT,
    author=ANY_TEXT,
    section=ANY_TEXT,
    captions=st.lists(ANY_TEXT, max_size=3).map(tuple),
    published=st.none() | PUBLISHED,
    lang=ANY_TEXT,
)
ENTITIES = st.lists(st.builds(Entity, ANY_TEXT, st.sampled_from(ENTITY_KINDS), ANY_TEXT, st.integers(0)), max_size=3)


@given(st.builds(StoredArticle, ARTICLES, ENTITIES.map(tuple)))
def test_round_trip(stored: StoredArticle) -> None:
    assert decode(encode(stored)) == stored


@given(st.binary(max_size=40))
def test_other_bytes_are_refused(content: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever the bytes are, the message cannot be known
        decode(content)


def test_arabic_is_stored_readably() -> None:
    article = Article("1", "قمة المناخ", "نص", published=Published(date(2022, 11, 7), "day", "dateline"))
    content = encode(StoredArticle(article, (Entity("p1", "person", "ليلى", 2),))).decode()
    assert '"title":"قمة المناخ"' in content
    assert '["2022-11-07","day","dateline",false]' in content
    assert content.endswith('"entities":[["p1","person","ليلى",2]]}')
