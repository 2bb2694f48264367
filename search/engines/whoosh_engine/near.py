"""A phrase whose words may stand some steps apart, as a Whoosh query."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from whoosh import matching, query

from search.engines.whoosh_engine.bm25f import ScoredMatcher
from search.query.slop import near_places
from search.ranking import nearness_weight

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search.query.patterns import Pattern


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
        for number, places in self._places(searcher):
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
