"""Which of the documents found have the values that are asked for, and how many have which."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from search.engines.whoosh_engine.evaluator.columns import column_of
from search.facets import BY_FACET, facet_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from search.engines.whoosh_engine.evaluator.columns import Column
    from search.engines.whoosh_engine.evaluator.index_arrays import IndexArrays
    from search.engines.whoosh_engine.evaluator.matches import Matches
    from search.facets import Counting, Facet, Filters

    Array = NDArray[Any]


class _Values(NamedTuple):
    """The values of a facet, how each is mostly written, and which of them each row has.

    ``of_rows`` are places of values, those of a row after those of the row before; ``times`` has
    how many each row has.
    """

    values: list[str]
    labels: dict[str, str]
    of_rows: Array
    times: Array

    def counts(self, of_rows: Array) -> Array:
        """How many documents have each value, by how many have each row."""
        each = np.repeat(of_rows, self.times)
        return np.bincount(self.of_rows, each, len(self.values)).astype(np.int64)

    def rows_with(self, chosen: Sequence[str]) -> Array:
        """Which rows have a chosen value."""
        wanted = set(chosen)
        is_wanted = np.array([value in wanted for value in self.values], bool)
        has = np.zeros(len(self.times), bool)
        has[np.repeat(np.arange(len(self.times)), self.times)[is_wanted[self.of_rows]]] = True
        return has


class Facets:
    """The facets of an index's documents, read when first asked for.

    Each value is kept once, and with more than one segment 4 bytes a document and column.
    """

    def __init__(self, index: IndexArrays) -> None:
        self._index = index
        self._columns: dict[str, Column] = {}
        self._values: dict[str, _Values] = {}
        self._reviews: Array | None = None

    def within(self, found: Matches, filters: Filters) -> Matches:
        """Those of the documents found that every filter lets through."""
        for name, chosen in filters:
            found = found.where(self._lets_through(name, chosen)[self._codes(name, found.numbers)])
        return found

    def counted(self, found: Matches, filters: Filters, counting: Counting) -> tuple[Facet, ...]:
        """The facets asked for of all that was found, each within the filters of the others."""
        if not counting.names:
            return ()
        chosen = dict(filters)
        inside = self.within(found, filters).numbers
        facets = []
        for name in counting.names:
            numbers = inside
            if name in chosen:
                others = tuple(one for one in filters if one[0] != name)
                numbers = self.within(found, others).numbers
            facets.append(self._facet(name, numbers, chosen.get(name, ()), counting))
        return tuple(facets)

    def _facet(self, name: str, numbers: Array, chosen: Sequence[str], counting: Counting) -> Facet:
        """A facet of some documents; of many values only those that may be shown are named."""
        values = self._values_of(name)
        counts = self._counts(name, numbers)
        there = np.flatnonzero(counts)
        total = None
        if not (BY_FACET[name].few or counting.text_of(name)) and len(there) > counting.limit:
            total = len(there)
            least = np.partition(counts[there], total - counting.limit)[total - counting.limit]
            named = {value: place for place, value in enumerate(values.values)} if chosen else {}
            also = [named[value] for value in chosen if value in named]
            there = np.union1d(there[counts[there] >= least], np.array(also, there.dtype))
        by_value = {values.values[place]: int(counts[place]) for place in there.tolist()}
        return facet_of(
            BY_FACET[name],
            by_value,
            # As it was asked for where no document has it.
            lambda value: values.labels.get(value, value),
            chosen,
            counting,
            total=total,
        )

    def _counts(self, name: str, numbers: Array) -> Array:
        """How many of the documents have each value of a facet."""
        rows = len(self._column_of(name).rows)
        return self._values_of(name).counts(np.bincount(self._codes(name, numbers), None, rows))

    def film_codes(self, numbers: Array) -> Array:
        """The film of each of some documents, as the place of it among the index's."""
        return self._values_of("film").of_rows[self._codes("film", numbers)]

    def film_count(self) -> int:
        """How many films there are codes for."""
        return len(self._values_of("film").values)

    def is_review(self, numbers: Array) -> Array:
        """Which of some documents are reviews."""
        return self._lets_through("kind", ("review",))[self._codes("kind", numbers)]

    def reviews(self) -> Array:
        """How many reviews each film has, by its code; not to be changed."""
        if self._reviews is None:
            numbers = self._index.numbers()
            codes = self.film_codes(numbers[self.is_review(numbers)])
            self._reviews = np.bincount(codes, None, self.film_count())
        return self._reviews

    def _lets_through(self, name: str, chosen: Sequence[str]) -> Array:
        return self._values_of(name).rows_with(chosen)

    def _codes(self, name: str, numbers: Array) -> Array:
        return self._column_of(name).codes[numbers]

    def _column_of(self, name: str) -> Column:
        field = BY_FACET[name].column
        if field not in self._columns:
            self._columns[field] = column_of(self._index, field)
        return self._columns[field]

    def _values_of(self, name: str) -> _Values:
        if name not in self._values:
            column = self._column_of(name)
            named = [BY_FACET[name].named(row.decode()) for row in column.rows]
            codes = column.codes[self._index.numbers()]
            times = np.bincount(codes, None, len(column.rows)).tolist()
            written: dict[str, Counter[str]] = defaultdict(Counter)
            for of_row, count in zip(named, times, strict=True):
                for value, label in of_row.items():
                    written[value][label] += count
            labels = {
                value: min(spellings, key=lambda label: (-spellings[label], label))
                for value, spellings in written.items()
            }
            place = {value: number for number, value in enumerate(written)}
            self._values[name] = _Values(
                list(written),
                labels,
                np.array([place[value] for of_row in named for value in of_row], np.intp),
                np.array([len(of_row) for of_row in named], np.intp),
            )
        return self._values[name]
