"""Scores that fade with the age of articles."""

from __future__ import annotations

import numpy as np

from searchapp.engine.base import Recency
from searchapp.engine.whoosh.places import Floats
from searchapp.engine.whoosh.postings import Ints
from searchapp.engine.whoosh.scoring import Scored
from searchapp.engine.whoosh.segment import Segment
from searchapp.engine.whoosh.values import NO_DAY


def faded(segment: Segment, recency: Recency, scored: Scored) -> Scored:
    """Let final scores fade; their arrays are written over."""
    factors = segment.kept_factors(recency, lambda: fading(segment.values.days, recency))
    if scored.everywhere is not None:
        scored.everywhere[:] *= factors
        return Scored(scored.matches, everywhere=scored.everywhere)
    aligned = scored.aligned
    aligned *= factors.take(scored.matches.numbers)
    return Scored(scored.matches, aligned=aligned)


def fading(days: Ints, recency: Recency) -> Floats:
    """Give the factor of every article by its day."""
    ages = np.maximum(recency.newest - days.astype(np.float64), 0)
    fresh = np.where(days == NO_DAY, 0.0, np.power(0.5, ages / recency.half_life))
    factors: Floats = 1 - recency.share + recency.share * fresh
    return factors
