"""The OpenSearch engine over the generations of a cluster."""

from __future__ import annotations

import logging
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from search.engine import MEMORY
from search.engines.opensearch_engine.builder import OpenSearchBuilder
from search.engines.opensearch_engine.cluster import Cluster
from search.engines.opensearch_engine.lock import BuildLock
from search.engines.opensearch_engine.searcher import OpenSearchSearcher
from search.engines.opensearch_engine.store import ClusterStore
from search.engines.opensearch_engine.updater import OpenSearchUpdater
from search.errors import (
    IndexDamagedError,
    IndexMissingError,
    IndexStateError,
)
from search.kept_generations import fitting, refuse_damaged
from search.time_budget import time_budget

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from search.engine import CheckReport, GenerationInfo
    from search.opensearch_settings import OpenSearchSettings

log = logging.getLogger("reviewfinder")
Builder = TypeVar("Builder", bound=OpenSearchBuilder)

# A generation may be let go of between reading its name and opening it.
_OPENING_TRIES = 3


class OpenSearchEngine:
    """Generations on a cluster; see ``search.engine.Engine`` for the methods.

    All threads share the searcher of one generation. Each use asks the cluster which is live, so
    a rebuild is seen by the next search, and a search that is under way finishes on the generation
    on which it began. What shards of it are lost the cluster mends from their copies.
    """

    def __init__(self, settings: OpenSearchSettings) -> None:
        self._cluster = Cluster(settings)
        self._store = ClusterStore(self._cluster)
        self._guard = threading.Lock()
        self._shared: OpenSearchSearcher | None = None

    @contextmanager
    def searcher(self) -> Iterator[OpenSearchSearcher]:
        """The live generation."""
        name = self._current()
        shared = self._shared
        if shared is None or shared.generation.name != name:
            # The others wait for the one that opens it, whatever time that one's own answer has.
            with self._guard, time_budget(0):
                shared = self._shared
                if shared is None or shared.generation.name != name:
                    shared = self._shared = self._open()
        yield shared

    @contextmanager
    def build(self, jobs: int = 1, memory: int = MEMORY) -> Iterator[OpenSearchBuilder]:
        """Hold the lock and make a generation."""

        def make(lock: BuildLock, name: str) -> OpenSearchBuilder:
            return OpenSearchBuilder(self._store, lock, name, jobs, memory)

        with self._made(make) as builder:
            yield builder

    @contextmanager
    def update(self) -> Iterator[OpenSearchUpdater]:
        """Hold the lock and make a generation out of the live one."""

        def make(lock: BuildLock, name: str) -> OpenSearchUpdater:
            return OpenSearchUpdater(self._store, lock, name, self.live())

        with self._made(make) as updater:
            yield updater

    @contextmanager
    def _made(self, make: Callable[[BuildLock, str], Builder]) -> Iterator[Builder]:
        lock = BuildLock(self._cluster)
        with lock.held():
            builder = None
            try:
                builder = make(lock, self._store.start())
                yield builder
            finally:
                if builder:
                    builder.cancel()
                self._sweep(lock)

    def _sweep(self, lock: BuildLock) -> None:
        """Delete what is left of a build; where that cannot be now, the next builder does it."""
        try:
            lock.renew()
            self._store.sweep()
        except IndexStateError as error:
            log.warning("%s; the next build deletes what is left of this one", error)

    def kept(self, name: str) -> bytes:
        """A file that was kept with the live generation."""
        return self._store.file(self.live(), name)

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
        lock = BuildLock(self._cluster)
        if name is None and not self._store.names():
            raise IndexMissingError(self._cluster.where)
        with lock.held():
            before = self.live_name()
            name = self._store.before(before) if name is None else name
            info = fitting(self._store.info(name))
            refuse_damaged(self._store.verify(name, deep=True))
            lock.renew()
            self._store.activate(name)
            self._store.prune(name, before)
            return info

    def check(self) -> Sequence[CheckReport]:
        """Each kept generation against its manifest, oldest first."""
        return self._store.check()

    def _current(self) -> str:
        name = self._store.current()
        if name is not None:
            return name
        kept = [one for one in self._store.names() if not self._store.is_held_back(one)]
        if not kept:
            raise IndexMissingError(self._cluster.where)
        said = f"it names no generation, though {', '.join(kept)} are kept"
        raise IndexDamagedError(self._store.pointer, said)

    def _openable(self, name: str) -> GenerationInfo:
        return fitting(self._store.manifest(name))

    def _open(self) -> OpenSearchSearcher:
        for remaining in reversed(range(_OPENING_TRIES)):
            name = self._current()
            try:
                info = self._openable(name)
                index, completions = self._cluster.index(name), self._store.completions(info)
                return OpenSearchSearcher(self._cluster.client, index, info, completions)
            except IndexStateError:
                if not remaining or self._store.current() == name:
                    raise
        raise AssertionError("unreachable")
