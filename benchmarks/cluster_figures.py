"""What a cluster's nodes use and hold, and what an index takes there, as the cluster tells it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from search.engines.opensearch_engine.cluster import Cluster

if TYPE_CHECKING:
    from search.opensearch_settings import OpenSearchSettings


class NodeMemory(NamedTuple):
    """What a node holds, in bytes; ``resident`` is 0 of one on another machine."""

    name: str
    resident: int
    heap_used: int
    heap_most: int


class ClusterFigures:
    """A cluster that is asked for its figures; EngineUnavailableError where there is none."""

    def __init__(self, settings: OpenSearchSettings) -> None:
        self._cluster = Cluster(settings)
        self._client = self._cluster.client
        self.version: str = self._client.info()["version"]["number"]

    def processor_seconds(self) -> float:
        """What all nodes have used since they were started, whoever asked for it."""
        nodes = self._nodes("process")
        return float(sum(node["process"]["cpu"]["total_in_millis"] for node in nodes)) / 1000

    def memory(self) -> list[NodeMemory]:
        """What each node holds now."""
        processes = self._client.nodes.info(metric="process")["nodes"]
        return sorted(
            NodeMemory(
                node["name"],
                _resident(processes[node["id"]]["process"]["id"]),
                node["jvm"]["mem"]["heap_used_in_bytes"],
                node["jvm"]["mem"]["heap_max_in_bytes"],
            )
            for node in self._nodes("jvm")
        )

    def disk(self, generation: str) -> dict[str, Any]:
        """What a generation takes: once, with all copies, and each shard once with its documents.

        What is kept with it, such as its completions, is in the first two.
        """
        index = self._cluster.index(generation)
        told = self._client.indices.stats(
            index=f"{index},{self._cluster.files(generation)}",
            params={"level": "shards"},
            metric="store,docs",
        )
        total = {of: told["_all"][of]["store"]["size_in_bytes"] for of in ("primaries", "total")}
        shards = [
            {"bytes": one["store"]["size_in_bytes"], "documents": one["docs"]["count"]}
            for copies in told["indices"][index]["shards"].values()
            for one in copies
            if one["routing"]["primary"]
        ]
        return {"bytes": total["primaries"], "bytes_of_copies": total["total"], "shards": shards}

    def delete(self) -> None:
        """Delete all that has the settings' prefix."""
        params = {"ignore_unavailable": "true"}
        self._client.indices.delete(index=f"{self._cluster.settings.prefix}-*", params=params)

    def _nodes(self, metric: str) -> list[dict[str, Any]]:
        told = self._client.nodes.stats(metric=metric)["nodes"]
        return [{**node, "id": name} for name, node in told.items()]


def _resident(process: int) -> int:
    """What a process of this machine holds of it."""
    try:
        lines = Path(f"/proc/{process}/status").read_text("utf-8", "replace").splitlines()
    except OSError:
        return 0
    fields = dict(line.split(":", 1) for line in lines if ":" in line)
    return int(fields["VmRSS"].split()[0]) * 1024 if _is_node(process) else 0


def _is_node(process: int) -> bool:
    command = Path(f"/proc/{process}/cmdline").read_bytes()
    return b"opensearch" in command.lower()
