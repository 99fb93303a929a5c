"""The service over whatever generation is live now: a rebuild is served from the next request on, without a restart."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from searchapp.arabic.analyzer import Analyzer
from searchapp.engine.base import Engine
from searchapp.entities import EntityFinder
from searchapp.errors import IndexStateError
from searchapp.search.families import Family
from searchapp.search.service import DEADLINE_S, SearchService
from searchapp.search.versions import analysis_version
from searchapp.search.word_cache import with_words

RETRY_SECONDS = 5.0
"""Pause before a generation that could not be opened is tried again."""

_LOG = logging.getLogger("searchapp")


@dataclass(frozen=True, slots=True)
class _Refused:
    """A generation that could not be opened, and the moment (by the clock) before which it is not tried again."""

    live: str | None
    until: float


class LiveService:
    """Opens the live generation once and again whenever another one is promoted. Safe for use from several threads.

    A reader that was handed out stays open until its last user lets go of it, so that no running request is disturbed.
    A generation that cannot be opened leaves the one before it in service, with ``stale`` saying why; it is tried again
    after ``RETRY_SECONDS`` (as ``clock`` counts them), or at once when yet another one is promoted.
    """

    def __init__(
        self,
        engine: Engine,
        analyzer: Analyzer,
        finder: EntityFinder,
        clock: Callable[[], float] = time.monotonic,
        words: Path | None = None,
        families: Sequence[Family] = (),
        deadline: float = DEADLINE_S,
    ) -> None:
        """Serve what is live in an engine; ``words`` is the index folder that keeps forms of words, if one does.

        ``families`` are the user's words that count as one another; ``deadline`` is that of one search, in seconds.
        """
        self._deadline = deadline
        self._words = words
        self._families = families
        self._engine = engine
        self._analyzer = analyzer
        self._finder = finder
        self._clock = clock
        self._lock = threading.Lock()
        self._service: SearchService | None = None
        self._refused: _Refused | None = None
        self._warned: set[str | None] = set()

    @property
    def stale(self) -> str | None:
        """Code of the error that keeps the live generation from being opened; None where the newest is served."""
        return self._service.stale if self._service else None

    def current(self) -> SearchService:
        """Give the service of the live generation, or of the last one that could be opened.

        Raises IndexStateError where there is none that can be used.
        """
        live = self._engine.live()
        service = self._service
        if service is not None and service.stale is None and service.info.name == live:
            return service
        with self._lock:
            return self._renewed(live)

    def _renewed(self, live: str | None) -> SearchService:
        service = self._service
        if service is None:
            self._service = self._opened(live)
            return self._service
        if service.info.name == live:
            service.stale = self._refused = None
        elif not self._waits(live):
            self._service = self._newer_or(service, live)
        return self._service or service

    def _waits(self, live: str | None) -> bool:
        """Whether this very generation was refused a moment ago."""
        refused = self._refused
        return refused is not None and refused.live == live and self._clock() < refused.until

    def _newer_or(self, service: SearchService, live: str | None) -> SearchService:
        """Open the newer generation; where that fails, say so once and keep what is open."""
        try:
            newer = self._opened(live)
        except (IndexStateError, OSError) as error:
            self._refused = _Refused(live, self._clock() + RETRY_SECONDS)
            service.stale = error.code if isinstance(error, IndexStateError) else IndexStateError.code
            if live not in self._warned:
                self._warned.add(live)
                name = live or "(none)"
                _LOG.warning("Generation %s cannot be opened: %s %s is still served.", name, error, service.info.name)
            return service
        self._refused = None
        return newer

    def _opened(self, live: str | None) -> SearchService:
        version = analysis_version(self._analyzer, self._finder)
        self._analyzer.prepare()  # lest the first question wait for it
        analyzer = self._analyzer if self._words is None else with_words(self._analyzer, self._words)
        return SearchService(self._engine.open(version, live), analyzer, self._finder, self._families, self._deadline)
