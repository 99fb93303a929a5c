"""The API described for programs: OpenAPI 3.1, made from the same schemas and limits that the routes use."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, get_args

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from searchapp import __version__
from searchapp.model import DateInterval, MatchMode, SimilarMode, SortOrder
from searchapp.search.parameters import FACET_NAMES, MAX_FACET_SIZE, MAX_RELATED, MAX_SIZE, MAX_SUGGESTIONS, MAX_WINDOW
from searchapp.search.service import RELATED
from searchapp.web import schemas
from searchapp.web.exports import EXPORT_FIELDS
from searchapp.web.params import (
    API_SIZE,
    DEFAULT_SUGGESTIONS,
    DISTINCTIVE,
    HIT_FIELDS,
    LONGEST_TEXT,
    MAX_FILTER_TEXT,
    MAX_FILTER_VALUES,
    MAX_VALUE_LENGTH,
    Highlight,
)
from searchapp.web.problems import PROBLEM_TYPE, STATUS

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of an address: its schema and what it means, in both languages."""

    name: str
    schema: Schema
    about: str
    about_ar: str
    where: str = "query"

    def described(self) -> dict[str, Any]:
        """The parameter as OpenAPI writes it."""
        repeated = {"style": "form", "explode": True} if self.schema.get("type") == "array" else {}
        return {
            "name": self.name,
            "in": self.where,
            "required": self.where == "path",
            "description": f"{self.about}\n\n{self.about_ar}",
            "schema": dict(self.schema),
            **self._empty(),
            **repeated,
        }

    def _empty(self) -> dict[str, bool]:
        """An empty value counts as none: forms send fields that nobody filled in. Of a text it goes without saying."""
        spoken = self.where == "query" and ("enum" in self.schema or self.schema["type"] == "integer")
        return {"allowEmptyValue": True} if spoken else {}


@dataclass(frozen=True, slots=True)
class Operation:
    """One address: its parameters, what it answers with, and the codes of its errors."""

    path: str
    name: str
    about: str
    about_ar: str
    parameters: tuple[Parameter, ...]
    answer: type[BaseModel] | None
    content_type: str = "application/json"
    codes: tuple[str, ...] = ()


def _whole(low: int, high: int, default: int | None = None) -> Schema:
    usual = {} if default is None else {"default": default}
    return {"type": "integer", "minimum": low, "maximum": high, **usual}


def _one_of(names: Sequence[str], default: str = "") -> Schema:
    return {"type": "string", "enum": list(names), **({"default": default} if default else {})}


_TEXT: Final[Schema] = {"type": "string", "maxLength": 512}
_LIST: Final[Schema] = {"type": "string"}
_VALUES: Final[Schema] = {
    "type": "array",
    "items": {"type": "string", "maxLength": MAX_VALUE_LENGTH},
    "maxItems": MAX_FILTER_VALUES,
}

Q: Final = Parameter("q", _TEXT, "The query; empty: everything, newest first.", "السؤال؛ الفارغ: كل شيء، الأحدث أولًا.")
FILTER_PARAMETERS: Final = (
    Parameter(
        "source", _VALUES, "Only this source; repeat for more, -NAME excludes.", "هذا المصدر وحده؛ يُكرر، و‎-NAME‎ يستثني."
    ),
    Parameter("author", _VALUES, "Only this author.", "هذا الكاتب وحده."),
    Parameter("person", _VALUES, "Articles that name this person.", "المقالات التي تذكر هذا الشخص."),
    Parameter("place", _VALUES, "Articles that name this place.", "المقالات التي تذكر هذا المكان."),
    Parameter("org", _VALUES, "Articles that name this organisation.", "المقالات التي تذكر هذه الجهة."),
    Parameter("organisation", _VALUES, "The same as org.", "مثل org."),
    Parameter(
        "entity", _VALUES, "Articles that name this entity, of any kind.", "المقالات التي تذكر هذا الاسم، أيًّا كان نوعه."
    ),
    Parameter("from", _LIST, "First day: 2015, 2015-07 or 2015-07-21.", "أول يوم: 2015 أو 2015-07 أو 2015-07-21."),
    Parameter("to", _LIST, "Last day, inclusive.", "آخر يوم، وهو داخل."),
)
SORT: Final = Parameter(
    "sort",
    _one_of(get_args(SortOrder)),
    "Order; usually relevance with q, newest without. recent: relevance that fades with age.",
    "الترتيب؛ المعتاد relevance مع q و newest بدونه.",
)
MODE: Final = Parameter(
    "mode",
    _one_of(get_args(MatchMode), "auto"),
    "auto; strict: every word; exact: as written; all: by root too.",
    "auto؛ strict: كل كلمة؛ exact: كما كُتبت؛ all: بالجذر أيضًا.",
)
FACET_SIZE: Final = Parameter("facet_size", _whole(1, MAX_FACET_SIZE, 10), "Values of a facet.", "عدد قيم كل تصنيف.")
SEARCH: Final = (
    Q,
    *FILTER_PARAMETERS,
    SORT,
    MODE,
    Parameter(
        "page",
        _whole(1, MAX_WINDOW, 1),
        f"Page; page × size reaches {MAX_WINDOW:,}, then use cursor.",
        f"الصفحة؛ تصل إلى النتيجة {MAX_WINDOW:,} ثم cursor.",
    ),
    Parameter("size", _whole(1, MAX_SIZE, API_SIZE), "Hits of an answer.", "عدد النتائج في الجواب."),
    Parameter(
        "cursor",
        _LIST,
        "Goes on where an answer's paging.cursor stands; excludes page.",
        "يتابع من حيث وقف paging.cursor؛ لا يجتمع مع page.",
    ),
    Parameter(
        "facets",
        _LIST,
        f"none, or a comma list of {', '.join(FACET_NAMES)}.",
        f"none أو قائمة بفواصل من {', '.join(FACET_NAMES)}.",
    ),
    FACET_SIZE,
    Parameter("interval", _one_of(get_args(DateInterval)), "Length of the date facet's bars.", "طول أعمدة التواريخ."),
    Parameter(
        "similar",
        _one_of(get_args(SimilarMode), "group"),
        "group: near-duplicates of a better hit stand under it; show: they are hits. Totals and facets count them all.",
        "group: المقالات المشابهة تحت أفضلها؛ show: كل منها نتيجة. ويعدّها المجموع والتصنيفات كلها في الحالين.",
    ),
    Parameter(
        "highlight",
        _one_of(get_args(Highlight), "html"),
        "Marks as html and offsets, offsets, or none.",
        "العلامات: html مع المواضع، أو المواضع وحدها، أو لا شيء.",
    ),
    Parameter(
        "fields",
        _LIST,
        f"Comma list of what hits have: {', '.join(HIT_FIELDS)}.",
        f"قائمة بما يُعطى من كل نتيجة: {', '.join(HIT_FIELDS)}.",
    ),
)
EXPORT: Final = (
    Q,
    *FILTER_PARAMETERS,
    SORT,
    MODE,
    Parameter(
        "fields",
        _LIST,
        f"Comma list of columns: {', '.join(EXPORT_FIELDS)}.",
        f"قائمة بالأعمدة: {', '.join(EXPORT_FIELDS)}.",
    ),
    Parameter("rows", _whole(1, 100_000), "At most so many rows.", "هذا العدد من الصفوف على الأكثر."),
)
_ID: Final = Parameter("id", {"type": "string", "minLength": 1}, "Id of an article.", "معرّف المقالة.", "path")
_ENTITY: Final = Parameter(
    "id",
    {"type": "string", "minLength": 1},
    "Id of an entity (place:كييف), or any of its names.",
    "معرّف الاسم (place:كييف)، أو أي صورة من صوره.",
    "path",
)
_FACET: Final = Parameter(
    "name", _one_of(("source", "author", "person", "organisation", "place", "org")), "The facet.", "التصنيف.", "path"
)
_FILTER: Final = Parameter(
    "filter",
    {"type": "string", "maxLength": MAX_FILTER_TEXT},
    "Beginnings of words of the value, folded.",
    "أوائل كلمات القيمة، بلا تفريق بين صور الهمزة.",
)
_BUSY: Final = ("rate-limited", "overloaded", "index-unavailable")
_ASKING: Final = ("invalid-parameter", "query-too-complex", "request-invalid", *_BUSY)

OPERATIONS: Final[tuple[Operation, ...]] = (
    Operation(
        "/api/v1/search",
        "search",
        "Search the articles.",
        "ابحث في المقالات.",
        SEARCH,
        schemas.SearchAnswer,
        codes=(*_ASKING, "page-too-deep", "cursor-expired"),
    ),
    Operation(
        "/api/v1/suggest",
        "suggest",
        "Complete a typed beginning.",
        "أكمل ما بُدئت كتابته.",
        (
            Parameter("q", _TEXT, "The beginning.", "أول الكلام."),
            Parameter(
                "size", _whole(1, MAX_SUGGESTIONS, DEFAULT_SUGGESTIONS), "Completions wanted.", "عدد الاقتراحات."
            ),
        ),
        schemas.SuggestAnswer,
        codes=_ASKING,
    ),
    Operation(
        "/api/v1/articles/{id}",
        "article",
        "One article with the marks of a query.",
        "مقالة واحدة وعليها علامات السؤال.",
        (_ID, Q, MODE),
        schemas.ArticleAnswer,
        codes=(*_ASKING, "not-found"),
    ),
    Operation(
        "/api/v1/articles/{id}/related",
        "related",
        "Articles on the subject of an article.",
        "مقالات في موضوع مقالة.",
        (
            _ID,
            Parameter(
                "size",
                _whole(1, MAX_RELATED, RELATED),
                "Articles wanted; near-duplicates are not among them.",
                "عدد المقالات المطلوبة، وليس بينها ما يكرر المقالة.",
            ),
        ),
        schemas.RelatedAnswer,
        codes=(*_ASKING, "not-found"),
    ),
    Operation(
        "/api/v1/entities/{id}",
        "entity",
        "All about one entity: how it is written, when, with whom and by whom.",
        "كل ما عن اسم واحد: كيف يُكتب، ومتى ذُكر، ومع من، وعند من.",
        (_ENTITY,),
        schemas.EntityAnswer,
        codes=(*_ASKING, "not-found"),
    ),
    Operation(
        "/api/v1/explain/{id}",
        "explain",
        "Why an article has its score: per word and level what counted.",
        "لماذا نالت المقالة درجتها: ما حُسب لكل كلمة ومستوى.",
        (_ID, Q, MODE),
        schemas.ExplainAnswer,
        codes=(*_ASKING, "not-found"),
    ),
    Operation(
        "/api/v1/analyze",
        "analyze",
        "How a text is read, word by word.",
        "كيف يُقرأ نص، كلمة كلمة.",
        (Parameter("text", {"type": "string", "maxLength": LONGEST_TEXT}, "The text.", "النص."),),
        schemas.AnalyzeAnswer,
        codes=("invalid-parameter", "request-invalid", *_BUSY),
    ),
    Operation(
        "/api/v1/facets/{name}",
        "facet",
        "The values of one facet, searched by beginning.",
        "قيم تصنيف واحد، وبحث في أوائلها.",
        (_FACET, Q, *FILTER_PARAMETERS, MODE, FACET_SIZE, _FILTER),
        schemas.FacetAnswer,
        codes=(*_ASKING, "not-found", "timeout"),
    ),
    Operation(
        "/api/v1/distinctive",
        "distinctive",
        "Names that are unusually frequent in the results, not just frequent.",
        "أسماء تكثر في النتائج أكثر من المعتاد، لا الكثيرة وحسب.",
        (
            Q,
            *FILTER_PARAMETERS,
            MODE,
            Parameter("size", _whole(1, MAX_FACET_SIZE, DISTINCTIVE), "Names wanted.", "عدد الأسماء المطلوبة."),
        ),
        schemas.DistinctiveAnswer,
        codes=_ASKING,
    ),
    Operation(
        "/api/v1/stats",
        "stats",
        "The collection in figures.",
        "المجموعة بالأرقام.",
        (),
        schemas.StatsAnswer,
        codes=("invalid-parameter", *_BUSY),
    ),
    Operation(
        "/api/v1/export.jsonl",
        "exportJsonl",
        "All results, an article a line.",
        "كل النتائج، مقالة في كل سطر.",
        EXPORT,
        schemas.ExportRow,
        "application/x-ndjson",
        (*_ASKING, "export-too-large", "timeout"),
    ),
    Operation(
        "/api/v1/export.csv",
        "exportCsv",
        "All results as a table.",
        "كل النتائج في جدول.",
        EXPORT,
        None,
        "text/csv",
        (*_ASKING, "export-too-large", "timeout"),
    ),
    Operation("/healthz", "healthz", "Does the process answer?", "هل يجيب الخادم؟", (), schemas.Health),
    Operation(
        "/readyz",
        "readyz",
        "Can searches be answered, and from which generation?",
        "هل يُجاب البحث، ومن أي جيل؟",
        (),
        schemas.Health,
        codes=("index-unavailable",),
    ),
    Operation(
        "/metrics", "metrics", "Counts in Prometheus' text format.", "أعداد بصيغة Prometheus.", (), None, "text/plain"
    ),
)
"""Every address of the API. The documentation page and the tests read it too."""


@cache
def description() -> bytes:
    """Write the description as JSON."""
    return json.dumps(document(), ensure_ascii=False, indent=1).encode()


def document() -> dict[str, Any]:
    """Give the description. ``/components/schemas`` has the answers, and ``Problem`` for all errors."""
    models: set[type[BaseModel]] = {schemas.Problem, *(each.answer for each in OPERATIONS if each.answer)}
    ordered = sorted(models, key=_name_of)
    wanted: list[tuple[type[BaseModel], JsonSchemaMode]] = [(model, "serialization") for model in ordered]
    _, defined = models_json_schema(wanted, by_alias=True, ref_template="#/components/schemas/{model}")
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Bahith · باحث",
            "version": "1",
            "summary": "Search Arabic articles as Arabic readers read them.",
            "description": f"Version 1 of the API, as spoken by Bahith {__version__}. Inside version 1 fields and"
            " parameters are only added. An unknown parameter is an error.",
            "license": {"name": "GPL-3.0-or-later", "identifier": "GPL-3.0-or-later"},
        },
        "servers": [{"url": "/"}],
        "paths": {each.path: {"get": _described(each)} for each in OPERATIONS},
        "components": {"schemas": defined["$defs"]},
    }


def _name_of(model: type[BaseModel]) -> str:
    return model.__name__


def _described(operation: Operation) -> dict[str, Any]:
    schema: Schema = {"type": "string"}
    if operation.answer:
        schema = {"$ref": f"#/components/schemas/{operation.answer.__name__}"}
    # A stream has many documents of its schema; the content as a whole is text.
    streamed = operation.content_type == "application/x-ndjson"
    content = {operation.content_type: {"schema": {"type": "string"} if streamed else schema}}
    answers: dict[str, Any] = {"200": {"description": operation.about, "content": content}}
    if operation.path.startswith("/api/"):
        answers["414"] = {
            "description": "The server takes addresses of at most 8,190 bytes.",
            "content": {"text/html": {}},
        }
        answers["304"] = {"description": "The client has this very answer (If-None-Match)."}
    for status in sorted({STATUS[code] for code in operation.codes}):
        codes = [code for code in operation.codes if STATUS[code] == status]
        answers[str(status)] = {
            "description": ", ".join(codes),
            "content": {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    return {
        "operationId": operation.name,
        "summary": operation.about,
        "description": operation.about_ar,
        "parameters": [parameter.described() for parameter in operation.parameters],
        "responses": answers,
    }
