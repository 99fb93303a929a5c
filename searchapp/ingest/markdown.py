"""Markdown files: one article a file, with a head of ``key: value`` lines or a title as its first heading.

Marks of Markdown are taken off, what they mark stays; the rules are those of CommonMark 0.31 and GitHub's tables, as
far as they decide what is text: this makes text for a search, not a page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from searchapp.ingest.draft import Drafted, no_title, one_line
from searchapp.ingest.fragment import fragment_text
from searchapp.ingest.front_matter import split_front_matter
from searchapp.ingest.lines import unify_newlines
from searchapp.ingest.mapping import plain_record
from searchapp.ingest.options import ReadOptions
from searchapp.ingest.page import read_whole
from searchapp.ingest.record import Place, draft_record
from searchapp.ingest.streams import Source

_HEADING: Final = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*")
_UNDERLINE: Final = re.compile(r" {0,3}(=+|-+)[ \t]*")
_RULE: Final = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})")
_FENCE: Final = re.compile(r" {0,3}(`{3,}|~{3,}).*")
_BEGINS_BLOCK: Final = re.compile(r"[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)(?:\[[ xX]\][ \t]+)?")
_QUOTE: Final = re.compile(r"\A {0,3}(?:>[ \t]?)+")
_TABLE_RULE: Final = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
_DEFINITION: Final = re.compile(r" {0,3}\[[^\]\n]{1,200}\]:[ \t]*\S.*")
_TARGET: Final = r"(?:\([^()\n]{0,2000}(?:\([^()\n]{0,500}\)[^()\n]{0,500})?\)|\[[^\]\n]{0,200}\])"
# Every piece has a longest length, lest marks that are opened again and again be looked at again and again.
_IMAGE: Final = re.compile(r"!\[([^\[\]\n]{0,500})\]" + _TARGET)
_LINK: Final = re.compile(r"\[([^\[\]\n]{0,500})\]" + _TARGET)
_FOOTNOTE: Final = re.compile(r"\[\^[^\]\n]{1,60}\]:?")
_ADDRESS: Final = re.compile(r"<((?:https?://|mailto:)[^<>\s]{1,2000})>")
_CODE: Final = re.compile(r"(`+)(.{1,500}?)\1(?!`)")
_STRONG: Final = re.compile(r"(?<![\\\w*_])([*_]{1,3})(?=\S)(.{1,500}?)(?<=[^\s\\])\1(?![\w*_])")
_STRUCK: Final = re.compile(r"~~(?=\S)(.{1,500}?)~~")
_ESCAPED: Final = re.compile(r"\\([!-/:-@\[-`{-~])")
_TAG: Final = re.compile(r"</?[A-Za-z][^<>]{0,2000}>")
_COMMENT: Final = ("<!--", "-->")


def read_markdown(source: Source, encoding: str, options: ReadOptions) -> Iterator[Drafted]:
    """Read a ``.md`` file as one article.

    The names in its head are those of records (``title``, ``date``, ``author``, ``source`` …, or what a mapping file
    says). Without a title there, the first heading is the title. Raises ReadError if there is neither, or the head
    cannot be read.
    """
    lines = unify_newlines(read_whole(source, encoding, options)).split("\n")
    head, skipped = split_front_matter(lines)
    record = plain_record(head)
    blocks, captions = markdown_blocks(lines[skipped:])
    if not options.mapping.find(record, "title"):
        if not blocks or not blocks[0][0]:
            raise no_title(None, blocks[0][1] if blocks else "")
        record["title"] = blocks.pop(0)[1]
    elif blocks and blocks[0] == (1, one_line(str(options.mapping.find(record, "title")))):
        blocks.pop(0)
    record["body"] = "\n".join(text for _, text in blocks)
    if captions:
        record.setdefault("captions", captions)
    yield from draft_record(record, Place(source.label, None), options)


def markdown_blocks(lines: Sequence[str]) -> tuple[list[tuple[int, str]], list[str]]:
    """Give the blocks of a text, each with the level of its heading (0: no heading), and the texts of its images."""
    captions: list[str] = []
    blocks: list[tuple[int, str]] = []
    for level, written in _blocks(_without_comments(lines)):
        captions.extend(filter(None, (image[1].strip() for image in _IMAGE.finditer(written))))
        text = plain_markdown(written)
        if text:
            blocks.append((level, text))
    return blocks, list(dict.fromkeys(captions))


def plain_markdown(text: str) -> str:
    """Take the marks off a block. Example: ``**قمة** [المناخ](http://example.org)`` is ``قمة المناخ``."""
    codes: list[str] = []

    def keep(code: re.Match[str]) -> str:
        codes.append(code[2].strip())
        return f"\\{len(codes) - 1}\N{SYMBOL FOR NULL}"

    text = _CODE.sub(keep, text)
    text = _LINK.sub(r"\1", _IMAGE.sub("", _ADDRESS.sub(r"\1", _FOOTNOTE.sub("", text))))
    for _ in range(2):  # strong inside emphasis, and the other way round
        text = _STRONG.sub(r"\2", text)
    text = _ESCAPED.sub(r"\1", _STRUCK.sub(r"\1", text))
    if _TAG.search(text):
        text = fragment_text(text).text
    for number, code in enumerate(codes):
        text = text.replace(f"\\{number}\N{SYMBOL FOR NULL}", code)
    return " ".join(text.split()) if "\n" not in text else text


def _without_comments(lines: Sequence[str]) -> list[str]:
    text = "\n".join(lines)
    kept, at = [], 0
    while (start := text.find(_COMMENT[0], at)) >= 0 and (end := text.find(_COMMENT[1], start)) >= 0:
        kept.append(text[at:start])
        at = end + len(_COMMENT[1])
    return "".join([*kept, text[at:]]).split("\n")


def _blocks(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Cut a text into headings, paragraphs, items and rows; lines of a paragraph become one."""
    paragraph: list[str] = []
    fence = ""
    for line in lines:
        opened = _FENCE.fullmatch(line)
        if fence or opened:
            yield from _paragraph(paragraph)
            if opened and not fence:
                fence = opened[1]
            elif opened and opened[1].startswith(fence):
                fence = ""
            elif line.strip():
                yield 0, f"`` {line.strip()} ``" if "`" not in line else line.strip()
            continue
        line = _QUOTE.sub("", line)
        heading, underline = _HEADING.fullmatch(line), _UNDERLINE.fullmatch(line)
        if underline and paragraph:
            yield (1 if "=" in line else 2), " ".join(paragraph)
            paragraph.clear()
        elif heading:
            yield from _paragraph(paragraph)
            yield len(heading[1]), heading[2] or ""
        elif not line.strip() or _RULE.fullmatch(line) or _DEFINITION.fullmatch(line) or _TABLE_RULE.fullmatch(line):
            yield from _paragraph(paragraph)
        elif line.strip().startswith("|"):
            yield from _paragraph(paragraph)
            yield 0, " ".join(cell.strip() for cell in line.strip().strip("|").split("|"))
        else:
            if _BEGINS_BLOCK.match(line):
                yield from _paragraph(paragraph)
                line = _BEGINS_BLOCK.sub("", line, count=1)
            paragraph.append(line.strip())
    yield from _paragraph(paragraph)


def _paragraph(lines: list[str]) -> Iterator[tuple[int, str]]:
    if lines:
        yield 0, " ".join(lines)
        lines.clear()
