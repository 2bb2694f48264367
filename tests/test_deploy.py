"""What keeps a cluster from being had is said in one line; no cluster is needed for that."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from deploy.__main__ import main
from deploy.cluster import Cluster, find
from deploy.distribution import ANALYSIS, SERVER, VERSION, fetch, home_in, lay_out
from deploy.errors import DeployError
from deploy.nodes import Node, prepare, settings
from deploy.processes import Runtime, last_words, process_id, start
from deploy.programs import java, java_version, maven


def program(folder: Path, name: str, script: str) -> Path:
    """An executable of that name."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is all of PATH; there is no JAVA_HOME."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    return folder


@pytest.mark.parametrize(
    ("said", "version"),
    [
        ('openjdk version "17.0.15" 2025-04-15', 17),
        ('java version "1.8.0_412"', 8),
        ('openjdk version "24" 2025-03-18', 24),
        ('openjdk version "25-ea" 2025-09-16', 25),
        ("something else", 0),
    ],
)
def test_the_version_of_a_java_is_read(programs: Path, said: str, version: int) -> None:
    path = program(programs, "java", f"echo '{said}' >&2")
    assert java_version(str(path)) == version


@pytest.mark.parametrize("version", ["1.8.0_412", "11.0.2", "24", "none"])
def test_a_java_that_will_not_do_is_named(programs: Path, version: str) -> None:
    program(programs, "java", f"echo 'openjdk version \"{version}\"' >&2")
    with pytest.raises(DeployError, match=r"java is Java .*; install a JDK of 17 to 23"):
        java()


def test_the_java_of_java_home_comes_first(
    programs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(programs, "java", "exit 1")
    (tmp_path / "bin").mkdir()
    path = program(tmp_path / "bin", "java", "echo 'openjdk version \"21\"' >&2")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert java() == str(path)
    path.unlink()
    with pytest.raises(DeployError, match="there is no java in JAVA_HOME"):
        java()


def test_missing_programs_are_named_with_what_to_install(programs: Path) -> None:
    with pytest.raises(DeployError, match="there is no java in PATH; install a JDK of 17"):
        java()
    with pytest.raises(DeployError, match="there is no mvn in PATH; install Maven"):
        maven()


def test_a_registry_that_cannot_be_reached_is_told_in_one_line(
    programs: Path, tmp_path: Path
) -> None:
    line = "Failed to execute goal x: Could not transfer artifact y: Connection refused"
    program(programs, "mvn", f"echo '[ERROR] {line}'; echo '[ERROR] [Help 1]'; exit 1")
    with pytest.raises(DeployError) as raised:
        fetch(tmp_path)
    reason = "the registry cannot be reached: Could not transfer artifact y: Connection refused"
    told = f"cannot fetch {SERVER.coordinates}: {reason}"
    assert str(raised.value) == told
    assert not list(tmp_path.glob("fetching-*"))


def test_an_artifact_that_is_not_the_pinned_one_is_refused(programs: Path, tmp_path: Path) -> None:
    script = 'for last; do :; done; echo other > "${last#-DoutputDirectory=}/' + SERVER.file_name
    program(programs, "mvn", f'{script}"')
    with pytest.raises(
        DeployError, match=f"is not what is pinned: SHA-256 .*, not {SERVER.sha256}"
    ):
        fetch(tmp_path)
    assert list(tmp_path.iterdir()) == [programs]


def test_what_was_fetched_is_laid_out_for_any_user(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / SERVER.file_name, "w") as packed:
        packed.writestr(f"opensearch-{VERSION}/lib/server.jar", b"classes")
    (tmp_path / ANALYSIS.file_name).write_bytes(b"analysis")
    home = lay_out(tmp_path)
    assert (home / "lib" / "server.jar").stat().st_mode & 0o777 == 0o644
    assert (home / "plugins").stat().st_mode & 0o777 == 0o755
    module = home / "modules" / "analysis-common"
    assert (module / ANALYSIS.file_name).read_bytes() == b"analysis"
    assert "analysis.common.CommonAnalysisPlugin" in (
        module / "plugin-descriptor.properties"
    ).read_text("utf-8")


def test_what_is_there_is_not_fetched_again(programs: Path, tmp_path: Path) -> None:
    home_in(tmp_path).mkdir()
    assert fetch(tmp_path) == home_in(tmp_path)


@pytest.mark.parametrize(
    ("printed", "told"),
    [
        ("started\nstopped\n", "stopped"),
        ("# There is insufficient memory for Java.\n# An error report is in x\n", "# There is"),
        ("uncaught Exception\nLikely root cause: AccessDenied\nat x\n", "Likely root cause: Acc"),
        ("Error: Could not find or load main class x\n", "Error: Could not find"),
        ("x" * 400, "x" * 300),
        ("", "it printed nothing"),
    ],
)
def test_the_line_that_says_why_a_node_ended_is_shown(
    tmp_path: Path, printed: str, told: str
) -> None:
    node = Node(1, tmp_path, 9210, 9310)
    assert last_words(node) == "it printed nothing"
    node.console.parent.mkdir()
    node.console.write_text(printed)
    assert last_words(node).startswith(told)
    assert len(last_words(node)) <= 300


def test_nodes_listen_on_loopback_alone(tmp_path: Path) -> None:
    cluster = Cluster(tmp_path, 9210)
    for node in cluster.nodes:
        told = settings(node, cluster.nodes)
        assert told["network.host"] == "127.0.0.1"
        assert told["discovery.seed_hosts"] == [f"127.0.0.1:{port}" for port in (9310, 9311, 9312)]
        assert not [name for name in told if name.endswith((".bind_host", ".publish_host"))]


@pytest.mark.skipif(os.geteuid() != 0, reason="only where we are root it is another who runs them")
def test_a_folder_that_their_user_may_not_enter_is_named(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    home = tmp_path / "home"
    (home / "config").mkdir(parents=True)
    (home / "config" / "log4j2.properties").touch()
    closed.mkdir(mode=0o700)
    node = Node(1, closed / "node-1", 9210, 9310)
    with pytest.raises(DeployError, match=r"may not enter .*REVIEWFINDER_OPENSEARCH_FOLDER"):
        prepare(node, (node,), home)


def test_the_process_of_another_program_is_never_taken_for_a_node(tmp_path: Path) -> None:
    node = Cluster(tmp_path).nodes[0]
    node.folder.mkdir()
    for text in (f"{os.getpid()}", "4194305", "0", "-1", "none", ""):
        (node.folder / "pid").write_text(text)
        assert process_id(node) is None
    assert Cluster(tmp_path).stop() == {}


def test_a_java_that_cannot_be_run_is_named(tmp_path: Path) -> None:
    node = Node(1, tmp_path / "node-1", 0, 0)
    (node.folder / "logs").mkdir(parents=True)
    with pytest.raises(DeployError, match=r"no-java cannot be run: "):
        start(node, Runtime(str(tmp_path / "no-java"), tmp_path))


def test_a_node_that_runs_is_found_by_the_ports_that_it_was_started_with(tmp_path: Path) -> None:
    node = Cluster(tmp_path, 9216).nodes[1]
    node.config.mkdir(parents=True)
    (node.config / "opensearch.yml").write_text('{"http.port": 9217}')
    assert find(tmp_path, 9213).nodes[0].http_port == 9213
    mark = f"-Dopensearch.path.conf={node.config}"
    process = subprocess.Popen(
        [sys.executable, "-c", "input(1)", mark],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.read(1) == "1"  # so it has its command line
    (node.folder / "pid").write_text(str(process.pid))
    try:
        assert process_id(node) == process.pid
        assert find(tmp_path, 9213).nodes[0].http_port == 9216
    finally:
        process.communicate("\n")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["start", "--port", "65500"], "is not a number from 1 to 65433"),
        (["start", "--port", "0"], "is not a number"),
        (["start", "--heap-mb", "12"], "'12' is not a number from 256"),
        ([], "required"),
    ],
)
def test_what_cannot_be_asked_is_refused(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as raised:
        main(arguments)
    assert raised.value.code == 2
    assert told in capsys.readouterr().err


def test_the_command_says_what_is_missing_in_one_line(
    programs: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("REVIEWFINDER_OPENSEARCH_FOLDER", str(tmp_path / "cluster"))
    assert main(["start"]) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert main(["stop"]) == 0
    assert capsys.readouterr().out == "no node was running\n"
