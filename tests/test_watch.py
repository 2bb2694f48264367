"""The command that follows the sources, as a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any

import pytest

from search.engines.whoosh_engine import WhooshEngine
from search.query import parse
from tests.conftest import ROOT
from tests.test_update import page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Ten films in as many files."""
    place = tmp_path / "sources"
    place.mkdir()
    for number in range(10):
        (place / f"{number:02}.txt").write_text(page(number))
    return place


@contextmanager
def watching(index: Path, *sources: Path) -> Iterator[subprocess.Popen[str]]:
    """A watch that is at work, its first report read."""
    process = subprocess.Popen(
        [sys.executable, "-m", "indexer", "watch", "--json", "--index", index, *sources],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stderr
    try:
        report(process.stdout)
        until(process.stderr, "watching")
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=30)[1]
        assert process.returncode == 130
        assert "Traceback" not in said


def report(stdout: IO[str] | None) -> dict[str, Any]:
    """The next report."""
    assert stdout
    said: dict[str, Any] = json.loads(stdout.readline())
    return said


def until(stderr: IO[str], message: str) -> None:
    """Read events until one has a message that begins so."""
    for line in stderr:
        if json.loads(line).get("message", "").startswith(message):
            return
    pytest.fail(f"{message} was never said")


def finds(index: Path, text: str) -> bool:
    with WhooshEngine(index).searcher() as searcher:
        return searcher.count(parse(text)) > 0


def test_a_watch_takes_each_change(tmp_path: Path, folder: Path) -> None:
    index = tmp_path / "index"
    with watching(index, folder) as process:
        (folder / "03.txt").write_text(page(3, "A zyzzyva."))
        assert report(process.stdout)["changes"] == {"new": 0, "changed": 1, "gone": 0, "same": 9}
        assert finds(index, "zyzzyva")
        (folder / "new").mkdir()
        (folder / "new" / "10.txt").write_text(page(10))
        assert report(process.stdout)["changes"]["new"] == 1
        (folder / "03.txt").unlink()
        assert report(process.stdout)["changes"]["gone"] == 1
        assert not finds(index, "zyzzyva")


def test_a_watch_of_a_file_sees_it_replaced(tmp_path: Path, folder: Path) -> None:
    pages = folder / "pages.txt"
    pages.write_text("".join(page(number) for number in range(20, 30)))
    with watching(tmp_path / "index", pages) as process:
        changed = "".join(page(number) for number in range(20, 29)) + page(29, "A zyzzyva.")
        (tmp_path / "next").write_text(changed)
        (tmp_path / "next").replace(pages)
        report(process.stdout)
        assert finds(tmp_path / "index", "zyzzyva")


def test_a_watch_says_what_goes_wrong_and_goes_on(tmp_path: Path, folder: Path) -> None:
    with watching(tmp_path / "index", folder) as process:
        assert process.stderr
        (folder / "golden.toml").write_text("[[query]]\nquery = 3\n")
        (folder / "03.txt").write_text(page(3, "A zyzzyva."))
        until(process.stderr, f"error: {folder}/golden.toml:1: golden query 1: ")
        assert not finds(tmp_path / "index", "zyzzyva")
        (folder / "golden.toml").unlink()
        report(process.stdout)
        assert finds(tmp_path / "index", "zyzzyva")


def test_a_watch_begins_with_what_changed_before_it(tmp_path: Path, folder: Path) -> None:
    index = tmp_path / "index"
    with watching(index, folder):
        pass
    (folder / "03.txt").write_text(page(3, "A zyzzyva."))
    os.utime(folder / "03.txt", (0, 0))
    with watching(index):
        assert finds(index, "zyzzyva")


def test_a_change_is_live_within_moments(tmp_path: Path, folder: Path) -> None:
    with watching(tmp_path / "index", folder) as process:
        started = time.monotonic()
        (folder / "03.txt").write_text(page(3, "A zyzzyva."))
        report(process.stdout)
        # Far above the two seconds that are promised: a busy machine is no defect.
        assert time.monotonic() - started < 20
