"""How most texts write a phrase."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from search.completions.occurrences import LONGEST, occurrences
from search.completions.tally import is_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from search.completions.occurrences import Occurrences
    from search.completions.pieces import Array, Cut, PieceCutter

# Texts that are looked at in one go.
_AT_ONCE = 500


class Spellings:
    """Lets texts vote for how phrases are spelt.

    A majority is found in the memory of one candidate (Boyer and Moore 1991,
    https://www.cs.utexas.edu/~moore/best-ideas/mjrty/).
    """

    def __init__(self, cutter: PieceCutter) -> None:
        self._cutter = cutter
        self._votes: dict[int, tuple[str, int]] = {}

    def __contains__(self, key: object) -> bool:
        return key in self._votes

    def of(self, key: int, otherwise: str) -> str:
        """How a phrase is spelt if a text has voted."""
        return self._votes.get(key, (otherwise, 0))[0]

    def keep(self, wanted: Array) -> None:
        """Forget the votes for all but the wanted phrases, which are in order."""
        keys = np.fromiter(self._votes, np.uint64, len(self._votes))
        for key in keys[~is_in(keys, wanted)].tolist():
            del self._votes[key]

    def vote(self, wanted: Array, texts: Sequence[Array]) -> None:
        """Let each text vote for the wanted phrases in it, as often as they stand there.

        The phrases are in order, the texts are given as their strings.
        """
        for begin in range(0, len(texts), _AT_ONCE):
            cut = self._cutter.cut(texts[begin : begin + _AT_ONCE])
            found = occurrences(self._cutter, cut)
            found = found.where(is_in(found.keys, wanted))
            found = found.where(np.argsort(found.keys, kind="stable"))
            self._count(cut, found)

    def _count(self, cut: Cut, found: Occurrences) -> None:
        """Count votes, those in a row for the same candidate in one go."""
        votes = self._votes
        lasts = found.firsts + found.lengths - 1
        begins = _same_spelling(cut, found, lasts)
        rows = (found.keys, found.firsts, lasts)
        sizes = np.diff(begins, append=len(lasts)).tolist()
        for key, first, last, size in zip(*(r[begins].tolist() for r in rows), sizes, strict=True):
            surface = self._cutter.surface(cut, first, last)
            candidate, lead = votes.get(key, (surface, 0))
            if candidate == surface:
                votes[key] = (candidate, lead + size)
            elif size <= lead:
                votes[key] = (candidate, lead - size)
            else:
                votes[key] = (surface, size - lead)


def _same_spelling(cut: Cut, found: Occurrences, lasts: Array) -> Array:
    """Where rows begin of one phrase that is written alike; some that are alike are parted."""
    places, ends = cut.places[found.firsts], cut.places[lasts]
    size = ends - places
    columns = [found.keys, size, cut.kinds[found.firsts], cut.kinds[lasts]]
    columns += [cut.strings[np.minimum(places + number, ends)] for number in range(1, LONGEST - 1)]
    begins = np.ones(len(lasts), bool)
    begins[1:] = size[1:] >= LONGEST
    for column in columns:
        begins[1:] |= column[1:] != column[:-1]
    return np.flatnonzero(begins)
