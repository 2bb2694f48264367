"""Documents that match, as arrays, and what is made of several such."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Array = NDArray[Any]

# A list so many times as long as another is searched by halving, not read through.
_MUCH_LONGER = 16
# Lists that are together so many times shorter than all documents are sorted together.
_MUCH_FEWER = 64


class Matches(NamedTuple):
    """Documents by number, in order, and the score of each (or a frequency, a weight)."""

    numbers: Array
    scores: Array

    @property
    def total(self) -> int:
        """How many they are."""
        return len(self.numbers)

    def choose(self, places: Array | slice) -> Matches:
        """Those at some places, or in a stretch of them."""
        return Matches(self.numbers[places], self.scores[places])

    def where(self, keep: Array) -> Matches:
        """Those that a mask keeps."""
        # Several times as fast as to index by it.
        return Matches(self.numbers.compress(keep), self.scores.compress(keep))

    def scaled(self, factor: float) -> Matches:
        """The same documents with their scores multiplied."""
        if factor == 1:
            return self
        return Matches(self.numbers, self.scores * factor)

    def best(self, limit: int) -> Array:
        """Places of the ``limit`` best scores, and of those equal to the last; in order."""
        if self.total <= limit:
            return np.arange(self.total)
        least = np.partition(self.scores, self.total - limit)[self.total - limit]
        return np.flatnonzero(self.scores >= least)


NONE = Matches(np.zeros(0, np.intp), np.zeros(0))


def unscored(numbers: Array) -> Matches:
    """Documents that have a score of 0."""
    return Matches(numbers, np.zeros(len(numbers)))


class Sets:
    """Set operations over the documents of one index, of which there are ``documents``.

    It keeps arrays of that length to work in, for new ones cost more than the work: as many as
    threads were at it at the same time.
    """

    def __init__(self, documents: int) -> None:
        self._documents = documents
        self._places = WorkArrays(documents, np.int32)
        self._sums = WorkArrays(documents, np.float64)
        self._marks = WorkArrays(documents, np.bool_)

    def places(self, numbers: Array, wanted: Array) -> tuple[Array, Array]:
        """Which of ``wanted`` are among the ordered ``numbers``, and at which place those are."""
        if len(numbers) > _MUCH_LONGER * len(wanted) or not len(numbers):
            places = numbers.searchsorted(wanted)
            inside = are_at(numbers, places, wanted)
            return inside, places.compress(inside)
        place = self._places.take()
        place[numbers] = np.arange(1, len(numbers) + 1, dtype=np.int32)
        marked = place.take(wanted)
        place[numbers] = 0
        self._places.give_back(place)
        inside = marked > 0
        return inside, marked.compress(inside).astype(np.intp) - 1

    def both(self, one: Matches, other: Matches) -> Matches:
        """The documents of both, their scores added up."""
        few, many = (one, other) if one.total <= other.total else (other, one)
        inside, places = self.places(many.numbers, few.numbers)
        found = few.where(inside)
        return Matches(found.numbers, found.scores + many.scores.take(places))

    def without(self, one: Matches, other: Matches) -> Matches:
        """The documents of ``one`` that are not among those of ``other``."""
        inside, _ = self.places(other.numbers, one.numbers)
        return one.where(~inside)

    def and_maybe(self, one: Matches, other: Matches) -> Matches:
        """The documents of ``one``; the scores of ``other`` are added to those that it has."""
        inside, places = self.places(other.numbers, one.numbers)
        scores = one.scores.copy()
        scores[inside.nonzero()[0]] += other.scores.take(places)
        return Matches(one.numbers, scores)

    def either(self, parts: Sequence[Matches], join: Any = np.add) -> Matches:
        """The documents of any; ``join`` makes one score of several: ``np.add``, ``np.maximum``.

        Scores are not below 0.
        """
        parts = [part for part in parts if part.total]
        if len(parts) < 2:  # noqa: PLR2004  # nothing to join
            return parts[0] if parts else NONE
        most = max(parts, key=len_of)
        total = sum(map(len_of, parts))
        if total * _MUCH_FEWER < self._documents:
            return _sorted_together(parts, join)
        if (total - most.total) * _MUCH_LONGER < most.total:
            rest = self.either([part for part in parts if part is not most], join)
            return self._put_into(most, rest, join)
        return self._added_up(parts, join)

    def _put_into(self, many: Matches, few: Matches, join: Any) -> Matches:
        inside, places = self.places(many.numbers, few.numbers)
        scores = many.scores.copy()
        scores[places] = join(scores.take(places), few.scores.compress(inside))
        new = few.where(~inside)
        at = np.searchsorted(many.numbers, new.numbers)
        return Matches(np.insert(many.numbers, at, new.numbers), np.insert(scores, at, new.scores))

    def _added_up(self, parts: Sequence[Matches], join: Any) -> Matches:
        """A score of 0 is not told from none, so that what has one is marked besides."""
        sums = self._sums.take()
        is_marked = not all(part.scores.min() > 0 for part in parts)
        seen = self._marks.take() if is_marked else None
        for part in parts:
            sums[part.numbers] = join(sums.take(part.numbers), part.scores)
            if seen is not None:
                seen[part.numbers] = True
        numbers = np.flatnonzero(sums > 0 if seen is None else seen)
        scores = sums.take(numbers)
        sums.fill(0.0)
        self._sums.give_back(sums)
        if seen is not None:
            seen.fill(0)
            self._marks.give_back(seen)
        return Matches(numbers, scores)


class WorkArrays:
    """Arrays of one length and type, all 0, lent to one thread after the other.

    One that is not given back, as where an error came between, is let go of.
    """

    def __init__(self, length: int, kind: Any) -> None:
        self._length = length
        self._kind = kind
        self._free: list[Array] = []

    def take(self) -> Array:
        """An array of zeros, to be given back as it was."""
        try:
            return self._free.pop()
        except IndexError:
            return np.zeros(self._length, self._kind)

    def give_back(self, array: Array) -> None:
        """Lend it to others."""
        self._free.append(array)


def len_of(part: Matches) -> int:
    """How many documents a part has."""
    return len(part.numbers)


def are_at(ordered: Array, places: Array, wanted: Array) -> Array:
    """Which of ``wanted`` stand at the places where ``ordered`` would have them."""
    if not len(ordered):
        return np.zeros(len(wanted), bool)
    # What would come after the last is not the last.
    are: Array = ordered.take(places, mode="clip") == wanted
    return are


def _sorted_together(parts: Sequence[Matches], join: Any) -> Matches:
    numbers = np.concatenate([part.numbers for part in parts])
    scores = np.concatenate([part.scores for part in parts])
    order = np.argsort(numbers, kind="stable")
    numbers, scores = numbers.take(order), scores.take(order)
    begins = np.flatnonzero(np.concatenate(([True], numbers[1:] != numbers[:-1])))
    return Matches(numbers[begins], join.reduceat(scores, begins))
