"""A value of each document of an index, as numbers that stand in the order of the values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from search.engines.whoosh_engine.codec.document_arrays import DocumentArrays
    from search.engines.whoosh_engine.evaluator.index_arrays import IndexArrays

    Array = NDArray[Any]

# So many rows, or documents, are looked at together.
_AT_ONCE = 1 << 18
# All rows are read for more than one of so many.
_MANY = 8


class Rows(Sequence[bytes]):
    """The different values of a column, in order; each is read when it is asked for."""

    def __init__(self, count: int, read: Callable[[int, int], list[bytes]]) -> None:
        self._count = count
        self._read = read

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, row: int) -> bytes:  # type: ignore[override]  # no slices
        if not 0 <= row < self._count:
            raise IndexError(f"there is no row {row} among {self._count}")
        return self._read(row, row + 1)[0]

    def some(self, wanted: Sequence[int]) -> list[bytes]:
        """Some of the rows, in the order that is asked for."""
        first, last = min(wanted, default=0), max(wanted, default=-1) + 1
        if len(wanted) * _MANY > last - first:
            all_between = self._read(first, last)
            return [all_between[row - first] for row in wanted]
        return [self[row] for row in wanted]

    def __iter__(self) -> Iterator[bytes]:
        for first in range(0, self._count, _AT_ONCE):
            yield from self._read(first, min(first + _AT_ONCE, self._count))


class Column(NamedTuple):
    """``codes`` has for each document the place of its value among the ordered ``rows``."""

    codes: Array
    rows: Rows

    def times(self, alive: Array | None) -> Array:
        """How many documents have each row, of all or of those that are alive."""
        times = np.zeros(len(self.rows), np.int64)
        for first in range(0, len(self.codes), _AT_ONCE):
            some = self.codes[first : first + _AT_ONCE]
            if alive is not None:
                some = some[alive[first : first + _AT_ONCE]]
            times += np.bincount(some, None, len(times))
        return times


def column_of(index: IndexArrays, field: str) -> Column:
    """The column of a field; documents of a segment that has none have the value ``b""``.

    With one segment all is read where it stands, and with more it is copied.
    """
    each = [
        Column(arrays.documents.codes(field), _rows(arrays.documents, field))
        if arrays.documents.has_column(field)
        else Column(np.zeros(arrays.count, np.uint8), held([b""]))
        for arrays, _ in index.parts
    ]
    if len(each) == 1:
        return each[0]
    rows = sorted({row for column in each for row in column.rows})
    place = {row: number for number, row in enumerate(rows)}
    codes = [
        np.array([place[row] for row in column.rows], np.uint32)[column.codes]
        for column in each
        if len(column.rows)
    ]
    return Column(np.concatenate(codes) if codes else np.zeros(0, np.uint32), held(rows))


def _rows(documents: DocumentArrays, field: str) -> Rows:
    return Rows(documents.row_count(field), lambda first, last: documents.rows(field, first, last))


def held(rows: Sequence[bytes]) -> Rows:
    """Rows that are in no file, as bytes one after another."""
    text, ends = b"".join(rows), np.cumsum([0, *map(len, rows)])
    return Rows(
        len(rows),
        lambda first, last: [text[ends[at] : ends[at + 1]] for at in range(first, last)],
    )
