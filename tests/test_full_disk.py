"""Builds on a disk without room."""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from search.engines.whoosh_engine import WhooshEngine
from tests.command import run
from tests.conftest import ROOT
from tests.test_faults import litter

ROOMS = 12


def may_mount() -> bool:
    """Whether a file system of one's own can be had on this machine."""
    trial = ["unshare", "-rm", "mount", "-t", "tmpfs", "none", "/mnt"]
    return (
        bool(shutil.which("unshare"))
        and not subprocess.run(trial, capture_output=True, check=False).returncode
    )


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
    done = subprocess.run(
        [sys.executable, "-m", "tests.full_disk", tmp_path, index, str(room), "rebuild"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    seen = json.loads(done.stdout)
    assert seen["returncode"] == 69
    assert seen["stderr"].startswith("error: ")
    assert seen["stderr"].endswith(": No space left on device\n")
    assert seen["stderr"].count("\n") == 1
    assert (seen["total"], seen["whole"]) == (4, 0)
    assert (seen["again"], seen["after"]) == (0, 0)
    assert seen["there"] == ["CURRENT", "LOCK", "generations"]


@pytest.mark.parametrize("part", range(4))
def test_a_rebuild_that_may_write_no_more_costs_nothing(
    built: tuple[Path, int], tmp_path: Path, part: int
) -> None:
    index = shutil.copytree(built[0], tmp_path / "index")
    live = (index / "CURRENT").read_text()
    largest = max(path.stat().st_size for path in index.rglob("*.seg"))
    limit = largest * part // 4
    done = subprocess.run(
        [sys.executable, "-m", "indexer", "rebuild", "--index", str(index)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    assert done.returncode == 69
    assert done.stderr.startswith("error: ")
    assert done.stderr.endswith(": File too large\n")
    assert done.stderr.count("\n") == 1
    assert (index / "CURRENT").read_text() == live
    assert run("search", "refugees", index=index).returncode == 0
    assert run("rebuild", index=index).returncode == 0
    assert litter(index) == set()
