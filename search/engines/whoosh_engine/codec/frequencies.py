"""How often terms stand in documents: in half a byte each, and those of frequent terms in one."""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from search.engines.whoosh_engine.codec.growing import GrowingArray

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from search.engines.whoosh_engine.codec.array_file import ArrayFile, ArrayFileWriter

    Array = NDArray[Any]

# A term in more than one of so many documents has bytes: it is asked for often, and nearly all
# frequencies that are too large for half a byte are of such terms. Of 117,268 reviews 192 terms
# of 114,771 are such, with 7.0 of 16.4 million postings.
_FREQUENT = 8
# A frequency of so many or more stands among the exceptions, and this in its place.
_MANY_IN_BYTE, _MANY_IN_HALF = 255, 15
# More bytes than this are unpacked by shifts in less time than by the table.
_TABLED = 8_192
# Of fewer numbers the greatest is looked for among their bytes, in a fraction of the time.
_SHORT = 2_048
# Of so many postings, and this many for each that is wanted, all are unpacked as fast.
_ALL, _ALL_FOR_EACH = 8_192, 16


class FrequencyWriting:
    """Takes the frequencies of a field's postings, in parts, and writes their arrays.

    What it holds is on disk, in ``folder``. ``documents`` is how many the segment has.
    """

    def __init__(self, documents: int, folder: Path | None = None) -> None:
        self._documents = documents
        self._folder = folder
        self._terms = 0
        self._frequent: list[_Frequent] = []
        self.all = GrowingArray("<u1", "<u2", "<u4", folder=folder)

    def add(self, counts: Array, frequencies: Array) -> None:
        """Take in those of the next terms, of which each has so many postings."""
        ends = np.cumsum(counts, dtype=np.int64) + self.all.size
        for term in np.flatnonzero(counts * _FREQUENT > self._documents).tolist():
            end, count = int(ends[term]), int(counts[term])
            self._frequent.append(_Frequent(self._terms + term, end - count, end))
        self._terms += len(counts)
        self.all.add(frequencies)

    def finish(self, field: str, file: ArrayFileWriter) -> None:
        """Write the arrays of the field."""
        kinds = {"frequencies": ["<u1"], "halves": ["<u1"], "many_at": ["<u4", "<u8"]}
        kinds["many"] = ["<u1", "<u2", "<u4"]
        arrays = {name: GrowingArray(*each, folder=self._folder) for name, each in kinds.items()}
        at = 0
        for chunk in self.all.chunks():
            is_frequent = np.zeros(len(chunk), bool)
            for _, begin, end in self._frequent:
                is_frequent[max(0, begin - at) : max(0, end - at)] = True
            most = np.where(is_frequent, *np.array((_MANY_IN_BYTE, _MANY_IN_HALF), np.uint8))
            many = np.flatnonzero(chunk >= most)
            arrays["many_at"].add(many + at)
            arrays["many"].add(chunk[many])
            least = np.minimum(chunk, most).astype(np.uint8)
            arrays["frequencies"].add(least[is_frequent])
            arrays["halves"].add(least[~is_frequent])
            at += len(chunk)
        file.add(f"{field}/frequent", np.array([term for term, _, _ in self._frequent], "<u4"))
        for name, array in arrays.items():
            # In chunks of an even length all but the last.
            chunks = map(in_halves, array.chunks()) if name == "halves" else array.chunks()
            file.add_chunks(f"{field}/{name}", array.kind, chunks)
            array.close()

    def close(self) -> None:
        """Let go of what is held."""
        self.all.close()


class _Frequent(NamedTuple):
    """A term that has bytes, and where its postings stand."""

    term: int
    begin: int
    end: int


def in_halves(numbers: Array) -> Array:
    """Numbers below 16, two to a byte, the first in its low half; an odd one has 0 beside it."""
    pairs = np.zeros(len(numbers) + len(numbers) % 2, np.uint8)
    pairs[: len(numbers)] = numbers
    return pairs[::2] | pairs[1::2] << 4


class _Table:
    """What bytes that are two numbers each stand for, as numbers of some type."""

    def __init__(self, kind: Any) -> None:
        number = np.arange(256)
        self.kind = np.dtype(kind)
        # The numbers in the low and then in the high half of each byte, and both as one.
        self.halves = np.concatenate((number & 15, number >> 4)).astype(kind)
        together = np.ascontiguousarray(self.halves.reshape(2, 256).T)
        self.pairs = together.view(f"u{2 * self.kind.itemsize}").ravel()
        # A byte of 15 that no lesser number has.
        least, many = self.halves[:_MANY_IN_HALF], self.halves[_MANY_IN_HALF]
        self.many = bytes(sorted(set(many.tobytes()) - set(least.tobytes()))[:1])

    def unpacked(self, halves: Array) -> Array:
        """The numbers that are two to a byte."""
        if len(halves) <= _TABLED:
            return self.pairs.take(halves).view(self.kind)
        pairs = halves.astype("<u2")
        pairs |= pairs << 4
        pairs &= 0x0F0F
        return pairs.view(np.uint8).astype(self.kind, copy=False)

    def has_many(self, numbers: Array) -> bool:
        """Whether one of the numbers stands for an exception."""
        if len(numbers) < _SHORT:
            return self.many in numbers.tobytes()
        return bool(numbers.max() == _MANY_IN_HALF)


_TIMES, _WEIGHTS = _Table(np.uint8), _Table(np.float32)
_NEVER = 1 << 64


class Frequencies:
    """The frequencies of a field's postings, which are asked for by their places in it."""

    def __init__(self, file: ArrayFile, field: str, posting_ends: Array) -> None:
        self._file = file
        self._field = field
        self._posting_ends = posting_ends
        self._whole = file.array(f"{field}/frequencies")
        self._halves = file.array(f"{field}/halves")
        self._many_at = file.array(f"{field}/many_at")
        self._many = file.array(f"{field}/many")

    @cached_property
    def _frequent(self) -> tuple[list[int], list[int]]:
        """Where the terms begin that have bytes, then no term; how many bytes are before each."""
        with self._file.reading(f"{self._field}/frequent"):
            terms = self._file.array(f"{self._field}/frequent").astype(np.int64)
            ends = self._posting_ends[terms].astype(np.int64)
            begins = np.where(terms > 0, self._posting_ends[terms - 1], 0).astype(np.int64)
        before = [0, *np.cumsum(ends - begins).tolist()]
        if (
            (ends <= begins).any()
            or (begins[1:] < ends[:-1]).any()
            or before[-1] != len(self._whole)
        ):
            raise self._file.damaged(f"its array '{self._field}/frequent' is not of its bytes")
        return [*begins.tolist(), _NEVER], before

    def of_term(self, begin: int, end: int) -> Array:
        """Those of the postings of one term, from one to before another."""
        return self._of_term(begin, end, _TIMES)

    def weights(self, begin: int, end: int) -> Array:
        """The same as the numbers that weights are."""
        return self._of_term(begin, end, _WEIGHTS)

    def _of_term(self, begin: int, end: int, table: _Table) -> Array:
        begins, before = self._frequent
        place = bisect_left(begins, begin)
        first = begin - before[place]
        if begins[place] == begin:
            found = self._whole[before[place] : before[place] + end - begin]
            is_exact = len(found) > 0 and found.max() < _MANY_IN_BYTE
            found = found.astype(table.kind, copy=False)
        else:
            found = self._run(first, first + end - begin, table)
            is_exact = not table.has_many(found)
        if len(found) != end - begin:
            raise self._file.damaged(f"its array '{self._field}/frequent' is not of its terms")
        return found if is_exact else self._with_many(found, begin)

    def _with_many(self, found: Array, begin: int) -> Array:
        """The same with the exceptions in their places, of the postings from one on."""
        with self._file.reading(f"{self._field}/many"):
            ends = np.array((begin, begin + len(found)), self._many_at.dtype)
            first, last = self._many_at.searchsorted(ends).tolist()
            whole = found.astype(np.result_type(found, self._many))
            places = np.subtract(self._many_at[first:last], begin, dtype=np.intp)
            whole[places] = self._many[first:last]
        return whole

    def some_weights(self, begin: int, end: int, rows: Array) -> Array:
        """The weights of some of the postings of a term, by where they stand among these."""
        begins, before = self._frequent
        place = bisect_left(begins, begin)
        if begins[place] == begin:
            found = self._whole[before[place] : before[place] + end - begin].take(rows)
            # With none of them there is no greatest.
            is_exact = not len(found) or found.max() < _MANY_IN_BYTE
            found = found.astype(np.float32)
            return found if is_exact else self._with_some(found, _MANY_IN_BYTE, rows + begin)
        if end - begin <= _ALL + _ALL_FOR_EACH * len(rows):
            return self.weights(begin, end).take(rows)
        places = rows + (begin - before[place])
        halves = self._halves.take(places >> 1)
        places &= 1
        places <<= 8
        places |= halves
        found = _WEIGHTS.halves.take(places)
        if not _WEIGHTS.has_many(found):
            return found
        return self._with_some(found, _MANY_IN_HALF, rows + begin)

    def _with_some(self, found: Array, many: int, postings: Array) -> Array:
        """The same of some postings, with the exceptions where ``many`` stands for them."""
        where = np.flatnonzero(found == many)
        with self._file.reading(f"{self._field}/many"):
            wanted = postings[where].astype(self._many_at.dtype)
            found[where] = self._many[self._many_at.searchsorted(wanted)]
        return found

    def of_terms(self, begin: int, end: int) -> Array:
        """Those of the postings of consecutive terms, from one to before another."""
        begins, before = self._frequent
        first, last = bisect_left(begins, begin), bisect_left(begins, end)
        parts, at = [], begin
        for place in range(first, last):
            parts.append(self._run(at - before[place], begins[place] - before[place], _TIMES))
            parts.append(self._whole[before[place] : before[place + 1]])
            at = begins[place] + len(parts[-1])
        parts.append(self._run(at - before[last], end - before[last], _TIMES))
        return self._with_many(np.concatenate(parts), begin)

    def _run(self, begin: int, end: int, table: _Table) -> Array:
        """Those in half a byte, from one to before another."""
        odd = begin & 1
        numbers = table.unpacked(self._halves[begin >> 1 : (end + 1) >> 1])
        return numbers[odd : odd + end - begin]
