"""Validators and kept answers: an answer is the same while generation, address, version and day are.

The tags are weak, because an answer also says how long it took: one that was kept says what it took when it was made.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date

from flask import Response, request

from searchapp import __version__
from searchapp.web.state import Answer, state


def entity_tag(generation: str, *parts: str) -> str:
    """The tag of an answer; ``parts`` is all that it depends on beside the generation: address, language, theme."""
    # The day, because words such as «أمس» mean another one tomorrow.
    today = date.today().isoformat()
    text = "\N{INFORMATION SEPARATOR ONE}".join((generation, __version__, today, *parts))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def respond(tag: str, cache_control: str, make: Callable[[], Answer]) -> Response:
    """Answer 304 where the client has this very answer, else with the one that was kept, else with a new one."""
    if request.if_none_match.contains_weak(tag):
        return _tagged(Response(status=304), tag, cache_control)
    kept = state().answers
    answer = kept.find(tag)
    if answer is None:
        answer = make()
        if answer.lasting:
            kept.keep(tag, answer)
    return _tagged(Response(answer.body, content_type=answer.content_type), tag, cache_control)


def _tagged(response: Response, tag: str, cache_control: str) -> Response:
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = cache_control
    return response
