"""Rebuild: gather what every source says, make each film's documents, put a generation live."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from indexer.build import Build
from indexer.documents import counts_of, film_documents
from indexer.identity import film_ids
from indexer.progress import Stage
from indexer.report import Report
from indexer.sources import READ_ENDINGS
from indexer.spool import Spool
from search.errors import NothingToIndexError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search.engine import Engine
    from search.schema import Document

_DONE = ("documents", "duplicates", "folded")


class Rebuild(Build):
    """One rebuild from the sources."""

    __slots__ = ()

    def dry_run(self) -> Report:
        """The report alone; nothing is written."""
        report = Report()
        with closing(Spool()) as spool:
            self.read(self.list_files(report), spool, report)
            for _ in self._indexed(spool, report):
                pass
        return report

    def documents(self) -> Iterator[Document]:
        """The documents of all sources, as ``run`` adds them; nothing is written."""
        report = Report()
        with closing(Spool()) as spool:
            self.read(self.list_files(report), spool, report)
            yield from self._indexed(spool, report)

    def run(self, engine: Engine) -> Report:
        """Make a generation and put it live in one step.

        Raises NothingToIndexError if no source gave a document, BuildRefusedError if it is
        strict and something was rejected; what was live stays live then, as at any error.
        """
        report = Report()
        self.golden()
        with engine.build(self.jobs, self.memory) as builder, closing(Spool()) as spool:
            rows = self.read(self.list_files(report), spool, report)
            if not spool.keys():
                named = ", ".join(map(str, self.sources))
                detail = f"no film; of a folder are read {READ_ENDINGS}; nothing was changed"
                raise NothingToIndexError(named, detail)
            self.refuse_rejects(report)
            for document in self._indexed(spool, report):
                builder.add(document)
            self.finish(engine, builder, report, rows)
        return report

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
                # What was given again or folded is done too, without a document.
                self.progress.advance(sum(report.counts[name] for name in _DONE))
