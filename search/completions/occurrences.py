"""Where the phrases of texts stand, by arrays: two to four terms in a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from search.completions.pieces import NO_TERM

if TYPE_CHECKING:
    from search.completions.pieces import Array, Cut, PieceCutter

LONGEST = 4
# From Steele and Vigna 2021, https://doi.org/10.1002/spe.3030 (table for 64 bits).
_MULTIPLIER = np.uint64(0xD1342543DE82EF95)


class Occurrences(NamedTuple):
    """Phrases of texts: for each its key, its first piece and its length, and its text.

    Those of one key are in the order in which they stand. A key has 64 bits: two phrases of a
    million have the same about once in ten million times, and are then counted as one.
    """

    keys: Array
    firsts: Array
    lengths: Array
    texts: Array

    def where(self, chosen: Array) -> Occurrences:
        """Some of them."""
        return Occurrences(*(column[chosen] for column in self))


def occurrences(cutter: PieceCutter, cut: Cut) -> Occurrences:
    """All phrases of cut texts, as often as they stand there."""
    may_end, may_link = cutter.roles()
    # A piece without a term ends each text, so nothing is found that goes round the end.
    padded = np.append(cut.terms, [NO_TERM] * LONGEST)
    ends, links, hashes = may_end[padded], may_link[padded], cutter.hashes()[padded]
    size = len(cut.terms)
    going = ends[:size]
    keys = hashes[:size]
    found = []
    for length in range(2, LONGEST + 1):
        last = slice(length - 1, size + length - 1)
        firsts = np.flatnonzero(going & ends[last])
        keys = keys * _MULTIPLIER + hashes[last]
        found.append((keys[firsts], firsts, np.full(len(firsts), length)))
        going = going & links[last]
    every, firsts, lengths = (np.concatenate(column) for column in zip(*found, strict=True))
    texts = np.searchsorted(cut.text_ends, firsts, side="right")
    return Occurrences(every, firsts, lengths, texts)


def terms_of(cut: Cut, found: Occurrences) -> Array:
    """A row of ``LONGEST`` terms for each phrase, ended by ``NO_TERM`` if it is shorter."""
    padded = np.append(cut.terms, [NO_TERM] * LONGEST)
    columns = np.arange(LONGEST)
    rows = padded[found.firsts[:, None] + columns]
    return np.where(columns < found.lengths[:, None], rows, NO_TERM).astype(np.int32)
