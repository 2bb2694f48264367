"""Our query tree to Whoosh's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from whoosh import query as wq

from search.engines.whoosh_engine.between import Between
from search.engines.whoosh_engine.bm25f import Bm25f, Postings
from search.engines.whoosh_engine.near import Near
from search.query.nodes import (
    All,
    And,
    AndMaybe,
    Boost,
    Expanding,
    Fuzzy,
    Leaf,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Range,
    Wildcard,
    Word,
)
from search.query.patterns import fields_of, patterns
from search.query.ranges import ends_of
from search.query.weights import clause_weights
from search.ranking import EXACT_TITLE
from search.schema import NARROWING, ORDERED_AS, exact_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from search.engines.whoosh_engine.bm25f import Row
    from search.engines.whoosh_engine.expand import Expansions
    from search.query.patterns import Pattern


def compile_query(node: Node, title: str, expansions: Expansions) -> wq.Query:
    """The Whoosh query that matches what ``node`` asks for, films of the exact title first."""
    compiled = _compiled(node, expansions, 1.0)
    if not title:
        return compiled
    so_called = wq.Term("title_key", title)
    own_page = wq.And([so_called, wq.Term("kind", "description")])
    bonus = [wq.ConstantScoreQuery(each, EXACT_TITLE) for each in (so_called, own_page)]
    return wq.AndMaybe(compiled, wq.Or(bonus))


def compile_leaf(node: Node, expansions: Expansions, boost: float) -> wq.Query:
    """The Whoosh query of a node alone, without what its being a title adds."""
    return _compiled(node, expansions, boost)


def _compiled(node: Node, expansions: Expansions, boost: float) -> wq.Query:
    """Scores add up, so a group's ``boost`` is that of each of its leaves."""
    return _COMPILERS[type(node)](node, expansions, boost)


def _or(node: Or, expansions: Expansions, boost: float) -> wq.Query:
    weighed = zip(node.children, clause_weights(node), strict=True)
    return wq.Or([_compiled(child, expansions, boost * weight) for child, weight in weighed])


def _not(node: Not, expansions: Expansions, boost: float) -> wq.Query:
    return wq.AndNot(_everything(), _compiled(node.child, expansions, boost))


def _and_maybe(node: AndMaybe, expansions: Expansions, boost: float) -> wq.Query:
    required, optional = (_compiled(n, expansions, boost) for n in (node.required, node.optional))
    return wq.AndMaybe(required, optional)


def _boost(node: Boost, expansions: Expansions, boost: float) -> wq.Query:
    return _compiled(node.child, expansions, boost * node.factor)


def _unscored(query: wq.Query) -> wq.Query:
    return wq.ConstantScoreQuery(query, 0.0)


def _everything(*_: object) -> wq.Query:
    return _unscored(wq.Every())


def _and(node: And, expansions: Expansions, boost: float) -> wq.Query:
    """All of them; what is left out is taken from the others rather than from everything."""
    weighed = zip(node.children, clause_weights(node), strict=True)
    wanted = [_compiled(c, expansions, boost * w) for c, w in weighed if not isinstance(c, Not)]
    left_out = [_compiled(c.child, expansions, boost) for c in node.children if isinstance(c, Not)]
    kept = wq.And(wanted) if wanted else _everything()
    return wq.AndNot(kept, wq.Or(left_out)) if left_out else kept


def _range(node: Range, *_: object) -> wq.Query:
    """What lies in a stretch."""
    ends = ends_of(node)
    return _unscored(Between(ORDERED_AS[node.field], **ends._asdict()))


def _leaf(leaf: Word | Phrase, expansions: Expansions, boost: float) -> wq.Query:
    """A word or phrase over its fields, scored as one, whichever of its spellings stands there."""
    if leaf not in expansions.postings:
        fields = fields_of(leaf)
        # A word that has no stems in a field stands there as it was typed.
        stemmed = any(exact_of(field) != field for field in fields)
        forms = [exact_of(field) for field in fields] if stemmed else []
        read = expansions.postings[leaf] = Postings(_rows(leaf, fields))
        written = Postings(_rows(leaf, forms), beside=read) if forms else None
        expansions.written[leaf] = written
    return _scored(leaf, expansions, boost)


def _rows(leaf: Word | Phrase, fields: Sequence[str]) -> dict[str, list[Row]]:
    slop = leaf.slop if isinstance(leaf, Phrase) else 0
    return {
        field: [(_row(field, pattern, slop), 1.0) for pattern in patterns(leaf, field)]
        for field in fields
    }


def _row(field: str, pattern: Pattern, slop: int) -> wq.Query:
    if len(pattern) == 1:
        return wq.Term(field, pattern[0])
    return Near(field, pattern, slop) if slop else wq.Phrase(field, list(pattern))


def _expanding(leaf: Expanding, expansions: Expansions, boost: float) -> wq.Query:
    """Any of the terms that it stands for, scored as if they were one."""
    if leaf not in expansions.postings:
        rows = {
            field: [(wq.Term(field, term), counts) for term, counts in terms.items()]
            for field, terms in expansions.terms(leaf).items()
        }
        expansions.postings[leaf] = Postings(rows, np.add)
    return _scored(leaf, expansions, boost)


def _scored(leaf: Leaf, expansions: Expansions, boost: float) -> wq.Query:
    """What only narrows says which documents are meant, not how well they answer."""
    if leaf.field in NARROWING:
        rows = expansions.postings.pop(leaf).rows
        return _unscored(wq.Or([query for query, _ in rows[leaf.field]]))
    written = expansions.written.get(leaf)
    return Bm25f(expansions.postings[leaf], written, boost, quoted=isinstance(leaf, Phrase))


_COMPILERS: dict[type[Node], Callable[[Any, Expansions, float], wq.Query]] = {
    And: _and,
    Or: _or,
    Not: _not,
    AndMaybe: _and_maybe,
    All: _everything,
    Range: _range,
    Word: _leaf,
    Phrase: _leaf,
    Prefix: _expanding,
    Wildcard: _expanding,
    Fuzzy: _expanding,
    Boost: _boost,
}
