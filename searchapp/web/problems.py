"""Errors over HTTP: RFC 9457 problem documents for programs, a page in their language for people.

The code of an error decides the status. What a user meets never holds a traceback, a path or a class name.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Sequence
from urllib.parse import quote

from flask import Flask, Response, g, render_template, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.wrappers import Response as AnyResponse

from searchapp.errors import BahithError, IndexStateError, RequestError
from searchapp.web.params import InvalidParametersError
from searchapp.web.schemas import Problem, ProblemError
from searchapp.web.security import safe_next
from searchapp.web.wording import LANGUAGES, Lang, Wording

log = logging.getLogger(__name__)

STATUS: dict[str, int] = {
    "invalid-parameter": 422,
    "request-invalid": 400,
    "query-too-complex": 400,
    "page-too-deep": 400,
    "export-too-large": 400,
    "cursor-expired": 410,
    "rate-limited": 429,
    "timeout": 503,
    "overloaded": 503,
    "not-found": 404,
    "method-not-allowed": 405,
    "index-unavailable": 503,
    "internal-error": 500,
}
"""Every code that the web answers with. Each has a page at ``/problems/<code>``."""

_HTTP_CODES = {400: "request-invalid", 404: "not-found", 405: "method-not-allowed"}
_RETRY_AFTER = {"overloaded": "2", "timeout": "5"}
"""Seconds after which it is worth asking again, where that is sooner than for an index that must be mended."""

_API_PATHS = ("/api/", "/healthz", "/readyz", "/metrics", "/openapi.json")
_KEPT_IN_QUERY = "%=&+/,:;@-._~!$'()*?"
PROBLEM_TYPE = "application/problem+json"


def handle_errors(app: Flask) -> None:
    """Register the handlers and give every request an id."""

    @app.before_request
    def _request_id() -> None:
        g.request_id = uuid.uuid4().hex

    @app.after_request
    def _tell_id(response: Response) -> Response:
        response.headers["X-Request-Id"] = _id()
        return response

    app.register_error_handler(BahithError, _product_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _fault)


def code_of(error: BahithError) -> str:
    """The public code of an error of the product."""
    if isinstance(error, IndexStateError):
        return "index-unavailable"
    return error.code if error.code in STATUS else "internal-error"


def current_lang() -> Lang:
    """The language of the page that was asked for, told by its address."""
    return "en" if request.path == "/en" or request.path.startswith("/en/") else "ar"


def current_address() -> str:
    """The address of this page on this site, percent-encoded whatever the client sent."""
    query = quote(request.query_string, safe=_KEPT_IN_QUERY)
    return safe_next(quote(request.path, safe="/") + (f"?{query}" if query else ""))


def _product_error(error: BahithError) -> AnyResponse:
    code = code_of(error)
    if not isinstance(error, RequestError):
        # Such messages name files of the server: they go to its log, the reader gets the text of the code.
        log.error("request %s: %s: %s", _id(), error.code, error.message, exc_info=code == "internal-error")
        return _answer(code)
    errors: Sequence[RequestError] = error.errors if isinstance(error, InvalidParametersError) else (error,)
    return _answer(code, errors)


def _http_error(error: HTTPException) -> AnyResponse:
    if error.code is None or error.code < 400:
        return error.get_response()
    code = _HTTP_CODES.get(error.code, "request-invalid" if error.code < 500 else "internal-error")
    response = _answer(code, status=error.code)
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return response


def _fault(error: Exception) -> AnyResponse:
    log.error("request %s: %s %s failed", _id(), request.method, request.path, exc_info=error)
    return _answer("internal-error")


def _id() -> str:
    return str(g.get("request_id", ""))


def _answer(code: str, errors: Sequence[RequestError] = (), status: int | None = None) -> Response:
    status = status or STATUS[code]
    if request.path.startswith(_API_PATHS):
        problem = _problem(code, errors, status)
        response = Response(problem.model_dump_json(), status, content_type=PROBLEM_TYPE)
    else:
        response = Response(_error_page(code, errors, status), status, content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    if status == 503:
        response.headers["Retry-After"] = _RETRY_AFTER.get(code, "30")
    return response


def _problem(code: str, errors: Sequence[RequestError], status: int) -> Problem:
    english, arabic = Wording("en"), Wording("ar")
    first = errors[0] if errors else None
    return Problem(
        type=f"/problems/{code}",
        title=english.say(f"problem.{code}.title"),
        title_ar=arabic.say(f"problem.{code}.title"),
        status=status,
        detail=first.message if first else english.say(f"problem.{code}.text"),
        detail_ar=first.message_ar if first else arabic.say(f"problem.{code}.text"),
        instance=f"urn:uuid:{uuid.UUID(_id())}" if _id() else "about:blank",
        code=code,
        errors=[
            ProblemError(parameter=e.parameter, code=e.code, message=e.message, message_ar=e.message_ar, span=e.span)
            for e in errors
            if e.parameter
        ],
        hint=(first.hint or None) if first else None,
        hint_ar=(first.hint_ar or None) if first else None,
    )


def _error_page(code: str, errors: Sequence[RequestError], status: int) -> str:
    lang = current_lang()
    wording = Wording(lang)
    arabic = lang == LANGUAGES[0]
    return render_template(
        "error.html",
        title=wording.say(f"problem.{code}.title"),
        text=wording.say(f"problem.{code}.text"),
        messages=[e.message_ar if arabic else e.message for e in errors],
        hints=[hint for e in errors if (hint := e.hint_ar if arabic else e.hint)],
        status=status,
        request_id=_id() if status >= 500 else "",
        q=request.args.get("q", "")[:512],
    )
