"""Lucene's side: ArabicAnalyzer out of Debian's ``liblucene8-java``, by a small Java program compiled on the fly."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from benchmarks.relevance.measures import Answer
from benchmarks.relevance.sets import Question, Text

_SOURCE: Final = Path(__file__).with_name("LuceneRelevance.java")
_JARS: Final = Path("/usr/share/java")
_NEEDED: Final = ("core", "analyzers-common", "queryparser")


def missing() -> str:
    """Say which program or jar is missing; empty if none is."""
    absent = [program for program in ("java", "javac") if shutil.which(program) is None]
    absent += [f"lucene-{part} 8.x" for part in _NEEDED if _jar(part) is None]
    return f"{', '.join(absent)} not found (apt-get install liblucene8-java default-jdk-headless)" if absent else ""


def version() -> str:
    """Name Lucene's version by its jar."""
    core = _jar("core")
    return f"Lucene {core.stem.rpartition('-')[2]}" if core else "Lucene"


def open_or_build(texts: Iterable[Text], folder: Path) -> None:
    """Index the texts in ``folder`` unless that was done. Raises CalledProcessError where Java fails."""
    done = folder / "lucene.done"
    if done.exists():
        return
    with (folder / "texts.tsv").open("w", encoding="utf-8", newline="\n") as lines:
        lines.writelines(f"{text.id}\t{_one_line(text.body)}\n" for text in texts)
    _run("index", folder)
    done.touch()


def ask(folder: Path, questions: Sequence[Question]) -> Mapping[str, Answer]:
    """Ask every question of the index in ``folder``. Raises CalledProcessError where Java fails."""
    lines = "".join(f"{_one_line(question.text)}\n" for question in questions)
    (folder / "questions.tsv").write_text(lines, encoding="utf-8", newline="\n")
    given = [line.split("\t") for line in _run("search", folder).splitlines()]
    return {
        question.id: Answer(tuple(ids), int(total)) for question, (total, *ids) in zip(questions, given, strict=True)
    }


def _run(action: str, folder: Path) -> str:
    classes = folder / "lucene-classes"
    path = ":".join(str(jar) for part in _NEEDED if (jar := _jar(part)))
    if not (classes / f"{_SOURCE.stem}.class").exists():
        subprocess.run(["javac", "-nowarn", "-d", str(classes), "-cp", path, str(_SOURCE)], check=True)
    command = ["java", "-Xmx1g", "-XX:+UseSerialGC", "-cp", f"{classes}:{path}", _SOURCE.stem, action, str(folder)]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _jar(part: str) -> Path | None:
    """Find a jar, whether Debian calls it ``lucene-core-8.7.0`` or ``lucene8-core``."""
    found = sorted([*_JARS.glob(f"lucene-{part}-8.*.jar"), *_JARS.glob(f"lucene8-{part}*.jar")])
    return found[0] if found else None
