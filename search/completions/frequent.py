"""Counting what is frequent in a stream, in memory that does not grow with the stream."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

Key = TypeVar("Key")


class LossyCounter(Generic[Key]):
    """Lossy Counting (Manku and Motwani 2002, https://www.vldb.org/conf/2002/S10P03.pdf).

    The stream is cut into batches of so many different keys as there is ``capacity`` for. After
    the b-th batch a key is forgotten that cannot have come more than b times; so a count is
    exact or too low by at most the number of batches, and what came more often than that is
    there. A stream within the capacity is counted exactly.
    """

    def __init__(self, capacity: int) -> None:
        self.batches = 0
        self._capacity = capacity
        self._batch: Counter[Key] = Counter()
        self._counts: dict[Key, int] = {}
        # How often a key may have come before it was taken in.
        self._missed: dict[Key, int] = {}

    def __contains__(self, key: object) -> bool:
        """Whether a key is remembered from the batches that are done."""
        return key in self._counts

    def add(self, keys: Iterable[Key]) -> bool:
        """Count each of ``keys`` once more; whether a batch was done with that."""
        self._batch.update(keys)
        if len(self._batch) < self._capacity:
            return False
        self._end_batch()
        return True

    def counts(self) -> dict[Key, int]:
        """Every key that is remembered and how often it came, at least."""
        everything = Counter(self._counts)
        everything.update(self._batch)
        return everything

    def _end_batch(self) -> None:
        counts, missed = self._counts, self._missed
        for key, count in self._batch.items():
            if key in counts:
                counts[key] += count
            elif count > 1:  # any other would be forgotten below
                counts[key] = count
                missed[key] = self.batches
        self._batch.clear()
        self.batches += 1
        rare = [key for key, count in counts.items() if count + missed[key] <= self.batches]
        for key in rare:
            del counts[key], missed[key]
