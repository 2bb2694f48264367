"""schema.org as JSON-LD: the objects of a page's scripts, with their references followed."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from search.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from indexer.readers.html.dom import Element

Node = dict[str, Any]
_WRAPPED = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)")
_WRAPPED_END = re.compile(r"(?:-->|//\s*\]\]>|\]\]>|/\*\s*\]\]>\s*\*/)\s*$")
MAX_NODES = 20_000


def json_ld_nodes(path: Path, page: Element, text: str) -> Iterator[Node | SourceError]:
    """Every object in the page's JSON-LD, outer ones first; SourceError for JSON that is broken."""
    found: list[Node] = []
    for script in page.walk():
        kind = script.attrs.get("type", "").lower() if script.tag == "script" else ""
        if "ld+json" not in kind:
            continue
        raw = script.strings()
        try:
            found.extend(_objects(_loaded(raw)))
        except json.JSONDecodeError as error:
            line = _line_of(text, raw) + error.lineno - 1
            yield SourceError(path, line, f"broken JSON-LD: {error.msg}")
        except (ValueError, RecursionError):
            yield SourceError(path, _line_of(text, raw), "JSON-LD that is too deep or too large")
    known = {node["@id"]: node for node in found if isinstance(node.get("@id"), str)}
    for node in found:
        yield {key: _followed(value, known) for key, value in node.items()}


def _loaded(raw: str) -> object:
    blank = _WRAPPED.sub(lambda match: " " * len(match[0]), raw)
    # json counts lines from the text that it is given, so its beginning stays.
    return json.loads(_WRAPPED_END.sub("", blank), strict=False)


def _line_of(text: str, raw: str) -> int:
    return text.count("\n", 0, max(text.find(raw), 0)) + 1


def _objects(value: object) -> list[Node]:
    """The objects in a value, itself first; ValueError for very many."""
    found: list[Node] = []
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            found.append(value)
            waiting.extend(reversed(value.values()))
        elif isinstance(value, list):
            waiting.extend(reversed(value))
        if len(found) > MAX_NODES or len(waiting) > 10 * MAX_NODES:
            raise ValueError("too many objects")
    return found


def _followed(value: object, known: dict[str, Node]) -> object:
    """A value with each bare reference in it as the object that it names, one step deep."""
    if isinstance(value, list):
        return [_followed(item, known) for item in value]
    if isinstance(value, dict) and set(value) <= {"@id", "@type"}:
        return known.get(str(value.get("@id")), value)
    return value
