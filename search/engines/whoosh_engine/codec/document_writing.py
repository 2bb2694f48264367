"""What a segment keeps of each document, written as arrays: lengths, stored values, columns."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import numpy as np

from search.engines.whoosh_engine.codec.growing import GrowingArray
from search.engines.whoosh_engine.codec.stored_values import to_bytes

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from search.engines.whoosh_engine.codec.array_file import ArrayFileWriter

    Array = NDArray[Any]

# Stored values are packed together until they are so many bytes: ten hits cost ten of these.
# Of 20,000 reviews 64 KB at level 6 become 39.8 % at 73 MB/s and take 90 us to unpack; 32 KB
# at level 9 become 41.1 % at 47 MB/s and take 56 us, and level 19 saves 1 % at 4 MB/s. Level 8
# that seeks no match of less than 5 bytes takes a tenth more time than level 6 and saves 1.3 %.
BLOCK_BYTES = 1 << 16
LEVEL = 8
LEAST_MATCH = 5
_PACKING: dict[int, int] = {
    zstd.CompressionParameter.compression_level: LEVEL,
    zstd.CompressionParameter.min_match: LEAST_MATCH,
    zstd.CompressionParameter.checksum_flag: 1,
}


class StoredWriting:
    """Takes the stored values of the documents in order and writes them in packed blocks.

    What it holds is on disk, in ``folder``.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._held: list[bytes] = []
        self._held_bytes = 0
        self._packed = GrowingArray("<u1", folder=folder)
        self._block_ends = GrowingArray("<u4", "<u8", folder=folder)
        # The first document of each block, and where each document ends in its block.
        self._firsts: list[int] = []
        self._ends = GrowingArray("<u4", folder=folder)
        self._documents = 0

    def add(self, values: Mapping[str, Any]) -> None:
        """Take in the values of the next document; TypeError for one that cannot be stored."""
        content = to_bytes(values) if values else b""
        if not self._held:
            self._firsts.append(self._documents)
        self._documents += 1
        self._held.append(content)
        self._held_bytes += len(content)
        if self._held_bytes >= BLOCK_BYTES:
            self.end_block()

    def end_block(self) -> None:
        """Pack what is held, so that the next document begins a block."""
        if not self._held:
            return
        lengths = np.fromiter(map(len, self._held), np.int64, len(self._held))
        self._ends.add(np.cumsum(lengths))
        packed = pack(b"".join(self._held))
        self._packed.add(np.frombuffer(packed, np.uint8))
        self._block_ends.add(np.array([self._packed.size]))
        self._held, self._held_bytes = [], 0

    def finish(self, file: ArrayFileWriter) -> None:
        """Write the arrays."""
        self.end_block()
        file.add_chunks("stored", self._packed.kind, self._packed.chunks())
        file.add_chunks("stored_block_ends", self._block_ends.kind, self._block_ends.chunks())
        file.add("stored_firsts", np.array(self._firsts, "<u4"))
        file.add_chunks("stored_ends", self._ends.kind, self._ends.chunks())
        self.close()

    def close(self) -> None:
        """Let go of what is held."""
        for array in (self._packed, self._block_ends, self._ends):
            array.close()


def pack(content: bytes) -> bytes:
    """The stored values of some documents, packed as a block."""
    return zstd.compress(content, options=_PACKING)


def write_lengths(file: ArrayFileWriter, field: str, lengths: Array) -> None:
    """Write how long a field is in each document, each as the byte that Whoosh makes of it."""
    file.add(f"{field}/lengths", lengths.astype(np.uint8))


def write_rows(file: ArrayFileWriter, field: str, rows: Sequence[bytes], codes: Array) -> None:
    """Write a column of bytes, given its values in order and the number of each document's.

    So the number of a document's value is its place in the order of the column.
    """
    text = np.frombuffer(b"".join(rows), np.uint8)
    ends = np.cumsum(np.fromiter(map(len, rows), np.int64, len(rows)))
    file.add(f"{field}/rows", text)
    file.add(f"{field}/row_ends", ends.astype("<u8" if text.size >> 32 else "<u4"))
    file.add(f"{field}/codes", codes.astype(np.min_scalar_type(max(1, len(rows) - 1))))


def write_numbers(file: ArrayFileWriter, field: str, numbers: Array) -> None:
    """Write a column of numbers, in the type that they have."""
    file.add(f"{field}/values", numbers)
