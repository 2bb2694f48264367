"""Why a document has its score: the parts that it adds up from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from search.engines.whoosh_engine.bm25f import Bm25f
from search.engines.whoosh_engine.compile import compile_leaf
from search.query import All, Not
from search.score_parts import score_parts

if TYPE_CHECKING:
    from search.engines.whoosh_engine.evaluator.evaluate import Evaluator
    from search.engines.whoosh_engine.expand import Expansions
    from search.query import Node
    from search.score_parts import Other, Parts


class Explainer:
    """What the nodes of a query add to the scores of documents.

    ``expansions`` are those of the search, so that no postings are read again.
    """

    def __init__(self, evaluator: Evaluator, expansions: Expansions) -> None:
        self._evaluator = evaluator
        self._expansions = expansions
        self._unscored: dict[Node, frozenset[int]] = {}

    def parts(self, node: Node, number: int) -> Parts | None:
        """What a node adds to a document's score, in reading order; None if it does not match."""

        def of_other(other: Other, boost: float) -> Parts | None:
            return self._of_other(other, number, boost)

        return score_parts(node, of_other)

    def _of_other(self, node: Other, number: int, boost: float) -> Parts | None:
        if isinstance(node, Not):
            return [] if self.parts(node.child, number) is None else None
        if isinstance(node, All):
            return []
        compiled = compile_leaf(node, self._expansions, boost)
        if isinstance(compiled, Bm25f):
            return compiled.parts_of(str(node), number, self._evaluator)
        if node not in self._unscored:
            found = self._evaluator.matches(compiled).numbers
            self._unscored[node] = frozenset(found.tolist())
        return [] if number in self._unscored[node] else None
