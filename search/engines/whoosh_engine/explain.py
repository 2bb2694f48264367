"""Why a document has its score: the parts that it adds up from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from search.analysis import LINES
from search.engines.whoosh_engine.bm25f import Bm25f
from search.engines.whoosh_engine.compile import compile_leaf
from search.query import All, And, AndMaybe, Boost, Not, Or
from search.query.weights import clause_weights
from search.ranking import EXACT_TITLE
from search.results import ScorePart
from search.schema import indexed_values

if TYPE_CHECKING:
    from search.engines.whoosh_engine.evaluator.evaluate import Evaluator
    from search.engines.whoosh_engine.expand import Expansions
    from search.query import Node
    from search.schema import Document

    Parts = list[ScorePart]


def title_parts(title: str, document: Document) -> list[ScorePart]:
    """What a document gains if its film is so called; ``title`` as ``title_key`` has it."""
    if not title or title not in LINES.terms(str(indexed_values(document)["title_key"])):
        return []
    parts = [ScorePart("exact title", EXACT_TITLE)]
    if document["kind"] == "description":
        parts.append(ScorePart("the film's own page", EXACT_TITLE))
    return parts


class Explainer:
    """What the nodes of a query add to the scores of documents.

    ``expansions`` are those of the search, so that no postings are read again.
    """

    def __init__(self, evaluator: Evaluator, expansions: Expansions) -> None:
        self._evaluator = evaluator
        self._expansions = expansions
        self._unscored: dict[Node, frozenset[int]] = {}

    def parts(self, node: Node, number: int, boost: float = 1.0) -> Parts | None:
        """What a node adds to a document's score, in reading order; None if it does not match."""
        if isinstance(node, And | Or):
            weighed = zip(node.children, clause_weights(node), strict=True)
            each = [self.parts(child, number, boost * weight) for child, weight in weighed]
            matched = [parts for parts in each if parts is not None]
            needed = len(each) if isinstance(node, And) else 1
            return [p for parts in matched for p in parts] if len(matched) >= needed else None
        if isinstance(node, AndMaybe):
            required = self.parts(node.required, number, boost)
            optional = self.parts(node.optional, number, boost) or []
            return None if required is None else [*required, *optional]
        if isinstance(node, Not):
            return [] if self.parts(node.child, number, boost) is None else None
        if isinstance(node, Boost):
            return self.parts(node.child, number, boost * node.factor)
        return self._plain(node, number, boost)

    def _plain(self, node: Node, number: int, boost: float) -> Parts | None:
        if isinstance(node, All):
            return []
        compiled = compile_leaf(node, self._expansions, boost)
        if isinstance(compiled, Bm25f):
            return compiled.parts_of(str(node), number, self._evaluator)
        if node not in self._unscored:
            found = self._evaluator.matches(compiled).numbers
            self._unscored[node] = frozenset(found.tolist())
        return [] if number in self._unscored[node] else None
