"""Our query tree to Whoosh's."""

from __future__ import annotations

from itertools import islice
from operator import add
from typing import TYPE_CHECKING, Any

from whoosh import query as wq

from search.engines.whoosh_engine import mends
from search.engines.whoosh_engine.bm25f import Bm25f
from search.errors import QueryTooLargeError
from search.query.nodes import All, And, AndMaybe, Node, Not, Or, Phrase, Prefix, Range, Word
from search.query.patterns import fields_of, patterns, prefix_term
from search.query.titles import title_key
from search.ranking import EXACT_TITLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from whoosh.reading import IndexReader

    from search.query.patterns import Pattern

MAX_EXPANSIONS = 1_024
_END = "~"


def compile_query(node: Node, reader: IndexReader) -> wq.Query:
    """The Whoosh query that matches what ``node`` asks for, an exact title first.

    ``reader`` tells which terms a prefix stands for; QueryTooLargeError past the cap.
    """
    compiled = _compiled(node, reader)
    key = title_key(node)
    if not key:
        return compiled
    exact = wq.ConstantScoreQuery(wq.Term("title_key", key), EXACT_TITLE)
    return mends.AndMaybe(compiled, exact)


def compile_leaf(node: Node, reader: IndexReader) -> wq.Query:
    """The Whoosh query of a node alone, without what its being a title adds."""
    return _compiled(node, reader)


def _compiled(node: Node, reader: IndexReader) -> wq.Query:
    return _COMPILERS[type(node)](node, reader)


def _or(node: Or, reader: IndexReader) -> wq.Query:
    return mends.Or([_compiled(child, reader) for child in node.children])


def _not(node: Not, reader: IndexReader) -> wq.Query:
    return mends.AndNot(_everything(), _compiled(node.child, reader))


def _and_maybe(node: AndMaybe, reader: IndexReader) -> wq.Query:
    return mends.AndMaybe(_compiled(node.required, reader), _compiled(node.optional, reader))


def _everything(*_: object) -> wq.Query:
    return mends.Unscored(wq.Every())


def _and(node: And, reader: IndexReader) -> wq.Query:
    """All of them; what is left out is taken from the others rather than from everything."""
    wanted = [_compiled(c, reader) for c in node.children if not isinstance(c, Not)]
    left_out = [_compiled(c.child, reader) for c in node.children if isinstance(c, Not)]
    kept = wq.And(wanted) if wanted else _everything()
    return mends.AndNot(kept, mends.Or(left_out)) if left_out else kept


def _range(node: Range, _: IndexReader) -> wq.Query:
    """The dates of a stretch; as text they stand in the order of time.

    A date known in part stands before the days in it and ``_END`` after them. A date without
    a year begins with a hyphen, which stands before every digit.
    """
    low, high = node.low or "0", node.high or "9999"
    after_low = bool(node.low and not node.high and not node.whole)
    before_high = bool(node.high and not node.low and not node.whole)
    dates = wq.TermRange(
        node.field,
        low + _END * after_low,
        high + _END * (not before_high),
        endexcl=before_high,
    )
    return mends.Unscored(dates)


def _leaf(leaf: Word | Phrase, _: IndexReader) -> wq.Query:
    """A word or phrase over its fields, scored as one, whichever of its spellings stands there."""
    return Bm25f(
        {
            field: [_row(field, pattern) for pattern in patterns(leaf, field)]
            for field in fields_of(leaf)
        }
    )


def _row(field: str, pattern: Pattern) -> wq.Query:
    if len(pattern) == 1:
        return wq.Term(field, pattern[0])
    return wq.Phrase(field, list(pattern))


def _prefix(leaf: Prefix, reader: IndexReader) -> wq.Query:
    """Any of the terms that begin so, scored as if they were one."""
    start = prefix_term(leaf)
    terms = {
        field: list(islice(reader.expand_prefix(field, start), MAX_EXPANSIONS + 1))
        for field in fields_of(leaf)
    }
    if sum(map(len, terms.values())) > MAX_EXPANSIONS:
        reason = f"{leaf} stands for more than {MAX_EXPANSIONS:,} words; add a letter"
        raise QueryTooLargeError(reason, *leaf.span)
    rows = {field: [wq.Term(field, term) for term in found] for field, found in terms.items()}
    return Bm25f(rows, combine=add)


_COMPILERS: dict[type[Node], Callable[[Any, IndexReader], wq.Query]] = {
    And: _and,
    Or: _or,
    Not: _not,
    AndMaybe: _and_maybe,
    All: _everything,
    Range: _range,
    Word: _leaf,
    Phrase: _leaf,
    Prefix: _prefix,
}
