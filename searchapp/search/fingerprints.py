"""What a text shares with others in little room: 64 bytes an article, from which engines find near-duplicates.

The fingerprint is a minhash (Broder 1997) over the runs of three folded words of the body: of two texts, each byte is
equal as probably as a run of either is in both. One hash fills all bytes (one permutation hashing: Li, Owen and Zhang
2012), each from its own 64th of the hashes; an empty one takes the next that is not (Shrivastava and Li 2014).

Hashes of words are made of their letters, so that fingerprints of any two builds compare.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from searchapp.engine.base import BatchWords
from searchapp.engine.likeness import FINGERPRINT_BYTES

RUN: Final = 3
"""Words of a run. Shorter ones stand in unrelated texts too, longer ones do not survive an editor."""

FEWEST_RUNS: Final = 40
"""A text with fewer different runs has no fingerprint: too little to say that it is another one's copy."""

_VALUE_BITS: Final = 32
_SLOT_SHIFT: Final = np.uint64(64 - (FINGERPRINT_BYTES - 1).bit_length())
_LOW: Final = np.uint64((1 << _VALUE_BITS) - 1)
_LETTER: Final = np.uint64(0x100000001B3)
_ODD: Final = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], dtype=np.uint64)

Hashes = NDArray[np.uint64]


def fingerprints(words: BatchWords) -> list[bytes]:
    """Give the fingerprint of each article of a batch; an empty one where the body is too short."""
    counts = np.asarray(words.counts["body"], dtype=np.int64)
    runs, owners = _runs(_word_hashes(words.forms["exact"]), np.asarray(words.numbers["body"]), counts)
    slots = np.full((len(counts), FINGERPRINT_BYTES), -1, dtype=np.int64)
    slot_of = (runs >> _SLOT_SHIFT) | (owners.astype(np.uint64) << np.uint64((FINGERPRINT_BYTES - 1).bit_length()))
    keys = np.sort((slot_of << np.uint64(_VALUE_BITS)) | (runs & _LOW))
    different = keys[_firsts(keys)]
    least = different[_firsts(different >> np.uint64(_VALUE_BITS))]
    slots.reshape(-1)[(least >> np.uint64(_VALUE_BITS)).astype(np.int64)] = (least & _LOW).astype(np.int64)
    owner_shift = np.uint64(_VALUE_BITS + (FINGERPRINT_BYTES - 1).bit_length())
    sizes = np.bincount((different >> owner_shift).astype(np.int64), minlength=len(counts))
    kept = _filled(slots).astype(np.uint8)
    return [kept[i].tobytes() if size >= FEWEST_RUNS else b"" for i, size in enumerate(sizes.tolist())]


def _runs(hashes: Hashes, numbers: NDArray[np.int32], counts: NDArray[np.int64]) -> tuple[Hashes, NDArray[np.int64]]:
    """Give the hash of every run of words inside an article, and the article's place in the batch."""
    owners = np.repeat(np.arange(len(counts)), counts)
    texts = hashes[numbers] if len(numbers) else np.zeros(0, dtype=np.uint64)
    length = max(len(texts) - RUN + 1, 0)
    inside = owners[:length] == owners[RUN - 1 :][:length]
    mixed = np.zeros(length, dtype=np.uint64)
    for place in range(RUN):
        mixed = (mixed ^ texts[place : place + length]) * _ODD[place]
        mixed ^= mixed >> np.uint64(29)
    return mixed[inside], owners[:length][inside]


def _word_hashes(forms: Sequence[str]) -> Hashes:
    """Hash folded words by their letters, all at once."""
    listed = list(forms)
    sizes = np.fromiter(map(len, listed), dtype=np.int64, count=len(listed))
    letters = np.frombuffer("".join(listed).encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    ends = np.cumsum(sizes)
    places = np.arange(len(letters)) - np.repeat(ends - sizes, sizes)
    powers = np.cumprod(np.full(int(sizes.max(initial=0)) + 1, _LETTER), dtype=np.uint64)
    summed = np.append(np.uint64(0), np.cumsum((letters + np.uint64(1)) * powers[places], dtype=np.uint64))
    hashes: Hashes = (summed[ends] - summed[ends - sizes]) * _ODD[0]
    hashes ^= hashes >> np.uint64(32)
    hashes *= _ODD[1]
    return hashes


def _filled(slots: NDArray[np.int64]) -> NDArray[np.int64]:
    """Fill empty slots (-1) from the next one, around the end; a row without any stays as it is."""
    width = slots.shape[1]
    twice = np.concatenate((slots, slots), axis=1)
    places = np.where(twice >= 0, np.arange(2 * width), 2 * width - 1)
    following = np.minimum.accumulate(places[:, ::-1], axis=1)[:, ::-1][:, :width]
    return np.take_along_axis(twice, following, axis=1)


def _firsts(ascending: Hashes) -> NDArray[np.bool_]:
    """Mark the first of each run of equal numbers."""
    firsts = np.ones(len(ascending), dtype=bool)
    np.not_equal(ascending[1:], ascending[:-1], out=firsts[1:])
    return firsts
