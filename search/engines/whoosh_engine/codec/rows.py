"""The different values of a column, read where they stand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    Array = NDArray[Any]
    Damaged = Callable[[str], Exception]

# So many rows are read together.
_AT_ONCE = 1 << 18
# All rows between are read for more than one of so many.
_MANY = 8


class Rows(Sequence[bytes]):
    """Rows of ``text`` in their order, each up to its end; ``damaged`` makes what is raised."""

    def __init__(self, text: Any, ends: Array, damaged: Damaged = ValueError) -> None:
        self._text = memoryview(text)
        self._ends = ends
        self._damaged = damaged

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, row: int) -> bytes:  # type: ignore[override]  # no slices
        if not 0 <= row < len(self._ends):
            raise IndexError(f"there is no row {row} among {len(self._ends)}")
        return self._part(self._begin(row), self._ends.item(row))

    def _begin(self, row: int) -> int:
        return int(self._ends.item(row - 1)) if row else 0

    def _part(self, begin: int, end: int) -> bytes:
        if not begin <= end <= len(self._text):
            raise self._damaged("its rows lead beyond their end")
        return self._text[begin:end].tobytes()

    def some(self, wanted: Sequence[int]) -> list[bytes]:
        """Some of the rows, in the order that is asked for."""
        first, last = min(wanted, default=0), max(wanted, default=-1) + 1
        if len(wanted) * _MANY > last - first:
            between = self._between(first, last)
            return [between[row - first] for row in wanted]
        return [self[row] for row in wanted]

    def __iter__(self) -> Iterator[bytes]:
        for first in range(0, len(self), _AT_ONCE):
            yield from self._between(first, min(first + _AT_ONCE, len(self)))

    def _between(self, first: int, last: int) -> list[bytes]:
        if first == last:
            return []
        begin = self._begin(first)
        ends = self._ends[first:last].astype(np.int64)
        if ends[0] < begin or (ends[1:] < ends[:-1]).any():
            raise self._damaged("its rows end before they begin")
        content = self._part(begin, int(ends[-1]))
        return [content[one:other] for one, other in pairwise([0, *(ends - begin).tolist()])]


def held(rows: Iterable[bytes]) -> Rows:
    """Rows that are in no file."""
    each = list(rows)
    return Rows(b"".join(each), np.cumsum([len(row) for row in each], dtype=np.int64))
