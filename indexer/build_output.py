"""How a command that builds tells of it: as it goes, where it fails, and at its end."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from indexer import exit_codes, terminal
from indexer.progress_shown import Events, progress_for
from search.errors import SearchError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from indexer.progress import Progress
    from indexer.report import Report


@contextmanager
def told(*, as_json: bool) -> Iterator[Progress]:
    """Who a build is told to; what ends it is an event too, where events are asked for."""
    progress = progress_for(as_json=as_json)
    try:
        yield progress
    except (SearchError, KeyboardInterrupt) as error:
        if not isinstance(progress, Events):
            raise
        code, message = exit_codes.INTERRUPTED, "interrupted; what was live is live"
        if isinstance(error, SearchError):
            code, message = exit_codes.exit_code(error), str(error)
        progress.emit("error", message=message, exit_code=code)
        sys.exit(code)
    finally:
        progress.close()


def show_end(report: Report, progress: Progress, indent: int | None = 2) -> None:
    """The report: for people on stderr, or as events there and JSON on stdout.

    Without ``indent`` that is one line.
    """
    progress.close()
    if not isinstance(progress, Events):
        terminal.show_report(report)
        return
    if report.generation:
        name = report.generation.name
        if report.held_back:
            progress.emit("held_back", generation=name, reason=report.held_back)
        else:
            progress.emit("live", generation=name)
    terminal.show(json.dumps(_answer(report), ensure_ascii=False, indent=indent))


def show_live(report: Report, progress: Progress) -> None:
    """The report of a build that was not needed: what is live is named, no more."""
    if report.generation:
        progress.note(f"generation {report.generation.name} is live; nothing to build")
    if isinstance(progress, Events):
        show_end(report, progress)


def _answer(report: Report) -> dict[str, Any]:
    made = report.generation
    return {
        "generation": made.name if made else None,
        "held_back": report.held_back or None,
        **report.as_json(),
    }
