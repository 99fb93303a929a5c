"""Text to tokens with their forms at every level: the one analysis that index and query share.

Forms are a property of the written word, so they are kept per word in a bounded cache: of 100,000 words, about 40 MB.
With libraries, statistics and word lists a process that only analyses takes about 100 MB.
"""

from __future__ import annotations

import copy
import hashlib
import re
import threading
import unicodedata
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from importlib.metadata import version as installed_version
from sys import intern
from typing import Final, Protocol, Self

from searchapp.arabic.fold import clean, fold_endings, fold_seats
from searchapp.arabic.memory import Memory
from searchapp.arabic.protected import Protected, ProtectedWords, servant_name
from searchapp.arabic.root import root_of
from searchapp.arabic.segments import Segmenter, affix_pairs
from searchapp.arabic.stem import choose_stem, strip_inflection
from searchapp.arabic.stem_statistics import Statistics
from searchapp.arabic.tables import DATA_FILES, ROOM, STEM_MODEL, read_bytes
from searchapp.arabic.tokens import all_tokens, tokenize
from searchapp.arabic.words import (
    function_words,
    proclitics,
    stop_lookalikes,
    stop_words,
)
from searchapp.model import Token

CACHED_WORDS: Final = 100_000
_WORDS_PER_STEM: Final = 8
_LONGEST_CACHED: Final = 64
_SHORTEST_HOST: Final = 3
_ARTICLE: Final = "ال"
_ARABIC: Final = re.compile("[ء-ي]*")
_MADDA: Final = re.compile("\N{ARABIC LETTER ALEF WITH MADDA ABOVE}|\N{ARABIC LETTER ALEF}\N{ARABIC MADDAH ABOVE}")
_HAMZA_ALEF: Final = "ءا"
_LONG_ALEF: Final = "آ"
_LONG_ALEF_LAM: Final = re.compile("[وف]?[بكل]?(?:ال|لل)?(ءال.*)")
_HOUSE_OF: Final = "ءال"
_VERSION_LENGTH: Final = 16
_NOT_IN_VERSION: Final = frozenset({"train.py"})
_KNOWN_STEM: Final = 0.9
_COMMON_ENDINGS: Final = frozenset(("", "ة", "ات", "ان", "ين", "ون", "ي", "ية", "ه", "ها", "هم", "هما"))
_THOUSANDS: Final = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_LIBRARIES: Final = ("pyarabic", "tashaphyne")


@dataclass(frozen=True, slots=True)
class WordForms:
    """The forms of one written word, all folded. ``root`` is empty where none was found."""

    exact: str
    stem: str
    root: str
    stop: bool = False
    protected: bool = False


class KnownWords(Protocol):
    """Words whose forms were worked out before, by an analyzer of the same version. Safe for use from threads."""

    def find(self, written: str) -> WordForms | None:
        """The forms of a word, None where they are not known."""
        ...

    def learn(self, written: str, forms: WordForms) -> None:
        """Hear of a word that was not known, and had to be worked out."""
        ...


@dataclass(frozen=True, slots=True)
class TokenColumns:
    """The tokens of a text as parallel lists: place ``i`` of each list is about token ``i``."""

    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    exact: list[str] = field(default_factory=list)
    stem: list[str] = field(default_factory=list)
    root: list[str] = field(default_factory=list)

    def places(self) -> list[tuple[int, int]]:
        """Where the tokens stand, for what else reads the same text."""
        return list(zip(self.starts, self.ends, strict=True))


class Analyzer:
    """The Arabic analysis. Thread-safe; its answers depend on nothing but the text and ``version``."""

    def __init__(self, cached_words: int = CACHED_WORDS) -> None:
        self.version = _version()
        self._local = threading.local()
        self._words: KnownWords | None = None
        self._cached_words = cached_words
        # In the order of use, where a memory in two generations would forget a sixth more of a collection's words.
        self._known = lru_cache(maxsize=cached_words)(self._found)
        self._known_cuts: Memory[str, str] = Memory(cached_words // _WORDS_PER_STEM)
        self._known_roots: Memory[str, str] = Memory(cached_words // _WORDS_PER_STEM)

    def prepare(self) -> None:
        """Read the word lists now and not with the first word."""
        self._lists  # noqa: B018  # reads them

    @cached_property
    def _lists(self) -> _Lists:
        return _lists()

    def analyze(self, text: str) -> tuple[Token, ...]:
        """Return the tokens of ``text`` in order, each with its place and forms.

        Example: ``analyze("وبالمدارس")`` gives one token with stem ``مدارس`` and root ``درس``.
        """
        tokens = []
        for start, end in tokenize(text):
            written = text[start:end]
            forms = self.word(written)
            tokens.append(Token(written, start, end, forms.exact, forms.stem, forms.root, forms.stop, forms.protected))
        return tuple(tokens)

    def columns(self, text: str) -> TokenColumns:
        """Return what ``analyze`` gives as parallel lists, without an object per token: for indexing."""
        places = all_tokens(text)
        known = self._known
        forms = [
            known(text[start:end]) if end - start <= _LONGEST_CACHED else self._forms(text[start:end])
            for start, end in places
        ]
        return TokenColumns(
            starts=[start for start, _ in places],
            ends=[end for _, end in places],
            exact=[word.exact for word in forms],
            stem=[word.stem for word in forms],
            root=[word.root for word in forms],
        )

    def word(self, written: str) -> WordForms:
        """Return the forms of one token as written. Example: ``word("والمُدرِّسون")`` has exact ``والمدرسون``."""
        return self._known(written) if len(written) <= _LONGEST_CACHED else self._forms(written)

    def knowing(self, words: KnownWords) -> Self:
        """Return an analyzer with the same answers that looks up ``words`` before it works a word out.

        The two share their word lists, but each remembers on its own what it was asked.
        """
        other = copy.copy(self)
        other._words = words
        other._known = lru_cache(maxsize=self._cached_words)(other._found)
        return other

    def _found(self, written: str) -> WordForms:
        """The forms of a word that was not asked lately."""
        if self._words is None:
            return self._forms(written)
        forms = self._words.find(written)
        if forms is None:
            forms = self._forms(written)
            self._words.learn(written, forms)
        return forms

    def knows(self, written: str) -> bool:
        """Whether a word is an Arabic word of ordinary texts: a listed one, or one whose stem the statistics have.

        Example: true of ``حساء``, false of the slip ``محلس``. A slip that leaves a known stem is taken for a word.
        """
        forms = self.word(written)
        if forms.stop or forms.protected or not _is_arabic(forms.exact):
            return forms.stop or forms.protected
        cleaned = clean(written)
        cut = choose_stem(cleaned, self._segmenter(), self._lists.statistics)
        ending = cleaned.rpartition(cut)[2]
        return ending in _COMMON_ENDINGS and self._lists.statistics.stems.get(cut, 0.0) >= _KNOWN_STEM

    def attached(self, exact: str) -> tuple[str, ...]:
        """Return a folded form and its spellings with a proclitic that read as the same word, to match a quoted phrase.

        Example: ``attached("مجلس")`` has ``لمجلس`` and ``ومجلس``; two letters are too few to tell (``هم`` and ``فهم``).
        """
        if len(exact) < _SHORTEST_HOST or not _is_arabic(exact):
            return (exact,)
        stem = self.word(exact).stem
        longer = (proclitic + exact for proclitic in proclitics())
        return (exact, *(form for form in longer if self.word(form).stem == stem))

    def _forms(self, written: str) -> WordForms:
        cleaned = clean(written)
        exact = fold_endings(cleaned)
        exact = written if exact == written else intern(exact)
        lists = self._lists
        if not _is_arabic(exact):
            return WordForms(exact, _without_separators(exact), "", exact in lists.stop)
        if _MADDA.search(written) and (long_alef := _LONG_ALEF_LAM.fullmatch(clean(_MADDA.sub(_HAMZA_ALEF, written)))):
            return self._with_long_alef(exact, long_alef[1])
        stop = exact in lists.stop and cleaned not in lists.stop_lookalikes
        if stop and exact in lists.function:
            stem = intern(lists.function[exact])
            return WordForms(exact, fold_seats(stem), self._root(stem), stop)
        protected = self._protected_form(cleaned, exact)
        if protected is not None:
            root = "" if protected.kind == "name" else self._root(protected.stem)
            return WordForms(exact, intern(fold_seats(protected.stem)), root, stop, protected=True)
        cut = choose_stem(cleaned, self._segmenter(), lists.statistics, self._known_cuts)
        stem = intern(strip_inflection(cut, lists.own_endings))
        seated = fold_seats(stem)
        if seated in lists.function_stems and not stop:
            return self._unlike_function_word(exact, stem)
        return WordForms(exact, intern(seated), self._root(stem), stop)

    def _with_long_alef(self, exact: str, host: str) -> WordForms:
        """The forms of a word that begins with ``آل``, which cleaning makes equal to the article.

        Its stem keeps a hamza there: ``آلاف`` and ``بالآلاف`` give ``ءالاف``, not ``اف``; ``آل`` alone is ``ال``.
        """
        if host == _HOUSE_OF:
            return WordForms(exact, _ARTICLE, "", stop=False)
        # As one letter, so that an ending leaves two more: ``آلية`` is not ``آلة``. The statistics know no such stem.
        stem = strip_inflection(host.replace(_HAMZA_ALEF, _LONG_ALEF), self._lists.own_endings)
        return WordForms(exact, intern(fold_seats(stem.replace(_LONG_ALEF, _HAMZA_ALEF))), "", stop=False)

    def _unlike_function_word(self, exact: str, stem: str) -> WordForms:
        """The forms of a word that would be cut down to a function word: ``العليا`` keeps ``عليا``, ``فئة`` all of it.

        With the stem of ``على`` it would be found in nearly every text.
        """
        bare = exact.removeprefix(_ARTICLE)
        kept = exact if fold_seats(bare) in self._lists.function_stems else bare
        return WordForms(exact, intern(fold_seats(kept)), self._root(stem), stop=False)

    def _protected_form(self, cleaned: str, exact: str) -> Protected | None:
        name = servant_name(exact)
        if name:
            return Protected(name, "name")
        return self._lists.protected.forms.get(cleaned) or self._lists.protected.get(exact)

    def _root(self, stem: str) -> str:
        root = self._known_roots.get(stem)
        if root is None:
            root = intern(root_of(stem, self._segmenter()))
            self._known_roots.put(stem, root)
        return root

    def _segmenter(self) -> Segmenter:
        segmenter: Segmenter | None = getattr(self._local, "segmenter", None)
        if segmenter is None:
            segmenter = self._local.segmenter = Segmenter(self._lists.pairs)
        return segmenter


@dataclass(frozen=True, slots=True)
class _Lists:
    """All that an analyzer looks words up in."""

    statistics: Statistics
    pairs: frozenset[str]
    stop: frozenset[str]
    stop_lookalikes: frozenset[str]
    function: Mapping[str, str]
    function_stems: frozenset[str]
    protected: ProtectedWords
    own_endings: Set[str]


@cache
def _lists() -> _Lists:
    """Read all lists: not where only the version is asked for, as in a process that leaves analysis to others."""
    statistics, protected = Statistics.from_bytes(read_bytes(STEM_MODEL)), ProtectedWords()
    function = function_words()
    return _Lists(
        statistics=statistics,
        pairs=affix_pairs(),
        stop=stop_words(),
        stop_lookalikes=stop_lookalikes(),
        function=function,
        function_stems=frozenset(map(fold_seats, function.values())),
        protected=protected,
        own_endings=statistics.own_endings | protected.stems,
    )


@lru_cache(maxsize=1)
def default_analyzer() -> Analyzer:
    """The analyzer that everything in the product shares, made on first use."""
    return Analyzer()


def analyze(text: str) -> tuple[Token, ...]:
    """Return the tokens of ``text`` with their places and forms, by the shared analyzer."""
    return default_analyzer().analyze(text)


def _is_arabic(folded: str) -> bool:
    return _ARABIC.fullmatch(folded) is not None


def _without_separators(folded: str) -> str:
    """A number without what parts its thousands: ``1,000`` and ``1000`` are one; other words as they are."""
    return intern(folded.replace(",", "")) if _THOUSANDS.fullmatch(folded) else folded


def _version() -> str:
    """A hash over all that decides a form: code, data, libraries, and the Unicode version of the running Python."""
    digest = hashlib.sha256()
    for path in sorted(path for path in ROOM.glob("*.py") if path.name not in _NOT_IN_VERSION):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    for name in DATA_FILES:
        digest.update(name.encode() + b"\0" + read_bytes(name) + b"\0")
    for library in _LIBRARIES:
        digest.update(f"{library} {installed_version(library)}\0".encode())
    digest.update(unicodedata.unidata_version.encode())
    return digest.hexdigest()[:_VERSION_LENGTH]
