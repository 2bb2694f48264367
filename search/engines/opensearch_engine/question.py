"""A query over one index: what its leaves stand for there, how they are weighed, its DSL."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from search.engines.opensearch_engine.clauses import MOST_CLAUSES, clauses_of
from search.engines.opensearch_engine.compile import (
    any_of,
    compile_query,
    constant,
    titled,
    with_more,
)
from search.engines.opensearch_engine.expand import Expansions, Vocabulary
from search.engines.opensearch_engine.near import near_pair
from search.engines.opensearch_engine.rows import Row, matching, rows_as_written, rows_of, scored
from search.engines.opensearch_engine.statistics import Statistics
from search.query.nodes import Fuzzy, Phrase, Prefix, Wildcard, leaves
from search.query.patterns import neighbours
from search.ranking import as_written, pair_weight
from search.schema import NARROWING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from search.engines.opensearch_engine.asking import AskedIndex, Dsl
    from search.engines.opensearch_engine.statistics import FieldCounts
    from search.query.nodes import Leaf, Node

# Of a leaf that stands for more words so many are scored by how rare each is in a field, the others
# alike; where the server does not take so many, fewer, and at last none by how it was typed.
_SCORED = (32, 16, 8, 4, 2, 0, -1)
# No term: a blank parts them.
_NO_TERM = " "


class Part(NamedTuple):
    """What adds to a score: its name, by what it was boosted, and the DSL that scores it.

    Of a word as it is searched also how much it tells, and how many documents have it.
    """

    name: str
    boost: float
    query: Dsl
    idf: float | None = None
    having: int | None = None


class Question:
    """What is asked of an index; ``title`` as ``title_key`` has it. Terms are asked once."""

    def __init__(self, node: Node, title: str, index: AskedIndex, fields: FieldCounts) -> None:
        self.node = node
        self.title = title
        self.expansions = Expansions(Vocabulary(index))
        self._statistics = Statistics(index, fields)
        self._rows: dict[Leaf, Sequence[Row]] = {}
        self._written: dict[Leaf, Sequence[Row]] = {}
        self._is_weighed = False
        self._most_scored = _SCORED[0]

    @property
    def having(self) -> dict[Leaf, int]:
        """How many documents have each leaf that scores."""
        self._weigh()
        return self._statistics.having

    def matching(self) -> Dsl:
        """What matches, whatever it scores."""
        compiled = compile_query(self.node, lambda leaf, _: self.of_matching(leaf))
        if clauses_of(compiled) > MOST_CLAUSES:
            self._weigh()
            compiled = compile_query(self.node, lambda leaf, _: self.of_matching(leaf))
        return compiled

    def scoring(self, *, near: bool) -> Dsl:
        """What matches, with its scores; words that are ``near`` each other score more."""
        return with_more(self._scoring, [part.query for part in self.near] if near else [])

    @cached_property
    def _scoring(self) -> Dsl:
        self._weigh()
        for self._most_scored in _SCORED:
            compiled = titled(compile_query(self.node, self._leaf), self.title)
            compiled = with_more(compiled, self.measuring)
            if clauses_of(compiled) <= MOST_CLAUSES:
                break
        return compiled

    @cached_property
    def measuring(self) -> Sequence[Dsl]:
        """What has every shard tell of the fields of phrases; it matches nothing.

        A shard that has no word of a phrase would not, and so the phrase would score otherwise than
        beside a word that the shard has.
        """
        rows = [row for rows in (*self._rows.values(), *self._written.values()) for row in rows]
        fields = dict.fromkeys(row.field for row in rows if len(row.pattern) > 1)
        return [{"term": {field: _NO_TERM}} for field in fields]

    def of_leaf(self, leaf: Leaf, boost: float) -> list[Part]:
        """The parts that a leaf's score adds up from; none if it scores nothing."""
        self._weigh()
        if leaf.field in NARROWING:
            return []
        idf, having = self._statistics.leaf_idf(leaf), self._statistics.having[leaf]
        parts = [Part(str(leaf), boost, self._scored(leaf, boost * idf), idf, having)]
        more = self._weight_as_written(leaf, boost)
        if more and self._most_scored >= 0:
            query = scored(self._written[leaf], more, self._statistics)
            parts.append(Part(f"{leaf} as written", 1.0, query))
        return parts

    def tells(self, leaf: Leaf) -> float:
        """How much it tells that a document has a leaf."""
        return self._statistics.leaf_idf(leaf)

    @cached_property
    def near(self) -> Sequence[Part]:
        """What words of the query that follow each other add where they are near each other.

        Where these are too many for the server, the pairs that tell most.
        """
        left = MOST_CLAUSES - clauses_of(self._scoring)
        kept = set()
        pairs = list(self._pairs())
        for number in sorted(range(len(pairs)), key=lambda number: -pairs[number][0]):
            left -= clauses_of(pairs[number][1].query)
            if left >= 0:
                kept.add(number)
        return [part for number, (_, part) in enumerate(pairs) if number in kept]

    def _pairs(self) -> Iterator[tuple[float, Part]]:
        """The pairs of words that can be near each other, each with how much it adds."""
        for first, second, boost in dict.fromkeys(neighbours(self.node)):
            if first.field not in NARROWING:
                weight = boost * pair_weight(self.tells(first), self.tells(second))
                query = near_pair(first, second, weight, self._statistics)
                if query:
                    yield weight, Part(f"{first} near {second}", boost, query)

    def _leaf(self, leaf: Leaf, boost: float) -> Dsl:
        parts = self.of_leaf(leaf, boost)
        if not parts:
            return constant(self.of_matching(leaf), 0)
        return with_more(parts[0].query, [part.query for part in parts[1:]])

    def of_matching(self, leaf: Leaf) -> Dsl:
        """What has a leaf, whatever it scores; not asked is what is known to be nowhere."""
        rows = self._rows_of(leaf)
        return matching([row for row in rows if self._statistics.may_have(row.field, row.pattern)])

    def _scored(self, leaf: Leaf, weight: float) -> Dsl:
        rows = self._rows_of(leaf)
        most = max(0, self._most_scored)
        if not isinstance(leaf, Prefix | Wildcard | Fuzzy) or len(rows) <= most:
            return scored(rows, weight, self._statistics)
        others = constant(matching(rows[most:]), weight)
        return any_of([scored(rows[:most], weight, self._statistics), others]) if most else others

    def _weight_as_written(self, leaf: Leaf, boost: float) -> float:
        form = self._statistics.written_idf(leaf)
        if not form:
            return 0.0
        return boost * as_written(self.tells(leaf), form, quoted=isinstance(leaf, Phrase))

    def _rows_of(self, leaf: Leaf) -> Sequence[Row]:
        if leaf not in self._rows:
            self._rows[leaf] = self._read(leaf)
        return self._rows[leaf]

    def _read(self, leaf: Leaf) -> Sequence[Row]:
        if not isinstance(leaf, Prefix | Wildcard | Fuzzy):
            return rows_of(leaf)
        found = [
            (-counts, -self.expansions.totals[leaf][term], term, field)
            for field, terms in self.expansions.terms(leaf).items()
            for term, counts in terms.items()
        ]
        # What counts most first, then what most documents have.
        return [Row(field, (term,), counts=-less) for less, _, term, field in sorted(found)]

    def _weigh(self) -> None:
        """Ask how many documents have each leaf and each term, once."""
        if self._is_weighed:
            return
        having: dict[Leaf, Dsl] = {}
        written: dict[Leaf, Dsl] = {}
        rows: list[Row] = []
        for leaf in leaves(self.node):
            if leaf.field not in NARROWING and leaf not in having:
                having[leaf] = self.of_matching(leaf)
                if not isinstance(leaf, Prefix | Wildcard | Fuzzy):
                    rows += self._rows_of(leaf)
                    self._written[leaf] = rows_as_written(leaf)
                    rows += self._written[leaf]
                    if self._written[leaf]:
                        written[leaf] = matching(self._written[leaf])
        for field, terms in self.expansions.frequencies.items():
            self._statistics.know(field, terms)
        self._statistics.learn(having, written, rows)
        self._is_weighed = True
