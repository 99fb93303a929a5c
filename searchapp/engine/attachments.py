"""Bytes that callers keep with a generation: a file each in its directory, under the checksums of its manifest."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

Attachment = bytes | Callable[[], bytes]
"""What is kept, or a function that gives it when it is needed: it may be worked out while the rest is written."""

PREFIX: Final = "attached."
"""The names of their files begin with this."""

_NAME: Final = re.compile("[a-z0-9][a-z0-9-]{0,63}")


def check_name(name: str) -> None:
    """Raise ValueError for a name that is not made of small Latin letters, digits and ``-``."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name for an attachment")


def write_attached(directory: Path, contents: Mapping[str, Attachment]) -> None:
    """Write all attachments of a generation into its directory. Raises OSError."""
    for name, content in contents.items():
        (directory / f"{PREFIX}{name}").write_bytes(content_of(content))


def content_of(content: Attachment) -> bytes:
    """Give what is kept."""
    return content if isinstance(content, bytes) else content()


def read_attached(directory: Path) -> dict[str, bytes]:
    """Read all attachments of a generation, by name. Raises OSError."""
    return {path.name.removeprefix(PREFIX): path.read_bytes() for path in sorted(directory.glob(f"{PREFIX}*"))}
