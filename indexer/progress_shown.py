"""How a build goes, on stderr: a bar on a terminal, now and then a line elsewhere, or events."""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import click

from indexer.progress import Pace, Stage
from indexer.terminal import plain, say
from search.wording import counted

if TYPE_CHECKING:
    from collections.abc import Callable

    from indexer.progress import Progress
    from search.errors import SourceError

    Clock = Callable[[], float]

_LONGEST_BAR, _SHORTEST_BAR = 30, 5
_USUAL_COLUMNS = 80
# From here on a pace is told without a fraction.
_FAST = 10
_CLEAR = "\r\x1b[K"


def progress_for(*, as_json: bool) -> Progress:
    """Events for a script, a bar for a terminal that can go back on a line, else plain lines."""
    if as_json:
        return Events()
    is_terminal = sys.stderr is not None and sys.stderr.isatty()
    return Bar() if is_terminal and os.environ.get("TERM") != "dumb" else Lines()


@dataclass(slots=True)
class _Shown:
    """What the three have in common: something is shown every so many seconds."""

    every: float
    clock: Clock = time.monotonic
    stage: Stage = field(default_factory=lambda: Stage(""))
    pace: Pace = field(default_factory=lambda: Pace(0, 0.0))
    reviews: int = 0
    _next: float = 0.0

    def begin(self, stage: Stage) -> None:
        """A stage begins; the one before is done."""
        self.stage = stage
        now = self.clock()
        self.pace = Pace(stage.total, now)
        self.reviews = 0
        self._next = now + self.every

    def advance(self, done: int, reviews: int = 0) -> None:
        """So many of the stage's units are done, and so many reviews were met in them."""
        now = self.clock()
        if now >= self._next:
            self._next = now + self.every
            self.pace.update(done, now)
            self.reviews = reviews
            self.show()

    def show(self) -> None:
        """Show how far the stage is."""

    def reject(self, error: SourceError) -> None:
        """Something was not taken."""
        self.note(str(error))

    def note(self, message: str) -> None:
        """Something that the operator should know."""
        say(message)

    def close(self) -> None:
        """The build is at its end."""


@dataclass(slots=True)
class Bar(_Shown):
    """One line that is drawn again and again, and gone at the end; messages stand above it."""

    every: float = 0.1
    columns: Callable[[], int] = field(default_factory=lambda: _columns)
    _stands: bool = False

    def begin(self, stage: Stage) -> None:
        """A stage begins: its bar is drawn at once."""
        # Named outright: a slotted dataclass is made anew, and super() would mean the first.
        _Shown.begin(self, stage)
        self.show()

    def show(self) -> None:
        """Draw the bar."""
        line = bar_line(self.stage, self.pace, self.columns() - 1, self.reviews)
        _draw(_CLEAR + line)
        self._stands = True

    def note(self, message: str) -> None:
        """A message above the bar, which is drawn again below it."""
        stood = self._stands
        self.close()
        say(message)
        if stood and self.clock() >= self._next:
            self.show()

    def close(self) -> None:
        """Take the bar away."""
        if self._stands:
            _draw(_CLEAR)
            self._stands = False


@dataclass(slots=True)
class Lines(_Shown):
    """A line every few seconds; none for what is over sooner."""

    every: float = 5.0
    _said: bool = False

    def begin(self, stage: Stage) -> None:
        """A stage begins; said where the build has taken long enough for lines."""
        _Shown.begin(self, stage)
        if self._said:
            say(f"{stage.name} ...")

    def show(self) -> None:
        """Say how far the stage is."""
        self._said = True
        say(f"{self.stage.name}: {', '.join(_far(self.stage, self.pace, self.reviews))}")


@dataclass(slots=True)
class Events(_Shown):
    """JSON Lines for a script: an object with ``event`` for whatever happens."""

    every: float = 1.0

    def emit(self, event: str, **facts: object) -> None:
        """Write one event."""
        click.echo(json.dumps({"event": event, **facts}), err=True)

    def begin(self, stage: Stage) -> None:
        """A stage begins."""
        _Shown.begin(self, stage)
        self.emit("stage", stage=stage.name, total=stage.total or None, unit=stage.unit)

    def show(self) -> None:
        """Tell how far the stage is."""
        left = self.pace.seconds_left
        self.emit(
            "progress",
            stage=self.stage.name,
            done=self.pace.done,
            total=self.stage.total or None,
            reviews=self.reviews or None,
            a_second=round(self.pace.a_second, 1),
            seconds_left=None if left is None else round(left, 1),
        )

    def reject(self, error: SourceError) -> None:
        """Something was not taken."""
        self.emit("rejected", path=str(error.path), line=error.line, reason=error.reason)

    def note(self, message: str) -> None:
        """Something that the operator should know."""
        self.emit("note", message=plain(message))


def _columns() -> int:
    """How wide the terminal of stderr is now; as usual where it does not say."""
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or _USUAL_COLUMNS
    except (OSError, ValueError):
        return _USUAL_COLUMNS


def _draw(text: str) -> None:
    # To clear a line is no colour, so that NO_COLOR does not ask for it to be left out.
    click.echo(text, err=True, nl=False, color=True)


def bar_line(stage: Stage, pace: Pace, width: int, reviews: int = 0) -> str:
    """How far a stage is: a bar, how fast it goes and what is left, as a line takes of it.

    ``width`` is in columns.
    """
    if not stage.total:
        return f"{stage.name} ..."[:width]
    parts = _far(stage, pace, reviews)
    while len(parts) > 1 and len(_joined(stage, parts)) > width - _SHORTEST_BAR - len(" []"):
        # What is left of the time says more than the rest.
        del parts[1]
    line = _joined(stage, parts)
    room = min(_LONGEST_BAR, width - len(line) - len(" []"))
    if room < _SHORTEST_BAR:
        return line[:width]
    filled = room * min(pace.done, stage.total) // stage.total
    return f"{stage.name} [{'#' * filled}{'.' * (room - filled)}] {', '.join(parts)}"


def _joined(stage: Stage, parts: list[str]) -> str:
    return f"{stage.name} {', '.join(parts)}"


def _far(stage: Stage, pace: Pace, reviews: int) -> list[str]:
    """How far a stage is, what was met in it, how fast it goes, and how long it will take."""
    if not stage.total:
        return [counted(pace.done, stage.unit)]
    parts = [f"{pace.done:,} of {counted(stage.total, stage.unit)}"]
    if reviews:
        parts.append(counted(reviews, "review"))
    left = pace.seconds_left
    if left:
        digits = 0 if pace.a_second >= _FAST else 1
        parts += [f"{pace.a_second:,.{digits}f} a second", f"{_clock_time(left)} left"]
    return parts


def _clock_time(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
