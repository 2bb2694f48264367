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

from search.engines.whoosh_engine.evaluator.matches import NONE, Matches

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from search.engines.whoosh_engine.evaluator.evaluate import Evaluator

    Array = NDArray[Any]


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
    found = _of_words(evaluator, words, limit) if words else None
    if found is None:
        matches = evaluator.matches(query)
        return Top(matches.total, ordered(matches, limit))
    return found


def ordered(matches: Matches, limit: int) -> Matches:
    """The best of some documents, equals by number."""
    near = matches.choose(matches.best(limit)) if matches.total > limit else matches
    # The documents stand by number, and a stable sort leaves equals so.
    order = np.argsort(-near.scores, kind="stable")
    return near.choose(order[:limit])


def _words(evaluator: Evaluator, query: Any) -> list[_Word]:
    """The terms of which any is asked, those that tell most first; none if it is otherwise."""
    weighting = evaluator.searcher.weighting
    is_plain = type(query) is wq.Or and not query.scale and query.boost == 1
    if not is_plain or type(weighting) is not scoring.BM25F or not evaluator.index.is_whole:
        return []
    words = []
    for one in query.subqueries:
        term = evaluator.term_bytes(one.fieldname, one.text) if type(one) is wq.Term else None
        if term is None or one.boost < 0 or not evaluator.searcher.schema[one.fieldname].scorable:
            return []
        idf = evaluator.searcher.idf(one.fieldname, term)
        greatest = evaluator.greatest.get((one.fieldname, term), 1.0)
        words.append(_Word(one, one.boost * idf * (weighting.K1 + 1) * greatest))
    return sorted(words, key=lambda word: -word.bound) if len(words) > 1 else []


def _of_words(evaluator: Evaluator, words: Sequence[_Word], limit: int) -> Top | None:
    """None where no word can be left to be looked up."""
    found = NONE
    for done in range(1, len(words)):
        found = evaluator.sets.either([found, evaluator.matches(words[done - 1].query)])
        left = words[done:]
        may_bring = sum(word.bound for word in left)
        if found.total <= limit:
            continue
        least = np.partition(found.scores, found.total - limit)[found.total - limit]
        if may_bring < least:
            total = _count(evaluator, found, left)
            near = found.choose(found.scores >= least - may_bring)
            return Top(total, ordered(_looked_up(evaluator, near, left, limit), limit))
    return None


def _count(evaluator: Evaluator, found: Matches, left: Sequence[_Word]) -> int:
    """How many documents have been found or have any of the words that are left."""
    each = (evaluator.numbers_of(word.query) for word in left)
    return evaluator.sets.count_either([found.numbers, *each])


def _looked_up(evaluator: Evaluator, near: Matches, left: Sequence[_Word], limit: int) -> Matches:
    """The documents with what the words that are left bring; those that cannot be best fall out."""
    for done, word in enumerate(left, start=1):
        more = evaluator.matches(word.query, near.numbers)
        near = evaluator.sets.and_maybe(near, more)
        if near.total > limit:
            least = np.partition(near.scores, near.total - limit)[near.total - limit]
            near = near.choose(near.scores >= least - sum(one.bound for one in left[done:]))
    return near
