"""Answers go out under gzip where the client takes it: a page of results shrinks to an eighth."""

from __future__ import annotations

import gzip
from functools import lru_cache

from flask import Flask, Response, request

LEAST_BYTES = 1_024
"""Shorter answers gain less than their headers cost."""

_TYPES = ("text/", "application/json", "application/problem+json", "application/atom+xml", "image/svg+xml")
_FAST, _BEST = 2, 9
"""Levels: pages are compressed as they are asked for, files of the application once."""


def compress_answers(app: Flask) -> None:
    """Compress the texts that the application sends; fonts are compressed already, streams stay as they are."""
    app.after_request(_compressed)


@lru_cache(maxsize=32)
def _gzipped(body: bytes, level: int) -> bytes:
    return gzip.compress(body, level, mtime=0)


def _compressed(response: Response) -> Response:
    is_file = response.direct_passthrough
    if response.status_code not in (200, 304) or not (response.mimetype or "").startswith(_TYPES):
        return response
    response.vary.add("Accept-Encoding")
    if "Content-Encoding" in response.headers or (response.is_streamed and not is_file):
        return response
    if response.status_code == 304 or not request.accept_encodings["gzip"]:
        return response
    response.direct_passthrough = False
    body = response.get_data()
    if len(body) >= LEAST_BYTES:
        tag, _ = response.get_etag()
        response.set_data(_gzipped(body, _BEST if is_file else _FAST))
        response.headers["Content-Encoding"] = "gzip"
        if tag:
            response.set_etag(tag, weak=True)
    return response
