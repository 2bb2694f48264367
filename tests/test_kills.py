"""Rebuilds and updates that are killed at any moment: nothing that was live is lost.

Fifty moments, drawn with a seed: touches of the file system, and times of the clock from outside.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from search.engines.whoosh_engine import WhooshEngine
from tests.conftest import ROOT
from tests.test_faults import litter, total
from tests.test_update import page

RANDOM = random.Random(20_261_123)
FILMS = 40
LONG = "It was long, and then it was over. " * 40
# With the first review and the page of each film enough that several processes write; see
# ``_ENOUGH`` of search.engines.whoosh_engine.builder.
MORE = "".join(f"... View More\nAuthor {n}\n\nReview {n}.\n" for n in range(12))


@dataclass(frozen=True)
class Run:
    """What is killed: a command that finds a changed film, in so many processes."""

    command: str
    jobs: int = 1


REBUILD, UPDATE, IN_PROCESSES = Run("rebuild"), Run("update"), Run("rebuild", jobs=2)
RUNS = (REBUILD, UPDATE, IN_PROCESSES)


@dataclass(frozen=True)
class Place:
    """An index folder, the sources and a folder for temporary files, for one test alone."""

    root: Path

    @property
    def index(self) -> Path:
        return self.root / "index"

    @property
    def temporary(self) -> Path:
        return self.root / "temporary"

    def start(self, run: Run, touch: int | None = None) -> subprocess.Popen[str]:
        """A command of the indexer, which dies at a touch of the file system if told to."""
        arguments = [run.command, "sources", "--index", "index", "--jobs", str(run.jobs)]
        killer = ["tests.killer", "index", str(touch)]
        return subprocess.Popen(
            [sys.executable, "-m", *(["indexer"] if touch is None else killer), *arguments],
            cwd=self.root,
            env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(self.temporary)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def succeed(self, run: Run, touch: int | None = None) -> str:
        """Let a command come to its end; what it printed."""
        with self.start(run, touch) as process:
            said, errors = process.communicate()
        assert process.returncode == 0, errors
        return said

    def rest(self) -> list[str]:
        """What stands in the folder of temporary files."""
        return sorted(path.name for path in self.temporary.iterdir())


def write_sources(root: Path, text: str) -> None:
    """Forty films of 14 documents each; the first three say ``text``."""
    for number in range(FILMS):
        said = text if number < 3 else "A plain one."
        (root / f"{number:02}.txt").write_text(page(number, f"{said} {LONG}") + MORE)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of three builds, and sources of which three of forty changed since."""
    place = Place(tmp_path_factory.mktemp("built"))
    place.temporary.mkdir()
    (place.root / "sources").mkdir()
    for _ in range(3):
        write_sources(place.root / "sources", "An old aardvark.")
        place.succeed(REBUILD)
    write_sources(place.root / "sources", "A new zyzzyva.")
    return place.root


@pytest.fixture(scope="module")
def touches(built: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[Run, int]:
    """How often each run touches the file system."""
    counted = {}
    for number, run in enumerate(RUNS):
        copy = shutil.copytree(built, tmp_path_factory.mktemp("touches") / str(number))
        counted[run] = int(Place(copy).succeed(run, touch=0))
    return counted


@pytest.fixture(scope="module")
def seconds(built: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[Run, float]:
    """How long each run takes."""
    taken = {}
    for number, run in enumerate(RUNS):
        copy = shutil.copytree(built, tmp_path_factory.mktemp("seconds") / str(number))
        started = time.monotonic()
        Place(copy).succeed(run)
        taken[run] = time.monotonic() - started
    return taken


@pytest.fixture
def place(built: Path, tmp_path: Path) -> Place:
    return Place(shutil.copytree(built, tmp_path / "place"))


def kill(run: subprocess.Popen[str]) -> None:
    """Kill a run from outside; its processes end by themselves, and with them its output."""
    run.kill()
    run.communicate(timeout=20)
    see_that_all_have_ended(run.pid)


def see_that_all_have_ended(group: int) -> None:
    """No process of a group is there any more, or soon none is."""
    deadline = time.monotonic() + 20
    with suppress(ProcessLookupError):
        while time.monotonic() < deadline:
            os.killpg(group, 0)
            os.sched_yield()
        pytest.fail("a process is still there")


def see_that_nothing_is_lost(place: Place, run: Run, live: str) -> None:
    """What was live answers, or what was made; the next run succeeds and leaves no litter."""
    new = total(place.index, "zyzzyva")
    assert (total(place.index, "aardvark"), new) in {(3, 0), (0, 3)}
    assert total(place.index, "plain") == FILMS - 3
    is_old = (place.index / "CURRENT").read_text() == live
    assert new == (0 if is_old else 3)
    assert all(not report.problems for report in WhooshEngine(place.index).check())
    assert place.rest() == []
    place.succeed(run)
    assert (total(place.index, "aardvark"), total(place.index, "zyzzyva")) == (0, 3)
    assert litter(place.index) == set()
    assert len(WhooshEngine(place.index).generations()) == 3
    assert place.rest() == []


def test_what_is_killed_is_an_update_and_a_rebuild_in_processes(place: Place) -> None:
    place.succeed(UPDATE)
    live = WhooshEngine(place.index).live()
    assert live.report["changes"] == {"new": 0, "changed": 3, "gone": 0, "same": FILMS - 3}
    place.succeed(IN_PROCESSES)
    live = WhooshEngine(place.index).live()
    assert live.counts["documents"] > 500
    assert sum(name.endswith(".rft") for name in live.files) == 1


def test_a_rebuild_killed_while_processes_read_leaves_none_of_them(place: Place) -> None:
    text = LONG * 320  # of less no process is started
    for number in range(FILMS):
        (place.root / "sources" / f"{number:02}.txt").write_text(page(number, text))
    live = (place.index / "CURRENT").read_text()
    with place.start(IN_PROCESSES) as killed:
        children = Path(f"/proc/{killed.pid}/task/{killed.pid}/children")
        # Two that read, and Python's own.
        while killed.poll() is None and len(children.read_text().split()) < 3:
            os.sched_yield()
        kill(killed)
    assert killed.returncode == -signal.SIGKILL
    write_sources(place.root / "sources", "A new zyzzyva.")
    see_that_nothing_is_lost(place, IN_PROCESSES, live)


def moments(count: int, run: Run) -> list[tuple[Run, float]]:
    return [(run, RANDOM.random()) for _ in range(count)]


def shown(value: object) -> str:
    return f"{value.command}-{value.jobs}" if isinstance(value, Run) else f"{value:.3f}"


@pytest.mark.parametrize(
    ("run", "part"),
    [*moments(10, REBUILD), *moments(14, UPDATE), *moments(4, IN_PROCESSES)],
    ids=shown,
)
def test_a_run_killed_at_a_touch_of_the_file_system_costs_nothing(
    place: Place, touches: dict[Run, int], run: Run, part: float
) -> None:
    live = (place.index / "CURRENT").read_text()
    with place.start(run, touch=1 + int(part * touches[run])) as killed:
        killed.communicate(timeout=60)
    assert killed.returncode == -signal.SIGKILL
    see_that_all_have_ended(killed.pid)
    see_that_nothing_is_lost(place, run, live)


@pytest.mark.parametrize(
    ("run", "part"),
    [*moments(5, REBUILD), *moments(11, UPDATE), *moments(6, IN_PROCESSES)],
    ids=shown,
)
def test_a_run_killed_from_outside_at_any_time_costs_nothing(
    place: Place, seconds: dict[Run, float], run: Run, part: float
) -> None:
    live = (place.index / "CURRENT").read_text()
    with place.start(run) as killed:
        with suppress(subprocess.TimeoutExpired):
            killed.wait(part * seconds[run])
        kill(killed)
    see_that_nothing_is_lost(place, run, live)
