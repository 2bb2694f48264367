"""What the command line prints for people; data to stdout, all else to stderr."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from indexer.rebuild import Report
    from search.engine import GenerationInfo
    from search.results import Hit, SearchResult, Snippet

_INDENT = "    "


def colours() -> bool | None:
    """False where NO_COLOR is set to anything (https://no-color.org), else as click finds."""
    return False if os.environ.get("NO_COLOR") else None


def say(message: str) -> None:
    """A message for the operator."""
    click.echo(message, err=True)


def show(text: str) -> None:
    """A line of data."""
    click.echo(text, color=colours())


def progress_bar() -> Callable[[int, int], None]:
    """A function to call with files done and files in all; draws only on a terminal."""
    if not sys.stderr.isatty():
        return lambda _done, _all: None

    def draw(done: int, files: int) -> None:
        width = 30
        filled = width * done // max(1, files)
        end = "\n" if done == files else ""
        bar = f"\rreading [{'#' * filled}{'.' * (width - filled)}] {done:,}/{files:,} files"
        click.echo(bar + end, err=True, nl=False)

    return draw


def show_report(report: Report) -> None:
    """The end of a rebuild in one line."""
    counts = report.counts
    made = report.generation
    taken = (
        f"{_number(counts['films'], 'film')}, {_number(counts['descriptions'], 'description')}, "
        f"{_number(counts['reviews'], 'review')} from {_number(report.files, 'file')}"
    )
    left = [
        f"{count:,} {word}"
        for count, word in ((len(report.rejected), "rejected"), (counts["duplicates"], "duplicate"))
        if count
    ]
    outcome = f"generation {made.name} is live" if made else "dry run: nothing was written"
    say("; ".join([taken, *left, outcome]))


def show_result(result: SearchResult) -> None:
    """The hits of a page, numbered as they rank, best first."""
    first = result.request.offset + 1
    for rank, hit in enumerate(result.hits, start=first):
        _show_hit(rank, hit)
    last = first + len(result.hits) - 1
    shown = f"{first}-{last} of {result.total:,}" if result.hits else f"none of {result.total:,}"
    say(f"{shown} for {result.interpreted} ({result.took_ms:.1f} ms)")
    for suggestion in result.suggestions:
        say(f"{suggestion.total:,} have any of these words: --match any")


def show_generation(info: GenerationInfo, *, live: bool) -> None:
    """A generation in one line."""
    counts = info.counts
    show(
        f"{'*' if live else ' '} {info.name}  {info.created}  "
        f"{_number(counts['films'], 'film')}, {_number(counts['documents'], 'document')}, "
        f"{info.size_bytes / 1e6:.1f} MB"
    )


def show_stats(info: GenerationInfo) -> None:
    """The live generation, a fact a line."""
    facts = {
        "generation": info.name,
        "created": info.created,
        "engine": f"{info.engine} ({info.library})",
        "schema": info.schema,
        **info.counts,
        "sources": len(info.sources),
        "size": f"{info.size_bytes / 1e6:.1f} MB",
    }
    for name, value in facts.items():
        show(f"{name:<13}{value:,}" if isinstance(value, int) else f"{name:<13}{value}")


def _show_hit(rank: int, hit: Hit) -> None:
    marked = {snippet.field: _marked(snippet) for snippet in hit.snippets}
    title = marked.get("title", click.style(hit.film.title, bold=True))
    author = f" by {marked.get('author', hit.author)}" if hit.author else ""
    released = ", ".join(fact for fact in (hit.film.release_date, hit.film.country) if fact)
    show(f"{rank:>3}. {title}{f' ({released})' if released else ''}: {hit.kind}{author}")
    if marked["text"]:
        show(_INDENT + " " + marked["text"])


def _marked(snippet: Snippet) -> str:
    text = "".join(
        click.style(piece, fg="yellow", bold=True) if matched else piece
        for piece, matched in snippet.pieces()
    )
    before, after = "…" * snippet.cut_before, "…" * snippet.cut_after
    return f"{before}{' '.join(text.split())}{after}"


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
