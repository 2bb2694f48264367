"""Our query tree to the query DSL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from search.query.nodes import All, And, AndMaybe, Boost, Not, Or, Range
from search.query.ranges import ends_of
from search.query.weights import clause_weights
from search.ranking import EXACT_TITLE
from search.schema import ORDERED_AS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from search.engines.opensearch_engine.asking import Dsl
    from search.query.nodes import Leaf, Node

    # The DSL of a leaf, and by what its score is multiplied.
    OfLeaf: TypeAlias = Callable[[Leaf, float], Dsl]

EVERYTHING: Dsl = {"constant_score": {"filter": {"match_all": {}}, "boost": 0}}
NOTHING: Dsl = {"match_none": {}}


def compile_query(node: Node, of_leaf: OfLeaf, boost: float = 1.0) -> Dsl:
    """The DSL of what ``node`` asks for.

    Scores add up, so a group's ``boost`` is that of each of its leaves.
    """
    return _COMPILERS.get(type(node), _leaf)(node, of_leaf, boost)


def titled(compiled: Dsl, title: str) -> Dsl:
    """A query with films of the exact title first, and of these their own pages."""
    if not title:
        return compiled
    so_called = {"term": {"title_key": title}}
    own_page = every_of([so_called, {"term": {"kind": "description"}}])
    return with_more(compiled, [constant(each, EXACT_TITLE) for each in (so_called, own_page)])


def any_of(queries: Sequence[Dsl]) -> Dsl:
    """What any of the queries matches."""
    if len(queries) == 1:
        return queries[0]
    return {"bool": {"should": list(queries), "minimum_should_match": 1}} if queries else NOTHING


def every_of(queries: Sequence[Dsl]) -> Dsl:
    """What all of the queries match, without scores."""
    return {"bool": {"filter": list(queries)}} if queries else EVERYTHING


def constant(query: Dsl, score: float) -> Dsl:
    """What a query matches, all with one score."""
    return {"constant_score": {"filter": query, "boost": score}}


def with_more(query: Dsl, optional: Sequence[Dsl]) -> Dsl:
    """What a query matches; what the optional ones match of it scores more."""
    return {"bool": {"must": [query], "should": list(optional)}} if optional else query


def _leaf(node: Leaf, of_leaf: OfLeaf, boost: float) -> Dsl:
    return of_leaf(node, boost)


def _or(node: Or, of_leaf: OfLeaf, boost: float) -> Dsl:
    weighed = zip(node.children, clause_weights(node), strict=True)
    return any_of([compile_query(child, of_leaf, boost * weight) for child, weight in weighed])


def _not(node: Not, of_leaf: OfLeaf, boost: float) -> Dsl:
    if isinstance(node.child, Not):
        return constant(compile_query(node.child.child, of_leaf, boost), 0)
    return constant({"bool": {"must_not": [compile_query(node.child, of_leaf, boost)]}}, 0)


def _and_maybe(node: AndMaybe, of_leaf: OfLeaf, boost: float) -> Dsl:
    required = compile_query(node.required, of_leaf, boost)
    return with_more(required, [compile_query(node.optional, of_leaf, boost)])


def _boost(node: Boost, of_leaf: OfLeaf, boost: float) -> Dsl:
    return compile_query(node.child, of_leaf, boost * node.factor)


def _everything(*_: object) -> Dsl:
    return EVERYTHING


def _and(node: And, of_leaf: OfLeaf, boost: float) -> Dsl:
    """All of them; what is left out is taken from the others rather than from everything."""
    weighed = zip(node.children, clause_weights(node), strict=True)
    wanted = [compile_query(c, of_leaf, boost * w) for c, w in weighed if not isinstance(c, Not)]
    left_out = [compile_query(c.child, of_leaf, boost) for c in node.children if isinstance(c, Not)]
    return {"bool": {"must": wanted or [EVERYTHING], "must_not": left_out}}


def _range(node: Range, *_: object) -> Dsl:
    """What lies in a stretch."""
    ends = ends_of(node)
    from_low = {"gt" if ends.after_low else "gte": ends.low} if ends.low else {}
    between = {**from_low, "lt" if ends.before_high else "lte": ends.high}
    return constant({"range": {ORDERED_AS[node.field]: between}}, 0)


_COMPILERS: dict[type[Node], Callable[[Any, OfLeaf, float], Dsl]] = {
    And: _and,
    Or: _or,
    Not: _not,
    AndMaybe: _and_maybe,
    All: _everything,
    Range: _range,
    Boost: _boost,
}
