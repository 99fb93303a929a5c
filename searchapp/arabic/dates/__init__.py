"""Dates: finding them in Arabic text, inferring a publication day, reading them in queries, showing them.

Example: ``find_dates("21 أكتوبر / تشرين الأول 2021")`` gives one mention over the whole phrase, 2021-10-21.
"""

from searchapp.arabic.dates.display import format_date, hijri_text, month_name
from searchapp.arabic.dates.finder import find_dates
from searchapp.arabic.dates.published import publication
from searchapp.arabic.dates.ranges import parse_day_range

__all__ = ["find_dates", "format_date", "hijri_text", "month_name", "parse_day_range", "publication"]
