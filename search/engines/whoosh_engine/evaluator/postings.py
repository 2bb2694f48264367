"""The postings of terms as they are computed with, and those last used, kept."""

from __future__ import annotations

from collections import OrderedDict
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import WeakValueDictionary

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from search.engines.whoosh_engine.codec.field_arrays import FieldArrays
    from search.engines.whoosh_engine.evaluator.matches import Sets

    Array = NDArray[Any]

# Terms in fewer documents are read again as fast as they are looked up.
_FEW = 512
# What is kept takes at most so many bytes.
_MOST_BYTES = 48 << 20
# Each posting takes up to so many: number, weight, impact, times and end.
_BYTES = 32
# Of a term in more than one of so many documents there is a table of where each document stands.
_FREQUENT = 16
# All weights are read for more documents than one of so many.
_MANY = 8
# The table is made once more documents were sought than one of so many.
_WANTED = 64


class Norm(NamedTuple):
    """What a field's norms are made from: BM25's two numbers and the average length."""

    field: str
    k: float
    b: float
    average: float


class TermPostings:
    """The postings of a term of a segment: its documents, in order, and how often each has it."""

    def __init__(self, field: FieldArrays, term: int) -> None:
        self._field = field
        self._term = term
        self._documents = field.document_total
        # What arrays are indexed by: of another type each use would copy them to it.
        self.numbers = field.numbers(term).astype(np.intp)
        self._impacts: tuple[Norm, Array] | None = None
        self._weights: Array | None = None
        self._sought = 0

    @property
    def is_frequent(self) -> bool:
        """Whether it is worth a table over all documents."""
        return len(self.numbers) * _FREQUENT > self._documents

    @property
    def size(self) -> int:
        """How many bytes it takes at most."""
        return len(self.numbers) * _BYTES + self.is_frequent * self._documents * 4

    @cached_property
    def _table(self) -> Array:
        """Where each document of the segment stands among those of the term, from 1; 0 for none."""
        table = np.zeros(self._documents, np.int32)
        table[self.numbers] = np.arange(1, len(self.numbers) + 1, dtype=np.int32)
        return table

    def rows(self, wanted: Array, sets: Sets) -> tuple[Array, Array]:
        """Which of some documents have the term, and where those stand among its documents."""
        self._sought += len(wanted)
        if not self.is_frequent or self._sought * _WANTED < self._documents:
            return sets.places(self.numbers, wanted)
        rows = self._table[wanted]
        inside = rows > 0
        return inside, rows[inside].astype(np.intp) - 1

    @property
    def weights(self) -> Array:
        """What stock Whoosh scores by."""
        # A cached property takes a lock, a tenth of the time of a search for a rare term.
        if self._weights is None:
            self._weights = self._field.weights(self._term)
        return self._weights

    def weights_of(self, rows: Array) -> Array:
        """The weights of some of the documents, by where they stand."""
        if self._weights is None and len(rows) * _MANY <= len(self.numbers):
            return self._field.weights_of(self._term, rows)
        return self.weights[rows]

    def impacts(self, norms: Array, of: Norm) -> Array:
        """How far each weight is saturated, against a norm for each document of the segment.

        ``of`` is what the norms were made from.
        """
        known = self._impacts
        if known is None or known[0] != of:
            of_documents = norms[self.numbers]
            known = self._impacts = (of, self.weights / (self.weights + of_documents))
        return known[1]

    @cached_property
    def ends(self) -> Array:
        """Where the positions of each document end among those of the term."""
        return self._field.positions(self._term)[0]

    @cached_property
    def times(self) -> Array:
        """At how many positions each document has it."""
        return self._field.frequencies(self._term).astype(np.intp)

    @cached_property
    def positions(self) -> Array:
        """Where the term stands, document by document."""
        return self._field.positions(self._term)[1]

    def positions_of(self, rows: Array) -> tuple[Array, Array]:
        """How often it stands in some of its documents, and where, one after another."""
        if len(rows) == len(self.numbers):
            return self.times, self.positions
        times = self.times[rows]
        # Runs of places, one after another.
        ends = times.cumsum()
        taken = (self.ends[rows] - ends).repeat(times)
        taken += np.arange(len(taken))
        return times, self.positions[taken]


class RecentPostings:
    """Reads postings, and keeps those of frequent terms that were used last; for many threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str, int], TermPostings] = OrderedDict()
        self._bytes = 0
        self._guard = Lock()

    def of(self, field: FieldArrays, term: int) -> TermPostings:
        """The postings of a term."""
        key = (*field.key, term)
        with self._guard:
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
                return kept
        made = TermPostings(field, term)
        if len(made.numbers) >= _FEW:
            with self._guard:
                self._keep(key, made)
        return made

    def _keep(self, key: tuple[str, str, int], made: TermPostings) -> None:
        if key in self._kept:
            return
        self._kept[key] = made
        self._bytes += made.size
        while self._bytes > _MOST_BYTES and len(self._kept) > 1:
            self._bytes -= self._kept.popitem(last=False)[1].size


# Those of an index that is open, which all searchers of it share in a process.
_shared: WeakValueDictionary[tuple[str, ...], RecentPostings] = WeakValueDictionary()
_sharing = Lock()


def recent_postings(segments: tuple[str, ...]) -> RecentPostings:
    """The recent postings of an index by the names of its segments; they end with its readers."""
    with _sharing:
        recent = _shared.get(segments)
        if recent is None:
            recent = _shared[segments] = RecentPostings()
        return recent
