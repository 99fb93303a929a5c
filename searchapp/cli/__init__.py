"""The command line: one module per command group over the same use cases as the page and the API."""

from __future__ import annotations


def main() -> None:
    """Run the command line (the ``searchapp`` script)."""
    from searchapp.cli.app import run

    run()
