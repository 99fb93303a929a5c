"""The documentation of the API for people, made of the description that programs get."""

from __future__ import annotations

from flask import Response, render_template, request

from searchapp.web.openapi import OPERATIONS, Parameter
from searchapp.web.pages import html_answer, localised
from searchapp.web.problems import STATUS

_DOCUMENTED = tuple(each for each in OPERATIONS if each.path.startswith("/api/"))


@localised.get("/api-docs")
def api_docs() -> Response:
    """Every address of the API: its parameters, what they take, its errors, and an example to try."""
    answer = html_answer(
        render_template(
            "api.html", operations=_DOCUMENTED, takes=values_of, status=STATUS, address=request.host_url.rstrip("/")
        )
    )
    return Response(answer.body, content_type=answer.content_type)


def values_of(parameter: Parameter) -> tuple[tuple[str, ...], str]:
    """Give the values that a parameter takes, or its range in one, and what holds where it is left out."""
    schema = parameter.schema
    usual = str(schema.get("default", ""))
    if "enum" in schema:
        return tuple(schema["enum"]), usual
    if schema.get("type") == "integer":
        return (f"{schema['minimum']}–{schema['maximum']}",), usual
    return (), usual
