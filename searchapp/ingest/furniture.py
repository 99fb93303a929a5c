"""What the lines of a page are: text, caption, disclaimer, metadata, or furniture that belongs to no article.

The rules are the lines of ``data/furniture.tsv``; lines are compared folded, values are cut from them as written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Final, Literal, cast

from searchapp.arabic.dates import find_dates
from searchapp.arabic.fold import fold

LineKind = Literal["text", "furniture", "caption", "title", "source", "author", "section", "published", "url"]
LABELLED: Final[tuple[LineKind, ...]] = ("title", "source", "author", "section", "published", "url")

_OUTLET: Final = "{outlet}"
_EDGES: Final = " \t:،.…|•-–—«»\"'“”()[]"
_SENTENCE_END: Final = (".", "،", "؛", "!", "؟")
_ADDRESS: Final = re.compile(r"(?:https?://|www\.)\S+")
_NOTICE_WORDS: Final = 40
_CAPTION_WORDS: Final = 60
_VALUE_WORDS: Final = 15
_NAME_WORDS: Final = 6
_WORDS_BESIDE_DATE: Final = 3
_LINK_WORDS: Final = 20
_BAR: Final = re.compile(r"[|›»•·]|\s[-–—/]\s")
_BAR_PARTS: Final = 3
_BAR_WORDS: Final = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page: its kind, and the value that its label gives (the line itself where it has none)."""

    kind: LineKind
    value: str


@dataclass(slots=True)
class SortedLines:
    """The lines of a page by what they are; ``values`` are those of labels, ``outlet`` the one of a disclaimer."""

    texts: list[str] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    values: dict[LineKind, str] = field(default_factory=dict)
    outlet: str = ""


def sort_lines(lines: Sequence[str]) -> SortedLines:
    """Sort the lines of a page. Empty lines, furniture, disclaimers and links to other articles are left out."""
    found = SortedLines()
    links = False  # whether links to other articles may follow
    for line in filter(None, map(str.strip, lines)):
        read = read_line(line)
        if read.kind == "title" and len(found.texts) > 1:  # «العنوان: شارع النيل» in a text is an address
            read = Line("text", line)
        if read.kind == "text" and len(found.texts) > 1 and _is_disclaimer(line):
            found.outlet = found.outlet or outlet_of(line)
            links = True
        elif read.kind == "text" and not (links and _may_be_link(line)):
            found.texts.append(line)
            links = False
        elif read.kind == "furniture":
            links = links or _is_heading(line)
        elif read.kind == "caption":
            found.captions.append(line)
        elif read.kind in LABELLED:
            found.values.setdefault(read.kind, read.value)
    return found


def read_line(line: str) -> Line:
    """Tell what one line is. Example: ``المصدر: نشرة العلوم`` is a source, ``وصــل حديــثا`` is furniture."""
    line = line.strip()
    folded = folded_line(line)
    if not folded or _is_furniture(line, folded):
        return Line("furniture", line)
    if _ADDRESS.fullmatch(line):
        return Line("url", line)
    labelled = _labelled(line)
    if labelled is not None:
        return labelled
    if _is_notice(folded):
        return Line("furniture", line)
    return Line("caption" if _is_caption(folded) else "text", line)


def is_date_line(line: str) -> bool:
    """Tell whether a line is there only to give a date: ``الثلاثاء، ٤ يناير ٢٠٢٢، الساعة 10:30``."""
    mentions = find_dates(line) if len(line.split()) <= _VALUE_WORDS else []
    if not mentions:
        return False
    beside = f"{line[: mentions[0].start]} {line[mentions[-1].end :]}".split()
    return sum(1 for word in beside if any(map(str.isalpha, word))) <= _WORDS_BESIDE_DATE


def is_section(line: str) -> bool:
    """Tell whether a line is the name of a section that newspapers have: ``الدفاع``, ``رياضة``."""
    return folded_line(line).strip(_EDGES) in _rules()["section", "line"]


def folded_line(line: str) -> str:
    """The spelling in which lines are compared: folded, one space between words."""
    return " ".join(fold(line).split())


def outlet_of(line: str) -> str:
    """The outlet that a disclaimer names, or an empty string.

    Example: ``تنشر صحيفة الضحى مقالات … لا تمثل بالضرورة رأي الضحى`` names ``الضحى``.
    """
    written = line.split()
    folded = [fold(word).strip(_EDGES) for word in written]
    for template in _rules()["outlet", "template"]:
        before, _, after = (part.split() for part in template.partition(_OUTLET))
        for start in _places(folded, before):
            name = _name(written[start:], folded[start:], after)
            if name:
                return name
    return ""


def _is_furniture(line: str, folded: str) -> bool:
    """Tell whether a line is made of furniture only, or is a bar of links: ``الأقسام | الأرشيف | اتصل بنا``."""
    parts = [part.split() for part in _BAR.split(line) if part.strip()]
    if len(parts) >= _BAR_PARTS and all(len(part) <= _BAR_WORDS for part in parts):
        return True
    words = [word.strip(_EDGES) for word in folded.split()]
    return len(words) <= _VALUE_WORDS and _is_all_known([word for word in words if word])


def _is_all_known(words: Sequence[str]) -> bool:
    """Tell whether words are furniture texts one after the other: ``SHARE شارك هذا الموضوع``."""
    texts = {tuple(text.split()) for match in ("line", "heading") for text in _rules()["furniture", match]}
    ends = {0}
    for end in range(1, len(words) + 1):
        if any(start in ends and tuple(words[start:end]) in texts for start in range(end)):
            ends.add(end)
    return len(words) in ends


def _is_heading(line: str) -> bool:
    return folded_line(line).strip(_EDGES) in _rules()["furniture", "heading"]


def _may_be_link(line: str) -> bool:
    """Tell whether a line below a heading looks like the title of another article and not like a paragraph."""
    return len(line.split()) <= _LINK_WORDS and not line.endswith(".")


def _is_notice(folded: str) -> bool:
    """Tell whether a line is a reading time, a call to read on, or a cookie notice."""
    rules = _rules()
    if len(folded.split()) > _NOTICE_WORDS:
        return False
    if folded.startswith(rules["furniture", "start"]):
        return True
    padded = f" {' '.join(word.strip(_EDGES) for word in folded.split())} "
    speaks = any(f" {word} " in padded for word in rules["cookie", "about"])
    return speaks and any(part in folded for part in rules["cookie", "part"])


def _is_disclaimer(line: str) -> bool:
    rules = _rules()
    folded = folded_line(line)
    about = {word.strip(_EDGES) for word in folded.split()} & set(rules["disclaimer", "about"])
    return any(part in folded for part in rules["disclaimer", "part"]) and bool(about or outlet_of(line))


def _labelled(line: str) -> Line | None:
    label, colon, value = line.partition(":")
    words = line.split()
    for kind in LABELLED:
        openings = _rules().get((kind, "opening"), ())
        if colon and folded_line(label) in (*_rules()[kind, "label"], *openings) and len(value.split()) <= _VALUE_WORDS:
            return Line(kind, value.strip()) if value.strip() else Line("furniture", line)
        for size in {len(opening.split()) for opening in openings}:
            rest = " ".join(words[size:])
            if folded_line(" ".join(words[:size])) in openings and _fits_without_colon(kind, rest):
                return Line(kind, rest)
    return None


def _fits_without_colon(kind: LineKind, value: str) -> bool:
    """Tell whether a value may follow its label without a colon: a date, or a name of few words and no sentence."""
    if kind == "published":
        return is_date_line(value)
    return 0 < len(value.split()) <= _NAME_WORDS and not value.endswith(_SENTENCE_END)


def _is_caption(folded: str) -> bool:
    rules = _rules()
    if len(folded.split()) > _CAPTION_WORDS:
        return False
    folded = folded.rstrip(_EDGES.replace(")", ""))
    if folded.endswith(rules["caption", "end"]) or folded.startswith(rules["caption", "start"]):
        return True
    before, colon, name = folded.rpartition(":")
    if colon and before.split()[-1:] and before.split()[-1] in rules["caption", "label"]:
        return 0 < len(name.split()) <= _NAME_WORDS
    before, slash, photographer = folded.rpartition("/")
    agency = before.rstrip().endswith(tuple(f" {name}" for name in rules["caption", "credit"]))
    return bool(slash) and agency and 0 < len(photographer.split()) <= _NAME_WORDS


def _places(words: Sequence[str], sought: Sequence[str]) -> Iterator[int]:
    """Where ``sought`` ends in ``words``."""
    for start in range(len(words) - len(sought)):
        if list(words[start : start + len(sought)]) == list(sought):
            yield start + len(sought)


def _name(written: Sequence[str], folded: Sequence[str], after: Sequence[str]) -> str:
    """The words up to ``after``, or without it up to the end of the sentence; empty if they are too many."""
    for size in range(1, min(_NAME_WORDS, len(written)) + 1):
        if after:
            complete = list(folded[size : size + len(after)]) == list(after)
        else:
            complete = size == len(written) or written[size - 1].endswith(_SENTENCE_END)
        if complete:
            return " ".join(written[:size]).strip(_EDGES)
    return ""


@cache
def _rules() -> Mapping[tuple[str, str], tuple[str, ...]]:
    """The folded texts of each kind and match."""
    rules: dict[tuple[str, str], tuple[str, ...]] = {}
    text = resources.files("searchapp.ingest").joinpath("data", "furniture.tsv").read_text(encoding="utf-8")
    for row in text.splitlines():
        if row and not row.startswith("#"):
            kind, match, words = cast("tuple[str, str, str]", tuple(row.split("\t")))
            rules[kind, match] = (*rules.get((kind, match), ()), folded_line(words))
    return rules
