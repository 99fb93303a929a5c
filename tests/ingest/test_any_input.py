"""Whatever the bytes are, reading never crashes, and every record ends as exactly one event."""

from __future__ import annotations

import csv
import gzip
import io
import json
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from searchapp.ingest import Event, Finding, Reject, Repeat, Skipped, read_paths
from searchapp.ingest.furniture import sort_lines
from searchapp.model import Article

ENDINGS = ("txt", "html", "json", "jsonl", "csv", "zip", "json.gz")
SIGNS = [b"{", b"}", b"[", b"]", b",", b":", b'"', b"\\", b"\n", b"\r", b";", b"\t", b"\x00", b"\xff", b"\xd9"]
MARKS = [
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\\ud800",
    b"&#0;",
    b"<!--",
    b"]]>",
    b"<?xml encoding='x'?>",
    b"<p>",
    b"<title>",
]
WORDS = [
    "نص".encode(),
    "نص".encode("cp1256"),
    b'{"body":"x"}',
    b'"body"',
    b'"title"',
    b"title,body\n",
    b"null",
    b"-1e9",
]
MORE = [b"<p>", b"<title>", b"null", b"-1e9"]
FRAGMENTS = st.sampled_from([*SIGNS, *MARKS, *WORDS, *MORE])
BYTES = st.one_of(st.binary(max_size=200), st.lists(FRAGMENTS, max_size=40).map(b"".join))
TEXTS = st.text(max_size=12)
VALUES = st.one_of(st.none(), TEXTS, st.integers(), st.floats(), st.lists(TEXTS, max_size=3))
NAMES = st.sampled_from(["id", "title", "body", "url", "date", "source", "author", "x"])
RECORDS = st.lists(st.dictionaries(NAMES, VALUES), max_size=6)


def read(name: str, data: bytes) -> list[Event]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        return list(read_paths([path], None))


def outcomes(events: list[Event]) -> int:
    return sum(isinstance(event, Article | Reject | Repeat) for event in events)


def check(events: list[Event]) -> None:
    for event in events:
        if isinstance(event, Finding):
            json.dumps(event.message + event.message_ar + event.excerpt, ensure_ascii=False).encode()
            assert event.message.endswith(".")
            assert event.message_ar.endswith(".")
            assert len(event.excerpt) <= 120
        else:
            assert event.id
            assert event.body.strip() == event.body != ""
            (event.title + event.body + event.url + event.source).encode()


@pytest.mark.parametrize("ending", ENDINGS)
@settings(max_examples=150, deadline=None)
@given(data=BYTES)
def test_any_bytes_end_in_events(ending: str, data: bytes) -> None:
    events = read(f"a.{ending}", data)
    assert events
    check(events)


@pytest.mark.parametrize("ending", ENDINGS[:5])
@settings(max_examples=60, deadline=None)
@given(data=BYTES, cut=st.integers(0, 300), flip=st.integers(0, 300))
def test_damaged_archives_end_in_events(ending: str, data: bytes, cut: int, flip: int) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"d/a.{ending}", data)
    for name, whole in (("a.zip", packed.getvalue()), (f"a.{ending}.gz", gzip.compress(data))):
        damaged = bytearray(whole[: len(whole) - cut] if cut < len(whole) else whole)
        damaged[flip % len(damaged)] ^= 0x55
        check(read(name, bytes(damaged)))


@settings(max_examples=150, deadline=None)
@given(records=RECORDS)
@example(records=[{"body": "نص"}, {"body": "نص"}, {"body": ""}])
def test_every_record_ends_as_exactly_one_event(records: list[dict[str, object]]) -> None:
    array = read("a.json", json.dumps(records).encode())
    lines = read("a.jsonl", "\n".join(map(json.dumps, records)).encode())
    check(array)
    assert outcomes(array) == outcomes(lines) == len(records)
    assert [e for e in array if isinstance(e, Article)] == [e for e in lines if isinstance(e, Article)]


@settings(max_examples=100, deadline=None)
@given(rows=st.lists(st.tuples(st.text(max_size=9), st.text(max_size=9)), max_size=6))
def test_every_row_ends_as_exactly_one_event(rows: list[tuple[str, str]]) -> None:
    table = io.StringIO(newline="")
    writer = csv.writer(table, quoting=csv.QUOTE_ALL)
    writer.writerows([("title", "body"), *rows])
    events = read("a.csv", table.getvalue().encode("utf-8", "surrogatepass"))
    check(events)
    assert outcomes(events) == len(rows)


@given(st.lists(st.text(max_size=60), max_size=8))
def test_no_line_of_a_page_is_told_twice(lines: list[str]) -> None:
    found = sort_lines(lines)
    assert len(found.texts) + len(found.captions) + len(found.values) <= len(lines)


def test_no_event_is_skipped_for_known_endings() -> None:
    for ending in ENDINGS:
        assert not any(isinstance(event, Skipped) for event in read(f"a.{ending}", b""))
