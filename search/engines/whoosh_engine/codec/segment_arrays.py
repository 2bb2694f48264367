"""A segment, opened: the arrays of its two files."""

from __future__ import annotations

import mmap
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from search.engines.whoosh_engine.codec.array_file import ArrayFile, MissingFileError
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
        try:
            return ArrayFile(_content(self._storage, name), name)
        except (FileNotFoundError, NameError) as error:
            # Of storage in memory Whoosh says NameError.
            raise MissingFileError(f"{name} is not there") from error

    @cached_property
    def documents(self) -> DocumentArrays:
        """What is kept of each document."""
        return DocumentArrays(self._open(DOCUMENTS), self.count)

    @cached_property
    def terms(self) -> ArrayFile:
        """The file of the terms."""
        return self._open(TERMS)

    @cached_property
    def _names(self) -> tuple[str, ...]:
        ending = "/term_ends"
        return tuple(sorted(name[: -len(ending)] for name in self.terms if name.endswith(ending)))

    def field_names(self) -> Sequence[str]:
        """The fields that have terms, in order."""
        return self._names

    def field(self, name: str) -> FieldArrays | None:
        """The terms of a field, None if it has none."""
        if name not in self._fields:
            there = f"{name}/term_ends" in self.terms
            self._fields[name] = FieldArrays(self.terms, name, self.count) if there else None
        return self._fields[name]

    def check(self) -> None:
        """Read every byte; DamagedFileError for one that is not as it was written."""
        for ending in (DOCUMENTS, TERMS):
            self._open(ending).check()


# The segments that are open, by storage and name: whoever reads one shares its arrays.
_OPENED: WeakValueDictionary[tuple[int, str], SegmentArrays] = WeakValueDictionary()


def opened(storage: Any, segment: Any) -> SegmentArrays:
    """The arrays of a segment, those that are open already if there are."""
    # The arrays hold the storage, so no other has its id as long as they are there.
    key = id(storage), segment.segment_id()
    arrays = _OPENED.get(key)
    if arrays is None or arrays.count != segment.doc_count_all():
        arrays = _OPENED[key] = SegmentArrays(storage, segment)
    return arrays


def _content(storage: Any, name: str) -> Any:
    """The bytes of a file: mapped where it is on disk."""
    folder = getattr(storage, "folder", "")
    if not folder:
        length = storage.file_length(name)
        with storage.open_file(name) as file:
            return bytes(file.get(0, length))
    with Path(folder, name).open("rb") as file:
        # An empty file cannot be mapped.
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if file.seek(0, 2) else b""
