"""Which short names of a collection belong to one fuller name of it, by the numbers of their articles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.entities import default_finder
from searchapp.entities.ownership import LEAST_ARTICLES, LEAST_PART, LEAST_SHARE, Ownership

RULE = Ownership({})


def owners(field: str, **articles: int) -> dict[str, str]:
    counts = {f"{field}:{name.replace('_', ' ')}": count for name, count in articles.items()}
    found = RULE(field, counts)
    return {value.partition(":")[2]: owner.partition(":")[2] for value, owner in found.items()}


def test_a_surname_belongs_to_the_one_who_has_nearly_all_articles() -> None:
    assert owners("person", زوكالا=4, لوكاس_زوكالا=20, ماركو_زوكالا=2) == {"زوكالا": "لوكاس زوكالا"}
    assert owners("person", زوكالا=4, لوكاس_زوكالا=20, ماركو_زوكالا=3) == {}


def test_a_rare_name_owns_nothing() -> None:
    assert owners("person", زوكالا=4, لوكاس_زوكالا=4) == {}
    assert owners("person", زوكالا=4, لوكاس_زوكالا=5) == {"زوكالا": "لوكاس زوكالا"}
    assert owners("person", زوكالا=11, لوكاس_زوكالا=5) == {}  # most who are called so have another full name


def test_given_names_fathers_and_short_words_are_no_surnames() -> None:
    assert owners("person", محمد=9, جاسم_محمد=20) == {}
    assert owners("person", خالد=9, فهد_بن_خالد=20, عمار=3, زيد_بن_عمار=20) == {}
    assert owners("person", كي=9, جون_كي=20) == {}


def test_a_word_that_is_a_place_too_is_no_surname_alone() -> None:
    assert owners("person", ليون=9, برناردينو_ليون=20) == {}


def test_a_name_that_the_list_has_is_somebody_already() -> None:
    articles = {"person:بوتين": 9, "person:سيرجي بوتين": 20}
    assert default_finder().ownership("person", articles) == {}
    assert RULE("person", articles) == {"person:بوتين": "person:سيرجي بوتين"}


def test_what_a_users_own_list_has_is_what_it_says() -> None:
    articles = {"organisation:الهلال الاحمر": 9, "organisation:هييه الهلال الاحمر السعودي": 20}
    assert RULE("organisation", articles)
    assert Ownership({}, frozenset({"الهلال الاحمر"}))("organisation", articles) == {}


def test_one_of_many_countries_belongs_to_the_one_that_is_told() -> None:
    found = owners("organisation", الهلال_الاحمر=170, هييه_الهلال_الاحمر_السعودي=135)
    assert found == {"الهلال الاحمر": "هييه الهلال الاحمر السعودي"}
    assert owners("organisation", الهلال_الاحمر=170, الهلال_الاحمر_السعودي=90, الهلال_الاحمر_اليمني=30) == {}


def test_a_ministry_without_a_country_is_that_of_the_papers_own() -> None:
    assert owners("organisation", وزاره_الدفاع=9, وزاره_الدفاع_الامريكيه=90) == {}


def test_places_own_nothing() -> None:
    assert owners("place", نصر=9, مدينه_نصر=90) == {}


NAMES = ("زوكالا", "لوكاس زوكالا", "ماركو زوكالا", "فهد بن زوكالا")


@given(st.dictionaries(st.sampled_from(NAMES), st.integers(1, 40)))
def test_an_owner_is_clear_and_owned_by_none(counts: dict[str, int]) -> None:
    found = RULE("person", {f"person:{name}": count for name, count in counts.items()})
    for value, owner in found.items():
        name, full = value.partition(":")[2], owner.partition(":")[2]
        ending = [each for each in counts if each.endswith(f" {name}") and " بن " not in each]
        assert owner not in found
        assert full in ending
        assert counts[full] >= max(LEAST_ARTICLES, LEAST_PART * counts[name])
        assert counts[full] >= LEAST_SHARE * sum(counts[each] for each in ending)


@pytest.mark.parametrize("field", ["source", "author", "person", "organisation", "place"])
def test_nothing_is_nobodys(field: str) -> None:
    assert RULE(field, {}) == {}
