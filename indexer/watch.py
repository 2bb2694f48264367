"""Watch: update whenever a file of the sources changes."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import watchfiles

from indexer.reading import digests
from indexer.sources import find_files
from indexer.update import SEEDS
from search.errors import EngineUnavailableError, IndexBusyError, SearchError, SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from indexer.report import Report
    from indexer.update import Update
    from search.engine import Engine

    State = tuple[int, int, int, int]

# Changes are taken together until it is quiet for so long, but no longer than so long.
_QUIET_MS = 100
_TOGETHER_MS = 1_000
# How often is looked for what the system did not tell: a folder that was not there, a change
# on a file system that tells of none, one of too many at once.
_LOOK_MS = 1_000
_LOOK_AT_ALL = 30
# What may go through later though no source changes; the first with the next look.
_PASSING = (IndexBusyError, EngineUnavailableError, SourceError)
# Longer than any file system's clock takes to go on.
_SETTLED_NS = 2_000_000_000


class Watch:
    """Updates as the sources change; ``on_report`` is told what came of each.

    What goes wrong with one is said, and the next change is waited for. Where another build is
    at work it is tried again every second; where the index could not be written or a file did
    not stand still, every half minute. An update begins when it was quiet for a tenth of a
    second, or after a second where it never is.
    """

    def __init__(self, job: Update, on_report: Callable[[Report], None]) -> None:
        self._job = job
        self._on_report = on_report
        self._known: dict[Path, tuple[State, str]] = {}
        self._failed: SearchError | None = None
        self._has_reported = False
        job.digest = self._digests

    def run(self, engine: Engine) -> None:
        """Update, and go on until interrupted."""
        self._update(engine)
        while isinstance(self._failed, _PASSING) and not self._job.sources:
            # Which they are the live generation tells, when it can be updated.
            time.sleep(_LOOK_MS / 1_000 * self._looks_to_wait())
            self._update(engine, is_again=True)
        sources = self._job.sources or SEEDS
        self._job.progress.note(f"watching {', '.join(map(str, sources))}; Ctrl-C ends it")
        for is_again in self._changes(sources):
            self._update(engine, is_again=is_again)

    def _update(self, engine: Engine, *, is_again: bool = False) -> None:
        before = self._failed
        try:
            report = self._job.run(engine)
        except SearchError as error:
            self._failed = error
            if not is_again or str(error) != str(before):
                self._job.progress.note(f"error: {error}")
        else:
            self._failed = None
            if report.is_new or not self._has_reported:
                self._has_reported = True
                self._on_report(report)

    def _looks_to_wait(self) -> int:
        """How many looks it takes until what failed is tried again."""
        return 1 if isinstance(self._failed, IndexBusyError) else _LOOK_AT_ALL

    def _changes(self, sources: Sequence[Path]) -> Iterator[bool]:
        """Once for each time that something seems to have changed, or is to be tried again.

        Which of the two is told: True where it is tried again.
        """
        folders = [source for source in sources if source.is_dir()]
        told = watchfiles.watch(
            *(folders or {source.absolute().parent for source in sources}),
            recursive=bool(folders),
            watch_filter=None,
            step=_QUIET_MS,
            debounce=_TOGETHER_MS,
            rust_timeout=_LOOK_MS,
            yield_on_timeout=True,
            ignore_permission_denied=True,
        )
        files = [source for source in sources if source not in folders]
        for number, changes in enumerate(told):
            # At first too: what changed before the system was asked was told to nobody.
            looked_at = sources if number % _LOOK_AT_ALL == 0 else files
            is_due = isinstance(self._failed, _PASSING) and number % self._looks_to_wait() == 0
            if changes or is_due or self._looks_changed(looked_at):
                yield is_due

    def _looks_changed(self, sources: Sequence[Path]) -> bool:
        """Whether a file of them is not as it was when it was read, by what stat() says of it."""
        paths = [path for path in find_files(sources) if isinstance(path, Path)]
        whole = sources == self._job.sources and len(paths) != len(self._known)
        return whole or any(
            path not in self._known or self._known[path][0] != _state(path) for path in paths
        )

    def _digests(self, paths: Sequence[Path], jobs: int) -> dict[Path, str | SourceError]:
        """The digests of files; what stat() says is trusted of what was hashed here alone."""
        states = {path: _state(path) for path in paths}
        known = {p: one for p, one in self._known.items() if one[0] == states.get(p)}
        now = time.time_ns()
        found = digests([path for path in paths if path not in known], jobs)
        for path, digest in found.items():
            # What was written just now may be written again without another time.
            if isinstance(digest, str) and _settled(states[path], now):
                known[path] = (states[path], digest)
        self._known = known
        return {path: known[path][1] if path in known else found[path] for path in paths}


def _state(path: Path) -> State:
    """What changes when a file is written to or replaced; the last part nobody can set."""
    try:
        facts = path.stat()
    except OSError:
        return (0, 0, 0, 0)
    return (facts.st_ino, facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns)


def _settled(state: State, now: int) -> bool:
    return max(state[2:]) < now - _SETTLED_NS
