"""A record with named fields (JSON object, CSV row) as a draft of an article."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from searchapp.ingest.draft import (
    Draft,
    Drafted,
    bad_field,
    check_sizes,
    check_text,
    has_words,
    language,
    no_text,
    one_line,
    paragraphs,
    safe_url,
)
from searchapp.ingest.events import Caution, ReadError
from searchapp.ingest.mapping import FieldName, plain_record
from searchapp.ingest.options import ReadOptions
from searchapp.ingest.publication import RECORD_REACH, bad_date, decide, read_date
from searchapp.model import Published


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands."""

    file: str
    line: int | None


def draft_record(record: Mapping[str, object], place: Place, options: ReadOptions) -> Iterator[Drafted]:
    """Give what a record makes: cautions first, then one draft or one reject."""
    try:
        yield from _draft(record, place, options)
    except ReadError as fault:
        yield fault.reject(place.file)


def _draft(record: Mapping[str, object], place: Place, options: ReadOptions) -> Iterator[Caution | Draft]:
    fields = _Fields(plain_record(record), place, options)
    title, body = fields.line("title"), paragraphs(fields.text("body", "\n"))
    check_text("body", body, place.line)
    if not has_words(body):
        raise no_text(place.line, title)
    captions = tuple(part for part in paragraphs(fields.text("captions", "\n")).split("\n") if part)
    check_text("captions", "\n".join(captions), place.line)
    cautions, published = _publication(fields, body, captions)
    url = safe_url(fields.line("url"), place.file, place.line)
    if isinstance(url, Caution):
        cautions.append(url)
    draft = Draft(
        file=place.file,
        line=place.line,
        title=title,
        body=body,
        given_id=fields.line("id"),
        source=fields.line("source"),
        url=url if isinstance(url, str) else "",
        author=fields.line("author"),
        section=fields.line("section"),
        captions=captions,
        published=published,
        lang=language(fields.line("lang")),
    )
    check_sizes(draft, options.limits)
    yield from cautions
    yield draft


def _publication(fields: _Fields, body: str, captions: tuple[str, ...]) -> tuple[list[Caution], Published | None]:
    """Read the date fields. A given date that cannot be read leaves the article without one: nothing is guessed."""
    given, crawled = fields.value("published"), fields.value("crawled")
    read_given, read_crawled = read_date(given), read_date(crawled, "crawl")
    pairs: tuple[tuple[FieldName, object, Published | None], ...] = (
        ("published", given, read_given),
        ("crawled", crawled, read_crawled),
    )
    place = fields.place
    cautions = [
        bad_date(name, value, place.file, place.line) for name, value, read in pairs if value is not None and not read
    ]
    if given is not None and read_given is None:
        return cautions, None
    return cautions, decide(read_given, read_crawled, body[:RECORD_REACH], captions)


class _Fields:
    """The values of a record by our names."""

    def __init__(self, record: Mapping[str, object], place: Place, options: ReadOptions) -> None:
        self._record = record
        self._mapping = options.mapping
        self.place = place

    def value(self, name: FieldName) -> object:
        """Give a field as it is, or None where it is missing or blank."""
        value = self._mapping.find(self._record, name)
        return None if isinstance(value, str) and not value.strip() else value

    def text(self, name: FieldName, joint: str = "، ") -> str:
        """Give a text field; a list of texts is joined. Raises ReadError for any other kind of value."""
        value = self.value(name)
        if value is None:
            return self._mapping.defaults.get(name, "")
        if isinstance(value, str):
            return value
        if isinstance(value, list) and all(isinstance(part, str) for part in value):
            return joint.join(value)
        if name == "id" and isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        kind = type(value).__name__
        raise bad_field(
            name, f"is no text ({kind})", f"ليس نصًّا ({kind})", self.place.line, str(self.value("title") or "")
        )

    def line(self, name: FieldName) -> str:
        """Give a text field on one line, checked."""
        text = one_line(self.text(name))
        check_text(name, text, self.place.line)
        return text
