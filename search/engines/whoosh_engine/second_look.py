"""What the best documents gain for words near each other.

It needs the places of words, so it is looked up for the first few documents alone; none of
them loses anything, so they stay before the others.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

import numpy as np

from search.engines.whoosh_engine.evaluator.phrases import positions_in
from search.query.patterns import fields_of, neighbours, patterns
from search.ranking import NEAR_WORDS, closeness, pair_weight
from search.results import ScorePart

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from search.engines.whoosh_engine.bm25f import Postings
    from search.engines.whoosh_engine.evaluator.evaluate import Evaluator
    from search.query import Leaf, Node, Word

    Array = NDArray[Any]
    Gains = dict[int, list[ScorePart]]
    Places = dict[int, list[int]]


class SecondLook:
    """What each of some documents gains; ``postings`` has those of the query's leaves."""

    def __init__(
        self, numbers: Array, evaluator: Evaluator, postings: Mapping[Leaf, Postings]
    ) -> None:
        self._numbers = np.sort(numbers)
        self._evaluator = evaluator
        self._postings = postings
        self._known: dict[tuple[str, str], Places] = {}

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
        near: Counter[int] = Counter()
        side_by_side: Counter[int] = Counter()
        for field in fields_of(first):
            one, other = (_term(leaf, field) for leaf in (first, second))
            if not one or not other or one == other:
                continue
            others = self._places(field, other)
            for number, places in self._places(field, one).items():
                there = others.get(number, [])
                near[number] += sum(_near(there, place) for place in places)
                side_by_side[number] += len({place + 1 for place in places}.intersection(there))
        for number, count in near.items():
            if count:
                score = weight * closeness(count, side_by_side[number])
                gained[number].append(ScorePart(f"{first} near {second}", score, boost=boost))

    def _places(self, field: str, term: str) -> Places:
        """Where a term stands in each of the documents that has it."""
        if (field, term) not in self._known:
            index = self._evaluator.index
            self._known[field, term] = positions_in(index, field, term.encode(), self._numbers)
        return self._known[field, term]


def _near(places: Sequence[int], place: int) -> int:
    """How many of the sorted ``places`` are near ``place``, which is none of them."""
    first = bisect_left(places, place - NEAR_WORDS + 1)
    return bisect_left(places, place + NEAR_WORDS) - first


def _term(leaf: Word, field: str) -> str:
    """The term of a word that is one."""
    rows = patterns(leaf, field)
    return rows[0][0] if rows and len(rows[0]) == 1 else ""
