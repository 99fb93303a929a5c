"""Beginnings become names, words, phrases and titles of the collection, whatever their hamza or article."""

from __future__ import annotations

import json

import pytest

from searchapp import Collection
from searchapp.engine.base import ValueInfo
from searchapp.errors import InvalidParameterError
from searchapp.model import Completion
from searchapp.search.parameters import MAX_SUGGESTIONS
from searchapp.search.suggest import Names

ARTICLES = [
    ("a", "مؤتمر المناخ في القاهرة", "افتتح مؤتمر المناخ في القاهرة، وقال وزير الخارجية إن الوقت ضيق."),
    ("b", "وزير الخارجية يزور الرياض", "زار وزير الخارجية الرياض، وعاد إلى القاهرة مع وزير الخارجية الأسبق."),
    ("c", "سوق القهوة", "القهوة غالية في القاهرة هذا العام، والقاهريون يشربونها. قال وزير المالية ذلك مرة."),
]


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    folder = tmp_path_factory.mktemp("suggest")
    articles = [{"id": name, "title": title, "content": body} for name, title, body in ARTICLES]
    (folder / "news.json").write_text(json.dumps(articles, ensure_ascii=False), encoding="utf-8")
    return Collection.build(folder / "news.json", index=folder / "ix")


def texts(found: tuple[Completion, ...], *kinds: str) -> list[str]:
    return [each.text for each in found if each.kind in kinds]


@pytest.mark.parametrize("beginning", ["القاه", "قاه", "القَاهِـ", "القاهرة"])
def test_the_article_vowels_and_tatweel_do_not_matter(news: Collection, beginning: str) -> None:
    found = news.suggest(beginning)
    assert Completion("word", "القاهرة", 3) in found
    assert "القاهرة" in texts(found, "place")
    assert texts(found, "title") == ["مؤتمر المناخ في القاهرة"]


def test_a_hamza_does_not_matter_for_names() -> None:
    names = Names([("person", ValueInfo("person:1", "مؤمن الأحمد", 4)), ("person", ValueInfo("person:2", "مؤنس", 9))])
    assert [info.value for _, info in names.beginning((), "مو")] == ["person:2", "person:1"]
    assert [info.value for _, info in names.beginning(("مومن",), "احم")] == ["person:1"]
    assert not list(names.beginning(("مونس",), "احم"))
    assert not list(Names([]).beginning((), "م"))


def test_words_before_the_last_are_context(news: Collection) -> None:
    found = news.suggest("وزير الخا")
    assert Completion("phrase", "وزير الخارجية", 2) in found
    assert texts(found, "phrase") == ["وزير الخارجية"]
    assert texts(found, "title") == ["وزير الخارجية يزور الرياض"]


def test_a_phrase_of_one_article_is_not_proposed(news: Collection) -> None:
    assert texts(news.suggest("وزير الما"), "phrase") == []


def test_equal_titles_stand_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("twice")
    articles = [{"id": str(n), "title": "سوق القهوة", "content": f"خبر {n} عن القهوة."} for n in range(3)]
    (folder / "news.json").write_text(json.dumps(articles, ensure_ascii=False), encoding="utf-8")
    found = Collection.build(folder / "news.json", index=folder / "ix").suggest("القهو")
    assert texts(found, "title") == ["سوق القهوة"]


def test_titles_give_the_id_of_their_article(news: Collection) -> None:
    assert [each.id for each in news.suggest("القهو") if each.kind == "title"] == ["c"]


@pytest.mark.parametrize("beginning", ["", " ", "ا", "ال", "؟!", "ققققق", "\ud800", "وزير ققق" * 60])
def test_what_means_nothing_gives_nothing(news: Collection, beginning: str) -> None:
    assert news.suggest(beginning) == ()


def test_the_room_is_shared_and_kept(news: Collection) -> None:
    for size in range(1, MAX_SUGGESTIONS + 1):
        found = news.suggest("الق", size)
        assert len(found) <= size
        assert len(set(found)) == len(found)
    assert {"word", "place", "title"} <= {each.kind for each in news.suggest("الق", 6)}


@pytest.mark.parametrize(("beginning", "size"), [("قا", 0), ("قا", MAX_SUGGESTIONS + 1), ("ق" * 513, 5)])
def test_limits(news: Collection, beginning: str, size: int) -> None:
    with pytest.raises(InvalidParameterError):
        news.suggest(beginning, size)


def test_an_article_alone_is_enough_after_other_words(news: Collection) -> None:
    assert "مؤتمر المناخ في القاهرة" in texts(news.suggest("مؤتمر ال"), "title")
