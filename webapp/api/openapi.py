"""The endpoint as OpenAPI 3.1, made from the declarations that requests are checked by.

https://spec.openapis.org/oas/v3.1.1.html
"""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from webapp.api.declared import SEARCH
from webapp.api.many import MOST_SEARCHES
from webapp.api.operations import OPERATIONS
from webapp.api.schemas import SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from webapp.api.operations import Operation
    from webapp.api.parameters import Parameter

Json = dict[str, Any]
_VERSION = "1.0"
_PROBLEM = "application/problem+json"
# What any request can be answered with.
_ALWAYS_POSSIBLE = (400, 413, 414, 421, 429, 503)


def described(root: str = "") -> Json:
    """The whole document; ``root`` is the path that the web app is mounted at."""
    paths: dict[str, Json] = {}
    for operation in OPERATIONS.values():
        paths.setdefault(operation.path, {})[operation.method] = _operation(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Reviewfinder",
            "version": _VERSION,
            "summary": "Full-text search over film pages.",
            "description": "Field names never change within version 1; new ones may come.",
        },
        "servers": [{"url": root or "/"}],
        "paths": paths,
        "components": {"schemas": {**SCHEMAS, "Searches": _searches()}},
    }


def _searches() -> Json:
    """The body of several searches: the parameters of one, each as JSON has it."""
    one = {
        "type": "object",
        "properties": {each.name: parameter_schema(each) for each in SEARCH},
        "required": [each.name for each in SEARCH if each.is_required],
        "additionalProperties": False,
    }
    listed = {"type": "array", "items": one, "minItems": 1, "maxItems": MOST_SEARCHES}
    return {
        "type": "object",
        "properties": {"searches": listed},
        "required": ["searches"],
        "additionalProperties": False,
    }


def fields_of(name: str) -> Iterator[tuple[str, Json]]:
    """The fields of a schema, those of what it holds after it, each by its path."""
    schema = {**SCHEMAS, "Searches": _searches()}[name]
    yield from _fields(schema, "")


def _fields(schema: Json, path: str) -> Iterator[tuple[str, Json]]:
    if "$ref" in schema:
        schema = SCHEMAS[schema["$ref"].rpartition("/")[2]]
    if path and schema.get("type") != "array":
        yield path, schema
    for name, inner in schema.get("properties", {}).items():
        yield from _fields(inner, f"{path}.{name}" if path else name)
    if schema.get("type") == "array" and path:
        yield f"{path}[]", schema
        if "properties" in schema["items"] or "$ref" in schema["items"]:
            yield from _within(schema["items"], f"{path}[]")


def _within(schema: Json, path: str) -> Iterator[tuple[str, Json]]:
    return (row for row in _fields(schema, path) if row[0] != path)


def _operation(operation: Operation) -> Json:
    in_path = re.findall(r"{(\w+)}", operation.path)
    made: Json = {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": [*map(_path_parameter, in_path), *map(_parameter, operation.parameters)],
        "responses": {
            "200": {
                "description": operation.summary,
                "content": {
                    media: {"schema": {"$ref": f"#/components/schemas/{name}"}}
                    for media, name in operation.answers.items()
                },
            },
            **{str(status): _failure(status) for status in (*_ALWAYS_POSSIBLE, *operation.fails)},
        },
    }
    if operation.body:
        schema = {"$ref": f"#/components/schemas/{operation.body}"}
        made["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": schema}},
        }
    return made


def _failure(status: int) -> Json:
    return {
        "description": HTTPStatus(status).phrase,
        "content": {_PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _path_parameter(name: str) -> Json:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _parameter(parameter: Parameter) -> Json:
    made: Json = {
        "name": parameter.name,
        "in": "query",
        "description": parameter.description,
        "required": parameter.is_required,
        "schema": parameter_schema(parameter),
    }
    if parameter.example is not None:
        example = parameter.example
        made["example"] = [*example] if isinstance(example, tuple) else example
    if parameter.kind == "words":
        made |= {"style": "form", "explode": False}
    return made


def parameter_schema(parameter: Parameter) -> Json:
    """What values of a parameter there are, as JSON Schema."""
    one = _one_value(parameter)
    if parameter.repeatable:
        return {"type": "array", "items": one}
    if parameter.default not in (None, ()):
        one["default"] = parameter.default
    return one


def _one_value(parameter: Parameter) -> Json:
    if parameter.kind == "number":
        return {"type": "integer", "minimum": parameter.least, "maximum": parameter.most}
    if parameter.kind == "yes":
        return {"type": "boolean"}
    one: Json = {"type": "string"}
    if parameter.choices:
        one["enum"] = [*parameter.choices]
    if parameter.longest:
        one["maxLength"] = parameter.longest
    if parameter.kind == "words":
        return {"type": "array", "items": one, "maxItems": parameter.most}
    return one
