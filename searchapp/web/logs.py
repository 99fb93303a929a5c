"""Logs for machines: a line of JSON for each request and each warning, on standard error.

What readers ask is theirs: neither queries nor addresses of articles or readers are in them, unless the setting asks
for queries. A request is named by its id, which its answer carries too (``X-Request-Id``).
"""

from __future__ import annotations

import json
import logging
import time
from datetime import UTC, datetime
from typing import Any, Final, get_args

from flask import Flask, Response, g, has_request_context, request

from searchapp.config import LogStyle

ACCESS: Final = logging.getLogger("searchapp.access")
STYLES: Final[tuple[LogStyle, ...]] = get_args(LogStyle)


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON: time, level, message, the request's id, and the ``facts`` of ``extra``."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a record; a traceback stands in ``error``."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "message": record.getMessage(),
        }
        if has_request_context() and g.get("request_id"):
            line["request"] = g.request_id
        line.update(getattr(record, "facts", {}))
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def log_requests(app: Flask, style: LogStyle) -> None:
    """Log every request of an application, where the style asks for it."""
    if style == "text":
        return

    @app.before_request
    def _begin() -> None:
        g.log_began = time.perf_counter()

    @app.after_request
    def _tell(response: Response) -> Response:
        facts: dict[str, object] = {
            "method": request.method,
            "route": request.url_rule.rule if request.url_rule else None,
            "status": response.status_code,
            "ms": round(1000 * (time.perf_counter() - g.get("log_began", time.perf_counter())), 1),
        }
        if style == "json-queries" and request.args:
            facts["query"] = request.args.to_dict(flat=False)
        ACCESS.info("request", extra={"facts": facts})
        return response


def logging_of(style: LogStyle) -> dict[str, Any]:
    """Give the configuration of Python's logging (``logging.config.dictConfig``) for a style."""
    plain = {"format": "%(asctime)s %(levelname)s %(message)s"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": plain if style == "text" else {"()": JsonLines}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"level": "WARNING", "handlers": ["stderr"]},
        "loggers": {
            "searchapp.access": {"level": "INFO"},
            "gunicorn.error": {"level": "WARNING", "handlers": [], "propagate": True},
            "gunicorn.access": {"level": "WARNING", "handlers": [], "propagate": True},
        },
    }
