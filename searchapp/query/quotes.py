"""Which quotation marks open a phrase, and where it ends.

All marks are one family: a phrase opened by ``“`` may end with ``"``. Inside a phrase a mark that stands before a word
opens a quotation of its own, which ends before the phrase does: ``«قال "نعم" أمس»`` is one phrase. An apostrophe opens
only before a word and only if another closes; inside a Latin word it is a letter.
"""

from __future__ import annotations

from searchapp.query.signs import APOSTROPHE, QUOTE, QUOTE_CLOSE, QUOTES, Source, is_latin, is_word_char

_ENDS = " .,;؛!?…)"
"""What follows the end of a quotation."""


class Quotes:
    """The quotation marks of one query text."""

    def __init__(self, source: Source) -> None:
        self._view = source.view
        # For each place, how many quotation marks stand from there on; and the last place of a closing apostrophe.
        self._left = [0] * (len(self._view) + 1)
        for at in range(len(self._view) - 1, -1, -1):
            self._left[at] = self._left[at + 1] + (self._view[at] in QUOTES)
        backwards = range(len(self._view) - 1, -1, -1)
        self._last_apostrophe = next((at for at in backwards if self._closes_apostrophe(at)), -1)
        self._last_word = next((at for at in backwards if is_word_char(self._view[at])), -1)

    def opens(self, at: int) -> bool:
        """Whether the mark at ``at``, outside any phrase, begins one."""
        char = self._view[at]
        if char == APOSTROPHE:
            return self._stands_before(at) and not self._follows_latin(at) and self._last_apostrophe > at + 1
        if self._last_word < at and self._left[at + 1] == 0:
            return False
        if char == QUOTE_CLOSE:
            return self._stands_before(at) and self._left[at + 1] > 0
        # After a word and before a space, a mark closes; it can only open if it has a partner to the end.
        return not self._stands_after(at) or self._left[at] % 2 == 0

    def find(self, at: int) -> tuple[int, int, int]:
        """Where a phrase that opens at ``at`` begins inside its marks, where that ends, and where the marks end.

        The two ends are equal if the phrase was never closed: it then goes on to the end of the text.
        """
        char = self._view[at]
        if char == APOSTROPHE:
            end = next(i for i in range(at + 2, len(self._view)) if self._closes_apostrophe(i))
            return at + 1, end, end + 1
        run = self._run(at, len(self._view)) if char == QUOTE else 1
        if run == 2 and not self._stands_before(at + 1):
            return at + 1, at + 1, at + 2
        return self._closing(at, at + run, run)

    def _closing(self, at: int, start: int, run: int) -> tuple[int, int, int]:
        plain = paired = 0
        for place in range(start, len(self._view)):
            char = self._view[place]
            if char not in QUOTES:
                continue
            if char == QUOTE == self._view[at]:
                return start, place, place + self._run(place, run)
            if char != QUOTE_CLOSE and self._stands_before(place) and not self._follows_word(place):
                plain, paired = plain + (char == QUOTE), paired + (char != QUOTE)
            elif char == QUOTE and plain:
                plain -= 1
            elif char != QUOTE and paired:
                # A straight mark that was opened inside the inner quotation ends with it.
                plain, paired = 0, paired - 1
            else:
                return start, place, place + 1
        return start, len(self._view), len(self._view)

    def _run(self, at: int, most: int) -> int:
        """How many straight marks follow one another at ``at``, up to ``most``."""
        length = 1
        while length < most and self._view.startswith(QUOTE, at + length):
            length += 1
        return length

    def _stands_before(self, at: int) -> bool:
        """Whether something follows the mark that a quotation can begin with."""
        return self._view[at + 1 : at + 2].strip(_ENDS) != ""

    def _follows_word(self, at: int) -> bool:
        return at > 0 and is_word_char(self._view[at - 1])

    def _stands_after(self, at: int) -> bool:
        """Whether the mark is at the end of a word, where it could only close."""
        return self._follows_word(at) and not self._stands_before(at)

    def _follows_latin(self, at: int) -> bool:
        return at > 0 and is_latin(self._view[at - 1])

    def _closes_apostrophe(self, at: int) -> bool:
        """Whether an apostrophe that can close stands here: it ends something, and is not inside a Latin word."""
        if self._view[at] != APOSTROPHE or at == 0 or self._view[at - 1].isspace():
            return False
        after = self._view[at + 1 : at + 2]
        return not (self._follows_latin(at) and after != "" and is_latin(after))
