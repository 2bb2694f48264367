"""A Whoosh generation made out of the live one."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, Any, cast

from search.completions import CompletionChanges
from search.engines.whoosh_engine import segments
from search.engines.whoosh_engine.builder import WhooshBuilder
from search.engines.whoosh_engine.deletions import Deletions
from search.engines.whoosh_engine.errors import map_whoosh_errors
from search.generations import MANIFEST
from search.schema import indexed_values

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from search.checksums import Files
    from search.engine import GenerationInfo
    from search.generations import GenerationStore
    from search.schema import Document


class WhooshUpdater(WhooshBuilder):
    """Writes a generation that shares the files of the live one and adds a segment to them."""

    def __init__(
        self, store: GenerationStore, name: str, folder: Path, live: GenerationInfo
    ) -> None:
        self._live = live
        self._live_folder = store.folder(live.name)
        self._added = 0
        with map_whoosh_errors(name):
            segments.share(self._live_folder, folder, leave=[MANIFEST])
        self._deletions = Deletions.load(folder, name)
        self._changes = CompletionChanges.load(folder, name)
        self._removed: set[str] = set()
        super().__init__(store, name, folder)
        self._expected = live.counts["documents"]

    def _open(self, jobs: int) -> Any:  # noqa: ARG002  # an update is small
        writer = segments.writer_of(self._folder)
        self._reader = writer.reader()
        counts = (segment.doc_count_all() for segment in writer.segments)
        self._begins = [0, *accumulate(counts)]
        return writer

    def add(self, document: Document) -> None:
        """Take a document in; ids must differ from those that are there and stay."""
        super().add(document)
        self._changes.count(document, 1)
        self._added += 1

    def _put(self, document: Document) -> None:
        self._writer.add_document(**indexed_values(document))

    def remove(self, film_id: str) -> Sequence[Document]:
        """Take a film out; the documents that it had, none if there is no such film."""
        if film_id in self._removed:
            return []
        self._removed.add(film_id)
        with map_whoosh_errors(self._name):
            return [self._delete(number) for number in self._numbers(film_id)]

    def _numbers(self, film_id: str) -> list[int]:
        if ("film_id", film_id) not in self._reader:
            return []
        return list(self._reader.postings("film_id", film_id).all_ids())

    def _delete(self, number: int) -> Document:
        document = cast("Document", self._reader.stored_fields(number))
        segment = self._writer.segments[bisect_right(self._begins, number) - 1]
        self._deletions.add(segment.segment_id(), document)
        self._changes.count(document, -1)
        self._writer.delete_document(number)
        self._expected -= 1
        return document

    def _commit(self) -> None:
        self._reader.close()
        worn = segments.worn(self._writer.segments, self._added)
        for segment in worn:
            for document in segments.documents_of(self._folder, segment):
                self._put(document)
                self._completions.add(document)
            self._deletions.forget(segment.segment_id())
        self._shares = len(worn) < len(self._writer.segments)
        names = {segment.segment_id() for segment in worn}
        self._writer.commit(
            mergetype=lambda _, there: [s for s in there if s.segment_id() not in names]
        )
        self._deletions.save(self._folder)

    def _write_completions(self) -> None:
        if self._shares:
            self._changes.save(self._folder)
        else:  # all documents were read again
            CompletionChanges().save(self._folder)
            super()._write_completions()

    def _known_files(self) -> Files:
        """What is known of the files that were not written anew."""
        shared = {path.stat().st_ino for path in self._live_folder.iterdir()}
        there = {path.name for path in self._folder.iterdir() if path.stat().st_ino in shared}
        return {name: facts for name, facts in self._live.files.items() if name in there}
