"""The API as tools for assistants: the Model Context Protocol, a line of JSON for each message.

Tools, their arguments and their meaning are read off the API's own description, and a call is a request to the same
routes: so a tool refuses, answers and changes as the API does. Protocol: https://modelcontextprotocol.io/specification
(JSON-RPC 2.0; requests ``initialize``, ``ping``, ``tools/list``, ``tools/call``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote

from flask import Flask

from searchapp import __version__
from searchapp.web.openapi import OPERATIONS, Operation

PROTOCOLS: Final = ("2025-06-18", "2025-03-26", "2024-11-05")
"""Versions of the protocol that are spoken, the newest first."""

TOOLS: Final = (
    "search",
    "suggest",
    "article",
    "related",
    "entity",
    "facet",
    "distinctive",
    "explain",
    "analyze",
    "stats",
)
"""The operations of the API that are tools, by name."""

PARSE_ERROR: Final = -32700
INVALID_REQUEST: Final = -32600
METHOD_NOT_FOUND: Final = -32601
INVALID_PARAMS: Final = -32602

_INSTRUCTIONS: Final = (
    "Full-text search over one collection of Arabic articles. Ask in Arabic; search understands phrases in quotes,"
    " AND, OR, NOT, fields (source:, person:) and dates (after:2015-07). Read articles whole with the tool article."
)

Message = dict[str, Any]


class _RefusedError(Exception):
    """A request that cannot be carried out: its JSON-RPC code and what is wrong."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


class ToolServer:
    """Answers messages of one client. ``app`` is the web application, which is asked in this process."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._tools = {each.name: each for each in OPERATIONS if each.name in TOOLS}

    def answer(self, line: str) -> str | None:
        """Answer one line, or None where the client wants no answer (notifications, and answers of its own)."""
        try:
            message = json.loads(line)
        except ValueError as error:
            return _written({"id": None, "error": {"code": PARSE_ERROR, "message": f"This line is no JSON: {error}"}})
        if not isinstance(message, dict) or message.get("jsonrpc") != "2.0":
            wrong = "A message is one JSON object with “jsonrpc”: “2.0”."
            return _written({"id": None, "error": {"code": INVALID_REQUEST, "message": wrong}})
        if "id" not in message or "method" not in message:
            return None
        try:
            return _written({"id": message["id"], "result": self._result(message["method"], message.get("params"))})
        except _RefusedError as refused:
            return _written({"id": message["id"], "error": {"code": refused.code, "message": str(refused)}})

    def _result(self, method: object, params: object) -> Message:
        given = params if isinstance(params, dict) else {}
        match method:
            case "initialize":
                return _introduction(given.get("protocolVersion"))
            case "ping":
                return {}
            case "tools/list":
                return {"tools": [_described(self._tools[name]) for name in TOOLS]}
            case "tools/call":
                return self._call(given)
            case _:
                raise _RefusedError(METHOD_NOT_FOUND, f"There is no method “{method}”.")

    def _call(self, params: Message) -> Message:
        operation = self._tools.get(str(params.get("name")))
        arguments = params.get("arguments") or {}
        if operation is None:
            raise _RefusedError(INVALID_PARAMS, f"There is no tool “{params.get('name')}”: {', '.join(TOOLS)}.")
        if not isinstance(arguments, dict):
            raise _RefusedError(INVALID_PARAMS, "“arguments” is an object.")
        path, asked = _address(operation, arguments)
        with self._app.test_client() as client:
            response = client.get(path, query_string=asked)
            found = response.get_json(force=True)
        content = [{"type": "text", "text": json.dumps(found, ensure_ascii=False)}]
        failed = response.status_code != HTTPStatus.OK
        return {"content": content, "structuredContent": found, "isError": failed}


def _introduction(wanted: object) -> Message:
    return {
        "protocolVersion": wanted if wanted in PROTOCOLS else PROTOCOLS[0],
        "capabilities": {"tools": {}},
        "serverInfo": {"name": "bahith", "title": "Bahith · باحث", "version": __version__},
        "instructions": _INSTRUCTIONS,
    }


def _described(operation: Operation) -> Message:
    properties = {p.name: {**p.schema, "description": p.about} for p in operation.parameters}
    required = [p.name for p in operation.parameters if p.where == "path"]
    return {
        "name": operation.name,
        "title": operation.about_ar,
        "description": operation.about,
        "inputSchema": {
            "type": "object",
            "properties": properties,
            "required": required,
            "additionalProperties": False,
        },
        "annotations": {"readOnlyHint": True, "openWorldHint": False},
    }


def _address(operation: Operation, arguments: Mapping[str, object]) -> tuple[str, dict[str, list[str]]]:
    """Give the path and the query of a call. Raises _RefusedError where an argument is missing or of no use."""
    path = operation.path
    asked = {name: _values(name, value) for name, value in arguments.items() if value is not None}
    for parameter in operation.parameters:
        if parameter.where == "path":
            value = "".join(asked.pop(parameter.name, []))
            if not value:
                raise _RefusedError(INVALID_PARAMS, f"The tool “{operation.name}” needs “{parameter.name}”.")
            path = path.replace(f"{{{parameter.name}}}", quote(value, safe=""))
    return path, asked


def _values(name: str, value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    if not all(isinstance(each, str | int) and not isinstance(each, bool) for each in values):
        raise _RefusedError(INVALID_PARAMS, f"“{name}” takes texts or whole numbers.")
    return [str(each) for each in values]


def _written(message: Message) -> str:
    """One line: JSON escapes the ends of lines inside texts."""
    return json.dumps({"jsonrpc": "2.0", **message}, ensure_ascii=False)
