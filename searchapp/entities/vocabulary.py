"""The written words that were met, by number, and what is known of each: as arrays, so that texts are read in bulk."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from threading import Lock
from typing import Final

import numpy as np
import numpy.typing as npt

from searchapp.entities.forms import WordForm
from searchapp.entities.hashes import Hashes, key_hash
from searchapp.entities.keys import readings

Numbers = npt.NDArray[np.int64]

CACHED_WORDS: Final = 96_000
START: Final = "<s>"
END: Final = "</s>"
EDGES: Final = (START, END)
"""What stands before and after every sentence. No token is written like them; their numbers are 0 and 1."""

KEYS: Final = 4
"""A word has a key and at most three rests: see :func:`searchapp.entities.keys.readings`."""

_ROOM: Final = 4096


class Vocabulary(dict[str, int]):
    """Numbers of written words; a new word is read when it is first asked for.

    At most ``most`` words are kept between texts: then a quarter, the rarest, is forgotten, and numbers change.
    ``traits`` and ``hashes`` have a row for each number. Who keeps more of the words follows by ``generation``,
    ``kept`` and ``written`` (:class:`searchapp.entities.tagging.known.WordScores`).
    """

    def __init__(self, read: Callable[[str], WordForm], most: int = CACHED_WORDS) -> None:
        super().__init__()
        self._read = read
        self._most = most
        self.lock = Lock()
        """Who reads texts holds it from the first word to the last name: numbers are theirs for so long."""

        self.written: list[str] = []
        self.key_of: list[str] = []
        """The key of each word; a sign is its own key."""

        self.flags_of: list[str] = []
        """The flags of each word by the gazetteer."""

        self._forms: dict[int, WordForm] = {}
        # Memory that no row was written to is not taken: there is room at once for all that is kept, and new text.
        self.room = most + most // 8 + _ROOM
        self._uses = np.zeros(self.room, np.int32)
        self._traits = np.zeros(self.room, np.int32)
        self._hashes: Hashes = np.zeros((self.room, KEYS), np.uint32)
        self._new_traits: list[int] = []
        self._settled = 0
        self.generation = 0
        """How often words were forgotten."""

        self.kept: Numbers = np.zeros(0, np.int64)
        """The numbers, in the generation before this one, of the words that were then kept, in order."""

        for edge in EDGES:
            self[edge]

    def __missing__(self, written: str) -> int:
        form = self._read(written)
        number = self[written] = len(self.written)
        self.written.append(written)
        self.key_of.append(written if form.key == written or not form.key else form.key)
        self.flags_of.append(form.flags)
        self._new_traits.append(form.traits)
        return number

    def form(self, number: int) -> WordForm:
        """All that is known of a word; kept from when it is first asked for: few words begin names."""
        form = self._forms.get(number)
        if form is None:
            form = self._forms[number] = self._read(self.written[number])
        return form

    def numbers(self, written: Iterable[str]) -> Numbers:
        """The numbers of words."""
        return np.array([self[word] for word in written], np.int64)

    def count(self, numbers: Numbers) -> None:
        """Hear of the words at all places of texts, by which is known which words are frequent."""
        self._settle()
        self._uses[: self._settled] += np.bincount(numbers, minlength=self._settled).astype(np.int32)

    def traits(self, numbers: Numbers) -> npt.NDArray[np.int32]:
        """The traits of words (see :mod:`searchapp.entities.forms`)."""
        self._settle()
        return self._traits[numbers]

    def hashes(self, numbers: Numbers) -> Hashes:
        """Hashes of the keys of words and of their rests without proclitics: ``(words, KEYS)``; 0 where there is none.

        See :mod:`searchapp.entities.hashes`.
        """
        self._settle()
        return self._hashes[numbers]

    def rests(self, number: int) -> tuple[str, ...]:
        """The key of a word without proclitics, in every way to read it."""
        return tuple([reading.rest for reading in readings(self.key_of[number])])

    def make_room(self) -> None:
        """Forget the rarest words if they are more than may be kept. Numbers change: not within texts."""
        if len(self.written) <= self._most:
            return
        self._settle()
        uses = self._uses[: self._settled]
        most = max(self._most * 3 // 4, 1)
        kept = np.sort(np.argsort(uses[len(EDGES) :], kind="stable")[-most:] + len(EDGES))  # of equals the later ones
        self.kept = np.concatenate([np.arange(len(EDGES)), kept])
        self.generation += 1
        for column in (self._uses, self._traits, self._hashes):
            column[: len(self.kept)] = column[self.kept]
        self._settled = len(self.kept)
        self._uses[: self._settled] //= 2
        numbers = self.kept.tolist()
        self.written = [self.written[number] for number in numbers]
        self.key_of = [self.key_of[number] for number in numbers]
        self.flags_of = [self.flags_of[number] for number in numbers]
        self._forms.clear()
        self.clear()
        self.update(zip(self.written, range(self._settled), strict=True))

    def _settle(self) -> None:
        """Fill the rows of words that were met since."""
        first, stop = self._settled, len(self.written)
        if first == stop:
            return
        if stop > len(self._uses):
            self._grow(stop)
        self._traits[first:stop] = self._new_traits
        self._new_traits.clear()
        keys = self.key_of[first:]
        self._hashes[first:stop, 0] = [key_hash(key) for key in keys]
        self._hashes[first:stop, 1:] = 0
        for row, key in enumerate(keys, start=first):
            for column, reading in enumerate(readings(key), start=1):
                self._hashes[row, column] = key_hash(reading.rest)
        self._uses[first:stop] = 0
        self._settled = stop

    def _grow(self, stop: int) -> None:
        more = stop + stop // 4 - len(self._uses)
        self._uses = np.concatenate([self._uses, np.zeros(more, np.int32)])
        self._traits = np.concatenate([self._traits, np.zeros(more, np.int32)])
        self._hashes = np.concatenate([self._hashes, np.zeros((more, KEYS), np.uint32)])
