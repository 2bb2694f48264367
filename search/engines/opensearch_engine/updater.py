"""A generation made out of the live one, on a cluster."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from search.completions import CompletionChanges
from search.completions.changes import CHANGES_NAME
from search.engines.opensearch_engine import kept_files, loading
from search.engines.opensearch_engine.builder import OpenSearchBuilder
from search.engines.opensearch_engine.digest import DocumentsDigest
from search.engines.opensearch_engine.searcher import OpenSearchSearcher

if TYPE_CHECKING:
    from collections.abc import Sequence

    from search.engine import GenerationInfo
    from search.engines.opensearch_engine.lock import BuildLock
    from search.engines.opensearch_engine.store import ClusterStore
    from search.schema import Document


class OpenSearchUpdater(OpenSearchBuilder):
    """Loads a generation that begins as a clone of the live one, whose files its nodes share."""

    # An update is to be seen soon.
    _expunged_seconds = 0.0

    def __init__(
        self, store: ClusterStore, lock: BuildLock, name: str, live: GenerationInfo
    ) -> None:
        self._live = live
        super().__init__(store, lock, name)
        self._family = store.family(live.name)
        self._expected = live.counts["documents"]
        self._files = {k: v for k, v in live.files.items() if k != kept_files.DOCUMENTS}
        self._digest = DocumentsDigest(live.files[kept_files.DOCUMENTS][0])
        self._changes = self._load_changes()
        self._removed: set[str] = set()
        self._is_adding = False

    def _make(self) -> None:
        loading.clone(self._cluster, self._live.name, self._name)

    def _load_changes(self) -> CompletionChanges:
        with TemporaryDirectory(prefix="reviewfinder-") as folder:
            if CHANGES_NAME in self._files:
                content = self._store.file(self._live, CHANGES_NAME)
                (Path(folder) / CHANGES_NAME).write_bytes(content)
            return CompletionChanges.load(Path(folder), self._name)

    def add(self, document: Document) -> None:
        """Take a document in; ids must differ from those that are there and stay."""
        self._turn(is_adding=True)
        self._put(document)
        self._changes.count(document, 1)

    def remove(self, film_id: str) -> Sequence[Document]:
        """Take a film out; the documents that it had, none if there is no such film."""
        if film_id in self._removed:
            return []
        self._removed.add(film_id)
        self._turn(is_adding=False)
        cluster = self._cluster
        index = cluster.index(self._live.name)
        there = OpenSearchSearcher(cluster.client, index, self._live).film(film_id)
        for document in there:
            self._loader.delete(document["id"], film_id)
            self._digest.add(document, times=-1)
            self._changes.count(document, -1)
            self._expected -= 1
        return there

    def _turn(self, *, is_adding: bool) -> None:
        """Wait before documents come where others went, for requests may pass each other."""
        if is_adding != self._is_adding:
            self._loader.drain()
        self._is_adding = is_adding

    def _write_completions(self, folder: Path) -> None:
        self._files.pop(CHANGES_NAME, None)
        self._changes.save(folder)
        if (folder / CHANGES_NAME).exists():
            self.keep(CHANGES_NAME, (folder / CHANGES_NAME).read_bytes())
