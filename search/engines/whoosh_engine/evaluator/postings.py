"""The postings of terms as they are computed with, and those last used, kept."""

from __future__ import annotations

from collections import OrderedDict
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from search.engines.whoosh_engine.codec.field_arrays import FieldArrays

    Array = NDArray[Any]

# Terms in fewer documents are read again as fast as they are looked up.
_FEW = 512
# So many postings are kept in all, at up to 24 bytes each.
_MOST = 2_000_000


class Postings:
    """The postings of a term of a segment: its documents, in order, and how often each has it."""

    def __init__(self, field: FieldArrays, term: int) -> None:
        self._field = field
        self._term = term
        # What arrays are indexed by: of another type each use would copy them to it.
        self.numbers = field.numbers(term).astype(np.intp)
        self._impacts: tuple[Array, Array] | None = None

    @cached_property
    def weights(self) -> Array:
        """What stock Whoosh scores by."""
        return self._field.weights(self._term)

    def impacts(self, norms: Array) -> Array:
        """How far each weight is saturated, against a norm for each document of the segment."""
        if self._impacts is None or self._impacts[0] is not norms:
            of_documents = norms[self.numbers]
            self._impacts = (norms, self.weights / (self.weights + of_documents))
        return self._impacts[1]

    @cached_property
    def ends(self) -> Array:
        """Where the positions of each document end among those of the term."""
        return self._field.positions(self._term)[0]

    @cached_property
    def positions(self) -> Array:
        """Where the term stands, document by document."""
        return self._field.positions(self._term)[1]


class RecentPostings:
    """Reads postings, and keeps those of frequent terms that were used last."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[int, int], Postings] = OrderedDict()
        self._count = 0

    def of(self, field: FieldArrays, term: int) -> Postings:
        """The postings of a term."""
        key = (id(field), term)
        kept = self._kept.get(key)
        if kept is not None:
            self._kept.move_to_end(key)
            return kept
        made = Postings(field, term)
        if len(made.numbers) >= _FEW:
            self._kept[key] = made
            self._count += len(made.numbers)
            while self._count > _MOST and len(self._kept) > 1:
                self._count -= len(self._kept.popitem(last=False)[1].numbers)
        return made
