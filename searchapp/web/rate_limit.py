"""A limit on how often one address may ask the API: a bucket of tokens that fills at a steady rate.

The buckets are a worker's own: with ``workers`` processes an address may get up to so many times the limit.
"""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from flask import Flask, Response, g, request

from searchapp.errors import RateLimitedError

_MOST_ADDRESSES: Final = 10_000
_MINUTE: Final = 60.0
_LIMITED: Final = "/api/"


@dataclass(frozen=True, slots=True)
class Allowance:
    """What an address has left: ``remaining`` requests, all of ``limit`` again in ``reset`` seconds."""

    granted: bool
    limit: int
    remaining: int
    reset: int
    retry: int


class RateLimit:
    """Counts requests by address. Safe for use from several threads."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        """Allow ``per_minute`` requests a minute, of which so many may come at once."""
        self._limit = per_minute
        self._rate = per_minute / _MINUTE
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, address: str) -> Allowance:
        """Take one request out of an address's bucket, if there is one left."""
        now = self._clock()
        with self._lock:
            tokens, since = self._buckets.pop(address, (float(self._limit), now))
            tokens = min(float(self._limit), tokens + (now - since) * self._rate)
            granted = tokens >= 1
            tokens -= granted
            self._buckets[address] = (tokens, now)
            if len(self._buckets) > _MOST_ADDRESSES:
                self._buckets.popitem(last=False)
        reset, retry = (self._limit - tokens) / self._rate, max(0.0, 1 - tokens) / self._rate
        return Allowance(granted, self._limit, int(tokens), math.ceil(reset), math.ceil(retry))


def limit_requests(app: Flask, per_minute: int) -> None:
    """Limit the requests to the API; 0 sets no limit."""
    if not per_minute:
        return
    limit = RateLimit(per_minute)

    @app.before_request
    def _take() -> None:
        if request.path.startswith(_LIMITED) and request.method != "OPTIONS":
            g.allowance = limit.take(request.remote_addr or "")
            if not g.allowance.granted:
                raise RateLimitedError(
                    f"More than {per_minute:,} requests in a minute; ask again in {g.allowance.retry} s.",
                    f"أكثر من {per_minute:,} طلب في الدقيقة؛ أعد الطلب بعد {g.allowance.retry} ثانية.",
                )

    @app.after_request
    def _tell(response: Response) -> Response:
        allowance: Allowance | None = g.get("allowance")
        if allowance:
            response.headers["RateLimit-Limit"] = str(allowance.limit)
            response.headers["RateLimit-Remaining"] = str(allowance.remaining)
            response.headers["RateLimit-Reset"] = str(allowance.reset)
            if not allowance.granted:
                response.headers["Retry-After"] = str(allowance.retry)
        return response
