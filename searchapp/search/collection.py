"""The public face in Python: build a collection or open one, then search it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from searchapp.arabic.analyzer import default_analyzer
from searchapp.engine.whoosh.engine import WhooshEngine
from searchapp.entities import OwnAliases, finder_with, read_aliases
from searchapp.model import Completion, DateInterval, MatchMode, SearchPage, SearchRequest, SimilarMode, SortOrder
from searchapp.search.analysis import Analysis
from searchapp.search.build import BuildReport, Progress, build_index, prune_reports
from searchapp.search.families import read_families
from searchapp.search.live import LiveService
from searchapp.search.parameters import parse_day, split_filter
from searchapp.search.service import DEADLINE_S, ArticleView, SearchService
from searchapp.search.update import UpdateReport, update_index

PathLike = str | Path
DEFAULT_FACETS = SearchRequest().facets


class Collection:
    """A searchable collection of articles: an index folder with a live generation.

    >>> news = Collection.build(["corpus"], index="index")            # doctest: +SKIP
    >>> news.search("قمة المناخ", source=["نشرة البيئة"]).total       # doctest: +SKIP
    """

    def __init__(
        self,
        index: PathLike = "index",
        *,
        words: PathLike | None = None,
        aliases: PathLike | None = None,
        deadline: float = DEADLINE_S,
    ) -> None:
        """Serve an index folder. Raises ConfigError.

        ``words`` is a list of word families of the user's own, ``aliases`` one of other names, with which the index
        must have been built; ``deadline`` is the time in seconds that one search may take.
        """
        self.index = Path(index)
        self.engine = WhooshEngine(self.index)
        families = read_families(Path(words)) if words else ()
        self._finder = finder_with(read_aliases(Path(aliases)) if aliases else OwnAliases())
        self._live = LiveService(
            self.engine,
            default_analyzer(),
            self._finder,
            words=Path(index),
            families=families,
            deadline=deadline,
        )
        self.report: BuildReport | None = None

    @classmethod
    def build(
        cls,
        paths: PathLike | Iterable[PathLike],
        *,
        index: PathLike = "index",
        mapping: PathLike | None = None,
        aliases: PathLike | None = None,
        progress: Progress | None = None,
        keep: int = 1,
        workers: int | None = None,
    ) -> Collection:
        """Build a new generation from files and folders and make it live; ``report`` says what was read and left out.

        ``mapping`` is a TOML file for odd field names, ``aliases`` a TSV file of other names of people, organisations
        and places; ``keep`` counts the older generations that stay for a rollback.
        ``workers`` processes analyse (None: one for each core, as soon as the input is worth it; 1: no further ones).
        Raises InputError, ConfigError, IndexLockedError, IndexWriteError, WorkerLostError.
        """
        collection = cls(index, aliases=aliases)
        collection.report = build_index(
            [Path(path) for path in ([paths] if isinstance(paths, str | Path) else paths)],
            collection.engine,
            Analysis(default_analyzer(), collection._finder),
            mapping=Path(mapping) if mapping else None,
            index=Path(index),
            progress=progress,
            workers=workers,
        )
        collection.engine.prune(keep)
        prune_reports(Path(index))
        return collection

    def update(
        self,
        paths: PathLike | Iterable[PathLike],
        *,
        mapping: PathLike | None = None,
        progress: Progress | None = None,
        keep: int = 1,
        workers: int | None = None,
        allow_deletions: bool = False,
    ) -> UpdateReport:
        """Bring the live generation up to what the files hold now; ``paths`` are those that it was built from.

        Only changed files are opened and only changed articles analysed; articles whose files are gone are removed.
        Raises TooManyDeletionsError if they are more than half and ``allow_deletions`` is false; else what ``build``
        and ``open`` raise.
        """
        index = self.index
        report = update_index(
            [Path(path) for path in ([paths] if isinstance(paths, str | Path) else paths)],
            self.engine,
            Analysis(default_analyzer(), self._finder),
            mapping=Path(mapping) if mapping else None,
            index=index,
            progress=progress,
            workers=workers,
            allow_deletions=allow_deletions,
        )
        self.engine.prune(keep)
        prune_reports(index)
        return report

    @classmethod
    def open(
        cls, index: PathLike = "index", *, words: PathLike | None = None, aliases: PathLike | None = None
    ) -> Collection:
        """Open the live generation; ``words`` is a TSV file of words that count as one another, a family a line.

        ``aliases`` is the TSV file of other names with which it was built. Raises IndexMissingError, IndexOutdatedError
        (also where it was built with other names) or IndexCorruptError; ConfigError for a bad list.
        """
        collection = cls(index, words=words, aliases=aliases)
        collection.service()
        return collection

    def service(self) -> SearchService:
        """Give the search service of the generation that is live now."""
        return self._live.current()

    def search(
        self,
        q: str = "",
        *,
        source: str | Sequence[str] = (),
        author: str | Sequence[str] = (),
        person: str | Sequence[str] = (),
        organisation: str | Sequence[str] = (),
        place: str | Sequence[str] = (),
        entity: str | Sequence[str] = (),
        date_from: date | str | int | None = None,
        date_to: date | str | int | None = None,
        sort: SortOrder | None = None,
        mode: MatchMode = "auto",
        page: int = 1,
        size: int = 20,
        facets: str | Sequence[str] = DEFAULT_FACETS,
        facet_size: int = 10,
        interval: DateInterval | None = None,
        similar: SimilarMode = "group",
    ) -> SearchPage:
        """Search. A filter takes one value or several; a leading ``-`` excludes, a leading ``+`` takes it as written.

        Dates may be partial: ``date_from="2022-11"``, ``date_to=2023``. ``facets`` are names among source, author,
        person, organisation, place and date, each with at most ``facet_size`` values; ``interval`` is the length of the
        date facet's bars. Near-duplicates are folded under the best of them (``hit.similar``) unless ``similar`` is
        ``show``; totals and facets count every article either way.

        Raises InvalidParameterError, PageTooDeepError or QueryTooComplexError.
        """
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
            filters={name: split_filter(values) for name, values in named.items() if values},
            date_from=parse_day("date_from", date_from, "first"),
            date_to=parse_day("date_to", date_to, "last"),
            sort=sort,
            mode=mode,
            page=page,
            size=size,
            facets=(facets,) if isinstance(facets, str) else tuple(facets),
            facet_size=facet_size,
            interval=interval,
            similar=similar,
        )
        return self.service().search(request)

    def suggest(self, q: str, size: int = 8) -> tuple[Completion, ...]:
        """Complete a typed beginning: names, words and phrases of the collection, titles."""
        return self.service().suggest(q, size)

    def article(self, article_id: str, q: str = "") -> ArticleView:
        """Give one article, with the marks of a query. Raises ArticleNotFoundError."""
        return self.service().article(article_id, q)
