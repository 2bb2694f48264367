"""Three nodes on loopback as one cluster: started, waited for, killed, stopped."""

from __future__ import annotations

import fcntl
import http.client
import json
import signal
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from deploy.errors import DeployError
from deploy.nodes import HOST, Node, prepare
from deploy.processes import Runtime, last_words, process_id, send, start

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path

NODES = 3
HTTP_PORT = 9200
# The ports between nodes stand as far above those for HTTP.
TRANSPORT_ABOVE = 100
START_SECONDS = 180
STOP_SECONDS = 30
_POLL_SECONDS = 0.1


class Cluster:
    """Three nodes, each with its folder in one that is theirs; whether they run or not.

    ``port`` is that of the first node for HTTP, the others have those after it. What one
    object started another can find, kill and stop: processes are known by their ids in the
    folder.
    """

    def __init__(self, folder: Path, port: int = HTTP_PORT) -> None:
        self.nodes = tuple(
            Node(number, folder / f"node-{number}", http_port, http_port + TRANSPORT_ABOVE)
            for number, http_port in enumerate(range(port, port + NODES), start=1)
        )
        # Those started here: a child that ended stays until it is waited for.
        self._children: dict[int, subprocess.Popen[bytes]] = {}

    @property
    def urls(self) -> tuple[str, ...]:
        """Where the nodes answer, those that run."""
        return tuple(node.url for node in self.nodes)

    def running(self) -> tuple[Node, ...]:
        """The nodes that have a process."""
        return tuple(node for node in self.nodes if process_id(node) is not None)

    def start(self, runtime: Runtime, *, copies: bool = True) -> tuple[Node, ...]:
        """Start the nodes that do not run and wait until all is green; which were started.

        Without ``copies`` it waits until every shard is on one node, which is yellow.

        If they cannot be had, those that were started are stopped again and DeployError says why.
        """
        started = []
        try:
            for node in self.nodes:
                if process_id(node) is None:
                    self._wait_until_gone(node, 0)
                    prepare(node, self.nodes, runtime.home)
                    self._children[node.number] = start(node, runtime)
                    started.append(node)
            self.wait_for_nodes("green" if copies else "yellow")
        except BaseException:
            self.stop(started)
            raise
        return tuple(started)

    def wait_for_nodes(self, least: str, timeout_seconds: float = START_SECONDS) -> None:
        """Wait until every node answers that the cluster has all nodes and is green, or yellow.

        DeployError if a node ends meanwhile, or it takes longer.
        """
        deadline = time.monotonic() + timeout_seconds
        waited_for = list(self.nodes)
        while waited_for:
            node = waited_for[0]
            if process_id(node) is None:
                raise DeployError(f"{node.name} ended: {last_words(node)} ({node.console})")
            health = ask_health(node)
            if (
                health
                and health["status"] in {least, "green"}
                and health["number_of_nodes"] == NODES
            ):
                waited_for.pop(0)
            elif time.monotonic() > deadline:
                said = health["status"] if health else f"not answering: {last_words(node)}"
                raise DeployError(f"after {timeout_seconds:.0f} s {node.name} is {said}")
            else:
                time.sleep(_POLL_SECONDS)

    def kill(self, number: int) -> None:
        """End a node as kill -9 does, and wait until it is gone."""
        node = self.nodes[number - 1]
        send(node, signal.SIGKILL)
        self._wait_until_gone(node, STOP_SECONDS)

    def stop(self, nodes: tuple[Node, ...] | list[Node] | None = None) -> dict[str, int]:
        """Stop the nodes, or some; the process id of each that ran, by its name.

        One that does not end by itself within half a minute is killed.
        """
        told = [
            (node, send(node, signal.SIGTERM)) for node in (self.nodes if nodes is None else nodes)
        ]
        deadline = time.monotonic() + STOP_SECONDS
        for node, _ in told:
            if not self._wait_until_gone(node, deadline - time.monotonic()):
                self.kill(node.number)
        return {node.name: pid for node, pid in told if pid is not None}

    def _wait_until_gone(self, node: Node, timeout_seconds: float) -> bool:
        deadline = time.monotonic() + timeout_seconds
        while process_id(node) is not None:
            if time.monotonic() > deadline:
                return False
            time.sleep(_POLL_SECONDS)
        if (child := self._children.pop(node.number, None)) is not None:
            child.wait()
        return True


def find(folder: Path, port: int = HTTP_PORT) -> Cluster:
    """The cluster of a folder: with the ports of its nodes that run, else those from ``port``."""
    cluster = Cluster(folder, port)
    for node in cluster.running():
        told = json.loads((node.config / "opensearch.yml").read_text("utf-8"))
        return Cluster(folder, told["http.port"] - node.number + 1)
    return cluster


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Nobody else fetches into a folder, starts or stops what is there meanwhile."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "LOCK").open("w")
    except OSError as error:
        raise DeployError(f"cannot write {error.filename}: {error.strerror}") from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def ask_health(node: Node) -> dict[str, Any] | None:
    """What a node says of the cluster, after up to a second for it to be green; None if nothing."""
    asked = f"wait_for_status=green&wait_for_nodes={NODES}&timeout=1s&cluster_manager_timeout=1s"
    connection = http.client.HTTPConnection(HOST, node.http_port, timeout=10)
    try:
        connection.request("GET", f"/_cluster/health?{asked}")
        said = json.loads(connection.getresponse().read())
    except (OSError, http.client.HTTPException, ValueError):
        return None
    finally:
        connection.close()
    return said if isinstance(said, dict) and "number_of_nodes" in said else None
