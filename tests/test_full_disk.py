"""Builds on a disk without room."""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from search.engines.whoosh_engine import WhooshEngine
from tests.command import run
from tests.conftest import ROOT, SEEDS
from tests.test_faults import litter
from tests.test_update import page

ROOMS = 12


def may_mount() -> bool:
    """Whether a file system of one's own can be had on this machine."""
    trial = ["unshare", "-rm", "mount", "-t", "tmpfs", "none", "/mnt"]
    return (
        bool(shutil.which("unshare"))
        and not subprocess.run(trial, capture_output=True, check=False).returncode
    )


def in_room(place: Path, index: Path, kilobytes: int, *arguments: object) -> dict[str, Any]:
    """What came of a command on a disk with so much room; see tests/full_disk.py."""
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.full_disk",
            place,
            index,
            str(kilobytes),
            *map(str, arguments),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    seen: dict[str, Any] = json.loads(done.stdout)
    return seen


def see_that_nothing_is_lost(seen: dict[str, Any]) -> None:
    assert seen["returncode"] == 69
    assert seen["stderr"].startswith("error: ")
    assert seen["stderr"].endswith(": No space left on device\n")
    assert seen["stderr"].count("\n") == 1
    assert (seen["total"], seen["whole"]) == (4, 0)
    assert (seen["again"], seen["after"]) == (0, 0)
    assert seen["there"] == ["CURRENT", "LOCK", "generations"]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """An index, and how many kilobytes a build of it takes."""
    index = tmp_path_factory.mktemp("built") / "index"
    assert run("rebuild", index=index).returncode == 0
    return index, WhooshEngine(index).live().size_bytes // 1024


@pytest.mark.skipif(not may_mount(), reason="no file system of one's own can be mounted here")
@pytest.mark.parametrize("part", range(ROOMS))
def test_a_rebuild_on_a_disk_that_gets_full_costs_nothing(
    built: tuple[Path, int], tmp_path: Path, part: int
) -> None:
    index, needed = built
    room = needed * part // ROOMS
    see_that_nothing_is_lost(in_room(tmp_path, index, room, "rebuild"))


@dataclass(frozen=True)
class Changed:
    """An index, the folder that it was made from and that changed, and what the change takes."""

    index: Path
    sources: Path
    kilobytes: int


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Changed:
    """Twenty films and that of the seed page, of which three changed since."""
    place = tmp_path_factory.mktemp("changed")
    sources = shutil.copytree(SEEDS, place / "sources")
    for number in range(20):
        (sources / f"{number:02}.txt").write_text(page(number))
    assert run("rebuild", sources, index=place / "index").returncode == 0
    for number in range(3):
        (sources / f"{number:02}.txt").write_text(page(number, "A zyzzyva."))
    updated = shutil.copytree(place / "index", place / "updated")
    assert run("update", index=updated).returncode == 0
    live = updated / "generations" / (updated / "CURRENT").read_text().strip()
    own = [path.stat().st_size for path in live.iterdir() if path.stat().st_nlink == 1]
    assert len(own) < len(list(live.iterdir()))
    return Changed(place / "index", sources, sum(own) // 1024)


@pytest.mark.skipif(not may_mount(), reason="no file system of one's own can be mounted here")
@pytest.mark.parametrize("part", range(ROOMS))
def test_an_update_on_a_disk_that_gets_full_costs_nothing(
    changed: Changed, tmp_path: Path, part: int
) -> None:
    room = changed.kilobytes * part // ROOMS
    see_that_nothing_is_lost(in_room(tmp_path, changed.index, room, "update", changed.sources))


@pytest.mark.parametrize("part", range(4))
def test_an_update_that_may_write_no_more_costs_nothing(
    changed: Changed, tmp_path: Path, part: int
) -> None:
    index = shutil.copytree(changed.index, tmp_path / "index")
    live = (index / "CURRENT").read_text()
    limit = 2_048 * part
    done = limited(limit, "update", changed.sources, "--index", index)
    assert done.returncode == 69
    assert done.stderr.startswith("error: ")
    assert done.stderr.endswith(": File too large\n")
    assert done.stderr.count("\n") == 1
    assert (index / "CURRENT").read_text() == live
    assert run("search", "refugees", index=index).returncode == 0
    assert run("update", index=index).returncode == 0
    assert litter(index) == set()


@pytest.mark.skipif(not may_mount(), reason="no file system of one's own can be mounted here")
@pytest.mark.parametrize("command", ["rebuild", "update"])
def test_a_folder_of_temporary_files_that_is_full_is_said_in_one_line(
    changed: Changed, tmp_path: Path, command: str
) -> None:
    index = shutil.copytree(changed.index, tmp_path / "index")
    sources = shutil.copytree(changed.sources, tmp_path / "sources")
    live = (index / "CURRENT").read_text()
    with (sources / "large.csv").open("w") as file:
        file.write("film,text\n")
        # More than is kept in memory.
        file.writelines(f"Large,{number} {'x' * 100_000}\n" for number in range(900))
    script = 'mount -t tmpfs -o size=1m none "$0" && TMPDIR="$0" exec "$@"'
    (tmp_path / "small").mkdir()
    arguments = ["-m", "indexer", command, str(sources), "--index", str(index)]
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", script, tmp_path / "small", sys.executable, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 69
    # An update says before it that all is new to it.
    assert done.stderr.endswith(
        "error: temporary files: database or disk is full; what was read cannot be kept: "
        "TMPDIR names a folder with more room\n"
    )
    assert (index / "CURRENT").read_text() == live
    assert run("search", "refugees", index=index).returncode == 0
    assert litter(index) == set()


def limited(size: int, *arguments: object) -> subprocess.CompletedProcess[str]:
    """A command of the indexer that may write no file larger than so many bytes."""
    return subprocess.run(
        [sys.executable, "-m", "indexer", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)),
    )


@pytest.mark.parametrize("part", range(4))
def test_a_rebuild_that_may_write_no_more_costs_nothing(
    built: tuple[Path, int], tmp_path: Path, part: int
) -> None:
    index = shutil.copytree(built[0], tmp_path / "index")
    live = (index / "CURRENT").read_text()
    largest = max(path.stat().st_size for path in index.rglob("*.rft"))
    limit = largest * part // 4
    done = limited(limit, "rebuild", "--index", index)
    assert done.returncode == 69
    assert done.stderr.startswith("error: ")
    assert done.stderr.endswith(": File too large\n")
    assert done.stderr.count("\n") == 1
    assert (index / "CURRENT").read_text() == live
    assert run("search", "refugees", index=index).returncode == 0
    assert run("rebuild", index=index).returncode == 0
    assert litter(index) == set()
