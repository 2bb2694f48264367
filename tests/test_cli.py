"""The command line as operators and scripts run it: output, errors, exit codes."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from indexer.exit_codes import EXIT_CODES
from search import errors
from search.config import Settings
from tests.conftest import ROOT
from webapp import create_app


def run(
    *arguments: object, index: Path, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run ``python -m indexer`` and see that it never shows a traceback."""
    done = subprocess.run(
        [sys.executable, "-m", "indexer", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "REVIEWFINDER_INDEX": str(index), **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """A folder with one good page."""
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "up.txt").write_text("Up\nUp\n| 2009\n\nBalloons.\nReviews\nAnn\nSweet.\n")
    return folder


def test_rebuild_builds_the_seed_and_says_so_on_stderr_alone(tmp_path: Path) -> None:
    done = run("rebuild", index=tmp_path / "index")
    assert (done.returncode, done.stdout) == (0, "")
    assert re.fullmatch(
        r"1 film, 1 description, 8 reviews from 1 file; generation \S+ is live\n", done.stderr
    )


def test_rebuild_tells_scripts_in_json(tmp_path: Path, pages: Path) -> None:
    (pages / "bad.txt").write_bytes(b"\xff")
    done = run("rebuild", pages, "--json", index=tmp_path / "index")
    report = json.loads(done.stdout)
    assert re.fullmatch(r"\d{8}T.*", report.pop("generation"))
    assert report == {
        "files": 2,
        "counts": {"films": 1, "descriptions": 1, "reviews": 1, "documents": 2, "duplicates": 0},
        "rejected": [
            {
                "path": str(pages / "bad.txt"),
                "line": 1,
                "reason": "not UTF-8 text: byte 0xff at offset 0",
            }
        ],
    }


def test_what_is_rejected_is_named_and_the_rest_is_indexed(tmp_path: Path, pages: Path) -> None:
    (pages / "a-empty.txt").write_bytes(b"")
    (pages / "b-long.txt").write_bytes(b"T\nT\n" + b"x" * 2_000_000)
    (pages / "c-dangling.txt").symlink_to(tmp_path / "nowhere")
    (pages / "README.md").write_text("not a page, and not asked for")
    (pages / ".hidden.txt").write_bytes(b"\xff")
    done = run("rebuild", pages, tmp_path / "none", index=tmp_path / "index")
    assert done.returncode == 0
    assert done.stderr.splitlines()[:-1] == [
        f"{pages}/a-empty.txt:1: the file is empty",
        f"{pages}/b-long.txt:3: line is longer than 1,048,576 bytes",
        f"{pages}/c-dangling.txt:1: cannot be read: no such file",
        f"{tmp_path}/none:1: no such file or folder",
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
    assert strict.stderr.endswith("error: refused, being strict: 1 rejected; what is live stays\n")
    (pages / "up.txt").unlink()
    nothing = run("rebuild", pages, index=index)
    assert nothing.returncode == 66
    assert "error: nothing to index: the sources gave no film; what is live stays" in nothing.stderr
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
    assert first.stderr.startswith(f"{tmp_path}/index: there is no index yet\n")
    again = run("rebuild", "--if-needed", index=tmp_path / "index")
    assert again.returncode == 0
    assert re.fullmatch(r"generation \S+ is live; nothing to build\n", again.stderr)
    assert len(list((tmp_path / "index" / "generations").iterdir())) == 1


def test_the_index_is_named_by_option_or_environment(tmp_path: Path, pages: Path) -> None:
    run("rebuild", pages, "--index", tmp_path / "named", index=tmp_path / "index")
    assert not (tmp_path / "index").exists()
    found = run("search", "--index", tmp_path / "named", "sweet", index=tmp_path / "index")
    assert found.returncode == 0
    assert "Up (2009): review by Ann" in found.stdout


def test_search_prints_ranked_hits_with_the_marks_only_on_a_terminal(seed_index: Path) -> None:
    done = run("search", "mongolia", "--limit", "1", index=seed_index)
    assert done.returncode == 0
    first, text = done.stdout.splitlines()
    assert first == "  1. Seoul Train (2004-11-12, USA): review by CheshireCatsGrin"
    assert "between it and Mongolia. This film" in text
    assert re.match(r"1-1 of 2 for mongolia \(\d+\.\d ms\)\n", done.stderr)


def test_search_gives_the_same_object_as_the_endpoint(seed_index: Path) -> None:
    client = create_app(Settings(index=seed_index)).test_client()
    for query, match in (("seoul train", "all"), ("popcorn mongolia", "all"), ("a b", "any")):
        done = run(
            "search", query, "--json", "--limit", 3, "--page", 2, "--match", match, index=seed_index
        )
        printed = json.loads(done.stdout)
        parameters = {"q": query, "per_page": 3, "page": 2, "match": match}
        answered = client.get("/api/v1/search", query_string=parameters).json
        assert answered is not None
        for answer in (printed, answered):
            del answer["took_ms"]
        assert printed == answered


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["search", "amnesty"], 1, "none of 0 for amnesty"),
        (["search", "popcorn mongolia"], 1, "3 have any of these words: --match any"),
        (["search", "(a"], 2, "error: query, character 1: the parenthesis at character 1 is never"),
        (
            ["search", "autor:x"],
            2,
            "there is no field 'autor'; the fields are author, country, kind",
        ),
        (["search", "autor:x"], 2, "; try: author:x"),
        (["search", "a", "--page", "2000"], 2, "error: page: 2000 with 10 a page goes past hit"),
        (["search", "a", "--limit", "0"], 2, "0 is not in the range 1<=x<=100"),
        (["search"], 2, "Missing argument 'QUERY'"),
        (["serch"], 2, "No such command 'serch'"),
        (["rollback", "nothing"], 66, "no generation 'nothing'; kept: 20"),
        (["rollback"], 66, "no generation is older than"),
    ],
)
def test_what_goes_wrong_is_said_and_has_its_code(
    seed_index: Path, arguments: list[str], code: int, said: str
) -> None:
    done = run(*arguments, index=seed_index)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr


def test_a_broken_setting_is_named(tmp_path: Path) -> None:
    for environment, said in (
        ({"REVIEWFINDER_ENGINE": "lucene"}, "error: REVIEWFINDER_ENGINE: 'lucene' is not one of"),
        ({"REVIEWFINDER_INDEX": " "}, "error: REVIEWFINDER_INDEX: is empty"),
    ):
        done = run("stats", index=tmp_path, environment=environment)
        assert done.returncode == 78
        assert done.stderr.startswith(said)


@pytest.mark.parametrize("command", ["stats", "check", "rollback", "search"])
def test_without_an_index_every_command_says_so(tmp_path: Path, command: str) -> None:
    done = run(command, *(["a"] if command == "search" else []), index=tmp_path / "index")
    assert (done.returncode, done.stdout) == (69, "")
    assert done.stderr == (
        f"error: {tmp_path}/index: there is no index yet; "
        "build it with: python -m indexer rebuild\n"
    )


def test_an_index_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    done = run("rebuild", index=blocked / "index")
    assert done.returncode == 69
    assert done.stderr.count("\n") == 1
    assert "Not a directory" in done.stderr


def test_stats_generations_check_and_rollback_tell_of_the_builds(
    tmp_path: Path, pages: Path
) -> None:
    index = tmp_path / "index"
    run("rebuild", pages, index=index)
    run("rebuild", index=index)
    stats = dict(line.split(maxsplit=1) for line in run("stats", index=index).stdout.splitlines())
    assert (stats["films"], stats["reviews"], stats["documents"]) == ("1", "8", "9")
    asked = json.loads(run("stats", "--json", index=index).stdout)
    assert asked["counts"]["descriptions"] == 1
    assert (asked["engine"], asked["live"], asked["sources"]) == ("whoosh", True, 1)

    listed = run("generations", index=index).stdout.splitlines()
    assert [line[0] for line in listed] == [" ", "*"]
    as_json = json.loads(run("generations", "--json", index=index).stdout)
    assert [build["live"] for build in as_json] == [False, True]

    assert run("check", index=index).stdout.count("  whole\n") == 2
    back = run("rollback", index=index)
    assert back.stderr == f"generation {as_json[0]['name']} is live\n"
    assert run("search", "balloons", index=index).returncode == 0


def test_check_finds_a_changed_byte_and_rollback_refuses_the_damage(
    tmp_path: Path, pages: Path
) -> None:
    index = tmp_path / "index"
    run("rebuild", pages, index=index)
    run("rebuild", pages, index=index)
    old = min((index / "generations").iterdir())
    segment = next(old.glob("*.seg"))
    content = bytearray(segment.read_bytes())
    content[len(content) // 2] ^= 1
    segment.write_bytes(content)
    done = run("check", index=index)
    assert done.returncode == 74
    assert f"{old.name}  {segment.name}: its checksum does not hold" in done.stdout
    reports = json.loads(run("check", "--json", index=index).stdout)
    assert [bool(report["problems"]) for report in reports] == [True, False]
    refused = run("rollback", index=index)
    assert refused.returncode == 74
    assert f"error: {old.name}: damaged: {segment.name}" in refused.stderr


def test_a_terminal_gets_colours_and_a_bar_unless_it_asks_for_none(seed_index: Path) -> None:
    plain = in_terminal({"NO_COLOR": "1"}, "search", "mongolia", index=seed_index)
    assert "\x1b[" not in plain
    colourful = in_terminal({}, "search", "mongolia", index=seed_index)
    assert "\x1b[33m\x1b[1mMongolia\x1b[0m" in colourful
    assert "reading [" not in plain
    drawn = in_terminal({}, "rebuild", "--dry-run", index=seed_index)
    assert "reading [##############################] 1/1 files" in drawn


def in_terminal(environment: dict[str, str], *arguments: str, index: Path) -> str:
    """What a command writes to a real terminal."""
    ours, theirs = pty.openpty()
    settings = {**os.environ, "REVIEWFINDER_INDEX": str(index), "TERM": "xterm"}
    settings.pop("NO_COLOR", None)
    process = subprocess.Popen(
        [sys.executable, "-m", "indexer", *arguments],
        cwd=ROOT,
        env=settings | environment,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    written = b""
    try:
        while block := os.read(ours, 65_536):
            written += block
    except OSError:  # the other end is closed
        pass
    os.close(ours)
    process.wait()
    return written.decode()


def test_output_that_nobody_reads_is_no_error(seed_index: Path) -> None:
    command = f"{sys.executable} -m indexer search seoul --json | head -1"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"],
        cwd=ROOT,
        env={**os.environ, "REVIEWFINDER_INDEX": str(seed_index)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "{\n"
    assert "Traceback" not in done.stderr


def test_every_error_of_the_core_has_an_exit_code() -> None:
    for kind in vars(errors).values():
        if isinstance(kind, type) and not kind.__subclasses__() and kind is not errors.SearchError:
            assert any(issubclass(kind, row) for row, _, _ in EXIT_CODES), kind
