"""The documents of terms, of whose numbers the low and the high parts stand apart."""

from __future__ import annotations

from functools import cached_property
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from search.engines.whoosh_engine.codec.field_writing import BLOCK, block_count

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from search.engines.whoosh_engine.codec.array_file import ArrayFile

    Array = NDArray[Any]


class DocumentNumbers:
    """Those of a field that has so many terms, by the places of the postings in it."""

    def __init__(self, file: ArrayFile, field: str, documents: int, terms: int) -> None:
        self._file = file
        self._field = field
        self._terms = terms
        self._low = file.array(f"{field}/numbers")
        self.count = len(self._low)
        self._is_small = documents <= BLOCK
        # What is added to the low parts in each block after the first.
        self._later_blocks = np.arange(1, block_count(documents), dtype=np.uint32) << 16

    def of_term(self, term: int, begin: int, end: int, kind: Any) -> Array:
        """The documents of a term, whose postings these are, as numbers of that kind or less."""
        low = self._low[begin:end]
        if self._is_small:
            return low
        wide: Array = low.astype(kind)
        if self._high is not None:
            wide |= self._high[begin:end].astype(np.uint32) << 16
            return wide
        if len(self._later_blocks) == 1:
            in_second = self._by_block.item(term)
            if in_second:
                second = wide[self._in_first(len(wide), in_second) :]
                second |= BLOCK
            return wide
        for block, (first, last) in enumerate(pairwise(self._bounds(term, len(wide)))):
            if block:
                wide[first:last] |= block * BLOCK
        return wide

    def _bounds(self, term: int, count: int) -> list[int]:
        """Before which of a term's postings each block begins, and how many they are."""
        later = len(self._later_blocks)
        counts = self._by_block[term * later : (term + 1) * later].tolist()
        return [0, *accumulate(counts, initial=self._in_first(count, sum(counts)))]

    def low_parts(self, term: int, begin: int, end: int) -> list[Array]:
        """What the numbers of a term's documents leave by ``BLOCK``, in order, for each block."""
        low = self._low[begin:end]
        if self._is_small:
            return [low]
        if self._high is None:
            bounds = self._bounds(term, len(low))
        else:
            blocks = np.arange(len(self._later_blocks) + 2)
            bounds = self._high[begin:end].searchsorted(blocks).tolist()
        return [low[first:last] for first, last in pairwise(bounds)]

    def _in_first(self, count: int, in_later: int) -> int:
        """How many of a term's postings are in the first block."""
        if in_later > count:
            raise self._file.damaged(f"its array '{self._field}/blocks' has too many documents")
        return count - in_later

    def of_terms(self, terms: range, begin: int, end: int, counts: Array) -> Array:
        """The documents of terms that follow each other, which have so many each."""
        low = self._low[begin:end]
        if self._is_small:
            return low
        wide: Array = low.astype(np.uint32)
        if self._high is not None:
            wide |= self._high[begin:end].astype(np.uint32) << 16
            return wide
        later = len(self._later_blocks)
        by_block = np.empty((len(terms), later + 1), np.int64)
        known = self._by_block[terms.start * later : terms.stop * later]
        by_block[:, 1:] = known.reshape(-1, later)
        by_block[:, 0] = counts - by_block[:, 1:].sum(axis=1)
        if (by_block[:, 0] < 0).any():
            raise self._file.damaged(f"its array '{self._field}/blocks' has too many documents")
        blocks = np.concatenate((np.zeros(1, np.uint32), self._later_blocks))
        wide |= np.repeat(np.tile(blocks, len(terms)), by_block.ravel())
        return wide

    @cached_property
    def _high(self) -> Array | None:
        """The high part of each number; None where they are told by ``_by_block``."""
        high = self._file.find(f"{self._field}/high")
        if high is not None and len(high) != self.count:
            raise self._file.damaged(f"its array '{self._field}/high' is not of its numbers")
        return high

    @cached_property
    def _by_block(self) -> Array:
        """Of each term, how many postings are in each block after the first."""
        counts = self._file.array(f"{self._field}/blocks")
        if len(counts) != self._terms * len(self._later_blocks):
            raise self._file.damaged(f"its array '{self._field}/blocks' is not of its terms")
        return counts
