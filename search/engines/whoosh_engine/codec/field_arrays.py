"""The terms and postings of a field, as they are read."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from search.engines.whoosh_engine.codec.document_numbers import DocumentNumbers
from search.engines.whoosh_engine.codec.frequencies import Frequencies
from search.engines.whoosh_engine.codec.posting_values import BESIDE, Places

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from numpy.typing import NDArray

    from search.engines.whoosh_engine.codec.array_file import ArrayFile

    Array = NDArray[Any]

# Of so many terms one is held in memory, to begin to search from.
_STEP = 64
# So many terms that were asked for are known by their numbers.
_KNOWN = 4_096
_TERMS_AT_ONCE = 1_024


class Extent(NamedTuple):
    """Where a term's postings stand among those of its field."""

    begin: int
    end: int


class FieldArrays:
    """A field of a segment. A term is known by its number, which is its place in byte order."""

    def __init__(self, file: ArrayFile, field: str, documents: int) -> None:
        self._file = file
        self._field = field
        self._documents = documents
        self._text = file.array(f"{field}/terms")
        self._term_ends = file.array(f"{field}/term_ends")
        self._posting_ends = file.array(f"{field}/posting_ends")
        self._frequencies = Frequencies(file, field, self._posting_ends)
        self.has_positions = f"{field}/positions" in file
        self.term_count = len(self._term_ends)
        self.document_total = documents
        self._known: dict[bytes, int] = {}
        self._numbers = DocumentNumbers(file, field, documents, self.term_count)
        self.posting_count = self._numbers.count

    # Terms

    def term(self, number: int) -> bytes:
        """The bytes of a term; IndexError if there is none of that number."""
        begin, end = self._extent("term_ends", self._term_ends, number, len(self._text))
        return self._text[begin:end].tobytes()

    def _extent(self, name: str, ends: Array, number: int, limit: int) -> Extent:
        begin = ends.item(number - 1) if number else 0
        end = ends.item(number)
        if not begin <= end <= limit:
            raise self._file.damaged(f"its array '{self._field}/{name}' leads beyond its end")
        return Extent(begin, end)

    def lower_bound(self, term: bytes) -> int:
        """The number of the first term that is ``term`` or after it."""
        block = bisect_right(self._beginnings, term)
        low, high = max(0, block - 1) * _STEP, min(self.term_count, block * _STEP)
        while low < high:
            middle = (low + high) // 2
            if self.term(middle) < term:
                low = middle + 1
            else:
                high = middle
        return low

    def find(self, term: bytes) -> int:
        """The number of a term, -1 if no document has it. Takes the logarithm of the terms."""
        number = self._known.get(term)
        if number is None:
            number = self.lower_bound(term)
            if number == self.term_count or self.term(number) != term:
                number = -1
            if len(self._known) >= _KNOWN:
                self._known.clear()
            self._known[term] = number
        return number

    def beginning(self, start: bytes) -> range:
        """The numbers of the terms that begin so."""
        after = start.rstrip(b"\xff")
        end = self.term_count
        if after:
            end = self.lower_bound(after[:-1] + bytes([after[-1] + 1]))
        return range(self.lower_bound(start), end)

    def terms(self, first: int = 0) -> Iterator[bytes]:
        """The terms in order, from one on."""
        for begin in range(first, self.term_count, _TERMS_AT_ONCE):
            yield from self._rows("terms", begin, min(begin + _TERMS_AT_ONCE, self.term_count))

    def texts(self, first: int, last: int) -> tuple[Array, Array]:
        """The bytes of terms that follow each other, and where among these each ends."""
        begin = self._extent("term_ends", self._term_ends, first, len(self._text)).begin
        end = self._extent("term_ends", self._term_ends, last - 1, len(self._text)).end
        ends = self._term_ends[first:last].astype(np.int64) - begin
        if (ends[1:] < ends[:-1]).any() or ends[0] < 0 or ends[-1] != end - begin:
            raise self._file.damaged(f"its array '{self._field}/term_ends' leads beyond its end")
        return self._text[begin:end], ends

    def terms_of(self, numbers: Array) -> list[bytes]:
        """Some terms by their numbers."""
        ends = self._term_ends[numbers].astype(np.int64)
        begins = np.where(numbers > 0, self._term_ends[numbers - 1].astype(np.int64), 0)
        if (begins > ends).any() or (ends > len(self._text)).any():
            raise self._file.damaged(f"its array '{self._field}/term_ends' leads beyond its end")
        text = self._text.data
        return [bytes(text[a:b]) for a, b in zip(begins.tolist(), ends.tolist(), strict=True)]

    def _rows(self, name: str, first: int, last: int) -> list[bytes]:
        return self._file.rows(f"{self._field}/{name}", first, last) or []

    @cached_property
    def _beginnings(self) -> list[bytes]:
        return [self.term(number) for number in range(0, self.term_count, _STEP)]

    # Postings

    def extent(self, term: int) -> Extent:
        """Where the postings of a term stand."""
        extent = self._extent("posting_ends", self._posting_ends, term, self.posting_count)
        if extent.begin == extent.end:
            raise self._file.damaged(f"its array '{self._field}/posting_ends' has an empty term")
        return extent

    def document_count(self, term: int) -> int:
        """How many documents have a term."""
        begin, end = self.extent(term)
        return end - begin

    def numbers(self, term: int, kind: type = np.uint32) -> Array:
        """The documents of a term in order, as numbers of that kind or of fewer bytes.

        One can stand there more than once: in Whoosh's words for spelling, or where a field
        has several numbers that are near each other.
        """
        return self._numbers.of_term(term, *self.extent(term), kind)

    def low_parts(self, term: int) -> list[Array]:
        """What the numbers of a term's documents leave by ``BLOCK``, in order, for each block."""
        return self._numbers.low_parts(term, *self.extent(term))

    def numbers_of_terms(self, first: int, last: int) -> Array:
        """The documents of terms that follow each other, those of a term after the other's."""
        begin, end = self._extent_of_terms(first, last)
        ends = self._posting_ends[first:last].astype(np.int64)
        return self._numbers.of_terms(range(first, last), begin, end, np.diff(ends, prepend=begin))

    def _extent_of_terms(self, first: int, last: int) -> Extent:
        if first >= last:
            return Extent(0, 0)
        return Extent(self.extent(first).begin, self.extent(last - 1).end)

    def sound_numbers(self, term: int) -> Array:
        """The documents of a term, each looked at: DamagedFileError if they cannot be."""
        numbers = self.numbers(term)
        if not len(numbers) or numbers[-1] >= self._documents or (numbers[1:] < numbers[:-1]).any():
            raise self._file.damaged(f"its array '{self._field}/numbers' has no documents")
        return numbers

    def reading(self) -> AbstractContextManager[None]:
        """Within it, what bytes that were changed can lead to is a DamagedFileError."""
        return self._file.reading(self._field)

    def frequencies(self, term: int) -> Array:
        """How often each document of a term has it, in the order of ``numbers``."""
        return self._frequencies.of_term(*self.extent(term))

    def frequencies_of_terms(self, first: int, last: int) -> Array:
        """How often those have them, in the order of ``numbers_of_terms``."""
        return self._frequencies.of_terms(*self._extent_of_terms(first, last))

    def weights(self, term: int) -> Array:
        """What stock Whoosh scores by: the frequencies, unless they were boosted."""
        begin, end = self.extent(term)
        weights = self._file.find(f"{self._field}/weights")
        if weights is None:
            return self._frequencies.weights(begin, end)
        return weights[begin:end]

    def weights_of(self, term: int, rows: Array) -> Array:
        """The weights of some of a term's documents, by where they stand among these."""
        begin, end = self.extent(term)
        weights = self._file.find(f"{self._field}/weights")
        if weights is None:
            return self._frequencies.some_weights(begin, end, rows)
        return weights[begin:end][rows]

    def positions(self, term: int) -> tuple[Array, Array]:
        """Where a term stands: where each posting's positions end, and the positions."""
        if not self.has_positions:
            raise self._file.damaged(f"{self._field!r} has no positions")
        ends, begin, end = self._place_extent(term)
        return ends, self._file.array(f"{self._field}/positions")[begin:end]

    def _place_extent(self, term: int) -> tuple[Array, int, int]:
        ends = np.cumsum(self.frequencies(term), dtype=np.int64)
        position_ends = self._file.array(f"{self._field}/position_ends")
        limit = len(self._file.array(f"{self._field}/positions"))
        begin, end = self._extent("position_ends", position_ends, term, limit)
        if end - begin != (ends[-1] if len(ends) else 0):
            raise self._file.damaged(f"its array '{self._field}/frequencies' is not of its places")
        return ends, begin, end

    def places(self, term: int) -> Places:
        """All that is kept of each posting of a term."""
        ends, columns = np.zeros(0, np.int64), {}
        if self.has_positions:
            ends, begin, end = self._place_extent(term)
            for name in ("positions", *BESIDE):
                array = self._file.find(f"{self._field}/{name}")
                if array is not None:
                    columns[name] = array[begin:end]
        raw = self._file.rows(f"{self._field}/raw", *self.extent(term))
        return Places(self.frequencies(term), ends, columns, raw)
