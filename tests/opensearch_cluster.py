"""A real OpenSearch cluster for tests: one that runs, or three nodes of the session's own."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from deploy.cluster import Cluster, alone
from deploy.distribution import default_folder, fetch, home_in
from deploy.errors import DeployError
from deploy.nodes import Node
from deploy.processes import Runtime, is_free, process_id
from deploy.programs import java

GIVEN = "REVIEWFINDER_TEST_OPENSEARCH_URL"
REQUIRED = "REVIEWFINDER_REQUIRE_OPENSEARCH"
# Below those that the system gives to whoever connects, so that a killed node finds its own again.
OWN = {"opensearch_nodes", "killable_nodes", "doomed_nodes"}
FIRST_PORTS = range(9240, 9300, 3)


@dataclass(frozen=True, slots=True)
class OwnNodes:
    """Three nodes that a test may kill and start again; numbers are from 1."""

    cluster: Cluster
    runtime: Runtime

    @property
    def urls(self) -> tuple[str, ...]:
        return self.cluster.urls

    def kill(self, number: int) -> None:
        """As kill -9 does; it is gone when this returns."""
        self.cluster.kill(number)

    @contextmanager
    def hanging(self, number: int) -> Iterator[None]:
        """Meanwhile a node neither answers nor is gone."""
        process = process_id(self.cluster.nodes[number - 1])
        assert process, "it does not run"
        os.kill(process, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(process, signal.SIGCONT)

    def start(self, *, copies: bool = True) -> tuple[Node, ...]:
        """Start those that do not run and wait until the cluster is green; which they were."""
        return self.cluster.start(self.runtime, copies=copies)


@cache
def missing() -> str | None:
    """Why no nodes are started here though they are not required, and how to have them, or None."""
    if not home_in(default_folder()).is_dir():
        return f"no OpenSearch here; after `make opensearch`, or with {REQUIRED}=1, this runs"
    try:
        java()
    except DeployError as error:
        return f"{error}; then this runs"
    return None


def skip_without_cluster(item: pytest.Item) -> None:
    """Skip a test that wants for a cluster: here, so that pytest tells all of them in one line."""
    wanting = OWN if os.environ.get(GIVEN) else OWN | {"opensearch"}
    if wanting & asked_of(item) and not os.environ.get(REQUIRED) and (reason := missing()):
        pytest.skip(reason)


def share_out(items: list[pytest.Item]) -> None:
    """Have all tests of a cluster run in one process, so that there is one; files stay whole."""
    for item in items:
        group = "opensearch" if (OWN | {"opensearch"}) & asked_of(item) else item.path.stem
        item.add_marker(pytest.mark.xdist_group(group))


def asked_of(item: pytest.Item) -> set[str]:
    """The fixtures of a test, and the names that it is run for, as those of engines are."""
    names = set(getattr(item, "fixturenames", ()))
    call = getattr(item, "callspec", None)
    return (
        names | {value for value in call.params.values() if isinstance(value, str)}
        if call
        else names
    )


@pytest.fixture(scope="session")
def opensearch_nodes() -> Iterator[OwnNodes]:
    """Three nodes of this session's own, started when first asked for, green."""
    with three_nodes(f"tests-{os.getpid()}") as nodes:
        yield nodes


@pytest.fixture
def doomed_nodes() -> Iterator[OwnNodes]:
    """Three nodes of one test alone, which need not be well when it ends."""
    with three_nodes(f"tests-{os.getpid()}-doomed") as nodes:
        yield nodes


@contextmanager
def three_nodes(name: str) -> Iterator[OwnNodes]:
    folder = default_folder()
    own = folder / name
    try:
        program = java()
        with alone(folder):
            sweep(folder)
            home = fetch(folder)
            nodes = OwnNodes(Cluster(own, free_port()), Runtime(program, home, quick=True))
            nodes.start()
    except DeployError as error:
        pytest.fail(str(error), pytrace=False)
    try:
        yield nodes
    finally:
        nodes.cluster.stop()
        shutil.rmtree(own)


@pytest.fixture
def killable_nodes(opensearch_nodes: OwnNodes) -> Iterator[OwnNodes]:
    """The session's own nodes for a test that kills some; all are there again afterwards."""
    yield opensearch_nodes
    opensearch_nodes.start()


@pytest.fixture(scope="session")
def opensearch(request: pytest.FixtureRequest) -> tuple[str, ...]:
    """The URLs of a running cluster: the one that the environment names, else the session's own."""
    given = tuple(url for part in os.environ.get(GIVEN, "").split(",") if (url := part.strip()))
    if given:
        return given
    nodes: OwnNodes = request.getfixturevalue("opensearch_nodes")
    return nodes.urls


def free_port() -> int:
    """The first of three ports that nobody listens on, nor on those for the nodes' own talk."""
    for port in FIRST_PORTS:
        nodes = Cluster(Path(), port).nodes
        if all(is_free(node.http_port) and is_free(node.transport_port) for node in nodes):
            return port
    raise DeployError(f"no three ports are free from {FIRST_PORTS.start} on")


def sweep(folder: Path) -> None:
    """Stop and remove what sessions left that were killed."""
    for left in folder.glob("tests-*"):
        if not runs(int(left.name.split("-")[1])):
            Cluster(left).stop()
            shutil.rmtree(left)


def runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
