"""Which words count as one: ``python -m benchmarks.forms DATA [INDEX] [--out FILE.md]``.

DATA holds ``retrieval/pairs_*.json`` (pairs of words that must, or must not, be one term: ``want``, ``cat``, ``a``,
``b``) and ``retrieval/gold_*.csv`` (words with their stems and roots). INDEX is a built collection, whose relatives of
words then count too, as they do when it is searched; without it only stems and the list of word families do.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from searchapp import Collection
from searchapp.arabic import default_analyzer, fold
from searchapp.search.families import word_families
from searchapp.search.relatives import Relatives, family_stems

SPELLING: Final = frozenset(
    {"hamza", "yeh-maqsura", "teh-marbuta", "tatweel", "diacritics", "presentation"}
    | {"persian-letters", "digits", "invisible"}
)
JOINED: Final = frozenset({"loan", "broken-plural"})
Pair = Mapping[str, str]
Row = tuple[str, int, int]


def kind_of(pair: Pair) -> str:
    """Name the row of the table that a pair belongs to."""
    if pair["want"] != "same":
        return "kept apart"
    if pair["cat"] in SPELLING:
        return "spelling variants"
    return "loans and broken plurals" if pair["cat"] in JOINED else "clitics and inflection"


def count_pairs(pairs: Iterable[Pair], relatives: Relatives) -> list[Row]:
    """Count by kind how many pairs there are, and of how many the answer is right."""
    word = default_analyzer().word
    wanted: defaultdict[str, int] = defaultdict(int)
    right: defaultdict[str, int] = defaultdict(int)
    for pair in pairs:
        one, other = word(pair["a"]).stem, word(pair["b"]).stem
        joined = one == other or other in relatives.relatives(one)
        wanted[kind_of(pair)] += 1
        right[kind_of(pair)] += joined == (pair["want"] == "same")
    return [(kind, right[kind], wanted[kind]) for kind in sorted(wanted)]


def b_cubed(gold: Mapping[str, str], predict: Callable[[str], str]) -> float:
    """Measure how well predictions group words as the gold forms do: the harmonic mean of precision and recall.

    Bagga and Baldwin 1998: of every word, the share of those grouped with it that belong there, and the reverse.
    """
    together: defaultdict[str, set[str]] = defaultdict(set)
    predicted: defaultdict[str, set[str]] = defaultdict(set)
    for written, form in gold.items():
        together[form].add(written)
        predicted[predict(written)].add(written)
    shared = {written: len(together[form] & predicted[predict(written)]) for written, form in gold.items()}
    precision = sum(shared[written] / len(predicted[predict(written)]) for written in gold) / len(gold)
    recall = sum(shared[written] / len(together[form]) for written, form in gold.items()) / len(gold)
    return 2 * precision * recall / (precision + recall)


def read_gold(file: Path, column: str) -> dict[str, str]:
    """Read the words that have one gold form in a column, with that form folded."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    answers = {row["word"]: {fold(form) for form in row[column].split(";") if form} for row in rows}
    return {written: forms.pop() for written, forms in answers.items() if len(forms) == 1}


def root_or_stem(written: str) -> str:
    """Give what the index holds at the root level."""
    forms = default_analyzer().word(written)
    return forms.root or forms.stem


def stem(written: str) -> str:
    """Give a word's stem."""
    return default_analyzer().word(written).stem


def report(data: Path, relatives: Relatives) -> str:
    """Measure everything and give the tables."""
    lines = ["# Words that count as one", "", "| pairs | right | of | share |", "| --- | ---: | ---: | ---: |"]
    for file in sorted((data / "retrieval").glob("pairs_*.json")):
        for kind, right, wanted in count_pairs(json.loads(file.read_text(encoding="utf-8")), relatives):
            lines.append(f"| {kind} ({file.stem}) | {right} | {wanted} | {right / wanted:.1%} |")
    lines += ["", "| gold (B-cubed F) | stem | root |", "| --- | ---: | ---: |"]
    for file in sorted((data / "retrieval").glob("gold_*.csv")):
        by_stem, by_root = b_cubed(read_gold(file, "stem"), stem), b_cubed(read_gold(file, "root"), root_or_stem)
        lines.append(f"| {file.stem} | {by_stem:.3f} | {by_root:.3f} |")
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure as the command line says."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.forms", description=__doc__)
    parser.add_argument("data", type=Path, help="folder with retrieval/")
    parser.add_argument("index", type=Path, nargs="?", help="a built collection, whose relatives count")
    parser.add_argument("--out", type=Path, help="write the report here too")
    options = parser.parse_args(arguments)
    if options.index:
        relatives = Collection.open(options.index).service().relatives
    else:
        relatives = Relatives({}, family_stems(word_families(), default_analyzer()))
    text = report(options.data, relatives)
    print(text)
    if options.out:
        options.out.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
