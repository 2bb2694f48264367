"""``make serve`` and ``make test`` on a fresh machine: a clean clone, an empty HOME, moved."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.clone


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """This process's environment with an empty HOME and nothing of make or of Python."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("MAKE", "MFLAGS", "PYTHON", "VIRTUAL_ENV", "REVIEWFINDER", "COV"))
    }
    return kept | {"HOME": str(tmp_path_factory.mktemp("home"))}


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone of what is committed."""
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("not a git checkout, so there is nothing to clone")
    folder = tmp_path_factory.mktemp("clones") / "first place"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder)], check=True)
    return folder


def make(*arguments: str) -> list[str]:
    return ["make", f"PYTHON={Path(sys.base_prefix, 'bin', 'python3')}", *arguments]


@contextmanager
def served(folder: Path, environment: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The address that ``make serve`` prints on a free port, and what it said before."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        make("serve", f"PORT={port}"),
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    said = ""
    try:
        assert process.stdout is not None
        while "answers at" not in said:
            line = process.stdout.readline()
            assert line, f"make serve ended: {said}"
            said += line
        assert f"Reviewfinder answers at http://127.0.0.1:{port}\n" in said
        yield f"http://127.0.0.1:{port}", said
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)
        if process.stdout is not None:
            process.stdout.close()


def total(address: str, query: str) -> int:
    with urllib.request.urlopen(f"{address}/api/v1/search?q={query}") as response:
        return int(json.load(response)["total"])


def test_make_serve_does_everything_twice_in_a_row_and_after_a_move(
    clone: Path, environment: dict[str, str]
) -> None:
    with served(clone, environment) as (address, said):
        assert "installing requirements.txt into .venv" in said
        assert "there is no index yet" in said
        assert total(address, "country") == 1
    with served(clone, environment) as (address, said):
        assert "installing" not in said
        assert "is live; nothing to build" in said
        assert total(address, "mongolia") == 2
    moved = clone.rename(clone.with_name("second place"))
    try:
        with served(moved, environment) as (address, said):
            assert "installing" not in said
            assert total(address, "seoul") == 9
        status = ["git", "status", "--porcelain"]
        left = subprocess.run(status, cwd=moved, capture_output=True, text=True, check=True)
        assert left.stdout == ""
    finally:
        moved.rename(clone)


def test_make_test_sets_up_what_it_needs(clone: Path, environment: dict[str, str]) -> None:
    for _ in range(2):
        done = subprocess.run(
            make("test", "ARGS=tests/test_records.py"),
            cwd=clone,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert re.search(r"\d+ passed", done.stdout)


def test_an_old_python_is_refused_in_one_line(clone: Path, environment: dict[str, str]) -> None:
    old = clone / "old-python"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    try:
        done = subprocess.run(
            ["make", "serve", f"PYTHON={old}".replace(" ", "\\ ")],
            cwd=clone,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        old.unlink()
    assert done.returncode != 0
    assert "Python 3.10 or newer is needed; name one with: make PYTHON=python3.12" in done.stderr
