"""A Whoosh generation in the making."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING

from whoosh import index, versionstring

from search.completions import CompletionCollector, write_completions
from search.engine import GenerationInfo
from search.engines.whoosh_engine.errors import map_whoosh_errors
from search.engines.whoosh_engine.schema import whoosh_schema
from search.engines.whoosh_engine.searcher import WhooshSearcher
from search.errors import IndexDamagedError
from search.generations import files_of
from search.schema import fingerprint, indexed_values

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from search.engine import Source
    from search.generations import GenerationStore
    from search.schema import Document

WRITER_MEMORY_MB = 256


class WhooshBuilder:
    """Writes one generation; the engine holds the lock and sweeps away what is not finished."""

    def __init__(self, store: GenerationStore, name: str, folder: Path) -> None:
        self._store = store
        self._name = name
        self._folder = folder
        self._added = 0
        self._completions = CompletionCollector()
        with map_whoosh_errors(name):
            created = index.create_in(str(folder), whoosh_schema())
            self._writer = created.writer(limitmb=WRITER_MEMORY_MB)

    def add(self, document: Document) -> None:
        """Take a document in; ids must differ."""
        with map_whoosh_errors(self._name):
            self._writer.add_document(**indexed_values(document))
        self._completions.add(document)
        self._added += 1

    def finish(self, counts: Mapping[str, int], sources: Sequence[Source]) -> GenerationInfo:
        """Write and close the build, open it again and count what is in it."""
        with map_whoosh_errors(self._name):
            self._writer.commit()
            # Whoosh's own lock file; nobody writes a generation again.
            (self._folder / "MAIN_WRITELOCK").unlink(missing_ok=True)
            write_completions(self._folder, self._completions.entries())
            info = GenerationInfo(
                name=self._name,
                created=datetime.now(timezone.utc).isoformat(timespec="seconds"),
                engine="whoosh",
                library=f"whoosh3 {versionstring()}",
                schema=fingerprint(),
                counts=dict(counts),
                sources=tuple(sources),
                files=files_of(self._folder),
            )
        self._verify(info)
        self._store.seal(self._folder, info)
        return info

    def activate(self) -> None:
        """Put the finished build live in one step, and prune old ones."""
        self._store.activate(self._name)

    def cancel(self) -> None:
        """Let go of the files of a build that will not be finished."""
        if not self._writer.is_closed:
            self._writer.cancel()

    def _verify(self, info: GenerationInfo) -> None:
        searcher = WhooshSearcher(self._folder, info)
        try:
            found = searcher.document_count()
        finally:
            searcher.close()
        if not found == self._added == info.counts["documents"]:
            detail = f"{self._added} documents went in and {found} came out"
            raise IndexDamagedError(info.name, detail)
