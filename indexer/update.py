"""Update: read what changed in the sources since the live generation, and make one with it."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from indexer.build import Build
from indexer.catalogue import CATALOGUE, SourceRow, load
from indexer.changes import plan
from indexer.documents import counts_of, film_documents
from indexer.progress import Stage
from indexer.reading import digests
from indexer.rebuild import Rebuild
from indexer.report import Report
from indexer.spool import Spool
from search.errors import (
    IndexDamagedError,
    IndexMissingError,
    SchemaChangedError,
    SourceError,
    UnknownGenerationError,
)
from search.wording import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from indexer.catalogue import Catalogue
    from indexer.changes import Plan
    from indexer.documents import Contribution
    from search.engine import Engine, GenerationUpdater

    Digests = Mapping[Path, str | SourceError]

# What an update cannot go on from.
NO_BASE = (IndexMissingError, SchemaChangedError, IndexDamagedError, UnknownGenerationError)
_TRIES = 3
SEEDS = (Path("seeds"),)
# Where so large a part of the files or films changed, all is built anew: that costs no more.
MOST_CHANGED = 0.5


class _ChangedMeanwhileError(Exception):
    """A source is not what it was when it was looked at."""


@dataclass(slots=True)
class _Compared:
    """The files of the sources in order, held against those of the live generation."""

    paths: list[Path]
    same: dict[str, SourceRow]
    fresh: list[Path]
    before: dict[str, SourceRow]

    def rows(self, read: Sequence[SourceRow]) -> list[SourceRow]:
        """What all sources give now, in their order."""
        now = self.same | {row.path: row for row in read}
        return [now[str(path)] for path in self.paths if str(path) in now]

    def changes(self) -> dict[str, int]:
        """How many files are new, changed, gone and the same."""
        new = sum(str(path) not in self.before for path in self.fresh)
        changed = len(self.fresh) - new
        gone = len(self.before) - len(self.same) - changed
        return {"new": new, "changed": changed, "gone": gone, "same": len(self.same)}


@dataclass(slots=True)
class Update(Build):
    """One update; without ``sources`` it is of those that the live generation was made from.

    Files are told apart by their digests, never by their dates. ``digest`` gives those of all.
    """

    digest: Callable[[Sequence[Path], int], Digests] = digests

    def run(self, engine: Engine) -> Report:
        """Make a generation of the live one and what changed; the same as a rebuild would make.

        Where there is none that this version can go on from, or most of it changed, that is
        said, and all is built anew. Without a change nothing is made, and the report's
        generation is the live one. Raises what ``Rebuild.run`` raises.
        """
        for _ in range(_TRIES):
            report = Report()
            try:
                why = self._update(engine, report)
            except _ChangedMeanwhileError:
                continue
            except NO_BASE as error:
                # Of what a damaged one was made nothing says; the sample would take its place.
                if isinstance(error, IndexDamagedError) and not self.sources:
                    raise
                why = str(error).partition(";")[0]
            return self._rebuild(engine, why) if why else report
        raise SourceError(self.sources[0], 1, "changes while it is read; nothing was changed")

    def _rebuild(self, engine: Engine, why: str) -> Report:
        self.progress.note(f"{why}; building all anew")
        sources = self.sources or SEEDS
        job = Rebuild(
            sources,
            self.strict,
            self.force,
            self.names,
            self.jobs,
            self.memory,
            self.progress,
        )
        return job.run(engine)

    def _update(self, engine: Engine, report: Report) -> str:
        """Update, or say why all is to be built anew."""
        with engine.update() as updater, closing(Spool()) as spool:
            catalogue = load(engine.kept(CATALOGUE))
            self.sources = self.sources or [Path(source) for source in catalogue.sources]
            self.names = self.names or catalogue.names
            self.golden()
            compared = self._compare(catalogue, report)
            if self.names != catalogue.names or not _is_in_order(compared, catalogue):
                return "the sources are read in another way than those of what is live"
            if len(compared.fresh) >= MOST_CHANGED * len(compared.paths):
                return f"{len(compared.fresh):,} of {counted(len(compared.paths), 'file')} changed"
            rows = self._read(compared, spool, report)
            live = engine.live()
            report.counts = dict(live.counts)
            if not any(row.sha256 for row in rows) and len(compared.same) == len(compared.before):
                report.generation = live
                return ""
            todo = plan(catalogue.rows, compared.same.keys(), rows)
            if len(todo.films) > MOST_CHANGED * len({*todo.ids.values()}):
                return f"{counted(len(todo.films), 'film')} changed"
            self.refuse_rejects(report)
            self._read_again(todo, compared, spool)
            films = spool.films(todo.ids, todo.films, [str(path) for path in compared.paths])
            lost = self._remake(updater, films, todo, report)
            self.finish(engine, updater, report, compared.rows(rows), lost)
        return ""

    def _read(self, compared: _Compared, spool: Spool, report: Report) -> list[SourceRow]:
        """Read what is new or changed, and report of it as if all had been read."""
        fresh = Report()
        rows = self.read(compared.fresh, spool, fresh)
        report.changes = compared.changes()
        report.files = len(compared.paths)
        report.seconds |= fresh.seconds
        report.slowest = fresh.slowest
        for row in compared.rows(rows):
            report.rejects.add_all(row.rejects)
        return rows

    def _compare(self, catalogue: Catalogue, report: Report) -> _Compared:
        paths = self.list_files(report)
        before = {row.path: row for row in catalogue.rows}
        self.progress.begin(Stage("comparing", len(paths), "file"))
        with report.stage("comparing"):
            found = self.digest(paths, self.jobs)
        same = {
            str(path): before[str(path)]
            for path in paths
            if str(path) in before and before[str(path)].sha256 == found[path]
        }
        fresh = [path for path in paths if str(path) not in same]
        return _Compared(paths, same, fresh, before)

    def _read_again(self, todo: Plan, compared: _Compared, spool: Spool) -> None:
        """Read what did not change and says something of films that are made anew."""
        paths = [path for path in compared.paths if str(path) in todo.again]
        # What of them is rejected was said when they were read first.
        quiet = Build(self.sources, names=self.names, jobs=self.jobs)
        rows = {row.path: row for row in quiet.read(paths, spool, Report())}
        for path in map(str, paths):
            if path not in rows or rows[path].sha256 != compared.same[path].sha256:
                raise _ChangedMeanwhileError

    def _remake(
        self,
        updater: GenerationUpdater,
        films: Iterable[tuple[str, list[Contribution]]],
        todo: Plan,
        report: Report,
    ) -> int:
        """Take the films out and in again; how many documents are lost by it.

        ``report`` has the counts from before.
        """
        self.progress.begin(Stage("indexing", len(todo.films), "film"))
        gone: set[str] = set()
        with report.stage("indexing"):
            counts = Counter(report.counts)
            for film_id in sorted(todo.films):
                removed = updater.remove(film_id)
                counts.subtract(counts_of(removed))
                gone.update(document["id"] for document in removed)
            for done, (film_id, contributions) in enumerate(films, start=1):
                documents = film_documents(film_id, contributions)
                counts.update(counts_of(documents))
                for document in documents:
                    updater.add(document)
                    gone.discard(document["id"])
                self.progress.advance(done)
        report.counts = dict(counts)
        return len(gone)


def _is_in_order(compared: _Compared, catalogue: Catalogue) -> bool:
    """Whether what did not change is read in the order in which it was."""
    before = [row.path for row in catalogue.rows if row.path in compared.same]
    return before == [*compared.same]
