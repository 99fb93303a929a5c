"""Which encoding a text is in, and its characters as a stream.

UTF-8 first, UTF-16 and UTF-32 by their byte order mark, UTF-16 without one by its zero bytes, if nearly all characters
are Arabic or ASCII in one order of the bytes; in the other order hardly any is. Old Arabic files are in windows-1256
or ISO 8859-6; which of the two, XML declares, or charset-normalizer tells. In the latter case the whole text must then
read as Arabic: an eight-bit encoding can decode any bytes, so that without this test a wrong one would give wrong text
without a word. What passes no test is read as UTF-8 with its broken bytes marked, and the records that hold such bytes
are rejected.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Final

from charset_normalizer import from_bytes

from searchapp.ingest.events import Caution, ReadError
from searchapp.ingest.streams import Source

UTF8: Final = "utf-8"
LEGACY: Final = ("cp1256", "iso8859_6")
SHOWN_NAMES: Final = {"cp1256": "windows-1256", "iso8859_6": "ISO 8859-6"}
SAMPLE: Final = 1024 * 1024
CHUNK: Final = 256 * 1024
ESCAPED_BYTES: Final = range(0xDC80, 0xDD00)
"""Code points that stand for bytes which are not UTF-8 (Python's surrogateescape, PEP 383)."""

# The longer mark first: UTF-32 little endian begins like UTF-16 little endian.
_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED: Final = re.compile(rb"""<\?xml[^>]{0,60}?encoding=["']([A-Za-z0-9_-]+)["']""")
_DECLARED_NAMES: Final = {"windows-1256": "cp1256", "cp1256": "cp1256", "iso-8859-6": "iso8859_6"}
_BYTE_ORDER_MARK: Final = codecs.BOM_UTF8.decode(UTF8)
_ARABIC_WORD: Final = re.compile("[ء-غف-ي]+")
_ARTICLE: Final = re.compile("[وفبك]?ال")
# Measured on 300 news texts of 200 characters and more. Read rightly: common letters at least 0.51, words with the
# article at least 0.08, foreign letters 0. Read with the other table: 0.29 to 0.56, at most 0.10, or 0.08 and more.
_COMMON: Final = frozenset("اليمونرت")
_LEAST_COMMON: Final = 0.45
_LEAST_ARTICLES: Final = 0.05
_MOST_FOREIGN: Final = 0.05
_ENOUGH_LETTERS: Final = 40
_PLAIN: Final = re.compile("[\t\n\r -~\u0600-\u06ff]")
_LEAST_PLAIN: Final = 0.9


def detect_encoding(source: Source) -> str:
    """Name the encoding of a text (a Python codec name). Raises ReadError if its bytes cannot be read."""
    head = source.sample(SAMPLE)
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    unmarked = _unmarked_utf16(head) if b"\0" in head else None
    if unmarked is not None:
        return unmarked
    if _is_mostly_utf8(head, final=len(head) < SAMPLE):
        return UTF8
    declared = _DECLARED.match(head)
    if declared and declared[1].decode("ascii").lower() in _DECLARED_NAMES:
        return _DECLARED_NAMES[declared[1].decode("ascii").lower()]
    best = from_bytes(head, cp_isolation=list(LEGACY)).best()
    if best is not None and best.encoding in LEGACY and _all_arabic(source, best.encoding):
        return best.encoding
    return UTF8


def _unmarked_utf16(head: bytes) -> str | None:
    """Name the order of bytes in which they are a text, or None. A text has spaces, and of a space one byte is 0."""
    for name in ("utf-16-le", "utf-16-be"):
        try:
            text = codecs.getincrementaldecoder(name)("strict").decode(head)
        except UnicodeDecodeError:
            continue
        if text and "\0" not in text and len(_PLAIN.findall(text)) >= _LEAST_PLAIN * len(text):
            return name
    return None


def _is_mostly_utf8(head: bytes, *, final: bool) -> bool:
    """Tell whether bytes are UTF-8, whole or damaged: at least as many characters beyond ASCII as broken bytes."""
    decoder = codecs.getincrementaldecoder(UTF8)
    try:
        decoder("strict").decode(head, final)
    except UnicodeDecodeError:
        text = decoder("surrogateescape").decode(head, final)
        broken = sum(1 for character in text if ord(character) in ESCAPED_BYTES)
        return 2 * broken <= sum(1 for character in text if not character.isascii())
    return True


def reads_as_arabic(text: str) -> bool:
    """Tell whether a text that was decoded by a guess is Arabic: its letters, its words with the article ``ال``.

    Example: ``السلام عليكم`` is; the same bytes read with another table (``اهسلاى عهيمى``) are not.
    """
    words = _ARABIC_WORD.findall(text)
    letters = "".join(words)
    foreign = sum(1 for character in text if character.isalpha() and not character.isascii()) - len(letters)
    if not letters or foreign > _MOST_FOREIGN * len(letters) or _has_controls(text):
        return False
    articles = sum(1 for word in words if _ARTICLE.match(word))
    common = sum(1 for letter in letters if letter in _COMMON)
    return articles >= max(1, _LEAST_ARTICLES * len(words)) and common >= _LEAST_COMMON * len(letters)


def _has_controls(text: str) -> bool:
    return any(not character.isprintable() and not character.isspace() for character in text if ord(character) < 0xA0)


def _all_arabic(source: Source, encoding: str) -> bool:
    """Read a whole text with a guessed encoding: every piece of it must be Arabic, or hold hardly a letter."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    pieces = 0
    with source.open(quiet=True) as stream:
        while data := stream.read(CHUNK):
            try:
                text = decoder.decode(data)
            except UnicodeDecodeError:
                return False
            few = pieces > 0 and sum(map(len, _ARABIC_WORD.findall(text))) < _ENOUGH_LETTERS
            if not (text.isascii() or few or reads_as_arabic(text)):
                return False
            pieces += 1
    return True


def encoding_caution(label: str, encoding: str) -> Caution | None:
    """The finding that a text is in another encoding than UTF-8, or None."""
    if encoding == UTF8:
        return None
    name = SHOWN_NAMES.get(encoding, encoding.upper())
    return Caution(label, None, "encoding", f"Read as {name}, not UTF-8.", f"قُرئ الملف بترميز {name} لا بترميز UTF-8.")


class Text:
    """The characters of a source. ``damaged`` turns true once bytes came that are not UTF-8 (see ``find_damage``)."""

    def __init__(self, source: Source, encoding: str, *, quiet: bool = False) -> None:
        self._source = source
        self._encoding = encoding
        self._quiet = quiet
        self.damaged = False

    def chunks(self) -> Iterator[str]:
        """Give the text piece by piece, without a byte order mark. Raises ReadError where it cannot go on."""
        decoder = codecs.getincrementaldecoder(self._encoding)("strict")
        lines = 0
        with self._source.open(quiet=self._quiet) as stream:
            data, first = stream.read1(CHUNK), True
            while True:
                text, fault = self._decode(decoder, data, final=not data)
                yield text.removeprefix(_BYTE_ORDER_MARK) if first else text
                lines += text.count("\n")
                if fault is not None:
                    raise bad_encoding(lines + 1, fault.object[fault.start], text)
                if not data:
                    return
                data, first = stream.read1(CHUNK), False

    def _decode(
        self, decoder: codecs.IncrementalDecoder, data: bytes, *, final: bool
    ) -> tuple[str, UnicodeDecodeError | None]:
        try:
            return decoder.decode(data, final), None
        except UnicodeDecodeError as error:
            if self._encoding != UTF8:
                return error.object[: error.start].decode(self._encoding), error
        self.damaged = True
        decoder.errors = "surrogateescape"  # the failed call left the decoder's state as it was
        text = decoder.decode(data, final)
        decoder.errors = "strict"
        return text, None


def find_damage(text: str, line: int) -> ReadError | None:
    """Look for bytes that are not UTF-8 in a piece of a damaged text that begins on ``line``."""
    try:
        text.encode(UTF8)
    except UnicodeEncodeError as error:
        before = text[: error.start]
        return bad_encoding(line + before.count("\n"), ord(text[error.start]) - ESCAPED_BYTES.start + 0x80, before)
    return None


def bad_encoding(line: int, byte: int, before: str) -> ReadError:
    """The fault of a byte that fits no encoding; ``before`` is the text in front of it."""
    column = len(before) - before.rfind("\n")
    return ReadError(
        "bad-encoding",
        f"Byte 0x{byte:02X} at line {line}, character {column} is not valid in the encoding of the file.",
        f"البايت 0x{byte:02X} في السطر {line}، الحرف {column} غير صالح في ترميز الملف.",
        line=line,
        excerpt=before[before.rfind("\n") + 1 :][-60:],
    )
