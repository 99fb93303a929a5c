"""HTML pages: main text and metadata by trafilatura, then the rules for the lines of pages."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from configparser import ConfigParser
from dataclasses import replace
from functools import cache
from typing import Any, Final, Protocol, cast

from trafilatura import bare_extraction, html2txt, load_html
from trafilatura.settings import Document, use_config

from searchapp.arabic.fold import fold
from searchapp.ingest.draft import Draft, Drafted, language, no_text, no_title, one_line
from searchapp.ingest.furniture import SortedLines, is_date_line, is_section, sort_lines
from searchapp.ingest.lines import unify_newlines
from searchapp.ingest.options import ReadOptions
from searchapp.ingest.page import draft_page, read_whole
from searchapp.ingest.streams import Source

# The extractor logs what it cannot read; a reject says so in its place.
logging.getLogger("trafilatura").addHandler(logging.NullHandler())
logging.getLogger("htmldate").addHandler(logging.NullHandler())

_SIZES: Final = ("MIN_EXTRACTED_SIZE", "MIN_OUTPUT_SIZE", "MIN_EXTRACTED_COMM_SIZE", "MIN_OUTPUT_COMM_SIZE")
_HEADER_LINES: Final = 3
_LAYOUT_CELL: Final = 400
"""Characters from which on a cell is no cell of a table but a part of the page."""

_TITLE_SEPARATORS: Final = (" | ", " - ", " – ", " — ", " » ")
# Only dates that the page states: from its text the extractor would invent some.
_DATES: Final = {"extensive_search": False, "original_date": True}


class _Tree(Protocol):
    """What is used of an lxml element."""

    tag: str

    def xpath(self, path: str) -> list[object]: ...
    def get(self, name: str) -> str | None: ...


def read_web_page(source: Source, encoding: str, options: ReadOptions) -> Iterator[Drafted]:
    """Read an ``.html`` file as one article. Raises ReadError if it has no title or no text."""
    text = read_whole(source, encoding, options)
    tree = load_html(text)
    if tree is None:
        raise no_text(None)
    page = cast(_Tree, tree)
    code = page.get("lang") or ""
    captions = _captions(page)  # before the extractor, which takes the tree apart
    titles = " ".join(map(str, page.xpath("(//title | //h1)[1]//text()")))
    _unwrap_layout_tables(page)
    document = _extract(tree)
    title = one_line((document.title if document is not None else "") or titles)
    if not title:
        raise no_title(None, text)
    body = (document.text or "") if document is not None else ""
    lines = sort_lines(_lines(body if body.strip() else html2txt(text)))
    _take_metadata(lines, document, captions)
    title = _without_outlet(title, lines.values.get("source", ""))
    texts = [line for line in lines.texts if fold(line) != fold(title) and line not in lines.captions]
    section, texts = _split_header(texts, lines)
    for made in draft_page(title, texts, lines, source.label, options, section=section):
        yield replace(made, lang=language(code)) if isinstance(made, Draft) else made


def _unwrap_layout_tables(page: _Tree) -> None:
    """Make blocks of tables that only place the text on the page, lest the extractor take it for a table's cells."""
    for table in cast("list[_Tree]", page.xpath(f"//table[not(.//th)][.//td[string-length() > {_LAYOUT_CELL}]]")):
        for part in cast("list[_Tree]", table.xpath("descendant-or-self::*[self::table or self::tr or self::td]")):
            part.tag = "div"


def _extract(tree: Any) -> Document | None:
    document = bare_extraction(
        tree, with_metadata=True, include_comments=False, date_extraction_params=_DATES, config=_config()
    )
    return document if isinstance(document, Document) else None


@cache
def _config() -> ConfigParser:
    """The extractor's settings, without its least sizes: a short notice is an article too."""
    config = use_config()
    for name in _SIZES:
        config.set("DEFAULT", name, "1")
    return config


def _lines(body: str) -> list[str]:
    """The lines of an extracted text, without the bars that the extractor draws around the cells of tables."""
    return [line.strip().strip("|").strip() for line in unify_newlines(body).split("\n")]


def _split_header(texts: list[str], lines: SortedLines) -> tuple[str, list[str]]:
    """Take section, by-line and date out of the first lines, where the page shows again what it states as data."""
    section = texts[0] if texts and is_section(texts[0]) else ""
    author = _letters(lines.values.get("author", ""))
    kept = list(texts[bool(section) :])
    for line in kept[:_HEADER_LINES]:
        if author and _letters(line) == author:
            kept.remove(line)
            lines.values["author"] = line  # the extractor drops the stop of «د. هدى»
        elif is_date_line(line):
            kept.remove(line)
            lines.values.setdefault("published", line)
    return section, kept


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, fold(text)))


def _captions(page: _Tree) -> list[str]:
    captions = cast("list[_Tree]", page.xpath("//figcaption"))
    texts = (one_line(" ".join(map(str, caption.xpath(".//text()")))) for caption in captions)
    return list(dict.fromkeys(filter(None, texts)))


def _take_metadata(lines: SortedLines, document: Document | None, captions: list[str]) -> None:
    """Let what the page states as data stand before what its lines say."""
    if document is None:
        return
    stated = {
        "source": document.sitename,
        "author": document.author,
        "published": document.date,
        "url": document.url,
        "section": document.categories[0] if document.categories else None,
    }
    for kind in ("source", "author", "published", "url", "section"):
        value = one_line(stated[kind] or "")
        if value:
            lines.values[kind] = value
    lines.captions = list(dict.fromkeys((*captions, *lines.captions)))


def _without_outlet(title: str, outlet: str) -> str:
    """Cut the outlet's name off a title: ``افتتاح المعرض | نشرة الثقافة``."""
    for separator in _TITLE_SEPARATORS:
        head, found, tail = title.rpartition(separator)
        if found and outlet and fold(tail.strip()) == fold(outlet):
            return head.strip()
    return title
