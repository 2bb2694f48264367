"""The commands that build: rebuild, update, watch."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from indexer import exit_codes
from indexer.build_output import show_end, show_live, told
from indexer.options import index_option
from indexer.readers.spellings import names_by_fact
from indexer.rebuild import Rebuild
from indexer.report import Report
from indexer.update import NO_BASE, SEEDS, Update
from indexer.watch import Watch
from search.engine import MEMORY
from search.factory import make_engine

if TYPE_CHECKING:
    from collections.abc import Callable

    from indexer.progress import Progress
    from search.config import Settings
    from search.engine import Engine, GenerationInfo

    Command = Callable[..., Any]


def _take_names(_: click.Context, __: click.Parameter, pairs: tuple[str, ...]) -> dict[str, str]:
    try:
        return names_by_fact(pairs)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


def _cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


# What every command that builds can be told.
_OPTIONS: tuple[Callable[[Command], Command], ...] = (
    click.argument(
        "sources",
        nargs=-1,
        type=click.Path(path_type=Path, readable=False),
        metavar="[SOURCE]...",
    ),
    index_option,
    click.option(
        "--map",
        "names",
        multiple=True,
        metavar="FACT=NAME",
        callback=_take_names,
        help="The column or key that holds a fact: film=movie_name. For each name of your own.",
    ),
    click.option("--strict", is_flag=True, help="Go live only if nothing was rejected."),
    click.option(
        "--force", is_flag=True, help="Go live though much is lost or a golden query fails."
    ),
    click.option(
        "--jobs",
        type=click.IntRange(1),
        default=_cores,
        show_default="the cores that there are for it",
        metavar="N",
        help="How many processes read and index, where there is enough to do.",
    ),
    click.option(
        "--memory",
        type=click.IntRange(64),
        default=MEMORY >> 20,
        show_default=True,
        metavar="MB",
        callback=lambda _, __, megabytes: megabytes << 20,
        help="How many megabytes of the index are held in memory as all of it is built.",
    ),
    click.option("--json", "as_json", is_flag=True, help="Print the report as JSON, and events."),
    click.pass_obj,
)


def _build_options(command: Command) -> Command:
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@click.command()
@click.option("--dry-run", is_flag=True, help="Read and report; write nothing.")
@click.option("--if-needed", is_flag=True, help="Only if there is no index that can be served.")
@_build_options
def rebuild(settings: Settings, /, sources: tuple[Path, ...], **options: Any) -> None:
    """Build a new generation and put it live.

    Each SOURCE is a text page, a table (CSV, TSV), JSON or JSON Lines, packed or in an
    archive if you like, or a folder of them; without any it is the folder seeds.
    What cannot be taken is named on stderr as path:line: reason, and the rest is indexed.
    What was live stays live until the new generation is complete. One that lost more than
    a tenth of the live documents, or fails a golden query, is kept and not put live.
    """
    as_json, dry, if_needed = (options.pop(n) for n in ("as_json", "dry_run", "if_needed"))
    with told(as_json=as_json) as progress:
        engine = make_engine(settings)
        live = _served(engine, progress) if if_needed else None
        if live:
            show_live(Report(counts=dict(live.counts), generation=live), progress)
            return
        job = Rebuild(sources or SEEDS, progress=progress, **options)
        report = job.dry_run() if dry else job.run(engine)
        show_end(report, progress)
        if report.held_back or (dry and job.strict and report.rejects.total):
            sys.exit(exit_codes.BAD_DATA)


@click.command()
@_build_options
def update(settings: Settings, /, sources: tuple[Path, ...], **options: Any) -> None:
    """Take what changed in the sources into a new generation.

    New, changed and deleted files are told by their content. The answers are those of a
    rebuild from the same SOURCEs; without any these are the ones of the live generation.
    """
    with told(as_json=options.pop("as_json")) as progress:
        report = Update(sources, progress=progress, **options).run(make_engine(settings))
        show_end(report, progress)
        if report.held_back:
            sys.exit(exit_codes.BAD_DATA)


@click.command()
@_build_options
def watch(settings: Settings, /, sources: tuple[Path, ...], **options: Any) -> None:
    """Update whenever a file of the sources changes.

    It begins with an update and goes on until it is interrupted.
    """
    with told(as_json=options.pop("as_json")) as progress:
        job = Update(sources, progress=progress, **options)
        Watch(job, lambda report: show_end(report, progress, None)).run(make_engine(settings))


def _served(engine: Engine, progress: Progress) -> GenerationInfo | None:
    """The live generation, or None, said why, where none can be served."""
    try:
        return engine.live()
    except NO_BASE as error:
        progress.note(f"{str(error).partition(';')[0]}; building it")
        return None
