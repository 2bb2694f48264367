"""What the command line prints for people; data to stdout, all else to stderr."""

from __future__ import annotations

import io
import os
import re
import sys
from typing import TYPE_CHECKING

import click

from indexer.documents import COUNTED
from search.engine import CheckReport
from search.wording import FOUND_IN, counted, long_date, rated

if TYPE_CHECKING:
    from indexer.rejects import Rejects
    from indexer.report import Report
    from search.engine import GenerationInfo
    from search.facets import Facet
    from search.results import FoundInFilm, Hit, SearchResult, Snippet

_INDENT = "    "
_FEW_REJECTS, _SHOWN_REASONS, _SHOWN_PLACES = 5, 10, 3
# What is worth a word, in seconds.
_SLOW_FILE, _SLOW_BUILD = 1.0, 3.0
_KILO, _MEGA = 1_000, 1_000_000
# What a terminal would act on rather than show; from a page or a file's name it is no one's wish.
_CONTROLS = dict.fromkeys((*range(32), *range(127, 160)), "�")


def prepare() -> None:
    """Make output safe for what cannot be written in the terminal's encoding."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def plain(text: str) -> str:
    """A text from outside on one line, without control characters."""
    return " ".join(text.split()).translate(_CONTROLS)


def colours() -> bool | None:
    """False where NO_COLOR is set to anything (https://no-color.org), else as click finds."""
    return False if os.environ.get("NO_COLOR") else None


def say(message: str) -> None:
    """A message for the operator, on one line."""
    click.echo(plain(message), err=True)


def show(text: str) -> None:
    """A line of data."""
    click.echo(text, color=colours())


def show_report(report: Report) -> None:
    """The end of a build in one line; below it what was not taken and where the time went."""
    counts = report.counts
    made = report.generation
    taken = (
        f"{counted(counts['films'], 'film')}, {counted(counts['descriptions'], 'description')}, "
        f"{counted(counts['reviews'], 'review')} from {counted(report.files, 'file')}"
    )
    left = [
        f"{count:,} {word}"
        for count, word in (
            (report.rejects.total, "rejected"),
            (counts["duplicates"], "given twice"),
            (counts["folded"], "nearly the same and folded"),
        )
        if count
    ]
    changed = [f"{n:,} {name}" for name, n in report.changes.items() if n and name != "same"]
    if report.changes:
        left.insert(0, f"{', '.join(changed) or 'nothing changed'}")
    outcome = f"generation {made.name} is live" if made else "dry run: nothing was written"
    if made and report.held_back:
        outcome = f"generation {made.name} is kept, not live: {report.held_back}"
        outcome += f"; if that is right: python -m indexer rollback {made.name}"
    say("; ".join([taken, *left, outcome]))
    _show_rejects(report.rejects)
    _show_times(report)


def _show_rejects(rejects: Rejects) -> None:
    if rejects.total <= _FEW_REJECTS:
        return  # they stand just above
    reasons = rejects.by_total()
    for rejected in reasons[:_SHOWN_REASONS]:
        places = [f"{path}:{line}" for path, line in rejected.places[:_SHOWN_PLACES]]
        more = rejected.total - len(places)
        say(
            f"rejected {rejected.total:,}: {rejected.reason}: {', '.join(places)}"
            f"{f' and {more:,} more' if more else ''}"
        )
    rest = reasons[_SHOWN_REASONS:]
    if rest:
        others = sum(rejected.total for rejected in rest)
        say(f"rejected {others:,}: for {counted(len(rest), 'other reason')}; --json has them")


def _show_times(report: Report) -> None:
    slow = [
        f"{path} {_seconds(seconds)}" for seconds, path in report.slowest if seconds >= _SLOW_FILE
    ]
    if slow:
        say(f"slowest to read: {', '.join(slow)}")
    if sum(report.seconds.values()) >= _SLOW_BUILD:
        stages = ", ".join(f"{name} {_seconds(spent)}" for name, spent in report.seconds.items())
        # An update makes few of the documents that it counts.
        rate = "" if report.changes else f"; {report.documents_a_second:,.0f} documents a second"
        say(f"{stages}{rate}")


def _seconds(seconds: float) -> str:
    return f"{seconds:,.1f} s"


def show_result(result: SearchResult) -> None:
    """The hits of a page, numbered as they rank, best first."""
    first = result.request.offset + 1
    for rank, group in enumerate(result.groups, start=first):
        _show_film(rank, group, result.subject)
    for rank, hit in enumerate(result.hits, start=first):
        _show_hit(rank, hit, result.subject)
    shown = len(result.hits) + len(result.groups)
    last = first + shown - 1
    took = f"({result.took_ms:.1f} ms)"
    if shown:
        films = f"{counted(result.group_total, 'film')} with " if result.groups else ""
        say(f"{first}-{last} of {films}{result.total:,} for {result.interpreted} {took}")
    elif result.total:
        say(f"there is no page {result.request.page:,}; the last is {result.page_count:,} {took}")
    else:
        say(f"nothing found for {result.interpreted} {took}")
    for facet in result.facets:
        _show_facet(facet)
    searched = [w for w in result.related if not result.request.is_without(w.word)]
    if searched:
        words = ", ".join(f"{plain(related.word)} {related.weight:g}" for related in searched)
        say(f"related words, and what each counts: {words}")
    for suggestion in result.suggestions:
        asked = "any of the words: --match any" if suggestion.match == "any" else suggestion.query
        say(f"{counted(suggestion.total, 'hit')} for {asked}")


def _show_film(rank: int, group: FoundInFilm, subject: str) -> None:
    """A film, how many of its reviews match, and its best hits."""
    of = f"{group.matching:,} of {counted(group.reviews, 'review')}"
    show(f"{rank:3}. {plain(group.film.title)}: {of}, share {group.share:.3f}")
    for number, hit in enumerate(group.hits, start=1):
        _show_hit(number, hit, subject)


def _show_facet(facet: Facet) -> None:
    """What the hits of a facet's values are, those chosen with a star."""
    values = [
        f"{'*' if one.selected else ''}{plain(one.label)} {one.count:,}" for one in facet.values
    ]
    more = f", ... of {facet.total:,}" if facet.truncated else ""
    show(f"{facet.name}: {', '.join(values) or 'none'}{more}")


def show_generation(build: GenerationInfo | CheckReport, *, live: bool) -> None:
    """A generation in one line."""
    mark = "*" if live else " "
    if isinstance(build, CheckReport):
        show(f"{mark} {build.name}  damaged: {'; '.join(build.problems)}")
        return
    counts = build.counts
    held_back = f"  held back: {plain(build.held_back)}" if build.held_back and not live else ""
    show(
        f"{mark} {build.name}  {build.created}  "
        f"{counted(counts['films'], 'film')}, {counted(counts['documents'], 'document')}, "
        f"{_size(build.size_bytes)}{held_back}"
    )


def show_stats(info: GenerationInfo) -> None:
    """The live generation, a fact a line."""
    facts = {
        "generation": info.name,
        "created": info.created,
        "engine": f"{info.engine} ({info.library})",
        "schema": info.schema,
        **{name: info.counts[name] for name in COUNTED if name in info.counts},
        "sources": info.sources,
        "size": _size(info.size_bytes),
    }
    for name, value in facts.items():
        show(f"{name:<13}{value:,}" if isinstance(value, int) else f"{name:<13}{value}")


def _show_hit(rank: int, hit: Hit, subject: str) -> None:
    fields = {snippet.field for snippet in hit.snippets}
    marked = {
        field: _marked([snippet for snippet in hit.snippets if snippet.field == field])
        for field in fields
    }
    title = marked.get("title", click.style(plain(hit.film.title), bold=True))
    author = f" by {marked.get('author', plain(hit.author))}" if hit.author else ""
    released = _listed(long_date(hit.film.release_date), plain(hit.film.country))
    mentions = f"mentions {plain(subject)}" if hit.subject == "mention" else ""
    said = _listed(mentions, rated(hit.facts.rating), long_date(hit.facts.date))
    show(
        f"{rank:>3}. {title}{f' ({released})' if released else ''}: {hit.kind}{author}"
        f"{f', {said}' if said else ''}"
    )
    for label, field in FOUND_IN:
        names = [_coloured(snippet) for snippet in hit.snippets if snippet.field == field]
        if names:
            show(f"{_INDENT} {label} {', '.join(names)}")
    if hit.facts.title:
        headline = marked.get("review_title", plain(hit.facts.title))
        show(f"{_INDENT} {click.style(headline, bold=True)}")
    if marked["text"]:
        show(_INDENT + " " + marked["text"])
    if hit.explanation is not None:
        _show_explanation(hit)


def _listed(*facts: str) -> str:
    return ", ".join(fact for fact in facts if fact)


def _show_explanation(hit: Hit) -> None:
    show(f"{_INDENT} score {hit.score:.4f} =")
    for part in hit.explanation or ():
        why = ""
        if part.having:
            why = f", in {counted(part.having, 'document')}: idf {part.idf:.4f}"
        if part.boost != 1:
            why += f", boosted by {part.boost:g}"
        show(f"{_INDENT}   {part.score:.4f} {plain(part.query)}{why}")
        for field in part.fields:
            show(
                f"{_INDENT}     {field.normalised:.4f} {field.field}: {field.frequency:g} times "
                f"{field.weight:g}, {field.length} words where {field.average:.1f} are usual"
            )


def _marked(snippets: list[Snippet]) -> str:
    """The snippets of a field on one line, with an ellipsis where something is left out."""
    text = " … ".join(map(_coloured, snippets))
    return f"{'…' * snippets[0].cut_before}{text}{'…' * snippets[-1].cut_after}"


def _coloured(snippet: Snippet) -> str:
    pieces = [
        (re.sub(r"\s+", " ", piece).translate(_CONTROLS), matched)
        for piece, matched in snippet.pieces()
    ]
    return "".join(
        click.style(piece, fg="yellow", bold=True) if matched else piece
        for piece, matched in pieces
    ).strip()


def _size(count: int) -> str:
    return f"{count / _MEGA:,.1f} MB" if count >= _MEGA else f"{count / _KILO:,.1f} kB"
