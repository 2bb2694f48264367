"""The command line as people and scripts run it: output, errors, exit codes."""

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
from tests.command import run
from tests.conftest import ROOT
from webapp import create_app


def test_search_prints_ranked_hits_with_the_marks_only_on_a_terminal(seed_index: Path) -> None:
    done = run("search", "mongolia", "--limit", "1", index=seed_index)
    assert done.returncode == 0
    first, text = done.stdout.splitlines()
    assert first == "  1. Seoul Train (12 November 2004, USA): review by CheshireCatsGrin"
    assert "between it and Mongolia. This film" in text
    assert re.match(r"1-1 of 2 for mongolia \(\d+\.\d ms\)\n", done.stderr)


def test_search_shows_fragments_with_an_ellipsis_where_something_is_left_out(
    seed_index: Path,
) -> None:
    done = run("search", "underground border", index=seed_index)
    first, second = done.stdout.splitlines()[1].split(" … ")
    assert first.strip().startswith("…")
    assert "border" in first
    assert "underground" in second


def test_search_explains_its_scores(seed_index: Path) -> None:
    done = run("search", "mongolia", "--explain", "--limit", "1", index=seed_index)
    score, part, field = done.stdout.splitlines()[2:]
    assert re.fullmatch(r" +score \d\.\d{4} =", score)
    assert re.fullmatch(r" +\d\.\d{4} mongolia, in 2 documents: idf \d\.\d{4}", part)
    assert re.fullmatch(r" +\d\.\d{4} text: 2 times 0\.8, \d+ words where \d+\.\d are usual", field)
    boosted = run("search", "mongolia^2", "--explain", "--limit", "1", index=seed_index)
    assert "mongolia, in 2 documents: idf" in boosted.stdout
    assert ", boosted by 2" in boosted.stdout


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
        (["search", "amnesty"], 1, "nothing found for amnesty"),
        (["search", "popcorn mongolia"], 1, "3 hits for any of the words: --match any"),
        (["search", "popcorn mongolia"], 1, "2 hits for mongolia"),
        (["search", "(a"], 2, "error: the parenthesis is never closed (character 1); try: (a)"),
        (
            ["search", "autor:x"],
            2,
            "there is no field 'autor'; the fields are author, cast, country, d",
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
    run("rebuild", "--force", index=index)
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
    segment = next(old.glob("*.rft"))
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
    assert "reading [..............................] 0 of 1 file\r\x1b[K" in drawn
    assert drawn.endswith(
        "\r\x1b[K1 film, 1 description, 8 reviews from 1 file; dry run: nothing was written\r\n"
    )
    assert "\x1b" not in in_terminal({"TERM": "dumb"}, "rebuild", "--dry-run", index=seed_index)


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


def test_output_that_cannot_be_written_is_one_line(seed_index: Path) -> None:
    for arguments in ("search seoul", "search seoul --json", "stats"):
        command = f"{sys.executable} -m indexer {arguments} >/dev/full"
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=ROOT,
            env={**os.environ, "REVIEWFINDER_INDEX": str(seed_index)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 74
        assert done.stderr.splitlines()[-1] == "error: output: No space left on device"
        assert "Traceback" not in done.stderr


def test_a_terminal_of_another_encoding_gets_what_it_can_show(seed_index: Path) -> None:
    environment = {"PYTHONIOENCODING": "latin-1"}
    done = run("search", "mongolia", index=seed_index, environment=environment)
    assert done.returncode == 0


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
