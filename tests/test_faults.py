"""Rebuilds that are killed, that meet, and that land while people search."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from search.engine import GenerationInfo
from search.engines.whoosh_engine import WhooshEngine
from search.query import parse
from tests.chromium import server
from tests.conftest import ROOT

POINTS = 20


def rebuild(
    index: Path, *options: str, kill_at: int | None = None
) -> subprocess.CompletedProcess[str]:
    arguments = ["rebuild", "--index", str(index), *options]
    module = ["indexer"] if kill_at is None else ["tests.killer", str(index), str(kill_at)]
    return subprocess.run(
        [sys.executable, "-m", *module, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def total(index: Path, word: str) -> int:
    with WhooshEngine(index).searcher() as searcher:
        return searcher.find(parse(word), 0, 1).total


def litter(index: Path) -> set[str]:
    """What stands in an index folder that is no part of a generation that can be served."""
    there = {str(path.relative_to(index)) for path in index.rglob("*") if path.is_file()}
    known = {"CURRENT", "LOCK"}
    for report in WhooshEngine(index).check():
        assert report.problems == ()
    for info in WhooshEngine(index).generations():
        assert isinstance(info, GenerationInfo)
        files = {*info.files, "manifest.json"}
        known |= {f"generations/{info.name}/{file}" for file in files}
    folders = {path.name for path in index.iterdir() if path.is_dir()}
    return (there - known) | (folders - {"generations"})


@pytest.fixture(scope="module")
def three_builds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of as many builds as are kept, so that the next one prunes too."""
    index = tmp_path_factory.mktemp("three") / "index"
    for _ in range(3):
        assert rebuild(index).returncode == 0
    return index


@pytest.fixture(scope="module")
def touches(three_builds: Path, tmp_path_factory: pytest.TempPathFactory) -> int:
    """How often a rebuild touches the file system."""
    index = shutil.copytree(three_builds, tmp_path_factory.mktemp("count") / "index")
    return int(rebuild(index, kill_at=0).stdout)


@pytest.fixture
def builds(three_builds: Path, tmp_path: Path) -> Path:
    """Three builds for this test alone."""
    return shutil.copytree(three_builds, tmp_path / "index")


@pytest.mark.parametrize("point", range(POINTS))
def test_a_rebuild_killed_at_any_point_costs_nothing(
    builds: Path, touches: int, point: int
) -> None:
    live = (builds / "CURRENT").read_text()
    killed = rebuild(builds, kill_at=1 + point * (touches - 1) // (POINTS - 1))
    assert killed.returncode == -9
    assert total(builds, "mongolia") == 2
    if point < POINTS // 2:
        assert (builds / "CURRENT").read_text() == live
    assert rebuild(builds).returncode == 0
    assert total(builds, "mongolia") == 2
    assert litter(builds) == set()
    assert len(list((builds / "generations").iterdir())) == 3


def test_of_two_rebuilds_at_once_the_second_says_who_is_at_work(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path / "index")
    with engine.build():
        second = rebuild(tmp_path / "index")
    assert second.returncode == 75
    said = f"error: {tmp_path}/index: another build is at work (process {os.getpid()} on "
    assert second.stderr.startswith(said)
    assert second.stderr.endswith("; try again when it is done\n")
    assert rebuild(tmp_path / "index").returncode == 0


@dataclass
class Client:
    """Searches in a loop, and remembers what it was answered."""

    address: str
    stop: threading.Event
    answered: int = 0
    generations: set[str] = field(default_factory=set)
    failures: list[str] = field(default_factory=list)

    def run(self) -> None:
        while not self.stop.is_set():
            try:
                with urllib.request.urlopen(f"{self.address}/api/v1/search?q=refugees") as response:
                    answer = json.load(response)
            except (OSError, ValueError) as error:
                self.failures.append(repr(error))
                continue
            self.answered += 1
            self.generations.add(answer["generation"])
            if (answer["total"], len(answer["hits"])) != (4, 4):
                self.failures.append(f"{answer['total']} hits")


def test_no_search_fails_or_comes_back_empty_while_rebuilds_land(builds: Path) -> None:
    stop = threading.Event()
    with server(builds) as address:
        clients = [Client(address, stop) for _ in range(4)]
        threads = [threading.Thread(target=client.run) for client in clients]
        for thread in threads:
            thread.start()
        for _ in range(6):  # more than are kept, so that old ones are pruned meanwhile
            assert rebuild(builds).returncode == 0
        last = (builds / "CURRENT").read_text().strip()
        deadline = time.monotonic() + 20
        while last not in clients[0].generations and time.monotonic() < deadline:
            assert not stop.wait(0.01)
        stop.set()
        for thread in threads:
            thread.join()
    assert [client.failures for client in clients] == [[], [], [], []]
    assert all(client.answered for client in clients)
    generations = set().union(*(client.generations for client in clients))
    assert last in generations
    assert len(generations) > 3


def test_a_server_finds_the_index_that_is_built_after_it_started(tmp_path: Path) -> None:
    index = tmp_path / "index"
    with server(index, "--workers", "1") as address:
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"{address}/readyz")
        assert (refused.value.code, refused.value.headers["Retry-After"]) == (503, "5")
        refused.value.close()
        assert rebuild(index).returncode == 0
        with urllib.request.urlopen(f"{address}/readyz") as ready:
            assert ready.status == 200
