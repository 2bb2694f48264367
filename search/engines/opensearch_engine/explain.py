"""Why a document has its score: the parts that it adds up from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from search.engines.opensearch_engine.compile import compile_query
from search.query import All, And, AndMaybe, Boost, Not, Or, Range
from search.query.weights import clause_weights
from search.results import ScorePart
from search.schema import NARROWING
from search.score_parts import score_parts, title_parts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from search.engines.opensearch_engine.asking import AskedIndex, Dsl
    from search.engines.opensearch_engine.question import Part, Question
    from search.query import Node
    from search.schema import Document
    from search.score_parts import Other, Parts


class Explainer:
    """What the nodes of a question add to the scores of some documents, by their ``_id``.

    Each part is asked by itself, of these documents alone, all in one request.
    """

    def __init__(
        self, question: Question, index: AskedIndex, ids: Sequence[str], *, near: bool
    ) -> None:
        self._question = question
        self._of_leaf: dict[tuple[Node, float], list[Part]] = {}
        self._near = list(question.near) if near else []
        self._gather(question.node, 1.0)
        scored = [part for parts in self._of_leaf.values() for part in parts] + self._near
        unscored = [node for (node, _), parts in self._of_leaf.items() if not parts]
        queries = [part.query for part in scored] + [self._matching(node) for node in unscored]
        answers = [
            {hit["_id"]: hit["_score"] for hit in answer["hits"]["hits"]}
            for answer in index.searches(
                [_among(query, ids, question.measuring) for query in queries] if ids else []
            )
        ]
        self._scores = {id(p): a for p, a in zip(scored, answers, strict=False)}
        self._matched = dict(zip(unscored, answers[len(scored) :], strict=False))

    def of(self, name: str, document: Document) -> tuple[ScorePart, ...]:
        """The parts of the score of one document."""

        def of_other(node: Other, boost: float) -> Parts | None:
            return self._of_other(node, name, boost)

        parts = score_parts(self._question.node, of_other) or []
        near = self._added(self._near, name)
        return (*parts, *title_parts(self._question.title, document), *near)

    def _matching(self, node: Node) -> Dsl:
        return compile_query(node, lambda leaf, _: self._question.of_matching(leaf))

    def _gather(self, node: Node, boost: float) -> None:
        """Note down what has to be asked of a node and of those in it."""
        if isinstance(node, And | Or):
            for child, weight in zip(node.children, clause_weights(node), strict=True):
                self._gather(child, boost * weight)
        elif isinstance(node, AndMaybe):
            self._gather(node.required, boost)
            self._gather(node.optional, boost)
        elif isinstance(node, Boost):
            self._gather(node.child, boost * node.factor)
        elif isinstance(node, Not | Range):
            self._of_leaf[node, boost] = []
        elif not isinstance(node, All):
            self._of_leaf[node, boost] = self._question.of_leaf(node, boost)

    def _of_other(self, node: Other, name: str, boost: float) -> Parts | None:
        if isinstance(node, All):
            return []
        if isinstance(node, Not | Range) or node.field in NARROWING:
            return [] if name in self._matched[node] else None
        return self._added(self._of_leaf[node, boost], name) or None

    def _added(self, parts: Sequence[Part], name: str) -> Parts:
        return [
            ScorePart(part.name, self._scores[id(part)][name], part.idf, part.having, part.boost)
            for part in parts
            if name in self._scores[id(part)]
        ]


def _among(query: Dsl, ids: Sequence[str], measuring: Sequence[Dsl]) -> Dsl:
    among: Dsl = {"bool": {"must": [query], "filter": [{"ids": {"values": list(ids)}}]}}
    among["bool"]["should"] = list(measuring)
    return {"query": among, "size": len(ids), "_source": False, "track_total_hits": False}
