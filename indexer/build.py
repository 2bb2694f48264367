"""What a rebuild and an update have in common: reading the sources, and what comes of a build."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from indexer.catalogue import CATALOGUE, Catalogue, SourceRow, dump
from indexer.golden import golden_queries
from indexer.guard import objections
from indexer.progress import Progress, Silent, Stage
from indexer.reading import read_files
from indexer.rejects import Rejects
from indexer.sources import find_files
from search.engine import MEMORY
from search.errors import BuildRefusedError, SourceError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from indexer.golden import GoldenQuery
    from indexer.reading import FileRead
    from indexer.report import Report
    from indexer.spool import Spool
    from search.engine import Engine, GenerationBuilder


@dataclass(slots=True)
class Build:
    """What is asked of a build; ``progress`` is told as it goes.

    A ``strict`` one does not go live if anything was rejected. ``force`` puts it live though
    much is lost or a golden query fails. ``names`` are the operator's own names of columns, by
    fact; ``jobs`` is how many processes read and index where there is enough to do, and
    ``memory`` how many bytes those that index hold of it, all together.
    """

    sources: Sequence[Path] = ()
    strict: bool = False
    force: bool = False
    names: Mapping[str, str] = field(default_factory=dict)
    jobs: int = 1
    memory: int = MEMORY
    progress: Progress = field(default_factory=Silent)

    def list_files(self, report: Report) -> list[Path]:
        """The files of the sources, each once."""
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

    def read(self, paths: Sequence[Path], spool: Spool, report: Report) -> list[SourceRow]:
        """Put what files say into the spool; a row for each, without a digest if unreadable."""
        self.progress.begin(Stage("reading", len(paths), "file"))
        rows = []
        with report.stage("reading"), closing(read_files(paths, self.names, self.jobs)) as files:
            for read in files:
                row = self._take(read, spool, report)
                if row is None:
                    continue
                report.add(row)
                rows.append(row)
                self.progress.advance(report.files, spool.reviews)
        return rows

    def refuse_rejects(self, report: Report) -> None:
        """Raise BuildRefusedError if it is strict and something was rejected."""
        if self.strict and report.rejects.total:
            detail = f"--strict, and of the sources {report.rejects.total:,} could not be taken"
            raise BuildRefusedError("not put live", f"{detail}; nothing was changed")

    def golden(self) -> list[GoldenQuery]:
        """What must be found; read before all else, so that a slip there costs no build."""
        return golden_queries(self.sources)

    def finish(
        self,
        engine: Engine,
        builder: GenerationBuilder,
        report: Report,
        rows: Sequence[SourceRow],
        lost: int | None = None,
    ) -> None:
        """Write the build and put it live, or keep it aside, said why in the report.

        ``lost`` is how many of the live documents are not in it, where that is known.
        """
        golden = self.golden()
        self.progress.begin(Stage("writing"))
        with report.stage("writing"):
            sources = tuple(str(source) for source in self.sources)
            read = tuple(row for row in rows if row.sha256)
            builder.keep(CATALOGUE, dump(Catalogue(sources, dict(self.names), read)))
            builder.finish(report.counts, len(read))
        self.progress.begin(Stage("checking"))
        with report.stage("checking"):
            reasons = [] if self.force else list(objections(engine, builder, golden, lost))
        report.held_back = "; ".join(reasons)
        if report.held_back:
            report.generation = builder.hold_back(report.held_back, report.as_json())
        else:
            report.generation = builder.activate(report.as_json())

    def _take(self, read: FileRead, spool: Spool, report: Report) -> SourceRow | None:
        """What a file gave, or None where it changed meanwhile and comes again."""
        source = str(read.path)
        rejects = Rejects()
        for item in read.taken:
            # A single file may take long.
            self.progress.advance(report.files, spool.reviews)
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
