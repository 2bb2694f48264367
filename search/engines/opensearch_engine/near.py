"""Words of a query that stand near each other, as the query DSL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from search.engines.opensearch_engine.compile import any_of, constant
from search.engines.opensearch_engine.positions import term_sent
from search.engines.opensearch_engine.rows import Row, row_query
from search.query.patterns import fields_of, patterns
from search.ranking import NEAR, NEAR_WORDS, SIDE_BY_SIDE
from search.schema import BY_NAME

if TYPE_CHECKING:
    from search.engines.opensearch_engine.asking import Dsl
    from search.engines.opensearch_engine.statistics import Statistics
    from search.query.nodes import Word


def near_pair(first: Word, second: Word, weight: float, statistics: Statistics) -> Dsl | None:
    """What scores where two words are near, and more where they stand side by side in order.

    However often they do, it counts once. None where they can be near in no field: of words that
    are one term each, a text that documents have both in.
    """
    near: list[Dsl] = []
    beside: list[Dsl] = []
    for field in fields_of(first):
        if BY_NAME[field].kind != "text":
            continue
        one, other = (_term(leaf, field) for leaf in (first, second))
        if one and other and one != other and statistics.may_have(field, (one, other)):
            clauses = [{"span_term": {field: term}} for term in (one, other)]
            between = {"clauses": clauses, "slop": NEAR_WORDS - 2, "in_order": False}
            near.append({"span_near": between})
            beside.append(row_query(Row(field, (one, other))))
    if not near:
        return None
    return any_of(
        [constant(any_of(near), weight * NEAR), constant(any_of(beside), weight * SIDE_BY_SIDE)]
    )


def _term(leaf: Word, field: str) -> str:
    """The term of a word that is one."""
    rows = patterns(leaf, field)
    return term_sent(rows[0][0]) if rows and len(rows[0]) == 1 else ""
