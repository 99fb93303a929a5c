"""Protected words: every form that a listed word takes, against the plain way to write all of them down."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from searchapp.arabic.protected import Protected, ProtectedWords, core_of, protected_rows, servant_name

CONJUNCTIONS = ("", "و", "ف")
PREPOSITIONS = ("", "ب", "ل", "ك")
ARTICLES = ("ال", "بال", "كال", "لل")
ENDINGS = (
    *("", "ه", "ي", "ا", "ت", "وا", "ان", "ين", "ون", "ات", "تان", "تين", "يه", "يا", "يين", "يون", "يات"),
    *("ها", "هم", "هن", "هما", "ك", "كم", "نا", "ته", "تها", "تهم", "تي", "تنا", "اته", "اتها", "اتهم", "اتنا"),
)
FEMININE = (
    *("ه", "ات", "تان", "تين", "تا", "تي", "ته", "تها", "تهم", "تهما", "تنا", "تك", "تكم"),
    *("اته", "اتها", "اتهم", "اتنا", "اتكم", "اتي"),
)
WORDS = ProtectedWords()


def _forms_of(core: str, kind: str) -> Iterator[str]:
    if kind == "name":
        for conjunction, preposition in product(CONJUNCTIONS, PREPOSITIONS):
            yield conjunction + preposition + (core[1:] if preposition == "ل" and core.startswith("ال") else core)
    else:
        endings = FEMININE if kind == "feminine" else ENDINGS
        for parts in product(CONJUNCTIONS, (*PREPOSITIONS, *ARTICLES), [core], endings):
            yield "".join(parts)


def all_forms() -> dict[str, Protected]:
    """Every form of every word: the word itself goes first, then names, words in ة, other words, as they are listed."""
    listed = [(core_of(word, found.kind), found) for word, found in protected_rows()]
    forms = {core: found for core, found in listed if found.kind in ("name", "word")}
    for kind in ("name", "feminine", "word"):
        for core, found in listed:
            for form in _forms_of(core, kind) if found.kind == kind else ():
                forms.setdefault(form, found)
    return forms


LISTED = all_forms()


def test_every_form_is_found() -> None:
    assert {form: WORDS.get(form) for form in LISTED} == LISTED


def test_what_is_near_a_form_is_found_only_if_it_is_one() -> None:
    near = {letter + form[cut:] for form in LISTED for letter in ("", "و", "وو", "ل", "لل", "ال") for cut in (0, 1)}
    near |= {form[:-1] for form in LISTED}
    assert all(WORDS.get(form) == LISTED.get(form) for form in near)


@given(st.text(alphabet="والبكلفهتنياميد", max_size=12))
def test_any_letters_are_read_as_the_list_has_them(form: str) -> None:
    assert WORDS.get(form) == LISTED.get(form)


def test_one_form_alone_is_protected() -> None:
    assert WORDS.forms["مكتبه"].stem == "مكتب"
    assert "مكتبة" not in WORDS.forms


def test_the_stems_are_those_of_the_inflected_words() -> None:
    assert WORDS.stems == {found.stem for found in LISTED.values()}


def test_a_servant_name_is_found_under_proclitics() -> None:
    assert [servant_name(form) for form in ("وعبدالعزيز", "عبدالله", "عبد", "معبدالطريق")] == [
        "عبدالعزيز",
        "عبدالله",
        "",
        "",
    ]
