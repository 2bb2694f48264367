"""Builds: complete or not there at all, and never in the way of a search."""

from __future__ import annotations

import pytest

from search.engine import Engine
from search.errors import (
    IndexBusyError,
    IndexDamagedError,
    IndexMissingError,
    UnknownGenerationError,
)
from search.kept_generations import KeptGenerations
from search.query import parse
from tests.corpus import build, document, texts


def total(engine: Engine, text: str) -> int:
    with engine.searcher() as searcher:
        return searcher.find(parse(text), 0, 10).total


def test_nothing_can_be_asked_before_the_first_build(engine: Engine) -> None:
    for ask in (engine.live, engine.check, engine.rollback, lambda: total(engine, "a")):
        with pytest.raises(IndexMissingError, match="there is no index yet; build it with"):
            ask()
    assert engine.live_name() is None
    assert engine.generations() == []


def test_a_build_is_live_once_activated_and_tells_of_itself(engine: Engine) -> None:
    info = texts(engine, "one", "two")
    assert engine.live() == info
    assert engine.live_name() == info.name
    assert info.counts == {"documents": 2}
    with engine.searcher() as searcher:
        assert searcher.generation == info


def test_a_search_under_way_keeps_its_generation_when_a_rebuild_lands(engine: Engine) -> None:
    texts(engine, "old")
    with engine.searcher() as before:
        texts(engine, "new")
        assert before.find(parse("old"), 0, 10).total == 1
    assert total(engine, "old") == 0
    assert total(engine, "new") == 1


def test_a_search_outlives_the_pruning_of_its_generation(engine: Engine) -> None:
    texts(engine, "first")
    with engine.searcher() as first:
        for number in range(4):
            texts(engine, f"later{number}")
        assert first.find(parse("first"), 0, 10).documents[0].document["text"] == "first"


def test_two_searches_at_once_do_not_disturb_each_other(engine: Engine) -> None:
    texts(engine, "one")
    with engine.searcher() as first, engine.searcher() as second:
        assert first.find(parse("one"), 0, 1).total == second.find(parse("one"), 0, 1).total


def test_a_build_that_is_not_activated_leaves_nothing(engine: Engine) -> None:
    live = texts(engine, "one")
    with pytest.raises(ValueError, match="stop"), engine.build() as builder:
        builder.add(document(1, "two"))
        raise ValueError("stop")
    with engine.build() as builder:
        builder.add(document(1, "two"))
    assert [info.name for info in engine.generations()] == [live.name]
    assert total(engine, "two") == 0


def test_a_second_build_is_told_who_is_at_work(engine: Engine) -> None:
    with engine.build() as builder:
        builder.add(document(1, "one"))
        with pytest.raises(IndexBusyError, match=r"process \d+ on .+ since .+UTC"), engine.build():
            pass
    texts(engine, "free again")
    assert total(engine, "again") == 1


def test_two_old_generations_are_kept(engine: Engine) -> None:
    names = [texts(engine, f"build{number}").name for number in range(5)]
    assert [info.name for info in engine.generations()] == names[-3:]


def test_what_a_killed_build_did_not_prune_the_next_one_does(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = [texts(engine, f"build{number}").name for number in range(3)]
    with monkeypatch.context() as killed:
        killed.setattr(KeptGenerations, "prune", lambda *_: None)
        live = texts(engine, "killed before it pruned").name
    assert [info.name for info in engine.generations()] == [*old, live]
    with engine.build():
        pass  # it finds nothing to do
    assert [info.name for info in engine.generations()] == [*old[1:], live]
    assert total(engine, "killed") == 1


def test_rollback_goes_to_the_generation_before_or_to_a_named_one(engine: Engine) -> None:
    first, second, third = (texts(engine, f"build{number}").name for number in range(3))
    assert engine.rollback().name == second
    assert total(engine, "build1") == 1
    assert engine.rollback().name == first
    with pytest.raises(UnknownGenerationError, match="no generation is older"):
        engine.rollback()
    assert engine.rollback(third).name == third
    assert total(engine, "build2") == 1


@pytest.mark.parametrize("name", ["nothing", "", "../..", "20200101T000000.000000Z-00000000"])
def test_rollback_refuses_a_generation_that_there_is_not(engine: Engine, name: str) -> None:
    live = texts(engine, "one").name
    with pytest.raises(UnknownGenerationError, match=f"kept: {live}"):
        engine.rollback(name)


def test_check_finds_every_byte_as_it_was_written(engine: Engine) -> None:
    names = [texts(engine, "one").name, texts(engine, "two").name]
    assert [(report.name, report.problems) for report in engine.check()] == [
        (name, ()) for name in names
    ]


def test_a_build_that_lost_a_document_never_goes_live(engine: Engine) -> None:
    said = "1 documents went in and 1 came out"
    with pytest.raises(IndexDamagedError, match=said), engine.build() as builder:
        builder.add(document(1, "one"))
        builder.finish({"documents": 2})
    assert engine.live_name() is None


def test_an_index_of_no_words_can_be_searched(engine: Engine) -> None:
    build(engine, [document(0, "", title="!!!")])
    assert total(engine, "anything") == 0
    assert total(engine, "*") == 1
