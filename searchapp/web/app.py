"""The application factory."""

from __future__ import annotations

from datetime import date

from flask import Flask, request, url_for
from markupsafe import Markup
from werkzeug.routing import BaseConverter

from searchapp.arabic.dates import format_date
from searchapp.config import Settings
from searchapp.web import pages, problems
from searchapp.web.api import api
from searchapp.web.security import add_security_headers, safe_next
from searchapp.web.state import ServiceProvider, State, state, static_versions
from searchapp.web.urls import Links
from searchapp.web.wording import Wording, direction, grouped

YEAR_IN_SECONDS = 365 * 24 * 3600
_ARABIC_LETTERS = range(ord("\N{ARABIC LETTER HAMZA}"), ord("\N{ARABIC LETTER YEH}") + 1)


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
    app.extensions["bahith"] = State(service_provider, settings, static_versions())
    add_security_headers(app)
    problems.handle_errors(app)
    app.context_processor(_page_context)
    app.add_template_filter(grouped, "grouped")
    app.add_template_filter(lang_attribute, "lang_of")
    app.register_blueprint(api)
    app.register_blueprint(pages.shared)
    app.register_blueprint(pages.localised, name="ar")
    app.register_blueprint(pages.localised, name="en", url_prefix="/en")
    return app


def lang_attribute(text: str) -> Markup:
    """The ``lang`` attribute of a text in Arabic letters, with a space before it; nothing for others."""
    arabic = any(ord(letter) in _ARABIC_LETTERS for letter in text)
    return Markup(' lang="ar"') if arabic else Markup("")


def _page_context() -> dict[str, object]:
    """What every template may use."""
    lang = problems.current_lang()
    wording = Wording(lang)
    theme = request.cookies.get("theme", "")
    links = Links(lang, state().settings.page_size)

    def day_text(day: date, precision: str = "day") -> str:
        return format_date(day, lang, "day" if precision == "day" else "month" if precision == "month" else "year")

    def asset(name: str) -> str:
        return url_for("static", filename=name, v=state().versions.get(name))

    return {
        "lang": lang,
        "dir": direction(lang),
        "t": wording.say,
        "count": wording.count,
        "theme": theme if theme in ("light", "dark") else "",
        "links": links,
        "here": problems.current_address(),
        "other_lang": "en" if lang == "ar" else "ar",
        "other_href": other_language(),
        "day_text": day_text,
        "asset": asset,
    }


def other_language() -> str:
    """The address of this very page in the other language."""
    address = problems.current_address()
    if problems.current_lang() == "ar":
        return f"/en{address}"
    return safe_next(address.removeprefix("/en") or "/")
