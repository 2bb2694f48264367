"""What the readers take of a file, as a rebuild would."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from indexer.containers import source_files
from indexer.sources import is_read, reader_of
from search.errors import SourceError
from search.records import Film

Taken = tuple[list[Film], list[str]]


def taken_one_by_one(
    path: Path, names: Mapping[str, str] | None = None
) -> Iterator[Film | SourceError]:
    for source in source_files(path, is_read, names or {}):
        if isinstance(source, SourceError):
            yield source
        else:
            yield from reader_of(source)(source)


def taken(path: Path, names: Mapping[str, str] | None = None) -> Taken:
    """The films, and the errors without the folder of ``path``."""
    films: list[Film] = []
    errors: list[str] = []
    for item in taken_one_by_one(path, names):
        if isinstance(item, Film):
            films.append(item)
        else:
            errors.append(str(item).removeprefix(f"{path.parent}/"))
    return films, errors


def taken_of(
    folder: Path, name: str, content: str | bytes, names: Mapping[str, str] | None = None
) -> Taken:
    """What a file of this name and content gives."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return taken(path, names)
