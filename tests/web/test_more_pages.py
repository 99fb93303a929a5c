from __future__ import annotations

import re
from urllib.parse import quote
from xml.etree import ElementTree as Xml

import pytest
from flask.testing import FlaskClient

from searchapp.arabic.analyzer import analyze
from searchapp.web.inspecting import read_token
from searchapp.web.params import LONGEST_TEXT

ATOM = "{http://www.w3.org/2005/Atom}"
DUBAI = "/entity/" + quote("place:دبي", safe="")
SECTIONS = re.compile(r"<section.*?</section>", re.S)


def html(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.get_data(as_text=True)


@pytest.mark.parametrize("lang", ["", "/en"])
@pytest.mark.parametrize("path", ["/names", "/compare", "/compare?q=المناخ&q=قمة&q=لاشيءيطابق", "/analyze", DUBAI])
def test_every_page_answers_in_both_languages(client: FlaskClient, lang: str, path: str) -> None:
    page = html(client, lang + path)
    assert f'lang="{"en" if lang else "ar"}"' in page
    assert len(re.findall("<h1", page)) == 1
    assert " style=" not in page


def test_a_name_has_its_articles_and_its_company_without_itself(client: FlaskClient) -> None:
    page = html(client, DUBAI)
    assert re.search(r"<h1>.*دبي", page, re.S)
    total = int(client.get("/api/v1/search", query_string={"place": "دبي"}).get_json()["total"]["value"])
    assert f"<dd>{total}</dd>" in page
    with_whom = [part for part in SECTIONS.findall(page) if 'aria-labelledby="w-' in part]
    assert "سلطان الجابر" in "".join(with_whom)
    assert quote("place:دبي", safe="") not in "".join(with_whom[:3])


@pytest.mark.parametrize("entity_id", ["place:لا مكان", "nothing:دبي", "دبي"])
def test_an_unknown_name_is_not_found(client: FlaskClient, entity_id: str) -> None:
    assert client.get("/entity/" + quote(entity_id, safe="")).status_code == 404


def test_another_way_to_write_a_name_leads_to_its_page(client: FlaskClient) -> None:
    answer = client.get("/en/entity/" + quote("place:دبى", safe=""))
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/en{DUBAI}")


def test_the_picture_and_its_table_say_the_same(client: FlaskClient) -> None:
    page = html(client, "/compare?q=المناخ&q=قمة")
    rows = re.findall(r'<tr><td><a [^>]*>([^<]*)</a></td><td class="n">([\d,]+)</td><td class="n">([\d,]+)', page)
    assert rows
    for label, first, second in rows[:-1]:
        if label and not label.startswith("نشرة"):
            assert f"{label}: المناخ {first}، قمة {second}" in page
    totals = [
        client.get("/api/v1/search", query_string={"q": q, "facets": "date"}).get_json()["total"]["value"]
        for q in ("المناخ", "قمة")
    ]
    assert totals[0] > totals[1] > 0
    for letter in "ab":
        assert len(re.findall(f'<path class="ser ser-{letter}" d="M[0-9]', page)) >= 1


def test_comparing_refuses_what_it_does_not_know(client: FlaskClient) -> None:
    assert client.get("/compare?a=x").status_code == 422
    assert client.get("/compare?q=" + "x" * 513).status_code == 422
    assert client.get("/analyze?text=" + "x" * (LONGEST_TEXT + 1)).status_code == 422


def test_the_inspector_tells_the_levels_and_the_reason(client: FlaskClient) -> None:
    page = html(client, "/analyze?text=" + quote("وبالمدارس في COP28 <b>"))
    assert 'class="kept">COP28' in page
    assert 'class="stop">في' in page
    assert "&lt;" in page
    assert "درس" in page


@pytest.mark.parametrize(
    ("word", "reason", "parts"),
    [
        ("وبالمدارس", "cut", ("وبالـ", "مدارس", "")),
        ("في", "stop", ("", "في", "")),
        ("٢٠٢٣", "number", ("", "2023", "")),
        ("COP28", "latin", ("", "cop28", "")),
    ],
)
def test_a_word_is_cut_for_the_eye(word: str, reason: str, parts: tuple[str, str, str]) -> None:
    read = read_token(next(iter(analyze(word))))
    assert read.reason == reason
    assert (read.before, read.stem, read.after) == parts


def test_the_feed_is_atom_with_the_newest_articles(client: FlaskClient) -> None:
    answer = client.get("/feed.atom?q=المناخ&source=-نشرة البيئة")
    assert answer.content_type.startswith("application/atom+xml")
    root = Xml.fromstring(answer.data)
    assert root.tag == f"{ATOM}feed"
    for name in ("id", "title", "updated", "author"):
        assert len(root.findall(ATOM + name)) == 1, name
    links = {link.get("rel"): link.get("href") or "" for link in root.findall(f"{ATOM}link")}
    assert links["self"] == root.findtext(f"{ATOM}id")
    assert client.get(links["alternate"]).status_code == 200
    entries = root.findall(f"{ATOM}entry")
    assert entries
    days = [entry.findtext(f"{ATOM}published") or "" for entry in entries]
    assert [day for day in days if day] == sorted((day for day in days if day), reverse=True)
    for entry in entries:
        assert entry.findtext(f"{ATOM}title")
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", entry.findtext(f"{ATOM}updated") or "")
        assert client.get(entry.findtext(f"{ATOM}id") or "").status_code == 200
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == len(entries)
    assert client.get("/feed.atom?qq=x").status_code == 422


def test_the_results_lead_to_the_other_pages(client: FlaskClient) -> None:
    page = html(client, "/search?q=المناخ&sort=oldest&page=2")
    assert f'href="/feed.atom?q={quote("المناخ")}"' in page
    assert f'href="/compare?q={quote("المناخ")}"' in page
    assert f'href="/analyze?text={quote("المناخ")}"' in page


def test_the_json_feed_has_the_articles_of_the_atom_feed(client: FlaskClient) -> None:
    query = "?q=المناخ&source=-نشرة البيئة"
    atom = Xml.fromstring(client.get(f"/feed.atom{query}").data)
    answer = client.get(f"/feed.json{query}")
    assert answer.content_type.startswith("application/feed+json")
    feed = answer.get_json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert client.get(feed["home_page_url"].removeprefix("http://localhost")).status_code == 200
    entries = [(e.findtext(f"{ATOM}id"), e.findtext(f"{ATOM}title")) for e in atom.iter(f"{ATOM}entry")]
    assert [(item["id"], item["title"]) for item in feed["items"]] == entries
    assert all(item["content_text"] and item["date_published"] for item in feed["items"])
    assert client.get("/feed.json?qq=x").status_code == 422
