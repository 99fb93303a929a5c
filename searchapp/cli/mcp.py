"""``searchapp mcp``: the index as tools for an assistant, over standard input and output."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import click

from searchapp.cli.opening import opened
from searchapp.cli.options import index_option, settings
from searchapp.web.app import create_app
from searchapp.web.mcp import ToolServer


@click.command(
    epilog="""\b
Example, in the settings of an assistant:
  {"mcpServers": {"bahith": {"command": "searchapp", "args": ["mcp", "--index", "/path/to/index"]}}}
"""
)
@index_option
def mcp(index: Path | None) -> None:
    """Offer the index to an assistant by the Model Context Protocol: a message a line, until the input ends."""
    chosen = replace(settings(index=index), rate_limit=0)
    collection = opened(chosen)
    collection.service()
    tools = ToolServer(create_app(collection.service, chosen))
    # The protocol is UTF-8 whatever the machine's language; a lone half of a character is shown, not fatal.
    sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]  # always a TextIOWrapper here
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    for line in sys.stdin:
        answer = tools.answer(line) if line.strip() else None
        if answer is not None:
            print(answer, flush=True)
