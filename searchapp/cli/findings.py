"""What a build found, in words: the findings by kind and reason, with sums that agree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from searchapp.cli.console import choose
from searchapp.search.build import BuildReport
from searchapp.search.update import UpdateReport

KIND_WORDS: Final[dict[str, tuple[str, str]]] = {
    "reject": ("متروك لم يُفهرس", "Left out"),
    "repeat": ("مكرر بنصه", "Repeated word for word"),
    "caution": ("مقروء ويستحق نظرة", "Read, but to be looked at"),
    "skipped": ("ملفات لم تُفتح", "Files not opened"),
}
"""The kinds of findings in the order in which they are shown."""

REASON_WORDS: Final[dict[str, tuple[str, str]]] = {
    "bad-archive": ("أرشيف تالف", "damaged archive"),
    "archive-too-large": ("أرشيف يتجاوز الحد بعد فكّه", "archive beyond the limits when unpacked"),
    "nested-archive": ("أرشيف داخل أرشيف", "archive inside an archive"),
    "unnamed-archive": ("أرشيف لا يدل اسمه على محتواه", "archive whose name does not say what it holds"),
    "unreadable": ("ملف تعذّرت قراءته", "file that cannot be read"),
    "closed-folder": ("مجلد تعذّر فتحه", "folder that cannot be opened"),
    "bad-encoding": ("ترميز غير صالح", "broken encoding"),
    "bad-json": ("ليس JSON صحيحًا", "not valid JSON"),
    "bad-csv": ("صف CSV غير صحيح", "not a valid CSV row"),
    "bad-xml": ("ليس خلاصة RSS أو Atom صحيحة", "not a valid RSS or Atom feed"),
    "bad-front-matter": ("رأس ملف Markdown غير مفهوم", "front matter of Markdown that cannot be read"),
    "bad-record": ("سجل بلا حقول", "record without fields"),
    "bad-field": ("حقل من نوع غير مناسب", "field of the wrong kind"),
    "nul-character": ("محرف معدوم (NUL) في النص", "NUL character in the text"),
    "record-too-long": ("سجل أطول من الحد", "record longer than the limit"),
    "field-too-long": ("حقل أطول من الحد", "field longer than the limit"),
    "no-title": ("صفحة بلا عنوان", "page without a title"),
    "no-text": ("سجل بلا نص", "record without a text"),
    "duplicate-id": ("معرّف أُعطي لمقالة أخرى", "id that another article has"),
    "repeat": ("مقالة سبقت قراءتها", "article that was read before"),
    "encoding": ("ملف بترميز غير UTF-8", "file in another encoding than UTF-8"),
    "bad-date": ("تاريخ غير مفهوم", "date that cannot be read"),
    "bad-url": ("عنوان ليس عنوان ويب", "address that is no web address"),
    "no-records": ("ملف بلا سجلات", "file without a record"),
    "doubled-column": ("عمود مكرر الاسم", "column named twice"),
    "furniture": ("مقالة أُسقطت منها سطور متكررة", "article whose recurring lines were left out"),
    "unknown-ending": ("لاحقة غير معروفة", "unknown ending"),
    "outside-link": ("رابط يقود إلى خارج المجلد", "link that leads out of the folder"),
    "special-file": ("ليس ملفًّا عاديًّا", "no ordinary file"),
}
"""Words for the reasons of ``searchapp.ingest.events``."""


def summary(report: BuildReport | UpdateReport) -> Iterator[str]:
    """Give the lines of a summary: each kind with its sum, under it its reasons with their counts and codes."""
    for kind, words in KIND_WORDS.items():
        reasons = report.reasons.get(kind, {})
        if reasons:
            yield f"{choose(*words)}: {sum(reasons.values()):,}"
            yield from (f"  {count:>7,}  {choose(*REASON_WORDS[code])} [{code}]" for code, count in reasons.items())
    if report.reasons:
        yield choose(f"تفاصيلها بالملف والسطر: {report.findings}", f"Each with file and line: {report.findings}")
