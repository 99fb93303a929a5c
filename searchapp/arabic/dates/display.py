"""Dates as people read them, in Arabic and English."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Literal

from hijridate import Gregorian

from searchapp.arabic.dates.words import rows
from searchapp.model import Precision

Language = Literal["ar", "en"]


@cache
def _names(file: str, region: str) -> tuple[str, ...]:
    return tuple(row[1] for row in rows(file) if row[2] == region)


@cache
def _hijri_names(lang: Language) -> tuple[str, ...]:
    shown = [row for row in rows("hijri_months.tsv") if row[2]]
    return tuple(row[1] if lang == "ar" else row[2] for row in shown)


def month_name(month: int, lang: Language) -> str:
    """The name of a Gregorian month, 1 to 12. Example: 1 is ``يناير`` or ``January``. Raises ValueError otherwise."""
    if not 1 <= month <= 12:
        raise ValueError(f"no month {month}")
    return _names("months.tsv", "egypt-gulf" if lang == "ar" else "english")[month - 1]


def format_date(day: date, lang: Language, precision: Precision = "day") -> str:
    """A date in words. Example: ``4 يناير 2022``, ``4 January 2022``; by precision ``يناير 2022`` or ``2022``."""
    if precision == "year":
        return str(day.year)
    month = f"{month_name(day.month, lang)} {day.year}"
    return month if precision == "month" else f"{day.day} {month}"


def hijri_text(day: date, lang: Language) -> str:
    """The Umm al-Qura date of a day; empty outside its tables (1924 to 2077).

    Example: 2022-01-04 is ``1 جمادى الآخرة 1443هـ`` and ``1 Jumada al-Akhirah 1443 AH``.
    """
    try:
        hijri = Gregorian(day.year, day.month, day.day).to_hijri()
    except OverflowError:
        return ""
    name = _hijri_names(lang)[hijri.month - 1]
    return f"{hijri.day} {name} {hijri.year}هـ" if lang == "ar" else f"{hijri.day} {name} {hijri.year} AH"
