"""Why a document has its score: the parts that it adds up from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from search.analysis import LINES
from search.engines.whoosh_engine.bm25f import Bm25f
from search.engines.whoosh_engine.compile import compile_leaf
from search.query import All, And, AndMaybe, Boost, Not, Or
from search.query.weights import clause_weights
from search.ranking import EXACT_TITLE
from search.results import ScorePart
from search.schema import indexed_values

if TYPE_CHECKING:
    from search.engines.whoosh_engine.expand import Expansions
    from search.query import Node
    from search.schema import Document

    Parts = list[ScorePart]


def explain(
    query: Node, number: int, searcher: Any, expansions: Expansions
) -> tuple[ScorePart, ...]:
    """The parts of a document's score for a query that it matches, in reading order.

    ``expansions`` are those of the search, so that no postings are read again.
    """
    return tuple(_Parts(number, searcher, expansions).of(query, 1.0) or ())


def title_parts(title: str, document: Document) -> list[ScorePart]:
    """What a document gains if its film is so called; ``title`` as ``title_key`` has it."""
    if not title or title not in LINES.terms(str(indexed_values(document)["title_key"])):
        return []
    parts = [ScorePart("exact title", EXACT_TITLE)]
    if document["kind"] == "description":
        parts.append(ScorePart("the film's own page", EXACT_TITLE))
    return parts


class _Parts:
    """What the nodes of a query add to the score of one document, None if they do not match."""

    def __init__(self, number: int, searcher: Any, expansions: Expansions) -> None:
        self._number = number
        self._searcher = searcher
        self._expansions = expansions

    def of(self, node: Node, boost: float) -> Parts | None:
        if isinstance(node, And | Or):
            weighed = zip(node.children, clause_weights(node), strict=True)
            each = [self.of(child, boost * weight) for child, weight in weighed]
            matched = [parts for parts in each if parts is not None]
            needed = len(each) if isinstance(node, And) else 1
            return [p for parts in matched for p in parts] if len(matched) >= needed else None
        if isinstance(node, AndMaybe):
            required, optional = self.of(node.required, boost), self.of(node.optional, boost)
            return None if required is None else [*required, *(optional or [])]
        if isinstance(node, Not):
            return [] if self.of(node.child, boost) is None else None
        if isinstance(node, Boost):
            return self.of(node.child, boost * node.factor)
        return self._plain(node, boost)

    def _plain(self, node: Node, boost: float) -> Parts | None:
        if isinstance(node, All):
            return []
        compiled = compile_leaf(node, self._expansions, boost)
        if not isinstance(compiled, Bm25f):
            matcher = compiled.matcher(self._searcher, self._searcher.boolean_context())
            return [] if self._number in set(matcher.all_ids()) else None
        return compiled.parts_of(str(node), self._number, self._searcher)
