"""The application factory."""

from __future__ import annotations

import re
from datetime import date
from functools import partial

from flask import Flask, request
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from werkzeug.routing import BaseConverter

from searchapp.arabic.dates import format_date
from searchapp.config import Settings
from searchapp.web import api_page, builder, comparing, drawings, facet_page, feed, inspecting, names, pages, problems
from searchapp.web.api import api
from searchapp.web.compression import compress_answers
from searchapp.web.logs import log_requests
from searchapp.web.markup import isolated
from searchapp.web.metrics import measure
from searchapp.web.origins import allow_origins
from searchapp.web.rate_limit import limit_requests
from searchapp.web.security import add_security_headers, safe_next
from searchapp.web.state import ServiceProvider, State, state, static_versions
from searchapp.web.turns import take_turns
from searchapp.web.urls import Links
from searchapp.web.wording import direction, quoted

ROOMS = (pages, facet_page, names, comparing, inspecting, feed, builder, api_page)
"""Modules whose routes stand in both languages: importing them puts the routes on the blueprint."""

YEAR_IN_SECONDS = 365 * 24 * 3600
_ARABIC_LETTER = re.compile("[\N{ARABIC LETTER HAMZA}-\N{ARABIC LETTER YEH}]")
_SECTIONS = {"names": "names", "entity": "names", "compare": "compare", "analyze_page": "analyze"}
"""The part of the site that a route belongs to, by the keys of the menu."""

_LANG_ARABIC, _NO_LANG = Markup(' lang="ar"'), Markup("")


class ArticleIdConverter(BaseConverter):
    """Any article id, slashes and all. Example: ``نشرة/2022/417``."""

    regex = r"[\s\S]+"
    part_isolating = False


def create_app(service_provider: ServiceProvider, settings: Settings) -> Flask:
    """Make the web application over a provider of the search service.

    The provider is asked once for each request; it may raise IndexStateError, which is answered with 503.
    """
    app = Flask(__name__)
    app.url_map.merge_slashes = False
    app.url_map.converters["article_id"] = ArticleIdConverter
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True, "autoescape": True}
    app.config["MAX_CONTENT_LENGTH"] = 16 * 1024
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = YEAR_IN_SECONDS
    shared = app.extensions["bahith"] = State(service_provider, settings, static_versions())
    compress_answers(app)
    add_security_headers(app)
    problems.handle_errors(app)
    measure(app, shared.metrics)
    allow_origins(app, settings.cors_origins)
    limit_requests(app, settings.rate_limit)
    take_turns(app, settings.queue)
    log_requests(app, settings.log)
    app.context_processor(_page_context)
    app.add_template_filter(_number, "grouped")
    app.add_template_filter(_times, "times")
    app.add_template_filter(_digits, "digits")
    app.add_template_filter(isolated, "isolated")
    app.add_template_filter(lang_attribute, "lang_of")
    for drawing in (drawings.icon, drawings.share, drawings.bars, drawings.axis, drawings.help_dialog):
        app.add_template_global(drawing)
    app.add_template_global(partial(_asset, app), "asset")
    app.register_blueprint(api)
    app.register_blueprint(pages.shared)
    app.register_blueprint(pages.localised, name="ar")
    app.register_blueprint(pages.localised, name="en", url_prefix="/en")
    return app


@pass_context
def _number(context: Context, number: float) -> str:
    return context["wording"].number(number)  # type: ignore[no-any-return]  # a context holds anything


@pass_context
def _times(context: Context, ratio: float) -> str:
    return context["wording"].times(ratio)  # type: ignore[no-any-return]


@pass_context
def _digits(context: Context, number: int) -> str:
    return context["wording"].digits(str(number))  # type: ignore[no-any-return]


def lang_attribute(text: str) -> Markup:
    """The ``lang`` attribute of a text in Arabic letters, with a space before it; nothing for others."""
    return _LANG_ARABIC if _ARABIC_LETTER.search(text) else _NO_LANG


def _asset(app: Flask, name: str) -> str:
    """The address of a static file, which changes with its content."""
    version = app.extensions["bahith"].versions.get(name)
    return f"{app.static_url_path}/{name}" + (f"?v={version}" if version else "")


def _page_context() -> dict[str, object]:
    """What every template may use."""
    lang = problems.current_lang()
    wording = pages.page_wording()
    theme = request.cookies.get("theme", "")
    links = Links(lang, state().settings.page_size)

    def day_text(day: date, precision: str = "day") -> str:
        shown = format_date(day, lang, "day" if precision == "day" else "month" if precision == "month" else "year")
        return wording.digits(shown)

    return {
        "lang": lang,
        "dir": direction(lang),
        "t": wording.html,
        "wording": wording,
        "count": wording.count,
        "quoted": partial(quoted, lang=lang),
        "arabic_digits": request.cookies.get("digits") == "arabic",
        "theme": theme if theme in ("light", "dark") else "",
        "links": links,
        "here": problems.current_address(),
        "section": _SECTIONS.get((request.endpoint or "").rpartition(".")[2], ""),
        "other_lang": "en" if lang == "ar" else "ar",
        "other_href": other_language(),
        "day_text": day_text,
    }


def other_language() -> str:
    """The address of this very page in the other language."""
    address = problems.current_address()
    if problems.current_lang() == "ar":
        return f"/en{address}"
    return safe_next(address.removeprefix("/en") or "/")
