"""Reading a collection: files to articles, one after the other, whatever its size."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from searchapp.ingest.archive import sources
from searchapp.ingest.csv_reader import read_csv
from searchapp.ingest.draft import Draft, Drafted
from searchapp.ingest.encoding import detect_encoding, encoding_caution
from searchapp.ingest.events import Caution, Event, ReadError, Reject
from searchapp.ingest.identity import Identities
from searchapp.ingest.json_reader import read_json, read_json_lines
from searchapp.ingest.options import ReadOptions
from searchapp.ingest.page import read_page
from searchapp.ingest.places import InputFile, ending, walk
from searchapp.ingest.streams import Ledger, Source
from searchapp.ingest.web_page import read_web_page

Reader = Callable[[Source, str, ReadOptions], Iterator[Drafted]]
"""Reads a source in an encoding; raises ReadError where the rest of it cannot be read."""

READERS: Final[Mapping[str, Reader]] = {
    ".txt": read_page,
    ".html": read_web_page,
    ".htm": read_web_page,
    ".json": read_json,
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
    ".csv": read_csv,
}


def read_paths(paths: Sequence[Path], options: ReadOptions | None = None) -> Iterator[Event]:
    """Read files and folders as a stream of articles and findings, in an order that does not change.

    Paths are read in the order given, folders in the order of their names. Memory holds one record, and for each
    article two digests. Raises PathMissingError before anything is read; nothing else that the input holds raises.
    """
    options = options or ReadOptions()
    identities = Identities()
    for file in walk(paths, options.root, options.without):
        if not isinstance(file, InputFile):
            yield file
            continue
        ledger = Ledger(file.size, options.progress)
        for source in sources(file, options.limits, ledger):
            if isinstance(source, Source):
                yield from _read_source(source, options, identities)
            else:
                yield source
        ledger.close()


def _read_source(source: Source, options: ReadOptions, identities: Identities) -> Iterator[Event]:
    records = 0
    for made in _drafts(source, options):
        records += not isinstance(made, Caution)
        yield identities.article(made) if isinstance(made, Draft) else made
    if not records:
        message = "The file holds no record."
        yield Caution(source.label, None, "no-records", message, "لا سجلّ في الملف.")


def _drafts(source: Source, options: ReadOptions) -> Iterator[Draft | Reject | Caution]:
    try:
        encoding = detect_encoding(source)
        caution = encoding_caution(source.label, encoding)
        if caution is not None:
            yield caution
        yield from READERS[ending(source.name)](source, encoding, options)
    except ReadError as fault:
        yield fault.reject(source.label)
