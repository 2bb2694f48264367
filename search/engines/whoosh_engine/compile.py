"""Our query tree to Whoosh's."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from whoosh import query as wq

from search.engines.whoosh_engine.and_not import AndNot
from search.errors import QueryTooLargeError
from search.query.nodes import All, And, AndMaybe, Node, Not, Or, Phrase, Prefix, Word
from search.query.patterns import fields_of, patterns, prefix_term
from search.schema import BY_NAME

if TYPE_CHECKING:
    from whoosh.reading import IndexReader

MAX_EXPANSIONS = 1_024


def compile_query(node: Node, reader: IndexReader) -> wq.Query:
    """The Whoosh query that matches what ``node`` asks for.

    A word over several fields adds up its scores in them, each by the field's boost.
    ``reader`` tells how many terms a prefix stands for; QueryTooLargeError past the cap.
    """
    if isinstance(node, And):
        return _and(node, reader)
    if isinstance(node, Or):
        return wq.Or([compile_query(child, reader) for child in node.children])
    if isinstance(node, Not):
        return AndNot(_everything(), compile_query(node.child, reader))
    if isinstance(node, AndMaybe):
        return wq.AndMaybe(
            compile_query(node.required, reader), compile_query(node.optional, reader)
        )
    if isinstance(node, All):
        return _everything()
    return _prefix(node, reader) if isinstance(node, Prefix) else _leaf(node)


def _everything() -> wq.Query:
    return wq.ConstantScoreQuery(wq.Every(), 0.0)


def _and(node: And, reader: IndexReader) -> wq.Query:
    """All of them; what is left out is taken from the others rather than from everything."""
    wanted = [compile_query(c, reader) for c in node.children if not isinstance(c, Not)]
    left_out = [compile_query(c.child, reader) for c in node.children if isinstance(c, Not)]
    kept = wq.And(wanted) if wanted else _everything()
    return AndNot(kept, wq.Or(left_out)) if left_out else kept


def _leaf(leaf: Word | Phrase) -> wq.Query:
    rows = [
        wq.Term(field, pattern[0], boost=BY_NAME[field].boost)
        if len(pattern) == 1
        else wq.Phrase(field, list(pattern), boost=BY_NAME[field].boost)
        for field in fields_of(leaf)
        for pattern in patterns(leaf, field)
    ]
    return rows[0] if len(rows) == 1 else wq.Or(rows)


def _prefix(leaf: Prefix, reader: IndexReader) -> wq.Query:
    """Any of the terms that begin so, each weighed as if it were asked for itself."""
    start = prefix_term(leaf)
    terms = [
        wq.Term(field, term, boost=BY_NAME[field].boost)
        for field in fields_of(leaf)
        for term in islice(reader.expand_prefix(field, start), MAX_EXPANSIONS + 1)
    ]
    if len(terms) > MAX_EXPANSIONS:
        reason = f"{leaf} stands for more than {MAX_EXPANSIONS:,} words; add a letter"
        raise QueryTooLargeError(reason, *leaf.span)
    return wq.Or(terms) if terms else wq.NullQuery
