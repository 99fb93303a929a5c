"""The text of a piece of HTML, as feeds carry it: paragraphs on lines of their own, captions apart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final

BLOCKS: Final = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote br dd div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li "
        "main nav ol p pre section table tbody td tfoot th thead tr ul",
    )
)
"""Elements that stand on lines of their own (HTML Living Standard, 15.3.2 and 15.3.3)."""

_SILENT: Final = frozenset(
    re.findall(r"\w+", "script style template noscript iframe object audio video svg button select")
)
_VOID: Final = frozenset(re.findall(r"\w+", "area base br col embed hr img input link meta source track wbr"))
_CAPTION: Final = "figcaption"


@dataclass(frozen=True, slots=True)
class FragmentText:
    """What a piece of HTML says: ``text`` with one newline between blocks, and the captions of its figures."""

    text: str
    captions: tuple[str, ...]


class FragmentParts:
    """Gathers the text of elements that are told one after the other, whoever parses them."""

    def __init__(self) -> None:
        self._lines: list[list[str]] = [[]]
        self._captions: list[list[str]] = []
        self._silent: list[str] = []
        self._in_caption = False
        self.has_blocks = False

    def start(self, tag: str) -> None:
        """Tell that an element begins."""
        if tag in _SILENT or (self._silent and tag == self._silent[-1]):
            self._silent.append(tag)
        elif tag == _CAPTION:
            self._in_caption = True
            self._captions.append([])
        elif tag in BLOCKS:
            self.has_blocks = True
            self._lines.append([])

    def end(self, tag: str) -> None:
        """Tell that an element ends."""
        if self._silent:
            if tag == self._silent[-1]:
                self._silent.pop()
        elif tag == _CAPTION:
            self._in_caption = False
        elif tag in BLOCKS:
            self._lines.append([])

    def data(self, text: str) -> None:
        """Tell a piece of text."""
        if not self._silent:
            (self._captions if self._in_caption else self._lines)[-1].append(text)

    def result(self) -> FragmentText:
        """Give what was gathered. Newlines count only where no block says where a line ends."""
        lines = ["".join(line) for line in self._lines]
        if not self.has_blocks:
            lines = "".join(lines).splitlines()
        captions = (_squeezed("".join(caption)) for caption in self._captions)
        return FragmentText(
            "\n".join(filter(None, map(_squeezed, lines))), tuple(dict.fromkeys(filter(None, captions)))
        )


def fragment_text(markup: str) -> FragmentText:
    """Read a piece of HTML. Example: ``<p>نص <b>أول</b></p><p>نص ثان</p>`` gives two lines. Bad markup never fails."""
    parts = FragmentParts()
    parser = _Parser(parts)
    parser.feed(markup)
    parser.close()
    return parts.result()


def _squeezed(text: str) -> str:
    return " ".join(text.split())


class _Parser(HTMLParser):
    def __init__(self, parts: FragmentParts) -> None:
        super().__init__(convert_charrefs=True)
        self._parts = parts

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._parts.start(tag)
        if tag in _VOID:
            self._parts.end(tag)

    def handle_endtag(self, tag: str) -> None:
        self._parts.end(tag)

    def handle_data(self, data: str) -> None:
        self._parts.data(data)
