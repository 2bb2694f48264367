"""In which order the documents found stand: by score or by a fact, then by film and position."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from search.engines.whoosh_engine.evaluator.columns import column_of
from search.sorting import BY_FIELD, TIES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from search.engines.whoosh_engine.evaluator.index_arrays import IndexArrays
    from search.engines.whoosh_engine.evaluator.matches import Matches
    from search.sorting import Sort

    Array = NDArray[Any]

# Stands behind every rank.
_LAST = 1 << 31


class Orders:
    """The places of an index's documents in each order, read when first asked for.

    With one segment they are read where they stand, and with more kept, 4 bytes a document.
    """

    def __init__(self, index: IndexArrays) -> None:
        self._index = index
        # Each document's place by a field, and what makes it one from 1.
        self._codes: dict[str, tuple[Array, int]] = {}

    def best(self, found: Matches, limit: int, sort: Sort) -> Matches:
        """The first ``limit`` of the documents found, in order."""
        by = BY_FIELD.get(sort)
        if by is None:
            return self._best_by_score(found, limit)
        ranks = self._ranks_of(by.field, found.numbers)
        known = np.where(ranks > 0, -ranks if by.descending else ranks, _LAST)
        keys = known * self._index.documents + self._places(found.numbers)
        return found.choose(_least(keys, limit))

    def by_score(self, found: Matches) -> Matches:
        """The documents by score, equals by film and position."""
        return found.choose(np.lexsort((self._places(found.numbers), -found.scores)))

    def by_place(self, numbers: Array) -> Array:
        """The documents by film and position."""
        return numbers[np.argsort(self._places(numbers))]

    def _best_by_score(self, found: Matches, limit: int) -> Matches:
        """The first by score; of the many that may be equal at the cut, the first by place."""
        if found.total > limit:
            found = found.choose(found.best(limit))
        if found.total > limit:
            least = found.scores.min()
            above = np.flatnonzero(found.scores > least)
            at_cut = np.flatnonzero(found.scores == least)
            first = _least(self._places(found.numbers[at_cut]), limit - len(above))
            found = found.choose(np.concatenate((above, at_cut[first])))
        return self.by_score(found)

    def _places(self, numbers: Array) -> Array:
        return self._ranks_of(TIES, numbers)

    def _ranks_of(self, field: str, numbers: Array) -> Array:
        """The places of some documents by a field, equals alike; 0 for one without a value."""
        if field not in self._codes:
            column = column_of(self._index, field)
            has_none = len(column.rows) > 0 and not column.rows[0]
            self._codes[field] = (column.codes, 0 if has_none else 1)
        codes, first = self._codes[field]
        ranks = codes[numbers].astype(np.int64)
        if first:
            ranks += first
        return ranks


def _least(keys: Array, limit: int) -> Array:
    """The places of the ``limit`` least keys, in their order."""
    if limit < len(keys):
        nearest = np.argpartition(keys, limit)[:limit]
        return nearest[np.argsort(keys[nearest], kind="stable")]
    return np.argsort(keys, kind="stable")
