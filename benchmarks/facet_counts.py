"""Are totals, facets and the histogram what counting by hand gives? Every query is answered twice and compared.

``python -m benchmarks.facet_counts DATA… --index DIR`` reads and analyses the files again, asks the index through the
search service, and gives the same plans to the brute-force engine of the contract suite, which looks at every article.
It prints a table in Markdown and ends with 1 if anything differs. All tokens are held in memory.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import cast

from searchapp.arabic.analyzer import default_analyzer
from searchapp.engine.base import Plan, RawPage, Reader
from searchapp.engine.whoosh.engine import WhooshEngine
from searchapp.entities import default_finder
from searchapp.ingest import read_paths
from searchapp.model import AnalyzedArticle, Article, FilterSet, SearchRequest
from searchapp.search.analysis import Analysis
from searchapp.search.service import SearchService
from tests.engine.oracle import OracleReader

QUERIES: tuple[SearchRequest, ...] = (
    SearchRequest("العقوبات على إيران"),
    SearchRequest("أسعار النفط", sort="newest"),
    SearchRequest('"مجلس الأمن"'),
    SearchRequest("الحوثيون أو اليمن"),
    SearchRequest("اليمن ليس الحوثيين"),
    SearchRequest("الهلال والنصر", filters={"source": FilterSet(("alriyadh", "aljazirah"))}),
    SearchRequest("وزارة الصحة", filters={"place": FilterSet((), ("السعودية",))}),
    SearchRequest("تركيا", filters={"person": FilterSet(("رجب طيب أردوغان",))}),
    SearchRequest("جامعة", date_from=date(2015, 7, 25), date_to=date(2015, 8, 1)),
    SearchRequest("العنوان:الملك سلمان", filters={"source": FilterSet((), ("alweeam",))}),
    SearchRequest("مد* الرياض"),
    SearchRequest("(داعش أو القاعدة) سوريا", date_from=date(2015, 8, 1)),
    SearchRequest(""),
)


class Recording:
    """A reader that remembers the last plan and its answer."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.plan: Plan | None = None
        self.page: RawPage | None = None

    def __getattr__(self, name: str) -> object:
        return getattr(self._reader, name)

    def search(self, plan: Plan) -> RawPage:
        """Answer a plan and remember both."""
        self.plan = plan
        self.page = self._reader.search(plan)
        return self.page


def read_articles(paths: Sequence[Path]) -> list[AnalyzedArticle]:
    """Read and analyse the files as a build does."""
    analysis = Analysis(default_analyzer(), default_finder())
    return [analysis.article(event) for event in read_paths(paths) if isinstance(event, Article)]


def differences(found: RawPage, counted: RawPage) -> list[str]:
    """Name what differs between two answers."""
    wrong = []
    if found.total != counted.total:
        wrong.append(f"total {found.total} ≠ {counted.total}")
    if _known(found.days) != _known(counted.days):
        wrong.append("days")
    wrong.extend(name for name, facet in counted.facets.items() if found.facets[name] != facet)
    if [hit.id for hit in found.hits] != [hit.id for hit in counted.hits]:
        wrong.append("hits")
    return wrong


def _known(days: Mapping[int | None, int]) -> dict[int | None, int]:
    return {day: count for day, count in days.items() if count}


def main() -> int:
    """Compare all queries; give the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="+", type=Path)
    parser.add_argument("--index", type=Path, required=True)
    arguments = parser.parse_args()
    articles = read_articles(arguments.data)
    analysis = Analysis(default_analyzer(), default_finder())
    recording = Recording(WhooshEngine(arguments.index).open(analysis.version))
    service = SearchService(cast(Reader, recording), default_analyzer(), default_finder())
    oracle = OracleReader(articles, service.info)
    print("| query | filters | total | facet values | equal |\n|---|---|---:|---:|---|")
    faults = 0
    for request in QUERIES:
        page = service.search(request)
        if recording.plan is None or recording.page is None:
            raise AssertionError("a search always asks the reader")
        # Without hits: scoring by hand looks at every article again for every form, and is compared in the test suite.
        counting = recording.plan._replace(sort="newest", size=0)
        wrong = differences(recording.search(counting), oracle.search(counting))
        faults += bool(wrong)
        values = sum(facet.distinct for facet in recording.page.facets.values())
        filters = " ".join(
            f"{name}:{'+'.join(chosen.include)}{'−' if chosen.exclude else ''}{'−'.join(chosen.exclude)}"
            for name, chosen in request.filters.items()
        )
        span = f" {request.date_from or ''}…{request.date_to or ''}" if request.date_from or request.date_to else ""
        shown = request.q.replace("|", "\\|") or "(everything)"
        print(f"| {shown} | {filters}{span} | {page.total:,} | {values:,} | {'; '.join(wrong) or 'yes'} |", flush=True)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
