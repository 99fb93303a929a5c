"""JSON and JSON Lines: shapes, faults with their places, fields of all kinds."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from searchapp.ingest import Caution, Event, Finding, Limits, ReadOptions, Reject, read_paths
from searchapp.ingest.encoding import CHUNK
from searchapp.model import Article, Published

BODY = "زرع الأطفال أشجار الزيتون على التل.\nوسقوها مع المغيب."


def record(number: int, **fields: object) -> dict[str, object]:
    return {"id": f"r{number}", "title": f"زيتون {number}", "body": f"{BODY} {number}", **fields}


def read(folder: Path, text: str | bytes, name: str = "a.json", options: ReadOptions | None = None) -> list[Event]:
    (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)
    return list(read_paths([folder / name], options))


def ids(events: list[Event]) -> list[str]:
    return [event.id for event in events if isinstance(event, Article)]


def reasons(events: list[Event]) -> list[tuple[str, int | None]]:
    return [(event.reason, event.line) for event in events if isinstance(event, Finding)]


def only(events: list[Event]) -> Article:
    (event,) = events
    assert isinstance(event, Article), event
    return event


def test_array_object_and_wrapped_array_give_the_same(tmp_path: Path) -> None:
    records = [record(1), record(2)]
    array = read(tmp_path, json.dumps(records))
    assert ids(array) == ["r1", "r2"]
    assert read(tmp_path, json.dumps({"status": "ok", "tags": ["أ"], "articles": records, "n": 2})) == array
    assert read(tmp_path, json.dumps(records[0])) == array[:1]
    assert read(tmp_path, "\n".join(json.dumps(one) for one in records)) == array
    assert read(tmp_path, "\n\n".join(json.dumps(one) for one in records), "a.jsonl") == array
    assert read(tmp_path, "\r\n".join(json.dumps(one) for one in records), "a.ndjson") == array


def test_article_with_an_array_of_objects_is_one_article(tmp_path: Path) -> None:
    images = {"images": [{"text": "غلاف"}], **record(1)}
    assert ids(read(tmp_path, json.dumps(images))) == ["r1"]


def test_two_arrays_of_records_are_refused(tmp_path: Path) -> None:
    events = read(tmp_path, json.dumps({"a": [record(1)], "b": [record(2)]}))
    assert reasons(events) == [("bad-json", 1)]
    assert isinstance(events[0], Reject)
    assert "a, b" in events[0].message


@pytest.mark.parametrize("size", [1, 40, 400])
def test_array_over_many_pieces_is_read_whole(tmp_path: Path, size: int) -> None:
    records = [record(n, body=f"{BODY} " * (n % 7 + size) + str(n)) for n in range(300)]
    assert ids(read(tmp_path, json.dumps(records, ensure_ascii=size % 2 == 0, indent=1))) == [r["id"] for r in records]


def test_broken_array_keeps_what_came_before_and_names_the_place(tmp_path: Path) -> None:
    text = f'[\n{json.dumps(record(1))},\n{json.dumps(record(2))},\n{{"id" 3}}, {json.dumps(record(4))}]'
    events = read(tmp_path, text)
    assert ids(events) == ["r1", "r2"]
    assert reasons(events) == [("bad-json", 4)]
    fault = events[-1]
    assert isinstance(fault, Reject)
    assert "line 4, column 7" in fault.message
    assert '"id" 3' in fault.excerpt


def test_break_in_a_wrapped_array_keeps_what_came_before(tmp_path: Path) -> None:
    events = read(tmp_path, f'{{"articles": [\n{json.dumps(record(1))},\n nonsense]}}')
    assert ids(events) == ["r1"]
    assert reasons(events) == [("bad-json", 3)]


@pytest.mark.parametrize(
    "tail", ["", ",", "]]", "] x", '{"id": "r2"', '{"id": "r2', ', {"id": tru', ",]", ", -", '"x"', "] [1]"]
)
def test_cut_off_and_overlong_arrays_are_reported_once(tmp_path: Path, tail: str) -> None:
    events = read(tmp_path, f"[\n{json.dumps(record(1))}{tail}")
    assert ids(events) == ["r1"]
    assert [reason for reason, _ in reasons(events)] == ["bad-json"]


def test_broken_line_is_lost_alone(tmp_path: Path) -> None:
    lines = [json.dumps(record(1)), '{"id": "x", ', "", "[]", '"text"', json.dumps(record(2))]
    events = read(tmp_path, "\n".join(lines), "a.jsonl")
    assert ids(events) == ["r1", "r2"]
    assert reasons(events) == [("bad-json", 2), ("bad-record", 4), ("bad-record", 5)]


def test_broken_bytes_lose_their_record_alone(tmp_path: Path) -> None:
    good, bad = json.dumps(record(1)).encode(), json.dumps(record(2), ensure_ascii=False).encode()
    broken = bad.replace("زيتون".encode(), "زيتو".encode() + b"\xd9")
    for name, text in {
        "a.jsonl": good + b"\n" + broken + b"\n",
        "a.json": b"[" + good + b",\n" + broken + b"]",
    }.items():
        events = read(tmp_path, text, name)
        assert ids(events) == ["r1"]
        assert reasons(events) == [("bad-encoding", 2)]
        fault = events[-1]
        assert isinstance(fault, Reject)
        assert "0xD9 at line 2" in fault.message


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_depth_and_long_numbers_are_faults_not_crashes(tmp_path: Path, name: str) -> None:
    assert [reason for reason, _ in reasons(read(tmp_path, "[" * 100_000, name))] == ["bad-json"]
    assert [reason for reason, _ in reasons(read(tmp_path, "[" + "7" * 5000 + "]", name))] == ["bad-json"]


@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.csv", "a.txt", "a.html"])
def test_record_beyond_the_limit_is_named(tmp_path: Path, name: str) -> None:
    long = json.dumps([record(1, body="زيتون " * 200_000)] if name == "a.json" else record(1, body="زيت " * 400_000))
    events = read(tmp_path, long, name, ReadOptions(limits=Limits(record=1000, page=1000)))
    assert [reason for reason, _ in reasons(events)] == ["record-too-long"]


def test_long_line_is_passed_over_and_the_next_read(tmp_path: Path) -> None:
    lines = [json.dumps(record(1)), "x" * 700_000, json.dumps(record(2))]
    events = read(tmp_path, "\n".join(lines), "a.jsonl", ReadOptions(limits=Limits(record=2000)))
    assert ids(events) == ["r1", "r2"]
    assert reasons(events) == [("record-too-long", 2)]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"body": ""}, "no-text"),
        ({"body": None}, "no-text"),
        ({"body": " \n … "}, "no-text"),
        ({"title": 7}, "bad-field"),
        ({"body": {"ar": BODY}}, "bad-field"),
        ({"body": [BODY, 1]}, "bad-field"),
        ({"author": ["ليلى", 2]}, "bad-field"),
        ({"id": True}, "bad-field"),
        ({"title": "زي\ud800تون"}, "bad-field"),
        ({"body": "زي\x00تون"}, "nul-character"),
        ({"url": "http://a.example/\x00"}, "nul-character"),
        ({"title": "ز" * 2001}, "field-too-long"),
        ({"source": "ز" * 8001}, "field-too-long"),
        ({"body": "ز" * 5_000_001}, "field-too-long"),
        ({"captions": ["ز" * 5_000_001]}, "field-too-long"),
    ],
)
def test_faulty_fields_lose_their_record_alone(tmp_path: Path, fields: dict[str, object], reason: str) -> None:
    events = read(tmp_path, json.dumps([record(1, **fields), record(2)]))
    assert ids(events) == ["r2"]
    assert [found for found, _ in reasons(events)] == [reason]


def test_texts_are_kept_as_written_but_for_spaces_and_entities(tmp_path: Path) -> None:
    title = "&nbsp;&#8220;موسوعة&#8221; الأُسَر &quot;ج١&quot; AT&T &notanentity; "
    body = " سطر أوّل \r\n\r\n \r سطرٌ ثانٍ\u2028ثالث &amp; أخير"
    article = only(read(tmp_path, json.dumps(record(1, title=title, body=body))))
    assert article.title == '“موسوعة” الأُسَر "ج١" AT&T &notanentity;'
    assert article.body == "سطر أوّل\nسطرٌ ثانٍ\nثالث & أخير"


def test_arabic_names_nested_names_and_lists(tmp_path: Path) -> None:
    article = only(
        read(
            tmp_path,
            json.dumps(
                {
                    "العنوان": "موسم الزيتون",
                    "المحتوي": ["بدأ القطاف.", "وانتهى العصر."],
                    "source": {"id": None, "name": "نشرة الحقل"},
                    "Author": ["ليلى", "سامر"],
                    "القسم": "زراعة",
                    "caption": "شجرة معمّرة",
                    "Date-Published": "٤ يناير ٢٠٢٢",
                    "language": "ar_PS",
                }
            ),
        )
    )
    assert (article.title, article.body) == ("موسم الزيتون", "بدأ القطاف.\nوانتهى العصر.")
    assert (article.source, article.author, article.section) == ("نشرة الحقل", "ليلى، سامر", "زراعة")
    assert (article.captions, article.lang) == (("شجرة معمّرة",), "ar")
    assert article.published == Published(date(2022, 1, 4), "day", "given")


def test_text_without_title_is_kept(tmp_path: Path) -> None:
    article = only(read(tmp_path, json.dumps({"id": 7, "text": BODY})))
    assert (article.id, article.title, article.body) == ("7", "", BODY)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "java\tscript:alert(1)", "data:text/html,x", "javascript:8/x"])
def test_addresses_that_are_no_web_addresses_are_left_out(tmp_path: Path, url: str) -> None:
    caution, article = read(tmp_path, json.dumps(record(1, url=url)))
    assert isinstance(caution, Caution)
    assert caution.reason == "bad-url"
    assert isinstance(article, Article)
    assert article.url == ""


@pytest.mark.parametrize("shift", range(6))
def test_number_that_is_cut_by_the_end_of_a_piece_goes_on(tmp_path: Path, shift: int) -> None:
    spaces = " " * (CHUNK - shift)
    fields = {"id": 123456, "body": BODY}
    events = read(tmp_path, f"[{spaces}-12345.5e3, {json.dumps(fields)}]")
    assert reasons(events) == [("bad-record", 1)]
    assert ids(events) == ["123456"]
    assert reasons(read(tmp_path, f"{spaces}12345")) == [("bad-record", 1)]


def test_single_object_beyond_the_limit_is_named(tmp_path: Path) -> None:
    events = read(tmp_path, json.dumps(record(1)), "a.json", ReadOptions(limits=Limits(record=20)))
    assert reasons(events) == [("record-too-long", 1)]


def test_empty_collections_are_said(tmp_path: Path) -> None:
    for name, text in {"a.json": "[]", "a.jsonl": "\n \n", "a.csv": "title,body\n", "b.csv": "", "b.jsonl": ""}.items():
        assert [reason for reason, _ in reasons(read(tmp_path, text, name))] == ["no-records"], name
    assert [reason for reason, _ in reasons(read(tmp_path, "", "b.json"))] == ["bad-json"]


def test_findings_of_an_array_on_one_line_tell_their_number(tmp_path: Path) -> None:
    records = [record(1), record(2, body=""), record(3, date="?"), 4]
    for text in (json.dumps(records), json.dumps({"n": 1, "articles": records})):
        told = [event for event in read(tmp_path, text) if isinstance(event, Finding)]
        assert [event.message.partition(":")[0] for event in told] == ["Record 2", "Record 3", "Record 4"]
        assert [event.message_ar.partition(":")[0] for event in told] == ["السجل 2", "السجل 3", "السجل 4"]


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_arabic_message_tells_the_place_without_the_parser_s_words(tmp_path: Path, name: str) -> None:
    (fault,) = read(tmp_path, '{"id": nonsense}', name)
    assert isinstance(fault, Reject)
    assert "Expecting value" in fault.message
    assert fault.message_ar == "ليس JSON صحيحًا في السطر 1، العمود 8."
