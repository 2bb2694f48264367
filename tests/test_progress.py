"""How a build is shown while it goes on: the bar, the lines, the events, the time left."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.progress import Pace, Stage
from indexer.progress_shown import Bar, Events, Lines, bar_line
from search.errors import SourceError


@dataclass
class Clock:
    """A clock that goes only when it is told to."""

    now: float = 100.0

    def __call__(self) -> float:
        return self.now


def pace(total: int, done: int, seconds: float) -> Pace:
    made = Pace(total, 0.0)
    made.update(done, seconds)
    return made


def test_the_time_left_is_what_remains_at_the_pace_so_far() -> None:
    made = pace(1_000, 100, 2.0)
    assert made.a_second == pytest.approx(50)
    assert made.seconds_left == pytest.approx(18)


def test_a_pace_forgets_how_it_was_long_ago() -> None:
    made = pace(1_000_000, 10_000, 10.0)
    for second in range(11, 100):
        made.update(10_000 + (second - 10) * 10, second)
    assert made.a_second == pytest.approx(10, rel=0.05)


@given(st.lists(st.tuples(st.integers(0, 1_000), st.floats(0.001, 100)), min_size=1, max_size=20))
def test_a_pace_lies_between_its_slowest_and_its_fastest_part(
    parts: list[tuple[int, float]],
) -> None:
    made, done, now = Pace(10_000_000, 0.0), 0, 0.0
    rates = []
    for more, seconds in parts:
        done, now = done + more, now + seconds
        made.update(done, now)
        rates.append(more / seconds)
    assert min(rates) * 0.99 - 0.01 <= made.a_second <= max(rates) * 1.01 + 0.01


@pytest.mark.parametrize("made", [pace(0, 5, 2.0), pace(10, 0, 2.0), pace(10, 5, 0.1), Pace(9, 0)])
def test_no_time_left_is_told_where_nobody_can_know_it(made: Pace) -> None:
    assert made.seconds_left is None


FILES = Stage("reading", 22_125, "file")


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (120, f"reading [{'#' * 14}{'.' * 16}] 11,062 of 22,125 files, 2,766 a second, 0:04 left"),
        (79, "reading [#########..........] 11,062 of 22,125 files, 2,766 a second, 0:04 left"),
        (60, "reading [#######.........] 11,062 of 22,125 files, 0:04 left"),
        (50, "reading [##....] 11,062 of 22,125 files, 0:04 left"),
        (30, "reading 11,062 of 22,125 files"),
        (10, "reading 11"),
    ],
)
def test_a_bar_fits_into_its_terminal(width: int, line: str) -> None:
    drawn = bar_line(FILES, pace(22_125, 11_062, 4.0), width)
    assert len(drawn) <= width
    assert drawn == line


@given(st.integers(1, 300), st.integers(0, 10**9), st.integers(0, 10**9), st.floats(0.001, 10**6))
def test_a_bar_is_never_wider_than_it_may_be(
    width: int, total: int, done: int, seconds: float
) -> None:
    assert (
        len(bar_line(Stage("indexing", total, "document"), pace(total, done, seconds), width))
        <= width
    )


def test_a_bar_is_drawn_ten_times_a_second_at_most(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    bar = Bar(clock=clock, columns=lambda: 80)
    bar.begin(FILES)
    for done in range(1_000):
        clock.now += 0.001
        bar.advance(done)
    bar.close()
    drawn = capsys.readouterr().err.split("\r\x1b[K")
    assert drawn[0] == drawn[-1] == ""
    assert 10 <= len(drawn) - 2 <= 11


def test_a_message_stands_above_the_bar(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    bar = Bar(clock=clock, columns=lambda: 80)
    bar.begin(Stage("reading", 2, "file"))
    clock.now += 1
    bar.reject(SourceError(Path("a.txt"), 1, "the file is empty"))
    bar.close()
    clear = "\r\x1b[K"
    shown = f"{clear}reading [{'.' * 30}] 0 of 2 files"
    assert capsys.readouterr().err == (f"{shown}{clear}a.txt:1: the file is empty\n{shown}{clear}")


def test_lines_come_every_five_seconds_and_none_before(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    lines = Lines(clock=clock)
    lines.begin(Stage("reading", 100, "file"))
    for done in range(1, 13):
        clock.now += 1
        lines.advance(done, done * 10)
    lines.begin(Stage("writing"))
    lines.close()
    assert capsys.readouterr().err.splitlines() == [
        "reading: 5 of 100 files, 50 reviews, 1.0 a second, 1:35 left",
        "reading: 10 of 100 files, 100 reviews, 1.0 a second, 1:30 left",
        "writing ...",
    ]


def test_what_is_over_sooner_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    lines = Lines(clock=clock)
    for stage in (Stage("listing"), FILES, Stage("writing")):
        lines.begin(stage)
        clock.now += 1
        lines.advance(1)
    lines.close()
    assert capsys.readouterr().err == ""


def test_events_are_one_json_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    events = Events(clock=clock)
    events.begin(Stage("reading", 100, "file"))
    clock.now += 2
    events.advance(10)
    events.reject(SourceError(Path("a\udcff.txt"), 3, "no\ntext"))
    events.note("so\nit is")
    events.begin(Stage("writing"))
    assert [json.loads(line) for line in capsys.readouterr().err.splitlines()] == [
        {"event": "stage", "stage": "reading", "total": 100, "unit": "file"},
        {"event": "progress", "stage": "reading", "done": 10, "total": 100, "reviews": None,
         "a_second": 5.0, "seconds_left": 18.0},
        {"event": "rejected", "path": "a\udcff.txt", "line": 3, "reason": "no\ntext"},
        {"event": "note", "message": "so it is"},
        {"event": "stage", "stage": "writing", "total": None, "unit": "file"},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("seconds", "told"), [(4, "0:04 left"), (75, "1:15 left"), (3_725, "1:02:05 left")]
)
def test_time_left_is_told_in_hours_minutes_and_seconds(seconds: int, told: str) -> None:
    made = pace(seconds * 10 + 20, 20, 2.0)
    assert bar_line(Stage("reading", made.total), made, 200).endswith(told)


CLOCKED: list[Callable[[Clock], Bar | Lines | Events]] = [
    lambda clock: Bar(clock=clock),
    lambda clock: Lines(clock=clock),
    lambda clock: Events(clock=clock),
]


@pytest.mark.parametrize("make", CLOCKED)
def test_a_stage_of_unknown_length_is_no_error(
    make: Callable[[Clock], Bar | Lines | Events], capsys: pytest.CaptureFixture[str]
) -> None:
    clock = Clock()
    shown = make(clock)
    shown.begin(Stage("listing"))
    clock.now += 60
    shown.advance(3)
    shown.close()
    assert "listing" in capsys.readouterr().err
