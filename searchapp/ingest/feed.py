"""Feeds: RSS (0.9x, 1.0, 2.0) and Atom, an article an entry, parsed as they are read.

The names of a feed's elements are fixed by its standard, so that of a mapping file only the defaults count here.
Sources of the rules: the RSS 2.0 specification (RSS Advisory Board), RFC 4287 (Atom), Dublin Core elements 1.1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from html.entities import name2codepoint
from typing import Final, NoReturn
from urllib.parse import urljoin
from xml.parsers import expat

from searchapp.ingest.draft import Drafted
from searchapp.ingest.encoding import Text, find_damage
from searchapp.ingest.events import ReadError, excerpt
from searchapp.ingest.fragment import FragmentParts, FragmentText, fragment_text
from searchapp.ingest.lines import too_long
from searchapp.ingest.mapping import default_mapping
from searchapp.ingest.options import ReadOptions
from searchapp.ingest.record import Place, draft_record
from searchapp.ingest.streams import Source

_NAMESPACES: Final = {
    "": "",
    "http://www.w3.org/2005/Atom": "",
    "http://purl.org/atom/ns#": "",
    "http://purl.org/rss/1.0/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://purl.org/rss/1.0/modules/content/": "content:",
    "http://www.w3.org/1999/xhtml": "html:",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf:",
}
"""Namespaces whose elements are read, and the prefix by which this module calls them."""

_LANGUAGE: Final = "http://www.w3.org/XML/1998/namespace lang"
_ROOTS: Final = ("rss", "feed", "rdf:RDF")
_ENTRIES: Final = ("item", "entry")
_HTML_TYPES: Final = ("html", "text/html")
_DEEPEST: Final = 256
_MAIL_AND_NAME: Final = re.compile(r"\S+@\S+ \(([^()]+)\)")
_HTML_NAMES: Final = "".join(
    f'<!ENTITY {name} "&#{code};">' for name, code in sorted(name2codepoint.items()) if code > 62
)
"""Feeds use ``&nbsp;`` and its kin, which XML does not know; this tells the parser what they stand for."""


def read_feed(source: Source, encoding: str, options: ReadOptions) -> Iterator[Drafted]:
    """Read the entries of a feed (``.rss``, ``.atom``, ``.xml``), each once it is whole.

    Raises ReadError where the rest cannot be read: it is no feed, its XML is broken, or it declares entities of its
    own, as documents do that are made to exhaust whoever reads them. Nothing is fetched, whatever the feed refers to.
    """
    options = replace(options, mapping=replace(default_mapping(), defaults=options.mapping.defaults))
    text = Text(source, encoding)
    parser = _FeedParser(options.limits.page)
    for chunk in text.chunks():
        damage = find_damage(chunk, parser.line) if text.damaged else None
        if damage is not None:
            raise damage
        try:
            parser.feed(chunk)
        finally:  # what was whole before the fault is kept
            for record, line in parser.taken():
                yield from draft_record(record, Place(source.label, line), options)
    parser.close()


@dataclass(slots=True)
class _Element:
    """An element of the feed or of an entry that is open: its text, and its attributes."""

    name: str
    attributes: Mapping[str, str]
    text: list[str] = field(default_factory=list)
    inside: FragmentParts | None = None

    def plain(self) -> str:
        return " ".join("".join(self.text).split())

    def body(self, *, markup: bool) -> FragmentText:
        """Give the text of a content; ``markup`` if it is HTML unless it says otherwise, as in RSS."""
        if self.inside is not None:
            return self.inside.result()
        written = "".join(self.text)
        kind = self.attributes.get("type", "html" if markup else "text")
        return fragment_text(written) if kind in _HTML_TYPES else FragmentText(written.strip(), ())


class _FeedParser:
    """Turns XML into records, one an entry, of the names of ``data/fields.tsv``."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.UseForeignDTD(True)
        self._parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_ALWAYS)
        self._parser.ExternalEntityRefHandler = self._declare_html_names
        self._parser.EntityDeclHandler = _refuse_entity
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._data
        self._open: list[_Element] = []
        self._feed: dict[str, str] = {}
        self._entry: _Entry | None = None
        self._taken: list[tuple[dict[str, object], int]] = []

    @property
    def line(self) -> int:
        """The line up to which was parsed."""
        return self._parser.CurrentLineNumber

    def feed(self, chunk: str) -> None:
        """Parse the next piece. Raises ReadError."""
        self._parse(chunk, final=False)

    def close(self) -> None:
        """Tell that there is no more. Raises ReadError."""
        self._parse("", final=True)

    def taken(self) -> list[tuple[dict[str, object], int]]:
        """Give the records that became whole since the last call, each with the line where it begins."""
        taken, self._taken = self._taken, []
        return taken

    def _parse(self, chunk: str, *, final: bool) -> None:
        try:
            self._parser.Parse(chunk, final)
        except expat.ExpatError as error:
            what = expat.ErrorString(error.code)
            raise _bad_xml(f"The XML is broken: {what}.", "بنية XML مختلة.", error.lineno) from error

    def _declare_html_names(self, context: str, *_: str | None) -> int:
        """Answer the reference to a document type with our own; expat opens nothing by itself."""
        subparser = self._parser.ExternalEntityParserCreate(context)
        subparser.EntityDeclHandler = None
        subparser.Parse(_HTML_NAMES, True)
        return 1

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        element = _Element(_known_name(name), attributes)
        if not self._open and element.name not in _ROOTS:
            raise _no_feed(element.name, self.line)
        if len(self._open) >= _DEEPEST:
            raise _bad_xml("The XML is nested too deeply.", "عناصر XML متداخلة أكثر من الحد.", self.line)
        content = self._open[-1].inside if self._open else None
        if content is None and element.name.startswith("html:") and self._open:
            content = self._open[-1].inside = FragmentParts()
        if content is not None:
            content.start(element.name.removeprefix("html:"))
            element.inside = content
        elif element.name in _ENTRIES and self._entry is None:
            self._entry = _Entry(self.line, len(self._open), markup=self._open[0].name != "feed")
            self._entry.language = attributes.get(_LANGUAGE, "")
        elif not self._open and _LANGUAGE in attributes:
            self._feed["language"] = attributes[_LANGUAGE]
        self._open.append(element)

    def _end(self, _: str) -> None:
        element = self._open.pop()
        parent = self._open[-1] if self._open else None
        if parent is not None and parent.inside is not None:
            parent.inside.end(element.name.removeprefix("html:"))
        elif self._entry is None:
            self._note_feed(element, [each.name for each in self._open])
        elif len(self._open) == self._entry.depth:
            self._taken.append((self._entry.record(self._feed), self._entry.line))
            self._entry = None
        else:
            self._entry.note(element, [each.name for each in self._open[self._entry.depth + 1 :]])

    def _data(self, text: str) -> None:
        element = self._open[-1]
        if self._entry is not None:
            self._entry.length += len(text)
            if self._entry.length > self._limit:
                raise too_long(self._entry.line, self._limit)
        if element.inside is not None:
            element.inside.data(text)
        elif self._entry is not None or len(element.text) < self._limit:
            element.text.append(text)

    def _note_feed(self, element: _Element, above: list[str]) -> None:
        """Note what the feed says of itself: name, language and address hold for every entry."""
        if above[1:] not in ([], ["channel"]) or not above:
            return
        if element.name in ("title", "language", "dc:language"):
            self._feed.setdefault(element.name.removeprefix("dc:"), element.plain())
        elif element.name == "link" and element.attributes.get("rel", "alternate") == "alternate":
            self._feed.setdefault("link", element.attributes.get("href") or element.plain())


class _Entry:
    """What an entry of a feed says, as it is met."""

    def __init__(self, line: int, depth: int, *, markup: bool) -> None:
        self.line = line
        self.depth = depth
        self.length = 0
        self.language = ""
        self._markup = markup
        self._values: dict[str, str] = {}
        self._contents: dict[str, FragmentText] = {}

    def note(self, element: _Element, above: list[str]) -> None:
        """Note an element that ended; ``above`` are those around it inside the entry."""
        name = element.name
        if above:
            if (above, name) in ((["author"], "name"), (["source"], "title")):
                self._values.setdefault(f"{above[0]} {name}", element.plain())
        elif name in ("description", "content:encoded", "content", "summary"):
            self._contents.setdefault(name, element.body(markup=name in ("description", "content:encoded")))
        elif name == "title":
            self._values.setdefault(name, element.body(markup=self._markup).text)
        elif name == "link":
            if element.attributes.get("rel", "alternate") == "alternate":
                self._values.setdefault(name, element.attributes.get("href") or element.plain())
        elif name == "category":
            self._values.setdefault(name, element.attributes.get("term") or element.plain())
        else:
            self._values.setdefault(name, element.plain())
            if element.attributes.get("isPermaLink") == "false":
                self._values["guid is no address"] = "true"

    def record(self, feed: Mapping[str, str]) -> dict[str, object]:
        """Give the entry as a record; what the feed says of itself stands where the entry says nothing."""
        first = self._first
        contents = (self._contents.get(name) for name in ("content:encoded", "content", "description", "summary"))
        content = next((each for each in contents if each is not None and each.text), FragmentText("", ()))
        guid = self._values.get("guid", "")
        permanent = guid if "guid is no address" not in self._values and guid.startswith(("http:", "https:")) else ""
        address = first("link") or permanent
        return {
            "id": first("guid", "id"),
            "url": _absolute(address, feed.get("link", "")),
            "title": first("title", "dc:title"),
            "body": content.text,
            "captions": list(content.captions),
            "source": first("source title", "source") or feed.get("title", ""),
            "author": first("author name", "dc:creator") or _name_of(first("author")),
            "section": first("category", "dc:subject"),
            "published": first("pubDate", "published", "dc:date", "issued", "updated"),
            "lang": self.language or first("language", "dc:language") or feed.get("language", ""),
        }

    def _first(self, *names: str) -> str:
        return next((self._values[name] for name in names if self._values.get(name)), "")


def _absolute(address: str, base: str) -> str:
    """Give an address in full; one without a host is meant on the feed's own site."""
    if not address.startswith("/"):
        return address
    try:
        return urljoin(base, address)
    except ValueError:  # the feed's own address is none
        return address


def _name_of(author: str) -> str:
    """RSS names authors as ``desk@example.org (ليلى منصور)``."""
    found = _MAIL_AND_NAME.fullmatch(author)
    return found[1] if found else author


def _known_name(name: str) -> str:
    """The name of an element as this module calls it; an element of another vocabulary keeps its namespace."""
    space, _, local = name.rpartition(" ")
    prefix = _NAMESPACES.get(space)
    return name if prefix is None else prefix + local


def _refuse_entity(name: str, *_: object) -> NoReturn:
    raise _bad_xml(
        f"The XML declares an entity of its own ({excerpt(name)}), which no feed needs; it was not read.",
        f"في XML كيان معرّف داخله ({excerpt(name)})، ولا حاجة لخلاصة به؛ لم يُقرأ.",
        1,
    )


def _no_feed(root: str, line: int) -> ReadError:
    what = excerpt(root.rpartition(" ")[2])
    return _bad_xml(
        f"The XML is no RSS or Atom feed, but “{what}”.", f"ليس الملف خلاصة RSS ولا Atom، بل «{what}».", line
    )


def _bad_xml(message: str, message_ar: str, line: int) -> ReadError:
    return ReadError("bad-xml", message, message_ar, line=line)
