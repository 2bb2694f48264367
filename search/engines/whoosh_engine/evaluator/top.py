"""The best few documents of a query and how many match, without a score for all of them.

Any of several words is answered by blocks of documents, and in each by MaxScore (Turtle and Flood,
*Query evaluation: strategies and optimizations*, 1995, https://doi.org/10.1016/0306-4573(95)00020-H):
when the words that are left cannot bring a document among the best together, they are looked up
for the documents that can still be among them, and only counted for the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from whoosh import query as wq

from search.engines.whoosh_engine.codec.field_writing import BLOCK
from search.engines.whoosh_engine.evaluator.matches import NONE, Matches

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from search.engines.whoosh_engine.evaluator.evaluate import Evaluator
    from search.engines.whoosh_engine.evaluator.term_blocks import TermBlocks

    Array = NDArray[Any]


# So many documents of a block are looked up one by one sooner than a word is added up for all.
_NEAR = 512
# The best of groups of so many documents are looked at to tell how good the best are.
_GROUPED = 128
# Sums of rounded numbers are this much less than they would be, at most.
_ROUNDED = 1e-6


class Top(NamedTuple):
    """How many documents match, and the best of them, equals by number."""

    total: int
    best: Matches


class _Word(NamedTuple):
    """A term, what it counts, and a score that no document has more than of it."""

    field: str
    term: bytes
    boost: float
    bound: float


def top(evaluator: Evaluator, query: Any, limit: int) -> Top:
    """The best ``limit`` documents of a query, and how many match."""
    words = _words(evaluator, query)
    if words:
        return _OfWords(evaluator, words, limit).top()
    matches = evaluator.matches(query)
    return Top(matches.total, ordered(matches, limit))


def ordered(matches: Matches, limit: int) -> Matches:
    """The best of some documents, equals by number."""
    if len(matches.numbers) < 2:  # noqa: PLR2004  # nothing to order
        return matches
    near = matches.choose(matches.best(limit)) if len(matches.numbers) > limit else matches
    # The documents stand by number, and a stable sort leaves equals so.
    return near.choose((-near.scores).argsort(kind="stable")[:limit])


def _words(evaluator: Evaluator, query: Any) -> list[_Word]:
    """The terms of which any is asked, those that tell most first; none if it is otherwise."""
    is_plain = type(query) is wq.Or and not query.scale and query.boost == 1
    if not is_plain or not evaluator.index.is_whole:
        return []
    words = []
    for one in query.subqueries:
        term = evaluator.term_bytes(one.fieldname, one.text) if type(one) is wq.Term else None
        if term is None or one.boost <= 0 or not evaluator.scoring.saturates(one.fieldname):
            return []
        bound = evaluator.scoring.bound(one.fieldname, term) * one.boost
        words.append(_Word(one.fieldname, term, one.boost, bound))
    return sorted(words, key=lambda word: -word.bound) if len(words) > 1 else []


class _OfWords:
    """Goes through the blocks of all segments with what was best of those before."""

    def __init__(self, evaluator: Evaluator, words: Sequence[_Word], limit: int) -> None:
        self._index = evaluator.index
        self._scoring = evaluator.scoring
        self._words = words
        self._limit = limit
        self._best = NONE
        # No document is among the best that does not score more.
        self._least = 0.0
        # What those from each word on can bring together.
        bounds = [word.bound for word in words]
        self._may_bring = [sum(bounds[done:]) * (1 + _ROUNDED) for done in range(len(words) + 1)]
        self._most = self._may_bring[0]

    def top(self) -> Top:
        """How many have any of the words, and the best of them."""
        total = 0
        by_segment = [
            tuple(
                self._scoring.blocks(one.field, one.term, one.boost, place) for one in self._words
            )
            for place in range(len(self._index.parts))
        ]
        for (arrays, base), terms in zip(self._index.parts, by_segment, strict=True):
            sums = np.zeros(min(arrays.count, BLOCK), np.float32)
            for first in range(0, arrays.count, BLOCK):
                block = sums[: arrays.count - first]
                total += self._block(block, terms, first // BLOCK, base + first)
                sums.fill(0)
        for word, *of_word in zip(self._words, *by_segment, strict=True):
            self._scoring.learn(word.field, word.term, of_word)
        return Top(total, self._best)

    def _block(
        self, sums: Array, terms: Sequence[TermBlocks | None], number: int, first: int
    ) -> int:
        """How many documents of a block have any; the best of them are taken."""
        there = [
            (self._may_bring[done], term)
            for done, term in enumerate(terms, start=1)
            if term and term.size(number)
        ]
        near = NONE.numbers
        for added, (may_bring, term) in enumerate(there, start=1):
            numbers = term.numbers(number)
            sums[numbers] = sums.take(numbers) + term.scores(number, numbers)
            least = self._least_of(sums, may_bring)
            if least > may_bring or added == len(there):
                floor = least - may_bring
                near = (sums >= floor if floor > 0 else sums > 0).nonzero()[0]
                if len(near) <= _NEAR:
                    break
        left = there[added:] if there else []
        seen = self._seen(sums, left, number, first)
        found = Matches(near, sums.take(near)).where(seen.take(near))
        self._take(self._looked_up(found, left, number), first)
        return int(np.count_nonzero(seen))

    def _least_of(self, sums: Array, may_bring: float) -> float:
        """A score that ``limit`` documents have at least, as far as it is soon told."""
        # One that was deleted says nothing of the others.
        if self._index.alive is not None or self._most - may_bring <= self._least:
            return self._least
        # The least of the best of as many groups.
        best = sums[: len(sums) // _GROUPED * _GROUPED].reshape(_GROUPED, -1).max(axis=0)
        if len(best) < self._limit:
            return self._least
        return max(self._least, float(np.partition(best, -self._limit)[-self._limit]))

    def _seen(
        self, sums: Array, left: Sequence[tuple[float, TermBlocks]], number: int, first: int
    ) -> Array:
        """Which documents of a block are there and have any word."""
        seen: Array = sums > 0
        for _, term in left:
            seen[term.numbers(number)] = True
        alive = self._index.alive
        return seen if alive is None else seen & alive[first : first + len(sums)]

    def _looked_up(
        self, near: Matches, left: Sequence[tuple[float, TermBlocks]], number: int
    ) -> Matches:
        """The documents with what the words that are left bring, but for those that fall out."""
        for may_bring, term in left:
            if not near.total:
                break
            places, scores = term.scores_of(number, near.numbers)
            near.scores[places] += scores
            near = near.where(near.scores >= self._least - may_bring)
        return near

    def _take(self, found: Matches, first: int) -> None:
        """Put what was found in a block among the best; of equals those before stay."""
        if found.total > self._limit:
            found = found.choose(found.best(self._limit))
        if found.total:
            numbers = np.concatenate((self._best.numbers, found.numbers + first))
            scores = np.concatenate((self._best.scores, found.scores))
            self._best = ordered(Matches(numbers, scores), self._limit)
            if self._best.total == self._limit:
                self._least = float(self._best.scores[-1])
