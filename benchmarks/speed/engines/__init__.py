"""The engines that are compared, each built and asked in a process of its own."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol, cast

from benchmarks.speed.corpus import ReadyArticle
from benchmarks.speed.queries import Answer, Query


class Answering(Protocol):
    """An open index."""

    def answer(self, query: Query) -> Answer:
        """Find the best hits, the exact total, and the facets where the query's class has them."""
        ...


class EngineModule(Protocol):
    """What a module of this package offers."""

    def build(self, articles: Iterable[ReadyArticle], directory: Path) -> None:
        """Write an index into ``directory`` (empty), complete and closed at the end."""
        ...

    def open_index(self, directory: Path) -> Answering:
        """Open what ``build`` wrote."""
        ...

    def version(self) -> str:
        """Name the library and its version."""
        ...


class Engine(Protocol):
    """How an engine is started. ``warm_up`` rounds are answered before any is counted."""

    @property
    def name(self) -> str: ...

    @property
    def warm_up(self) -> int: ...

    def missing(self) -> str:
        """Say what is not installed; empty where everything is."""
        ...

    def version(self) -> str:
        """Name the library and its version."""
        ...

    def command(self, action: str, scratch: Path) -> list[str]:
        """Give the command of the process that does ``action``: ``build`` or ``serve`` (see ``worker``)."""
        ...


@dataclass(frozen=True, slots=True)
class PythonEngine:
    """An engine with a module here; ``library`` must be importable."""

    name: str
    module: str
    library: str
    hint: str = ""
    warm_up: int = 1

    def missing(self) -> str:
        """Say whether the library is missing."""
        return "" if importlib.util.find_spec(self.library) else f"{self.library} is not installed{self.hint}"

    def version(self) -> str:
        """Name the library and its version."""
        return self.load().version()

    def command(self, action: str, scratch: Path) -> list[str]:
        """Give the command of a worker."""
        return [sys.executable, "-m", "benchmarks.speed.worker", action, self.name, str(scratch)]

    def load(self) -> EngineModule:
        """Import the module."""
        return cast(EngineModule, importlib.import_module(f"benchmarks.speed.engines.{self.module}"))


OURS: Final = "ours"
PYTHON_ENGINES: Final = (
    PythonEngine(OURS, "ours", "whoosh"),
    PythonEngine("whoosh", "stock_whoosh", "whoosh"),
    PythonEngine("tantivy", "tantivy_index", "tantivy", " (pip install 'searchapp[bench]')"),
    PythonEngine("sqlite", "sqlite_fts", "sqlite3"),
)


def index_directory(scratch: Path, name: str) -> Path:
    """Where an engine's index goes."""
    return scratch / f"index-{name}"
