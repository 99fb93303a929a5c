"""What the routes share: where the search comes from, the settings, and the collection's picture."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import resources
from typing import Protocol, cast

from flask import current_app

from searchapp.config import Settings
from searchapp.engine.base import GenerationInfo, KeywordField
from searchapp.keeping import ByteCache
from searchapp.model import ArticleLine, Completion, DateInterval, Facet, MatchMode, SearchPage, SearchRequest
from searchapp.search.distinctive import Distinctive
from searchapp.search.entity_profile import EntityProfile
from searchapp.search.explain import Explanation
from searchapp.search.service import ArticleView, Export, Overview
from searchapp.web.cursors import CursorSeal
from searchapp.web.metrics import Metrics

KEPT_ANSWERS_BYTES = 16 << 20
"""Memory of a worker for answers that are asked for again: some 250 pages."""

_STATIC_FILES = ("bahith.css", "page.js", "logo/icon.svg")


@dataclass(frozen=True, slots=True)
class Answer:
    """The body of a response. One that is not ``lasting`` (a part of what there is, say) is not kept."""

    body: bytes
    content_type: str
    lasting: bool = True

    @property
    def nbytes(self) -> int:
        """Memory that it takes."""
        return len(self.body)


class Searcher(Protocol):
    """The part of ``SearchService`` that the web uses."""

    @property
    def info(self) -> GenerationInfo: ...

    @property
    def stale(self) -> str | None:
        """Code of the error that keeps a newer generation from being opened; None where the newest is served."""
        ...

    def search(self, request: SearchRequest) -> SearchPage: ...

    def article(self, article_id: str, q: str = "", mode: MatchMode = "auto") -> ArticleView: ...

    def related(self, article_id: str, size: int = 6) -> tuple[ArticleLine, ...]: ...

    def explain(self, request: SearchRequest, article_id: str) -> Explanation | None: ...

    def suggest(self, q: str, size: int = 8) -> tuple[Completion, ...]: ...

    def entity(self, entity: str, interval: DateInterval | None = None) -> EntityProfile: ...

    def entity_id(self, entity: str) -> str: ...

    def overview(self) -> Overview: ...

    def facet_values(self, request: SearchRequest, name: KeywordField, containing: str = "") -> Facet: ...

    def distinctive(self, name: KeywordField, facet: Facet, total: int) -> tuple[Distinctive, ...]: ...

    def export(self, request: SearchRequest) -> Export: ...


ServiceProvider = Callable[[], Searcher]
"""Gives the service over the generation that is live now; raises IndexStateError where there is none."""


@dataclass
class State:
    """One application's provider and settings, its last answers, and the overview of the generation last asked for."""

    provider: ServiceProvider
    settings: Settings
    versions: dict[str, str] = field(default_factory=dict)
    answers: ByteCache[Answer] = field(default_factory=lambda: ByteCache(KEPT_ANSWERS_BYTES))
    metrics: Metrics = field(default_factory=Metrics)
    _overview: Overview | None = None

    def __post_init__(self) -> None:
        self.seal = CursorSeal(self.settings.secret)

    def overview(self, service: Searcher) -> Overview:
        """Give the picture of the service's generation; it is drawn once for each generation."""
        known = self._overview
        if known is None or known.generation.name != service.info.name:
            known = self._overview = service.overview()
        return known


def static_versions() -> dict[str, str]:
    """Digests of the style sheet, the script and the icon, for addresses that change with their content."""
    folder = resources.files(__package__).joinpath("static")
    return {name: hashlib.sha256(folder.joinpath(name).read_bytes()).hexdigest()[:10] for name in _STATIC_FILES}


def state() -> State:
    """The state of the current application."""
    return cast(State, current_app.extensions["bahith"])
