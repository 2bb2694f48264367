"""The documents against the code: nothing undocumented, no command or link that fails."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

from indexer.cli import cli
from indexer.exit_codes import EXIT_CODES
from search.query import normalise, parse
from search.query.nodes import Match
from tests.chromium import server
from tests.conftest import ROOT
from tests.query_table import READS
from tests.test_frozen import field_names
from tests.test_house import MODULES
from webapp.errors import PROBLEMS

DOCUMENTS = sorted(
    path
    for path in ROOT.rglob("*.md")
    if not set(path.parts) & {".venv", ".pytest_cache", ".opensearch"}
)


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(path: Path) -> None:
    for link in re.findall(r"\]\(([^)#]+)[^)]*\)", path.read_text("utf-8")):
        if not link.startswith(("http:", "https:")):
            assert (path.parent / link).exists(), link


def shell_lines(name: str) -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", read(name), re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line.strip()]


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "docs/opensearch-cluster.md"])
def test_every_recipe_that_is_named_exists(name: str) -> None:
    recipes = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))
    named = [line.split()[1] for line in shell_lines(name) if line.startswith("make")]
    assert named
    assert set(named) <= recipes


def test_the_commands_of_the_readme_work(tmp_path: Path, seed_index: Path) -> None:
    commands = [line for line in shell_lines("README.md") if "-m indexer" in line]
    assert len(commands) >= 5
    for line in commands:
        program, *arguments = shlex.split(line)
        assert program == ".venv/bin/python"
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env={"REVIEWFINDER_INDEX": str(tmp_path / "index")},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{line}: {done.stderr}"
    asked = [line for line in shell_lines("README.md") if line.startswith("curl")]
    assert len(asked) >= 2
    with server(seed_index) as address:
        for line in asked:
            url = shlex.split(line)[1].replace("http://127.0.0.1:8000", address)
            done = subprocess.run(
                ["curl", "--silent", "--fail", url], capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, line
            assert '"seoul-train-2004"' in done.stdout


ROWS = re.findall(r"^\| `(.+?)` \| `(.+?)` \|", read("docs/query-syntax.md"), re.MULTILINE)


@pytest.mark.parametrize(("typed", "printed"), ROWS)
def test_the_query_syntax_is_as_it_is_written(typed: str, printed: str) -> None:
    known = {row.text: (row.printed, row.any_printed or row.printed) for row in READS}
    assert printed in known[typed], "not a row of tests/query_table.py"
    matches: tuple[Match, ...] = ("all", "any")
    assert printed in {str(normalise(parse(typed, match))) for match in matches}


def test_the_query_syntax_has_rows() -> None:
    assert len(ROWS) >= 25


def helps() -> dict[str, str]:
    """The --help of the command line and of each command, as it is printed."""
    texts = {"": help_of(cli, "python -m indexer")}
    for name, command in cli.commands.items():
        texts[name] = help_of(command, f"python -m indexer {name}")
    return texts


def help_of(command: click.Command, name: str) -> str:
    settings = {**cli.context_settings, **command.context_settings}
    with click.Context(command, info_name=name, terminal_width=90, **settings) as context:
        return command.get_help(context)


def test_the_command_line_is_written_down() -> None:
    written = read("docs/command-line.md")
    for name, text in helps().items():
        assert f"```\n{text}\n```" in written, f"{name}: put this there:\n{text}"
    for _, code, meaning in EXIT_CODES:
        assert re.search(rf"^\| {code} \|.*{re.escape(meaning)}", written, re.MULTILINE), meaning


def test_every_problem_and_field_of_the_endpoint_is_written_down() -> None:
    written = read("docs/api.md")
    for _, status, name, _ in PROBLEMS:
        assert f"| `urn:reviewfinder:problem:{name}` | {int(status)} |" in written
    for names in json.loads(read("tests/frozen/v1_field_names.json")).values():
        for name in names:
            last = name.replace("[]", "").rpartition(".")[2]
            assert re.search(rf"[`.]{last}(\[\])?`", written), name
    assert field_names({"a": [{"b": 1}]}) == {"a[].b"}


def test_every_module_has_its_line_in_the_architecture() -> None:
    written = read("ARCHITECTURE.md")
    for module, path in MODULES.items():
        if path.name not in {"__init__.py", "__main__.py"}:
            assert f"{path.name}`" in written, module


def test_every_setting_is_written_down() -> None:
    sources = [*MODULES.values()]
    named = {
        name
        for path in sources
        for name in re.findall(r"REVIEWFINDER_[A-Z_]+", path.read_text("utf-8"))
    }
    assert named
    for name in named:
        assert f"`{name}`" in read("docs/operations.md")


def test_decisions_are_numbered_without_gap_and_short() -> None:
    decisions = sorted((ROOT / "docs" / "adr").glob("*.md"))
    for number, path in enumerate(decisions, start=1):
        assert path.name.startswith(f"{number:04d}-")
        text = path.read_text("utf-8")
        assert text.startswith(f"# {number}. ")
        assert "**Decision.**" in text
        assert len(text.splitlines()) <= 24
