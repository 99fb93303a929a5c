"""Lists of a user's own, as files of text."""

from __future__ import annotations

from pathlib import Path

from searchapp.errors import ConfigError, system_reason, system_reason_ar


def read_own_list(path: Path, name: str, name_ar: str) -> str:
    """Read a list in UTF-8. Raises ConfigError that calls it by its name where it cannot be read.

    Example of names: ``alias list`` and ``قائمة الأسماء``.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ConfigError(
            f"The {name} {path} cannot be read: {system_reason(error)}.",
            f"تعذّرت قراءة {name_ar} {path}: {system_reason_ar(error)}.",
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"The {name} {path} is not UTF-8.", f"{name_ar} {path} ليست بترميز UTF-8.") from error
