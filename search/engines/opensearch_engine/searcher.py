"""A stand-in until queries are compiled: single words and what joins them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from opensearchpy import helpers

from search.engines.opensearch_engine.schema import document_of
from search.errors import UnsupportedQueryError
from search.found import BY_RELEVANCE, Found, FoundAll, FoundDocument
from search.query.nodes import All, And, Not, Or, Word
from search.query.patterns import fields_of
from search.schema import chain_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from opensearchpy import OpenSearch

    from search.completions import ChangedCompletions, CompletionKind, Entry
    from search.engine import GenerationInfo
    from search.facets import Filters
    from search.found import Order
    from search.query.nodes import Node
    from search.schema import Document

_MANY = 10_000


class OpenSearchSearcher:
    """One generation on a cluster."""

    def __init__(
        self,
        client: OpenSearch,
        index: str,
        generation: GenerationInfo,
        completions: ChangedCompletions | None = None,
    ) -> None:
        self.generation = generation
        self._client = client
        self._index = index
        self._completions = completions

    def find(
        self,
        query: Node,
        offset: int,
        limit: int,
        *,
        order: Order = BY_RELEVANCE,  # noqa: ARG002  # a stand-in
        explain: bool = False,  # noqa: ARG002  # a stand-in
    ) -> Found:
        """The documents that match."""
        body = {"query": _compiled(query), "track_total_hits": True, "from": offset, "size": limit}
        hits = self._client.search(index=self._index, body=body)["hits"]
        found = tuple(FoundDocument(document_of(one["_source"]), 1.0) for one in hits["hits"])
        return Found(total=hits["total"]["value"], documents=found)

    def find_all(self, query: Node, *, order: Order = BY_RELEVANCE) -> FoundAll:
        """All documents that match."""
        found = self.find(query, 0, _MANY, order=order)
        return FoundAll(found.total, iter(found.documents))

    def count(self, query: Node) -> int:
        """How many documents match."""
        return self.find(query, 0, 0).total

    def counts_without_each(self, queries: Sequence[Node]) -> Sequence[int]:
        """How many documents match all but one."""
        raise NotImplementedError

    def document_frequencies(self, stems: Sequence[str]) -> Sequence[int]:
        """How many documents have each of the stems in their text."""
        raise NotImplementedError

    def similar_words(self, word: Word) -> Sequence[str]:
        """Words of the index spelt much like this one."""
        raise NotImplementedError

    def complete(
        self, typed: str, kinds: Collection[CompletionKind], limit: int
    ) -> Sequence[Entry]:
        """The titles, authors and phrases of the generation that begin so, best first."""
        return self._completions.best(typed, kinds, limit) if self._completions else ()

    def film(self, film_id: str) -> Sequence[Document]:
        """The documents of a film by position."""
        body = {"query": {"term": {"film_id": film_id}}, "size": _MANY}
        hits = self._client.search(index=self._index, body=body)["hits"]["hits"]
        found = [document_of(hit["_source"]) for hit in hits]
        return sorted(found, key=lambda document: document["position"])

    def each(self, query: Node, filters: Filters = ()) -> Iterator[Document]:
        """All documents that match."""
        raise NotImplementedError

    def films(self) -> Iterator[tuple[Document, int]]:
        """The own page of every film."""
        raise NotImplementedError

    def ids(self) -> Iterator[str]:
        """The ids of all documents, in their order as UTF-8."""
        hits = helpers.scan(self._client, index=self._index, query={"_source": False})
        yield from sorted((hit["_id"] for hit in hits), key=str.encode)


def _compiled(node: Node) -> dict[str, Any]:
    if isinstance(node, All):
        return {"match_all": {}}
    if isinstance(node, And | Or):
        kind = "must" if isinstance(node, And) else "should"
        return {"bool": {kind: [_compiled(child) for child in node.children]}}
    if isinstance(node, Not):
        return {"bool": {"must_not": [_compiled(node.child)]}}
    if isinstance(node, Word):
        terms = [f"{f}:{t}" for f in fields_of(node) for t in chain_of(f).terms(node.text)]
        return {"terms": {"terms": terms}}
    raise UnsupportedQueryError(f"{type(node).__name__} is not searched yet")
