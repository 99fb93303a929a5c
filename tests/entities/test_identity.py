"""One entity, many spellings: fathers' names, place heads, short names, what is named after people, the alias list."""

from __future__ import annotations

import pytest

from searchapp.entities import Span, default_finder, entity_key, find_entities
from searchapp.entities.identity import Identity, default_names, is_given_name, without_fathers
from searchapp.entities.keys import written_key
from searchapp.entities.lists import rows
from searchapp.model import ENTITY_KINDS

LEAST_ALIAS_LINES = 250


def ids(text: str) -> dict[str, int]:
    return {entity.id: entity.count for entity in default_finder().article("", text).entities}


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("عادل بن أحمد الجبير", "عادل الجبير"),
        ("عزام بن محمد بن علي الدخيل", "عزام الدخيل"),
        ("محمد بن سلمان بن عبدالعزيز", "محمد بن سلمان بن عبدالعزيز"),
        ("عبداللطيف بن عبدالملك آل الشيخ", "عبداللطيف بن عبدالملك ال الشيخ"),
        ("خالد بن الوليد", "خالد بن الوليد"),
        ("سالم الدوسري", "سالم الدوسري"),
        ("", ""),
    ],
)
def test_fathers_between_given_and_family_name_are_dropped(name: str, key: str) -> None:
    assert without_fathers(written_key(name)) == key


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("منطقة القصيم", "القصيم"),
        ("محافظة عدن", "عدن"),
        ("مدينة نصر", "مدينه نصر"),
        ("المنطقة الشرقية", "المنطقه الشرقيه"),
        ("منطقة كذا وكذا", "منطقه كذا وكذا"),
        ("جزيرة مالطا", "جزيره مالطا"),
        ("مدينة", "مدينه"),
    ],
)
def test_place_heads_are_dropped_before_known_places(name: str, key: str) -> None:
    assert default_names().without_place_head(written_key(name)) == key


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("نادي الهلال", "الهلال"),
        ("النادي الأهلي", "الاهلي"),
        ("شركة آبل", "ابل"),
        ("نادي الاتحاد", "نادي الاتحاد"),
        ("نادي الرياض", "نادي الرياض"),
        ("نادي جدة الأدبي", "نادي جده الادبي"),
        ("نادي", "نادي"),
    ],
)
def test_a_club_is_known_with_and_without_its_head(name: str, key: str) -> None:
    assert entity_key(name) == key
    for kind in ENTITY_KINDS:
        (found,) = default_names().identities([Span(0, len(name), kind, name)])
        assert found == Identity("organisation" if key != written_key(name) else kind, key)


def test_a_surname_that_is_a_group_too_is_whom_the_article_names() -> None:
    assert ids("خطب عبدالملك الحوثي أمس. وقال الحوثي إنه لن يفاوض.") == {"person:عبدالملك الحوثي": 2}
    assert ids("خطب مسؤول أمس. وقال الحوثي إنه لن يفاوض.") == {"organisation:جماعه الحوثي": 1}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("قال المسؤول لـ«الشرق الأوسط» أمس.", "organisation:صحيفه الشرق الاوسط"),
        ('قال المسؤول ل"الرياض" أمس.', "organisation:صحيفه الرياض"),
        ("قال المسؤول إن منطقة الشرق الأوسط هادئة.", "place:الشرق الاوسط"),
        ("سافر إلى «دمشق» أمس.", "place:دمشق"),
    ],
)
def test_a_place_in_quotes_is_the_newspaper_of_its_name(text: str, found: str) -> None:
    assert list(ids(text)) == [found]


def test_a_father_s_name_alone_tells_nobody_who_it_is() -> None:
    assert is_given_name(Identity("person", "بن عبدالعزيز"))
    assert is_given_name(Identity("person", "بن علي"))
    assert not is_given_name(Identity("person", "بن لادن"))
    assert not is_given_name(Identity("place", "علي"))


def test_a_father_is_another_person() -> None:
    names = ("فيصل بن بندر بن سعد", "بندر بن سعد", "فيصل بن بندر", "سعد")
    found = default_names().identities([Span(0, len(name), "person", name) for name in names])
    assert [identity.key for identity in found] == ["فيصل بن بندر بن سعد", "بندر بن سعد", "فيصل بن بندر بن سعد", "سعد"]


def test_a_short_organisation_takes_the_only_full_name() -> None:
    assert ids("أعلنت وزارة الصحة المصرية خطتها. وقالت وزارة الصحة إنها جاهزة.") == {
        "organisation:وزاره الصحه المصريه": 2
    }


def test_a_name_of_many_countries_takes_the_country_that_the_article_tells() -> None:
    crescent = "نقلت هيئة الهلال الأحمر السعودي المصابين. وقال الهلال الأحمر إن فرقه باشرت. "
    assert ids(crescent) == {"organisation:هييه الهلال الاحمر السعودي": 2}
    ministries = "قالت وزارة الخارجية الروسية ذلك. وأضافت وزارة الخارجية أنها قلقة."
    assert ids(ministries) == {"organisation:وزاره الخارجيه الروسيه": 2}
    assert ids(f"{ministries} وردّت وزارة الخارجية الصينية.")["organisation:وزاره الخارجيه"] == 1


def test_an_alias_keeps_its_own_identity_beside_a_longer_name() -> None:
    found = ids("اجتمع مجلس الأمن القومي، وحضر مندوب لدى مجلس الأمن.")
    assert "organisation:مجلس الامن الدولي" in found


@pytest.mark.parametrize("text", ["انطلق دوري عبداللطيف جميل للمحترفين.", "فاز ببطولة كأس فيصل بن فهد."])
def test_what_is_named_after_a_person_is_no_person(text: str) -> None:
    assert [mention for mention in find_entities(text) if mention.kind == "person"] == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("حلف شمال الأطلسي", "الناتو"),
        ("أميركا", "الولايات المتحدة الأمريكية"),
        ("داعش", "تنظيم الدولة الإسلامية"),
        ("حماس", "حركة المقاومة الإسلامية"),
        ("هيئة الأمم المتحدة", "الأمم المتحدة"),
        ("سيب بلاتر", "جوزيف بلاتر"),
        ("الخارجية الروسية", "وزارة الخارجية الروسية"),
        ("عادل الجبير", "عادل بن أحمد الجبير"),
        ("كردستان العراق", "إقليم كردستان"),
    ],
)
def test_names_of_one_entity_have_one_key(one: str, other: str) -> None:
    assert entity_key(one) == entity_key(other)


def test_the_alias_list_is_long_enough() -> None:
    assert sum(bool(others) for _, _, others, *_ in rows("aliases.tsv")) >= LEAST_ALIAS_LINES


def test_a_page_of_diplomacy_is_complete() -> None:
    found = ids(
        "دعا الأمين العام للناتو ينس ستولتنبرغ سفراء الحلف إلى بروكسل. "
        "وزار مسؤول الاتحاد الأوروبي جوزيب بوريل أوكرانيا. "
        "وانتقدت ماريا زاخاروفا، المتحدثة باسم وزارة الخارجية الروسية، تصريحات حلف شمال الأطلسي. "
        "والتقى سيرجي ريابكوف ومسؤولون روس نائبة الوزير ويندي شيرمان في جنيف، قبل اجتماع لمنظمة الأمن والتعاون في "
        "أوروبا في فيينا. وقال بوريل بعد لقاء دميترو كوليبا إن روسيا قلقة."
    )
    assert found == {
        "organisation:الناتو": 2,
        "person:جوزيب بوريل": 2,
        "person:ينس ستولتنبرغ": 1,
        "person:ماريا زاخاروفا": 1,
        "person:سيرجي ريابكوف": 1,
        "person:ويندي شيرمان": 1,
        "person:دميترو كوليبا": 1,
        "organisation:الاتحاد الاوروبي": 1,
        "organisation:وزاره الخارجيه الروسيه": 1,
        "organisation:منظمه الامن والتعاون في اوروبا": 1,
        "place:بروكسل": 1,
        "place:اوكرانيا": 1,
        "place:جنيف": 1,
        "place:فيينا": 1,
        "place:روسيا": 1,
    }
