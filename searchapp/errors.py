"""Every error that a user can meet: one tree, each class with a stable code, an exit code and two languages.

The command line prints one line and ends with ``exit_code``; the web maps the code to an HTTP status. Messages name the
place and say what to do next.
"""

from __future__ import annotations

import errno
from typing import ClassVar, Final

_SYSTEM_REASONS_AR: Final = {
    errno.EACCES: "لا إذن بذلك",
    errno.EPERM: "لا إذن بذلك",
    errno.ENOENT: "لا وجود له",
    errno.ENOTDIR: "في المسار ملف حيث يُنتظر مجلد",
    errno.EISDIR: "هو مجلد لا ملف",
    errno.ELOOP: "روابط تدور على نفسها",
    errno.ENAMETOOLONG: "الاسم أطول من الحد",
    errno.EMFILE: "كثرت الملفات المفتوحة",
    errno.ENOSPC: "امتلأ القرص",
    errno.EDQUOT: "استُنفدت الحصة المتاحة من القرص",
    errno.EROFS: "القرص للقراءة فقط",
    errno.EIO: "عطل في القرص",
    errno.EADDRINUSE: "المنفذ مستعمل",
    errno.EADDRNOTAVAIL: "ليس العنوان من عناوين هذا الجهاز",
}


def system_reason(error: OSError) -> str:
    """Say in English why the system refused something: ``Permission denied``."""
    return error.strerror or str(error) or type(error).__name__


def system_reason_ar(error: OSError) -> str:
    """Say in Arabic why the system refused something: ``لا إذن بذلك``; a rare reason is told by its number."""
    return _SYSTEM_REASONS_AR.get(error.errno or 0, f"خطأ من النظام رقمه {error.errno or 0}")


class BahithError(Exception):
    """Base of the tree. ``message`` is English, ``message_ar`` Arabic; ``hint`` says what to do next."""

    code: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, message_ar: str, *, hint: str = "", hint_ar: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.message_ar = message_ar
        self.hint = hint
        self.hint_ar = hint_ar


class ConfigError(BahithError):
    """A setting cannot be used; the message names where it was set."""

    code = "config-invalid"
    exit_code = 2


class InputError(BahithError):
    """The input as a whole cannot be read: a missing path, an empty folder, nothing that could be indexed."""

    code = "input-unusable"
    exit_code = 6


class PathMissingError(InputError):
    code = "path-missing"


class NothingToIndexError(InputError):
    code = "nothing-to-index"


class TooManyDeletionsError(InputError):
    """An update would remove more than half of the articles, which is more often a wrong path than meant."""

    code = "too-many-deletions"
    exit_code = 9


class IndexStateError(BahithError):
    """The index cannot be used as it is."""

    code = "index-unusable"
    exit_code = 4


class IndexMissingError(IndexStateError):
    code = "index-missing"


class IndexOutdatedError(IndexStateError):
    """The index was built by another analyzer or format; the message names the rebuild command."""

    code = "index-outdated"


class IndexCorruptError(IndexStateError):
    """A file differs from the manifest's checksum; nothing was opened."""

    code = "index-corrupt"


class IndexLockedError(IndexStateError):
    """Another process is writing; the message names it."""

    code = "index-locked"
    exit_code = 5


class IndexWriteError(IndexStateError):
    """The disk refused a write; the live generation is untouched."""

    code = "index-write-failed"
    exit_code = 7


class WorkerLostError(BahithError):
    """A process that helped in a build ended before its work was done; the live generation is untouched."""

    code = "worker-lost"


class RequestError(BahithError):
    """A request that cannot be answered as asked."""

    code = "request-invalid"
    exit_code = 2

    def __init__(
        self,
        message: str,
        message_ar: str,
        *,
        parameter: str = "",
        span: tuple[int, int] | None = None,
        hint: str = "",
        hint_ar: str = "",
    ) -> None:
        super().__init__(message, message_ar, hint=hint, hint_ar=hint_ar)
        self.parameter = parameter
        self.span = span


class InvalidParameterError(RequestError):
    code = "invalid-parameter"


class QueryTooComplexError(RequestError):
    code = "query-too-complex"


class PageTooDeepError(RequestError):
    code = "page-too-deep"


class CursorExpiredError(RequestError):
    """A cursor of a generation that is no longer served, or of a server that has been restarted."""

    code = "cursor-expired"


class ExportTooLargeError(RequestError):
    """More rows than one export gives."""

    code = "export-too-large"


class SearchTimeoutError(BahithError):
    """The deadline passed where a part of the answer would be of no use."""

    code = "timeout"


class RateLimitedError(RequestError):
    """An address asks more often than the setting ``rate_limit`` allows."""

    code = "rate-limited"


class OverloadedError(RequestError):
    """More requests wait than the setting ``queue`` allows."""

    code = "overloaded"
    exit_code = 1


class ArticleNotFoundError(RequestError):
    code = "not-found"
    exit_code = 8
