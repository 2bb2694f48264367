"""JSON Lines: one film a line with its reviews, or one review a line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from indexer.readers.json_objects import film_of
from indexer.readers.lines import read_records
from search.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from indexer.source_file import SourceFile
    from search.records import Film


def read_json_lines(source: SourceFile) -> Iterator[Film | SourceError]:
    """A film a line; a SourceError for each line, review or fact that was not taken.

    Memory is that of one line.
    """
    try:
        for line in read_records(source):
            if line.problem:
                yield SourceError(source.path, line.number, line.problem)
            elif line.text.strip():
                yield from _read_line(source, line.number, line.text)
    except SourceError as error:
        yield error


def _read_line(source: SourceFile, number: int, text: str) -> Iterator[Film | SourceError]:
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        reason = f"not JSON: {error.msg} at character {error.pos + 1}"
        yield SourceError(source.path, number, reason)
    except (ValueError, RecursionError):
        yield SourceError(source.path, number, "not JSON that can be read: too deep or too large")
    else:
        yield from film_of(source, number, value)
