"""A phrase whose words may stand some steps apart, as a Whoosh query."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from whoosh import query

from search.engines.whoosh_engine.evaluator.index_arrays import joined
from search.engines.whoosh_engine.evaluator.matches import Matches
from search.engines.whoosh_engine.evaluator.together import together
from search.query.slop import near_places
from search.ranking import nearness_weight
from search.time_budget import in_time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search.engines.whoosh_engine.evaluator.evaluate import Evaluator
    from search.engines.whoosh_engine.evaluator.together import Together
    from search.query.patterns import Pattern


class Near(query.Query):
    """Documents with all words of a phrase of one field within ``slop`` steps of it.

    The weight of a match is the sum over its places, the nearer ones counting for more.
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

    def at_most(self, evaluator: Evaluator) -> int:
        """At most as many documents as have the rarest word."""
        return min(evaluator.at_most(query.Term(self.field, term)) for term in self.phrase)

    def evaluate(self, evaluator: Evaluator, _: object = None) -> Matches:
        """The documents in order, each with its weight."""
        found = []
        terms = [term.encode() for term in dict.fromkeys(self.phrase)]
        for shared in together(evaluator.index, self.field, terms):
            weights = dict(self._weights(shared))
            numbers = np.fromiter(weights, np.intp, len(weights))
            scores = np.fromiter(weights.values(), np.float64, len(weights))
            base = evaluator.index.parts[shared.place].base
            found.append(Matches(numbers + base, scores))
        return evaluator.index.living(joined(found))

    def _weights(self, shared: Together) -> Iterator[tuple[int, float]]:
        """The documents of a segment that have it, and the weight of each."""
        by_term = {}
        for term, rows in shared.rows.items():
            times, positions = shared.postings[term].positions_of(rows)
            by_term[term.decode()] = np.split(positions, np.cumsum(times)[:-1])
        for row, number in in_time(enumerate(shared.documents.tolist())):
            places_here = {term: of_term[row].tolist() for term, of_term in by_term.items()}
            near = near_places(self.phrase, places_here, self.slop)
            if near:
                yield number, sum(nearness_weight(place.steps) for place in near)
