"""A short name that a fuller one of the collection owns: in facets, filters, articles and profiles, and in updates."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from searchapp import Collection

FULL, LONE = "person:لوكاس زوكالا", "person:زوكالا"
TEXTS = {f"full-{number}": f"وقال لوكاس زوكالا إن الفريق جاهز لمباراة رقم {number}." for number in range(5)} | {
    "lone": "قال زوكالا إن الفريق جاهز.",
    "none": "نزل المطر في بروكسل.",
}


def write(path: Path, texts: dict[str, str]) -> Path:
    articles = [{"id": name, "title": f"خبر {name}", "content": text} for name, text in texts.items()]
    path.write_text(json.dumps(articles, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.fixture
def built(tmp_path: Path) -> Collection:
    return Collection.build(write(tmp_path / "news.json", TEXTS), index=tmp_path / "ix", workers=1)


def persons(collection: Collection) -> dict[str, tuple[str, int]]:
    return {value.value: (value.label, value.count) for value in collection.search("").facets["person"].values}


def test_facets_count_it_for_its_owner(built: Collection) -> None:
    assert persons(built) == {FULL: ("لوكاس زوكالا", 6)}


@pytest.mark.parametrize("name", [FULL, LONE, "زوكالا", "لوكاس زوكالا"])
def test_filters_by_either_name_find_both(built: Collection, name: str) -> None:
    for page in (built.search(person=name), built.search(entity=name)):
        assert page.total == 6
        assert page.notices == ()
    assert [value.value for value in built.search(person=name).facets["person"].values if value.selected] == [FULL]
    assert built.search(person=f"-{name}").total == 1


def test_the_page_goes_on_under_the_owners_name(built: Collection) -> None:
    chosen = built.search(person=["زوكالا", FULL], entity=[LONE, "بروكسل"], place="بروكسل").request.filters
    assert {name: values.include for name, values in chosen.items()} == {
        "person": ("لوكاس زوكالا", FULL),
        "entity": (FULL, "بروكسل"),
        "place": ("بروكسل",),
    }


def test_the_article_has_it_under_the_full_name(built: Collection) -> None:
    hits = {hit.id: hit for hit in built.search("جاهز", person=LONE).hits}
    view = built.service().article("lone")
    assert [(entity.id, entity.label) for entity in view.stored.entities] == [(FULL, "لوكاس زوكالا")]
    assert [(mention.id, mention.label) for mention in view.mentions] == [(FULL, "لوكاس زوكالا")]
    assert hits["lone"].entities == view.stored.entities


@pytest.mark.parametrize("name", [FULL, LONE, "زوكالا"])
def test_the_profile_has_both_ways_to_write_it(built: Collection, name: str) -> None:
    profile = built.service().entity(name)
    assert (profile.id, profile.articles) == (FULL, 6)
    assert built.service().entity_id(name) == FULL
    assert {variant.text for variant in profile.variants} == {"لوكاس زوكالا", "زوكالا"}


def test_an_update_may_find_that_it_is_nobodys_and_somebodys_again(built: Collection, tmp_path: Path) -> None:
    other = {f"other-{number}": f"وقال ماركو زوكالا إن الفريق رقم {number} جاهز." for number in range(3)}
    news = write(tmp_path / "news.json", TEXTS | other)
    built.update(news, workers=1)
    assert persons(built) == {
        FULL: ("لوكاس زوكالا", 5),
        LONE: ("زوكالا", 1),
        "person:ماركو زوكالا": ("ماركو زوكالا", 3),
    }
    assert [entity.id for entity in built.service().article("lone").stored.entities] == [LONE]
    write(news, TEXTS)
    built.update(news, workers=1)
    assert persons(built) == {FULL: ("لوكاس زوكالا", 6)}
