from __future__ import annotations

import gzip

import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize(
    "path", ["/search?q=المناخ", "/api/v1/search", "/static/bahith.css", "/static/page.js", "/feed.atom"]
)
def test_texts_go_out_compressed_and_mean_the_same(client: FlaskClient, path: str) -> None:
    with client.get(path) as plain, client.get(path, headers={"Accept-Encoding": "gzip"}) as packed:
        assert "Content-Encoding" not in plain.headers
        assert packed.headers["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in packed.headers["Vary"]
        assert "Accept-Encoding" in plain.headers["Vary"]
        assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data) / 2
        if path.startswith("/static"):
            assert gzip.decompress(packed.data) == plain.data
        assert packed.headers["ETag"].startswith("W/")
    with client.get(path, headers={"If-None-Match": packed.headers["ETag"], "Accept-Encoding": "gzip"}) as again:
        assert again.status_code == 304


@pytest.mark.parametrize("path", ["/healthz", "/static/fonts/ibm-plex-sans-arabic-latin-400-normal.woff2"])
def test_what_would_not_shrink_stays_as_it_is(client: FlaskClient, path: str) -> None:
    with client.get(path, headers={"Accept-Encoding": "gzip"}) as answer:
        assert answer.status_code == 200
        assert "Content-Encoding" not in answer.headers


def test_a_part_of_a_file_stays_as_it_is(client: FlaskClient) -> None:
    with client.get("/static/bahith.css", headers={"Accept-Encoding": "gzip", "Range": "bytes=0-99"}) as answer:
        assert answer.status_code == 206
        assert len(answer.data) == 100
