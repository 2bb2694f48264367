"""What a rebuild tells people and scripts: the report, the events, where it goes wrong."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from search.engine import GenerationInfo
from search.engines.whoosh_engine import WhooshEngine
from tests.command import run
from tests.conftest import ROOT


def events(stderr: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stderr.splitlines()]


def without_times(report: dict[str, Any]) -> dict[str, Any]:
    """A report without what no two runs have in common."""
    assert report.pop("documents_a_second") >= 0
    assert [file.pop("seconds") >= 0 for file in report["slowest"]]
    assert all(spent >= 0 for spent in report["seconds"].values())
    report["seconds"] = list(report["seconds"])
    return report


def test_a_report_in_json_has_all_that_was_taken_and_what_was_not(
    tmp_path: Path, pages: Path
) -> None:
    (pages / "bad.txt").write_bytes(b"\xff")
    done = run("rebuild", pages, "--json", index=tmp_path / "index")
    report = without_times(json.loads(done.stdout))
    assert re.fullmatch(r"\d{8}T.*", report.pop("generation"))
    assert report == {
        "held_back": None,
        "files": 2,
        "counts": {
            "films": 1, "descriptions": 1, "reviews": 1, "documents": 2, "duplicates": 0,
            "folded": 0,
        },
        "rejected": {
            "total": 1,
            "reasons": [
                {
                    "reason": "not UTF-8 text: byte 0xff at offset 0",
                    "total": 1,
                    "places": [{"path": str(pages / "bad.txt"), "line": 1}],
                }
            ],
        },
        "slowest": [{"path": str(pages / name)} for name in report_order(report)],
        "seconds": ["listing", "reading", "indexing", "writing", "checking"],
    }  # fmt: skip


def report_order(report: dict[str, Any]) -> list[str]:
    names = [Path(file["path"]).name for file in report["slowest"]]
    assert sorted(names) == ["bad.txt", "up.txt"]
    return names


def test_the_manifest_keeps_the_report(tmp_path: Path, pages: Path) -> None:
    (pages / "bad.txt").write_bytes(b"")
    done = run("rebuild", pages, "--json", index=tmp_path / "index")
    told = json.loads(done.stdout)
    [info] = WhooshEngine(tmp_path / "index").generations()
    assert isinstance(info, GenerationInfo)
    assert (told.pop("generation"), told.pop("held_back")) == (info.name, None)
    assert info.report == told
    assert info.sources == 2


def test_events_tell_each_stage_each_reject_and_the_end(tmp_path: Path, pages: Path) -> None:
    (pages / "bad.txt").write_bytes(b"")
    done = run("rebuild", pages, "--json", index=tmp_path / "index")
    told = events(done.stderr)
    assert [(event["event"], event.get("stage", "")) for event in told] == [
        ("stage", "listing"), ("stage", "reading"), ("rejected", ""), ("stage", "indexing"),
        ("stage", "writing"), ("stage", "checking"), ("live", ""),
    ]  # fmt: skip
    assert told[2] == {
        "event": "rejected", "path": str(pages / "bad.txt"), "line": 1,
        "reason": "the file is empty",
    }  # fmt: skip
    assert told[-1]["generation"] == json.loads(done.stdout)["generation"]


@pytest.mark.parametrize("options", [["--strict"], []])
def test_what_ends_a_rebuild_is_an_event_with_its_code(
    tmp_path: Path, pages: Path, options: list[str]
) -> None:
    (pages / "up.txt").write_bytes(b"") if not options else (pages / "bad.txt").write_bytes(b"")
    done = run("rebuild", pages, "--json", *options, index=tmp_path / "index")
    assert done.stdout == ""
    last = events(done.stderr)[-1]
    assert (last["event"], last["exit_code"]) == ("error", done.returncode)
    assert last["message"].endswith("; nothing was changed")
    assert not (tmp_path / "index" / "CURRENT").exists()


def test_rejects_are_told_by_reason_where_they_are_many(tmp_path: Path, pages: Path) -> None:
    for number in range(5):
        (pages / f"a{number}.txt").write_bytes(b"")
        (pages / f"b{number}.txt").write_text(f"T\n\nReviews\nAnn{number}\n")
    done = run("rebuild", pages, "--dry-run", index=tmp_path / "index")
    assert done.stderr.splitlines()[10:] == [
        "2 films, 1 description, 1 review from 11 files; 10 rejected; dry run: nothing was written",
        (
            f"rejected 5: the file is empty: {pages}/a0.txt:1, {pages}/a1.txt:1, {pages}/a2.txt:1 "
            "and 2 more"
        ),
        (
            f"rejected 5: the review by … has no text: {pages}/b0.txt:4, {pages}/b1.txt:4, "
            f"{pages}/b2.txt:4 and 2 more"
        ),
    ]


def test_a_dry_run_counts_what_is_given_twice(tmp_path: Path, pages: Path) -> None:
    (pages / "up-again.txt").write_bytes((pages / "up.txt").read_bytes())
    done = run("rebuild", pages, "--dry-run", "--json", index=tmp_path / "index")
    report = json.loads(done.stdout)
    assert report["generation"] is None
    assert report["counts"]["duplicates"] >= 1
    assert not (tmp_path / "index").exists()


def test_a_file_that_is_named_twice_is_read_once(tmp_path: Path, pages: Path) -> None:
    done = run("rebuild", pages, pages / "up.txt", "--dry-run", index=tmp_path / "index")
    assert done.stderr == (
        "1 film, 1 description, 1 review from 1 file; dry run: nothing was written\n"
    )


def test_several_jobs_give_what_one_gives(tmp_path: Path) -> None:
    page = (ROOT / "seeds" / "seoul-train.txt").read_text("utf-8")
    for number in range(60):
        (tmp_path / f"{number}.txt").write_text(page.replace("Seoul Train", f"Train {number}"))
    found = []
    for jobs in (1, 3):
        index = tmp_path / f"index-{jobs}"
        assert run("rebuild", tmp_path, "--jobs", jobs, index=index).returncode == 0
        done = run("search", "train mongolia", "--limit", 100, index=index)
        found.append(done.stdout)
    assert found[0] == found[1]
    assert found[0].count("review by") == 100


@pytest.mark.parametrize("jobs", ["0", "-1", "x", ""])
def test_jobs_that_are_no_number_of_processes_are_a_usage_error(tmp_path: Path, jobs: str) -> None:
    done = run("rebuild", "--jobs", jobs, index=tmp_path / "index")
    assert (done.returncode, done.stdout) == (2, "")
    assert "Invalid value for '--jobs'" in done.stderr


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_a_rebuild_that_is_interrupted_says_so_and_leaves_nothing(
    tmp_path: Path, pages: Path, options: list[str]
) -> None:
    index = tmp_path / "index"
    assert run("rebuild", pages, index=index).returncode == 0
    live = (index / "CURRENT").read_text()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.interrupted", "rebuild", "--index", index, *options],
        cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    said = process.communicate()[1]
    assert process.returncode == 130
    message = "interrupted; what was live is live"
    if options:
        assert events(said)[-1] == {"event": "error", "message": message, "exit_code": 130}
    else:
        assert said.strip() == message
    assert (index / "CURRENT").read_text() == live
    assert not (index / "building").exists()
