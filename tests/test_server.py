"""``python -m webapp`` and ``flask --app webapp run`` as operators start them."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

from tests.chromium import server
from tests.conftest import ROOT


def start(*options: str, index: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "webapp", *options],
        cwd=ROOT,
        env={**os.environ, "REVIEWFINDER_INDEX": str(index)},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )


def test_it_answers_from_several_processes(seed_index: Path) -> None:
    with (
        server(seed_index, "--workers", "3") as address,
        urllib.request.urlopen(f"{address}/api/v1/search?q=country") as response,
    ):
        assert json.load(response)["total"] == 1
        assert response.headers["Server"] == "gunicorn"


def test_a_query_of_a_thousand_characters_of_any_script_gets_through(seed_index: Path) -> None:
    with server(seed_index, "--workers", "1") as address:
        for query in ("나" * 1_000, "😀" * 999 + "a"):
            url = f"{address}/api/v1/search?q={urllib.parse.quote(query)}"
            with urllib.request.urlopen(url) as response:
                assert json.load(response)["query"] == query


def test_the_port_is_taken_as_it_is_given(seed_index: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with server(seed_index, "--port", str(port)) as address:
        assert address == f"http://127.0.0.1:{port}"


def test_a_port_in_use_is_one_line(seed_index: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = start("--port", str(port), index=seed_index)
    assert done.returncode == 78
    assert done.stderr == (
        f"error: address: 127.0.0.1 port {port} cannot be used: Address already in use\n"
    )


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--port", "x"], "argument --port: 'x' is not a number from 0 to 65535"),
        (["--port", "70000"], "argument --port: '70000' is not a number from 0 to 65535"),
        (["--workers", "0"], "argument --workers: '0' is not a number from 1 to 64"),
        (["--host", "nowhere.invalid"], "error: address: nowhere.invalid port 8000 cannot be used"),
    ],
)
def test_an_option_that_cannot_be_used_is_said(
    seed_index: Path, options: list[str], said: str
) -> None:
    done = start(*options, index=seed_index)
    assert done.returncode in {2, 78}
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_it_ends_quietly_when_told_to(seed_index: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "webapp", "--port", "0"],
        cwd=ROOT,
        env={**os.environ, "REVIEWFINDER_INDEX": str(seed_index), "HOME": "/nonexistent"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert "answers at" in process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "Traceback" not in said


def test_flask_run_works_too(seed_index: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "webapp", "run", "--port", "0"],
        cwd=ROOT,
        env={**os.environ, "REVIEWFINDER_INDEX": str(seed_index)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert process.stdout is not None
        found = None
        while not found and (line := process.stdout.readline()):
            found = re.search(r"http://127\.0\.0\.1:\d+", line)
        assert found
        with urllib.request.urlopen(f"{found.group()}/search?q=country") as response:
            assert b"<mark>country</mark>" in response.read()
    finally:
        process.terminate()
        process.wait(timeout=30)
        if process.stdout is not None:
            process.stdout.close()
