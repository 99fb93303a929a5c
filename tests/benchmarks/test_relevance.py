"""The relevance benchmark on a tiny made-up collection in the format of the real one."""

from __future__ import annotations

import gzip
import json
import zipfile
from pathlib import Path

import pytest

from benchmarks.relevance import lucene
from benchmarks.relevance.__main__ import main
from benchmarks.relevance.measures import Answer, Quality, quality, rank, results
from benchmarks.relevance.noise import ALL, KINDS, noisy
from benchmarks.relevance.sets import Question, QuestionSet, read_pool, read_sets
from searchapp.arabic.fold import fold

PARAGRAPHS = {
    "p:0": "افتتحت البلدية مدرسة جديدة في حي النهضة، وفيها مكتبة وملعب.",
    "p:1": "تسقط أمطار غزيرة على الساحل في فصل الشتاء، وتفيض الأودية.",
    "p:2": "يزرع الفلاحون القمح في السهول الشمالية منذ قرون.",
}
ARTICLES = [
    "فاز فريق المدينة بكأس البطولة بعد مباراة مثيرة.",
    "",
    "ارتفعت أسعار القمح في الأسواق 15 في المئة هذا العام.",
]
QUESTIONS = {
    "made_up": [("q1", "أين تفيض الأودية؟", ["p:1"]), ("q2", "من يزرع القمح؟", ["p:2"])],
    "headlines": [("q3", "ارتفاع أسعار القمح 15 في المئة", ["snn:2020-01-02#2", "snn:2020-01-02#9"])],
}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    (folder / "retrieval").mkdir()
    (folder / "news").mkdir()
    with gzip.open(folder / "retrieval" / "pool_a.jsonl.gz", "wt", encoding="utf-8") as lines:
        for name, text in PARAGRAPHS.items():
            lines.write(json.dumps({"id": name, "set": "p", "text": text}) + "\n")
    for name, asked in QUESTIONS.items():
        records = [{"set": name, "id": i, "q": text, "rel": relevant} for i, text, relevant in asked]
        text = "".join(json.dumps(record) + "\n" for record in records)
        (folder / "retrieval" / f"queries_{name}.jsonl").write_text(text, encoding="utf-8")
    with zipfile.ZipFile(folder / "news" / "2020-01-02.zip", "w") as archive:
        records = [{"title": "عنوان", "content": content} for content in ARTICLES]
        archive.writestr("2020-01-02.json", "\ufeff" + json.dumps(records))
    return folder


def asked(*texts: str) -> QuestionSet:
    questions = tuple(Question(str(number), text, frozenset({"a"})) for number, text in enumerate(texts))
    return QuestionSet("asked", "paragraphs", questions)


def test_pools_and_sets_are_read_as_their_files_have_them(data: Path) -> None:
    assert {text.id: text.body for text in read_pool(data, "paragraphs")} == PARAGRAPHS
    assert {text.id: text.body for text in read_pool(data, "articles")} == {
        "snn:2020-01-02#0": ARTICLES[0],
        "snn:2020-01-02#2": ARTICLES[2],
    }
    headlines, made_up = read_sets(data)
    assert (headlines.name, headlines.pool) == ("headlines", "articles")
    assert (made_up.name, made_up.pool) == ("made_up", "paragraphs")
    assert made_up.questions[0] == Question("q1", "أين تفيض الأودية؟", frozenset({"p:1"}))


def test_a_folder_without_questions_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="queries_"):
        read_sets(tmp_path)


def test_measures_are_those_of_a_calculation_by_hand() -> None:
    relevant = frozenset({"a", "b"})
    assert rank(Answer(("x", "b", "a")), relevant) == 2
    assert rank(Answer(tuple("1234567890a")), relevant) is None
    answers = {"0": Answer(("a",)), "1": Answer(("x", "y", "z", "a")), "2": Answer(()), "3": Answer(("a", "x"))}
    found = quality(asked("1", "2", "3", "4"), answers)
    assert found == Quality(first=0.5, reciprocal=(1 + 1 / 4 + 1) / 4, found=0.75)
    counted = results([Answer((), 0), Answer(("a",), 4, relaxed=True), Answer(("a",), 2)])
    assert (counted.median, round(counted.empty, 3), round(counted.relaxed, 3)) == (2, 0.333, 0.333)


@pytest.mark.parametrize("kind", [*KINDS, ALL])
def test_noise_changes_spelling_only_and_always_alike(kind: str) -> None:
    texts = ["إلى أين تتجه أسعار المدارس الأهلية في سنة 1437؟", "لماذا هاجر آخر كاتب من القرية سنة 2015 إلى مدينة أخرى"]
    misspelt = noisy(asked(*texts), kind)
    assert misspelt == noisy(asked(*texts), kind)
    written = [question.text for question in misspelt.questions]
    assert written != texts
    assert [fold(text) for text in written] == [fold(text) for text in texts]


def test_a_sample_is_always_the_same() -> None:
    whole = asked(*map(str, range(50)))
    assert whole.sample(None) is whole
    assert whole.sample(7) == whole.sample(7)
    assert len(whole.sample(7).questions) == 7


def test_the_command_reports_quality_noise_and_results(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--no-lucene", "--noise", "hamza,all", "--scratch", str(tmp_path), "--out", str(tmp_path / "out.md")]
    main([str(data), *options])
    report = capsys.readouterr().out
    assert (tmp_path / "out.md").read_text(encoding="utf-8").strip() == report.strip()
    assert "| made_up | 2 | 1.000 / 1.000 / 1.000 |" in report
    assert "| headlines | 1 | 1.000 / 1.000 / 1.000 |" in report
    assert "| all | +0.0 / +0.0 | +0.0 / +0.0 |" in report
    assert "2 articles" in report
    indexes = sorted(path.name for path in tmp_path.glob("*/index/*"))
    main([str(data), *options])
    assert sorted(path.name for path in tmp_path.glob("*/index/*")) == indexes, "kept indexes are used again"


def test_an_unknown_set_is_named(data: Path) -> None:
    with pytest.raises(SystemExit, match="there is no set nothing"):
        main([str(data), "--sets", "nothing"])


@pytest.mark.skipif(bool(lucene.missing()), reason=f"no Lucene: {lucene.missing()}")
def test_lucene_answers_the_same_questions(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main([str(data), "--sets", "made_up", "--noise", "", "--scratch", str(tmp_path)])
    report = capsys.readouterr().out
    assert "| made_up | 2 | 1.000 / 1.000 / 1.000 | 1.000 / 1.000 / 1.000 | 1.00 / 1.00 / 1.00 |" in report
