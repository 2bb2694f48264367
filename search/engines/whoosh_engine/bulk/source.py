"""A segment to be merged: its arrays, and the numbers that its documents get."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from search.engines.whoosh_engine.codec.field_arrays import FieldArrays
from search.engines.whoosh_engine.codec.field_writing import Terms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from search.engines.whoosh_engine.codec.array_file import ArrayFile

    Array = NDArray[Any]


class Source:
    """The two files of a segment of ``count`` documents, of which some may be left out.

    ``kept`` says of each document whether it stays, and is None where all do.
    """

    def __init__(
        self, documents: ArrayFile, terms: ArrayFile, count: int, kept: Array | None = None
    ) -> None:
        self.documents = documents
        self.terms = terms
        self.count = count
        self.kept = None if kept is None or kept.all() else kept
        self.kept_count = count if self.kept is None else int(self.kept.sum())

    @cached_property
    def numbers(self) -> Array:
        """What each document that stays is numbered, from 0."""
        kept = np.ones(self.count, bool) if self.kept is None else self.kept
        numbers: Array = np.cumsum(kept, dtype=np.uint32) - kept
        return numbers

    def field_names(self) -> Iterator[str]:
        """The fields that have terms."""
        return (name.rpartition("/")[0] for name in self.terms if name.endswith("/term_ends"))


class SourceField:
    """A field of a segment, read in stretches of its terms; ``first`` is its documents' number."""

    def __init__(self, source: Source, field: str, first: int) -> None:
        self._source = source
        self._first = first
        self._field = field
        self._arrays = FieldArrays(source.terms, field, source.count)
        self.lower_bound = self._arrays.lower_bound
        self.term = self._arrays.term
        self.term_count = self._arrays.term_count
        self.has_positions = self._arrays.has_positions
        self.has_weights = f"{field}/weights" in source.terms

    def array(self, name: str) -> Array:
        """An array of the field."""
        return self._source.terms.array(f"{self._field}/{name}")

    @cached_property
    def costs(self) -> Array:
        """Up to the end of each term, how many postings and positions there are."""
        ends = self.array("posting_ends").astype(np.int64)
        return ends + self.array("position_ends") if self.has_positions else ends

    def stretch(self, first: int, last: int) -> Terms:
        """The terms numbered from ``first`` to before ``last``, with the numbers to be given."""
        counts = self._sizes("posting_ends", first, last)
        begin, end = self._extent("posting_ends", first, last)
        numbers = self._arrays.numbers_of_terms(first, last).astype(np.uint32, copy=False)
        positions = None
        if self.has_positions:
            positions = self.array("positions")[slice(*self._extent("position_ends", first, last))]
        weights = self.array("weights")[begin:end] if self.has_weights else None
        read = Terms(
            self._names(first, last),
            counts,
            numbers,
            self._arrays.frequencies_of_terms(first, last),
            positions,
            weights,
        )
        if self._source.kept is not None:
            read = self._without_deleted(read, self._source.kept)
        return read._replace(numbers=read.numbers + np.uint32(self._first))

    def _extent(self, name: str, first: int, last: int) -> tuple[int, int]:
        ends = self.array(name)
        return int(ends[first - 1]) if first else 0, int(ends[last - 1]) if last else 0

    def _sizes(self, name: str, first: int, last: int) -> Array:
        begin = self._extent(name, first, first)[1]
        return np.diff(self.array(name)[first:last].astype(np.int64), prepend=begin)

    def _names(self, first: int, last: int) -> list[bytes]:
        begin, end = self._extent("term_ends", first, last)
        text = self.array("terms")[begin:end].tobytes()
        ends = (self.array("term_ends")[first:last].astype(np.int64) - begin).tolist()
        return [text[a:b] for a, b in zip([0, *ends], ends, strict=False)]

    def _without_deleted(self, read: Terms, kept: Array) -> Terms:
        """The same without the postings of documents that do not stay, and terms of no other."""
        is_kept = kept[read.numbers]
        sums = np.concatenate((np.zeros(1, np.int64), np.cumsum(is_kept)))
        ends = np.cumsum(read.counts)
        counts = sums[ends] - sums[ends - read.counts]
        positions = read.positions
        if positions is not None:
            positions = positions[np.repeat(is_kept, read.frequencies)]
        names = [name for name, left in zip(read.terms, counts.tolist(), strict=True) if left]
        return Terms(
            names,
            counts[counts > 0],
            self._source.numbers[read.numbers[is_kept]],
            read.frequencies[is_kept],
            positions,
            None if read.weights is None else read.weights[is_kept],
        )
