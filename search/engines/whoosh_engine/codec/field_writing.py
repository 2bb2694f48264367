"""The terms and postings of a field, written as arrays."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from search.engines.whoosh_engine.codec.frequencies import FrequencyWriting
from search.engines.whoosh_engine.codec.growing import GrowingArray

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from search.engines.whoosh_engine.codec.array_file import ArrayFileWriter

    Array = NDArray[Any]

# Documents whose numbers have the same high part.
BLOCK = 1 << 16
# A segment's numbers have three bytes.
MOST_DOCUMENTS = 1 << 24
# The bytes of what says how many of a term's postings are in a block.
_BLOCK_BYTES = 2
# About so many postings are counted by block at a time; a term's are never parted.
_COUNTED = 1 << 16


class Terms(NamedTuple):
    """Consecutive terms of a field, in order, with their postings one after another.

    ``counts`` has the documents of each term. ``numbers`` are those documents, in order within
    a term, ``frequencies`` how often each has it, and ``positions``, where they are kept, where:
    as many for each posting as its frequency. ``weights`` is what stock Whoosh scores by, where
    that is not the frequency.
    """

    terms: Sequence[bytes]
    counts: Array
    numbers: Array
    frequencies: Array
    positions: Array | None = None
    weights: Array | None = None


class FieldWriting:
    """Takes a field's terms in order, in parts, and writes its arrays.

    What it holds is on disk, in ``folder``. ``documents`` is how many the segment has.
    """

    def __init__(self, documents: int, folder: Path | None = None) -> None:
        if documents > MOST_DOCUMENTS:
            raise OverflowError(f"a segment has at most {MOST_DOCUMENTS:,} documents")
        new = partial(GrowingArray, folder=folder)
        self._new = new
        self._blocks = block_count(documents)
        self._text = new("<u1")
        self._ends = {name: new("<u4", "<u8") for name in ("term", "posting", "position")}
        self._numbers = new("<u2")
        self._high = new("<u1")
        self._frequencies = FrequencyWriting(documents, folder)
        self._positions = new("<u2", "<u4")
        self._weights = new("<f4")
        self._has_positions = False

    def add(self, part: Terms) -> None:
        """Take in the next terms."""
        lengths = np.fromiter(map(len, part.terms), np.int64, len(part.terms))
        self._end("term", self._text.size, lengths)
        self._text.add(np.frombuffer(b"".join(part.terms), np.uint8))
        self._add_positions(part)
        self._end("posting", self._numbers.size, part.counts)
        if self._blocks > 1:
            self._high.add((part.numbers >> 16).astype(np.uint8))
        self._numbers.add(part.numbers & (BLOCK - 1))
        self._frequencies.add(part.counts, part.frequencies)
        self._add_weights(part)

    @property
    def has_terms(self) -> bool:
        """Whether any term was taken in."""
        return bool(self._ends["term"].size)

    def _end(self, name: str, before: int, lengths: Array) -> None:
        self._ends[name].add(np.cumsum(lengths, dtype=np.int64) + before)

    def _add_weights(self, part: Terms) -> None:
        """The weights, once one is not its frequency; then those before are the frequencies."""
        if part.weights is None and not self._weights.size:
            return
        before = self._numbers.size - len(part.frequencies)
        if not self._weights.size:
            self._weigh_earlier(before)
        weights = part.frequencies if part.weights is None else part.weights
        self._weights.add(weights.astype(np.float32))

    def _weigh_earlier(self, count: int) -> None:
        for chunk in self._frequencies.all.chunks():
            self._weights.add(chunk[: max(0, count - self._weights.size)].astype(np.float32))

    def _add_positions(self, part: Terms) -> None:
        if part.positions is None:
            return
        self._has_positions = True
        begins = np.cumsum(part.counts) - part.counts
        times = np.add.reduceat(part.frequencies.astype(np.int64), begins)
        self._end("position", self._positions.size, times)
        self._positions.add(part.positions)

    def finish(self, field: str, file: ArrayFileWriter) -> None:
        """Write the arrays of the field, called ``field`` and what they are."""
        self._write(file, f"{field}/terms", self._text)
        self._write(file, f"{field}/term_ends", self._ends["term"])
        self._write(file, f"{field}/posting_ends", self._ends["posting"])
        self._write(file, f"{field}/numbers", self._numbers)
        if self._blocks > 1:
            self._write_high(field, file)
        self._frequencies.finish(field, file)
        if self._has_positions:
            self._write(file, f"{field}/positions", self._positions)
            self._write(file, f"{field}/position_ends", self._ends["position"])
        if self._weights.size:
            self._write(file, f"{field}/weights", self._weights)
        self.close()

    def _write_high(self, field: str, file: ArrayFileWriter) -> None:
        """The high parts of the numbers: how many are in which block, or each, if that is less."""
        terms = self._ends["posting"].size
        if (self._blocks - 1) * _BLOCK_BYTES * terms >= self._high.size:
            self._write(file, f"{field}/high", self._high)
            return
        counts = self._new("<u2", "<u4")
        for part in self._counts_by_block():
            counts.add(part)
        self._write(file, f"{field}/blocks", counts)
        counts.close()

    def _counts_by_block(self) -> Iterator[Array]:
        """How many postings each term has in each block after the first."""
        ends = np.zeros(1 + self._ends["posting"].size, np.int64)
        ends[1:] = np.concatenate([*self._ends["posting"].chunks()])
        bounds = np.searchsorted(ends, [*range(0, self._high.size, _COUNTED), self._high.size])
        for first, last in pairwise(np.unique(bounds).tolist()):
            high = self._high.part(int(ends[first]), int(ends[last]))
            terms = np.repeat(np.arange(last - first), np.diff(ends[first : last + 1]))
            places = terms * self._blocks + high
            counts = np.bincount(places, minlength=(last - first) * self._blocks)
            yield counts.reshape(-1, self._blocks)[:, 1:].ravel()

    def _write(self, file: ArrayFileWriter, name: str, array: GrowingArray) -> None:
        file.add_chunks(name, array.kind, array.chunks())

    def close(self) -> None:
        """Let go of what is held."""
        for one in vars(self).values():
            if isinstance(one, GrowingArray | FrequencyWriting):
                one.close()
        for one in self._ends.values():
            one.close()


def block_count(documents: int) -> int:
    """How many blocks of numbers a segment has whose high parts are the same."""
    return -(-documents // BLOCK)
