"""Bytes that callers keep with a generation: a file each in its directory, under the checksums of its manifest."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

PREFIX: Final = "attached."
"""The names of their files begin with this."""

_NAME: Final = re.compile("[a-z0-9][a-z0-9-]{0,63}")


def check_name(name: str) -> None:
    """Raise ValueError for a name that is not made of small Latin letters, digits and ``-``."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name for an attachment")


def write_attached(directory: Path, contents: Mapping[str, bytes]) -> None:
    """Write all attachments of a generation into its directory. Raises OSError."""
    for name, content in contents.items():
        (directory / f"{PREFIX}{name}").write_bytes(content)


def read_attached(directory: Path) -> dict[str, bytes]:
    """Read all attachments of a generation, by name. Raises OSError."""
    return {path.name.removeprefix(PREFIX): path.read_bytes() for path in sorted(directory.glob(f"{PREFIX}*"))}
