from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.errors import InvalidParameterError, PageTooDeepError
from searchapp.model import FilterSet, SearchRequest
from searchapp.search.parameters import plain_digits, read_day
from searchapp.web.params import (
    Args,
    InvalidParametersError,
    filter_value,
    read_search,
    refuse_unknown,
)


def read(args: Args) -> SearchRequest:
    return read_search(args, 10).request


def test_nothing_is_the_newest_of_everything() -> None:
    assert read({}) == SearchRequest(size=10)
    assert read({"q": [" "], "from": [""], "source": [""], "page": [""]}) == SearchRequest(size=10)


def test_every_parameter_reaches_the_request() -> None:
    asked = read(
        {
            "q": [" قمة المناخ "], "source": ["نشرة البيئة", "-نشرة الرياضة"], "author": ["كاتب"], "org": ["البنك"],
            "from": ["2015-07"], "to": ["2015-07"], "sort": ["oldest"], "mode": ["exact"], "page": ["2"], "size": ["5"],
            "facets": ["org,date"], "facet_size": ["3"], "interval": ["month"],
        }
    )  # fmt: skip
    assert asked == SearchRequest(
        q="قمة المناخ",
        filters={
            "source": FilterSet(("نشرة البيئة",), ("نشرة الرياضة",)),
            "author": FilterSet(("كاتب",)),
            "organisation": FilterSet((filter_value("organisation", "البنك"),)),
        },
        date_from=date(2015, 7, 1),
        date_to=date(2015, 7, 31),
        sort="oldest",
        mode="exact",
        page=2,
        size=5,
        facets=("organisation", "date"),
        facet_size=3,
        interval="month",
    )


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2015", date(2015, 1, 1), date(2015, 12, 31)),
        ("٢٠٢٤/٢", date(2024, 2, 1), date(2024, 2, 29)),
        ("نوفمبر 2022", date(2022, 11, 1), date(2022, 11, 30)),
        ("1445-01-01", date(1445, 1, 1), date(1445, 1, 1)),
        ("2015-7-4", date(2015, 7, 4), date(2015, 7, 4)),
        ("۲۰۱۵.۰۷", date(2015, 7, 1), date(2015, 7, 31)),
        ("\N{RIGHT-TO-LEFT MARK} 2015 / 07 ", date(2015, 7, 1), date(2015, 7, 31)),
    ],
)
def test_partial_dates_in_any_digits(written: str, first: date, last: date) -> None:
    assert (read_day(written, "first"), read_day(written, "last")) == (first, last)


@pytest.mark.parametrize(
    "written", ["زيتون", "15", "2015-13", "2015-02-30", "0000", "0000-01", "2015-0", "2015-07-21T00", "20150721"]
)
def test_what_is_no_date(written: str) -> None:
    assert read_day(written, "first") is None
    assert read_day(written, "last") is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("page", "0"), ("page", "-1"), ("page", "x"), ("page", "1.5"), ("page", "9" * 5000), ("page", "²"),
        ("size", "101"), ("size", "0"), ("facet_size", "1000"), ("sort", "random"), ("mode", "fuzzy"),
        ("interval", "hour"), ("facets", "colour"), ("from", "زيتون"), ("to", "2015-99"), ("source", "س" * 600),
    ],
)  # fmt: skip
def test_a_bad_value_names_its_parameter_in_two_languages(name: str, value: str) -> None:
    with pytest.raises(InvalidParametersError) as caught:
        read({name: [value]})
    assert [error.parameter for error in caught.value.errors] == [name]
    assert name in caught.value.message
    assert any("\N{ARABIC LETTER ALEF}" <= letter <= "\N{ARABIC LETTER YEH}" for letter in caught.value.message_ar)


def test_all_bad_values_are_told_at_once() -> None:
    with pytest.raises(InvalidParametersError) as caught:
        read({"page": ["x"], "from": ["y"], "q": ["a", "b"]})
    assert {error.parameter for error in caught.value.errors} == {"page", "from", "q"}


def test_arabic_digits_count_pages() -> None:
    assert read({"page": ["٢"], "size": ["٢٠"]}).page == 2


def test_the_window_ends_at_ten_thousand() -> None:
    assert read({"page": ["100"], "size": ["100"]}).page == 100
    with pytest.raises(PageTooDeepError) as caught:
        read({"page": ["101"], "size": ["100"]})
    assert caught.value.parameter == "page"


def test_from_after_to() -> None:
    with pytest.raises(InvalidParameterError):
        read({"from": ["2016"], "to": ["2015"]})


def test_signs_before_a_value() -> None:
    chosen = read({"source": ["-ا", "+-ب", "+ج", "-", "+ ", "ا", "ا"]}).filters["source"]
    assert chosen == FilterSet(("-ب", "ج", "ا"), ("ا",))


def test_an_entity_is_known_by_name_id_and_spelling() -> None:
    spellings = ["أنطونيو غوتيريش", "person:انطونيو غوتيريش", "انطونيو غوتيريش"]
    assert len(read({"person": spellings}).filters["person"].include) == 1


def test_unknown_names_are_kept_apart() -> None:
    asked = read_search({"q": ["ا"], "serch": ["x"], "hit": ["1"]}, 10, frozenset({"hit"}))
    assert asked.unknown == ("serch",)
    with pytest.raises(InvalidParametersError, match="serch"):
        refuse_unknown(asked.unknown)
    refuse_unknown(())


@given(
    st.dictionaries(
        st.sampled_from(["q", "source", "from", "to", "page", "size", "sort", "facets"]), st.lists(st.text())
    )
)
def test_any_text_is_read_or_refused(args: dict[str, list[str]]) -> None:
    try:
        asked = read(args)
    except (InvalidParametersError, PageTooDeepError):
        return
    assert asked.page * asked.size <= 10_000


@given(st.integers(0, 10**9))
def test_digits_of_every_script(number: int) -> None:
    arabic = str(number).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert plain_digits(arabic) == str(number)
