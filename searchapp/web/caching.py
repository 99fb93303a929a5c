"""Validators: an answer is the same while generation, address, version and day are.

The tags are weak, because an answer also says how long it took.
"""

from __future__ import annotations

import hashlib
from datetime import date

from flask import Response, request

from searchapp import __version__


def entity_tag(generation: str, *parts: str) -> str:
    """The tag of an answer; ``parts`` is all that it depends on beside the generation: address, language, theme."""
    # The day, because words such as «أمس» mean another one tomorrow.
    today = date.today().isoformat()
    text = "\N{INFORMATION SEPARATOR ONE}".join((generation, __version__, today, *parts))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def not_modified(tag: str, cache_control: str) -> Response | None:
    """Answer 304 where the client has this very answer."""
    if not request.if_none_match.contains_weak(tag):
        return None
    return tagged(Response(status=304), tag, cache_control)


def tagged(response: Response, tag: str, cache_control: str) -> Response:
    """Put the tag and the caching rule on a response."""
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = cache_control
    return response
