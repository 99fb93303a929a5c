"""A plain-text page as scrapers leave it: section, title, furniture, captions, paragraphs, disclaimer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from searchapp.ingest.draft import (
    Draft,
    Drafted,
    check_sizes,
    check_text,
    has_words,
    no_text,
    no_title,
    one_line,
    safe_url,
)
from searchapp.ingest.encoding import Text, find_damage
from searchapp.ingest.events import Caution
from searchapp.ingest.furniture import SortedLines, is_date_line, is_section, sort_lines
from searchapp.ingest.lines import unify_newlines, whole_text
from searchapp.ingest.options import ReadOptions
from searchapp.ingest.publication import PAGE_REACH, bad_date, decide, read_date
from searchapp.ingest.streams import Source
from searchapp.model import Published

_TITLE_WORDS: Final = 40
_SENTENCE_WORDS: Final = 12
_SECTION_WORDS: Final = 2
_LEAST_TITLE_WORDS: Final = 4
_HEADER_LINES: Final = 3
_STOPS: Final = (".", "؟", "!")


def read_page(source: Source, encoding: str, options: ReadOptions) -> Iterator[Drafted]:
    """Read a ``.txt`` file as one article. Raises ReadError if it has no title or no text."""
    text = read_whole(source, encoding, options)
    lines = sort_lines(unify_newlines(text).split("\n"))
    if not any(map(has_words, lines.texts)):
        raise no_text(None, lines.values.get("title", ""))
    section, title, texts = _split_header(lines)
    yield from draft_page(title, texts, lines, source.label, options, section=section)


def read_whole(source: Source, encoding: str, options: ReadOptions) -> str:
    """Read all characters of a page, and make sure that they are text. Raises ReadError."""
    text = Text(source, encoding)
    whole = whole_text(text.chunks(), options.limits.page)
    damage = find_damage(whole, 1) if text.damaged else None
    if damage is not None:
        raise damage
    check_text("body", whole, None)
    return whole


def draft_page(
    title: str, texts: list[str], lines: SortedLines, file: str, options: ReadOptions, *, section: str = ""
) -> Iterator[Drafted]:
    """Give the draft of a page from its title, its paragraphs and what its other lines say; cautions first."""
    body = "\n".join(texts)
    if not has_words(body):
        raise no_text(None, title)
    values, defaults = lines.values, options.mapping.defaults
    url = safe_url(values.get("url", ""), file, None)
    published, caution = _publication(lines, body, file)
    yield from (finding for finding in (url, caution) if isinstance(finding, Caution))
    draft = Draft(
        file=file,
        line=None,
        title=one_line(title),
        body=body,
        source=values.get("source") or lines.outlet or defaults.get("source", ""),
        url=url if isinstance(url, str) else "",
        author=values.get("author") or defaults.get("author", ""),
        section=values.get("section") or section or defaults.get("section", ""),
        captions=tuple(lines.captions),
        published=published,
    )
    check_sizes(draft, options.limits)
    yield draft


def _publication(lines: SortedLines, body: str, file: str) -> tuple[Published | None, Caution | None]:
    stated = lines.values.get("published")
    if stated is None:
        return decide(None, None, body[:PAGE_REACH], lines.captions), None
    given = read_date(stated, "metadata")
    return given, None if given else bad_date("published", stated, file, None)


def _split_header(lines: SortedLines) -> tuple[str, str, list[str]]:
    """Find section, title and paragraphs among the texts; a line that is only a date goes to the metadata."""
    texts = lines.texts
    section, title = "", lines.values.get("title", "")
    if not title:
        if _begins_with_section(texts):
            section, texts = texts[0], texts[1:]
        if not _may_be_title(texts[0]):
            raise no_title(None, texts[0])
        title, texts = texts[0], texts[1:]
    for line in texts[:_HEADER_LINES]:
        if is_date_line(line) and not line.endswith(_STOPS):
            lines.values.setdefault("published", line)
            texts = [text for text in texts if text is not line]
    return section, title, texts


def _begins_with_section(texts: list[str]) -> bool:
    """Tell whether the first line is a section: a known one, or a word or two above what may be a title and a text."""
    if len(texts) < 2 or not _may_be_title(texts[1]):
        return False
    if is_section(texts[0]):
        return True
    short = len(texts[0].split()) <= _SECTION_WORDS and not texts[0].endswith(_STOPS)
    headline = len(texts[1].split()) >= _LEAST_TITLE_WORDS and not texts[1].endswith(".")
    return short and headline and len(texts) > 2


def _may_be_title(line: str) -> bool:
    words = len(line.split())
    return has_words(line) and words <= (_SENTENCE_WORDS if line.endswith(".") else _TITLE_WORDS)
