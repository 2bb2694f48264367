"""Rebuild: read every source, make a generation of it, put it live."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from indexer.containers import source_files
from indexer.documents import DocumentMaker
from indexer.sources import READ_ENDINGS, find_files, is_read, reader_of
from search.checksums import sha256_of
from search.errors import BuildRefusedError, NothingToIndexError, SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from search.engine import Engine, GenerationBuilder, GenerationInfo
    from search.records import Film
    from search.schema import Document


@dataclass(slots=True)
class Report:
    """What a rebuild took and what it did not; ``generation`` is None where none was made."""

    files: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    rejected: list[SourceError] = field(default_factory=list)
    generation: GenerationInfo | None = None


@dataclass(slots=True)
class Rebuild:
    """One rebuild from ``sources``; ``on_reject`` and ``on_progress`` are told as it goes.

    ``names`` are the operator's own names of columns, by fact. ``on_progress`` gets the number
    of files done and of all files.
    """

    sources: Sequence[Path]
    strict: bool = False
    names: Mapping[str, str] = field(default_factory=dict)
    on_reject: Callable[[SourceError], None] = lambda _: None
    on_progress: Callable[[int, int], None] = lambda _done, _all: None

    def dry_run(self) -> Report:
        """The report alone; nothing is written."""
        report = Report()
        for _ in self._documents(report, []):
            pass
        return report

    def documents(self) -> Iterator[Document]:
        """The documents of all sources, as ``run`` adds them; nothing is written."""
        return self._documents(Report(), [])

    def run(self, engine: Engine) -> Report:
        """Make a generation and put it live in one step.

        Raises NothingToIndexError if no source gave a document, BuildRefusedError if it is
        strict and something was rejected; what was live stays live then, as at any error.
        """
        report = Report()
        with engine.build() as builder:
            self._fill(builder, report)
            report.generation = builder.activate()
        return report

    def _fill(self, builder: GenerationBuilder, report: Report) -> None:
        read: list[tuple[Path, str]] = []
        for document in self._documents(report, read):
            builder.add(document)
        if not report.counts["documents"]:
            named = ", ".join(map(str, self.sources))
            detail = f"no film; of a folder are read {READ_ENDINGS}; nothing was changed"
            raise NothingToIndexError(named, detail)
        if self.strict and report.rejected:
            detail = f"--strict, and of the sources {len(report.rejected)} could not be taken"
            raise BuildRefusedError("not put live", f"{detail}; nothing was changed")
        rows = ({"path": str(path), "sha256": digest} for path, digest in read)
        builder.keep("sources.jsonl", "".join(json.dumps(row) + "\n" for row in rows).encode())
        builder.finish(report.counts, len(read))

    def _documents(self, report: Report, read: list[tuple[Path, str]]) -> Iterator[Document]:
        """The documents of all sources; the report is filled and the files noted on the way."""
        maker = DocumentMaker()
        report.counts = maker.counts
        found = list(find_files(self.sources))
        for done, path in enumerate(found, start=1):
            if isinstance(path, SourceError):
                self._reject(report, path)
            else:
                report.files += 1
                yield from self._documents_of(path, maker, report, read)
            self.on_progress(done, len(found))
        yield from maker.rest()

    def _documents_of(
        self, path: Path, maker: DocumentMaker, report: Report, read: list[tuple[Path, str]]
    ) -> Iterator[Document]:
        try:
            digest = sha256_of(path) if path.is_file() else ""
        except OSError as error:
            self._reject(report, SourceError(path, 1, f"cannot be read: {error.strerror}"))
            return
        films = 0
        for taken in self._taken(path):
            if isinstance(taken, SourceError):
                self._reject(report, taken)
            else:
                films += 1
                yield from maker.add(taken)
        if films:
            read.append((path, digest))

    def _taken(self, path: Path) -> Iterator[Film | SourceError]:
        """The films of one file of the file system, an archive or not."""
        for source in source_files(path, is_read, self.names):
            if isinstance(source, SourceError):
                yield source
            else:
                yield from reader_of(source)(source)

    def _reject(self, report: Report, error: SourceError) -> None:
        report.rejected.append(error)
        self.on_reject(error)
