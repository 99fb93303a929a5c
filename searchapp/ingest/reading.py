"""Reading a collection: files to articles, one after the other, whatever its size."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from searchapp.ingest.archive import sources
from searchapp.ingest.catalogue import Catalogue, FileEntry, FileLog, Lasting, encode_catalogue, reading_rules
from searchapp.ingest.csv_reader import read_csv
from searchapp.ingest.draft import Draft, Drafted, Made, Unread
from searchapp.ingest.encoding import detect_encoding, encoding_caution
from searchapp.ingest.events import Caution, Event, ReadError, Repeat, excerpt
from searchapp.ingest.feed import read_feed
from searchapp.ingest.identity import Identities, article_digest, article_of, identity_of, mark_of, refusal
from searchapp.ingest.json_reader import read_json, read_json_lines
from searchapp.ingest.markdown import read_markdown
from searchapp.ingest.options import ReadOptions
from searchapp.ingest.page import read_page
from searchapp.ingest.places import InputFile, ending, walk
from searchapp.ingest.recurring import RecurringLines
from searchapp.ingest.streams import Ledger, Source
from searchapp.ingest.web_page import read_web_page

Reader = Callable[[Source, str, ReadOptions], Iterator[Made]]
"""Reads a source in an encoding; raises ReadError where the rest of it cannot be read."""

READERS: Final[Mapping[str, Reader]] = {
    ".txt": read_page,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": read_web_page,
    ".htm": read_web_page,
    ".json": read_json,
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
    ".csv": read_csv,
    ".tsv": read_csv,
    ".rss": read_feed,
    ".atom": read_feed,
    ".xml": read_feed,
}


def read_paths(paths: Sequence[Path], options: ReadOptions | None = None) -> Iterator[Event]:
    """Read files and folders as a stream of articles and findings, in an order that does not change.

    Paths are read in the order given, folders in the order of their names. Memory holds one record, and for each
    article two digests. Raises PathMissingError before anything is read; nothing else that the input holds raises.
    """
    return iter(Reading(paths, options))


class Reading:
    """A reading of a collection that remembers its files, and passes over those that an earlier one has read.

    Iterating gives articles and findings as ``read_paths`` does, but of articles that the earlier reading gave too,
    and which are the same in all their fields, only their number: ``kept``. ``added`` and ``changed`` count the others.
    """

    def __init__(
        self, paths: Sequence[Path], options: ReadOptions | None = None, before: Catalogue | None = None
    ) -> None:
        self._paths = paths
        self._options = options or ReadOptions()
        self._rules = reading_rules(self._options.mapping)
        self._before = before.files if before is not None else {}
        self._same_rules = before is not None and before.rules == self._rules
        # Where lines are left out for standing in other articles too, a file that did not change may give others now.
        self._may_pass_over = self._same_rules and self._options.mapping.furniture.share is None
        self._left = before.articles() if before is not None else {}
        self._identities = Identities()
        self._recurring = RecurringLines(self._options.mapping.furniture)
        self._files: list[bytes] = []
        self.kept = self.added = self.changed = self.opened = 0

    def __iter__(self) -> Iterator[Event]:
        options = self._options
        self._recurring = RecurringLines.of(options.mapping.furniture, self._drafts())
        for file in walk(self._paths, options.root, options.without):
            if not isinstance(file, InputFile):
                yield file
                continue
            ledger = Ledger(file.size, options.progress)
            known = self._known(file.path)
            self._identities.begin()
            findings = self._replayed(known) if known is not None else None
            if findings is None or known is None:
                self._identities.take_back()
                yield from self._read_file(file, ledger)
            else:
                self._files.append(known.encoded)
                yield from findings
            ledger.close()

    def vanished(self) -> Sequence[str]:
        """After the reading: the ids of articles that the earlier reading gave and this one did not."""
        return list(self._left)

    def is_as_before(self) -> bool:
        """After the reading: whether no file was opened and none is gone, or all gave what they gave before."""
        if self.opened == 0:
            return len(self._files) == len(self._before)
        return self._same_rules and self._files == [entry.encoded for entry in self._before.values()]

    def catalogue(self) -> bytes:
        """After the reading: what is to be remembered of it."""
        return encode_catalogue(self._rules, self._files)

    def _drafts(self) -> Iterator[Draft]:
        """Read all files once without a word about them."""
        options = self._options
        for file in walk(self._paths, options.root, options.without):
            if isinstance(file, InputFile):
                for source in sources(file, options.limits, Ledger(file.size, None)):
                    if isinstance(source, Source):
                        for made in _made(source, options):
                            yield from (each for each in _read(made) if isinstance(each, Draft))

    def _known(self, path: Path) -> FileEntry | None:
        """Give the entry of a file that is as it was."""
        entry = self._before.get(os.path.abspath(path)) if self._may_pass_over else None
        return entry if entry is not None and entry.is_of(path) else None

    def _replayed(self, known: FileEntry) -> list[Lasting | Repeat] | None:
        """Let the records of a file meet those before them anew; None if one fares otherwise than it did."""
        found = list(known.findings())
        findings: list[Lasting | Repeat] = []
        for number, entry in enumerate(known):
            while found and found[0][0] <= number:
                findings.append(found.pop(0)[1])
            meeting = self._identities.meet(entry.identity, entry.file, entry.line)
            if meeting.fate != entry.fate:
                return None
            if entry.article_id is None:
                findings.append(refusal(meeting, entry.file, entry.line, entry.title))
        for entry in known:
            if entry.article_id is not None:
                self._left.pop(entry.article_id, None)
                self.kept += 1
        return [*findings, *(finding for _, finding in found)]

    def _read_file(self, file: InputFile, ledger: Ledger) -> Iterator[Event]:
        self.opened += 1
        log = FileLog(file.path)
        before = self._before.get(os.path.abspath(file.path)) if self._may_pass_over else None
        for source in sources(file, self._options.limits, ledger):
            if isinstance(source, Source):
                yield from self._read_source(source, log, before)
            else:
                log.finding(source)
                yield source
        self._files.append(log.encode())

    def _read_source(self, source: Source, log: FileLog, before: FileEntry | None) -> Iterator[Event]:
        records = 0
        for made in _made(source, self._options):
            mark = b""
            if isinstance(made, Unread):
                mark = mark_of(made.written)
                if before and self._is_kept(mark, (source.label, made.line), before, log):
                    records += 1
                    continue
            for each in _read(made):
                records += not isinstance(each, Caution)
                if isinstance(each, Draft):
                    yield from self._identified(each, mark, log)
                else:
                    mark = b""
                    log.finding(each)
                    yield each
        if not records:
            message = "The file holds no record."
            caution = Caution(source.label, None, "no-records", message, "لا سجلّ في الملف.")
            log.finding(caution)
            yield caution

    def _is_kept(self, mark: bytes, place: tuple[str, int | None], before: FileEntry, log: FileLog) -> bool:
        """Pass over a record that is written as it was when the file was read before, if it fares as it did then."""
        entry = before.written_alike(mark)
        if entry is None or self._identities.has(entry.identity.id):
            return False
        log.record(entry.identity, self._identities.meet(entry.identity, *place), place, entry.digest, "", mark)
        self._left.pop(entry.identity.id, None)
        self.kept += 1
        return True

    def _identified(self, draft: Draft, mark: bytes, log: FileLog) -> Iterator[Event]:
        """Give a draft as an article under its id, nothing if the earlier reading had it, or what speaks against it."""
        identity = identity_of(draft)
        meeting = self._identities.meet(identity, draft.file, draft.line)
        if meeting.fate in ("repeat", "clash"):
            log.record(identity, meeting, (draft.file, draft.line), b"", draft.title, b"")
            yield refusal(meeting, draft.file, draft.line, excerpt(draft.title))
            return
        draft, finding = self._recurring.left_out(draft)
        if finding is not None:
            mark = b""
            log.finding(finding)
            yield finding
        article = article_of(draft, meeting.id)
        digest = article_digest(article)
        log.record(identity, meeting, (draft.file, draft.line), digest, draft.title, mark)
        before = self._left.pop(article.id, None)
        if before == digest:
            self.kept += 1
            return
        self.added += before is None
        self.changed += before is not None
        yield article


def _read(made: Made) -> Iterator[Drafted]:
    return made.read() if isinstance(made, Unread) else iter((made,))


def _made(source: Source, options: ReadOptions) -> Iterator[Made]:
    try:
        encoding = detect_encoding(source)
        caution = encoding_caution(source.label, encoding)
        if caution is not None:
            yield caution
        yield from READERS[ending(source.name)](source, encoding, options)
    except ReadError as fault:
        yield fault.reject(source.label)
