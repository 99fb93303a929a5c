"""The engines under test, and a way to put a few articles into one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from searchapp.engine.base import Engine, Reader
from searchapp.engine.whoosh.engine import WhooshEngine
from searchapp.model import AnalyzedArticle
from tests.engine.oracle import OracleEngine

ANALYZER = "analyzer-1"
Load = Callable[[Iterable[AnalyzedArticle]], Reader]


@pytest.fixture(params=["oracle", "whoosh"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    return OracleEngine() if request.param == "oracle" else WhooshEngine(tmp_path / "index")


@pytest.fixture
def load(engine: Engine) -> Load:
    def build(articles: Iterable[AnalyzedArticle]) -> Reader:
        with engine.build(ANALYZER) as (name, writer):
            for article in articles:
                writer.add(article)
        engine.promote(name)
        return engine.open(ANALYZER)

    return build
