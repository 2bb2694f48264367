"""Which of the documents found have the values that are asked for, and how many have which."""

from __future__ import annotations

from threading import RLock
from typing import TYPE_CHECKING, Any

import numpy as np

from search.engines.whoosh_engine.evaluator.columns import column_of
from search.engines.whoosh_engine.facet_values import FacetValues
from search.facets import BY_FACET, facet_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from search.engines.whoosh_engine.evaluator.columns import Column
    from search.engines.whoosh_engine.evaluator.index_arrays import IndexArrays
    from search.engines.whoosh_engine.evaluator.matches import Matches
    from search.facets import Counting, Facet, Filters

    Array = NDArray[Any]

# So many documents are looked at together.
_AT_ONCE = 1 << 18


class Facets:
    """The facets of an index's documents, read when first asked for, by one thread for all.

    What is kept goes by the values, and with more than one segment 4 bytes a document and column.
    """

    def __init__(self, index: IndexArrays) -> None:
        self._index = index
        self._columns: dict[str, Column] = {}
        self._values: dict[str, FacetValues] = {}
        self._reviews: Array | None = None
        self._reading = RLock()

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
        values, field = self._values_of(name), BY_FACET[name]
        counts = self._counts(name, numbers)
        there = np.flatnonzero(counts)
        total = None
        if not (field.few or counting.text_of(name)) and len(there) > counting.limit:
            total = len(there)
            there = _first(there, counts, values.ranks, counting.limit)
        also = [number for number in map(values.number, chosen) if number is not None]
        shown = np.union1d(there, np.array(also, there.dtype))
        labels = values.named(shown.tolist())
        having = zip(labels, counts[shown].tolist(), strict=True)
        by_value = {value: times for value, times in having if times}
        return facet_of(
            field,
            by_value,
            # As it was asked for where no document has it.
            lambda value: labels.get(value, value),
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
        return self._values_of("film").of_rows(self._codes("film", numbers))

    def film_count(self) -> int:
        """How many films there are codes for."""
        return len(self._values_of("film"))

    def is_review(self, numbers: Array) -> Array:
        """Which of some documents are reviews."""
        return self._lets_through("kind", ("review",))[self._codes("kind", numbers)]

    def reviews(self) -> Array:
        """How many reviews each film has, by its code; not to be changed."""
        if self._reviews is None:
            self._reviews = self.documents(only_reviews=True)
        return self._reviews

    def documents(self, *, only_reviews: bool = False) -> Array:
        """How many documents each film has, by its code."""
        counts = np.zeros(self.film_count(), np.int64)
        numbers = self._index.numbers()
        for first in range(0, len(numbers), _AT_ONCE):
            some = numbers[first : first + _AT_ONCE]
            some = some[self.is_review(some)] if only_reviews else some
            counts += np.bincount(self.film_codes(some), None, len(counts))
        return counts

    def _lets_through(self, name: str, chosen: Sequence[str]) -> Array:
        return self._values_of(name).rows_with(chosen)

    def _codes(self, name: str, numbers: Array) -> Array:
        return self._column_of(name).codes[numbers]

    def _column_of(self, name: str) -> Column:
        field = BY_FACET[name].column
        column = self._columns.get(field)
        if column is None:
            with self._reading:
                if field not in self._columns:
                    self._columns[field] = column_of(self._index, field)
                column = self._columns[field]
        return column

    def _values_of(self, name: str) -> FacetValues:
        values = self._values.get(name)
        if values is None:
            with self._reading:
                if name not in self._values:
                    column = self._column_of(name)
                    self._values[name] = FacetValues(BY_FACET[name], column, self._index.alive)
                values = self._values[name]
        return values


def _first(there: Array, counts: Array, ranks: Array, limit: int) -> Array:
    """The numbers of the ``limit`` values that most have, equals by how they read."""
    of_there = counts[there]
    least = np.partition(of_there, len(there) - limit)[len(there) - limit]
    near = there[of_there >= least]
    first: Array = near[np.lexsort((ranks[near], -counts[near]))[:limit]]
    return first
