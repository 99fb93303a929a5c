"""Train the stemmer's statistics: ``python -m searchapp.arabic.train`` writes ``data/stem_model.json.gz``.

Unsupervised expectation maximisation over the most frequent Arabic entries of the package ``wordfreq`` (a development
dependency). Each word counts once. A word's own share is left out of its stems' counts while its cuts are weighed;
otherwise every word explains itself best and nothing is ever cut. About ten seconds; the same bytes every time.
"""

from __future__ import annotations

import math
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from searchapp.arabic.endings import own_endings
from searchapp.arabic.fold import clean, fold_endings
from searchapp.arabic.segments import Cut, Segmenter, affix_pairs
from searchapp.arabic.stem import choose_stem
from searchapp.arabic.stem_statistics import Statistics
from searchapp.arabic.tables import DATA_FOLDER, STEM_MODEL

ENTRIES: Final = 70_000
"""Measured: 50,000 to 100,000 entries serve retrieval equally, 250,000 worse, since rare entries are noise."""

ROUNDS: Final = 6
RAREST: Final = 0.3
"""Stems expected less often are not shipped; the prior gives them nearly the same likelihood."""

_NEGLIGIBLE: Final = 1e-4
_FIRST_LETTER: Final = "ء"
_LAST_LETTER: Final = "ي"

Shares = list[list[float]]
"""For each word the probability of each of its cuts."""


def train(frequencies: Mapping[str, float], rounds: int = ROUNDS) -> Statistics:
    """Count stems and affix pairs over the Arabic words among ``frequencies``, each cleaned word once.

    The frequencies themselves serve to tell the words whose last letters only look like an ending.
    """
    segmenter = Segmenter(affix_pairs())
    cleaned = _cleaned(frequencies)
    readings = [segmenter.cuts(word) for word in cleaned]
    shares: Shares = [[1 / len(cuts)] * len(cuts) for cuts in readings]
    statistics = _expected_counts(readings, shares)
    for _ in range(rounds - 1):
        shares = [_weighed(cuts, share, statistics) for cuts, share in zip(readings, shares, strict=True)]
        statistics = _expected_counts(readings, shares)
    by_stem: defaultdict[str, float] = defaultdict(float)
    for word, frequency in cleaned.items():
        by_stem[fold_endings(choose_stem(word, segmenter, statistics))] += frequency
    return replace(statistics, own_endings=own_endings(by_stem))


def _cleaned(frequencies: Mapping[str, float]) -> dict[str, float]:
    """The Arabic words in cleaned spelling, with the sum of their spellings' frequencies."""
    cleaned: defaultdict[str, float] = defaultdict(float)
    for written, frequency in frequencies.items():
        word = clean(written)
        if word and all(_FIRST_LETTER <= letter <= _LAST_LETTER for letter in word):
            cleaned[word] += frequency
    return dict(cleaned)


def _expected_counts(readings: Sequence[Sequence[Cut]], shares: Shares) -> Statistics:
    stems: defaultdict[str, float] = defaultdict(float)
    affixes: defaultdict[str, float] = defaultdict(float)
    for cuts, share in zip(readings, shares, strict=True):
        for cut, probability in zip(cuts, share, strict=True):
            if probability > _NEGLIGIBLE:
                stems[cut.stem] += probability
                affixes[cut.affixes] += probability
    return Statistics(stems=dict(stems), affixes=dict(affixes), total=sum(stems.values()))


def _weighed(cuts: Sequence[Cut], share: Sequence[float], statistics: Statistics) -> list[float]:
    logs = [statistics.log_likelihood(cut, own) for cut, own in zip(cuts, share, strict=True)]
    highest = max(logs)
    weights = [math.exp(log - highest) for log in logs]
    total = sum(weights)
    return [weight / total for weight in weights]


def _frequent_words(entries: int) -> dict[str, float]:
    import wordfreq  # a development dependency: needed here and nowhere else

    frequencies: dict[str, float] = wordfreq.get_frequency_dict("ar", wordlist="best")
    ranked: list[str] = wordfreq.top_n_list("ar", len(frequencies), wordlist="best")
    return {word: frequencies[word] for word in ranked[:entries]}


def main(target: Path = DATA_FOLDER / STEM_MODEL) -> None:
    """Train on ``wordfreq`` and write the shipped model to ``target``."""
    statistics = train(_frequent_words(ENTRIES))
    content = statistics.to_bytes(RAREST)
    target.write_bytes(content)
    sys.stdout.write(
        f"{target}: {len(statistics.stems)} stems, {len(statistics.affixes)} pairs, "
        f"{len(statistics.own_endings)} own endings, {len(content)} bytes\n"
    )


if __name__ == "__main__":
    main()
