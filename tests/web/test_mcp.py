from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask

from searchapp.web.mcp import (
    INVALID_PARAMS,
    INVALID_REQUEST,
    METHOD_NOT_FOUND,
    PARSE_ERROR,
    PROTOCOLS,
    TOOLS,
    ToolServer,
)


@pytest.fixture
def tools(app: Flask) -> ToolServer:
    return ToolServer(app)


def ask(tools: ToolServer, method: str, **params: object) -> Any:
    line = tools.answer(json.dumps({"jsonrpc": "2.0", "id": 7, "method": method, "params": params}))
    assert line is not None
    assert "\n" not in line
    answer = json.loads(line)
    assert (answer["jsonrpc"], answer["id"]) == ("2.0", 7)
    return answer


def call(tools: ToolServer, name: str, /, **arguments: object) -> Any:
    return ask(tools, "tools/call", name=name, arguments=arguments)["result"]


def test_the_server_introduces_itself_in_the_version_that_is_asked_for(tools: ToolServer) -> None:
    for version, spoken in ((PROTOCOLS[-1], PROTOCOLS[-1]), ("1999-01-01", PROTOCOLS[0]), (None, PROTOCOLS[0])):
        result = ask(tools, "initialize", protocolVersion=version, capabilities={}, clientInfo={})["result"]
        assert result["protocolVersion"] == spoken
        assert result["capabilities"] == {"tools": {}}
        assert result["serverInfo"]["name"] == "bahith"
    assert ask(tools, "ping")["result"] == {}


def test_every_tool_is_described(tools: ToolServer) -> None:
    listed = {tool["name"]: tool for tool in ask(tools, "tools/list")["result"]["tools"]}
    assert tuple(listed) == TOOLS
    assert listed["article"]["inputSchema"]["required"] == ["id"]
    assert {"q", "source", "from", "cursor"} <= set(listed["search"]["inputSchema"]["properties"])
    assert all(tool["description"] and tool["title"] for tool in listed.values())


def test_tools_answer_as_the_api_does(tools: ToolServer, app: Flask) -> None:
    found = call(tools, "search", q="المناخ", source=["نشرة البيئة"], size=2)
    assert found["isError"] is False
    assert json.loads(found["content"][0]["text"]) == found["structuredContent"]
    asked = app.test_client().get("/api/v1/search?q=المناخ&source=نشرة البيئة&size=2").get_json()
    assert [hit["id"] for hit in found["structuredContent"]["hits"]] == [hit["id"] for hit in asked["hits"]]
    article = call(tools, "article", id="env/2022 417", q=None)["structuredContent"]
    assert article["id"] == "env/2022 417"
    for name, arguments in (
        ("suggest", {"q": "قم"}),
        ("related", {"id": "month"}),
        ("facet", {"name": "source"}),
        ("explain", {"id": "month", "q": "المناخ"}),
        ("analyze", {"text": "والكتاب"}),
        ("stats", {}),
    ):
        assert call(tools, name, **arguments)["isError"] is False, name


def test_what_the_api_refuses_is_an_error_that_says_why(tools: ToolServer) -> None:
    for name, arguments, code in (
        ("search", {"q": "قمة", "colour": "red"}, "invalid-parameter"),
        ("search", {"size": 0}, "invalid-parameter"),
        ("article", {"id": "none"}, "not-found"),
    ):
        result = call(tools, name, **arguments)
        assert result["isError"] is True
        assert result["structuredContent"]["code"] == code


def test_a_wrong_message_gets_a_clear_error(tools: ToolServer) -> None:
    def code(line: str) -> int:
        return int(json.loads(tools.answer(line) or "{}")["error"]["code"])

    assert code("{") == PARSE_ERROR
    assert code("[]") == INVALID_REQUEST
    assert code('{"id": 1, "method": "ping"}') == INVALID_REQUEST
    assert ask(tools, "resources/list")["error"]["code"] == METHOD_NOT_FOUND
    for params in (
        {"name": "delete"},
        {"name": "article", "arguments": {}},
        {"name": "search", "arguments": [1]},
        {"name": "search", "arguments": {"q": {"a": 1}}},
        {"name": "search", "arguments": {"q": True}},
    ):
        assert ask(tools, "tools/call", **params)["error"]["code"] == INVALID_PARAMS


def test_notifications_are_not_answered(tools: ToolServer) -> None:
    assert tools.answer('{"jsonrpc": "2.0", "method": "notifications/initialized"}') is None
    assert tools.answer('{"jsonrpc": "2.0", "id": 1, "result": {}}') is None
