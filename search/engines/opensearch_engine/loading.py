"""An index while it is written: how it is made, and how it becomes one to be searched."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from opensearchpy.exceptions import RequestError

from search.engines.opensearch_engine import kept_files
from search.engines.opensearch_engine.retrying import until_done
from search.engines.opensearch_engine.schema import index_body

if TYPE_CHECKING:
    from collections.abc import Callable

    from search.engines.opensearch_engine.cluster import Cluster

_PIECE_SECONDS = 10
# Merging and copying take as long as the index is large.
_LONG: dict[str, Any] = {"request_timeout": 3_600}
# What makes an index waits for all nodes to know of it.
_MADE: dict[str, Any] = {"timeout": "30s", "request_timeout": 90}


def _copies(cluster: Cluster) -> dict[str, Any]:
    """As many copies as there are to be and are nodes for, so that any node may die meanwhile."""
    replicas = cluster.settings.replicas
    return {
        "number_of_replicas": 0,
        "auto_expand_replicas": f"0-{replicas}" if replicas else "false",
        # Another takes the place of a copy that is lost at once.
        "unassigned.node_left.delayed_timeout": "0s",
    }


def _loading(cluster: Cluster) -> dict[str, Any]:
    """While it is loaded nothing of it is searched; what is deleted can be taken out of it all."""
    loading = {"refresh_interval": "-1", "merge.policy.expunge_deletes_allowed": 0}
    return {**loading, **_copies(cluster)}


def create(cluster: Cluster, name: str) -> None:
    """Make the two indexes of a generation, empty and to be loaded."""
    body = index_body(cluster.settings.shards, 0)
    settings = {**body.get("settings", {}), **_loading(cluster)}
    _create(cluster, cluster.index(name), {**body, "settings": settings})
    settings = {**kept_files.SETTINGS, **_copies(cluster)}
    body = {"settings": settings, "mappings": kept_files.MAPPINGS}
    _create(cluster, cluster.files(name), body)
    _await_copies(cluster, name)


def _create(cluster: Cluster, index: str, body: dict[str, Any]) -> None:
    aliases: dict[str, Any] = {cluster.writing(index): {}}
    whole = {**body, "aliases": aliases}
    indices = cluster.client.indices
    _make(cluster, index, lambda: indices.create(index=index, body=whole, params=_MADE))


def clone(cluster: Cluster, live: str, name: str) -> None:
    """Make the two indexes of a generation with all that is in those of another.

    The nodes share their files, so that it costs next to nothing.
    """
    _clone(cluster, cluster.index(live), cluster.index(name), _loading(cluster))
    _clone(cluster, cluster.files(live), cluster.files(name), _copies(cluster))
    _await_copies(cluster, name)


def _await_copies(cluster: Cluster, name: str) -> None:
    """Wait for copies before the first document; where they cannot be had it goes on without."""
    if cluster.settings.replicas:
        both = f"{cluster.index(name)},{cluster.files(name)}"
        until_done(cluster, name, lambda: (is_green(cluster, both),))


def _clone(cluster: Cluster, source: str, target: str, settings: dict[str, Any]) -> None:
    aliases: dict[str, Any] = {cluster.writing(target): {}}
    body = {"settings": {**settings, "blocks.write": None}, "aliases": aliases}
    params = {**_MADE, **_LONG}
    indices = cluster.client.indices
    _make(
        cluster,
        target,
        lambda: indices.clone(index=source, target=target, body=body, params=params),
    )


def _make(cluster: Cluster, index: str, make: Callable[[], object]) -> None:
    """Make an index that has a name of its own; one that is there was made by a try before."""

    def once() -> bool:
        try:
            make()
        except RequestError as error:
            if error.error != "resource_already_exists_exception":
                raise
        return True

    until_done(cluster, index, once)


def count(cluster: Cluster, name: str) -> int:
    """How many documents there are, once they can be searched."""
    index = cluster.index(name)

    def ask() -> int | None:
        cluster.client.indices.refresh(index=index)
        answer = cluster.client.count(index=index)
        # A shard that no node has is none of those that failed.
        is_whole = answer["_shards"]["successful"] == answer["_shards"]["total"]
        return int(answer["count"]) if is_whole else None

    return until_done(cluster, name, ask, "not all shards answer")


def expunge(cluster: Cluster, name: str, seconds: float = 0) -> None:
    """Write anew what has deleted documents in it, so that these count nowhere any more.

    A document that was sent again counts as one that was deleted. The cluster holds such back for
    copies that could want them, and lets go of them every half minute: for these it is tried
    again for ``seconds``, and what is left then goes on being counted where words are weighed.
    """
    index = cluster.index(name)
    deadline = time.monotonic() + seconds

    def ask() -> bool | None:
        cluster.client.indices.refresh(index=index)
        stats = cluster.client.indices.stats(index=index, metric="docs")
        if not stats["_all"]["total"]["docs"]["deleted"]:
            return True
        cluster.client.indices.flush(index=index, params=_LONG)
        params = {**_LONG, "only_expunge_deletes": "true"}
        cluster.client.indices.forcemerge(index=index, params=params)
        return True if time.monotonic() >= deadline else None

    until_done(cluster, name, ask)


def settle(cluster: Cluster, name: str) -> int:
    """Have an index copied and closed to writing; its bytes, each counted once.

    EngineUnavailableError if the copies are not there in the time that a build may take.
    """
    index = cluster.index(name)
    body = {
        "index.refresh_interval": None,
        "index.blocks.write": True,
        "index.unassigned.node_left.delayed_timeout": None,
    }

    def settled() -> int | None:
        cluster.client.indices.put_settings(index=index, body=body)
        if not is_green(cluster, index):
            return None
        stats = cluster.client.indices.stats(index=index, metric="store")
        return int(stats["_all"]["primaries"]["store"]["size_in_bytes"])

    said = "its copies are not on all nodes that should have one"
    return until_done(cluster, name, settled, said)


def close(cluster: Cluster, name: str, index: str) -> None:
    """Have an index of files take nothing in any more."""
    body = {"index.blocks.write": True, "index.unassigned.node_left.delayed_timeout": None}
    indices = cluster.client.indices
    until_done(cluster, name, lambda: indices.put_settings(index=index, body=body))


def is_green(cluster: Cluster, index: str) -> bool:
    """Whether all copies of an index are there, after some seconds for them to be."""
    health = cluster.client.cluster.health(
        index=index,
        params={"wait_for_status": "green", "timeout": f"{_PIECE_SECONDS}s",
                "request_timeout": 3 * _PIECE_SECONDS, "ignore": 408},
    )  # fmt: skip
    return bool(health.get("status") == "green")
