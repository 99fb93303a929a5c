from __future__ import annotations

from searchapp.arabic.analyzer import default_analyzer
from searchapp.arabic.fold import fold
from searchapp.model import Fragment, Hit, Level, Mark, ReadWord
from searchapp.search.forms_found import MOST_FORMS, with_forms_found
from searchapp.search.planner import Matcher

ANALYZER = default_analyzer()


def read(text: str) -> ReadWord:
    forms = ANALYZER.word(text)
    return ReadWord(text, 0, len(text), forms.exact, forms.stem)


def matcher(text: str) -> Matcher:
    forms = ANALYZER.word(text)
    return Matcher(("body",), (("exact", frozenset((forms.exact,))), ("stem", frozenset((forms.stem,)))))


def hit(*marked: str, level: Level = "stem") -> Hit:
    fragments = tuple(Fragment(f"{word} أمس", 0, (Mark(0, len(word), level),)) for word in marked)
    return Hit("1", "", "", "", "", None, "ar", None, (), {"body": fragments})


def forms(asked: list[str], *hits: Hit) -> list[tuple[str, ...]]:
    found = with_forms_found([read(word) for word in asked], [matcher(word) for word in asked], hits, ANALYZER)
    return [word.forms for word in found]


def test_near_forms_are_listed_for_their_own_word_the_most_frequent_first() -> None:
    found = forms(["النفط", "مدرسة"], hit("بالنفط", "ومدرسة", "والنفط"), hit("والنفط", "والنفطُ"))
    assert found == [("والنفط", "بالنفط"), ("ومدرسة",)]


def test_a_form_is_listed_once_however_it_is_spelled_and_the_word_itself_never() -> None:
    found = forms(["مدرسة"], hit("ومدرسة", "ومدرسه", "وَمدرسة"), hit("مدرسه", level="exact"))
    assert [fold(form) for form in found[0]] == ["ومدرسه"]


def test_few_forms_are_listed() -> None:
    found = forms(["نفط"], hit("والنفط", "بالنفط", "النفط", "للنفط", "نفطنا", "ونفط"))
    assert len(found[0]) == MOST_FORMS


def test_a_phrase_or_a_word_without_near_forms_is_left_alone() -> None:
    phrase = Matcher(("body",), phrase=(frozenset(("نفط",)),))
    exact = Matcher(("body",), (("exact", frozenset(("نفط",))),))
    for only in (phrase, exact):
        assert with_forms_found([read("نفط")], [only], [hit("والنفط")], ANALYZER)[0].forms == ()
