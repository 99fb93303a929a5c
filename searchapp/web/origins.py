"""Which pages of other sites may read the API in a browser: an allow-list, empty by default (CORS, GET only)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from flask import Flask, Response, request

_OPEN: Final = "/api/"
_EXPOSED: Final = "ETag, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After, X-Request-Id"


def allow_origins(app: Flask, origins: Sequence[str]) -> None:
    """Let pages of these origins (``https://example.org``; ``*`` is any) read what is under ``/api/``."""
    if not origins:
        return
    allowed = frozenset(origins)

    @app.after_request
    def _allow(response: Response) -> Response:
        if not request.path.startswith(_OPEN):
            return response
        response.vary.add("Origin")
        origin = request.headers.get("Origin", "")
        if origin and (origin in allowed or "*" in allowed):
            response.headers["Access-Control-Allow-Origin"] = "*" if "*" in allowed else origin
            response.headers["Access-Control-Expose-Headers"] = _EXPOSED
            response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
            if request.method == "OPTIONS":
                response.headers["Access-Control-Allow-Methods"] = "GET"
                response.headers["Access-Control-Allow-Headers"] = "If-None-Match"
                response.headers["Access-Control-Max-Age"] = "600"
        return response
