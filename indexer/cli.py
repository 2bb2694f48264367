"""The command line: a thin skin on the library, the same verbs in both."""

from __future__ import annotations

import dataclasses
import json
import sys
from typing import TYPE_CHECKING, Any

import click

from indexer import exit_codes, terminal
from indexer.build_commands import rebuild, update, watch
from indexer.options import FilterType, index_option, json_option
from search.answer import generation_answer, search_answer
from search.errors import QueryError, SearchError
from search.facets import FACET_NAMES, read_filters
from search.factory import make_engine, make_service
from search.results import MAX_PER_PAGE, SearchRequest
from search.sorting import RELEVANCE, SORTS, SORTS_OF_FILMS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from search.config import Settings


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 90})
def cli() -> None:
    """Build the index of film pages, search it, look after it."""


cli.add_command(rebuild)
cli.add_command(update)
cli.add_command(watch)


# -word is a query, not an option.
@cli.command(context_settings={"ignore_unknown_options": True})
@click.argument("query")
@index_option
@click.option(
    "--match",
    type=click.Choice(["all", "any"]),
    default="all",
    show_default=True,
    help="Whether all words must match or any.",
)
@click.option("--expand", is_flag=True, help="Search words related to those of QUERY too.")
@click.option("--without", multiple=True, metavar="WORD", help="A related word to leave out.")
@click.option(
    "--sort",
    type=click.Choice(SORTS_OF_FILMS),
    metavar="ORDER",
    default=RELEVANCE,
    show_default=True,
    help=f"What stands first: {', '.join(SORTS)}; with --group film also share, of its reviews "
    "that match. What lacks the fact stands last.",
)
@click.option(
    "--group",
    type=click.Choice(["none", "film"]),
    default="none",
    show_default=True,
    help="One entry a film, with its best hits.",
)
@click.option(
    "--filter",
    "filters",
    type=FilterType(),
    multiple=True,
    help="Only hits that have VALUE, of the facets below; any of those given for one NAME.",
)
@click.option(
    "--facet",
    "facets",
    type=click.Choice(FACET_NAMES),
    metavar="NAME",
    multiple=True,
    help=f"Count the hits by {', '.join(FACET_NAMES)}.",
)
@click.option("--explain", is_flag=True, help="Show what each score adds up from.")
@click.option(
    "--limit",
    type=click.IntRange(1, MAX_PER_PAGE),
    default=10,
    show_default=True,
    help="Hits a page.",
)
@click.option("--page", type=click.IntRange(1), default=1, show_default=True, help="Which page.")
@json_option
@click.pass_obj
def search(settings: Settings, /, query: str, **options: Any) -> None:
    """Search the live generation for QUERY, best hits first.

    Leaves with 0 for hits, 1 for none, 2 for a query that cannot be read.
    """
    request = SearchRequest(
        query,
        options["match"],
        options["page"],
        options["limit"],
        explain=options["explain"],
        expand=options["expand"],
        without=options["without"],
        sort=options["sort"],
        group=options["group"],
        filters=read_filters(options["filters"]),
        facets=tuple(dict.fromkeys(options["facets"])),
    )
    result = make_service(settings).search(request)
    if options["as_json"]:
        _show_json(search_answer(result))
    else:
        terminal.show_result(result)
    sys.exit(exit_codes.OK if result.total else exit_codes.NOTHING_FOUND)


@cli.command()
@index_option
@json_option
@click.pass_obj
def stats(settings: Settings, *, as_json: bool) -> None:
    """Say what is live."""
    info = make_engine(settings).live()
    if as_json:
        _show_json(generation_answer(info, live=True))
    else:
        terminal.show_stats(info)


@cli.command()
@index_option
@json_option
@click.pass_obj
def check(settings: Settings, *, as_json: bool) -> None:
    """Hold every byte of every generation against its checksums.

    Leaves with 0 if all hold, 74 if one does not.
    """
    reports = make_engine(settings).check()
    if as_json:
        _show_json([dataclasses.asdict(report) for report in reports])
    for report in [] if as_json else reports:
        terminal.show(f"{report.name}  {'; '.join(report.problems) or 'whole'}")
    if any(report.problems for report in reports):
        sys.exit(exit_codes.DAMAGED)


@cli.command()
@index_option
@json_option
@click.pass_obj
def generations(settings: Settings, *, as_json: bool) -> None:
    """List the builds that are kept, oldest first.

    A * marks the live one.
    """
    engine = make_engine(settings)
    live = engine.live_name()
    kept = engine.generations()
    if as_json:
        _show_json([generation_answer(build, live=build.name == live) for build in kept])
        return
    for build in kept:
        terminal.show_generation(build, live=build.name == live)
    if not kept:
        terminal.say("there are none yet")


@cli.command()
@click.argument("name", required=False)
@index_option
@click.pass_obj
def rollback(settings: Settings, name: str | None) -> None:
    """Put an older generation live again.

    It is NAME, or without it the newest one that is older than the live one (the newest of
    all where it cannot be told which is live). Going forward again takes a NAME.
    """
    info = make_engine(settings).rollback(name)
    terminal.say(f"generation {info.name} is live")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; errors are one line on stderr and a code of the table."""
    terminal.prepare()
    try:
        sys.exit(cli.main(arguments, "python -m indexer", standalone_mode=False))
    except SearchError as error:
        suggestions = error.suggestions if isinstance(error, QueryError) else ()
        hint = f"; try: {suggestions[0]}" if suggestions else ""
        terminal.say(f"error: {error}{hint}")
        sys.exit(exit_codes.exit_code(error))
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        terminal.say("interrupted; what was live is live")
        sys.exit(exit_codes.INTERRUPTED)
    except OSError as error:
        terminal.say(f"error: {error.filename or 'output'}: {error.strerror}")
        sys.exit(exit_codes.DAMAGED)


def _show_json(value: object) -> None:
    terminal.show(json.dumps(value, ensure_ascii=False, indent=2))
