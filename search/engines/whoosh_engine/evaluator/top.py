"""The best few documents of a query and how many match, without a score for all of them.

For any of several words it is MaxScore (Turtle and Flood, *Query evaluation: strategies and
optimizations*, 1995, https://doi.org/10.1016/0306-4573(95)00020-H): when the words that are left
cannot bring a document among the best together, they are looked up for the documents that can
still be among them, and only counted for the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from whoosh import query as wq
from whoosh import scoring

from search.engines.whoosh_engine.evaluator.matches import Matches

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from search.engines.whoosh_engine.evaluator.evaluate import Evaluator

    Array = NDArray[Any]


# Documents are looked at in blocks of so many to tell about how good the best are.
_BLOCK = 128
# So many documents are looked up one by one sooner than a word is added up for all.
_NEAR = 2_000


class Top(NamedTuple):
    """How many documents match, and the best of them, equals by number."""

    total: int
    best: Matches


class _Word(NamedTuple):
    """A term, and a score that no document has more than of it."""

    query: wq.Term
    bound: float


def top(evaluator: Evaluator, query: Any, limit: int) -> Top:
    """The best ``limit`` documents of a query, and how many match."""
    words = _words(evaluator, query)
    if words:
        return _of_words(evaluator, words, limit)
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
    weighting = evaluator.searcher.weighting
    is_plain = type(query) is wq.Or and not query.scale and query.boost == 1
    if not is_plain or type(weighting) is not scoring.BM25F or not evaluator.index.is_whole:
        return []
    words = []
    for one in query.subqueries:
        term = evaluator.term_bytes(one.fieldname, one.text) if type(one) is wq.Term else None
        if term is None or one.boost <= 0 or not evaluator.searcher.schema[one.fieldname].scorable:
            return []
        idf = evaluator.searcher.idf(one.fieldname, term)
        greatest = evaluator.scoring.greatest.get((one.fieldname, term), 1.0)
        words.append(_Word(one, one.boost * idf * (weighting.K1 + 1) * greatest))
    return sorted(words, key=lambda word: -word.bound) if len(words) > 1 else []


def _of_words(evaluator: Evaluator, words: Sequence[_Word], limit: int) -> Top:
    """Words are added up until those left cannot bring a document among the best, or to the end."""
    sets = evaluator.sets
    try:
        for done, word in enumerate(words, start=1):
            scores = sets.accumulate(evaluator.matches(word.query))
            left = words[done:]
            may_bring = sum(one.bound for one in left)
            least = _nearly_best(scores, limit)
            if least <= may_bring:
                continue
            near = np.flatnonzero(scores >= least - may_bring)
            if left and len(near) > _NEAR:
                continue
            found = Matches(near, scores.take(near))
            total = sets.count_either([evaluator.numbers_of(one.query) for one in left])
            return Top(total, ordered(_looked_up(evaluator, found, left, limit), limit))
        numbers = np.flatnonzero(scores > 0)
        return Top(len(numbers), ordered(Matches(numbers, scores.take(numbers)), limit))
    finally:
        sets.clear()


def _nearly_best(scores: Array, limit: int) -> float:
    """A score that ``limit`` documents have at least: the least of the best of as many blocks."""
    # What is left at the end would make the score higher, if anything.
    best = scores[: len(scores) // _BLOCK * _BLOCK].reshape(-1, _BLOCK).max(axis=1)
    if len(best) <= limit:
        return 0.0
    return float(np.partition(best, len(best) - limit)[len(best) - limit])


def _looked_up(evaluator: Evaluator, near: Matches, left: Sequence[_Word], limit: int) -> Matches:
    """The documents with what the words that are left bring; those that cannot be best fall out."""
    for done, word in enumerate(left, start=1):
        more = evaluator.matches(word.query, near.numbers)
        near = evaluator.sets.and_maybe(near, more)
        if near.total > limit:
            least = np.partition(near.scores, near.total - limit)[near.total - limit]
            near = near.where(near.scores >= least - sum(one.bound for one in left[done:]))
    return near
