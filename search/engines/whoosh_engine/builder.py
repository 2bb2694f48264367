"""A Whoosh generation in the making."""

from __future__ import annotations

import dataclasses
from contextlib import contextmanager, suppress
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from whoosh import versionstring

from search.checksums import files_of
from search.completions import FILE_NAME as COMPLETIONS
from search.completions import CompletionCollector, write_completions
from search.engine import MEMORY, GenerationInfo
from search.engines.whoosh_engine.bulk.writer import BulkWriter, bulk_plan
from search.engines.whoosh_engine.errors import map_whoosh_errors
from search.engines.whoosh_engine.searcher import WhooshSearcher
from search.errors import IndexDamagedError
from search.schema import fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from search.checksums import Files
    from search.generations import GenerationStore
    from search.schema import Document

# Starting processes costs about what writing so many documents does.
_ENOUGH = 500


class WhooshBuilder:
    """Writes one generation; the engine holds the lock and sweeps away what is not finished.

    With ``jobs`` above 1 so many processes write it, where there is enough to write.
    """

    def __init__(
        self,
        store: GenerationStore,
        name: str,
        folder: Path,
        jobs: int = 1,
        memory: int = MEMORY,
    ) -> None:
        self._store = store
        self._name = name
        self._folder = folder
        self._expected = 0
        self._info: GenerationInfo | None = None
        self._completions = CompletionCollector()
        self._jobs = jobs
        self._memory = memory
        self._writer: Any = None
        # The first documents, until there are enough to be worth several processes.
        self._waiting: list[Document] = []
        if jobs == 1:
            with map_whoosh_errors(name):
                self._writer = self._open(jobs)

    def _open(self, jobs: int) -> Any:
        return BulkWriter(bulk_plan(self._folder, self._memory), jobs)

    def add(self, document: Document) -> None:
        """Take a document in; ids must differ."""
        with map_whoosh_errors(self._name):
            if self._writer is None:
                self._waiting.append(document)
                if len(self._waiting) == _ENOUGH:
                    self._start(self._jobs)
            else:
                self._put(document)
        self._completions.add(document)
        self._expected += 1

    def _start(self, jobs: int) -> None:
        """Begin to write, with the documents that waited for it."""
        self._writer = self._open(jobs)
        for document in self._waiting:
            self._put(document)
        self._waiting.clear()

    def _put(self, document: Document) -> None:
        self._writer.add(document)

    def keep(self, name: str, content: bytes) -> None:
        """Keep a file with the generation."""
        with map_whoosh_errors(self._name):
            # It may be shared with another generation, so it is never written into.
            (self._folder / name).unlink(missing_ok=True)
            (self._folder / name).write_bytes(content)

    def finish(self, counts: Mapping[str, int], sources: int = 0) -> GenerationInfo:
        """Write and close the build, open it again and count what is in it."""
        with map_whoosh_errors(self._name):
            self._commit()
            # Whoosh's own lock file; nobody writes a generation again.
            (self._folder / "MAIN_WRITELOCK").unlink(missing_ok=True)
            self._write_completions()
            self._info = GenerationInfo(
                name=self._name,
                created=datetime.now(timezone.utc).isoformat(timespec="seconds"),
                engine="whoosh",
                library=f"whoosh3 {versionstring()}",
                schema=fingerprint(),
                counts=dict(counts),
                sources=sources,
                files=files_of(self._folder, self._known_files()),
            )
        self._verify(self._info)
        return self._info

    def _commit(self) -> None:
        if self._writer is None:
            self._start(1)
        self._writer.commit()

    def _known_files(self) -> Files:
        """What is known of the files that were not written here."""
        return {}

    def _write_completions(self) -> None:
        # It may be shared with another generation, so it is never written into.
        (self._folder / COMPLETIONS).unlink(missing_ok=True)
        write_completions(self._folder, self._completions.entries())

    @contextmanager
    def searcher(self) -> Iterator[WhooshSearcher]:
        """The finished build, before it is live."""
        searcher = WhooshSearcher(self._folder, self._finished())
        try:
            yield searcher
        finally:
            searcher.close()

    def activate(self, report: Mapping[str, Any] | None = None) -> GenerationInfo:
        """Put the finished build live in one step, and prune old ones."""
        info = dataclasses.replace(self._finished(), report=dict(report or {}))
        self._store.seal(self._folder, info)
        self._store.activate(self._name)
        return info

    def hold_back(self, reason: str, report: Mapping[str, Any] | None = None) -> GenerationInfo:
        """Keep the finished build without putting it live."""
        finished = self._finished()
        info = dataclasses.replace(finished, report=dict(report or {}), held_back=reason)
        self._store.seal(self._folder, info)
        self._store.prune(self._store.current())
        return info

    def cancel(self) -> None:
        """Let go of the files of a build that will not be finished."""
        # On a full disk a file cannot even be closed; what it holds is thrown away anyway.
        with suppress(OSError):
            if self._writer and not self._writer.is_closed:
                self._writer.cancel()

    def _finished(self) -> GenerationInfo:
        if self._info is None:
            raise ValueError("the build is not finished")
        return self._info

    def _verify(self, info: GenerationInfo) -> None:
        with self.searcher() as searcher:
            found = searcher.document_count()
        if not found == self._expected == info.counts["documents"]:
            detail = f"{self._expected} documents went in and {found} came out"
            raise IndexDamagedError(info.name, detail)
