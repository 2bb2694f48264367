"""JSON Schema in short: what makes the schemas of answers.

https://json-schema.org/draft/2020-12/schema
"""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]


def of_kind(kind: str, description: str = "", **more: object) -> Schema:
    """A value of a type of JSON."""
    return {"type": kind, **({"description": description} if description else {}), **more}


def text(description: str = "", **more: object) -> Schema:
    """A text."""
    return of_kind("string", description, **more)


def count(description: str) -> Schema:
    """A whole number from 0."""
    return of_kind("integer", description, minimum=0)


def yes(description: str) -> Schema:
    """True or false."""
    return of_kind("boolean", description)


def or_null(kind: str, description: str) -> Schema:
    """A value of a type, or null."""
    return {"type": [kind, "null"], "description": description}


def none_required(schema: Schema) -> Schema:
    """The same schema, of which any field may be left out."""
    return {**schema, "required": []}


def listed(items: Schema, description: str = "") -> Schema:
    """A list."""
    return of_kind("array", description, items=items)


def texts(description: str) -> Schema:
    """A list of texts."""
    return listed(text(), description)


def in_part(*what: str) -> Schema:
    """The names of what is not all there."""
    named = text(enum=[*what])
    return listed(named, "what is not all there, because the time was over")


def record(**properties: Schema) -> Schema:
    """An object with all of these fields."""
    return {"type": "object", "properties": properties, "required": [*properties]}


def maybe_without(schema: Schema, *names: str) -> Schema:
    """The same schema, of which fields may be left out."""
    required = [name for name in schema["required"] if name not in names]
    return {**schema, "required": required}


def ref(name: str) -> Schema:
    """One of the schemas, by its name."""
    return {"$ref": f"#/components/schemas/{name}"}
