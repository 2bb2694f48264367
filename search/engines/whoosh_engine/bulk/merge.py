"""Segments made one by their arrays, without the documents that are deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from search.engines.whoosh_engine.bulk.merge_documents import (
    merge_column,
    merge_lengths,
    merge_stored,
)
from search.engines.whoosh_engine.bulk.merge_terms import merge_field

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from search.engines.whoosh_engine.bulk.source import Source
    from search.engines.whoosh_engine.codec.array_file import ArrayFileWriter


def merge_terms(sources: Sequence[Source], file: ArrayFileWriter, folder: Path) -> dict[str, int]:
    """Write the terms of all fields; how many times each field's stand in what stays.

    What is held meanwhile is in ``folder``.
    """
    names = sorted({name for source in sources for name in source.field_names()})
    totals = {name: merge_field(sources, name, file, folder) for name in names}
    file.finish()
    return totals


def merge_documents(
    sources: Sequence[Source],
    file: ArrayFileWriter,
    folder: Path,
    totals_of: Callable[[], Mapping[str, int]],
) -> None:
    """Write what is kept of each document; ``totals_of`` gives what ``merge_terms`` told.

    It is called when the stored values are written, so that others can merge the terms meanwhile.
    """
    kept = _kept_by_field(sources)
    merge_stored(sources, file, folder)
    totals = totals_of()
    lengths = {name: totals[name] for name in kept if "lengths" in kept[name] and totals[name]}
    for field in lengths:
        merge_lengths(sources, field, file)
    for field, parts in kept.items():
        if parts & {"codes", "values"}:
            merge_column(sources, field, file)
    file.finish({"field_lengths": lengths})


def _kept_by_field(sources: Sequence[Source]) -> dict[str, set[str]]:
    """What is kept of each field, in order."""
    found: dict[str, set[str]] = {}
    for source in sources:
        for name in source.documents:
            field, slash, part = name.rpartition("/")
            if slash:
                found.setdefault(field, set()).add(part)
    return dict(sorted(found.items()))
