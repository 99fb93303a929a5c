"""What an index was built with, told without loading what a service needs."""

from __future__ import annotations

from searchapp.arabic.analyzer import Analyzer
from searchapp.entities import EntityFinder


def analysis_version(analyzer: Analyzer, finder: EntityFinder) -> str:
    """Name the analysis that an index was built with: words and names, both of which a query must share."""
    return f"{analyzer.version}.{finder.version}"
