"""A value of each document of an index, as numbers that stand in the order of the values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from search.engines.whoosh_engine.codec.rows import held

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from search.engines.whoosh_engine.codec.rows import Rows
    from search.engines.whoosh_engine.evaluator.index_arrays import IndexArrays

    Array = NDArray[Any]

# So many documents are looked at together.
_AT_ONCE = 1 << 18


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
        Column(arrays.documents.codes(field), arrays.documents.rows(field))
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
