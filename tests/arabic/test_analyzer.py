from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from searchapp.arabic import Analyzer, analyze, default_analyzer, fold
from searchapp.arabic.fold import fold_seats
from searchapp.arabic.protected import ProtectedWords
from searchapp.arabic.tables import PROTECTED_WORDS, STOP_WORDS, read_rows
from searchapp.arabic.words import stop_words
from searchapp.search.families import WORD_FAMILIES

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()))
ARABIC_TEXT = st.text("ابتةثجحخدذرزسشصضطظعغفقكلمنهويىءأإآؤئ ًَُـ٢،", max_size=60)
SAMPLE = "وبالمدارس والوزيرة لبنان مهرجانات كتب يكتبون فهمت مسئولين استقلال وصلت حكومته 12/1 BBC ألمانيا والكتاب" * 3

# fmt: off
NOUNS = [
    "كتاب", "رئيس", "تعليم", "شركة", "مدينة", "حكومة", "مشروع", "قرار", "اجتماع", "برنامج",
    "جامعة", "مدرسة", "طالب", "معلم", "سيارة", "منزل", "طريق", "مستشفى", "صحيفة", "خبر",
    "تقرير", "اقتصاد", "سياسة", "انتخاب", "مجلس", "قوة", "سلاح", "جيش", "حزب", "لاعب",
    "فريق", "مباراة", "بطولة", "صناعة", "تجارة", "زراعة", "سوق", "بنك", "مال", "عمل",
    "موظف", "مهندس", "طبيب", "مريض", "دواء", "علاج", "بحث", "دراسة", "نتيجة", "خطة",
    "مؤتمر", "اتفاق", "حدود", "أرض", "بلد", "مواطن", "شعب", "قانون", "محكمة", "قاضي",
]
# fmt: on
PREFIXES = ("", "و", "ف", "ب", "ل", "ك", "ال", "وال", "بال", "فال", "كال", "لل", "وب", "ول", "وبال", "ولل")
PRONOUNS = ("", "ه", "ها", "هم", "نا", "كم")

SAME_SPELLING = """أحمد احمد|إيران ايران|آثار اثار|أوروبا اوروبا|ٱلقرآن القران|مسؤول مسئول|شؤون شئون|رؤوس رءوس
مدرسة مدرسه|المدرسة المدرسه|السعودية السعوديه|والجامعة والجامعه|حكومة حكومه|مباراة مباراه|الاقتصادية الاقتصاديه
موسيقى موسيقي|مستشفى مستشفي|على علي|مصطفى مصطفي|الأولى الاولي|أخرى اخري
السعـــودية السعودية|محـمـد محمد|السُّعُودِيَّة السعودية|مُدَرِّسٌ مدرس|هٰذا هذا|كِتَابًا كتابا
ﻣﺤﻤﺪ محمد|ﻻعب لاعب|ﷲ الله|ﺍﻟﺴﻼﻡ السلام|کتاب كتاب|ایران ايران|پاریس باريس|گزارش كزارش|ڤيديو فيديو|مکۃ مكة
١٩٩٠ 1990|۲۰۲۲ 2022|١٢/١ 12/1|BBC bbc|Reuters REUTERS
و\N{ZERO WIDTH JOINER}البيت والبيت"""


def pairs() -> list[tuple[str, str]]:
    written = (pair.split() for line in SAME_SPELLING.splitlines() for pair in line.split("|") if pair)
    return [(first, second) for first, second in written]


@pytest.mark.parametrize(("first", "second"), pairs())
def test_spelling_variants_are_one_word_at_every_level(first: str, second: str) -> None:
    word = default_analyzer().word
    assert (word(first).exact, word(first).stem, word(first).root) == (
        word(second).exact,
        word(second).stem,
        word(second).root,
    )


def inflected(prefix: str, noun: str, pronoun: str) -> str:
    if pronoun and noun.endswith("ة"):
        noun = noun[:-1] + "ت"
    if pronoun and noun.endswith("ى"):
        noun = noun[:-1] + "ا"
    return prefix + noun + pronoun


def test_clitics_are_recalled() -> None:
    word = default_analyzer().word
    combinations = [
        (noun, inflected(prefix, noun, pronoun))
        for noun, prefix, pronoun in product(NOUNS, PREFIXES, PRONOUNS)
        if (prefix or pronoun) and not (pronoun and prefix.endswith(("ال", "لل")))
    ]
    found = sum(word(form).stem == word(noun).stem for noun, form in combinations)
    assert len(combinations) > 3000
    assert found / len(combinations) >= 0.92


@pytest.mark.properties
@given(ANY_TEXT | ARABIC_TEXT)
@example("\ud800وال\udfff")
@example("ه" * 500)
@example("ئء ئءها")
def test_tokens_keep_their_place_and_spelling(text: str) -> None:
    for token in analyze(text):
        assert token.text == text[token.start : token.end]
        assert token.exact == fold(token.text)
        assert token.stem
        assert token.stem == fold(token.stem)
        assert token.root == fold(token.root)


@given(ARABIC_TEXT)
def test_columns_are_the_tokens(text: str) -> None:
    analyzer = default_analyzer()
    tokens, columns = analyzer.analyze(text), analyzer.columns(text)
    assert columns.starts == [token.start for token in tokens]
    assert columns.ends == [token.end for token in tokens]
    assert columns.exact == [token.exact for token in tokens]
    assert columns.stem == [token.stem for token in tokens]
    assert columns.root == [token.root for token in tokens]


@settings(max_examples=30)
@given(ARABIC_TEXT)
def test_the_cache_changes_nothing(text: str) -> None:
    assert SMALL.analyze(text) == default_analyzer().analyze(text)


SMALL = Analyzer(cached_words=3)


def test_the_hash_seed_changes_nothing() -> None:
    code = (
        "import sys; from searchapp.arabic import default_analyzer as a;"
        "print(a().version, [(t.stem, t.root, t.stop) for t in a().analyze(sys.argv[1])])"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", code, SAMPLE],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "4242")
    }
    assert len(answers) == 1


def test_threads_agree() -> None:
    words = [noun + pronoun for noun in NOUNS for pronoun in PRONOUNS] + SAMPLE.split()
    expected = [default_analyzer().word(word) for word in words]
    shared = Analyzer(cached_words=10)
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(4) as pool:
            for answer in pool.map(lambda _: [shared.word(word) for word in words], range(8)):
                assert answer == expected
    finally:
        sys.setswitchinterval(interval)


def test_the_version_is_stable_and_short() -> None:
    assert Analyzer().version == default_analyzer().version
    assert len(default_analyzer().version) == 16


@pytest.mark.parametrize(
    "written", ["في", "وفي", "من", "إلى", "الى", "التي", "والتي", "هل", "ماذا", "لأن", "هذا", "فِي"]
)
def test_function_words_are_marked(written: str) -> None:
    assert default_analyzer().word(written).stop


@pytest.mark.parametrize("written", ["فهم", "ولي", "فلك", "وهم", "كتاب", "بنك", "لون", "وعد", "Reuters"])
def test_content_words_are_not(written: str) -> None:
    assert not default_analyzer().word(written).stop


def test_names_are_protected_and_rootless() -> None:
    word = default_analyzer().word
    for written in ("باريس", "وباريس", "لباريس", "وبباريس"):
        assert (word(written).stem, word(written).root, word(written).protected) == ("باريس", "", True)
    assert word("فهمهم").stem == "فهم"
    assert word("للوزراء").protected is False


def test_word_lists_are_well_formed() -> None:
    assert {len(row) for row in read_rows(STOP_WORDS)} == {3}
    assert {kind for _word, kind, *_same_as in read_rows(PROTECTED_WORDS)} == {"name", "word", "feminine", "form"}
    for name in (STOP_WORDS, PROTECTED_WORDS):
        listed = [row[0] for row in read_rows(name)]
        assert len(listed) == len(set(listed))
    protected = ProtectedWords()
    assert not [word for word in stop_words() if (found := protected.get(word)) and found.stem == word]


def test_latin_words_are_their_own_stem() -> None:
    (token,) = analyze("Reuters")
    assert (token.exact, token.stem, token.root) == ("reuters", "reuters", "")


def test_a_name_that_folds_like_a_function_word_is_searched() -> None:
    assert not default_analyzer().word("علي").stop
    assert not default_analyzer().word("عَلِيّ").stop
    assert default_analyzer().word("على").stop
    assert default_analyzer().word("علي").exact == default_analyzer().word("على").exact


@pytest.mark.parametrize(
    "name", ["روسيا", "إيران", "غزة", "مكة", "روما", "غانا", "أردوغان", "بنما", "ترامب", "لبنان", "سيراليون", "ناسا"]
)
def test_a_name_is_the_same_with_any_proclitic(name: str) -> None:
    stems = {default_analyzer().word(proclitic + name).stem for proclitic in ("", "و", "ب", "ل", "ف", "وب", "ول", "ك")}
    assert len(stems) == 1


@pytest.mark.parametrize(
    ("country", "adjective"), [("روسيا", "الروسية"), ("أوكرانيا", "الأوكراني"), ("سوريا", "سوريون")]
)
def test_a_country_has_the_stem_of_its_adjective(country: str, adjective: str) -> None:
    assert default_analyzer().word(country).stem == default_analyzer().word(adjective).stem


@pytest.mark.parametrize(
    "words",
    [
        "الله بالله والله لله تالله فالله ولله ﷲ",
        "عبدالله وعبدالله لعبدالله",
        "الرياض بالرياض للرياض والرياض",
        "رياضة الرياضي رياضية",
        "الجمعة جمعة والجمعة",
        "جمعية الجمعيات وجمعيتهم",
        "مكتب مكتبه المكتب",
        "مكتبة المكتبات مكتبتهم",
        "سنة السنوات سنتين",
        "أعرب وأعرب أعربت",
        "لدى ولدى لديها",
        "كان وكان كانت",
        "شيء شيئا شئ الشيء بشيء",
        "أبناء أبنائهم أبناؤه",
        "رؤساء رؤسائها رؤساؤهم",
        "هدوء هدوئه",
        "جزء جزئه جزؤه",
        "وزراء وزرائها وزراؤهم",
        "مؤتمر موتمر المؤتمرات",
        "هيئة هيأة الهيئات",
        "مئة مائة بالمائة مئات",
        "1000 1,000 ١٬٠٠٠",
        "گوگل غوغل جوجل",
    ],
)
def test_related_forms_meet(words: str) -> None:
    assert len({default_analyzer().word(word).stem for word in words.split()}) == 1


@pytest.mark.parametrize(
    "words",
    [
        "الله له لها",
        "الرياض رياضة",
        "الجمعة جمعية جمع",
        "العربية أعرب",
        "ولدى ولد",
        "بعقوبة عقوبات",
        "سايروس روسيا",
        "سنة السن",
        "قرآن قرأنا",
        "كان كانون",
        "مكتب مكتبة",
        "فوز الفوزان",
        "آل إلا",
        "گوگل وكل",
        "شرطة شرط",
        "عمل عملية عملة",
        "1,25 125",
    ],
)
def test_unrelated_words_stay_apart(words: str) -> None:
    stems = {default_analyzer().word(word).stem for word in words.split()}
    assert len(stems) == len(words.split())


def test_hamza_seats_are_kept_at_the_level_of_spelling() -> None:
    word = default_analyzer().word
    assert word("مؤتمر").exact != word("موتمر").exact
    assert word("1,000").exact != word("1000").exact


@pytest.mark.parametrize(
    ("word", "stem"), [("العليا", "عليا"), ("عليا", "عليا"), ("فئة", "فيه"), ("الباخرة", "باخره"), ("أبين", "ابين")]
)
def test_no_word_of_content_gets_the_stem_of_a_function_word(word: str, stem: str) -> None:
    assert default_analyzer().word(word).stem == stem
    assert stem not in {default_analyzer().word(other).stem for other in ("على", "في", "آخر", "بين")}


def test_the_house_of_is_no_article() -> None:
    for written in ("آل", "وآل", "لآل"):
        forms = default_analyzer().word(written)
        assert (forms.stem, forms.stop) == ("ال", False)
    assert default_analyzer().word("ال").stop


@pytest.mark.parametrize(
    "words",
    ["آلاف الآلاف بالآلاف الْآلَافُ وا\u0653لاف", "آلية الآليات بآلياتها آلي", "آلة الآلة بالآلة", "آلام الآلام آلامه"],
)
def test_an_article_is_not_read_into_a_long_alef(words: str) -> None:
    stems = {default_analyzer().word(word).stem for word in words.split()}
    assert len(stems) == 1
    assert len(stems.pop()) >= 3
    assert not default_analyzer().word("آلي").stop


def test_no_word_of_a_family_loses_its_first_letters() -> None:
    for family in read_rows(WORD_FAMILIES):
        for written in family:
            forms = default_analyzer().word(written)
            bare = fold_seats(forms.exact.removeprefix("ال"))
            begins = bare.startswith(forms.stem) or forms.exact.startswith(forms.stem.replace("ءا", "ا"))
            assert forms.protected or begins, written
