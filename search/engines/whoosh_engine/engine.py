"""The Whoosh engine over a folder of generations."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from search.engine import MEMORY
from search.engines.whoosh_engine.builder import WhooshBuilder
from search.engines.whoosh_engine.searcher import WhooshSearcher
from search.engines.whoosh_engine.updater import WhooshUpdater
from search.errors import (
    IndexDamagedError,
    IndexMissingError,
    IndexStateError,
    UnknownGenerationError,
)
from search.generations import GenerationStore
from search.kept_generations import fitting, refuse_damaged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from search.engine import CheckReport, GenerationInfo

log = logging.getLogger("reviewfinder")
Builder = TypeVar("Builder", bound=WhooshBuilder)

# A generation may be pruned between reading its name and opening it, if rebuilds land
# faster than it opens; the name is read anew so often.
_OPENING_TRIES = 3


class WhooshEngine:
    """Generations in a folder of this machine; see ``search.engine.Engine`` for the methods.

    All threads share the searcher of one generation, and what it keeps. Each use compares CURRENT
    with it, so a rebuild is seen by the next search, and a search that is under way finishes on
    the generation on which it began.
    """

    def __init__(self, root: Path) -> None:
        self._store = GenerationStore(root)
        self._guard = threading.Lock()
        self._shared: WhooshSearcher | None = None
        # How many threads are in each searcher, the one of before among them.
        self._users: Counter[WhooshSearcher] = Counter()
        self._damaged: set[str] = set()
        # Which generation answers in place of a damaged one.
        self._stand_ins: dict[str, str] = {}

    @contextmanager
    def searcher(self) -> Iterator[WhooshSearcher]:
        """The live generation, for this thread until the context ends.

        One whose damage shows in a search answers none after it.
        """
        searcher = self._borrow()
        try:
            yield searcher
        except IndexDamagedError as error:
            self._stand_in_for(searcher.generation.name, error)
            raise
        finally:
            self._give_back(searcher)

    @contextmanager
    def build(self, jobs: int = 1, memory: int = MEMORY) -> Iterator[WhooshBuilder]:
        """Hold the lock and make a generation."""

        def make(name: str, folder: Path) -> WhooshBuilder:
            return WhooshBuilder(self._store, name, folder, jobs, memory)

        with self._made(make) as builder:
            yield builder

    @contextmanager
    def update(self) -> Iterator[WhooshUpdater]:
        """Hold the lock and make a generation out of the live one."""

        def make(name: str, folder: Path) -> WhooshUpdater:
            return WhooshUpdater(self._store, name, folder, self.live())

        with self._made(make) as updater:
            yield updater

    @contextmanager
    def _made(self, make: Callable[[str, Path], Builder]) -> Iterator[Builder]:
        with self._store.lock():
            builder = None
            try:
                builder = make(*self._store.start())
                yield builder
            finally:
                if builder:
                    builder.cancel()
                self._store.sweep()

    def kept(self, name: str) -> bytes:
        """A file that was kept with the live generation."""
        live = self.live().name
        try:
            return (self._store.folder(live) / name).read_bytes()
        except OSError as error:
            raise IndexDamagedError(live, f"{name}: {error.strerror or error}") from error

    def live(self) -> GenerationInfo:
        """The generation that answers, if it is one that this version can open."""
        return self._openable(self._current())

    def live_name(self) -> str | None:
        """The name of the live generation, whether or not it can be opened; None if none is."""
        return self._store.live_name()

    def generations(self) -> Sequence[GenerationInfo | CheckReport]:
        """All that are kept, oldest first; a report in place of one that cannot be read."""
        return self._store.described()

    def rollback(self, name: str | None = None) -> GenerationInfo:
        """Put another kept generation live, checked first."""
        with self._store.lock():
            name = self._store.before(self.live_name()) if name is None else name
            info = self._openable(name)
            refuse_damaged(self._store.verify(name, deep=True))
            self._store.activate(name)
            return info

    def check(self) -> Sequence[CheckReport]:
        """Each kept generation against its checksums, oldest first."""
        return self._store.check()

    def _current(self) -> str:
        name = self._store.current()
        if name is None:
            raise IndexMissingError(self._store.where)
        return name

    def _openable(self, name: str) -> GenerationInfo:
        info = fitting(self._store.info(name))
        refuse_damaged(self._store.verify(name, deep=False))
        return info

    def _borrow(self) -> WhooshSearcher:
        name = self._answering()
        with self._guard:
            if self._shared and self._shared.generation.name == name:
                self._users[self._shared] += 1
                return self._shared
        opened = self._open()
        with self._guard:
            before, self._shared = self._shared, opened
            self._users[opened] += 1
            is_unused = before is not None and not self._users[before]
        if before and is_unused:
            before.close()
        return opened

    def _open(self) -> WhooshSearcher:
        for remaining in reversed(range(_OPENING_TRIES)):
            live, name = self._store.current(), self._answering()
            try:
                info = self._openable(name)
                searcher = WhooshSearcher(self._store.folder(name), info)
            except IndexStateError as error:
                if remaining and self._store.current() != live:
                    continue
                if remaining and self._stand_in_for(name, error):
                    continue
                raise
            return searcher
        raise AssertionError("unreachable")

    def _answering(self) -> str:
        """The generation that answers: the live one, or if that is damaged the one instead."""
        name = self._current()
        return self._stand_ins.get(name, name)

    def _stand_in_for(self, name: str, error: IndexStateError) -> bool:
        """Let the newest whole generation answer for a damaged live one; whether there is one."""
        if not isinstance(error, IndexDamagedError | UnknownGenerationError):
            return False
        with self._guard:
            if name in self._damaged:
                return self._answering() != name
            self._damaged.add(name)
        instead = next(filter(self._is_good, reversed(self._store.names())), None)
        if instead is None:
            return False
        log.error("%s; until then %s answers", error, instead)
        with self._guard:
            self._stand_ins[self._current()] = instead
        return True

    def _is_good(self, name: str) -> bool:
        """Whether a generation can answer for another; every byte of it is held against it."""
        if name in self._damaged or self._store.is_held_back(name):
            return False
        try:
            self._openable(name)
        except IndexStateError:
            return False
        return not self._store.verify(name, deep=True).problems

    def _give_back(self, searcher: WhooshSearcher) -> None:
        with self._guard:
            self._users[searcher] -= 1
            if self._users[searcher] or searcher is self._shared:
                return
            del self._users[searcher]
        searcher.close()
