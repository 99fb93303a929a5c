"""The service over whatever generation is live now: a rebuild is served from the next request on, without a restart."""

from __future__ import annotations

import threading

from searchapp.arabic.analyzer import Analyzer
from searchapp.engine.base import Engine
from searchapp.entities import EntityFinder
from searchapp.search.service import SearchService


def analysis_version(analyzer: Analyzer, finder: EntityFinder) -> str:
    """Name the analysis that an index was built with: words and names, both of which a query must share."""
    return f"{analyzer.version}.{finder.version}"


class LiveService:
    """Opens the live generation once and again whenever another one is promoted. Safe for use from several threads.

    A reader that was handed out stays open until its last user lets go of it, so that no running request is disturbed.
    """

    def __init__(self, engine: Engine, analyzer: Analyzer, finder: EntityFinder) -> None:
        self._engine = engine
        self._analyzer = analyzer
        self._finder = finder
        self._lock = threading.Lock()
        self._service: SearchService | None = None

    def current(self) -> SearchService:
        """Give the service of the live generation. Raises IndexStateError where there is none that can be used."""
        live = self._engine.live()
        service = self._service
        if service is not None and service.info.name == live:
            return service
        with self._lock:
            return self._reopened(live)

    def _reopened(self, live: str | None) -> SearchService:
        if self._service is not None and self._service.info.name == live:
            return self._service
        version = analysis_version(self._analyzer, self._finder)
        self._service = SearchService(self._engine.open(version, live), self._analyzer, self._finder)
        return self._service
