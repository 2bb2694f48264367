"""How many texts have each phrase, by arrays in the order of keys; frequent ones of a stream."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from search.completions.occurrences import LONGEST

if TYPE_CHECKING:
    from collections.abc import Callable

    from search.completions.occurrences import Occurrences
    from search.completions.pieces import Array


class Tally(NamedTuple):
    """Phrases by ascending key: how many texts have each, its terms, how many may be missed."""

    keys: Array
    counts: Array
    rows: Array
    missed: Array

    def where(self, chosen: Array) -> Tally:
        """Some of them."""
        return Tally(*(column[chosen] for column in self))

    def __add__(self, other: Tally) -> Tally:  # type: ignore[override]  # sums, joins no tuples
        """The phrases of both; of what is no sum the first has its way."""
        keys = np.concatenate((self.keys, other.keys))
        order = np.argsort(keys, kind="stable")
        keys = keys[order]
        begins = _run_begins(keys)
        firsts = order[begins]
        counts = np.concatenate((self.counts, other.counts))[order]
        return Tally(
            keys[begins],
            np.add.reduceat(counts, begins) if len(begins) else counts,
            np.concatenate((self.rows, other.rows))[firsts],
            np.concatenate((self.missed, other.missed))[firsts],
        )


EMPTY = Tally(
    np.empty(0, np.uint64),
    np.empty(0, np.int64),
    np.empty((0, LONGEST), np.int32),
    np.empty(0, np.int64),
)


class FrequentPhrases:
    """Lossy counting as in ``search.completions.frequent``, of phrases by arrays."""

    def __init__(self, capacity: int) -> None:
        self.batches = 0
        self.remembered = EMPTY
        self._capacity = capacity
        self._batch = EMPTY

    def last_with_room(self, found: Occurrences) -> int | None:
        """The text among whose phrases the batch gets full; None if there is room for all."""
        room = self._capacity - len(self._batch.keys)
        if len(found.keys) < room:
            return None
        order = np.argsort(found.keys, kind="stable")
        keys = found.keys[order]
        begins = _run_begins(keys)
        new = begins[~is_in(keys[begins], self._batch.keys)]
        if len(new) < room:
            return None
        return int(np.partition(found.texts[order[new]], room - 1)[room - 1])

    def add(self, tally: Tally) -> None:
        """Count phrases that there is room for."""
        self._batch += tally

    def counts(self) -> Tally:
        """Every phrase that is remembered and how often it came, at least."""
        return self.remembered + self._batch

    def renumber(self, renumbered: Callable[[Array], Array]) -> None:
        """Take other numbers for the terms."""
        known = len(self.remembered.keys)
        rows = renumbered(np.concatenate((self.remembered.rows, self._batch.rows)))
        self.remembered = self.remembered._replace(rows=rows[:known])
        self._batch = self._batch._replace(rows=rows[known:])

    def end_batch(self) -> None:
        """Forget what is rare."""
        batch = self._batch
        taken = (batch.counts > 1) | is_in(batch.keys, self.remembered.keys)
        new = batch.where(taken)._replace(missed=np.full(int(taken.sum()), self.batches))
        every = self.remembered + new
        self.batches += 1
        self._batch = EMPTY
        self.remembered = every.where(every.counts + every.missed > self.batches)


def distinct(found: Occurrences) -> tuple[Array, Array, Array]:
    """The keys of phrases, in how many texts each stands, and where it does first."""
    order = np.argsort(found.keys, kind="stable")
    keys, texts = found.keys[order], found.texts[order]
    once = np.ones(len(keys), bool)
    once[1:] = (keys[1:] != keys[:-1]) | (texts[1:] != texts[:-1])
    keys, order = keys[once], order[once]
    begins = _run_begins(keys)
    return keys[begins], np.diff(begins, append=len(keys)), order[begins]


def is_in(keys: Array, ordered: Array) -> Array:
    """Which of ``keys`` are among others that are in order."""
    if not len(ordered):
        return np.zeros(len(keys), bool)
    places = np.searchsorted(ordered, keys)
    places[places == len(ordered)] = 0
    found: Array = ordered[places] == keys
    return found


def _run_begins(keys: Array) -> Array:
    """Where each run of equal keys begins."""
    begins = np.ones(len(keys), bool)
    begins[1:] = keys[1:] != keys[:-1]
    return np.flatnonzero(begins)
