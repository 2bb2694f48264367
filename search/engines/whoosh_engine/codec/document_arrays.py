"""What a segment keeps of each document, as it is read."""

from __future__ import annotations

import sys
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from whoosh.util.numeric import byte_to_length

from search.engines.whoosh_engine.codec.array_file import DamagedFileError
from search.engines.whoosh_engine.codec.stored_values import from_bytes

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
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
        self._block = lru_cache(_BLOCKS_HELD)(self._unpacked)

    def lengths(self, field: str) -> Array | None:
        """The byte of each document's length in a field, None if no document has it."""
        return self._file.find(f"{field}/lengths")

    def stored(self, number: int) -> dict[str, Any]:
        """The stored values of a document."""
        if not 0 <= number < self.documents:
            raise IndexError(f"there is no document {number} among {self.documents}")
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

    def _unpacked(self, block: int) -> bytes:
        ends = self._file.array("stored_block_ends")
        begin = int(ends[block - 1]) if block else 0
        try:
            return zstd.decompress(self._file.array("stored")[begin : ends[block]].data)
        except zstd.ZstdError as error:
            raise DamagedFileError(f"block {block} of the stored values: {error}") from error

    def has_column(self, field: str) -> bool:
        """Whether there is a column of a field."""
        return f"{field}/codes" in self._file or f"{field}/values" in self._file

    def codes(self, field: str) -> Array:
        """The number of each document's value in a column of bytes; they stand in its order."""
        return self._file.array(f"{field}/codes")

    def rows(self, field: str) -> list[bytes]:
        """The values of a column of bytes, in order."""
        text = self._file.array(f"{field}/rows").tobytes()
        ends = self._file.array(f"{field}/row_ends").tolist()
        return [text[begin:end] for begin, end in zip([0, *ends], ends, strict=False)]

    def values(self, field: str) -> Array | None:
        """A column of numbers; None if it is one of bytes."""
        return self._file.find(f"{field}/values")
