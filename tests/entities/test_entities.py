"""Entities: golden sentences, identity, the finder's contract, the gazetteer's build, the evaluation page."""

from __future__ import annotations

import gc
import gzip
import json
import os
import re
import runpy
import time
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.arabic import tokenize
from searchapp.entities import EntityFinder, Span, Texts, default_finder, entity_key, find_entities
from searchapp.entities.aliases import aliases
from searchapp.entities.build_gazetteer import (
    Sources,
    build,
    read_cities,
    read_names,
    read_phrases,
    read_words,
    to_bytes,
)
from searchapp.entities.by_gazetteer import GazetteerRecogniser
from searchapp.entities.gazetteer import default_gazetteer
from searchapp.entities.keys import KUNYA, readings, word_key, written_key
from searchapp.entities.lists import gazetteer, rows, word_class
from searchapp.entities.numbering import WordNumbering
from searchapp.entities.rules import Rules
from searchapp.entities.words import ReadTexts

GOLDEN = Path(__file__).parents[1] / "golden"


class Case(NamedTuple):
    text: str
    mentions: list[str]
    ids: list[str]


def _case(line: str) -> Case:
    marked, ids = line.split("\t")
    text = marked.replace("⟦", "").replace("⟧", "")
    return Case(text, re.findall("⟦(.*?)⟧", marked), [] if ids == "-" else ids.split(" | "))


def _cases(name: str) -> list[Case]:
    lines = (GOLDEN / name).read_text(encoding="utf-8").splitlines()
    return [_case(line) for line in lines if not line.startswith("#")]


CASES = _cases("entities.tsv")
"""What gazetteer and rules find by themselves."""

TAGGED = _cases("names.tsv")
"""What the finder finds that the product uses."""


@pytest.fixture(scope="module")
def rules() -> EntityFinder:
    return EntityFinder(GazetteerRecogniser())


def _check(case: Case, finder: EntityFinder) -> None:
    found = finder.mentions(case.text)
    assert [case.text[m.start : m.end] for m in found] == case.mentions
    assert [m.id for m in found] == case.ids


@pytest.mark.parametrize("case", CASES, ids=[f"{n}-{case.text[:30]}" for n, case in enumerate(CASES)])
def test_golden(case: Case, rules: EntityFinder) -> None:
    _check(case, rules)


@pytest.mark.parametrize("case", TAGGED, ids=[f"{n}-{case.text[:30]}" for n, case in enumerate(TAGGED)])
def test_golden_names_of_the_tagger(case: Case) -> None:
    _check(case, default_finder())


def test_the_golden_file_is_large_enough() -> None:
    assert len(CASES) >= 60
    assert len(TAGGED) >= 80
    assert sum(not case.ids for case in CASES) >= 10


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("أميركا", "الولايات المتحده"),
        ("الولايات المتحدة الأمريكية", "الولايات المتحده"),
        ("حلف شمال الأطلسي", "الناتو"),
        ("السعودية", "السعوديه"),
        ("عبد الفتاح السيسي", "عبدالفتاح السيسي"),
        ("السيسي", "عبدالفتاح السيسي"),
        ("عبد العزيز", "عبدالعزيز"),
        ("أبا بكر الصديق", "ابو بكر الصديق"),
        ("مصطفى رؤوف", "مصطفي رووف"),
        ("جُوزِيب بوريـل", "جوزيب بوريل"),
        ("", ""),
    ],
)
def test_keys(name: str, key: str) -> None:
    assert entity_key(name) == key


@given(st.text())
def test_keys_are_idempotent(name: str) -> None:
    assert entity_key(entity_key(name)) == entity_key(name)


def test_every_alias_leads_to_its_label() -> None:
    count = 0
    for kind, label, others, *_ in rows("aliases.tsv"):
        for name in (label, *filter(None, others.split("|"))):
            assert entity_key(name) == written_key(label)
            assert aliases()[written_key(name)].kind == kind
            count += 1
    assert count >= 300


def test_readings() -> None:
    assert {r.rest for r in readings("وللناتو")} == {"للناتو", "الناتو"}
    assert {r.rest for r in readings("وبوتين")} == {"بوتين", "وتين"}
    assert readings("من") == ()


def test_article() -> None:
    found = default_finder().article("بوريل في كييف", "زار جوزيب بوريل أوكرانيا. وقال بوريل في كييف إن كييف صامدة.")
    assert [m.label for m in found.title_mentions] == ["جوزيب بوريل", "كييف"]
    assert [(e.id, e.count) for e in found.entities] == [
        ("person:جوزيب بوريل", 3),
        ("place:كييف", 3),
        ("place:اوكرانيا", 1),
    ]
    assert {m.id for m in found.body_mentions} == {e.id for e in found.entities}


def test_a_surname_of_two_persons_stays_as_it_is() -> None:
    found = default_finder().article("", "التقى سمير المالكي ونوري المالكي. وقال الوزير المالكي إنه راض.")
    ids = [e.id for e in found.entities]
    assert "person:سمير المالكي" in ids
    assert "person:نوري المالكي" in ids
    assert sum(e.count for e in found.entities) == len(found.body_mentions)


def test_a_lone_given_name_is_no_entity_of_the_article(rules: EntityFinder) -> None:
    found = rules.article("", "قال الشيخ عبدالله إن الأمير خالد سافر إلى مصر.")
    assert [e.id for e in found.entities] == ["place:مصر"]


def test_the_label_is_the_most_frequent_form() -> None:
    found = default_finder().article("", "سيرجي ريابكوف. سيرجي ريابكوف. سيرجى ريابكوف.")
    assert [(e.label, e.count) for e in found.entities] == [("سيرجي ريابكوف", 3)]


def test_empty_article() -> None:
    found = default_finder().article("", "")
    assert (found.title_mentions, found.body_mentions, found.entities) == ((), (), ())


class _Fixed:
    """Another recogniser: every word in capitals is an organisation."""

    version = "fixed-1"

    def spans(self, texts: Texts) -> list[Span]:
        found = re.finditer(r"\b[A-Z]+\b", texts.text)
        return [Span(match.start(), match.end(), "organisation", match.group()) for match in found]


def test_another_recogniser_can_be_put_in() -> None:
    finder = EntityFinder(_Fixed())
    assert finder.version == "fixed-1"
    assert [m.id for m in finder.mentions("في WHO و NATO")] == ["organisation:who", "organisation:الناتو"]


def test_the_version_names_rules_and_data() -> None:
    assert re.fullmatch(r"tagger-\d+-[0-9a-f]{12}-gazetteer-\d+-[0-9a-f]{12}", default_finder().version)


pieces = st.one_of(
    st.sampled_from(sorted({word for case in CASES for word in case.text.split()})),
    st.sampled_from(
        [
            " ",
            "\n",
            "،",
            ".",
            "\N{ARABIC FATHA}",
            "\N{ARABIC TATWEEL}",
            "عبد",
            "بن",
            "آل",
            "لل",
            "و",
            "\N{RIGHT-TO-LEFT MARK}",
        ]
    ),
    st.text(max_size=6),
)


@given(st.lists(pieces, max_size=25).map(" ".join))
def test_mentions_of_any_text(text: str) -> None:
    end = 0
    for mention in find_entities(text):
        assert end <= mention.start < mention.end <= len(text)
        assert mention.id.startswith(f"{mention.kind}:")
        assert mention.label
        assert mention.id.split(":", 1)[1] == entity_key(mention.label)
        end = mention.end


@given(st.lists(pieces, max_size=25).map(" ".join), st.lists(pieces, max_size=3).map(" ".join))
def test_tokens_from_another_reading_change_nothing(text: str, before: str) -> None:
    numbering = WordNumbering()
    numbering.read(before)
    tokens = [numbering.read(before), numbering.read(text)]
    finder = default_finder()
    assert finder.articles([(before, text)], ReadTexts(tokens, numbering.written)) == [finder.article(before, text)]


@given(st.lists(pieces, max_size=25).map(" ".join))
def test_no_candidate_is_left_out_by_traits(text: str) -> None:
    texts = default_gazetteer().texts([[text]])
    rules = Rules(default_gazetteer(), texts.words)
    candidates = {index for index in range(len(texts.words.keys)) if rules.candidate(index)}
    assert candidates <= set(rules.openings(texts.vocabulary))


@pytest.mark.parametrize("case", CASES, ids=[f"{n}-{case.text[:30]}" for n, case in enumerate(CASES)])
def test_no_golden_candidate_is_left_out_by_traits(case: Case) -> None:
    test_no_candidate_is_left_out_by_traits.hypothesis.inner_test(case.text)  # type: ignore[attr-defined]


def test_what_was_read_is_let_go_at_once() -> None:
    numbering = WordNumbering()
    assert numbering.read("قمة بعد قمة").numbers.tolist() == [0, 1, 0]
    assert numbering.read("بعد غد").numbers.tolist() == [1, 2]
    assert numbering.written == ["قمة", "بعد", "غد"]
    gc.collect()
    del numbering
    assert gc.collect() == 0


def test_no_articles_have_no_names() -> None:
    assert default_finder().articles([]) == []


@given(st.lists(st.lists(pieces, max_size=9).map(" ".join), max_size=5))
def test_articles_found_together_are_those_found_alone(texts: list[str]) -> None:
    finder = default_finder()
    assert finder.articles([(text, text) for text in texts]) == [finder.article(text, text) for text in texts]


servants = st.sampled_from(["عبد", "وعبد", "أبا", "آبا", "أبي", "الله", "العزيز", "اللّه", "خالد", "في", ".", "\n", "،"])


@given(st.lists(st.tuples(servants, st.sampled_from(["", " ", "  ", "\n"])), max_size=12))
def test_words_are_joined_as_if_read_one_by_one(parts: list[tuple[str, str]]) -> None:
    text = "".join(word + gap for word, gap in parts)
    known = default_gazetteer().texts([["", text, "عبد"]]).words
    found = list(zip(known.starts, known.ends, known.joined, known.keys, strict=True))
    assert found[-1] == (len(text) + 2, len(text) + 5, False, "عبد")
    assert [(start - 1, end - 1, joined, key) for start, end, joined, key in found[:-1]] == one_by_one(text)


def one_by_one(text: str) -> list[tuple[int, int, bool, str]]:
    """The plain reading: each word looks at the one before it."""
    found: list[tuple[int, int, bool, str]] = []
    for first, end in tokenize(text):
        start, key = first, word_key(text[first:end])
        gap = text[found[-1][1] : start] if found else ""
        joined = gap.isspace() and "\n" not in gap
        last = found[-1][3] if joined else ""
        if last in ("عبد", "وعبد") and text.startswith("ال", start):
            start = found.pop()[0]
            key = word_key("".join(text[start:end].split()))
            joined = bool(found) and text[found[-1][1] : start].isspace()
        elif last in KUNYA and text[found[-1][0]] != "آ" and key not in word_class("phrase-end"):
            found[-1] = (*found[-1][:3], KUNYA[last])
        found.append((start, end, joined, key))
    return found


def test_time_is_linear() -> None:
    for unit in ("عبد ", "بن ", "وزارة ال", "محمد ", "الوزير الروسي ", "مجلس الأمن الدولي ", "و"):
        text = (unit * 50_000)[:50_000]
        started = time.process_time()
        find_entities(text)
        assert time.process_time() - started < 10, unit


def test_build_makes_doubtful_words_weak() -> None:
    sources = Sources(
        phrases={"خالد": "P", "بيان": "LP", "لندن": "LP", "الناتو": "O", "قرطاج": "L", "نادي الخور": "O", "روسي": "AL"},
        names=frozenset({"ريابكوف", "حزب"}),
        large_cities=frozenset({"لندن"}),
        ambiguous=frozenset({"بيان"}),
        frequency={"بيان": 4.9, "حزب": 5.0, "كلام": 4.0, "بلندن": 3.1, "لندن": 5.0, "نادر": 1.0},
    )
    built = build(sources)
    expected = {
        "خالد": "P",
        "بيان": "FWl",
        "لندن": "LMW",
        "الناتو": "O",
        "قرطاج": "L",
        "نادي الخور": "O",
        "روسي": "A",
        "ريابكوف": "W",
        "حزب": "F",
        "كلام": "F",
    }
    assert {key: built.get(key) for key in expected} == expected
    assert "بلندن" not in built
    assert "نادر" not in built or built["نادر"] == "P"


def test_build_reads_its_sources(tmp_path: Path) -> None:
    (tmp_path / "g.gz").write_bytes(gzip.compress(json.dumps({"مؤتة": "L", "a-b": "P"}).encode()))
    assert read_phrases(tmp_path / "g.gz") == {"موته": "L"}
    (tmp_path / "n.gz").write_bytes(gzip.compress("ivanov\tإ ي ف ا ن و ف\t3\nx\tا ب\t1\n".encode()))
    assert read_names(tmp_path / "n.gz") == {"ايفانوف"}
    (tmp_path / "c.csv").write_text('CityNameAr,Population\n"جدة",3000000\n"قرية",50\n"بلا",\n', encoding="utf-8")
    assert read_cities(tmp_path / "c.csv") == {"جده"}
    (tmp_path / "a.json").write_text('["بيانٌ"]', encoding="utf-8")
    assert read_words(tmp_path / "a.json") == {"بيان"}


def test_the_shipped_form_is_deterministic_and_says_its_licence() -> None:
    content = to_bytes({"مصر": "C"})
    assert content == to_bytes({"مصر": "C"})
    text = gzip.decompress(content).decode("utf-8")
    assert "CC BY-SA 4.0" in text
    assert text.endswith("مصر\tC\n")
    assert len(gazetteer()) > 100_000
    assert "P" in default_gazetteer().flags("عبدالرقيب")


@pytest.mark.evaluation
def test_the_evaluation_page() -> None:
    folder = os.environ.get("SEARCHAPP_EVALUATION_DATA")
    if not folder:
        pytest.skip("SEARCHAPP_EVALUATION_DATA names no evaluation data")
    (page,) = (Path(folder) / "seed").glob("*.txt")
    found = {e.id: e.count for e in default_finder().article("", page.read_text(encoding="utf-8")).entities}
    persons = {"جوزيب بوريل", "ماريا زاخاروفا", "سيرجي ريابكوف", "ويندي شيرمان", "دميترو كوليبا", "ينس ستولتنبرغ"}
    places = {"روسيا", "أوكرانيا", "بروكسل", "جنيف", "فيينا", "الولايات المتحدة"}
    wanted = {f"person:{entity_key(n)}" for n in persons} | {f"place:{entity_key(n)}" for n in places}
    wanted |= {f"organisation:{entity_key(n)}" for n in ("الناتو", "الاتحاد الأوروبي")}
    assert wanted <= found.keys()
    assert found[f"person:{entity_key('جوزيب بوريل')}"] >= 3
    assert len(found) <= 30


def test_the_benchmark_counts_exactly() -> None:
    benchmark = runpy.run_path(str(Path(__file__).parents[2] / "benchmarks" / "entities.py"))
    tagged = [("زار", "O"), ("جوزيب", "B-PER"), ("بوريل", "I-PER"), ("كييف", "B-LOC"), ("أمس", "B-MISC")]
    assert benchmark["tagged_names"](tagged) == {(1, 3, "person"), (3, 4, "place")}
    counts, _ = benchmark["measure"](default_finder(), [tagged])
    assert (counts["all", "right"], counts["all", "found"], counts["all", "tagged"]) == (2, 2, 2)
    assert "| all | 2 | 100.0% | 100.0% | 100.0% |" in benchmark["table"](counts)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("ﻣﺤﺎﻓﻈﺔ ﻋﺪﻥ تشهد هدوءا", "عدن"),
        ("قصفت محـــافظة عَدَن", "عدن"),
        ("فازت أُنس جابر", "أنس جابر"),
        ("ففازت فأُنس جابر", "أنس جابر"),
    ],
)
def test_labels_are_plain_spelling(text: str, label: str) -> None:
    assert [mention.label for mention in find_entities(text)] == [label]


def test_a_lone_given_name_is_no_entity() -> None:
    article = default_finder().article("زيارة", "قال شينزو إنه سيعود.")
    assert article.entities == ()


def test_a_city_that_is_a_common_noun_is_weak() -> None:
    sources = Sources(
        phrases={"قبو": "L", "دمشق": "L"},
        names=frozenset(),
        large_cities=frozenset({"قبو", "دمشق"}),
        ambiguous=frozenset(),
        frequency={"قبو": 3.4, "القبو": 3.3, "دمشق": 4.9},
    )
    flags = build(sources)
    assert flags["قبو"] == "l"
    assert flags["دمشق"] == "LM"


def test_the_version_is_known_before_anything_is_loaded() -> None:
    finder = EntityFinder()
    before = finder.version
    _, recogniser = finder.prepare()
    assert before == recogniser.version == finder.version
