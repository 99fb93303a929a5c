"""Opaque cursors: the place of a hit, sealed together with the generation and the search that it belongs to.

The seal is an HMAC with a key of the server (setting ``secret``), so that what a cursor holds may change at any time
and nobody comes to rely on it. Without that setting every start of the server makes a new key.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from dataclasses import replace
from typing import Final

from searchapp.errors import CursorExpiredError, InvalidParameterError
from searchapp.model import Cursor, SearchRequest
from searchapp.web.urls import search_pairs

_SEAL_BYTES: Final = 16
_LONGEST: Final = 2_048


class CursorSeal:
    """Writes cursors and reads them back."""

    def __init__(self, secret: str = "") -> None:
        """Seal with a secret; an empty one stands for a random key."""
        self._key = secret.encode("utf-8", "surrogatepass") or secrets.token_bytes(32)

    def write(self, generation: str, request: SearchRequest, place: Cursor) -> str:
        """Give the cursor that goes on after a place."""
        held = json.dumps([generation, _digest(request), place.score, place.day, place.id]).encode()
        return urlsafe_b64encode(self._seal(held) + held).decode().rstrip("=")

    def read(self, text: str, generation: str, request: SearchRequest) -> Cursor:
        """Give the place that a cursor of this search stands for.

        Raises CursorExpiredError for another generation or key, InvalidParameterError for another search or no cursor.
        """
        seal, held = _parts(text)
        if not hmac.compare_digest(seal, self._seal(held)):
            raise _expired()
        made_for, digest, score, day, article_id = json.loads(held)
        if made_for != generation:
            raise _expired()
        if digest != _digest(request):
            raise InvalidParameterError(
                "This cursor belongs to another search; repeat the parameters of the one that gave it.",
                "هذا المؤشر من بحث آخر؛ أعد معاملات البحث الذي أعطاه.",
                parameter="cursor",
            )
        return Cursor(score, day, article_id)

    def _seal(self, held: bytes) -> bytes:
        return hmac.digest(self._key, held, hashlib.sha256)[:_SEAL_BYTES]


def _parts(text: str) -> tuple[bytes, bytes]:
    try:
        whole = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4)) if len(text) <= _LONGEST else b""
    except (UnicodeEncodeError, Base64Error, ValueError):
        whole = b""
    if len(whole) <= _SEAL_BYTES:
        raise InvalidParameterError(
            "“cursor” is not one that an answer gave.", "قيمة «cursor» ليست مما يعطيه جواب.", parameter="cursor"
        )
    return whole[:_SEAL_BYTES], whole[_SEAL_BYTES:]


def _digest(request: SearchRequest) -> str:
    """Name what decides which hits there are and in which order."""
    bare = replace(request, page=1, size=1, facets=(), facet_size=10, interval=None, after=None)
    return hashlib.sha256(repr(search_pairs(bare, 1)).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _expired() -> CursorExpiredError:
    return CursorExpiredError(
        "The index or the server has changed since this cursor was given; begin again without it.",
        "تغيّر الفهرس أو أُعيد تشغيل الخادم بعد إعطاء هذا المؤشر؛ ابدأ من جديد بدونه.",
        parameter="cursor",
    )
