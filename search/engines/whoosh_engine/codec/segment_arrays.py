"""A segment, opened: the arrays of its two files."""

from __future__ import annotations

import mmap
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from search.engines.whoosh_engine.codec.array_file import ArrayFile
from search.engines.whoosh_engine.codec.document_arrays import DocumentArrays
from search.engines.whoosh_engine.codec.field_arrays import FieldArrays

if TYPE_CHECKING:
    from collections.abc import Sequence

# The endings of a segment's files: what is kept of each document, and the terms.
DOCUMENTS = ".rfd"
TERMS = ".rft"


class SegmentArrays:
    """The arrays of one segment; what is not asked for is not read."""

    def __init__(self, storage: Any, segment: Any) -> None:
        self._storage = storage
        self._segment = segment
        self._fields: dict[str, FieldArrays | None] = {}
        self.count = int(segment.doc_count_all())

    def _open(self, ending: str) -> ArrayFile:
        name = self._segment.make_filename(ending)
        return ArrayFile(_content(self._storage, name), name)

    @cached_property
    def documents(self) -> DocumentArrays:
        """What is kept of each document."""
        return DocumentArrays(self._open(DOCUMENTS), self.count)

    @cached_property
    def _terms(self) -> ArrayFile:
        return self._open(TERMS)

    def field_names(self) -> Sequence[str]:
        """The fields that have terms, in order."""
        return tuple(name.rpartition("/")[0] for name in self._terms if name.endswith("/term_ends"))

    def field(self, name: str) -> FieldArrays | None:
        """The terms of a field, None if it has none."""
        if name not in self._fields:
            there = f"{name}/term_ends" in self._terms
            self._fields[name] = FieldArrays(self._terms, name, self.count) if there else None
        return self._fields[name]

    def check(self) -> None:
        """Read every byte; DamagedFileError for one that is not as it was written."""
        for ending in (DOCUMENTS, TERMS):
            self._open(ending).check()


def _content(storage: Any, name: str) -> Any:
    """The bytes of a file: mapped where it is on disk."""
    folder = getattr(storage, "folder", None)
    if folder is None:
        with storage.open_file(name) as file:
            return file.read()
    with Path(folder, name).open("rb") as file:
        # An empty file cannot be mapped.
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if file.seek(0, 2) else b""
