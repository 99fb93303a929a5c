"""Names of fields from a mapping file, and its faults."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from searchapp.errors import ConfigError
from searchapp.ingest import ReadOptions, load_mapping, read_paths
from searchapp.model import Article


def test_mapped_names_defaults_and_dotted_paths(tmp_path: Path) -> None:
    mapping = tmp_path / "names.toml"
    mapping.write_text(
        '[fields]\ntitle = "hed"\nbody = "story.Full-Text"\nauthor = "meta.by"\n[defaults]\nsource = "U.S. نشرة"\n',
        encoding="utf-8",
    )
    record = {"hed": "عنوان", "title": "غيره", "story": {"full_text": "نص القصة."}, "meta": {"by": "سامر"}, "id": 1}
    (tmp_path / "a.json").write_text(json.dumps([record, {**record, "id": 2, "source": "أخرى"}]))
    (tmp_path / "b.txt").write_text("عنوان الصفحة هنا\n\nنص الصفحة.", encoding="utf-8")
    options = ReadOptions(mapping=load_mapping(mapping))
    articles = [event for event in read_paths([tmp_path], options) if isinstance(event, Article)]
    assert [(a.title, a.body, a.author, a.source) for a in articles] == [
        ("عنوان", "نص القصة.", "سامر", "U.S. نشرة"),
        ("عنوان", "نص القصة.", "سامر", "أخرى"),
        ("عنوان الصفحة هنا", "نص الصفحة.", "", "U.S. نشرة"),
    ]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[fields\n", "TOML"),
        ("[colours]\n", "colours"),
        ("fields = 3\n", "fields"),
        ('[fields]\nheadline = "x"\n', "fields.headline"),
        ("[fields]\ntitle = 3\n", "fields.title"),
        ('[fields]\ntitle = " "\n', "fields.title"),
        ('[fields]\ntitle = "a..b"\n', "fields.title"),
        ('[defaults]\ntitle = "x"\n', "defaults.title"),
        ("[defaults]\nsource = []\n", "defaults.source"),
        ("[furniture]\nwords = 3\n", "furniture.words"),
        ("[furniture]\nlines = 3\n", "furniture.lines"),
        ("[furniture]\nlines = [3]\n", "furniture.lines"),
        ("[furniture]\nshare = 0\n", "furniture.share"),
        ("[furniture]\nshare = true\n", "furniture.share"),
        ("[furniture]\nshare = 1.5\n", "furniture.share"),
    ],
)
def test_faults_name_file_and_key(tmp_path: Path, text: str, named: str) -> None:
    file = tmp_path / "names.toml"
    file.write_text(text)
    with pytest.raises(ConfigError) as caught:
        load_mapping(file)
    assert named in caught.value.message
    assert str(file) in caught.value.message
    assert str(file) in caught.value.message_ar


def test_missing_and_undecodable_mapping_files(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nothing\.toml"):
        load_mapping(tmp_path / "nothing.toml")
    (tmp_path / "bytes.toml").write_bytes(b"\xff")
    with pytest.raises(ConfigError, match=r"bytes\.toml"):
        load_mapping(tmp_path / "bytes.toml")
