"""«هل تقصد»: another query where words of this one are unknown to the collection and words near them are known.

Looked at are plain words that match hardly anything, in any form. Each may be a slip of the pen, two words run into
one, one word cut in two, typed on the other keyboard layout, or a name in Latin letters. What was quoted, asked for as
written, excluded, patterned or given as a field's value stays as it is. The corrected query is proposed only if it
finds something.
"""

from __future__ import annotations

import math
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise
from typing import Final

from searchapp.arabic.analyzer import Analyzer
from searchapp.arabic.fold import fold
from searchapp.engine.base import And, Key, Node, Phrase, Plan, Reader, Weights, Word
from searchapp.model import TEXT_FIELDS, Suggestion
from searchapp.query import ParsedQuery, leaves
from searchapp.query import tree as query
from searchapp.search.keyboard import on_arabic_keys, on_latin_keys
from searchapp.search.slips import encode
from searchapp.search.spelled import Spelling
from searchapp.search.transliteration import Transliteration
from searchapp.search.vocabulary import Vocabulary

MOST_WORDS: Final = 12
"""Words of a query up to which it is looked at."""

MOST_TRIALS: Final = 3
"""Corrected queries of which the best is taken."""

COST_WEIGHT: Final = 6.0
"""How many e-folds of frequency a slip of cost 1 is worth. By judgement, as all figures here."""

LEAST_SHARE: Final = 10_000
RARE_SHARE: Final = 1_500
"""A proposal stands in at least one of so many articles (and in two); a word is rare in at most one of so many."""

MUCH_MORE: Final = 30
"""A proposal for a rare word is so many times as frequent."""

SMALL_COST: Final = 0.85
LONG_WORD: Final = 5
"""In a word that the collection has, or Arabic has, slips cost at most so much and it has at least so many letters:
``الصبور`` is not ``الصور``."""

SURE_COST: Final = 1.0
FREQUENT: Final = 10
"""Slips that cost more than this are believed only where the proposal is so many times as frequent as it must be."""

COSTS: Final = {3: 0.5, 4: 1.0, 5: 1.25, 6: 1.6}
LARGEST_COST: Final = 2.0
"""What the slips in a word may cost by its letters without article; in longer ones, the largest."""

LAYOUT_COST: Final = 0.5
LATIN_COST: Final = 0.5
SPLIT_COST: Final = 0.8
JOIN_COST: Final = 0.6

_NOTHING: Final = Weights({}, {}, k1=1.2, b=0.75)
_CHUNK: Final = re.compile(r"\S+")
_ARTICLE: Final = re.compile("^[وف]?(?:[بك]?ال|لل)(?=..)")
_TRAILING: Final = "`[];',./"
_NEAR_KEPT: Final = 1_024
_SHORTEST_PART: Final = 3
_MOST_SPLITS: Final = 4


@dataclass(frozen=True, slots=True)
class Change:
    """Words to put in the place ``start <= i < end`` of the query: folded, or as written where no article has them."""

    start: int
    end: int
    words: tuple[str, ...]
    count: int
    cost: float

    @property
    def worth(self) -> float:
        """How likely it is what was meant, on the scale of log frequencies."""
        return _worth(self.count, self.cost)


class DidYouMean:
    """Proposes queries over one generation; its words are read on first need. Safe for use from several threads."""

    def __init__(self, reader: Reader, analyzer: Analyzer, spelling: Spelling) -> None:
        self._reader = reader
        self._analyzer = analyzer
        self._spelling = spelling
        self._least = max(2, reader.info.articles // LEAST_SHARE)
        self._rare = reader.info.articles // RARE_SHARE
        self._lock = threading.Lock()
        self._words: Vocabulary | None = None
        self._names = Transliteration(reader)
        self._slips_of = lru_cache(maxsize=_NEAR_KEPT)(self._near)

    def suggest(self, parsed: ParsedQuery, total: Callable[[str], int]) -> Suggestion | None:
        """Propose another query, or None; ``total`` tells how many articles a query text finds."""
        written = [leaf for leaf, negated in leaves(parsed.tree) if isinstance(leaf, query.Word) and not negated]
        words = [leaf for leaf in written if leaf.mode == "auto"]
        if not words or len(words) > MOST_WORDS:
            return None
        slots = self._slots(parsed, words)
        if not slots:
            return None
        before = self._together([leaf.text for leaf in words])
        trials = [self._trial(parsed.text, words, changes) for changes in islice(_trials(slots), MOST_TRIALS)]
        better = [trial for trial in trials if trial.together > before or not (before or trial.together)]
        for trial in sorted(better, key=lambda trial: -trial.worth):
            found = total(trial.q)
            if found:
                return Suggestion(trial.q, trial.spans, found)
        return None

    def prepare(self) -> None:
        """Read the words of the collection now, not when the first doubtful word is met."""
        self._vocabulary()

    def _slots(self, parsed: ParsedQuery, words: Sequence[query.Word]) -> list[list[Change]]:
        """The changes of each doubtful place, the best first."""
        slots = list(self._layout_slots(parsed, words))
        taken = {place for slot in slots for place in range(slot[0].start, slot[0].end)}
        left = [leaf for leaf in words if leaf.span[0] not in taken]
        counts = {leaf.span: self._doubt(leaf.text) for leaf in left}
        joins = {one.span: change for one, other in pairwise(left) if (change := self._joined(one, other, counts))}
        after_join = 0
        for leaf in left:
            if leaf.span[0] < after_join:
                continue
            changes = [*self._corrections(leaf, counts[leaf.span]), *self._from_latin(leaf, counts[leaf.span])]
            if leaf.span in joins:
                changes.append(joins[leaf.span])
                after_join = joins[leaf.span].end
            if changes:
                slots.append(sorted(changes, key=lambda change: (-change.worth, change.words)))
        return slots

    def _corrections(self, leaf: query.Word, count: int) -> Iterator[Change]:
        """What a doubtful word may be: another word of the collection, two of them, or one on Latin keys."""
        exact = self._analyzer.word(leaf.text).exact
        if self._analyzer.word(leaf.text).stop or len(exact) < min(COSTS) or count > self._rare or not _letters(exact):
            return
        is_word = count > 0 or self._analyzer.knows(leaf.text)
        most = SMALL_COST if is_word and _bare_length(exact) >= LONG_WORD else 0.0 if is_word else LARGEST_COST
        for form, known, cost in self._slips_of(exact):
            if known >= MUCH_MORE * count and cost <= most:
                yield Change(*leaf.span, (form,), known, cost)
        for parts, known in self._splits(exact):
            if known >= MUCH_MORE * count:
                yield Change(*leaf.span, parts, known, SPLIT_COST)
        for reading in on_latin_keys(leaf.text):
            known = self._count(reading)
            if known >= max(self._least, MUCH_MORE * count):
                yield Change(*leaf.span, (reading,), known, LAYOUT_COST)

    def _from_latin(self, leaf: query.Word, count: int) -> Iterator[Change]:
        """The names that a word in Latin letters may be: ``gaza`` is غزة."""
        found = self._names.reading(leaf.text) if count <= self._rare else None
        if found and found[1] >= max(self._least, MUCH_MORE * count):
            yield Change(*leaf.span, (found[0],), found[1], LATIN_COST)

    def _near(self, exact: str) -> tuple[tuple[str, int, float], ...]:
        """The best words near an unknown one with count and cost."""
        limit = COSTS.get(max(_bare_length(exact), min(COSTS)), LARGEST_COST)
        near = [
            (word.form, word.count, word.cost)
            for word in self._vocabulary().near(exact, limit, self._least)
            if not self._analyzer.word(word.form).stop
            and (word.cost <= SURE_COST or word.count >= FREQUENT * self._least)
        ]
        return tuple(sorted(near, key=lambda word: (-_worth(word[1], word[2]), word[0]))[:MOST_TRIALS])

    def _splits(self, exact: str) -> list[tuple[tuple[str, str], int]]:
        """Pairs of known words that stand in this order somewhere and run together give the word."""
        pairs = [(exact[:place], exact[place:]) for place in range(2, len(exact) - 1)]
        long = [pair for pair in pairs if max(map(len, pair)) >= _SHORTEST_PART]
        known = sorted((-min(map(self._vocabulary().count, pair)), pair) for pair in long)
        likely = [pair for count, pair in known[:_MOST_SPLITS] if -count >= self._least]
        counted = [(pair, self._total(Phrase(pair, TEXT_FIELDS))) for pair in likely]
        return [(pair, count) for pair, count in counted if count >= self._least]

    def _joined(self, one: query.Word, other: query.Word, counts: dict[query.Span, int]) -> Change | None:
        """The one word that two neighbours are together, where one of them is unknown and they never stand so."""
        if min(counts[one.span], counts[other.span]) > self._rare or other.span[0] - one.span[1] > 1:
            return None
        left, right = self._analyzer.word(one.text), self._analyzer.word(other.text)
        if (left.stop and len(left.exact) > 1) or right.stop or not _letters(left.exact + right.exact):
            return None
        known = self._vocabulary().count(left.exact + right.exact)
        if known < self._least or self._total(Phrase((left.exact, right.exact), TEXT_FIELDS)):
            return None
        return Change(one.span[0], other.span[1], (left.exact + right.exact,), known, JOIN_COST)

    def _layout_slots(self, parsed: ParsedQuery, words: Sequence[query.Word]) -> Iterator[list[Change]]:
        """Stretches without a space that are Arabic words typed on Latin keys; signs are letters there: ``hg;jhf``."""
        places = {place for leaf in words for place in range(*leaf.span)}
        others = {place for leaf, _ in leaves(parsed.tree) for place in range(*leaf.span)} - places
        for chunk in _CHUNK.finditer(parsed.text):
            inside = [leaf for leaf in words if chunk.start() <= leaf.span[0] and leaf.span[1] <= chunk.end()]
            if not inside or others & set(range(*chunk.span())):
                continue
            least = min(self._doubt(leaf.text) for leaf in inside)
            change = self._on_arabic_keys(chunk.group(), chunk.start(), least) if least <= self._rare else None
            named = self._names.reading(chunk.group()) if change else None
            if change and change.count > (named[1] if named else 0):
                yield [change]

    def _on_arabic_keys(self, typed: str, start: int, count: int) -> Change | None:
        """The word that keys stand for, with or without a sign at the end, as with and without the shift key."""
        changes = []
        for keys in dict.fromkeys((typed, typed.rstrip(_TRAILING), typed.lower(), typed.lower().rstrip(_TRAILING))):
            reading = on_arabic_keys(keys)
            if reading and len(self._analyzer.columns(reading).exact) == 1:
                changes.append(Change(start, start + len(keys), (reading,), self._count(reading), LAYOUT_COST))
        best = max(
            changes, key=lambda change: (self._vocabulary().count(fold(change.words[0])), change.count), default=None
        )
        return best if best and best.count >= max(self._least, MUCH_MORE * count) else None

    def _trial(self, text: str, words: Sequence[query.Word], changes: Sequence[Change]) -> _Trial:
        """A corrected query with the articles that have all its words."""
        q, spans = text, []
        shift = 0
        for change in sorted(changes, key=lambda change: change.start):
            new = " ".join(self._shown(word) for word in change.words)
            start = change.start + shift
            q = q[:start] + new + q[change.end + shift :]
            spans.append((start, start + len(new)))
            shift += len(new) - (change.end - change.start)
        kept = [leaf.text for leaf in words if not any(c.start <= leaf.span[0] < c.end for c in changes)]
        together = self._together([*kept, *(word for change in changes for word in change.words)])
        worth = math.log1p(together) - COST_WEIGHT * sum(change.cost for change in changes)
        return _Trial(q, tuple(spans), together, worth)

    def _shown(self, word: str) -> str:
        """A word as the collection spells it; one that it does not have, as it is."""
        folded = fold(word)
        spelled = self._spelling.written(folded)
        return word if spelled == folded else spelled

    def _together(self, words: Sequence[str]) -> int:
        return self._total(And(tuple(node for word in words if (node := self._node(word)))))

    def _node(self, word: str) -> Word | None:
        """All near forms of a word that asks for something."""
        forms = self._analyzer.word(word)
        return None if forms.stop else Word((Key("exact", forms.exact), Key("stem", forms.stem)), TEXT_FIELDS)

    def _doubt(self, word: str) -> int:
        """How many articles have a word of the query; of one that is not rare some number that is not rare either."""
        forms = self._analyzer.word(word)
        for text_field in TEXT_FIELDS:
            found = self._reader.count(text_field, "stem", forms.stem)
            if found > self._rare:
                return found
        return self._count(word)

    def _count(self, word: str) -> int:
        """How many articles have a word in any of its near forms."""
        forms = self._analyzer.word(word)
        return self._total(Word((Key("exact", forms.exact), Key("stem", forms.stem)), TEXT_FIELDS))

    def _total(self, tree: Node) -> int:
        return self._reader.search(Plan(tree, _NOTHING, size=0)).total

    def _vocabulary(self) -> Vocabulary:
        with self._lock:
            if self._words is None:
                self._words = Vocabulary.of(self._reader, self._least)
            return self._words


@dataclass(frozen=True, slots=True)
class _Trial:
    q: str
    spans: tuple[tuple[int, int], ...]
    together: int
    worth: float


def _trials(slots: Sequence[Sequence[Change]]) -> Iterator[list[Change]]:
    """The best change of every place, then the same with one place's second best, and so on."""
    best = [slot[0] for slot in slots]
    yield best
    for rank in range(1, max(map(len, slots))):
        for place, slot in enumerate(slots):
            if rank < len(slot):
                yield [*best[:place], slot[rank], *best[place + 1 :]]


def _worth(count: int, cost: float) -> float:
    return math.log(count) - COST_WEIGHT * cost


def _bare_length(exact: str) -> int:
    """Letters of a word without its article."""
    return len(_ARTICLE.sub("", exact))


def _letters(form: str) -> bool:
    return encode(form) is not None
