"""The newest articles of a search as a feed, lest a reader ask again and again: Atom 1.0 (RFC 4287), JSON Feed 1.1."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time
from xml.etree import ElementTree as Xml

from flask import Response, request

from searchapp.model import Hit, SearchPage
from searchapp.web.caching import entity_tag, respond
from searchapp.web.pages import localised
from searchapp.web.params import read_search, refuse_unknown
from searchapp.web.problems import current_address, current_lang
from searchapp.web.state import Answer, state
from searchapp.web.urls import Links
from searchapp.web.wording import Wording

ATOM = "http://www.w3.org/2005/Atom"
JSON_FEED = "https://jsonfeed.org/version/1.1"
FEED_SIZE = 50
FEED_CACHE = "public, max-age=300"

_NOT_XML = re.compile("[^\\t\\n\\r\\u0020-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
"""Characters that XML 1.0 cannot hold, even escaped."""

Xml.register_namespace("", ATOM)


@localised.get("/feed.atom")
def feed() -> Response:
    """The newest articles of a search as Atom, with the parameters of the page."""
    return _answer(_feed, "application/atom+xml; charset=utf-8")


@localised.get("/feed.json")
def json_feed() -> Response:
    """The newest articles of a search as JSON Feed, with the parameters of the page."""
    return _answer(_json_feed, "application/feed+json; charset=utf-8")


def _answer(write: Callable[[SearchPage, str, datetime], bytes], content_type: str) -> Response:
    asked = read_search(request.args.to_dict(flat=False), state().settings.page_size)
    refuse_unknown(asked.unknown)
    wanted = replace(asked.request, sort="newest", page=1, size=FEED_SIZE, facets=())
    service = state().provider()
    root = request.host_url.rstrip("/")

    def make() -> Answer:
        page = service.search(wanted)
        return Answer(write(page, root, service.info.created), content_type, not page.partial)

    return respond(entity_tag(service.info.name, root, current_address()), FEED_CACHE, make)


def _feed(page: SearchPage, root: str, built: datetime) -> bytes:
    """Write the feed; ``root`` is the address of the site without a slash at its end."""
    lang = current_lang()
    links, wording = Links(lang, state().settings.page_size), Wording(lang)
    feed = Xml.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": lang})
    q = page.request.q
    _add(feed, "title", wording.say("feed.of", q=q) if q else wording.say("feed.all"))
    address = root + current_address()
    _add(feed, "id", address)
    _link(feed, "self", address, "application/atom+xml")
    _link(feed, "alternate", root + links.search(replace(page.request, size=links.default_size)), "text/html")
    _add(feed, "updated", built.astimezone(UTC).isoformat(timespec="seconds"))
    _add(Xml.SubElement(feed, f"{{{ATOM}}}author"), "name", wording.say("site.name"))
    for hit in page.hits:
        _entry(feed, hit, root + links.article(hit.id), built)
    written: bytes = Xml.tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def _json_feed(page: SearchPage, root: str, built: datetime) -> bytes:
    """Write the feed (https://www.jsonfeed.org/version/1.1); ``root`` is the address of the site."""
    lang = current_lang()
    links, wording = Links(lang, state().settings.page_size), Wording(lang)
    q = page.request.q
    feed = {
        "version": JSON_FEED,
        "title": wording.say("feed.of", q=q) if q else wording.say("feed.all"),
        "home_page_url": root + links.search(replace(page.request, size=links.default_size)),
        "feed_url": root + current_address(),
        "language": lang,
        "items": [_item(hit, root + links.article(hit.id), built) for hit in page.hits],
    }
    return json.dumps(feed, ensure_ascii=False).encode("utf-8", "replace")


def _item(hit: Hit, address: str, built: datetime) -> dict[str, object]:
    day = hit.published.date if hit.published else None
    item: dict[str, object] = {
        "id": address,
        "url": address,
        "title": hit.title,
        "content_text": _summary(hit),
        "language": hit.lang,
        "date_published": _instant(day) if day else built.astimezone(UTC).isoformat(timespec="seconds"),
    }
    author = hit.author or hit.source
    return item | ({"authors": [{"name": author}]} if author else {})


def _summary(hit: Hit) -> str:
    return " … ".join(fragment.text for fragment in hit.highlights.get("body", ()))


def _entry(feed: Xml.Element, hit: Hit, address: str, built: datetime) -> None:
    entry = Xml.SubElement(feed, f"{{{ATOM}}}entry")
    _add(entry, "title", hit.title)
    _add(entry, "id", address)
    _link(entry, "alternate", address, "text/html")
    day = hit.published.date if hit.published else None
    _add(entry, "updated", _instant(day) if day else built.astimezone(UTC).isoformat(timespec="seconds"))
    if day:
        _add(entry, "published", _instant(day))
    if hit.author or hit.source:
        _add(Xml.SubElement(entry, f"{{{ATOM}}}author"), "name", hit.author or hit.source)
    _add(entry, "summary", _summary(hit))


def _instant(day: date) -> str:
    return datetime.combine(day, time(), UTC).isoformat()


def _add(parent: Xml.Element, name: str, text: str) -> None:
    Xml.SubElement(parent, f"{{{ATOM}}}{name}").text = _NOT_XML.sub("", text)


def _link(parent: Xml.Element, rel: str, href: str, kind: str) -> None:
    Xml.SubElement(parent, f"{{{ATOM}}}link", {"rel": rel, "href": href, "type": kind})
