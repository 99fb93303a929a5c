"""Ids of articles: those given are kept, others are derived; what was read before is told apart from what clashes."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Final, Literal

from searchapp.ingest.draft import Draft
from searchapp.ingest.events import Reject, Repeat, excerpt
from searchapp.model import Article

DIGEST_BYTES: Final = 16
_ID_LENGTH: Final = 16
_SEPARATOR: Final = "\x1f"

Fate = Literal["article", "extended", "repeat", "clash"]
"""What becomes of a record: an article under its own id or under one extended by its content, or none."""


@dataclass(frozen=True, slots=True)
class Identity:
    """All that decides about a record's id: the id, whether the input gave it, a digest of title and text."""

    id: str
    given: bool
    content: bytes


@dataclass(frozen=True, slots=True)
class Meeting:
    """The fate of a record, the id that it has or would have had, and where that id was met first."""

    fate: Fate
    id: str
    first: str = ""


@dataclass(frozen=True, slots=True)
class _First:
    """Where an id was first met, and the digest of its title and text. Files are numbers, to be small."""

    content: bytes
    file: int
    line: int | None


class Identities:
    """Gives records their ids. Keeps two digests of 16 bytes and a place for each article, whatever its length."""

    def __init__(self) -> None:
        self._known: dict[bytes, _First] = {}
        self._files: list[str] = []
        self._numbers: dict[str, int] = {}
        self._journal: list[bytes] = []

    def meet(self, identity: Identity, file: str, line: int | None) -> Meeting:
        """Decide about a record, and note it.

        The same id with the same title and text is a repeat. A given id with other content is a clash; a derived one
        (an address that was fetched twice) is extended by the content, so that both versions are kept.
        """
        content = identity.content
        fate: Fate = "article"
        identifier = identity.id
        first = self._note(identifier, content, file, line)
        if first is not None and first.content != content and not identity.given:
            fate, identifier = "extended", extended(identity)
            first = self._note(identifier, content, file, line)
        if first is None:
            return Meeting(fate, identifier)
        return Meeting("repeat" if first.content == content else "clash", identifier, self._place(first))

    def has(self, identifier: str) -> bool:
        """Tell whether an id was met."""
        return _digest(identifier) in self._known

    def begin(self) -> None:
        """Remember from here on what is noted, so that ``take_back`` can undo it."""
        self._journal.clear()

    def take_back(self) -> None:
        """Forget all that was noted since ``begin``."""
        for key in self._journal:
            del self._known[key]
        self._journal.clear()

    def _note(self, identifier: str, content: bytes, file: str, line: int | None) -> _First | None:
        """Give the first place of an id, or note this one."""
        key = _digest(identifier)
        first = self._known.get(key)
        if first is None:
            if file not in self._numbers:
                self._numbers[file] = len(self._files)
                self._files.append(file)
            self._known[key] = _First(content, self._numbers[file], line)
            self._journal.append(key)
        return first

    def _place(self, first: _First) -> str:
        return self._files[first.file] + ("" if first.line is None else f":{first.line}")


def identity_of(draft: Draft) -> Identity:
    """Give what decides about a draft's id."""
    given = bool(draft.given_id)
    return Identity(draft.given_id if given else derived_id(draft), given, _digest(draft.title, draft.body))


def derived_id(draft: Draft) -> str:
    """The id of a draft that was given none: 16 hexadecimal digits of SHA-256 over source and address, or, without an
    address, over source, title and text. The same article has the same id in every build.
    """
    parts = (draft.source, draft.url) if draft.url else (draft.source, draft.title, draft.body)
    return sha256(_SEPARATOR.join(parts).encode()).hexdigest()[:_ID_LENGTH]


def extended(identity: Identity) -> str:
    """The id of another version of what has a derived id already."""
    return f"{identity.id}-{identity.content[:4].hex()}"


def article_of(draft: Draft, identifier: str) -> Article:
    """Give a draft as an article."""
    return Article(
        id=identifier,
        title=draft.title,
        body=draft.body,
        source=draft.source,
        url=draft.url,
        author=draft.author,
        section=draft.section,
        captions=draft.captions,
        published=draft.published,
        lang=draft.lang,
    )


def article_digest(article: Article) -> bytes:
    """Give 16 bytes that differ as soon as anything of two articles does."""
    published = article.published
    day = "" if published is None else f"{published.date} {published.precision} {published.origin}"
    approximate = "~" if published is not None and published.approximate else ""
    names = (article.id, article.source, article.url, article.author, article.section, article.lang, day, approximate)
    return _digest(*names, article.title, article.body, *article.captions)


def mark_of(written: str) -> bytes:
    """Give 16 bytes that differ as soon as two records are not written alike."""
    return sha256(written.encode("utf-8", "surrogatepass")).digest()[:DIGEST_BYTES]


def refusal(meeting: Meeting, file: str, line: int | None, title: str) -> Reject | Repeat:
    """Give the finding for a record that makes no article; ``title`` is an excerpt of its title."""
    if meeting.fate == "repeat":
        return Repeat(
            file,
            line,
            "repeat",
            f"The same article was read from {meeting.first}.",
            f"قُرئت المقالة نفسها من {meeting.first}.",
            title,
            meeting.id,
            meeting.first,
        )
    identifier = excerpt(meeting.id)
    return Reject(
        file,
        line,
        "duplicate-id",
        f"The id {identifier} was given to another article in {meeting.first}.",
        f"المعرّف {identifier} معطى لمقالة أخرى في {meeting.first}.",
        title,
    )


def _digest(*parts: str) -> bytes:
    return sha256(_SEPARATOR.join(parts).encode()).digest()[:DIGEST_BYTES]
