"""A phrase whose words stand in a row, or may stand some steps apart, as Whoosh queries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from whoosh import matching, query
from whoosh.query import spans

from search.engines.whoosh_engine.bm25f import ScoredMatcher
from search.errors import OutOfTimeError
from search.query.slop import near_places
from search.ranking import nearness_weight
from search.time_budget import LOOK_EVERY, in_time, is_cut

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search.query.patterns import Pattern


class InARow(query.Phrase):
    """Documents with the words of a phrase right after each other.

    Whoosh's own does not come back from documents that have all of the words but not so.
    """

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        """The documents in order; OutOfTimeError at the place where the time is over."""
        terms = [query.Term(self.fieldname, word) for word in self.words]
        return _RowSpans(terms).matcher(searcher, context)


class _RowSpans(spans.SpanNear2):
    def matcher(self, searcher: Any, context: Any = None) -> Any:
        context = self._span_context(context)
        return _RowMatcher([term.matcher(searcher, context) for term in self.qs])


class _RowMatcher(spans.SpanNear2.SpanNear2Matcher):
    _looked_at = 0

    def _get_spans(self) -> Any:
        if self._looked_at and not self._looked_at % LOOK_EVERY and is_cut():
            raise OutOfTimeError
        self._looked_at += 1
        return super()._get_spans()


class Near(query.Query):
    """Documents with all words of a phrase of one field within ``slop`` steps of it.

    The weight of a match is the sum over its places, the nearer ones counting for more.
    The postings are read when the matcher is made.
    """

    def __init__(self, field: str, phrase: Pattern, slop: int) -> None:
        self.field = field
        self.phrase = phrase
        self.slop = slop

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.field!r}, {self.phrase!r}, {self.slop})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Near) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash((self.field, self.phrase, self.slop))

    def is_leaf(self) -> bool:
        """Whoosh sees no parts in it."""
        return True

    def normalize(self) -> query.Query:
        """It is plain already."""
        return self

    def estimate_size(self, reader: Any) -> int:
        """At most as many documents as have the rarest word."""
        return min(int(reader.doc_frequency(self.field, term)) for term in self.phrase)

    def matcher(self, searcher: Any, context: Any = None) -> Any:  # noqa: ARG002 (Whoosh's)
        """The documents in order, each with its weight."""
        found = {}
        for number, places in in_time(self._places(searcher)):
            near = near_places(self.phrase, places, self.slop)
            if near:
                found[number] = sum(nearness_weight(place.steps) for place in near)
        if not found:
            return matching.NullMatcher()
        return ScoredMatcher(list(found), weights=list(found.values()))

    def _places(self, searcher: Any) -> Iterator[tuple[int, dict[str, list[int]]]]:
        """The documents with all the words, and where each stands."""
        terms = sorted(
            set(self.phrase), key=lambda t: searcher.reader().doc_frequency(self.field, t)
        )
        context = searcher.boolean_context()
        matchers = [query.Term(self.field, term).matcher(searcher, context) for term in terms]
        while all(matcher.is_active() for matcher in matchers):
            number = max(matcher.id() for matcher in matchers)
            for matcher in matchers:
                if matcher.id() < number:
                    matcher.skip_to(number)
                if not matcher.is_active():
                    return
            if all(matcher.id() == number for matcher in matchers):
                places = [list(matcher.value_as("positions")) for matcher in matchers]
                yield number, dict(zip(terms, places, strict=True))
                matchers[0].next()
