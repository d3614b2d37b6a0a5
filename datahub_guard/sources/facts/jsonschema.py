"""The JSON Schema of facts files, for editors. Generated from the records, so that it says what the reader checks."""

from __future__ import annotations

import json
from typing import Any

from datahub_guard.model.facts import PlatformFacts
from datahub_guard.model.records import (
    REQUIRED,
    Each,
    Flag,
    Kind,
    Named,
    Part,
    RankKind,
    Record,
    Whole,
    Word,
    fields_of,
)


def facts_schema() -> dict[str, Any]:
    """The schema as plain data: JSON Schema, draft 2020-12, without any reference outside itself."""
    definitions: dict[str, Any] = {}
    root = record_schema(PlatformFacts, definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Facts of a data platform for datahub-guard",
        **root,
        "$defs": dict(sorted(definitions.items())),
    }


def facts_schema_text() -> str:
    """The schema as the file that ships."""
    return json.dumps(facts_schema(), indent=2) + "\n"


def record_schema(record: type[Record], definitions: dict[str, Any]) -> dict[str, Any]:
    """The schema of one record; the schemas of the records in it are added to `definitions` by their names."""
    properties: dict[str, Any] = {}
    required: list[str] = []
    for name, field in fields_of(record).items():
        schema = _kind(field.kind, definitions)
        if field.default is None:
            schema = {"anyOf": [schema, {"type": "null"}]}
        properties[name] = {"description": field.doc, **schema}
        if field.default is REQUIRED:
            required.append(name)
        elif field.default is not None:
            properties[name]["default"] = list(field.default) if isinstance(field.default, tuple) else field.default
    return {
        "description": (record.__doc__ or "").strip(),
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _kind(kind: Kind[Any], definitions: dict[str, Any]) -> dict[str, Any]:
    if isinstance(kind, Word):
        return _word(kind)
    if isinstance(kind, Flag):
        return {"type": "boolean"}
    if isinstance(kind, Whole):
        return {"type": "integer", "minimum": kind.least, "maximum": kind.most}
    if isinstance(kind, RankKind):
        return {"type": "string", "pattern": r"^[1-9][0-9]?(\.[0-9]{1,2})?$"}
    if isinstance(kind, Each):
        schema = {"type": "array", "items": _kind(kind.of, definitions), "uniqueItems": True}
        return {**schema, "minItems": kind.least} if kind.least else schema
    if isinstance(kind, Named):
        schema = {
            "type": "object",
            "propertyNames": _word(kind.key),
            "additionalProperties": _kind(kind.of, definitions),
        }
        return {**schema, "minProperties": kind.least} if kind.least else schema
    assert isinstance(kind, Part)
    name = kind.record.__name__
    if name not in definitions:
        definitions[name] = {}  # a record that contains itself would find its name taken
        definitions[name] = record_schema(kind.record, definitions)
    return {"$ref": f"#/$defs/{name}"}


def _word(kind: Word) -> dict[str, Any]:
    if kind.choices:
        return {"type": "string", "enum": list(kind.choices)}
    # `(?s)` is not in every editor's dialect of expressions; the text may have several lines all the same.
    pattern = r"\S" if kind.pattern.startswith("(?s)") else f"^({kind.pattern})$"
    return {"type": "string", "pattern": pattern}
