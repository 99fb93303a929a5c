"""The public face in Python: build a collection or open one, then search it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from searchapp.arabic.analyzer import default_analyzer
from searchapp.arabic.dates import parse_day_range
from searchapp.engine.whoosh import WhooshEngine
from searchapp.entities import default_finder
from searchapp.errors import InvalidParameterError
from searchapp.model import FilterSet, MatchMode, SearchPage, SearchRequest, SortOrder
from searchapp.search.build import Analysis, BuildReport, Progress, build_index
from searchapp.search.live import LiveService
from searchapp.search.service import ArticleView, SearchService

PathLike = str | Path


class Collection:
    """A searchable collection of articles: an index folder with a live generation.

    >>> news = Collection.build(["corpus"], index="index")            # doctest: +SKIP
    >>> news.search("قمة المناخ", source=["نشرة البيئة"]).total       # doctest: +SKIP
    """

    def __init__(self, index: PathLike = "index") -> None:
        self.engine = WhooshEngine(Path(index))
        self._live = LiveService(self.engine, default_analyzer(), default_finder())
        self.report: BuildReport | None = None

    @classmethod
    def build(
        cls,
        paths: Iterable[PathLike],
        *,
        index: PathLike = "index",
        mapping: PathLike | None = None,
        progress: Progress | None = None,
        keep: int = 1,
    ) -> Collection:
        """Build a new generation from files and folders and make it live; ``report`` says what was read and left out.

        ``mapping`` is a TOML file for odd field names; ``keep`` counts the older generations that stay for a rollback.
        Raises InputError, IndexLockedError, IndexWriteError.
        """
        collection = cls(index)
        collection.report = build_index(
            [Path(path) for path in paths],
            collection.engine,
            Analysis(default_analyzer(), default_finder()),
            mapping=Path(mapping) if mapping else None,
            reports=Path(index) / "reports",
            progress=progress,
        )
        collection.engine.prune(keep)
        return collection

    @classmethod
    def open(cls, index: PathLike = "index") -> Collection:
        """Open the live generation. Raises IndexMissingError, IndexOutdatedError or IndexCorruptError."""
        collection = cls(index)
        collection.service()
        return collection

    def service(self) -> SearchService:
        """Give the search service of the generation that is live now."""
        return self._live.current()

    def search(
        self,
        q: str = "",
        *,
        source: Sequence[str] = (),
        author: Sequence[str] = (),
        person: Sequence[str] = (),
        organisation: Sequence[str] = (),
        place: Sequence[str] = (),
        entity: Sequence[str] = (),
        date_from: date | str | None = None,
        date_to: date | str | None = None,
        sort: SortOrder | None = None,
        mode: MatchMode = "auto",
        page: int = 1,
        size: int = 20,
    ) -> SearchPage:
        """Search. A filter value with a leading ``-`` excludes; dates may be partial: ``date_from="2022-11"``."""
        named = {
            "source": source,
            "author": author,
            "person": person,
            "organisation": organisation,
            "place": place,
            "entity": entity,
        }
        request = SearchRequest(
            q=q,
            filters={name: parse_filter(values) for name, values in named.items() if values},
            date_from=parse_day("date_from", date_from, last=False),
            date_to=parse_day("date_to", date_to, last=True),
            sort=sort,
            mode=mode,
            page=page,
            size=size,
        )
        return self.service().search(request)

    def article(self, article_id: str, q: str = "") -> ArticleView:
        """Give one article, with the marks of a query. Raises ArticleNotFoundError."""
        return self.service().article(article_id, q)


def parse_filter(values: Sequence[str]) -> FilterSet:
    """Split filter values into chosen and excluded (``-``) ones, each once, in their order."""
    include = dict.fromkeys(value for value in values if value and not value.startswith("-"))
    exclude = dict.fromkeys(value[1:] for value in values if value.startswith("-") and len(value) > 1)
    return FilterSet(tuple(include), tuple(exclude))


def parse_day(parameter: str, value: date | str | None, *, last: bool) -> date | None:
    """Read a day or a partial date; ``last`` takes the last day of what it names. Raises InvalidParameterError."""
    if value is None or value == "":
        return None
    if isinstance(value, date):
        return value
    span = parse_day_range(value, date.today())
    if span is None:
        raise InvalidParameterError(
            f"“{parameter}” is not a date: “{value}”. Write 2022-11-06, 2022-11 or 2022.",
            f"قيمة «{parameter}» ليست تاريخًا: «{value}». اكتب 2022-11-06 أو 2022-11 أو 2022.",
            parameter=parameter,
        )
    return span[1] if last else span[0]
