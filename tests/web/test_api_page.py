from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from searchapp.web.openapi import OPERATIONS


@pytest.mark.parametrize(("path", "says"), [("/api-docs", "واجهة البرمجة"), ("/en/api-docs", "Parameter")])
def test_every_address_parameter_and_error_is_on_the_page(client: FlaskClient, path: str, says: str) -> None:
    page = client.get(path)
    assert page.status_code == 200
    assert says in page.text
    documented = [each for each in OPERATIONS if each.path.startswith("/api/")]
    assert len(documented) > 9
    for operation in documented:
        section = page.text[page.text.index(f'aria-labelledby="{operation.name}"') :].split("</section>")[0]
        assert f"GET {operation.path}<" in section
        for parameter in operation.parameters:
            assert f"<code>{parameter.name}</code>" in section
            assert (parameter.about if path.startswith("/en") else parameter.about_ar) in _unescaped(section)
        for code in operation.codes:
            href = re.search(rf'href="([^"]*/{code})"', section)
            assert href
            assert client.get(href[1]).status_code == 200


def test_the_example_names_this_server_and_the_footer_leads_here(client: FlaskClient) -> None:
    assert "curl -G http://localhost/api/v1/search" in client.get("/api-docs").text
    assert 'href="/en/api-docs"' in client.get("/en/").text


def _unescaped(text: str) -> str:
    text = re.sub("</?bdi>", "", text)
    return text.replace("&#39;", "'").replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")
