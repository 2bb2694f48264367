"""What is a cluster's own of generations: aliases, the lock, what is swept, what check finds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from search.engine import CheckReport
from search.engines.opensearch_engine import OpenSearchEngine, kept_files, store
from search.engines.opensearch_engine.lock import STALE_SECONDS, BuildLock
from search.errors import (
    EngineUnavailableError,
    IndexBusyError,
    IndexDamagedError,
    IndexMissingError,
)
from tests.corpus import document, found, texts
from tests.opensearch_engines import on_opensearch


@pytest.fixture
def engine(opensearch: tuple[str, ...]) -> Iterator[OpenSearchEngine]:
    with on_opensearch(opensearch) as made:
        yield made


def indexes(engine: OpenSearchEngine) -> set[str]:
    return set(engine._cluster.client.indices.get(index=f"{engine._cluster.live}-*"))


def test_a_lock_that_was_not_renewed_is_taken_over_and_its_owner_finds_out(
    engine: OpenSearchEngine,
) -> None:
    now = [1_000.0]
    before, after = (BuildLock(engine._cluster, now=lambda: now[0]) for _ in range(2))
    with before.held():
        now[0] += STALE_SECONDS - 1
        with pytest.raises(IndexBusyError, match=r"process \d+ on "), after.held():
            pass
        now[0] += 2
        with after.held():
            with pytest.raises(EngineUnavailableError, match="another took its lock over"):
                before.renew()
            after.renew()


def test_a_build_whose_lock_was_taken_over_does_not_go_live(engine: OpenSearchEngine) -> None:
    live = texts(engine, "old")
    taken = pytest.raises(EngineUnavailableError, match="another took its lock over")
    with taken, engine.build() as builder:
        builder.add(document(1, "new"))
        builder.finish({"documents": 1})
        engine._cluster.client.delete(index=engine._cluster.locks, id="builder")
        builder.activate()
    assert engine.live() == live


def test_what_a_killed_build_left_is_deleted_by_the_next(engine: OpenSearchEngine) -> None:
    names = engine._cluster
    left = "20200101T000000.000000Z-00000000"
    texts(engine, "one")
    for index in (names.index(left), names.files(left)):
        names.client.indices.create(index=index)
    assert names.index(left) in indexes(engine)
    texts(engine, "two")
    assert not {names.index(left), names.files(left)} & indexes(engine)


def test_a_pruned_generation_is_deleted_when_no_search_can_be_on_it(
    engine: OpenSearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = engine._cluster.index(texts(engine, "build").name)
    for number in range(3):
        texts(engine, f"build{number}")
    assert first in indexes(engine)
    monkeypatch.setattr(store, "RETIRED_SECONDS", 0)
    texts(engine, "last")
    assert first not in indexes(engine)


def test_a_build_never_makes_an_index_that_was_deleted_under_it(engine: OpenSearchEngine) -> None:
    with pytest.raises(EngineUnavailableError, match="writing"), engine.build() as builder:
        name = engine._cluster.index(builder._name)
        engine._cluster.client.indices.delete(index=name)
        builder.add(document(1, "one"))
        builder.finish({"documents": 1})
    assert name not in indexes(engine)


def test_a_missing_alias_is_told_from_no_index_and_rollback_mends_it(
    engine: OpenSearchEngine,
) -> None:
    name = texts(engine, "one").name
    client, alias = engine._cluster.client, engine._cluster.live
    client.indices.delete_alias(index=engine._cluster.index(name), name=alias)
    with pytest.raises(IndexDamagedError, match=f"{name} are kept; go back with"):
        engine.live()
    assert engine.rollback().name == name
    assert found(engine, "one") == [1]


def test_check_finds_a_document_that_was_changed_or_lost(engine: OpenSearchEngine) -> None:
    info = texts(engine, "one", "two")
    client, index = engine._cluster.client, engine._cluster.index(info.name)
    client.indices.put_settings(index=index, body={"index.blocks.write": False})
    gone = client.get(index=index, id="film:1", params={"routing": "film"})["_source"]
    client.delete(index=index, id="film:1", params={"routing": "film", "refresh": "true"})
    assert engine.check()[0].problems == ("2 documents went in and 1 are there",)
    changed = gone | {"document": gone["document"].replace("one", "six")}
    params = {"routing": "film", "refresh": "true"}
    client.index(index=index, id="film:1", body=changed, params=params)
    assert engine.check()[0].problems == ("the documents are not those that went in",)


def test_a_kept_file_of_several_chunks_comes_back_and_a_changed_one_is_found(
    engine: OpenSearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_files, "CHUNK", 4)
    with engine.build() as builder:
        builder.add(document(1, "one"))
        builder.keep("letters", b"abcdefghij")
        builder.finish({"documents": 1})
        builder.activate()
    assert engine.kept("letters") == b"abcdefghij"
    files = engine._cluster.files(engine.live().name)
    engine._cluster.client.indices.put_settings(index=files, body={"index.blocks.write": False})
    engine._cluster.client.delete(index=files, id="letters:1")
    with pytest.raises(IndexDamagedError, match="letters: not the bytes"):
        engine.kept("letters")
    with pytest.raises(IndexDamagedError, match="none: No such file"):
        engine.kept("none")


def test_a_renewal_of_which_no_answer_came_is_no_loss_of_the_lock(engine: OpenSearchEngine) -> None:
    lock = BuildLock(engine._cluster)
    with lock.held():
        before = lock._version
        lock.renew()
        lock._version = before
        lock.renew()


def test_an_id_that_is_too_long_for_the_cluster_is_kept_whole(engine: OpenSearchEngine) -> None:
    film_ids = ["e" * 510 + end for end in ("", "x", "xy", "xz")]
    made = [document(1, "one", film_id=film_id) for film_id in film_ids]
    with engine.build() as builder:
        for one in made:
            builder.add(one)
        builder.finish({"documents": 4})
        builder.activate()
    assert engine.check()[0].problems == ()
    with engine.searcher() as searcher:
        assert sorted(searcher.ids()) == sorted(one["id"] for one in made)
        assert [searcher.film(film_id) for film_id in film_ids] == [[one] for one in made]
    with engine.update() as updater:
        assert updater.remove(film_ids[2]) == [made[2]]
        updater.finish({"documents": 3})
        updater.activate()
    assert found(engine, "one") == [1, 1, 1]


def test_what_is_live_is_never_swept_away_though_it_is_not_among_those_kept(
    engine: OpenSearchEngine,
) -> None:
    live, names = texts(engine, "old"), engine._cluster
    names.client.indices.delete_alias(index=names.index(live.name), name=names.kept)
    with engine.build():
        pass
    assert engine.live() == live
    assert found(engine, "old") == [1]


@pytest.mark.parametrize("harm", ["delete", "close"])
@pytest.mark.parametrize("of", ["index", "files"])
def test_what_was_deleted_or_closed_by_hand_stops_no_build(
    engine: OpenSearchEngine, harm: str, of: str
) -> None:
    names = engine._cluster
    harmed = [texts(engine, f"build{number}").name for number in range(2)]
    for name in harmed:
        getattr(names.client.indices, harm)(index=getattr(names, of)(name))
    with pytest.raises((IndexDamagedError, IndexMissingError)):
        found(engine, "build1")
    told = {report.name: report.problems for report in check(engine)}
    assert all(told.get(name, ("gone",)) for name in harmed)
    for number in range(4):
        texts(engine, f"after{number}")
        assert found(engine, f"after{number}") == [1]
    assert not set(harmed) & {report.name for report in check(engine)}


def check(engine: OpenSearchEngine) -> Sequence[CheckReport]:
    try:
        return engine.check()
    except IndexMissingError:
        return ()
