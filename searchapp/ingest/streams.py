"""Bytes of one input: a file, an unpacked ``.gz`` or a member of a ``.zip``, opened as often as a reader needs.

Whatever goes wrong with the bytes comes out as ``ReadError``, so that readers know one error only.
"""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from searchapp.errors import system_reason, system_reason_ar
from searchapp.ingest.events import ReadError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

BUFFER: Final = 256 * 1024

Progress = Callable[[int], None]


class ByteStream(Protocol):
    """Gives at most ``size`` bytes of what is at hand, none only at the end.

    A plain ``read`` would go on until it has them all, and lose them where a damaged archive breaks off.
    """

    def read1(self, size: int, /) -> bytes: ...


def no_progress(_: int) -> None:
    """Nobody wants to know."""


class Ledger:
    """Tells how many bytes of one input file are read, never more than its size, and the rest at its end."""

    def __init__(self, size: int, tell: Progress | None) -> None:
        self._left = size
        self._tell = tell or no_progress

    def read(self, count: int) -> None:
        told = min(count, self._left)
        if told > 0:
            self._left -= told
            self._tell(told)

    def close(self) -> None:
        self.read(self._left)


Opener = Callable[[Progress], AbstractContextManager[ByteStream]]
"""Opens bytes from their beginning; what it is given is told the input bytes as they are read."""


@dataclass(frozen=True, slots=True)
class Source:
    """One text to be read. ``name`` decides the reader, ``label`` is what findings show.

    Reading stops with a fault after ``limit`` bytes (archives); ``tell`` hears of progress.
    """

    name: str
    label: str
    opener: Opener
    tell: Progress = no_progress
    limit: int | None = None

    @contextmanager
    def open(self, *, quiet: bool = False) -> Iterator[io.BufferedReader]:
        """Open the bytes; ``quiet`` if they will be read again and shall not count as progress. Raises ReadError."""
        with ExitStack() as stack:
            try:
                stream = stack.enter_context(self.opener(no_progress if quiet else self.tell))
            except ARCHIVE_FAULTS as error:
                raise as_fault(error) from error
            yield io.BufferedReader(_Guarded(stream, self.limit), BUFFER)

    def sample(self, size: int) -> bytes:
        """The first ``size`` bytes; fewer if there are no more, or if what follows is damaged."""
        data = b""
        with self.open(quiet=True) as stream:
            try:
                while len(data) < size and (more := stream.read1(size - len(data))):
                    data += more
            except ReadError:  # comes again, and is reported, when the text itself is read
                return data
        return data


class Counted(io.RawIOBase):
    """Passes bytes on and tells their number, times ``scale`` (a member's share of its archive)."""

    def __init__(self, stream: ByteStream, tell: Progress, scale: float = 1.0) -> None:
        super().__init__()
        self._stream = stream
        self._tell = tell
        self._scale = scale
        self._rest = 0.0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        data = self._stream.read1(len(view))
        view[: len(data)] = data
        self._rest += len(data) * self._scale
        self._tell(int(self._rest))
        self._rest -= int(self._rest)
        return len(data)


ARCHIVE_FAULTS: Final[tuple[type[Exception], ...]] = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)
"""What zipfile, gzip and the file system raise; NotImplementedError and RuntimeError stand for a compression or
encryption that Python's zipfile does not know."""


class _Guarded(io.RawIOBase):
    """Passes bytes on, stops at the limit and turns every failure into ReadError."""

    def __init__(self, stream: ByteStream, limit: int | None) -> None:
        super().__init__()
        self._stream = stream
        self._left = limit

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        try:
            data = self._stream.read1(len(view))
        except ARCHIVE_FAULTS as error:
            raise as_fault(error) from error
        if self._left is not None:
            self._left -= len(data)
            if self._left < 0:
                raise too_large()
        view[: len(data)] = data
        return len(data)


def too_large() -> ReadError:
    """The fault of an archive that unpacks to more than the limits allow."""
    return ReadError(
        "archive-too-large",
        "The archive unpacks to more than the limits allow; what is beyond them was not read.",
        "يتجاوز محتوى الأرشيف بعد فكّه الحدود المسموح بها، ولم يُقرأ ما زاد عليها.",
    )


def as_fault(error: BaseException) -> ReadError:
    """What went wrong with a file or archive, as a fault."""
    if isinstance(error, OSError) and error.errno is not None:
        what, what_ar = system_reason(error), system_reason_ar(error)
        return ReadError("unreadable", f"The file cannot be read: {what}.", f"تعذّرت قراءة الملف: {what_ar}.")
    what = (str(error) or type(error).__name__).rstrip(".")
    return ReadError(
        "bad-archive",
        f"The archive is damaged or of an unknown kind: {what}.",
        "الأرشيف تالف أو من نوع غير معروف.",
    )
