"""Two that want to write at once: the second says who is at work, and nothing is lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from indexer.rebuild import Rebuild
from search.engines.whoosh_engine import WhooshEngine
from tests.command import run
from tests.conftest import ROOT
from tests.test_faults import litter, total
from tests.test_update import page


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Twelve films in as many files."""
    place = tmp_path / "sources"
    place.mkdir()
    for number in range(12):
        (place / f"{number:02}.txt").write_text(page(number))
    return place


@pytest.fixture
def index(tmp_path: Path, folder: Path) -> Path:
    Rebuild([folder]).run(WhooshEngine(tmp_path / "index"))
    return tmp_path / "index"


@pytest.mark.parametrize("first", ["build", "update"])
@pytest.mark.parametrize("second", ["rebuild", "update"])
def test_the_second_says_who_is_at_work_and_leaves(
    folder: Path, index: Path, first: str, second: str
) -> None:
    live = WhooshEngine(index).live()
    (folder / "00.txt").write_text(page(0, "A zyzzyva."))
    with getattr(WhooshEngine(index), first)():
        refused = run(second, folder, index=index)
    assert refused.returncode == 75
    said = f"error: {index}: another build is at work (process {os.getpid()} on "
    assert refused.stderr.startswith(said)
    assert refused.stderr.endswith("; try again when it is done\n")
    assert refused.stderr.count("\n") == 1
    assert WhooshEngine(index).live() == live
    assert run(second, folder, index=index).returncode == 0
    assert total(index, "zyzzyva") == 1
    assert litter(index) == set()


@contextmanager
def watching(index: Path, *sources: Path) -> Iterator[subprocess.Popen[str]]:
    """A watch at work, with its events on stderr and its reports on stdout."""
    with subprocess.Popen(
        [sys.executable, "-m", "indexer", "watch", "--json", "--index", index, *sources],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate()
    assert process.returncode == 130


def note(process: subprocess.Popen[str], part: str) -> str:
    """The next note of a watch with such a part."""
    assert process.stderr
    for line in process.stderr:
        event = json.loads(line)
        if event["event"] == "note" and part in event["message"]:
            return str(event["message"])
    raise AssertionError(f"it ended without {part!r}")


def report(process: subprocess.Popen[str]) -> dict[str, dict[str, int]]:
    assert process.stdout
    answer: dict[str, dict[str, int]] = json.loads(process.stdout.readline())
    return answer


def test_a_watch_takes_the_change_when_the_other_build_is_done(folder: Path, index: Path) -> None:
    with watching(index, folder) as process:
        note(process, "watching")
        assert report(process)["changes"]["same"] == 12
        with WhooshEngine(index).build():
            (folder / "00.txt").write_text(page(0, "A zyzzyva."))
            assert f"(process {os.getpid()} on " in note(process, "another build is at work")
        assert report(process)["changes"]["changed"] == 1
        assert total(index, "zyzzyva") == 1


def test_a_watch_that_begins_while_another_builds_follows_the_sources_of_what_is_live(
    folder: Path, index: Path
) -> None:
    with WhooshEngine(index).build():
        context = watching(index)
        process = context.__enter__()
        note(process, "another build is at work")
    assert str(folder) in note(process, "watching")
    assert report(process)["changes"]["same"] == 12
    (folder / "00.txt").write_text(page(0, "A zyzzyva."))
    assert report(process)["changes"]["changed"] == 1
    context.__exit__(None, None, None)


def test_a_watch_says_once_that_it_waits(folder: Path, index: Path) -> None:
    with watching(index, folder) as process:
        note(process, "watching")
        report(process)
        with WhooshEngine(index).build():
            (folder / "00.txt").write_text(page(0, "A zyzzyva."))
            note(process, "another build is at work")
        report(process)
        (folder / "11.txt").write_bytes(b"")
        assert process.stderr
        events = (json.loads(line) for line in process.stderr)
        seen = next(event for event in events if event["event"] in {"note", "rejected"})
    assert seen["event"] == "rejected"
