"""Six of Whoosh's queries, mended: what the evaluator is held against."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from whoosh import matching, query

if TYPE_CHECKING:
    from collections.abc import Iterator


class ScoredMatcher(matching.ListMatcher):
    """A list of documents with their scores, skipped through by halving."""

    def supports_block_quality(self) -> bool:
        """There are no blocks."""
        return False

    def skip_to(self, id: int) -> None:  # noqa: A002 (Whoosh's name)
        """Go to the first document from ``id`` on."""
        self._i: int = bisect_left(self._ids, id, self._i)


class AndNot(query.AndNot):
    """What ``a`` matches without what ``b`` matches, with the scores of ``a``.

    Whoosh's own does not check the first document of ``a`` where ``b`` begins before it, and
    within another it reads on past its end (whoosh3 3.54.0, ``AndNotMatcher._find_first`` and
    ``skip_to``).
    """

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        """The documents of ``a`` in order; both are read when it is made."""
        left_out = set(self.b.matcher(searcher, searcher.boolean_context()).all_ids())
        kept = _scored(self.a.matcher(searcher, context))
        return _matcher_of({n: score for n, score in kept if n not in left_out})


class And(query.And):
    """What all of the children match, their scores added up.

    Whoosh's own walks two lists at a time, a matcher in a matcher for each child: with many
    children most of the time goes to asking them where they stand.
    """

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        """The documents of all children in order; read when it is made, the fewest first."""
        reader = searcher.reader()
        children = sorted(self.subqueries, key=lambda child: child.estimate_size(reader))
        scores = dict(_scored(children[0].matcher(searcher, context)))
        for child in children[1:]:
            if not scores:
                break
            matched = dict(_scored(child.matcher(searcher, context)))
            scores = {n: score + matched[n] for n, score in scores.items() if n in matched}
        return _matcher_of(scores)


class Or(query.Or):
    """What any of the children matches, their scores added up.

    Whoosh's own leaves out what has a score of 0 (whoosh3 3.54.0, ``ArrayUnionMatcher``).
    """

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        """The documents of all children in order; they are read when it is made."""
        scores: dict[int, float] = defaultdict(float)
        for child in self.subqueries:
            for number, score in _scored(child.matcher(searcher, context)):
                scores[number] += score
        return _matcher_of(scores)


class AndMaybe(query.AndMaybe):
    """What ``a`` matches, with the scores of those that ``b`` matches too added.

    Whoosh's own loses scores of ``b`` where it is skipped through, as within an AND
    (whoosh3 3.54.0, ``AndMaybeMatcher``).
    """

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        """The documents of ``a`` in order; both are read when it is made."""
        scores = dict(_scored(self.a.matcher(searcher, context)))
        for number, score in _scored(self.b.matcher(searcher, context)):
            if number in scores:
                scores[number] += score
        return _matcher_of(scores)


def _scored(matcher: Any) -> Iterator[tuple[int, float]]:
    while matcher.is_active():
        yield matcher.id(), matcher.score()
        matcher.next()


def _matcher_of(scores: dict[int, float]) -> Any:
    if not scores:
        return matching.NullMatcher()
    numbers = sorted(scores)
    return ScoredMatcher(numbers, weights=[scores[number] for number in numbers])


class Not(query.Not):
    """What the child does not match, with a score of 1.

    Whoosh's own gives a deleted document where it stands behind the last that is not
    (whoosh3 3.54.0, ``InverseMatcher._find_next``).
    """

    def matcher(self, searcher: Any, context: Any = None) -> Any:  # noqa: ARG002 (Whoosh's)
        """The documents in order; those of the child are read when it is made."""
        left_out = set(self.query.matcher(searcher, searcher.boolean_context()).all_ids())
        return _matcher_of({n: 1.0 for n in searcher.reader().all_doc_ids() if n not in left_out})


class DisjunctionMax(query.DisjunctionMax):
    """What any of the children matches, with the best of their scores.

    Whoosh's own takes the score of a child that is at another document too (whoosh3 3.54.0,
    ``DisjunctionMaxMatcher.score``).
    """

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        """The documents of all children in order; they are read when it is made."""
        scores: dict[int, float] = {}
        for child in self.subqueries:
            for number, score in _scored(child.matcher(searcher, context)):
                scores[number] = max(score, scores.get(number, 0.0))
        return _matcher_of(scores)
