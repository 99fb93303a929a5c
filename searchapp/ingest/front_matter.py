"""The head of a Markdown file: ``key: value`` lines between two lines of three hyphens, as in YAML.

Read is what articles need, and nothing that YAML has beyond: plain and quoted values, lists in brackets or with a
hyphen before each value, texts over several lines (``|``, ``>``), comments. Anything else is refused, not guessed at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from searchapp.ingest.events import ReadError, excerpt

FENCE: Final = "---"
ENDS: Final = (FENCE, "...")

_KEY: Final = re.compile(r"([^\s:#\[\]{}\"'][^:]*?)\s*:(?:\s+(.*))?")
_COMMENT: Final = re.compile(r"(?:^|\s)#.*$")
_ESCAPES: Final = {"n": "\n", "t": "\t", '"': '"', "\\": "\\", "/": "/"}
_ITEM: Final = re.compile(r"""\s*("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^,"']*)\s*(?:,|$)""")


def split_front_matter(lines: Sequence[str]) -> tuple[dict[str, object], int]:
    """Give the values of the head, and the number of lines that it takes: 0 where there is none. Raises ReadError."""
    if not lines or lines[0].rstrip() != FENCE:
        return {}, 0
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() in ENDS), None)
    if end is None:
        return {}, 0
    if not any(line.strip() for line in lines[1:end]):
        return {}, end + 1
    if not any(_KEY.fullmatch(line.rstrip()) for line in lines[1:end]):
        return {}, 0  # two rules drawn across a text
    return dict(_values(lines[1:end])), end + 1


def _values(lines: Sequence[str]) -> Iterator[tuple[str, object]]:
    at = 0
    while at < len(lines):
        line = lines[at].rstrip()
        at += 1
        if not _COMMENT.sub("", line).strip():
            continue
        found = _KEY.fullmatch(line)
        if found is None:
            raise _bad(at + 1, line)
        start = at
        while at < len(lines) and (not lines[at].strip() or lines[at][0] in " \t-"):
            at += 1
        yield found[1], _value((found[2] or "").strip(), lines[start:at], start + 1)


def _value(first: str, below: Sequence[str], line: int) -> object:
    """Read the value of a key: what stands beside it, and the indented lines ``below``."""
    texts = [each.strip() for each in below]
    if first[:1] in ("|", ">"):
        return ("\n" if first[0] == "|" else " ").join(texts).strip()
    said = [each for each in texts if _COMMENT.sub("", each).strip()]
    first = first if first[:1] in ("'", '"') else _COMMENT.sub("", first).strip()
    if not first and said:
        if not all(each.startswith("- ") for each in said):
            raise _bad(line + 1, said[0])
        return [_scalar(each[2:], line) for each in said]
    if said:  # a plain value goes on below
        first = " ".join([first, *said])
    if first.startswith("[") and first.endswith("]"):
        return [_scalar(each, line) for each in _items(first[1:-1], line)]
    return _scalar(first, line)


def _items(text: str, line: int) -> Iterator[str]:
    at = 0
    while at < len(text):
        found = _ITEM.match(text, at)
        if found is None or found.end() == at:
            raise _bad(line, text)
        at = found.end()
        if found[1].strip():
            yield found[1].strip()


def _scalar(text: str, line: int) -> str:
    text = text.strip()
    if text[:1] == '"':
        found = re.fullmatch(r'"((?:[^"\\]|\\.)*)"\s*(?:#.*)?', text)
        if found is None:
            raise _bad(line, text)
        return re.sub(r"\\(.)", lambda escape: _ESCAPES.get(escape[1], escape[0]), found[1])
    if text[:1] == "'":
        found = re.fullmatch(r"'((?:[^']|'')*)'\s*(?:#.*)?", text)
        if found is None:
            raise _bad(line, text)
        return found[1].replace("''", "'")
    if text[:1] in ("{", "&", "*", "!", "@", "`"):
        raise _bad(line, text)
    text = _COMMENT.sub("", text).strip()
    return "" if text in ("~", "null") else text


def _bad(line: int, text: str) -> ReadError:
    return ReadError(
        "bad-front-matter",
        f"The front matter cannot be read at line {line}; write “key: value”, or quote the value.",
        f"تعذّرت قراءة رأس الملف في السطر {line}؛ اكتب «اسم: قيمة»، أو ضع القيمة بين علامتي اقتباس.",
        line=line,
        excerpt=excerpt(text),
    )
