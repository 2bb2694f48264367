"""The lock of those who build: a document of the cluster, renewed as long as its owner lives."""

from __future__ import annotations

import os
import secrets
import socket
import threading
import time
from contextlib import contextmanager, suppress
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from opensearchpy.exceptions import ConflictError, NotFoundError

from search.engines.opensearch_engine.errors import map_opensearch_errors
from search.errors import EngineUnavailableError, IndexBusyError, SearchError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search.engines.opensearch_engine.cluster import Cluster

# Renewed so often, and anybody's when it was not for so long.
RENEWED_SECONDS = 10.0
STALE_SECONDS = 60.0
_ID = "builder"
_MAPPING = {
    "settings": {"number_of_shards": 1, "auto_expand_replicas": "0-1"},
    "mappings": {"dynamic": False},
}


class BuildLock:
    """Held by one builder at a time, wherever it runs.

    One whose owner was killed is taken over when it is stale. An owner that was stopped for so
    long finds out before it puts anything live.
    """

    def __init__(self, cluster: Cluster, now: Any = time.time) -> None:
        self._cluster = cluster
        self._now = now
        self._owner = secrets.token_hex(8)
        since = datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M:%S UTC")
        self._holder = f"process {os.getpid()} on {socket.gethostname()} since {since}"
        self._version: dict[str, int] = {}
        self._guard = threading.Lock()
        self._ended = threading.Event()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold it; IndexBusyError names who else does."""
        with map_opensearch_errors(self._cluster.where):
            self._take()
        renewing = threading.Thread(target=self._renew_until_ended, daemon=True)
        renewing.start()
        try:
            yield
        finally:
            self._ended.set()
            renewing.join()
            # What cannot be let go of now is stale soon.
            with suppress(SearchError), map_opensearch_errors(self._cluster.where):
                self._let_go()

    def renew(self) -> None:
        """Say that its owner lives; EngineUnavailableError if it is another's by now."""
        with self._guard, map_opensearch_errors(self._cluster.where):
            try:
                self._put(self._version)
            except (ConflictError, NotFoundError):
                self._put(self._version_if_ours())

    def _version_if_ours(self) -> dict[str, int]:
        """What the lock is by a write of ours of which no answer came; else it is another's."""
        there = self._cluster.client.get(index=self._cluster.locks, id=_ID, params={"ignore": 404})
        if there.get("_source", {}).get("owner") != self._owner:
            said = "this build stood still for so long that another took its lock over"
            raise EngineUnavailableError(self._cluster.where, said)
        return _version_of(there)

    def _take(self) -> None:
        client, index = self._cluster.client, self._cluster.locks
        if not client.indices.exists(index=index):
            client.indices.create(index=index, body=_MAPPING, params={"ignore": 400})
        try:
            self._put({"op_type": "create"})
        except ConflictError:
            there = client.get(index=index, id=_ID, params={"ignore": 404})
            self._refuse_held(there.get("_source", {}))
            self._put(_version_of(there))

    def _refuse_held(self, there: dict[str, Any]) -> None:
        is_held = there.get("renewed", self._now()) > self._now() - STALE_SECONDS
        if is_held and there.get("owner") != self._owner:
            raise IndexBusyError(self._cluster.where, there.get("holder", "unknown"))

    def _put(self, condition: dict[str, Any]) -> None:
        body = {"owner": self._owner, "holder": self._holder, "renewed": self._now()}
        # The client takes a timeout that stands alone for its own.
        waiting = {"timeout": f"{round(RENEWED_SECONDS)}s", "request_timeout": STALE_SECONDS / 2}
        params = {**condition, **waiting}
        answer = self._cluster.client.index(
            index=self._cluster.locks, id=_ID, body=body, params=params
        )
        self._version = _version_of(answer)

    def _renew_until_ended(self) -> None:
        while not self._ended.wait(RENEWED_SECONDS):
            # Whether it is still ours is asked once more before anything goes live.
            with suppress(SearchError):
                self.renew()

    def _let_go(self) -> None:
        with suppress(ConflictError, NotFoundError), self._guard:
            self._cluster.client.delete(index=self._cluster.locks, id=_ID, params=self._version)


def _version_of(answer: dict[str, Any]) -> dict[str, int]:
    return {f"if_{part}": answer[f"_{part}"] for part in ("seq_no", "primary_term")}
