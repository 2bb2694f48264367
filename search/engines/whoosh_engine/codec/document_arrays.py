"""What a segment keeps of each document, as it is read."""

from __future__ import annotations

import sys
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING, Any

import numpy as np
from whoosh.util.numeric import byte_to_length

from search.engines.whoosh_engine.codec.rows import Rows, held
from search.engines.whoosh_engine.codec.stored_values import from_bytes
from search.engines.whoosh_engine.codec.vectors import VectorArrays

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from numpy.typing import NDArray

    from search.engines.whoosh_engine.codec.array_file import ArrayFile

    Array = NDArray[Any]

# The length that each byte of a length stands for.
LENGTHS = np.array([byte_to_length(byte) for byte in range(256)], np.float32)
# Blocks of stored values that are held unpacked.
_BLOCKS_HELD = 16


class DocumentArrays:
    """The lengths, stored values and columns of a segment's documents."""

    def __init__(self, file: ArrayFile, documents: int) -> None:
        self._file = file
        self.documents = documents
        # A cache of its own for each, which ends with it.
        self._block = lru_cache(_BLOCKS_HELD)(partial(unpacked, file))
        self._vectors: dict[str, VectorArrays | None] = {}

    def lengths(self, field: str) -> Array | None:
        """The byte of each document's length in a field, None if no document has it."""
        return self._file.find(f"{field}/lengths")

    def total_length(self, field: str) -> int:
        """How long a field is in all documents together."""
        with self._file.reading("field_lengths"):
            return int(self._file.facts["field_lengths"].get(field, 0))

    def stored(self, number: int) -> dict[str, Any]:
        """The stored values of a document."""
        if not 0 <= number < self.documents:
            raise IndexError(f"there is no document {number} among {self.documents}")
        with self._file.reading("stored"):
            block = int(np.searchsorted(self._firsts, number, "right")) - 1
            first = int(self._firsts[block])
            begin = int(self._ends[number - 1]) if number > first else 0
            content = self._block(block)[begin : self._ends[number]]
            return from_bytes(content) if content else {}

    @cached_property
    def _firsts(self) -> Array:
        return self._file.array("stored_firsts")

    @cached_property
    def _ends(self) -> Array:
        return self._file.array("stored_ends")

    def column_names(self) -> list[str]:
        """The fields that have a column, in order."""
        kinds = ("codes", "values")
        return sorted(
            name.rpartition("/")[0] for name in self._file if name.rpartition("/")[2] in kinds
        )

    def reading(self, field: str) -> AbstractContextManager[None]:
        """Within it, what bytes that were changed can lead to is a DamagedFileError."""
        return self._file.reading(field)

    def has_column(self, field: str) -> bool:
        """Whether there is a column of a field."""
        return f"{field}/codes" in self._file or f"{field}/values" in self._file

    def codes(self, field: str) -> Array:
        """The number of each document's value in a column of bytes; they stand in its order."""
        return self._file.array(f"{field}/codes")

    def rows(self, field: str) -> Rows:
        """The values of a column of bytes, in order; none of one of numbers."""
        text, ends = (self._file.find(f"{field}/{name}") for name in ("rows", "row_ends"))
        if text is None or ends is None:
            return held([])
        return Rows(text.data, ends, lambda why: self._file.damaged(f"of {field!r} {why}"))

    def values(self, field: str) -> Array | None:
        """A column of numbers; None if it is one of bytes."""
        return self._file.find(f"{field}/values")

    def vectors(self, field: str) -> VectorArrays | None:
        """The terms of each document of a field, None if they are not kept."""
        if field not in self._vectors:
            there = f"{field}/vector_codes" in self._file
            self._vectors[field] = VectorArrays(self._file, field) if there else None
        return self._vectors[field]


def unpacked(file: ArrayFile, block: int) -> bytes:
    """The stored values of a block of documents, one after another."""
    stored, ends = file.array("stored"), file.array("stored_ends")
    begin, end = file.extent("stored_block_ends", block, len(stored))
    firsts = file.array("stored_firsts")
    length = ends.item(firsts.item(block + 1) - 1 if block + 1 < len(firsts) else -1)
    try:
        # No more than it must be: what was changed can say that it is of any length.
        content: bytes = zstd.ZstdDecompressor().decompress(stored[begin:end].data, length + 1)
    except zstd.ZstdError as error:
        raise file.damaged(f"block {block} of the stored values: {error}") from error
    if len(content) != length:
        raise file.damaged(f"block {block} of the stored values is not of its length")
    return content
