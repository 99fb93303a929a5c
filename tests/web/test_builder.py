"""Form, query text and address say the same thing, and each leads to the others."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from searchapp.query import parse, to_text
from searchapp.query.tree import Bag, Node
from searchapp.web.builder import Parts, compose, split

WORDS = ("قمة", "المناخ", "مصر", "و", "أو", "COP28", "وبالمدارس", "ليس", "٢٠٢٢")
PIECES = (
    "قمة", '"تغير المناخ"', '"صندوق الخسائر"~3', "(مصر OR دبي)", "(مصر OR باكو)", "-رياضة",
    '-"كرة القدم"', "مدرس*", "=كتاب",
    "title:مونديال", 'title:"كأس العالم"', "source:نشرة", "كلمة~1", "جذر:كتب", "بعد:2022/10", "+مهم", "(أ ب OR ج)",
)  # fmt: skip


def parts_of(q: str) -> list[str]:
    """The parts of a query, each as it is printed, in no order."""
    tree = parse(q).tree
    nodes: Sequence[Node] = () if tree is None else tree.children if isinstance(tree, Bag) else (tree,)
    return sorted(map(to_text, nodes))


@given(st.lists(st.sampled_from(PIECES), max_size=6).map(" ".join))
def test_a_query_taken_apart_and_composed_has_the_same_parts(q: str) -> None:
    assert parts_of(compose(split(q))) == parts_of(q)


@given(st.builds(Parts, *([st.lists(st.sampled_from(WORDS), max_size=3).map(" ".join)] * 5)))
def test_a_composed_form_comes_back_with_the_same_query(parts: Parts) -> None:
    q = compose(parts)
    assert parts_of(compose(split(q))) == parts_of(q)


@given(st.text(max_size=60))
def test_any_text_at_all_can_be_taken_apart(q: str) -> None:
    compose(split(q))


def test_every_field_has_its_part() -> None:
    parts = Parts("قمة", "تغير المناخ", "مصر دبي", "صندوق", "رياضة كرة")
    assert compose(parts) == 'قمة "تغير المناخ" (مصر OR دبي) title:صندوق -رياضة -كرة'
    assert split(compose(parts)) == parts
    assert compose(Parts()) == ""
    assert split("") == Parts()


def test_a_sent_form_leads_to_its_search_and_back(client: FlaskClient) -> None:
    form = {"words": "قمة", "phrase": "تغير المناخ", "without": "رياضة", "from": "2020", "to": "", "mode": "exact"}
    sent = client.get("/en/build", query_string=form)
    assert sent.status_code == 303
    address = urlsplit(sent.headers["Location"])
    asked = {name: values[0] for name, values in parse_qs(address.query).items()}
    assert (address.path, asked) == (
        "/en/search", {"q": 'قمة "تغير المناخ" -رياضة', "from": "2020", "mode": "exact"},
    )  # fmt: skip
    page = client.get("/en/build", query_string=asked).text
    for name in ("words", "phrase", "without", "from"):
        assert f'name="{name}"' in page
        assert f'value="{form[name]}"' in page
    assert 'value="exact" checked' in page


def test_results_and_home_lead_to_the_form(client: FlaskClient) -> None:
    assert 'href="/build?q=' in client.get("/search?q=المناخ").text
    assert 'href="/build"' in client.get("/").text


@pytest.mark.parametrize("query", ["nothing=1", "mode=x", "from=x", "q=" + "ا" * 600])
def test_what_the_form_does_not_take_is_refused(client: FlaskClient, query: str) -> None:
    assert client.get(f"/build?{query}").status_code in (400, 422)
