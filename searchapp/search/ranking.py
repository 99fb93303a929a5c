"""The weights of the score, all in one place, each with where it came from."""

from __future__ import annotations

from searchapp.engine.base import Weights
from searchapp.model import Level, TextField

LEVEL_WEIGHTS: dict[Level, float] = {"stem": 1.0, "exact": 0.4}
"""Every exact match is a stem match too, so that the written form counts 1.4 and another form of the word 1.0.

From the measurement of analyzers on eight public test sets (stem 1.0, exact 0.4 came out best on the development sets).
"""

FIELD_WEIGHTS: dict[TextField, float] = {"title": 2.0, "body": 1.0, "caption": 0.3}
"""A word of the title counts twice; captions are found but hardly move an article. By judgement, not yet measured."""

K1 = 0.8
B = 0.85
"""BM25's saturation and length normalisation, from the same measurement (Lucene's defaults are 1.2 and 0.75)."""

WEIGHTS = Weights(fields=FIELD_WEIGHTS, levels=LEVEL_WEIGHTS, k1=K1, b=B)
