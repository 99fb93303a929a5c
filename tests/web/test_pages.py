from __future__ import annotations

import re
import sys
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from searchapp.config import Settings
from searchapp.web.app import create_app
from searchapp.web.pages import web_address
from searchapp.web.security import safe_next

VOID = {"meta", "link", "input", "br", "img", "hr"}


class Page(HTMLParser):
    """A page as a reader has it: texts, links, tags; checks that tags nest and that nothing is inline."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.hrefs: list[str] = []
        self.ids: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append((tag, found))
        assert "style" not in found
        assert not [name for name in found if name.startswith("on")]
        if href := found.get("href"):
            self.hrefs.append(href)
        if name := found.get("id"):
            self.ids.append(name)
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def count(self, tag: str) -> int:
        return sum(1 for name, _ in self.tags if name == tag)

    def classes(self, name: str) -> int:
        return sum(1 for _, found in self.tags if name in (found.get("class") or "").split())


def get(client: FlaskClient, path: str, status: int = 200) -> Page:
    response = client.get(path)
    assert response.status_code == status, response.text[:2000]
    page = Page(response.text)
    assert len(page.ids) == len(set(page.ids))
    assert page.count("h1") == 1
    return page


SOME = [
    "/",
    "/search",
    "/search?q=المناخ في القمة",
    "/search?q=لاشيء&source=x",
    "/article/env%2F2022%20417?q=المناخ",
    "/none",
]


@pytest.mark.parametrize("path", SOME)
@pytest.mark.parametrize("lang", ["ar", "en"])
def test_pages_are_well_made_in_both_languages(client: FlaskClient, path: str, lang: str) -> None:
    page = get(client, path if lang == "ar" else f"/en{path}", 404 if path == "/none" else 200)
    html = next(found for tag, found in page.tags if tag == "html")
    assert (html["lang"], html["dir"]) == (lang, "rtl" if lang == "ar" else "ltr")
    scripts = [found["src"] or "" for tag, found in page.tags if tag == "script"]
    assert [script.split("?")[0] for script in scripts] == ["/static/page.js"]
    alternates = {f["hreflang"] for tag, f in page.tags if tag == "link" and f.get("hreflang")}
    assert alternates == {"ar", "en"}


@pytest.mark.parametrize(
    "path",
    ["/", "/en/", "/search?q=المناخ&source=نشرة البيئة&from=2020&place=-دبي", "/article/js-url?q=قمة", "/search?q=لا"],
)
def test_no_link_is_dead(client: FlaskClient, path: str) -> None:
    for href in set(get(client, path).hrefs):
        assert href.startswith(("/", "#", "https://")), href
        if href.startswith("/"):
            with client.get(href.split("#")[0]) as response:
                assert response.status_code == 200, href


def test_results_show_what_was_found(client: FlaskClient) -> None:
    page = get(client, "/search?q=المناخ&size=20&sort=newest")
    assert "49 نتيجة" in page.text
    assert page.classes("hit") == 20
    assert page.count("mark") >= 20
    assert "7 يونيو 2024" in page.text
    assert "1 ذو الحجة 1445هـ" in page.text
    assert "الصفحة 1 من 3" in page.text


def test_the_reading_line_names_what_was_left_out(client: FlaskClient) -> None:
    page = get(client, "/search?q=المناخ في القمة")
    assert "تركنا كلمات شائعة: في" in re.sub(r"\s+", " ", page.text)
    assert "المناخ ومعها مناخ" in re.sub(r"\s+", " ", page.text)
    assert "ومعها" not in get(client, "/search?q=المناخ في القمة&mode=exact").text


def test_a_chosen_value_is_let_go_by_the_same_link(client: FlaskClient) -> None:
    page = get(client, "/search?q=المناخ&source=نشرة البيئة&source=-نشرة العلوم")
    assert page.classes("chip") == 2
    assert page.classes("chip--not") == 1
    assert page.classes("is-on") == 1
    assert page.classes("is-not") == 1
    without = f"/search?q={quote('المناخ')}&source=-{quote('نشرة العلوم')}"
    assert without in page.hrefs


def test_a_chosen_value_without_matches_stays_visible(client: FlaskClient) -> None:
    page = get(client, "/search?q=المناخ&source=نشرة البيئة&source=نشرة الرياضة")
    assert "نشرة الرياضة" in page.text
    assert page.classes("is-on") == 2


def test_an_unknown_parameter_is_told(client: FlaskClient) -> None:
    page = get(client, "/search?q=المناخ&sorce=x")
    assert "sorce" in page.text
    assert "فلم نأخذ به" in page.text


def test_a_bad_value_is_a_page_that_keeps_the_query(client: FlaskClient) -> None:
    page = get(client, "/search?q=المناخ&from=زيتون", 422)
    assert "«زيتون»" in page.text
    assert ("input", "المناخ") in [(tag, found.get("value")) for tag, found in page.tags]
    assert f"/search?q={quote('المناخ')}" in page.hrefs


def test_an_empty_answer_shows_ways_with_their_counts(client: FlaskClient) -> None:
    page = get(client, "/search?q=المناخ القمة&from=2019&to=2019&source=نشرة الرياضة")
    isolated = "\N{FIRST STRONG ISOLATE}«المناخ القمة»\N{POP DIRECTIONAL ISOLATE}"
    assert f"لا مقالة تطابق {isolated} مع هذه المرشحات" in page.text
    assert page.classes("ways") == 1
    assert "احذف المرشحات كلها" in page.text
    assert "احذف المرشح " not in page.text  # each of them alone gives nothing


def test_a_page_after_the_last_leads_back(client: FlaskClient) -> None:
    page = get(client, "/search?q=المناخ&page=90")
    assert "لا صفحة بهذا الرقم" in page.text
    assert f"/search?q={quote('المناخ')}&page=5" in page.hrefs


def test_a_wild_interval_is_drawn_as_usual(client: FlaskClient) -> None:
    page = get(client, "/search?q=المناخ&interval=day")
    assert page.classes("hot") <= 48


def test_dates_are_as_exact_as_they_are_known(client: FlaskClient) -> None:
    page = get(client, "/search?q=المناخ&size=50&sort=newest")
    text = re.sub(r"\s+", " ", page.text)
    assert "نوفمبر 2024" in text
    assert "1 نوفمبر 2024" not in text
    assert "30 نوفمبر 2023 تقريبًا" in text
    assert "بلا تاريخ" in text


def test_an_article_for_reading(client: FlaskClient) -> None:
    page = get(client, "/article/env%2F2022%20417?q=قمة المناخ&source=نشرة البيئة&hit=2")
    assert {"hit-1", "hit-2", "hit-3"} <= set(page.ids)
    assert page.classes("is-here") == 1
    assert "الموضع 2 من" in page.text
    assert f"/search?q={quote('قمة المناخ')}&source={quote('نشرة البيئة')}" in page.hrefs
    assert any(href.endswith("&hit=3#hit-3") for href in page.hrefs)
    original = next(found for tag, found in page.tags if found.get("href") == "https://example.org/env/417")
    assert original["rel"] == "noopener noreferrer nofollow"
    assert "/search?person=" + quote("سلطان الجابر") in page.hrefs


def test_an_article_without_a_query_has_no_hit_bar(client: FlaskClient) -> None:
    page = get(client, "/article/month?hit=99999999999")
    assert page.classes("hitbar") == 0
    assert "crumbs" not in page.text


def test_only_web_addresses_become_links(client: FlaskClient) -> None:
    assert not any("javascript" in href for href in get(client, "/article/js-url").hrefs)
    assert web_address("HTTPS://example.org/a") == "HTTPS://example.org/a"
    for url in ("", "javascript:alert(1)", "//evil", "/etc", "data:text/html,x", "http:", "https://[", "file:///etc"):
        assert web_address(url) == ""


@pytest.mark.parametrize("path", ["/", "/en/search?q=%D8%A7&page=2", "/article/a%2Fb?q=x#hit-2"])
def test_back_to_a_page_of_ours(path: str) -> None:
    assert safe_next(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil",
        "\\\\evil",
        "",
        "javascript:1",
        "/\n/evil",
        "/\t/evil",
        "evil",
    ],
)
def test_never_to_another_site(path: str) -> None:
    assert safe_next(path) == "/"


def test_the_theme_is_kept_in_a_cookie(client: FlaskClient) -> None:
    response = client.post("/preferences", data={"theme": "dark", "next": "/en/search?q=x"})
    assert (response.status_code, response.headers["Location"]) == (303, "/en/search?q=x")
    cookie = response.headers["Set-Cookie"]
    assert "theme=dark" in cookie
    assert "SameSite=Lax" in cookie
    html = next(found for tag, found in get(client, "/").tags if tag == "html")
    assert html["data-theme"] == "dark"
    assert "Set-Cookie" not in client.post("/preferences", data={"theme": "<script>"}).headers
    assert client.post("/preferences", data={"theme": "light", "next": "//evil"}).headers["Location"] == "/"


def test_the_page_changes_with_the_theme_for_caches_too(client: FlaskClient) -> None:
    tag = client.get("/search").headers["ETag"]
    assert client.get("/search", headers={"If-None-Match": tag}).status_code == 304
    client.set_cookie("theme", "dark")
    assert client.get("/search", headers={"If-None-Match": tag}).status_code == 200


def test_an_empty_collection_has_pages() -> None:
    empty: Any = sys.modules["fake_search"].FakeService([])
    client = create_app(lambda: empty, Settings()).test_client()
    assert "لا مقالات" in get(client, "/").text
    assert "لا مقالات في الفهرس بعد" in get(client, "/search").text


PAYLOADS = [
    f"{opening}{body}{closing}"
    for opening in ("", '"', "'", "</title>", "--><!--", "</textarea>", '">', "المناخ ")
    for body, closing in (
        ("<script>alert(1)</script>", ""),
        ("<img src=x onerror=alert(1)>", ""),
        ("<svg/onload=alert(1)", ">"),
        (" onfocus=alert(1) autofocus ", "x"),
        ("{{7*7}}{%print(1)%}", "<b>"),
        ("javascript:alert(1)//", "<"),
        ("&lt;script&gt;", "\x00<x>"),
    )
]


def _scripts(page: Page) -> list[str | None]:
    return [found.get("src") for tag, found in page.tags if tag == "script"]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_written_becomes_markup(client: FlaskClient, payload: str) -> None:
    usual = _scripts(Page(client.get("/search").text))
    for path, query in (
        ("/search", {"q": payload}),
        ("/search", {"source": payload}),
        ("/en/search", {"from": payload}),
        ("/search", {payload: "x"}),
        ("/search", {"q": "المناخ", "person": payload}),
        ("/article/month", {"q": payload}),
        (f"/article/{quote(payload, safe='')}", {}),
        (f"/{quote(payload, safe='')}", {}),
    ):
        page = Page(client.get(path, query_string=query or None).text)
        assert not {tag for tag, _ in page.tags} & {"img", "x", "textarea"}
        assert _scripts(page) == usual
    written = Page(client.get("/search", query_string={"q": payload}).text)
    fields = [found["value"] for tag, found in written.tags if found.get("name") == "q"]
    assert fields[0] == payload.strip()


def test_stored_markup_stays_text(client: FlaskClient) -> None:
    usual = _scripts(Page(client.get("/search").text))
    for path in ("/search?q=خبيث", "/article/js-url?q=المناخ"):
        page = get(client, path)
        assert "<script>alert(1)</script>" in page.text
        assert _scripts(page) == usual
    piece = client.get("/api/v1/search?q=خبيث").get_json()["hits"][0]["highlights"]["title"][0]
    assert "<script" not in piece["html"]
    assert Page(piece["html"]).text == piece["text"]


def test_addresses_stay_addresses_whatever_was_sent(client: FlaskClient) -> None:
    page = get(client, "/search?q=المناخ")
    assert f"/en/search?q={quote('المناخ')}" in page.hrefs
    assert "/en/article/env/2022%20417" in get(client, "/article/env%2F2022%20417").hrefs


@pytest.mark.parametrize("path", ["/", "/article/month?q=المناخ", "/search?q=المناخ"])
def test_an_unchanged_page_is_not_sent_again(client: FlaskClient, path: str) -> None:
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert first.headers["Vary"] == again.headers["Vary"] == "Cookie, Accept-Encoding"
    assert first.headers["Cache-Control"] == again.headers["Cache-Control"] == "private, no-cache"


def test_a_young_collection_is_drawn_bar_by_bar() -> None:
    fake = sys.modules["fake_search"]
    young: Any = fake.FakeService(
        [fake.stored(f"{n}", "خبر", "متن", published=fake.on(2024, 3, n)) for n in range(1, 9)]
    )
    page = get(create_app(lambda: young, Settings()).test_client(), "/")
    assert page.classes("sky") == 1
    assert page.classes("hot") == 8
    assert "في مارس 2024." in page.text


def test_many_matches_in_one_place_are_one_tick() -> None:
    fake = sys.modules["fake_search"]
    article = fake.stored("long", "خبر", "المناخ، " * 900)
    dense: Any = fake.FakeService([article])
    page = get(create_app(lambda: dense, Settings()).test_client(), "/article/long?q=المناخ&hit=700")
    assert "الموضع 700 من 900" in page.text
    assert 100 < page.classes("tick") <= 251
    assert page.classes("here") == 1


def test_a_total_that_is_not_exact_says_so(client: FlaskClient, service: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    search = type(service).search
    monkeypatch.setattr(
        type(service), "search", lambda self, asked: replace(search(self, asked), total_relation="at-least")
    )
    page = get(client, "/search?q=المناخ")
    assert "49 نتيجة على الأقل" in page.text
    assert client.get("/api/v1/search?q=المناخ").get_json()["total"] == {"value": 49, "relation": "gte"}
