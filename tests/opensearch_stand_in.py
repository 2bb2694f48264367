"""The smallest engine around the OpenSearch searcher: an index a generation, and the last answers.

It has no lock, no alias and no manifest: the searcher's tests need none of them.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from datetime import datetime, timezone
from itertools import count
from typing import TYPE_CHECKING, Any

from opensearchpy import OpenSearch, helpers

from search.completions import CompletionCollector, CompletionFile, write_completions
from search.engine import GenerationInfo
from search.engines.opensearch_engine.schema import index_body, source_of
from search.engines.opensearch_engine.searcher import OpenSearchSearcher
from search.query import All
from search.schema import fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from search.schema import Document

URL = os.environ.get("OPENSEARCH_URL", "")
# More than one shows that no answer depends on how documents are spread.
SHARDS = int(os.environ.get("OPENSEARCH_SHARDS", "1"))
_numbers = count()


class StandInBuilder:
    """A generation in the making."""

    def __init__(self, engine: StandInEngine, documents: list[Document]) -> None:
        self._engine = engine
        self._documents = documents

    def add(self, document: Document) -> None:
        self._documents.append(document)

    def remove(self, film_id: str) -> list[Document]:
        removed = [one for one in self._documents if one["film_id"] == film_id]
        self._documents = [one for one in self._documents if one["film_id"] != film_id]
        return removed

    def finish(self, counts: Mapping[str, int], sources: int = 0) -> GenerationInfo:
        name = f"stand-in-{os.getpid()}-{next(_numbers)}"
        folder = self._engine.folder / name
        folder.mkdir(parents=True)
        client = self._engine.client
        client.indices.create(index=name, body=index_body(self._engine.shards, 0))
        collector = CompletionCollector()
        for one in self._documents:
            collector.add(one)
        actions = [
            {"_index": name, "_id": one["id"], "routing": one["film_id"], **source_of(one)}
            for one in self._documents
        ]
        helpers.bulk(client, actions, refresh=True)
        write_completions(folder, collector.entries())
        created = datetime.now(timezone.utc).isoformat(timespec="seconds")
        self._made = GenerationInfo(
            name, created, "opensearch", "stand-in", fingerprint(), dict(counts), sources
        )
        self._engine.made.append(self._made)
        return self._made

    @contextmanager
    def searcher(self) -> Iterator[OpenSearchSearcher]:
        yield self._engine.opened(self._made)

    def activate(self, _: Mapping[str, Any] | None = None) -> GenerationInfo:
        self._engine.live = self._made
        self._engine.prune()
        return self._made


class StandInEngine:
    """Generations without a lock; ``close`` deletes their indices."""

    def __init__(self, folder: Path, shards: int = SHARDS) -> None:
        self.folder = folder
        self.shards = shards
        self.client = OpenSearch(URL, timeout=60)
        self.made: list[GenerationInfo] = []
        self.live: GenerationInfo | None = None

    def opened(self, info: GenerationInfo) -> OpenSearchSearcher:
        completions = CompletionFile(self.folder / info.name, info.name)
        return OpenSearchSearcher(self.client, info.name, info, completions)

    @contextmanager
    def searcher(self) -> Iterator[OpenSearchSearcher]:
        assert self.live
        searcher = self.opened(self.live)
        yield searcher
        searcher.close()

    @contextmanager
    def build(self, *_: int) -> Iterator[StandInBuilder]:
        yield StandInBuilder(self, [])

    @contextmanager
    def update(self) -> Iterator[StandInBuilder]:
        with self.searcher() as searcher:
            documents = list(searcher.each(All()))
        yield StandInBuilder(self, documents)

    def rollback(self) -> GenerationInfo:
        assert self.live
        self.live = self.made[self.made.index(self.live) - 1]
        return self.live

    def prune(self, keep: int = 6) -> None:
        """Delete all generations but the newest, for a node holds only so many."""
        while len(self.made) > keep:
            self.client.indices.delete(index=self.made.pop(0).name)

    def close(self) -> None:
        """Delete all that was made."""
        self.prune(0)
        self.client.close()
