"""Worker processes: the same as without them, and nothing lost or left when one dies."""

from __future__ import annotations

import multiprocessing
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from indexer import parse_workers, reading
from indexer.parse_workers import ParseWorkers
from indexer.reading import read_files
from search.errors import SourceError
from search.records import Film
from tests.conftest import ROOT, SEEDS
from tests.dying_worker import work_dangerously
from tests.packing import zipped

Gave = list[tuple[Path, str, list[Film | str]]]


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Workers start for little, and a batch is small."""
    monkeypatch.setattr(reading, "BYTES_A_WORKER", 1)
    monkeypatch.setattr(reading, "BATCH_FILES", 3)
    yield
    assert multiprocessing.active_children() == []


@pytest.fixture
def deadly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers that die of a ``.deadly`` file."""
    monkeypatch.setattr(parse_workers, "work", work_dangerously)


@pytest.fixture
def folder(tmp_path: Path) -> list[Path]:
    """Files of every kind: good, bad, packed, empty, missing."""
    page = (SEEDS / "seoul-train.txt").read_bytes()
    for number in range(20):
        (tmp_path / f"{number:02}.txt").write_bytes(page.replace(b"Seoul", b"%d" % number))
    (tmp_path / "03.txt").write_bytes(b"")
    (tmp_path / "04.txt").write_bytes(b"\xff\xff")
    (tmp_path / "05.csv").write_text("film,year,text,rating\nUp,2009,Sweet.,8\nUp,2009,,\n")
    (tmp_path / "06.zip").write_bytes(zipped(("a.txt", b"It"), ("b.txt", b"")))
    (tmp_path / "07\udcff.txt").write_bytes(b"Name\n")
    (tmp_path / "08.csv").write_text("film,kritik\nUp,Sweet.\n")
    return [*sorted(tmp_path.iterdir()), tmp_path / "none.txt", tmp_path]


def gave(paths: list[Path], jobs: int) -> Gave:
    return [
        (one.path, one.sha256, [i if isinstance(i, Film) else str(i) for i in one.taken])
        for one in read_files(paths, {"text": "kritik"}, jobs)
    ]


@pytest.mark.usefixtures("eager")
def test_several_processes_give_what_one_gives_in_the_same_order(folder: list[Path]) -> None:
    assert gave(folder, jobs=3) == gave(folder, jobs=1)


def test_no_process_is_started_where_there_is_little_to_do(folder: list[Path]) -> None:
    for one in read_files(folder, {}, jobs=4):
        assert multiprocessing.active_children() == []
        assert one.path in folder


@pytest.mark.usefixtures("eager")
def test_a_reading_that_is_broken_off_leaves_no_process(folder: list[Path]) -> None:
    with closing(read_files(folder, {}, jobs=2)) as files:
        next(files)
        assert len(multiprocessing.active_children()) == 2


@pytest.mark.usefixtures("eager")
def test_a_worker_that_is_killed_costs_nothing(folder: list[Path]) -> None:
    paths = folder[:3]
    with closing(ParseWorkers(1, {})) as workers:
        whole = list(workers.results(workers.submit(paths)))
        for pid in workers.pids:
            os.kill(pid, signal.SIGKILL)
        again = list(workers.results(workers.submit(paths)))
    assert [one and (one.sha256, one.taken) for one in again] == [
        one and (one.sha256, one.taken) for one in whole
    ]


@pytest.mark.usefixtures("eager", "deadly")
def test_the_file_that_a_worker_dies_of_is_named_and_all_others_are_read(
    folder: list[Path], tmp_path: Path
) -> None:
    whole = {path: (sha256, items) for path, sha256, items in gave(folder, jobs=1)}
    (tmp_path / "04b.deadly").write_text("\n")
    paths = sorted([*folder, tmp_path / "04b.deadly"])
    found = {path: (sha256, items) for path, sha256, items in gave(paths, jobs=2)}
    assert list(found) == paths
    reason = "the process that read it died; it may be too large or nested for this machine"
    assert found.pop(tmp_path / "04b.deadly") == ("", [f"{tmp_path}/04b.deadly:1: {reason}"])
    assert found == whole


@pytest.mark.usefixtures("deadly")
def test_a_file_that_a_worker_dies_of_once_is_given_to_another(tmp_path: Path) -> None:
    (tmp_path / "a.deadly").write_text(str(tmp_path / "once"))
    with closing(ParseWorkers(1, {})) as workers:
        [parsed] = workers.results(workers.submit([tmp_path / "a.deadly"]))
    assert parsed
    assert parsed.taken == [Film("Survivor")]


def test_ctrl_c_is_for_the_parent_alone(
    folder: list[Path], capfd: pytest.CaptureFixture[str]
) -> None:
    with closing(ParseWorkers(1, {})) as workers:
        batch = workers.submit(folder[:3])
        pids = workers.pids
        for pid in pids:
            os.kill(pid, signal.SIGINT)
        assert len(list(workers.results(batch))) == 3
        assert workers.pids == pids
        assert not batch.lost
    assert capfd.readouterr().err == ""


def test_a_file_that_grew_after_it_was_listed_is_left_to_the_parent(tmp_path: Path) -> None:
    path = tmp_path / "grown.txt"
    with path.open("wb") as file:
        file.truncate(9_000_000)
    with closing(ParseWorkers(1, {})) as workers:
        assert list(workers.results(workers.submit([path]))) == [None]


def test_a_file_that_vanished_is_named_by_the_worker(tmp_path: Path) -> None:
    with closing(ParseWorkers(1, {})) as workers:
        [parsed] = workers.results(workers.submit([tmp_path / "none.txt"]))
    assert parsed
    [error] = parsed.taken
    assert isinstance(error, SourceError)
    assert error.reason == "cannot be read: no such file"


def test_workers_end_with_their_parent_however_it_ends(folder: list[Path]) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-m", "tests.dying_worker", *map(str, folder[:2])],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    with parent:
        assert parent.stdout
        pids = [int(pid) for pid in parent.stdout.readline().split()]
        assert len(pids) == 2
        handles = [os.pidfd_open(pid) for pid in pids]
        parent.kill()
    for handle in handles:
        assert select.select([handle], [], [], 10)[0], "a worker is still there"
        os.close(handle)
