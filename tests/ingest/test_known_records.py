"""Records of a changed file that are written as before: passed over, with the same outcome as if they were read."""

from __future__ import annotations

import csv
import io
import json
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from searchapp.ingest import Catalogue, Event, Reading, ReadOptions, csv_reader, default_mapping, json_reader
from searchapp.ingest.draft import Drafted
from searchapp.ingest.record import Place, draft_record
from searchapp.model import Article

Record = Mapping[str, str]
GOOD: Sequence[Record] = [
    {"id": str(number), "title": f"قمة {number}", "body": f"بحثت القمة {number} ملف المياه.", "published": "2021-10-21"}
    for number in range(4)
]
OTHERS: Sequence[Record] = [
    {"id": "5", "title": "بلا نص", "body": "", "published": ""},
    {"id": "6", "title": "يوم", "body": "نص بتاريخ لا يُقرأ.", "published": "أمس تقريبا"},
    {"id": "1", "title": "قمة أخرى", "body": "رقم واحد لمقالتين.", "published": ""},
    {"id": "", "title": "بلا رقم", "body": "نص بلا رقم.", "published": ""},
]


def as_lines(records: Sequence[Record]) -> str:
    return "".join(f"{json.dumps(record, ensure_ascii=False)}\n" for record in records)


def as_array(records: Sequence[Record]) -> str:
    return json.dumps(records, ensure_ascii=False, indent=1)


def as_table(records: Sequence[Record]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, ["id", "title", "body", "published"])
    writer.writeheader()
    writer.writerows(records)
    return out.getvalue()


WRITERS: Mapping[str, Callable[[Sequence[Record]], str]] = {".jsonl": as_lines, ".json": as_array, ".csv": as_table}


def write(folder: Path, ending: str, records: Sequence[Record], name: str = "a") -> None:
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}{ending}"
    path.write_text(WRITERS[ending](records), encoding="utf-8")
    os.utime(path, ns=(10**18, 10**18))


def read(folder: Path, before: bytes | None = None) -> tuple[Reading, list[Event]]:
    reading = Reading([folder], ReadOptions(default_mapping()), None if before is None else Catalogue(before))
    return reading, list(reading)


@pytest.fixture
def drafted(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The ids of the records that something was made of."""
    seen: list[object] = []
    original = draft_record

    def draft(record: Mapping[str, object], place: Place, options: ReadOptions) -> Iterator[Drafted]:
        seen.append(record["id"])
        yield from original(record, place, options)

    monkeypatch.setattr(json_reader, "draft_record", draft)
    monkeypatch.setattr(csv_reader, "draft_record", draft)
    return seen


@pytest.mark.parametrize("ending", WRITERS)
def test_only_records_that_are_written_otherwise_are_read(tmp_path: Path, ending: str, drafted: list[object]) -> None:
    write(tmp_path, ending, GOOD)
    before, _ = read(tmp_path)
    drafted.clear()
    write(tmp_path, ending, [GOOD[3], {**GOOD[1], "title": "قمة معدلة"}, GOOD[0]])
    after, events = read(tmp_path, before.catalogue())
    assert drafted == ["1"]
    assert [event.title for event in events if isinstance(event, Article)] == ["قمة معدلة"]
    assert (after.kept, after.added, after.changed, after.vanished()) == (2, 0, 1, ["2"])


@pytest.mark.parametrize("ending", WRITERS)
def test_records_with_findings_are_told_again(tmp_path: Path, ending: str, drafted: list[object]) -> None:
    write(tmp_path, ending, [*GOOD, *OTHERS])
    before, findings = read(tmp_path)
    drafted.clear()
    write(tmp_path, ending, [*GOOD[:3], *OTHERS])
    _, again = read(tmp_path, before.catalogue())
    assert drafted == ["5", "6", "1"]
    assert {finding.reason for finding in again if not isinstance(finding, Article)} == {
        *("no-text", "bad-date", "duplicate-id")
    }
    assert len(findings) - len(again) == len(GOOD) + 2  # all articles, of which none comes again


def test_a_table_under_another_header_is_read_anew(tmp_path: Path, drafted: list[object]) -> None:
    write(tmp_path, ".csv", GOOD)
    before, _ = read(tmp_path)
    drafted.clear()
    path = tmp_path / "a.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("published", "author", 1), encoding="utf-8")
    reading, _ = read(tmp_path, before.catalogue())
    assert (drafted, reading.changed) == (["0", "1", "2", "3"], 4)


def test_broken_bytes_are_not_taken_for_the_sign_that_stands_for_them(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    line = json.dumps({"id": "1", "title": "علامة", "body": "نص فيه � وحدها."}, ensure_ascii=False).encode()
    path.write_bytes(line)
    before, events = read(tmp_path)
    assert [type(event) for event in events] == [Article]
    path.write_bytes(line.replace("�".encode(), b"\xff"))
    reading, events = read(tmp_path, before.catalogue())
    assert (reading.kept, [type(event) for event in events]) == (0, [type(read(tmp_path)[1][0])])


records = st.lists(st.sampled_from([*GOOD, *OTHERS]), min_size=1, max_size=7)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.sampled_from([*WRITERS]), st.lists(st.tuples(records, records), min_size=2, max_size=3))
def test_what_is_remembered_and_found_equals_a_reading_of_all(
    ending: str, states: list[tuple[Sequence[Record], Sequence[Record]]]
) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        before = None
        for one, other in states:
            write(folder, ending, one)
            write(folder, ending, other, "b")
            fresh, all_events = read(folder)
            reading, events = read(folder, before)
            before = reading.catalogue()
            assert before == fresh.catalogue()
            articles = [event for event in all_events if isinstance(event, Article)]
            assert reading.kept + reading.added + reading.changed == len(articles)
            assert [event for event in events if not isinstance(event, Article)] == [
                event for event in all_events if not isinstance(event, Article)
            ]
            assert all(event in articles for event in events if isinstance(event, Article))
