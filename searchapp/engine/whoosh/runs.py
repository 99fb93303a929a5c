"""What a build has taken in: logs in memory, and runs spilled to the disk whenever these reach a stated size."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from searchapp.engine.whoosh.arrays import Arrays, ArraysWriter
from searchapp.engine.whoosh.inversion import FORM_BYTES, FieldLog
from searchapp.engine.whoosh.merging import Merge, Run
from searchapp.engine.whoosh.postings import FieldPostings, Shape, read_fields, write_field

ToTerm = Callable[[str], Callable[[str], bytes]]
"""Gives for the name of a field what makes a term of a form."""


_MEASURED = 32
"""Logs are measured whenever new forms may have taken this part of the memory that a build has."""


class Runs:
    """The postings of a build. The directory for runs is made when it is needed, and must not exist before."""

    def __init__(self, directory: Path, build_bytes: int) -> None:
        self._directory = directory
        self._build_bytes = build_bytes
        self._logs: dict[str, FieldLog] = {}
        self._unmeasured = 0
        self._spilled: list[dict[str, FieldPostings]] = []

    def log(self, name: str, *, positional: bool) -> FieldLog:
        """Give the log of a field."""
        log = self._logs.get(name)
        if log is None:
            log = self._logs[name] = FieldLog(positional=positional)
        return log

    def spill_if_full(self, to_term: ToTerm, logged: int) -> None:
        """Write the logs to the disk and begin new ones, if logs and the inversion of the largest take too much.

        ``logged`` forms have come since the last call. Logs are measured only when these may have made a difference.
        """
        self._unmeasured += logged
        if self._unmeasured * FORM_BYTES * _MEASURED < self._build_bytes:
            return
        self._unmeasured = 0
        logs = self._logs.values()
        if sum([log.nbytes for log in logs]) + max([log.inversion_bytes for log in logs]) <= self._build_bytes:
            return
        self._directory.mkdir(exist_ok=True)
        path = self._directory / f"{len(self._spilled)}.run"
        with path.open("wb") as file:
            arrays = ArraysWriter(file)
            for name in sorted(self._logs):
                field = self._logs.pop(name).invert(to_term(name))
                write_field(arrays, name, Shape.of(field), (field,))
            arrays.finish()
        self._spilled.append(read_fields(Arrays.open(path)))

    def fields(self, to_term: ToTerm) -> Iterator[tuple[str, Shape, Iterable[FieldPostings]]]:
        """Give every field, by name, with its postings in parts; the logs are used up."""
        for name in sorted({*self._logs, *(name for run in self._spilled for name in run)}):
            runs = [run.pop(name) for run in self._spilled if name in run]
            if name in self._logs:
                runs.append(self._logs.pop(name).invert(to_term(name)))
            if len(runs) == 1:
                yield name, Shape.of(runs[0]), runs
                continue
            merge = Merge([Run(run) for run in runs])
            yield name, merge.shape, merge.parts()

    def remove(self) -> None:
        """Remove what was spilled."""
        self._spilled.clear()
        shutil.rmtree(self._directory, ignore_errors=True)
