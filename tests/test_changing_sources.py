"""A folder of sources that another process changes all the time while it is read."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from indexer.rebuild import Rebuild
from indexer.update import Update
from search.engines.whoosh_engine import WhooshEngine
from tests.command import run
from tests.conftest import ROOT
from tests.test_faults import litter
from tests.test_update import content_of, page

FILMS = 20
ROUNDS = 4


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Twenty films in as many files, and a table."""
    place = tmp_path / "sources"
    place.mkdir()
    for number in range(FILMS):
        (place / f"{number:02}.txt").write_text(page(number))
    (place / "t.csv").write_text("film,year,text\nFilm 1,1999,A row.\nFilm 2,1999,Another.\n")
    return place


@contextmanager
def restless(folder: Path, seed: int) -> Iterator[None]:
    """Another process adds, removes, cuts off and rewrites files until the context ends."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.restless", folder, str(seed)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout
        process.stdout.readline()
        try:
            yield
        finally:
            _, _ = process.communicate()
    assert process.returncode == 0


@pytest.mark.parametrize("commands", [["rebuild"], ["update"], ["rebuild", "update"]], ids=str)
def test_what_is_read_while_it_changes_costs_no_run(
    tmp_path: Path, folder: Path, commands: list[str]
) -> None:
    index = tmp_path / "index"
    assert run("rebuild", folder, index=index).returncode == 0
    with restless(folder, seed=len(str(commands))):
        for command in commands * ROUNDS:
            done = run(command, folder, "--force", index=index)
            given_up = f"error: {folder}:1: changes while it is read; nothing was changed\n"
            assert done.returncode == 0 or done.stderr.endswith(given_up), done.stderr
            assert all(not report.problems for report in WhooshEngine(index).check())
    updated, built = WhooshEngine(index), WhooshEngine(tmp_path / "built")
    Update([folder], force=True).run(updated)
    Rebuild([folder], force=True).run(built)
    assert content_of(updated) == content_of(built)
    assert litter(index) == set()
