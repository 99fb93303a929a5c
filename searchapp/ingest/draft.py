"""What a reader makes of one record before it has an id: texts cleaned and measured, nothing invented."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html.entities import html5
from typing import Final

from searchapp.ingest.events import Caution, ReadError, Reject, excerpt
from searchapp.ingest.lines import unify_newlines
from searchapp.ingest.options import Limits
from searchapp.model import Published

NUL: Final = "\x00"

_ENTITY: Final = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_CONTROLS: Final = re.compile(r"[\x00-\x20]+")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True, slots=True)
class Draft:
    """An article before it has an id, and where it stands. ``given_id`` is empty where the input gave none."""

    file: str
    line: int | None
    title: str
    body: str
    given_id: str = ""
    source: str = ""
    url: str = ""
    author: str = ""
    section: str = ""
    captions: tuple[str, ...] = ()
    published: Published | None = None
    lang: str = "ar"


Drafted = Draft | Reject | Caution
"""What a record makes."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A record as it is written, before anything is made of it: a reading that knows it already can leave it so.

    ``written`` is all that decides what ``read`` gives, but for the place that findings name.
    """

    line: int | None
    written: str
    read: Callable[[], Iterator[Drafted]]


Made = Drafted | Unread
"""What the readers of the formats give."""


def one_line(text: str) -> str:
    """Text for a title or name: trimmed, on one line, HTML entities resolved (``&quot;`` is ``"``)."""
    text = resolve_entities(text)
    if text.isprintable():  # so that it is one line, as nearly all are
        return text.strip()
    return " ".join(part.strip() for part in unify_newlines(text).split("\n") if part.strip())


def paragraphs(text: str) -> str:
    """Text for a body: entities resolved, lines trimmed, one newline between paragraphs and no empty lines."""
    return "\n".join(part.strip() for part in unify_newlines(resolve_entities(text)).split("\n") if part.strip())


def resolve_entities(text: str) -> str:
    """Resolve HTML entities that end in a semicolon, as scrapers leave them: ``&#8220;عيد&#8221;`` is ``“عيد”``."""
    return _ENTITY.sub(_entity, text) if "&" in text else text


def _entity(found: re.Match[str]) -> str:
    """Resolve one entity; only whole names, where ``html.unescape`` would see ``&not;`` in ``&notes;``."""
    written = found.group()
    return html.unescape(written) if written[1] == "#" else html5.get(written[1:], written)


def has_words(text: str) -> bool:
    """Tell whether a text holds any letter or digit."""
    return any(character.isalnum() for character in text)


def check_text(name: str, text: str, line: int | None) -> None:
    """Raise ReadError for characters that no text holds: NUL, half of a surrogate pair."""
    if text.isprintable():
        return
    if NUL in text:
        raise ReadError(
            "nul-character",
            f"The field {name} holds a NUL character.",
            f"في الحقل {name} محرف معدوم (NUL).",
            line=line,
            excerpt=excerpt(text),
        )
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise bad_field(
            name, "holds half of a surrogate pair", "فيه نصف زوج بديل", line, text[: error.start]
        ) from error


def check_sizes(draft: Draft, limits: Limits) -> None:
    """Raise ReadError for a field that is longer than the limits."""
    sizes = {name: (getattr(draft, name), limits.other) for name in ("source", "url", "author", "section", "given_id")}
    sizes |= {"title": (draft.title, limits.title), "body": (draft.body, limits.body)}
    sizes["captions"] = ("\n".join(draft.captions), limits.body)
    for name, (text, most) in sizes.items():
        if len(text) > most:
            raise ReadError(
                "field-too-long",
                f"The field {name} has {len(text):,} characters; at most {most:,} are read.",
                f"طول الحقل {name} هو {len(text):,} حرفًا، والحد الأقصى {most:,}.",
                line=draft.line,
                excerpt=excerpt(text),
            )


def no_text(line: int | None, title: str = "") -> ReadError:
    """The fault of a record without a body: a title alone is not an article."""
    return ReadError(
        "no-text",
        "The record has no text; a title alone is not an article.",
        "لا نصّ في السجل، والعنوان وحده ليس مقالة.",
        line=line,
        excerpt=excerpt(title),
    )


def no_title(line: int | None, text: str = "") -> ReadError:
    """The fault of a page on which no title was found."""
    return ReadError(
        "no-title", "No title was found on the page.", "لم يُعثر على عنوان في الصفحة.", line=line, excerpt=excerpt(text)
    )


def bad_field(name: str, what: str, what_ar: str, line: int | None, text: str = "") -> ReadError:
    """The fault of a field of the wrong kind."""
    return ReadError(
        "bad-field", f"The field {name} {what}.", f"الحقل {name} {what_ar}.", line=line, excerpt=excerpt(text)
    )


def safe_url(url: str, file: str, line: int | None) -> str | Caution:
    """Give the address, or a finding in its place: only web addresses are kept, never ``javascript:`` and its kin."""
    scheme = _SCHEME.match(_CONTROLS.sub("", url))  # as browsers read it: ``java<tab>script:`` is ``javascript:``
    if scheme is None or scheme.group().lower() in ("http:", "https:"):
        return url
    message = "The address is no web address and was left out."
    return Caution(file, line, "bad-url", message, "ليس العنوان الإلكتروني عنوان ويب، فأُهمل.", excerpt(url))


def language(code: str) -> str:
    """The language's own code: ``ar-SA`` is ``ar``. What is no code, or empty, is taken as Arabic."""
    short = code.strip().lower().replace("_", "-").split("-")[0]
    return short if _LANGUAGE.fullmatch(short) else "ar"
