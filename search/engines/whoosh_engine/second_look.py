"""What the best documents gain besides the counts of words: nearness, and words as typed.

Both need the places of words or a second field, so they are looked up for the first few
documents alone; none of them loses anything, so they stay before the others.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from whoosh import query

from search.engines.whoosh_engine.bm25f import descriptions
from search.query.nodes import Phrase, Word, leaves
from search.query.patterns import fields_of, neighbours, patterns
from search.query.slop import near_places
from search.ranking import (
    AS_QUOTED,
    AS_WRITTEN,
    NEAR_WORDS,
    closeness,
    normalised,
    pair_weight,
    saturated,
)
from search.results import ScorePart
from search.schema import exact_of, scored_as

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from search.engines.whoosh_engine.bm25f import Bm25f
    from search.query import Leaf, Node
    from search.query.patterns import Pattern

    Gains = dict[int, list[ScorePart]]
    Places = dict[int, list[int]]


def _term(leaf: Word, field: str) -> str:
    """The term of a word that is one."""
    rows = patterns(leaf, field)
    return rows[0][0] if rows and len(rows[0]) == 1 else ""


class SecondLook:
    """What each of some documents gains; ``scored`` has the compiled leaves of the query."""

    def __init__(self, numbers: Sequence[int], searcher: Any, scored: Mapping[Leaf, Bm25f]) -> None:
        self._numbers = sorted(numbers)
        self._searcher = searcher
        self._scored = scored
        self._known: dict[tuple[str, str], Places] = {}

    def gains(self, node: Node) -> Gains:
        """The parts that each document's score gains, by its number; none for most."""
        gained: Gains = defaultdict(list)
        for first, second in neighbours(node):
            self._add_closeness(first, second, gained)
        for leaf in dict.fromkeys(leaves(node, negated=False)):
            if isinstance(leaf, Word | Phrase) and leaf in self._scored:
                self._add_as_written(leaf, gained)
        return gained

    def _add_closeness(self, first: Word, second: Word, gained: Gains) -> None:
        if first not in self._scored or second not in self._scored:
            return
        weight = pair_weight(self._scored[first].weight, self._scored[second].weight)
        near: dict[int, int] = defaultdict(int)
        side_by_side: dict[int, int] = defaultdict(int)
        for field in fields_of(first):
            one, other = (_term(leaf, field) for leaf in (first, second))
            if not one or not other or one == other:
                continue
            others = self._places(field, other)
            for number, places in self._places(field, one).items():
                for place in places:
                    near[number] += sum(
                        0 < abs(there - place) < NEAR_WORDS for there in others.get(number, ())
                    )
                    side_by_side[number] += place + 1 in others.get(number, ())
        for number, count in near.items():
            if count:
                score = weight * closeness(count, side_by_side[number])
                gained[number].append(ScorePart(f"{first} near {second}", score))

    def _add_as_written(self, leaf: Word | Phrase, gained: Gains) -> None:
        added: dict[int, float] = defaultdict(float)
        for field in fields_of(leaf):
            exact = exact_of(field)
            if exact == field:
                continue
            for number, frequency in self._frequencies(leaf, exact).items():
                added[number] += self._normalised(exact, number, frequency)
        share = AS_QUOTED if isinstance(leaf, Phrase) else AS_WRITTEN
        weight = share * self._scored[leaf].weight
        for number, value in added.items():
            gained[number].append(ScorePart(f"{leaf} as written", weight * saturated(value)))

    def _frequencies(self, leaf: Word | Phrase, field: str) -> dict[int, float]:
        """How often the words of a leaf stand in an unstemmed field as they were typed."""
        slop = leaf.slop if isinstance(leaf, Phrase) else 0
        frequencies: dict[int, float] = defaultdict(float)
        for row in patterns(leaf, field):
            for number in self._places(field, row[0]):
                count = self._count(row, field, number, slop)
                if count:
                    frequencies[number] = max(frequencies[number], count)
        return frequencies

    def _count(self, row: Pattern, field: str, number: int, slop: int) -> int:
        places = {term: self._places(field, term).get(number, []) for term in row}
        return len(near_places(row, places, slop))

    def _normalised(self, field: str, number: int, frequency: float) -> float:
        length = self._searcher.reader().doc_field_length(number, field, 0)
        average = self._searcher.avg_field_length(field, 1.0) or 1.0
        described = number in descriptions(self._searcher)
        name = scored_as(field)
        return normalised(name, frequency, length, average, in_description=described)

    def _places(self, field: str, term: str) -> Places:
        """Where a term stands in each of the documents that has it."""
        if (field, term) not in self._known:
            found: Places = {}
            matcher = query.Term(field, term).matcher(
                self._searcher, self._searcher.boolean_context()
            )
            for number in self._numbers:
                if matcher.is_active() and matcher.id() < number:
                    matcher.skip_to(number)
                if not matcher.is_active():
                    break
                if matcher.id() == number:
                    found[number] = list(matcher.value_as("positions"))
            self._known[field, term] = found
        return self._known[field, term]
