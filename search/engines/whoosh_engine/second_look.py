"""What the best documents gain for words near each other.

It needs the places of words, so it is looked up for the first few documents alone; none of
them loses anything, so they stay before the others.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import numpy as np

from search.engines.whoosh_engine.evaluator.matches import NONE, Matches
from search.engines.whoosh_engine.evaluator.phrases import PLACE_BITS, is_among, places_in
from search.query.patterns import fields_of, neighbours, patterns
from search.ranking import NEAR_WORDS, closeness, pair_weight
from search.results import ScorePart

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from search.engines.whoosh_engine.bm25f import Postings
    from search.engines.whoosh_engine.evaluator.evaluate import Evaluator
    from search.query import Leaf, Node, Word

    Array = NDArray[Any]
    Gains = dict[int, list[ScorePart]]


class SecondLook:
    """What each of some documents gains; ``postings`` has those of the query's leaves."""

    def __init__(
        self, numbers: Array, evaluator: Evaluator, postings: Mapping[Leaf, Postings]
    ) -> None:
        self._numbers = np.sort(numbers)
        self._evaluator = evaluator
        self._postings = postings
        self._known: dict[tuple[str, str], Array] = {}
        self._having_known: dict[tuple[Word, str], Array] = {}

    def gains(self, node: Node) -> Gains:
        """The parts that each document's score gains, by its number; none for most."""
        gained: Gains = defaultdict(list)
        for first, second, boost in dict.fromkeys(neighbours(node)):
            if first in self._postings and second in self._postings:
                self._add(first, second, boost, gained)
        return gained

    def _add(self, first: Word, second: Word, boost: float, gained: Gains) -> None:
        tells = (self._postings[leaf].idf(self._evaluator) for leaf in (first, second))
        weight = boost * pair_weight(*tells)
        near, side_by_side = (np.zeros(len(self._numbers), np.int64) for _ in range(2))
        for field in fields_of(first):
            one, other = (_term(leaf, field) for leaf in (first, second))
            if not one or not other or one == other:
                continue
            if not (self._having(first, field) & self._having(second, field)).any():
                continue
            places, there = self._places(field, one), self._places(field, other)
            near += self._by_document(places, _near(there, places))
            following = np.unique(places[is_among(there, places + 1)])
            side_by_side += self._by_document(following, np.ones(len(following)))
        for row in np.flatnonzero(near).tolist():
            score = weight * closeness(int(near[row]), int(side_by_side[row]))
            part = ScorePart(f"{first} near {second}", score, boost=boost)
            gained[int(self._numbers[row])].append(part)

    def _by_document(self, places: Array, counts: Array) -> Array:
        """The counts of places, added up for each document."""
        added = np.bincount(places >> PLACE_BITS, counts, len(self._numbers))
        return added.astype(np.int64)

    def _having(self, leaf: Word, field: str) -> Array:
        """Which of the documents have a word in a field: what costs less than its places there."""
        if (leaf, field) not in self._having_known:
            found = self._postings[leaf].of(self._evaluator).by_field.get(field, NONE)
            self._having_known[leaf, field] = is_among(found.numbers, self._numbers)
        return self._having_known[leaf, field]

    def _places(self, field: str, term: str) -> Array:
        """Where a term stands in the documents, as ``places_in`` has it."""
        if (field, term) not in self._known:
            index = self._evaluator.index
            self._known[field, term] = places_in(index, field, term.encode(), self._numbers)
        return self._known[field, term]


def gained(found: Matches, gains: Gains) -> Matches:
    """Documents by number with what some of them gain."""
    if not gains:
        return found
    scores = found.scores.copy()
    for number, parts in gains.items():
        scores[np.searchsorted(found.numbers, number)] += sum(part.score for part in parts)
    return Matches(found.numbers, scores)


def _near(there: Array, places: Array) -> Array:
    """How many of the sorted ``there`` are near each of some places, which is none of them."""
    first = np.searchsorted(there, places - NEAR_WORDS + 1)
    return np.searchsorted(there, places + NEAR_WORDS) - first


def _term(leaf: Word, field: str) -> str:
    """The term of a word that is one."""
    rows = patterns(leaf, field)
    return rows[0][0] if rows and len(rows[0]) == 1 else ""
