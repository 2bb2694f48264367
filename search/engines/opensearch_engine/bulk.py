"""Documents sent in parallel, again and again until the cluster has each of them once."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, NamedTuple

from opensearchpy.exceptions import OpenSearchException

from search.engines.opensearch_engine.errors import (
    is_passing,
    is_passing_status,
    map_opensearch_errors,
    translated,
)
from search.errors import EngineUnavailableError

if TYPE_CHECKING:
    from concurrent.futures import Future

    from search.engines.opensearch_engine.cluster import Cluster

# A request of about so many bytes is sent at once, unless there is less memory for them.
_BATCH_BYTES = 4 << 20
_LEAST_BYTES = 1 << 16
_MOST_ACTIONS = 1_000
_MOST_SENDERS = 8
# Between two tries; doubled each time.
_FIRST_PAUSE = 0.1
_LONGEST_PAUSE = 10.0
_NOT_FOUND = 404
# The server refuses more.
_LONGEST_ID_BYTES = 512
# How long the cluster may wait for a shard, and we for the cluster.
_PARAMS = {
    "require_alias": "true",
    "timeout": "10s",
    "request_timeout": 120,
    "filter_path": "errors,items.*.status,items.*.error.type,items.*.error.reason",
}


def id_of(key: str) -> str:
    """The ``_id`` of a document: its own id, or of one that is too long the SHA-256 of that.

    Nobody looks for it; the document has its own id in it, whatever its length.
    """
    written = key.encode()
    return key if len(written) <= _LONGEST_ID_BYTES else hashlib.sha256(written).hexdigest()


class Action(NamedTuple):
    """A document that is to be there, or not to be, as the lines that say so."""

    key: str
    lines: str


class BulkLoader:
    """Sends documents into an index by its alias, with ``jobs`` requests at once.

    What is sent and waits to be is about ``memory`` bytes at most. A document is written under
    its id, so that one that is sent twice is there once.
    """

    def __init__(self, cluster: Cluster, alias: str, jobs: int, memory: int) -> None:
        self._cluster = cluster
        self._alias = alias
        senders = min(max(jobs, 1) * 2, _MOST_SENDERS)
        # As many wait as are sent, and each is there as text and as bytes.
        self._bytes = max(_LEAST_BYTES, min(_BATCH_BYTES, memory // (4 * senders)))
        self._room = 2 * senders
        self._pool = ThreadPoolExecutor(senders, "reviewfinder-bulk")
        self._sent: deque[Future[None]] = deque()
        self._batch: list[Action] = []
        self._size = 0
        self._ended = threading.Event()

    def put(self, key: str, film_id: str, source: dict[str, Any]) -> None:
        """Send a document, some time before ``drain`` is done."""
        head = json.dumps({"index": {"_id": id_of(key), "routing": film_id}})
        self._take(Action(key, f"{head}\n{json.dumps(source, ensure_ascii=False)}\n"))

    def delete(self, key: str, film_id: str) -> None:
        """Have a document deleted, some time before ``drain`` is done."""
        head = json.dumps({"delete": {"_id": id_of(key), "routing": film_id}})
        self._take(Action(key, f"{head}\n"))

    def drain(self) -> None:
        """Wait until the cluster has taken in all that there was to send."""
        self._send()
        while self._sent:
            self._sent.popleft().result()

    def close(self) -> None:
        """Send no more; what is under way is waited for."""
        self._ended.set()
        self._pool.shutdown(cancel_futures=True)

    def _take(self, action: Action) -> None:
        self._batch.append(action)
        self._size += len(action.lines)
        if self._size >= self._bytes or len(self._batch) == _MOST_ACTIONS:
            self._send()

    def _send(self) -> None:
        if self._batch:
            while len(self._sent) >= self._room:
                self._sent.popleft().result()
            self._sent.append(self._pool.submit(self._deliver, self._batch))
            self._batch, self._size = [], 0

    def _deliver(self, actions: list[Action]) -> None:
        """Send actions until each is done; EngineUnavailableError if that takes too long."""
        deadline = time.monotonic() + self._cluster.settings.build_seconds
        pause = _FIRST_PAUSE
        while True:
            actions, why = self._try(actions)
            if not actions:
                return
            if time.monotonic() + pause > deadline or self._ended.wait(pause):
                raise why
            pause = min(2 * pause, _LONGEST_PAUSE)

    def _try(self, actions: list[Action]) -> tuple[list[Action], Exception]:
        """What of some actions is to be tried again, and why."""
        body = "".join(action.lines for action in actions)
        with map_opensearch_errors(self._alias):
            try:
                answer = self._cluster.client.bulk(
                    body=body,
                    index=self._alias,
                    params=_PARAMS,
                )
            except OpenSearchException as error:
                if not is_passing(error):
                    raise
                return actions, translated(error, self._alias)
        return self._undone(actions, answer)

    def _undone(
        self, actions: list[Action], answer: dict[str, Any]
    ) -> tuple[list[Action], Exception]:
        again: list[Action] = []
        why = EngineUnavailableError(self._alias, "not all documents were taken in")
        if not answer.get("errors"):
            return again, why
        for action, item in zip(actions, answer["items"], strict=True):
            ((kind, done),) = item.items()
            status, error = done["status"], done.get("error", {})
            if not error or (kind == "delete" and status == _NOT_FOUND):
                continue
            said = f"{action.key}: {error.get('type')}: {error.get('reason')}"
            why = EngineUnavailableError(self._alias, " ".join(said.split())[:500])
            if not is_passing_status(status):
                raise why
            again.append(action)
        return again, why
