"""A generation in the making, on a cluster."""

from __future__ import annotations

import dataclasses
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from opensearchpy import __versionstr__ as CLIENT_VERSION  # noqa: N812  # it is a constant

from search.completions import FILE_NAME as COMPLETIONS
from search.completions import CompletionCollector, write_completions
from search.engine import MEMORY, GenerationInfo
from search.engines.opensearch_engine import kept_files, loading
from search.engines.opensearch_engine.bulk import BulkLoader
from search.engines.opensearch_engine.digest import DocumentsDigest
from search.engines.opensearch_engine.schema import source_of
from search.engines.opensearch_engine.searcher import OpenSearchSearcher
from search.errors import IndexDamagedError
from search.schema import fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from search.checksums import Files
    from search.engines.opensearch_engine.lock import BuildLock
    from search.engines.opensearch_engine.store import ClusterStore
    from search.schema import Document


class OpenSearchBuilder:
    """Loads one generation; the engine holds the lock and sweeps away what is not finished.

    Twice ``jobs`` requests are under way at once, which hold ``memory`` bytes at most.
    """

    # What was sent twice, because a node died, is rid of within one round of the cluster.
    _expunged_seconds = 45.0

    def __init__(
        self,
        store: ClusterStore,
        lock: BuildLock,
        name: str,
        jobs: int = 1,
        memory: int = MEMORY,
    ) -> None:
        self._store = store
        self._cluster = store.cluster
        self._lock = lock
        self._name = name
        self._family = name
        self._expected = 0
        self._info: GenerationInfo | None = None
        self._files: Files = {}
        self._digest = DocumentsDigest()
        self._completions = CompletionCollector()
        self._make()
        alias = self._cluster.writing(self._cluster.index(name))
        self._loader = BulkLoader(self._cluster, alias, jobs, memory)

    def _make(self) -> None:
        loading.create(self._cluster, self._name)

    def add(self, document: Document) -> None:
        """Take a document in; ids must differ."""
        self._put(document)
        self._completions.add(document)

    def _put(self, document: Document) -> None:
        self._loader.put(document["id"], document["film_id"], source_of(document))
        self._digest.add(document)
        self._expected += 1

    def keep(self, name: str, content: bytes) -> None:
        """Keep a file with the generation."""
        kept_files.write_file(self._cluster, self._name, name, content)
        self._files[name] = kept_files.facts_of(content)

    def finish(self, counts: Mapping[str, int], sources: int = 0) -> GenerationInfo:
        """Send the rest, count what is there, and have it copied to where it is to be."""
        self._loader.drain()
        loading.expunge(self._cluster, self._name, self._expunged_seconds)
        self._verify(loading.count(self._cluster, self._name), counts)
        with TemporaryDirectory(prefix="reviewfinder-") as folder:
            self._write_completions(Path(folder))
        size = loading.settle(self._cluster, self._name)
        self._info = GenerationInfo(
            name=self._name,
            created=datetime.now(timezone.utc).isoformat(timespec="seconds"),
            engine="opensearch",
            library=f"opensearch-py {CLIENT_VERSION}",
            schema=fingerprint(),
            counts=dict(counts),
            sources=sources,
            files={**self._files, kept_files.DOCUMENTS: (self._digest.hex(), size)},
        )
        return self._info

    def _write_completions(self, folder: Path) -> None:
        write_completions(folder, self._completions.entries())
        self.keep(COMPLETIONS, (folder / COMPLETIONS).read_bytes())

    @contextmanager
    def searcher(self) -> Iterator[OpenSearchSearcher]:
        """The finished build, before it is live."""
        info = self._finished()
        completions = self._store.completions(info)
        cluster = self._cluster
        yield OpenSearchSearcher(cluster.client, cluster.index(info.name), info, completions)

    def activate(self, report: Mapping[str, Any] | None = None) -> GenerationInfo:
        """Put the finished build live in one step, and prune old ones."""
        info = dataclasses.replace(self._finished(), report=dict(report or {}))
        self._lock.renew()
        before = self._store.live_name()
        self._store.seal(info, self._family, live=True)
        self._store.prune(info.name, before)
        return info

    def hold_back(self, reason: str, report: Mapping[str, Any] | None = None) -> GenerationInfo:
        """Keep the finished build without putting it live."""
        finished = self._finished()
        info = dataclasses.replace(finished, report=dict(report or {}), held_back=reason)
        self._lock.renew()
        self._store.seal(info, self._family, live=False)
        self._store.prune(self._store.live_name())
        return info

    def cancel(self) -> None:
        """Send nothing more."""
        self._loader.close()

    def _finished(self) -> GenerationInfo:
        if self._info is None:
            raise ValueError("the build is not finished")
        return self._info

    def _verify(self, found: int, counts: Mapping[str, int]) -> None:
        if not found == self._expected == counts["documents"]:
            detail = f"{self._expected} documents went in and {found} came out"
            raise IndexDamagedError(self._name, detail)
