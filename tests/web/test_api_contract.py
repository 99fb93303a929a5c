"""What version 1 of the API promises, as a file: a change of it is made openly, in the same commit as this file.

Inside version 1 lines are only added: the failing test shows which.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from searchapp.web.openapi import document

CONTRACT = Path(__file__).with_name("api_contract.txt")


def lines() -> Iterator[str]:
    """Every address, parameter and field with its type, one a line."""
    described = document()
    for path, item in described["paths"].items():
        operation = item["get"]
        yield f"{path} {operation['operationId']} {' '.join(sorted(operation['responses']))}"
        for parameter in operation["parameters"]:
            yield f"{path} ?{parameter['name']} {_type(parameter['schema'])}"
    for name, schema in sorted(described["components"]["schemas"].items()):
        for field, of in schema.get("properties", {}).items():
            needed = " required" if field in schema.get("required", ()) else ""
            yield f"{name}.{field} {_type(of)}{needed}"


def _type(schema: dict[str, object]) -> str:
    several = schema.get("anyOf")
    if isinstance(several, list):
        return "|".join(map(_type, several))
    reference = schema.get("$ref")
    if isinstance(reference, str):
        return reference.rpartition("/")[2]
    items = schema.get("items")
    of = f"[{_type(items)}]" if isinstance(items, dict) else ""
    choices = schema.get("enum")
    return (
        str(schema.get("type", "any")) + of + (f"({','.join(map(str, choices))})" if isinstance(choices, list) else "")
    )


def test_the_api_is_what_was_promised() -> None:
    promised = CONTRACT.read_text(encoding="utf-8").splitlines()
    found = list(lines())
    assert [line for line in promised if line not in found] == [], "taken away or changed: this needs a version 2"
    assert [line for line in found if line not in promised] == [], "new: add these lines to api_contract.txt"
