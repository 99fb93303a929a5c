"""Ids of articles: those given are kept, others are derived; what was read before is told apart from what clashes."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from searchapp.ingest.draft import Draft
from searchapp.ingest.events import Reject, Repeat, excerpt
from searchapp.model import Article

_DIGEST: Final = 16
_ID_LENGTH: Final = 16
_SEPARATOR: Final = "\x1f"


@dataclass(frozen=True, slots=True)
class _First:
    """Where an id was first met, and the digest of its title and text. Files are numbers, to be small."""

    content: bytes
    file: int
    line: int | None


class Identities:
    """Gives drafts their ids. Keeps two digests of 16 bytes and a place for each article, whatever its length."""

    def __init__(self) -> None:
        self._known: dict[bytes, _First] = {}
        self._files: list[str] = []
        self._numbers: dict[str, int] = {}

    def article(self, draft: Draft) -> Article | Reject | Repeat:
        """Give the article with its id.

        The same id with the same title and text is a repeat. A given id with other content is a clash and rejected; a
        derived one (an address that was fetched twice) is extended by the content, so that both versions are kept.
        """
        content = _digest(draft.title, draft.body)
        identifier = draft.given_id or derived_id(draft)
        first = self._meet(identifier, content, draft)
        if first is not None and first.content != content and not draft.given_id:
            identifier = f"{identifier}-{content[:4].hex()}"
            first = self._meet(identifier, content, draft)
        if first is None:
            return _article(draft, identifier)
        if first.content == content:
            return _repeat(draft, identifier, self._place(first))
        return _clash(draft, self._place(first))

    def _meet(self, identifier: str, content: bytes, draft: Draft) -> _First | None:
        """Give the first place of an id, or note this one."""
        key = _digest(identifier)
        first = self._known.get(key)
        if first is None:
            if draft.file not in self._numbers:
                self._numbers[draft.file] = len(self._files)
                self._files.append(draft.file)
            self._known[key] = _First(content, self._numbers[draft.file], draft.line)
        return first

    def _place(self, first: _First) -> str:
        return self._files[first.file] + ("" if first.line is None else f":{first.line}")


def derived_id(draft: Draft) -> str:
    """The id of a draft that was given none: 16 hexadecimal digits of SHA-256 over source and address, or, without an
    address, over source, title and text. The same article has the same id in every build.
    """
    parts = (draft.source, draft.url) if draft.url else (draft.source, draft.title, draft.body)
    return sha256(_SEPARATOR.join(parts).encode()).hexdigest()[:_ID_LENGTH]


def _digest(*parts: str) -> bytes:
    return sha256(_SEPARATOR.join(parts).encode()).digest()[:_DIGEST]


def _article(draft: Draft, identifier: str) -> Article:
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


def _repeat(draft: Draft, identifier: str, first: str) -> Repeat:
    return Repeat(
        draft.file,
        draft.line,
        "repeat",
        f"The same article was read from {first}.",
        f"قُرئت المقالة نفسها من {first}.",
        excerpt(draft.title),
        identifier,
        first,
    )


def _clash(draft: Draft, first: str) -> Reject:
    identifier = excerpt(draft.given_id)
    return Reject(
        draft.file,
        draft.line,
        "duplicate-id",
        f"The id {identifier} was given to another article in {first}.",
        f"المعرّف {identifier} معطى لمقالة أخرى في {first}.",
        excerpt(draft.title),
    )
