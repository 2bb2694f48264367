"""What is kept of each document of several segments made one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from search.engines.whoosh_engine.codec.document_arrays import DocumentArrays, unpacked
from search.engines.whoosh_engine.codec.document_writing import (
    pack,
    write_lengths,
    write_numbers,
    write_rows,
)
from search.engines.whoosh_engine.codec.growing import GrowingArray

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from search.engines.whoosh_engine.bulk.source import Source
    from search.engines.whoosh_engine.codec.array_file import ArrayFileWriter

    Array = NDArray[Any]


def merge_stored(sources: Sequence[Source], file: ArrayFileWriter, folder: Path) -> None:
    """Write the stored values: a packed block as it stands where all of its documents stay.

    What is held meanwhile is in ``folder``.
    """
    packed = GrowingArray("<u1", folder=folder)
    block_ends = GrowingArray("<u4", "<u8", folder=folder)
    ends = GrowingArray("<u4", folder=folder)
    firsts = []
    documents = 0
    for source in sources:
        for content, inner in _blocks(source):
            firsts.append(documents)
            documents += len(inner)
            packed.add(content)
            block_ends.add(np.array([packed.size]))
            ends.add(inner)
    file.add_chunks("stored", packed.kind, packed.chunks())
    file.add_chunks("stored_block_ends", block_ends.kind, block_ends.chunks())
    file.add("stored_firsts", np.array(firsts, "<u4"))
    file.add_chunks("stored_ends", ends.kind, ends.chunks())
    for array in (packed, block_ends, ends):
        array.close()


def _blocks(source: Source) -> Iterator[tuple[Array, Array]]:
    """Each block of stored values, packed, and where each document ends in it."""
    packed = source.documents.array("stored")
    block_ends = source.documents.array("stored_block_ends").tolist()
    firsts = source.documents.array("stored_firsts").tolist()
    ends = source.documents.array("stored_ends")
    begin = 0
    lasts = [*firsts[1:], source.count]
    for block, (end, first, last) in enumerate(zip(block_ends, firsts, lasts, strict=True)):
        kept = None if source.kept is None else source.kept[first:last]
        if kept is None or kept.all():
            yield packed[begin:end], ends[first:last]
        elif kept.any():
            yield _repacked(unpacked(source.documents, block), ends[first:last], kept)
        begin = end


def _repacked(content: bytes, ends: Array, kept: Array) -> tuple[Array, Array]:
    bounds = [0, *ends.tolist()]
    left = [content[bounds[n] : bounds[n + 1]] for n in np.flatnonzero(kept).tolist()]
    inner = np.cumsum(np.fromiter(map(len, left), np.int64, len(left)))
    return np.frombuffer(pack(b"".join(left)), np.uint8), inner


def merge_lengths(sources: Sequence[Source], field: str, file: ArrayFileWriter) -> None:
    """Write the lengths of a field; 0 where a source has none."""
    write_lengths(file, field, np.concatenate([_kept(one, f"{field}/lengths") for one in sources]))


def _kept(source: Source, name: str) -> Array:
    values = source.documents.find(name)
    if values is None:
        return np.zeros(source.kept_count, np.uint8)
    return values if source.kept is None else values[source.kept]


def merge_column(sources: Sequence[Source], field: str, file: ArrayFileWriter) -> None:
    """Write a column; nothing, or zero, where a source has none."""
    if any(f"{field}/values" in source.documents for source in sources):
        values = [_kept(source, f"{field}/values") for source in sources]
        kinds = {one.dtype for one in values if len(one) and one.dtype != np.uint8}
        write_numbers(file, field, np.concatenate(values).astype(kinds.pop() if kinds else None))
        return
    columns = [_rows(source, field) for source in sources]
    rows = sorted(set().union(*(rows for rows, _ in columns)))
    rank = {row: place for place, row in enumerate(rows)}
    codes = [
        np.fromiter(map(rank.__getitem__, own), np.int64, len(own))[numbers]
        for own, numbers in columns
    ]
    write_rows(file, field, rows, np.concatenate(codes))


def _rows(source: Source, field: str) -> tuple[list[bytes], Array]:
    """The values that a column has, and which of them each document has that stays."""
    arrays = DocumentArrays(source.documents, source.count)
    if not arrays.has_column(field):
        return [b""], np.zeros(source.kept_count, np.int64)
    rows, codes = list(arrays.rows(field)), arrays.codes(field)
    if source.kept is None:
        return rows, codes
    used, numbers = np.unique(codes[source.kept], return_inverse=True)
    return [rows[number] for number in used.tolist()], numbers
