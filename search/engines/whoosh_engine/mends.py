"""Five of Whoosh's queries, mended."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from whoosh import matching, query

from search.engines.whoosh_engine.bm25f import ScoredMatcher
from search.time_budget import cuts, in_time

if TYPE_CHECKING:
    from collections.abc import Iterator


class AndNot(query.AndNot):
    """What ``a`` matches without what ``b`` matches, with the scores of ``a``.

    Whoosh's own does not check the first document of ``a`` where ``b`` begins before it, and
    within another it reads on past its end (whoosh3 3.54.0, ``AndNotMatcher._find_first`` and
    ``skip_to``).
    """

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        """The documents of ``a`` in order; both are read when it is made.

        None where the time was over before it was known which are to be left out.
        """
        left_out = set(in_time(self.b.matcher(searcher, searcher.boolean_context()).all_ids()))
        if cuts():
            return matching.NullMatcher()
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
    """The documents in order with their scores, as far as there is time."""
    return in_time(_each(matcher))


def _each(matcher: Any) -> Iterator[tuple[int, float]]:
    while matcher.is_active():
        yield matcher.id(), matcher.score()
        matcher.next()


def _matcher_of(scores: dict[int, float]) -> Any:
    if not scores:
        return matching.NullMatcher()
    numbers = sorted(scores)
    return ScoredMatcher(numbers, weights=[scores[number] for number in numbers])


class Unscored(query.WrappingQuery):
    """What the child matches, with a score of 0.

    Whoosh's ``ConstantScoreQuery`` takes a score of 0 for none and gives 1 (whoosh3 3.54.0,
    ``ListMatcher.weight``).
    """

    def _rewrap(self, child: Any) -> Unscored:
        return type(self)(child)

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        """The documents of the child."""
        child = self.child.matcher(searcher, context or searcher.boolean_context())
        numbers = list(in_time(child.all_ids()))
        if not numbers:
            return matching.NullMatcher()
        return ScoredMatcher(numbers, weights=[0.0] * len(numbers))
