"""An index folder that nobody may write to: what is there answers, builds say why they cannot."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.test_full_disk import may_mount

pytestmark = pytest.mark.skipif(
    not may_mount(), reason="no file system of one's own can be mounted here"
)
READ_ONLY = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"'
# What a browser is answered by the app on an index folder.
ASK = """
import sys
from pathlib import Path
from search.config import Settings
from webapp import create_app
client = create_app(Settings(index=Path(sys.argv[1]))).test_client()
for address in ("/?q=refugees", "/readyz", "/api/v1/search?q=refugees", "/api/v1/suggest?q=se"):
    print(client.get(address).status_code)
"""


def run_python(index: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Python in a namespace in which the index folder is mounted read-only."""
    return subprocess.run(
        ["unshare", "-rm", "sh", "-c", READ_ONLY, index, sys.executable, *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    "command",
    [["rebuild"], ["update"], ["rebuild", "--jobs", "2"], ["rollback"]],
    ids=" ".join,
)
def test_who_would_write_says_in_one_line_that_it_may_not(
    seed_index: Path, command: list[str]
) -> None:
    done = run_python(seed_index, "-m", "indexer", *command, "--index", seed_index)
    assert done.stderr == f"error: {seed_index}/LOCK: Read-only file system\n"
    assert (done.returncode, done.stdout) == (69, "")


def test_an_index_cannot_be_made_where_nobody_may_write(tmp_path: Path) -> None:
    done = run_python(tmp_path, "-m", "indexer", "rebuild", "--index", tmp_path / "index")
    assert done.stderr == f"error: {tmp_path}/index: Read-only file system\n"
    assert done.returncode == 69


@pytest.mark.parametrize(
    "command", [["search", "refugees"], ["stats"], ["check"], ["generations"]], ids=" ".join
)
def test_who_only_reads_is_answered_all_the_same(seed_index: Path, command: list[str]) -> None:
    arguments = ["-m", "indexer", *command, "--index", seed_index]
    done = run_python(seed_index, *arguments)
    usual = subprocess.run(
        [sys.executable, *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.returncode == usual.returncode == 0
    assert done.stdout == usual.stdout


def test_the_web_app_answers(seed_index: Path) -> None:
    done = run_python(seed_index, "-c", ASK, seed_index)
    assert done.stdout.split() == ["200"] * 4, done.stderr
