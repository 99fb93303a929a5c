"""Bahith (باحث): a full-text search engine that reads Arabic as Arabic readers do.

The names below are the whole public face; everything else may change between versions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from searchapp.arabic.analyzer import analyze
    from searchapp.arabic.dates import find_dates
    from searchapp.entities import find_entities
    from searchapp.search.collection import Collection

__all__ = ["Collection", "__version__", "analyze", "find_dates", "find_entities"]

_HOMES = {
    "Collection": "searchapp.search.collection",
    "analyze": "searchapp.arabic.analyzer",
    "find_dates": "searchapp.arabic.dates",
    "find_entities": "searchapp.entities",
}


def __getattr__(name: str) -> Any:
    """Load a public name at its first use, so that ``searchapp --help`` need not load the word lists."""
    if name not in _HOMES:
        raise AttributeError(f"module 'searchapp' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
