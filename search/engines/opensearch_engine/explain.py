"""Why a document has its score: the parts that it adds up from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from search.analysis import LINES
from search.engines.opensearch_engine.compile import compile_query
from search.query import All, And, AndMaybe, Boost, Not, Or, Range
from search.query.weights import clause_weights
from search.ranking import EXACT_TITLE
from search.results import ScorePart
from search.schema import NARROWING, indexed_values

if TYPE_CHECKING:
    from collections.abc import Sequence

    from search.engines.opensearch_engine.asking import AskedIndex, Dsl
    from search.engines.opensearch_engine.question import Part, Question
    from search.query import Node
    from search.schema import Document

    Parts = list[ScorePart]


def is_called(title: str, document: Document) -> bool:
    """Whether a document's film has a title, as ``title_key`` has it."""
    return bool(title) and title in LINES.terms(str(indexed_values(document)["title_key"]))


def title_parts(title: str, document: Document) -> Parts:
    """What a document gains if its film is so called."""
    if not is_called(title, document):
        return []
    parts = [ScorePart("exact title", EXACT_TITLE)]
    if document["kind"] == "description":
        parts.append(ScorePart("the film's own page", EXACT_TITLE))
    return parts


class Explainer:
    """What the nodes of a question add to the scores of some documents, by their ``_id``.

    Each part is asked by itself, of these documents alone, all in one request.
    """

    def __init__(
        self, question: Question, index: AskedIndex, ids: Sequence[str], *, near: bool
    ) -> None:
        self._question = question
        self._of_leaf: dict[tuple[Node, float], list[Part]] = {}
        self._near = list(question.near()) if near else []
        self._gather(question.node, 1.0)
        scored = [part for parts in self._of_leaf.values() for part in parts] + self._near
        unscored = [node for (node, _), parts in self._of_leaf.items() if not parts]
        queries = [part.query for part in scored] + [self._matching(node) for node in unscored]
        answers = [
            {hit["_id"]: hit["_score"] for hit in answer["hits"]["hits"]}
            for answer in index.searches([_among(query, ids) for query in queries] if ids else [])
        ]
        self._scores = {id(p): a for p, a in zip(scored, answers, strict=False)}
        self._matched = dict(zip(unscored, answers[len(scored) :], strict=False))

    def of(self, name: str, document: Document) -> tuple[ScorePart, ...]:
        """The parts of the score of one document."""
        parts = self._parts(self._question.node, name, 1.0) or []
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

    def _parts(self, node: Node, name: str, boost: float) -> Parts | None:
        """What a node adds to a document's score, in reading order; None if it does not match."""
        if isinstance(node, And | Or):
            weighed = zip(node.children, clause_weights(node), strict=True)
            each = [self._parts(child, name, boost * weight) for child, weight in weighed]
            matched = [parts for parts in each if parts is not None]
            needed = len(each) if isinstance(node, And) else 1
            return [p for parts in matched for p in parts] if len(matched) >= needed else None
        if isinstance(node, AndMaybe):
            required = self._parts(node.required, name, boost)
            optional = self._parts(node.optional, name, boost) or []
            return None if required is None else [*required, *optional]
        if isinstance(node, Boost):
            return self._parts(node.child, name, boost * node.factor)
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


def _among(query: Dsl, ids: Sequence[str]) -> Dsl:
    among = {"bool": {"must": [query], "filter": [{"ids": {"values": list(ids)}}]}}
    return {"query": among, "size": len(ids), "_source": False, "track_total_hits": False}
