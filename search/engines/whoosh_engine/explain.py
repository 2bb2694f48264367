"""Why a document has its score: the parts that it adds up from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from search.analysis import LINE
from search.engines.whoosh_engine.bm25f import Bm25f
from search.engines.whoosh_engine.compile import compile_leaf
from search.query import All, And, AndMaybe, Not, Or, Range
from search.query.titles import title_key
from search.ranking import EXACT_TITLE
from search.results import ScorePart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from search.query import Node
    from search.schema import Document

    Parts = list[ScorePart]


def explain(query: Node, document: Document, number: int, searcher: Any) -> tuple[ScorePart, ...]:
    """The parts of a document's score for a query that it matches, in reading order.

    Reads the postings of every word once more: for a few documents, not for all.
    """
    parts = _parts(query, number, searcher) or []
    key = title_key(query)
    if key and LINE.terms(document["title"]) == [key]:
        parts.append(ScorePart("exact title", EXACT_TITLE))
    return tuple(parts)


def _parts(node: Node, number: int, searcher: Any) -> Parts | None:
    """What a node adds to the score of a document, None if it does not match."""
    if isinstance(node, And):
        return _all(node.children, number, searcher)
    if isinstance(node, Or):
        matched = [
            parts for c in node.children if (parts := _parts(c, number, searcher)) is not None
        ]
        return [part for parts in matched for part in parts] if matched else None
    if isinstance(node, AndMaybe):
        required = _parts(node.required, number, searcher)
        optional = _parts(node.optional, number, searcher) or []
        return None if required is None else [*required, *optional]
    if isinstance(node, Not):
        return [] if _parts(node.child, number, searcher) is None else None
    return _plain_parts(node, number, searcher)


def _all(children: Sequence[Node], number: int, searcher: Any) -> Parts | None:
    added: Parts = []
    for child in children:
        parts = _parts(child, number, searcher)
        if parts is None:
            return None
        added += parts
    return added


def _plain_parts(node: Node, number: int, searcher: Any) -> Parts | None:
    if isinstance(node, All):
        return []
    compiled = compile_leaf(node, searcher.reader())
    if isinstance(node, Range) or not isinstance(compiled, Bm25f):
        matcher = compiled.matcher(searcher, searcher.boolean_context())
        return [] if number in set(matcher.all_ids()) else None
    part = compiled.part_of(str(node), number, searcher)
    return None if part is None else [part]
