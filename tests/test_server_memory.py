"""What a server holds, measured as the benchmark does."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import server_memory
from benchmarks.server_memory import main
from indexer.rebuild import Rebuild
from search.config import Settings
from search.factory import make_engine
from tests.made_reviews import packed_source

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/smaps_rollup").exists(), reason="the system does not tell"
)
# Holes all over a heap, which nothing gives back but to look for them.
_HOLES = """
import os
from benchmarks.server_memory import memory_of
from webapp.freed_memory import trimmer
trim = trimmer()
pieces = [b"x" * 50_000 for _ in range(2_000)]
pieces = pieces[::100]
before = memory_of(os.getpid())["anonymous"]
trim()
print(before - memory_of(os.getpid())["anonymous"])
"""


def test_the_benchmark_says_what_a_server_holds_stage_by_stage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(server_memory, "_SETTLED_SECONDS", 0)
    source, index, kept = packed_source(tmp_path), tmp_path / "index", tmp_path / "figures.json"
    Rebuild([source]).run(make_engine(Settings(index=index)))
    main([str(source), str(index), "--queries", "17", "--json", str(kept)])
    figures = json.loads(kept.read_text("utf-8"))
    shown = capsys.readouterr().out
    assert figures["stages"][0]["stage"] == "started"
    for stage in figures["stages"]:
        assert stage["anonymous"] > 1e6
        assert f"| {stage['stage']} |" in shown
    assert "at most 150 MB: yes" in shown
    assert "opening under 50 ms: " in shown


def test_holes_in_freed_memory_go_back_to_the_system() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _HOLES], capture_output=True, text=True, check=True
    )
    assert int(done.stdout) > 50e6
