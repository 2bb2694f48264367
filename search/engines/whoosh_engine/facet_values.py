"""The values of a facet: which rows of its column have them, and how they read."""

from __future__ import annotations

from array import array
from collections import Counter
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from search.engines.whoosh_engine.evaluator.columns import Column
    from search.facets import FacetField

    Array = NDArray[Any]

# So many values are put into words together.
_AT_ONCE = 1 << 14


class _Mentions(NamedTuple):
    """Every value of every row: the row, its place among the row's, a hash of it, and its number.

    Numbers are from 0 as values come first, and ``first`` has the first mention of each.
    """

    rows: Array
    places: Array
    hashes: Array
    numbers: Array
    first: Array

    def several(self) -> Iterator[tuple[int, Array]]:
        """The values that are mentioned more than once, with their mentions."""
        order = np.argsort(self.numbers, kind="stable")
        ends = np.cumsum(np.bincount(self.numbers, None, len(self.first)))
        begins = np.concatenate(([0], ends[:-1]))
        for number in np.flatnonzero(ends - begins > 1).tolist():
            yield number, order[begins[number] : ends[number]]


class FacetValues:
    """The different values of a facet, each known by its number, in the order of their rows.

    No text is held but read where it stands: 18 bytes a value, and where rows have not just one
    value each and each its own, 8 more for every value of every row. ``ranks`` has the place of
    each among all by how they read.
    """

    def __init__(self, field: FacetField, column: Column, alive: Array | None) -> None:
        """Costs a look at every row; the ``alive`` documents tell how a value is mostly written."""
        self._field = field
        self._rows = column.rows
        for self._salt in count():
            made = self._mentions()
            shown = self._mostly_written(made, column, alive)
            if shown is not None:
                break
        self._hashes = made.hashes[made.first]
        self._shown_rows, self._shown_places = made.rows[shown], made.places[shown]
        self.ranks = self._ranked()
        each = np.arange(len(column.rows))
        is_plain = np.array_equal(made.rows, each) and np.array_equal(made.numbers, each)
        self._of_rows = None if is_plain else (made.numbers.astype(np.uint32), made.rows)

    def __len__(self) -> int:
        return len(self._hashes)

    def of_rows(self, rows: Array) -> Array:
        """The number of the value of some rows, where each row has one."""
        return rows if self._of_rows is None else self._of_rows[0][rows]

    def counts(self, of_rows: Array) -> Array:
        """How many documents have each value, by how many have each row."""
        if self._of_rows is None:
            return of_rows
        numbers, rows = self._of_rows
        return np.bincount(numbers, of_rows[rows], len(self)).astype(np.int64)

    def rows_with(self, chosen: Sequence[str]) -> Array:
        """Which rows have a chosen value."""
        has = np.zeros(len(self._rows), bool)
        for wanted in map(self.number, chosen):
            if wanted is None:
                continue
            if self._of_rows is None:
                has[wanted] = True
            else:
                numbers, rows = self._of_rows
                has[rows[numbers == wanted]] = True
        return has

    def number(self, value: str) -> int | None:
        """The number of a value; None if no row has it."""
        for number in np.flatnonzero(self._hashes == hash((self._salt, value))).tolist():
            if value in self.named([number]):
                return int(number)
        return None

    def named(self, numbers: Sequence[int]) -> dict[str, str]:
        """Some values by number, each with how it is mostly written."""
        texts = self._rows.some(self._shown_rows[numbers].tolist())
        return dict(
            self._items(text)[place]
            for text, place in zip(texts, self._shown_places[numbers].tolist(), strict=True)
        )

    def _items(self, row: bytes) -> list[tuple[str, str]]:
        """The values of a row, each with how the row writes it."""
        return list(self._field.named(row.decode()).items())

    def _mentions(self) -> _Mentions:
        rows, places, hashes = array("I"), array("H"), array("q")
        for row, text in enumerate(self._rows):
            for place, (value, _) in enumerate(self._items(text)):
                rows.append(row)
                places.append(place)
                hashes.append(hash((self._salt, value)))
        of_all = np.array(hashes, np.int64)
        _, first, inverse = np.unique(of_all, return_index=True, return_inverse=True)
        order = np.argsort(first)
        numbers = np.empty(len(order), np.intp)
        numbers[order] = np.arange(len(order))
        return _Mentions(
            np.array(rows, np.uint32),
            np.array(places, np.uint16),
            of_all,
            numbers[inverse],
            first[order],
        )

    def _mostly_written(self, made: _Mentions, column: Column, alive: Array | None) -> Array | None:
        """For each value the mention that shows it; None if two values have the same hash."""
        shown: Array = made.first.copy()
        times = None
        for number, mentions in made.several():
            times = column.times(alive) if times is None else times
            rows = made.rows[mentions]
            texts = zip(rows.tolist(), made.places[mentions].tolist(), strict=True)
            items = [self._items(self._rows[row])[place] for row, place in texts]
            if len({value for value, _ in items}) > 1:
                return None
            labels = [label for _, label in items]
            spellings: Counter[str] = Counter()
            for label, having in zip(labels, times[rows].tolist(), strict=True):
                spellings[label] += having
            best, _ = min(spellings.items(), key=lambda item: (-item[1], item[0]))
            shown[number] = mentions[labels.index(best)]
        return shown

    def _ranked(self) -> Array:
        """The place of each value when all are put in order by how they read."""
        reads = [
            f"{label}\0{value}"
            for at in range(0, len(self), _AT_ONCE)
            for value, label in self.named(range(at, min(at + _AT_ONCE, len(self)))).items()
        ]
        order = sorted(range(len(reads)), key=reads.__getitem__)
        ranks = np.empty(len(order), np.uint32)
        ranks[order] = np.arange(len(order), dtype=np.uint32)
        return ranks
