"""Other names: our list is sound, every country is one entity, and a user's own list is checked and merged in."""

from __future__ import annotations

import pickle
import re
from pathlib import Path

import pytest

from searchapp.entities import EntityFinder, OwnAliases, default_finder, entity_key, finder_with, read_aliases
from searchapp.entities.aliases import aliases
from searchapp.entities.lists import ALIAS_FILE, rows
from searchapp.entities.own_aliases import with_own
from searchapp.errors import ConfigError

LEAST_COUNTRIES = 220
SOME_COUNTRIES = set(re.findall("..", "SAUSGBEGKRKPCDCGMMCZBYIEAECIGLHKMOPRPSTWVAXK"))

OWN = """\ufeff# ours
organisation\tشركة الاتصالات البحرينية\tبتلكو|Batelco

person\tابن بطوطة
organisation\tحلف الناتو\tالتحالف الأطلسي
place\tالديار\tالشقة
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "names.tsv"
    path.write_text(OWN, encoding="utf-8")
    return path


def countries() -> dict[str, str]:
    """The keys of our countries and territories, by code."""
    return {code: entity_key(label) for _, label, _, *codes in rows(ALIAS_FILE) for code in codes}


def test_every_country_is_one_entity() -> None:
    found = countries()
    assert len(found) >= LEAST_COUNTRIES
    assert len(set(found.values())) == len(found)
    assert found.keys() >= SOME_COUNTRIES
    assert {alias.kind for alias in aliases().values() if alias.code} == {"place"}


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("US", "الولايات المتحدة|أمريكا|أميركا|الولايات المتحدة الأمريكية|الولايات المتحدة الأميركية"),
        ("SA", "السعودية|المملكة العربية السعودية|العربية السعودية"),
        ("GB", "بريطانيا|المملكة المتحدة|بريطانيا العظمى"),
        ("EG", "مصر|جمهورية مصر العربية"),
        ("KR", "كوريا الجنوبية|جمهورية كوريا"),
        ("CD", "الكونغو الديمقراطية|جمهورية الكونغو الديمقراطية"),
        ("CG", "جمهورية الكونغو"),
        ("BY", "بيلاروس|بيلاروسيا|روسيا البيضاء"),
        ("DK", "الدنمارك|الدانمرك|الدنمرك"),
        ("HU", "المجر|هنغاريا"),
        ("CL", "تشيلي|شيلي"),
        ("ML", "مالي|جمهورية مالي"),
        ("IE", "أيرلندا|إيرلندا|جمهورية أيرلندا"),
        ("LK", "سريلانكا|سري لانكا"),
        ("MK", "مقدونيا الشمالية|مقدونيا"),
    ],
)
def test_a_country_s_names_are_one(code: str, names: str) -> None:
    assert {entity_key(name) for name in names.split("|")} == {countries()[code]}


def test_an_adjective_of_nationality_is_no_country() -> None:
    found = default_finder().mentions("التقى الوزير الأمريكي نظيره المصري، ثم زار الولايات المتحدة ومصر.")
    assert [mention.id for mention in found] == ["place:الولايات المتحده", "place:مصر"]


def test_a_user_s_names_are_merged_in(own: Path) -> None:
    known = with_own(read_aliases(own))
    assert known["بتلكو"].label == known["batelco"].label == "شركة الاتصالات البحرينية"
    assert known["ابن بطوطه"].kind == "person"
    assert known["الولايات المتحده"] == aliases()["الولايات المتحده"]
    assert with_own(OwnAliases()) == aliases()


def test_a_line_with_a_name_of_ours_takes_the_entity_over(own: Path) -> None:
    finder = EntityFinder(own=read_aliases(own))
    for name in ("الناتو", "حلف شمال الأطلسي", "التحالف الأطلسي", "NATO"):
        assert finder.names.key(name) == "حلف الناتو"
        assert finder.names.key(entity_key(name)) == "حلف الناتو"
    (mention,) = finder.mentions("قال حلف شمال الأطلسي إنه مستعد.")
    assert (mention.id, mention.label) == ("organisation:حلف الناتو", "حلف الناتو")


@pytest.mark.parametrize("name", ["نادي الهلال", "الهلال", "عزام بن محمد الدخيل", "عزام الدخيل", "منطقة عسير", "عسير"])
def test_what_is_one_by_our_rules_is_one_by_theirs(tmp_path: Path, name: str) -> None:
    path = tmp_path / "names.tsv"
    path.write_text("organisation\tنادي الهلال\nperson\tعزام بن محمد الدخيل\nplace\tمنطقة عسير\n", encoding="utf-8")
    names = finder_with(read_aliases(path)).names
    assert names.key(name) == names.key(entity_key(name)) in {"نادي الهلال", "عزام بن محمد الدخيل", "منطقه عسير"}


def test_a_user_s_name_is_found_though_it_stands_in_the_stop_list(own: Path) -> None:
    text = "وصل إلى مدينة الشقة أمس."
    assert [mention.id for mention in finder_with(read_aliases(own)).mentions(text)] == ["place:الديار"]
    assert default_finder().mentions(text) == []


def test_the_version_tells_what_the_list_says(own: Path, tmp_path: Path) -> None:
    version = finder_with(read_aliases(own)).version
    assert version.startswith(f"{default_finder().version}-aliases-")
    same, other, empty = (tmp_path / f"{name}.tsv" for name in ("same", "other", "empty"))
    same.write_text(
        "# another remark\n" + "\n".join(reversed(OWN.removeprefix("\ufeff").split("\n"))), encoding="utf-8"
    )
    other.write_text(OWN + "person\tابن ماجد\n", encoding="utf-8")
    empty.write_text("# nothing yet\n", encoding="utf-8")
    assert finder_with(read_aliases(same)).version == version
    assert finder_with(read_aliases(other)).version != version
    assert finder_with(read_aliases(empty)) is default_finder()


def test_a_list_travels_to_other_processes(own: Path) -> None:
    found = read_aliases(own)
    assert pickle.loads(pickle.dumps(found)) == found  # our own
    assert finder_with(found) is finder_with(read_aliases(own))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("# x\n\nشركة\tأ\tب\n", "line 3: “شركة” is no kind"),
        ("place\t\tب\n", "line 1: “” has no word"),
        ("place\tأ\tب|؟!\n", "line 1: “؟!” has no word"),
        ("place\tأ\tب\tSAU\n", "line 1: the columns are"),
        ("place\tأ\tب\tSA\tت\n", "line 1: the columns are"),
        ("place\tأول\tقرية\nplace\tثان\tقرية\n", "line 2: “قريه” stands for “ثان” here and for “أول”"),
        ("place\tأول\tالناتو\nplace\tثان\tحلف الناتو\n", "line 2: “الناتو” stands for “ثان” here and for “أول”"),
        ("organisation\tنادي الهمزة\norganisation\tشركة الهمزة\n", "line 2: “الهمزه” stands for “شركة الهمزة” here"),
        ("place\tأول\t\tAA\nplace\tثان\t\tAA\n", "line 2: “AA” stands for “ثان” here and for “أول”"),
        ("\udcff", "is not UTF-8"),
    ],
)
def test_a_bad_list_is_told_with_file_and_line(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "names.tsv"
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(ConfigError, match=said) as caught:
        read_aliases(path)
    assert str(path) in caught.value.message
    assert str(path) in caught.value.message_ar


def test_a_list_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        read_aliases(tmp_path / "none.tsv")
