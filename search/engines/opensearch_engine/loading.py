"""An index while it is written: how it is made, and how it becomes one to be searched."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from opensearchpy.exceptions import OpenSearchException

from search.engines.opensearch_engine import kept_files
from search.engines.opensearch_engine.errors import is_passing, map_opensearch_errors, translated
from search.engines.opensearch_engine.schema import index_body
from search.errors import EngineUnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable

    from search.engines.opensearch_engine.cluster import Cluster

# While it is loaded nothing of it is searched or copied.
_LOADING = {
    "refresh_interval": "-1",
    "number_of_replicas": 0,
    "auto_expand_replicas": "false",
}
_PAUSE_SECONDS = 0.5
_PIECE_SECONDS = 10
# Merging and copying take as long as the index is large.
_LONG: dict[str, Any] = {"request_timeout": 3_600}


def create(cluster: Cluster, name: str) -> None:
    """Make the two indexes of a generation, empty and to be loaded."""
    body = index_body(cluster.settings.shards, 0)
    settings = {**body.get("settings", {}), **_LOADING}
    with map_opensearch_errors(name):
        _create(cluster, cluster.index(name), {**body, "settings": settings})
        _create(cluster, cluster.files(name), kept_files.BODY)


def _create(cluster: Cluster, index: str, body: dict[str, Any]) -> None:
    aliases: dict[str, Any] = {cluster.writing(index): {}}
    cluster.client.indices.create(index=index, body={**body, "aliases": aliases})


def clone(cluster: Cluster, live: str, name: str) -> None:
    """Make the two indexes of a generation with all that is in those of another.

    The nodes share their files, so that it costs next to nothing.
    """
    expunging = {**_LOADING, "merge.policy.expunge_deletes_allowed": 0}
    with map_opensearch_errors(name):
        _clone(cluster, cluster.index(live), cluster.index(name), expunging)
        _clone(cluster, cluster.files(live), cluster.files(name), {"number_of_replicas": 0})


def _clone(cluster: Cluster, source: str, target: str, settings: dict[str, Any]) -> None:
    aliases: dict[str, Any] = {cluster.writing(target): {}}
    body = {"settings": {**settings, "blocks.write": None}, "aliases": aliases}
    cluster.client.indices.clone(index=source, target=target, body=body, params=_LONG)


def count(cluster: Cluster, name: str) -> int:
    """How many documents there are, once they can be searched."""

    def ask() -> int | None:
        cluster.client.indices.refresh(index=cluster.index(name))
        answer = cluster.client.count(index=cluster.index(name))
        return None if answer["_shards"]["failed"] else int(answer["count"])

    return _until(cluster, name, "not all shards answer", ask)


def expunge(cluster: Cluster, name: str) -> None:
    """Write anew what has deleted documents in it, so that these count nowhere any more."""
    with map_opensearch_errors(name):
        index = cluster.index(name)
        cluster.client.indices.flush(index=index, params=_LONG)
        params = {**_LONG, "only_expunge_deletes": "true"}
        cluster.client.indices.forcemerge(index=index, params=params)


def settle(cluster: Cluster, name: str) -> int:
    """Have an index copied and closed to writing; its bytes, each counted once.

    EngineUnavailableError if the copies are not there in the time that a build may take.
    """
    index, replicas = cluster.index(name), cluster.settings.replicas
    body = {
        "index.auto_expand_replicas": f"0-{replicas}" if replicas else "false",
        "index.refresh_interval": None,
        "index.blocks.write": True,
    }

    def settled() -> int | None:
        cluster.client.indices.put_settings(index=index, body=body)
        health = cluster.client.cluster.health(
            index=index,
            params={"wait_for_status": "green", "timeout": f"{_PIECE_SECONDS}s",
                    "request_timeout": 3 * _PIECE_SECONDS, "ignore": 408},
        )  # fmt: skip
        if health.get("status") != "green":
            return None
        stats = cluster.client.indices.stats(index=index, metric="store")
        return int(stats["_all"]["primaries"]["store"]["size_in_bytes"])

    return _until(cluster, name, "its copies are not on all nodes that should have one", settled)


def _until(cluster: Cluster, name: str, said: str, ask: Callable[[], int | None]) -> int:
    """What is answered, as soon as it is; a node may be gone meanwhile, and come again."""
    deadline = time.monotonic() + cluster.settings.build_seconds
    while True:
        why = EngineUnavailableError(name, said)
        with map_opensearch_errors(name):
            try:
                answer = ask()
            except OpenSearchException as error:
                if not is_passing(error):
                    raise
                answer, ours = None, translated(error, name)
                why = ours if isinstance(ours, EngineUnavailableError) else why
        if answer is not None:
            return answer
        if time.monotonic() > deadline:
            raise why
        time.sleep(_PAUSE_SECONDS)
