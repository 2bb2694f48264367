"""A clock that was set back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

import pytest

from search.engine import Engine
from search.engines.whoosh_engine import WhooshEngine
from search.generations import new_name
from tests.corpus import found, texts

SetClock = Callable[[timedelta], None]
NOW = datetime.now
BACK = [timedelta(days=1), timedelta(days=3_653)]


@pytest.fixture
def set_back(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """Sets the clock of the generations back by so much."""

    def by(time: timedelta) -> None:
        class Clock(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> Clock:
                return cls.fromtimestamp((NOW(tz) - time).timestamp(), tz)

        monkeypatch.setattr("search.generations.datetime", Clock)

    return by


def names(engine: Engine) -> list[str]:
    return [build.name for build in engine.generations()]


@pytest.mark.parametrize("back", BACK, ids=str)
def test_a_build_under_a_clock_that_was_set_back_is_the_newest(
    tmp_path: Path, set_back: SetClock, back: timedelta
) -> None:
    engine = WhooshEngine(tmp_path)
    before = [texts(engine, "one"), texts(engine, "two")]
    set_back(back)
    made = [*before, texts(engine, "three")]
    assert engine.live() == made[-1]
    assert found(engine, "three") == [1]
    assert names(engine) == [build.name for build in made]
    assert engine.rollback() == before[-1]
    assert engine.rollback() == before[0]


@pytest.mark.parametrize("back", BACK, ids=str)
def test_pruning_under_a_clock_that_was_set_back_keeps_the_last_builds(
    tmp_path: Path, set_back: SetClock, back: timedelta
) -> None:
    engine = WhooshEngine(tmp_path)
    made = [texts(engine, str(number)).name for number in range(2)]
    set_back(back)
    made += [texts(engine, str(number)).name for number in range(4)]
    assert names(engine) == made[-3:]


def test_the_newest_stands_in_for_a_damaged_build_under_a_clock_that_was_set_back(
    tmp_path: Path, set_back: SetClock
) -> None:
    engine = WhooshEngine(tmp_path)
    texts(engine, "one")
    set_back(BACK[0])
    second, third = texts(engine, "two"), texts(engine, "three")
    next((tmp_path / "generations" / third.name).glob("*.toc")).write_bytes(b"")
    with WhooshEngine(tmp_path).searcher() as searcher:
        assert searcher.generation == second


def test_the_live_build_counts_though_its_folder_is_gone(
    tmp_path: Path, set_back: SetClock
) -> None:
    live = "20990101T000000.000000Z-00000000"
    (tmp_path / "CURRENT").write_text(f"{live}\n")
    assert texts(WhooshEngine(tmp_path), "one").name > live


@pytest.mark.parametrize(
    "there", ["99991231T235959.999999Z-00000000", "99999999T999999.999999Z-00000000"]
)
def test_what_no_time_comes_after_is_in_no_builds_way(there: str) -> None:
    assert new_name([there]) < there
