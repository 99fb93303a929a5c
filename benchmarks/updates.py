"""What an update costs beside a build: ``python -m benchmarks.updates DATA [--articles N]``; prints Markdown.

The articles of DATA (in copies under new ids if they are fewer) are written as JSON Lines into a file for each 500 and
built. Then 1 % are changed and 1 % removed, spread over all files; an update is killed, another one completed, and a
build from nothing made beside it. Ids, stored articles, totals and facets of both must be equal. Each stage is told by
the clock and by the processors' time of all its processes: on a machine that does other things too, the latter counts.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, islice, pairwise
from pathlib import Path
from typing import Any, Final

from benchmarks.speed.corpus import read_articles
from searchapp import Collection
from searchapp.arabic.analyzer import default_analyzer
from searchapp.entities import default_finder
from searchapp.ingest import CATALOGUE, Catalogue
from searchapp.model import Article
from searchapp.search.versions import analysis_version

FILE_ARTICLES: Final = 500
_EVERY: Final = 100
_KILLED_AFTER: Final = 0.5
"""The first update is killed after this part of the time that the build of the whole would take for its changes."""

_JOB: Final = """
import json, os, sys, time
from searchapp import Collection
from searchapp.search.build import Silent
job, data, index = sys.argv[1:]
def now():
    return time.perf_counter(), sum(os.times()[:4])
class Stages(Silent):
    def __init__(self):
        self.marks = [("open", *now())]
    def stage(self, name, total_bytes=0):
        self.marks.append((name, *now()))
stages = Stages()
if job == "build":
    report = Collection.build([data], index=index, progress=stages).report
else:
    report = Collection(index).update([data], progress=stages)
stages.stage("end")
print(json.dumps({"articles": report.articles, "marks": stages.marks}))
"""


def _records(data: Path, wanted: int) -> Iterator[dict[str, Any]]:
    """Give so many records, of as many copies of the articles as it takes."""
    return islice((_record(article, copy) for copy in count() for article in read_articles(data, None)), wanted)


def _record(article: Article, copy: int) -> dict[str, Any]:
    day = article.published.date.isoformat() if article.published else None
    names = {name: getattr(article, name) for name in ("title", "body", "source", "author", "section")}
    return {"id": f"{copy}-{article.id}", **names, "published": day}


def _write(records: Iterator[dict[str, Any]], folder: Path) -> int:
    written = 0
    while block := list(islice(records, FILE_ARTICLES)):
        lines = (json.dumps(record, ensure_ascii=False) + "\n" for record in block)
        (folder / f"{written // FILE_ARTICLES:05}.jsonl").write_text("".join(lines), encoding="utf-8")
        written += len(block)
    return written


def _change(folder: Path) -> None:
    """Change one record of a hundred and remove another one."""
    for file in sorted(folder.iterdir()):
        lines = file.read_text(encoding="utf-8").splitlines()
        kept = []
        for number, line in enumerate(lines):
            record = json.loads(line)
            if number % _EVERY == 1:
                record["body"] += "\nوقال مسؤول إن المراجعة انتهت."
            if number % _EVERY != 2:
                kept.append(json.dumps(record, ensure_ascii=False) + "\n")
        file.write_text("".join(kept), encoding="utf-8")


def _start(job: str, data: Path, index: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", _JOB, job, str(data), str(index)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


@dataclass(frozen=True, slots=True)
class Cost:
    """What a build or an update took: for each stage seconds by the clock, and of all processors."""

    articles: int
    stages: Mapping[str, tuple[float, float]]

    @property
    def whole(self) -> tuple[float, float]:
        """All stages together."""
        clock, processors = zip(*self.stages.values(), strict=True)
        return sum(clock), sum(processors)


def _cost(job: str, data: Path, index: Path) -> Cost:
    with _start(job, data, index) as process:
        out, _ = process.communicate()
    if process.returncode:
        raise SystemExit(f"{job} ended with {process.returncode}")
    told = json.loads(out)
    stages = {
        name: (after[1] - clock, after[2] - processors) for (name, clock, processors), after in pairwise(told["marks"])
    }
    return Cost(told["articles"], stages)


def _kill_one(data: Path, index: Path, after: float) -> bool:
    """Kill an update; tell whether the live generation is the one from before and sound."""
    engine = Collection(index).engine
    before = engine.live()
    with _start("update", data, index) as process:
        time.sleep(after)
        process.kill()
    return before is not None and engine.live() == before and not list(engine.verify(before))


def _answers(index: Path) -> dict[str, object]:
    """Give all that must be equal: stored articles, values, and totals and facets of a search for all."""
    collection = Collection(index)
    reader = collection.engine.open(analysis_version(default_analyzer(), default_finder()))
    page = collection.search("", size=1)
    ids = _ids(index)
    found = {
        "total": page.total,
        "facets": {name: (facet.distinct, facet.values, facet.missing) for name, facet in page.facets.items()},
        "days": page.histogram,
        "stored": hash(tuple(sorted(repr(article) for article in reader.fetch(ids).values()))),
        "searches": [
            [(hit.id, round(hit.score or 0, 4)) for hit in collection.search(q, mode="exact").hits]
            for q in ("الرئيس", "قال مسؤول", "مجلس الأمن", "النفط ليس الغاز")
        ],
    }
    reader.close()
    return found


def _ids(index: Path) -> Sequence[str]:
    collection = Collection(index)
    reader = collection.engine.open(analysis_version(default_analyzer(), default_finder()))
    ids = sorted(Catalogue(reader.attached(CATALOGUE) or b"").articles())
    reader.close()
    return ids


def measure(data: Path, articles: int, scratch: Path) -> str:
    """Do all of it and give the report. Ends with an error where the two differ."""
    files, updated, fresh_index = scratch / "files", scratch / "updated", scratch / "fresh"
    files.mkdir()
    written = _write(_records(data, articles), files)
    first = _cost("build", files, updated)
    _change(files)
    untouched = _kill_one(files, updated, _KILLED_AFTER * first.whole[0] / 20)
    update = _cost("update", files, updated)
    fresh = _cost("build", files, fresh_index)
    equal = _answers(updated) == _answers(fresh_index)
    report = (
        f"{written:,} articles, 1 % changed, 1 % removed: {update.articles:,}; "
        f"index whole after a kill: {'yes' if untouched else 'NO'}; "
        f"equal to a fresh build: {'yes' if equal else 'NO'}\n\n{_table(update, fresh)}"
    )
    if not (untouched and equal):
        raise SystemExit(report)
    return report


def _table(update: Cost, build: Cost) -> str:
    lines = [
        "| stage | build, s | update, s | part | build, s of processors | update, s of processors | part |",
        "|---|---|---|---|---|---|---|",
    ]
    for name in (*update.stages, "whole"):
        pairs = zip(*(cost.whole if name == "whole" else cost.stages[name] for cost in (build, update)), strict=True)
        cells = (f"{whole:.1f} | {part:.1f} | {100 * part / max(whole, 0.01):.1f} %" for whole, part in pairs)
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure as the command line says."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.updates", description=__doc__)
    parser.add_argument("data", type=Path, help="folder of article files")
    parser.add_argument("--articles", type=int, default=25_500, help="so many articles (25,500)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="updates-") as scratch:
        print(measure(options.data, options.articles, Path(scratch)))


if __name__ == "__main__":
    main()
