"""Forms of written words kept between runs, in a mapped file of the index folder: ``cache/words-<version>.arr``.

To stem a word takes some 60 microseconds, to look it up here about seven. A rebuild finds most of its words, and a
service that has just started need not stem the articles that it shows. Nothing depends on the file: it holds what the
analyzer of exactly that version would say, and is passed over where it is missing or damaged.

A file of arrays (``engine.whoosh.arrays``) for ``W`` words and ``F`` forms::

    version         u1          the analyzer's version
    checksum        u4[1]       CRC-32 of all arrays below, one after another
    hashes          u4[W]       CRC-32 of each word's UTF-8, ascending: where to look
    written         u1          the words' bytes one after another, in the order of their hashes
    written_ends    u4[W + 1]   word w is written[written_ends[w]:written_ends[w + 1]]
    forms           u1          the bytes of all forms, each once
    forms_ends      u4[F + 1]   form f is forms[forms_ends[f]:forms_ends[f + 1]]
    exact stem root u4[W]       the forms of each word
    flags           u1[W]       1: a stop word, 2: protected
"""

from __future__ import annotations

import io
import logging
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from searchapp.arabic.analyzer import Analyzer, WordForms
from searchapp.engine import disk
from searchapp.engine.whoosh.arrays import Arrays, ArraysWriter

FOLDER: Final = "cache"
"""The folder inside the index; it may be removed at any time."""

MOST_WORDS: Final = 500_000
"""Words that a file keeps at most: about 20 MB. Those of the latest build come first."""

_CONTENT: Final = {
    "hashes": "u4",
    "written": "u1",
    "written_ends": "u4",
    "forms": "u1",
    "forms_ends": "u4",
    "exact": "u4",
    "stem": "u4",
    "root": "u4",
    "flags": "u1",
}
_LEAST_PART: Final = 20
"""Fewer new words than this part of the known ones are not written: that takes longer than to work them out again."""

_STOP: Final = 1
_PROTECTED: Final = 2
_LOG = logging.getLogger("searchapp")

Known = tuple[str, WordForms]


class WordCache:
    """The words of one file, mapped and read-only. Safe for use from several threads.

    Raises ValueError or OSError if the file is not whole, or is of another version of the analyzer.
    """

    def __init__(self, arrays: Arrays, version: str) -> None:
        missing = [name for name in ("version", "checksum", *_CONTENT) if name not in arrays]
        if missing:
            raise ValueError(f"it lacks {', '.join(missing)}")
        if arrays.get("version").tobytes() != version.encode():
            raise ValueError("it is of another analyzer")
        content = {name: arrays.get(name).data for name in _CONTENT}
        if _checksum(content.values()) != int(arrays.get("checksum")[0]):
            raise ValueError("its words differ from their checksum")
        self._hashes = content["hashes"]
        self._written, self._written_ends = content["written"], content["written_ends"]
        self._forms, self._forms_ends = content["forms"], content["forms_ends"]
        self._exact, self._stem, self._root = content["exact"], content["stem"], content["root"]
        self._flags = content["flags"]

    @classmethod
    def open(cls, path: Path, version: str) -> Self:
        """Map a file."""
        return cls(Arrays.open(path), version)

    def __len__(self) -> int:
        return len(self._hashes)

    def __iter__(self) -> Iterator[Known]:
        for number in range(len(self)):
            yield str(self._word(number), "utf-8"), self._forms_of(number)

    def find(self, written: str) -> WordForms | None:
        """Give the forms of a word, or None if it is not here."""
        sought = written.encode("utf-8", "surrogatepass")
        code = zlib.crc32(sought)
        number = bisect_left(self._hashes, code)
        while number < len(self._hashes) and self._hashes[number] == code:
            if self._word(number) == sought:
                return self._forms_of(number)
            number += 1
        return None

    def learn(self, written: str, forms: WordForms) -> None:
        """Pass over what the analyzer found out: the file stays as it is."""

    def _word(self, number: int) -> memoryview:
        return self._written[self._written_ends[number] : self._written_ends[number + 1]]

    def _forms_of(self, number: int) -> WordForms:
        flags = self._flags[number]
        return WordForms(
            self._form(self._exact[number]),
            self._form(self._stem[number]),
            self._form(self._root[number]),
            stop=bool(flags & _STOP),
            protected=bool(flags & _PROTECTED),
        )

    def _form(self, number: int) -> str:
        return str(self._forms[self._forms_ends[number] : self._forms_ends[number + 1]], "utf-8")


class Learning:
    """Looks words up in a file, if there is one, and remembers what the analyzer had to work out."""

    def __init__(self, known: WordCache | None) -> None:
        self._known = known
        self._learned: list[Known] = []

    def find(self, written: str) -> WordForms | None:
        """Give the forms of a word, or None if the file has none."""
        return self._known.find(written) if self._known else None

    def learn(self, written: str, forms: WordForms) -> None:
        """Remember a word with its forms."""
        self._learned.append((written, forms))

    def take(self) -> bytes:
        """Give what was learned since the last time, for ``save``."""
        learned, self._learned = self._learned, []
        return _packed(learned)


def path_of(index: Path, version: str) -> Path:
    """Name the file of an analyzer's version in an index folder."""
    return index / FOLDER / f"words-{version}.arr"


def load(index: Path, version: str) -> WordCache | None:
    """Open the words that an index keeps for an analyzer; None if there are none. A damaged file is said, and None."""
    path = path_of(index, version)
    try:
        return WordCache.open(path, version)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        _LOG.warning("The word cache %s is passed over: %s. The next build writes it anew.", path, error)
        return None


def with_words(analyzer: Analyzer, index: Path) -> Analyzer:
    """Give an analyzer that knows the words which an index keeps."""
    known = load(index, analyzer.version)
    return analyzer if known is None else analyzer.knowing(known)


@dataclass(frozen=True, slots=True)
class JoinWords:
    """What was learned, and what an index keeps, as the content of one file; empty where that would say no more."""

    index: Path
    version: str
    learned: Sequence[bytes]

    def __call__(self) -> bytes:
        """Put it together: some two seconds for 300,000 words."""
        known = load(self.index, self.version)
        words = table(_lines(self.learned, known))
        return encoded(words, self.version) if known is None or len(words) > len(known) else b""


def write(index: Path, version: str, content: bytes) -> None:
    """Write the file of an analyzer's version, if there is something new, and remove those of other versions.

    Whoever reads sees the old file whole or the new one. Raises IndexWriteError.
    """
    path = path_of(index, version)
    with disk.writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        if content:
            disk.replace_synced(path, content)
        for other in path.parent.glob("words-*.arr"):
            if other != path:
                other.unlink(missing_ok=True)


class WordMemory:
    """The words that a build or an update starts from, and those that its processes learn."""

    def __init__(self, index: Path, version: str) -> None:
        self._index, self._version = index, version
        known = load(index, version)
        self._known = 0 if known is None else len(known)
        self._learned: list[bytes] = []

    @property
    def file(self) -> Path | None:
        """The file of known words, if there is a sound one."""
        return path_of(self._index, self._version) if self._known else None

    def add(self, learned: bytes) -> None:
        """Take in what was learned with a batch."""
        self._learned.append(learned)

    def joined(self) -> JoinWords | None:
        """Give the work that makes the file for the next run; None where too little was learned to be worth it."""
        learned = sum(packed.count(b"\n") + 1 for packed in self._learned if packed)
        if learned * _LEAST_PART < self._known:
            return None
        return JoinWords(self._index, self._version, tuple(self._learned))

    def write(self, content: bytes) -> None:
        """Write the file for the next run. Raises IndexWriteError."""
        write(self._index, self._version, content)


def table(lines: Iterable[bytes]) -> dict[bytes, bytes]:
    """The forms of each word as its line has them, the first of several lines."""
    words: dict[bytes, bytes] = {}
    for line in lines:
        if len(words) >= MOST_WORDS:
            break
        written, _, forms = line.partition(b"\0")
        words.setdefault(written, forms)
    return words


def _lines(learned: Iterable[bytes], known: WordCache | None) -> Iterator[bytes]:
    for packed in learned:
        yield from packed.splitlines()
    if known is not None:
        for word in known:
            yield from _packed([word]).splitlines()


def _packed(words: Iterable[Known]) -> bytes:
    """A line for each word, but for those that cost little to analyse and those that a line could not hold."""
    lines = (
        f"{written}\0{forms.exact}\0{forms.stem}\0{forms.root}\0{_STOP * forms.stop + _PROTECTED * forms.protected}"
        for written, forms in words
        if _is_plain(written)
    )
    return "\n".join(lines).encode("utf-8")


def _is_plain(written: str) -> bool:
    return written.isprintable() and not written.isascii()


def encoded(words: Mapping[bytes, bytes], version: str) -> bytes:
    """Give the content of a file: the UTF-8 of each word with what follows it in its line."""
    listed = list(words)
    hashes = np.fromiter(map(zlib.crc32, listed), dtype=np.uint32, count=len(listed))
    order = np.argsort(hashes, kind="stable")
    written_bytes = [listed[place] for place in order.tolist()]
    numbers: dict[bytes, int] = {}
    columns = {name: array("I") for name in ("exact", "stem", "root")}
    flags = bytearray()
    for written in written_bytes:
        *forms, flag = words[written].split(b"\0")
        for column, form in zip(columns.values(), forms, strict=True):
            column.append(numbers.setdefault(form, len(numbers)))
        flags.append(int(flag))
    content: dict[str, NDArray[Any]] = {
        "hashes": hashes[order],
        "written": np.frombuffer(b"".join(written_bytes), dtype=np.uint8),
        "written_ends": _ends(written_bytes),
        "forms": np.frombuffer(b"".join(numbers), dtype=np.uint8),
        "forms_ends": _ends(numbers),
        **{name: np.frombuffer(column, dtype=np.uint32) for name, column in columns.items()},
        "flags": np.frombuffer(flags, dtype=np.uint8),
    }
    file = io.BytesIO()
    arrays = ArraysWriter(file)
    arrays.put("version", "u1", np.frombuffer(version.encode(), dtype=np.uint8))
    checksum = _checksum(part.data for part in content.values())
    arrays.put("checksum", "u4", np.array([checksum], dtype=np.uint32))
    for name, type_ in _CONTENT.items():
        arrays.put(name, type_, content[name])
    arrays.finish()
    return file.getvalue()


def _ends(strings: Iterable[bytes]) -> NDArray[np.uint32]:
    return np.fromiter(accumulate(map(len, strings), initial=0), dtype=np.uint32)


def _checksum(content: Iterable[memoryview]) -> int:
    checksum = 0
    for part in content:
        checksum = zlib.crc32(part, checksum)
    return checksum
