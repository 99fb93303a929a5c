"""Digits as the reader prefers: in all that the interface says, in nothing that articles or addresses say."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from searchapp.config import Settings
from searchapp.web.app import create_app

OTHERS_SAY = re.compile(
    r"<head>.*?</head>|<dialog.*?</dialog>|<(bdi|code|kbd|h1|h3|prose)\b.*?</\1>|<p class=\"snip\".*?</p>"
    r"|<div class=\"prose.*?</div>|<section class=\"cite\".*?</section>|<title>.*?</title>|<a [^>]*hreflang.*?</a>"
    r"|<dl class=\"syntax\">.*?</dl>|<button [^>]*name=\"digits\".*?</button>",
    re.S,
)
"""What is not the interface's own: titles, texts, names, codes, samples of queries."""

PAGES = ("/", "/search?q=المناخ&page=2", "/search?q=المناخ&from=2020&to=2021", "/names", "/compare?q=المناخ&q=قمة",
         "/facet/place?q=المناخ", "/entity/" + quote("place:دبي", safe=""), "/article/serial-3?q=المناخ",
         "/search?q=المناخ&from=1990&to=1991")  # fmt: skip


def said(client: FlaskClient, address: str) -> str:
    page = client.get(address)
    assert page.status_code == 200, address
    return re.sub("<[^>]*>", " ", OTHERS_SAY.sub(" ", page.get_data(as_text=True)))


@pytest.mark.parametrize("address", PAGES)
def test_every_number_of_the_interface_is_written_so(client: FlaskClient, address: str) -> None:
    assert re.search("[0-9]", said(client, address))
    client.set_cookie("digits", "arabic")
    assert re.findall("[^ ]*[0-9][^ ]*", said(client, address)) == []
    assert re.search("[٠-٩]", said(client, address))


def test_the_english_pages_keep_theirs(client: FlaskClient) -> None:
    client.set_cookie("digits", "arabic")
    assert not re.search("[٠-٩]", said(client, "/en/search?q=المناخ"))


def test_the_choice_is_a_button_that_leads_back_and_changes_the_tag(client: FlaskClient) -> None:
    before = client.get("/search?q=المناخ")
    assert '<button class="btn btn--bare" name="digits" value="arabic">الأرقام: ١٢٣</button>' in before.text
    chosen = client.post("/preferences", data={"digits": "arabic", "next": "/search?q=x"})
    assert chosen.headers["Location"] == "/search?q=x"
    after = client.get("/search?q=المناخ", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert 'value="latin">الأرقام: 123</button>' in after.text
    assert "Set-Cookie" not in client.post("/preferences", data={"digits": "roman"}).headers


def test_a_kept_answer_is_not_given_to_the_other_reader(service: object) -> None:
    app = create_app(lambda: service, Settings())  # type: ignore[arg-type, return-value]  # loaded by path
    arabic, latin = app.test_client(), app.test_client()
    arabic.set_cookie("digits", "arabic")
    for _ in range(2):
        assert "٤٩ نتيجة" in arabic.get("/search?q=المناخ").text
        assert "49 نتيجة" in latin.get("/search?q=المناخ").text
