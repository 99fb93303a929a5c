"""The response headers that every route has, errors and static files among them."""

from __future__ import annotations

from flask import Flask, Response

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "img-src 'self'",
        "style-src 'self'",
        "script-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""Nothing inline, nothing from elsewhere: the pages have no ``style`` attribute and no inline script."""

HEADERS: dict[str, str] = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def add_security_headers(app: Flask) -> None:
    """Put ``HEADERS`` on every response of the application."""

    @app.after_request
    def _headers(response: Response) -> Response:
        response.headers.update(HEADERS)
        return response


def safe_next(path: str) -> str:
    r"""Give the path to go back to, or ``/`` for anything that could lead to another site.

    Browsers read ``\\`` as ``/`` and drop tabs and line ends, so these are refused, not repaired.
    """
    plain = path.isprintable() and "\\" not in path
    return path if plain and path.startswith("/") and not path.startswith("//") else "/"
