"""Rebuild: gather what every source says, make each film's documents, put a generation live."""

from __future__ import annotations

from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from indexer.catalogue import CATALOGUE, SourceRow, dump
from indexer.documents import counts_of, film_documents
from indexer.identity import film_ids
from indexer.progress import Progress, Silent, Stage
from indexer.reading import read_files
from indexer.rejects import Rejects
from indexer.report import Report
from indexer.sources import READ_ENDINGS, find_files
from indexer.spool import Spool
from search.errors import BuildRefusedError, NothingToIndexError, SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from indexer.reading import FileRead
    from search.engine import Engine
    from search.schema import Document

# Starting processes that write costs about what writing so much does.
_MUCH_BYTES = 524_288


@dataclass(slots=True)
class Rebuild:
    """One rebuild from ``sources``; ``progress`` is told as it goes.

    ``names`` are the operator's own names of columns, by fact; ``jobs`` is how many processes
    read and index where there is enough to do.
    """

    sources: Sequence[Path]
    strict: bool = False
    names: Mapping[str, str] = field(default_factory=dict)
    jobs: int = 1
    progress: Progress = field(default_factory=Silent)

    def dry_run(self) -> Report:
        """The report alone; nothing is written."""
        report = Report()
        with closing(Spool()) as spool:
            self.read(spool, report)
            for _ in self._indexed(spool, report):
                pass
        return report

    def documents(self) -> Iterator[Document]:
        """The documents of all sources, as ``run`` adds them; nothing is written."""
        with closing(Spool()) as spool:
            self.read(spool, Report())
            yield from self._indexed(spool, Report())

    def run(self, engine: Engine) -> Report:
        """Make a generation and put it live in one step.

        Raises NothingToIndexError if no source gave a document, BuildRefusedError if it is
        strict and something was rejected; what was live stays live then, as at any error.
        """
        report = Report()
        with engine.build(self._writers()) as builder, closing(Spool()) as spool:
            rows = self.read(spool, report)
            self._refuse(spool, report)
            for document in self._indexed(spool, report):
                builder.add(document)
            self.progress.begin(Stage("writing"))
            with report.stage("writing"):
                builder.keep(CATALOGUE, dump(rows))
                builder.finish(report.counts, len(rows))
            report.generation = builder.activate(report.as_json())
        return report

    def read(self, spool: Spool, report: Report) -> list[SourceRow]:
        """Put what all sources say into the spool; a row for each file that could be read."""
        paths = self._list(report)
        self.progress.begin(Stage("reading", len(paths), "file"))
        rows = []
        with report.stage("reading"), closing(read_files(paths, self.names, self.jobs)) as files:
            for read in files:
                row = self._take(read, spool)
                if row is None:
                    continue
                report.add(row)
                if row.sha256:
                    rows.append(row)
                self.progress.advance(report.files)
        return rows

    def _writers(self) -> int:
        """How many processes are to write: one where there is little to be written."""
        size = 0
        for path in find_files(self.sources):
            if isinstance(path, Path):
                with suppress(OSError):
                    size += path.stat().st_size
            if size >= _MUCH_BYTES:
                return self.jobs
        return 1

    def _list(self, report: Report) -> list[Path]:
        """The files, each once."""
        self.progress.begin(Stage("listing"))
        paths: dict[Path, None] = {}
        with report.stage("listing"):
            for found in find_files(self.sources):
                if isinstance(found, SourceError):
                    self.progress.reject(found)
                    report.rejects.add(found)
                else:
                    paths[found] = None
        return list(paths)

    def _take(self, read: FileRead, spool: Spool) -> SourceRow | None:
        """What a file gave, or None where it changed meanwhile and comes again."""
        source = str(read.path)
        rejects = Rejects()
        for item in read.taken:
            if isinstance(item, SourceError):
                self.progress.reject(item)
                rejects.add(item)
            else:
                spool.add(source, item)
        if not read.holds:
            spool.drop(source)
            self.progress.note(f"{source}: changed while it was read")
            return None
        return SourceRow(source, read.sha256, spool.keys_of(source), rejects, read.seconds)

    def _refuse(self, spool: Spool, report: Report) -> None:
        """Raise if nothing is to be made of what was read."""
        if not spool.keys():
            named = ", ".join(map(str, self.sources))
            detail = f"no film; of a folder are read {READ_ENDINGS}; nothing was changed"
            raise NothingToIndexError(named, detail)
        if self.strict and report.rejects.total:
            detail = f"--strict, and of the sources {report.rejects.total:,} could not be taken"
            raise BuildRefusedError("not put live", f"{detail}; nothing was changed")

    def _indexed(self, spool: Spool, report: Report) -> Iterator[Document]:
        """The documents film by film, counted; the stage is over when all are taken."""
        ids = film_ids(spool.keys())
        most = len(set(ids.values())) + spool.reviews
        self.progress.begin(Stage("indexing", most, "document"))
        with report.stage("indexing"):
            for film_id, contributions in spool.films(ids):
                documents = film_documents(film_id, contributions)
                report.count(counts_of(documents))
                yield from documents
                # Duplicates are done too, without a document.
                self.progress.advance(report.counts["documents"] + report.counts["duplicates"])
