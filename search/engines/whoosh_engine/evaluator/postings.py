"""The postings of terms as they are computed with, and those last used, kept."""

from __future__ import annotations

from collections import OrderedDict
from itertools import pairwise
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import WeakValueDictionary

import numpy as np

from search.engines.whoosh_engine.codec.field_writing import BLOCK
from search.engines.whoosh_engine.evaluator.matches import are_at

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from search.engines.whoosh_engine.codec.field_arrays import FieldArrays
    from search.engines.whoosh_engine.codec.segment_arrays import SegmentArrays
    from search.engines.whoosh_engine.evaluator.matches import Sets

    Array = NDArray[Any]

# Numbers of more documents are read again as fast as they are used.
_KEPT = 1 << 17
# What is kept takes at most so many bytes.
_MOST_BYTES = 48 << 20
# What is counted for an entry besides.
_BYTES = 1_000
# So many positions of a term are numbered in eight bytes, and fewer in four.
_WIDE = 1 << 32
# Of a term in more than one of so many documents there is a table of where each document stands.
_FREQUENT = 16
# All weights are read for more documents than one of so many, at once or little by little.
_MANY = 8
# The table is made once more documents were sought than one of so many.
_WANTED = 16


class Norm(NamedTuple):
    """What a field's norms are made from: BM25's two numbers and the average length."""

    field: str
    k: float
    b: float
    average: float


class TermPostings:
    """The postings of a term of a segment: its documents, in order, and how often each has it.

    What is quickly read is read again for each search, and what takes more is kept.
    """

    def __init__(self, field: FieldArrays, term: int) -> None:
        self.count = field.document_count(term)
        self._field = field
        self._term = term
        self._documents = field.document_total
        self._numbers: Array | None = None
        self._impacts: tuple[Norm, Array] | None = None
        self._table: Array | None = None
        self._positions: tuple[Array, Array] | None = None
        # How many documents were looked up, and of how many it was asked how often they have it.
        self._sought = self._wanted = 0

    @property
    def numbers(self) -> Array:
        """The documents in order, of the type that arrays are indexed by."""
        numbers = self._numbers
        if numbers is None:
            numbers = self._field.numbers(self._term, np.intp).astype(np.intp, copy=False)
            if self.count <= _KEPT:
                self._numbers = numbers
        return numbers

    @property
    def size(self) -> int:
        """How many bytes are kept, as far as they are many."""
        impacts = self._impacts[1] if self._impacts else None
        bounds = self._positions[0] if self._positions else None
        kept = (self._numbers, impacts, bounds, self._table)
        return sum(array.nbytes for array in kept if array is not None)

    def rows(self, wanted: Array, sets: Sets) -> tuple[Array, Array]:
        """Which of some documents have the term, and where those stand among its documents."""
        if self._table is None:
            self._sought += len(wanted)
            is_frequent = self.count * _FREQUENT > self._documents
            if not is_frequent or self._sought * _WANTED < self._documents:
                if self.count > _KEPT:
                    return self._searched(wanted)
                return sets.places(self.numbers, wanted)
            self._table = self._made_table()
        rows = self._table.take(wanted)
        inside = rows > 0
        return inside, rows.compress(inside).astype(np.intp) - 1

    def _searched(self, wanted: Array) -> tuple[Array, Array]:
        """The same as ``rows``, of numbers that are searched where they are mapped."""
        parts = self.low_parts()
        bounds = wanted.searchsorted(np.arange(len(parts) + 1) * BLOCK).tolist()
        halves = wanted.astype(np.uint16)
        inside, places = np.zeros(len(wanted), bool), np.empty(len(wanted), np.intp)
        before = 0
        for part, (first, last) in zip(parts, pairwise(bounds), strict=True):
            if first < last:
                places[first:last] = at = part.searchsorted(halves[first:last])
                inside[first:last] = are_at(part, at, halves[first:last])
                places[first:last] += before
            before += len(part)
        return inside, places.compress(inside)

    def _made_table(self) -> Array:
        """Where each document of the segment stands among those of the term, from 1; 0 for none."""
        table = np.zeros(self._documents, np.int32)
        table[self.numbers] = np.arange(1, self.count + 1, dtype=np.int32)
        return table

    @property
    def weights(self) -> Array:
        """What stock Whoosh scores by."""
        return self._field.weights(self._term)

    def weights_of(self, rows: Array) -> Array:
        """The weights of some of the documents, by where they stand."""
        if len(rows) * _MANY <= self.count:
            return self._field.weights_of(self._term, rows)
        return self.weights.take(rows)

    def impacts(self, numbers: Array, norms: Array, of: Norm) -> Array:
        """How far each weight is saturated, against a norm for each document of the segment.

        ``numbers`` are its documents, and ``of`` is what the norms were made from.
        """
        known = self._impacts
        if known is None or known[0] != of:
            weights = self.weights
            known = self._impacts = (of, weights / (weights + norms.take(numbers)))
        return known[1]

    def impacts_of(self, rows: Array, numbers: Array, norms: Array, of: Norm) -> Array:
        """The same of some of the documents, given where they stand and their numbers."""
        known = self._impacts
        if known is None or known[0] != of:
            self._wanted += len(rows)
            if self.count > _KEPT or self._wanted * _MANY <= self.count:
                weights = self.weights_of(rows)
                few: Array = weights / (weights + norms.take(numbers))
                return few
            return self.impacts(self.numbers, norms, of).take(rows)
        return known[1].take(rows)

    def kept_impacts(self, norms: Array, of: Norm) -> Array | None:
        """The same where they are few enough to be kept, or were kept; otherwise None."""
        known = self._impacts
        if known and known[0] == of:
            return known[1]
        return None if self.count > _KEPT else self.impacts(self.numbers, norms, of)

    def low_parts(self) -> list[Array]:
        """What the numbers of the documents leave by ``BLOCK``, in order, for each block."""
        return self._field.low_parts(self._term)

    def positions_of(self, rows: Array) -> tuple[Array, Array]:
        """How often it stands in some of its documents, and where, one after another."""
        bounds, positions = self._places()
        if len(rows) == self.count:
            return np.diff(bounds).astype(np.intp, copy=False), positions
        begins = bounds.take(rows).astype(np.intp, copy=False)
        times = bounds.take(rows + 1) - begins
        # Runs of places, one after another.
        taken = (begins - times.cumsum() + times).repeat(times)
        taken += np.arange(len(taken))
        return times, positions.take(taken)

    def _places(self) -> tuple[Array, Array]:
        """The positions of all documents, and between which of them those of each stand."""
        if self._positions is None:
            ends, positions = self._field.positions(self._term)
            bounds = np.zeros(len(ends) + 1, np.uint32 if ends[-1] < _WIDE else np.int64)
            bounds[1:] = ends
            self._positions = bounds, positions
        return self._positions


class RecentPostings:
    """Reads postings, and keeps those that were used last; for many threads."""

    def __init__(self) -> None:
        # Each with how many bytes it was counted for.
        self._kept: OrderedDict[tuple[FieldArrays, int], tuple[TermPostings, int]] = OrderedDict()
        self._bytes = 0
        self._guard = Lock()

    def of(self, field: FieldArrays, term: int) -> TermPostings:
        """The postings of a term."""
        key = (field, term)
        with self._guard:
            kept = self._kept.get(key)
            postings, counted = kept or (TermPostings(field, term), 0)
            # What it has read since it was kept is counted now.
            size = postings.size + _BYTES
            if size != counted:
                self._kept[key] = (postings, size)
                self._bytes += size - counted
            if kept:
                self._kept.move_to_end(key)
            while self._bytes > _MOST_BYTES and len(self._kept) > 1:
                self._bytes -= self._kept.popitem(last=False)[1][1]
            return postings


# Those of an index that is open, which all searchers of it share in a process.
_shared: WeakValueDictionary[tuple[SegmentArrays, ...], RecentPostings] = WeakValueDictionary()
_sharing = Lock()


def recent_postings(segments: tuple[SegmentArrays, ...]) -> RecentPostings:
    """The recent postings of an index by its open segments; they end with its readers."""
    with _sharing:
        recent = _shared.get(segments)
        if recent is None:
            recent = _shared[segments] = RecentPostings()
        return recent
