"""Rebuilding from the command line: what is taken, refused, said."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

from tests.command import run


def test_rebuild_builds_the_seed_and_says_so_on_stderr_alone(tmp_path: Path) -> None:
    done = run("rebuild", index=tmp_path / "index")
    assert (done.returncode, done.stdout) == (0, "")
    assert re.fullmatch(
        r"1 film, 1 description, 8 reviews from 1 file; generation \S+ is live\n", done.stderr
    )


def test_what_is_rejected_is_named_and_the_rest_is_indexed(tmp_path: Path, pages: Path) -> None:
    (pages / "a-empty.txt").write_bytes(b"")
    (pages / "b-long.txt").write_bytes(b"T\nT\n" + b"x" * 2_000_000)
    (pages / "c-dangling.txt").symlink_to(tmp_path / "nowhere")
    (pages / "README.md").write_text("not a page, and not asked for")
    (pages / ".hidden.txt").write_bytes(b"\xff")
    done = run("rebuild", pages, tmp_path / "none", index=tmp_path / "index")
    assert done.returncode == 0
    assert done.stderr.splitlines()[:-1] == [
        f"{tmp_path}/none:1: no such file or folder",
        f"{pages}/a-empty.txt:1: the file is empty",
        f"{pages}/b-long.txt:3: line is longer than 1,048,576 bytes",
        f"{pages}/c-dangling.txt:1: cannot be read: no such file",
    ]
    assert "1 film, 1 description, 1 review from 4 files; 4 rejected;" in done.stderr
    assert run("search", "balloons", index=tmp_path / "index").returncode == 0


def test_a_line_of_200_megabytes_costs_neither_memory_nor_the_other_files(
    tmp_path: Path, pages: Path
) -> None:
    with (pages / "huge.txt").open("wb") as file:
        file.write(b"T\nT\n")
        file.seek(200_000_000, os.SEEK_CUR)  # NULs that take no room on disk
        file.write(b"end")
    text_line = pages / "huge-text.txt"
    with text_line.open("wb") as file:
        for _ in range(200):
            file.write(b"x" * 1_000_000)
    done = run("rebuild", pages, index=tmp_path / "index")
    text_line.unlink()
    assert done.returncode == 0
    assert done.stderr.splitlines()[:2] == [
        f"{pages}/huge-text.txt:1: line is longer than 1,048,576 bytes",
        f"{pages}/huge.txt:3: line is longer than 1,048,576 bytes",
    ]


def test_nothing_that_is_live_is_lost_when_a_rebuild_is_refused(
    tmp_path: Path, pages: Path
) -> None:
    index = tmp_path / "index"
    assert run("rebuild", pages, index=index).returncode == 0
    live = (index / "CURRENT").read_text()
    (pages / "bad.txt").write_bytes(b"")
    strict = run("rebuild", pages, "--strict", index=index)
    assert (strict.returncode, strict.stdout) == (65, "")
    said = "error: not put live: --strict, and of the sources 1 could not be taken"
    assert strict.stderr.splitlines()[-1] == f"{said}; nothing was changed"
    (pages / "up.txt").unlink()
    nothing = run("rebuild", pages, index=index)
    assert nothing.returncode == 66
    assert f"error: {pages}: no film; of a folder are read .txt .html " in nothing.stderr
    assert (index / "CURRENT").read_text() == live
    assert run("search", "balloons", index=index).returncode == 0
    assert [p.name for p in (index / "generations").iterdir()] == [live.strip()]


def test_a_dry_run_writes_nothing(tmp_path: Path, pages: Path) -> None:
    done = run("rebuild", pages, "--dry-run", index=tmp_path / "index")
    assert done.returncode == 0
    assert done.stderr.endswith("from 1 file; dry run: nothing was written\n")
    assert not (tmp_path / "index").exists()
    (pages / "bad.txt").write_bytes(b"")
    assert run("rebuild", pages, "--dry-run", index=tmp_path / "index").returncode == 0
    assert run("rebuild", pages, "--dry-run", "--strict", index=tmp_path / "index").returncode == 65


def test_if_needed_builds_only_where_nothing_can_be_served(tmp_path: Path) -> None:
    first = run("rebuild", "--if-needed", index=tmp_path / "index")
    assert first.stderr.startswith(f"{tmp_path}/index: there is no index yet; building it\n")
    again = run("rebuild", "--if-needed", index=tmp_path / "index")
    assert again.returncode == 0
    assert re.fullmatch(r"generation \S+ is live; nothing to build\n", again.stderr)
    assert len(list((tmp_path / "index" / "generations").iterdir())) == 1


def test_if_needed_builds_anew_what_is_damaged(tmp_path: Path) -> None:
    run("rebuild", index=tmp_path / "index")
    (tmp_path / "index" / "CURRENT").write_text("garbage")
    again = run("rebuild", "--if-needed", "--json", index=tmp_path / "index")
    assert again.returncode == 0
    note = json.loads(again.stderr.splitlines()[0])
    assert note["message"].endswith("CURRENT: damaged: it names no generation; building it")
    built = json.loads(again.stdout)["generation"]
    same = run("rebuild", "--if-needed", "--json", index=tmp_path / "index")
    assert json.loads(same.stdout)["generation"] == built


def test_a_query_that_begins_with_a_minus_is_a_query(seed_index: Path) -> None:
    done = run("search", "-kind:review", index=seed_index)
    assert (done.returncode, done.stdout.count("description")) == (0, 1)


def test_the_index_is_named_by_option_or_environment(tmp_path: Path, pages: Path) -> None:
    run("rebuild", pages, "--index", tmp_path / "named", index=tmp_path / "index")
    assert not (tmp_path / "index").exists()
    found = run("search", "--index", tmp_path / "named", "sweet", index=tmp_path / "index")
    assert found.returncode == 0
    assert "Up (2009): review by Ann" in found.stdout


def test_a_source_that_cannot_even_be_looked_at_is_named(tmp_path: Path, pages: Path) -> None:
    long = tmp_path / ("x" * 300)
    done = run("rebuild", long, pages, index=tmp_path / "index")
    assert done.returncode == 0
    assert done.stderr.splitlines()[0] == f"{long}:1: cannot be read: File name too long"


def test_an_empty_index_option_is_refused(tmp_path: Path, pages: Path) -> None:
    done = run("rebuild", pages, "--index", "", index=tmp_path / "index")
    assert (done.returncode, done.stdout) == (78, "")
    assert done.stderr.startswith("error: REVIEWFINDER_INDEX: is empty")


def test_what_a_terminal_would_act_on_never_reaches_it(tmp_path: Path, pages: Path) -> None:
    (pages / "a\x1b[2Jb\nc.txt").write_bytes(b"")
    (pages / "d.txt").write_text("Dee\nDee\n\nBefore \x9b2J after.\n", "utf-8")
    done = run("rebuild", pages, index=tmp_path / "index")
    assert done.stderr.count("\n") == 2
    found = run("search", "before", index=tmp_path / "index")
    assert found.returncode == 0
    assert not set(done.stderr + found.stdout) & {"\x1b", "\x9b"}


def test_a_build_that_lost_much_is_kept_and_not_live(tmp_path: Path, pages: Path) -> None:
    index = tmp_path / "index"
    run("rebuild", index=index)
    live = (index / "CURRENT").read_text()
    done = run("rebuild", pages, index=index)
    assert done.returncode == 65
    reason = "9 of the 9 live documents are not in it"
    kept = max((index / "generations").iterdir()).name
    hint = f"if that is right: python -m indexer rollback {kept}"
    assert done.stderr.endswith(f"; generation {kept} is kept, not live: {reason}; {hint}\n")
    assert (index / "CURRENT").read_text() == live
    listed = run("generations", index=index).stdout.splitlines()
    assert listed[1].startswith(f"  {kept}  ")
    assert listed[1].endswith(f"  held back: {reason}")
    as_json = json.loads(run("generations", "--json", index=index).stdout)
    assert [build["held_back"] for build in as_json] == [None, reason]
    assert run("rollback", kept, index=index).returncode == 0
    assert (index / "CURRENT").read_text().strip() == kept
    assert run("rollback", kept, index=index).stderr == f"generation {kept} is live\n"
    assert run("search", "balloons", index=index).returncode == 0


def test_a_build_that_lost_much_goes_live_by_force(tmp_path: Path, pages: Path) -> None:
    index = tmp_path / "index"
    run("rebuild", index=index)
    done = run("rebuild", pages, "--force", index=index)
    assert (done.returncode, done.stderr.endswith(" is live\n")) == (0, True)


def test_a_build_that_fails_a_golden_query_says_which(tmp_path: Path, pages: Path) -> None:
    golden = pages / "golden.toml"
    golden.write_text("[[query]]\nquery = 'zeppelin'\n")
    done = run("rebuild", pages, "--json", index=tmp_path / "index")
    assert done.returncode == 65
    reason = f"{golden}: 'zeppelin' finds 0, and must find 1 or more"
    assert json.loads(done.stdout)["held_back"] == reason
    last = json.loads(done.stderr.splitlines()[-1])
    assert (last["event"], last["reason"]) == ("held_back", reason)
    assert run("stats", index=tmp_path / "index").returncode == 69


def test_golden_queries_that_cannot_be_read_cost_no_build(tmp_path: Path, pages: Path) -> None:
    (pages / "golden.toml").write_text("[[query]]\n")
    for command in ("rebuild", "update"):
        done = run(command, pages, index=tmp_path / "index")
        assert done.returncode == 65
        said = f"error: {pages}/golden.toml:1: golden query 1: it has no query\n"
        assert done.stderr.endswith(said)
