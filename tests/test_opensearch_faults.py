"""Nodes that are killed under searches and rebuilds, and what is answered meanwhile."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest
from opensearchpy import OpenSearch

from search.engines.opensearch_engine import asking
from search.engines.opensearch_engine.kept_files import DOCUMENTS
from search.query import All
from tests.opensearch_cluster import OwnNodes
from tests.opensearch_service import Load, Service, ended, essence, get, made_source, search, until

TEXTS = ("harbour", "a quiet film", '"this quiet"', "nort*", "night -dawn", "genre:drama", "tired~")
# Documents of a rebuild under way.
SOME = 50
# After a node was killed some searches are in part or fail for so long at most.
DETECTED_SECONDS = 10.0


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_source(tmp_path_factory.mktemp("source"), 150)


@pytest.fixture(scope="module")
def service(opensearch_nodes: OwnNodes, source: Path) -> Iterator[Service]:
    """Three shards with a copy each, live."""
    made = Service(opensearch_nodes.urls)
    done = made.run("rebuild", source)
    assert done.returncode == 0, done.stderr
    yield made
    made.delete()


def manager(service: Service) -> int:
    """The number of the node that manages the cluster."""
    with OpenSearch([*service.urls]) as client:
        return int(client.cat.cluster_manager(format="json")[0]["node"].removeprefix("node-"))


def another(service: Service) -> int:
    """A node that does not."""
    return manager(service) % 3 + 1


def left(nodes: OwnNodes, *killed: int) -> tuple[str, ...]:
    return tuple(url for number, url in enumerate(nodes.urls, 1) if number not in killed)


def test_no_answer_is_wrong_while_a_node_dies_and_comes_back(
    service: Service, killable_nodes: OwnNodes
) -> None:
    with service.serving(REVIEWFINDER_KEPT_ANSWERS_MB="0") as address:
        known = {text: essence(search(address, text).json) for text in TEXTS}
        assert all(total for total, *_ in known.values())
        load = Load(address, TEXTS)
        with load.running():
            load.await_whole(50)
            assert load.lacking == []
            number = manager(service)
            killed = time.monotonic()
            killable_nodes.kill(number)
            load.await_calm(2)
            load.await_whole(50)
            started = time.monotonic()
            killable_nodes.start()
            load.await_whole(50)
    assert load.broken == []
    assert {(text, found) for _, _, text, found in load.whole} == set(known.items())
    assert {reply.status for _, reply in load.lacking} <= {200, 503}
    assert all(at - killed < DETECTED_SECONDS for at, _ in load.lacking)
    assert any(killed < at < started for at, *_ in load.whole)


def test_a_reading_of_all_goes_on_where_a_node_dies_that_it_is_read_from(
    service: Service, killable_nodes: OwnNodes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "AT_ONCE", 50)
    number = another(service)
    engine = replace(service, urls=left(killable_nodes, number)).engine
    with engine.searcher() as searcher:
        known = [one["id"] for one in searcher.each(All())]
        reading = (one["id"] for one in searcher.each(All()))
        read = list(islice(reading, 120))
        killable_nodes.kill(number)
        assert [*read, *reading] == known
    assert len(known) == engine.live().counts["documents"] > 500


def await_loading(service: Service, process: subprocess.Popen[str], before: set[str]) -> None:
    """Wait until documents go into an index that was not there ``before``."""
    client = service.engine._cluster.client

    def is_loading() -> bool:
        assert process.poll() is None, "it is over"
        indexes = client.indices.stats(index=f"{service.prefix}-*", metric="indexing")["indices"]
        return any(
            one["total"]["indexing"]["index_total"] > SOME
            for index, one in indexes.items()
            if index not in before and not index.endswith(("-files", "-lock"))
        )

    until(is_loading)


def begun(service: Service, source: Path, **settings: str) -> subprocess.Popen[str]:
    """A rebuild that is sending documents."""
    before = set(indexes(service))
    process = service.begin("rebuild", source, **settings)
    await_loading(service, process, before)
    return process


@pytest.mark.parametrize("which", [manager, another], ids=["the manager", "another node"])
def test_a_rebuild_under_which_a_node_dies_loses_and_doubles_nothing(
    service: Service, source: Path, killable_nodes: OwnNodes, which: object
) -> None:
    assert callable(which)
    before = service.engine.live()
    process = begun(service, source)
    number = which(service)
    killable_nodes.kill(number)
    done = ended(process)
    assert done.returncode == 0, done.stderr
    engine = replace(service, urls=left(killable_nodes, number)).engine
    after = engine.live()
    assert after.name != before.name
    assert after.counts == before.counts
    assert after.files[DOCUMENTS][0] == before.files[DOCUMENTS][0]
    with engine.searcher() as searcher:
        ids = list(searcher.ids())
    assert len(set(ids)) == len(ids) == before.counts["documents"]
    assert [report.problems for report in engine.check()] == [()] * len(engine.generations())
    stats = engine._cluster.client.indices.stats(index=service.prefix, metric="docs")
    assert stats["_all"]["total"]["docs"]["deleted"] == 0


def test_a_rebuild_without_copies_waits_for_its_node(
    source: Path, killable_nodes: OwnNodes
) -> None:
    alone = Service(killable_nodes.urls, replicas=0)
    process = begun(alone, source)
    killable_nodes.kill(another(alone))
    killable_nodes.start()
    done = ended(process)
    assert done.returncode == 0, done.stderr
    assert [report.problems for report in alone.engine.check()] == [()]
    alone.delete()


def test_a_rebuild_without_copies_whose_node_stays_away_costs_nothing_that_is_live(
    service: Service, source: Path, killable_nodes: OwnNodes
) -> None:
    live = service.engine.live()
    alone = replace(service, replicas=0)
    process = begun(alone, source, REVIEWFINDER_OPENSEARCH_BUILD_SECONDS="3")
    number = another(service)
    killable_nodes.kill(number)
    done = ended(process)
    assert done.returncode == 69, done.stderr
    assert done.stderr.strip().splitlines()[-1].startswith("error: ")
    there = replace(service, urls=left(killable_nodes, number))
    assert there.engine.live() == live
    with there.serving() as address:
        assert search(address, "harbour").json["partial"] == []


def test_a_rebuild_that_is_killed_is_swept_away_by_the_next(service: Service, source: Path) -> None:
    engine = service.engine
    live = engine.live()
    process = begun(service, source)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert engine.live() == live
    busy = service.run("rebuild", source)
    assert busy.returncode == 75
    assert f"another build is at work (process {process.pid} on " in busy.stderr
    # As if a minute had gone by.
    body = {"doc": {"renewed": 0}}
    engine._cluster.client.update(index=engine._cluster.locks, id="builder", body=body)
    done = service.run("rebuild", source)
    assert done.returncode == 0, done.stderr
    assert engine.live().name != live.name
    names = {engine._cluster.name_of(index) for index in indexes(service)} - {None}
    unfinished = names - set(engine._store.names())
    assert all(engine._store._retired_at(str(name)) for name in unfinished)


def indexes(service: Service) -> list[str]:
    return list(service.engine._cluster.client.indices.get(index=f"{service.prefix}-*"))


def test_no_search_fails_while_generations_come_and_go(
    service: Service, source: Path, tmp_path: Path
) -> None:
    other = made_source(tmp_path, 30)
    with service.serving(REVIEWFINDER_KEPT_ANSWERS_MB="0") as address:
        load = Load(address, TEXTS)
        with load.running():
            load.await_whole(20)
            # The second would be held back otherwise, for it is so much smaller.
            for command in (
                ["rebuild", "--force", other], ["rollback"], ["rebuild", "--force", source],
            ):  # fmt: skip
                done = service.run(*command)
                assert done.returncode == 0, done.stderr
                load.await_whole(20)
    assert load.broken == []
    assert load.lacking == []
    generations = {generation for _, generation, _, _ in load.whole}
    assert len(generations) == 3
    answers = {(generation, text, found) for _, generation, text, found in load.whole}
    assert len(answers) == len({(generation, text) for generation, text, _ in answers})
    assert len({found for _, text, found in answers if text == "harbour"}) == 2


def test_a_damaged_generation_is_told_and_rolled_back(service: Service, source: Path) -> None:
    before = service.engine.live()
    assert service.run("rebuild", source).returncode == 0
    engine = service.engine
    name = engine.live().name
    client, index = engine._cluster.client, engine._cluster.index(name)
    with service.serving() as address:
        assert search(address, "harbour").status == 200
        files = engine._cluster.files(name)
        client.indices.put_settings(index=files, body={"index.blocks.write": False})
        there = client.get(index=files, id="manifest")["_source"]
        changed = json.loads(there["content"]) | {"sources": 99}
        body = {**there, "content": json.dumps(changed)}
        client.index(index=files, id="manifest", body=body, params={"refresh": "true"})
        done = service.run("check")
        assert done.returncode == 74
        assert f"{name}  manifest: its digest does not hold" in done.stdout
        done = service.run("search", "harbour")
        assert done.returncode == 74
        assert "its digest does not hold; go back with: python -m indexer rollback" in done.stderr
        assert service.run("rollback").returncode == 0
        assert search(address, "seldom harbour").json["generation"] == before.name
        assert service.run("search", "harbour").returncode == 0
        client.indices.delete(index=engine._cluster.index(before.name))
        reply = search(address, "not asked before")
        assert reply.status == 503
        assert reply.json["type"] == "urn:reviewfinder:problem:index-damaged"
        assert service.run("check").returncode == 74
        assert service.run("rebuild", source).returncode == 0
        assert search(address, "not asked before").status == 200
    assert index in indexes(service)


def test_two_dead_nodes_are_told_plainly_and_all_is_well_when_they_are_back(
    doomed_nodes: OwnNodes, source: Path
) -> None:
    service = Service(doomed_nodes.urls)
    assert service.run("rebuild", source).returncode == 0
    with service.serving(REVIEWFINDER_KEPT_ANSWERS_MB="0") as address:
        known = essence(search(address, "harbour").json)
        doomed_nodes.kill(1)
        doomed_nodes.kill(2)
        until(lambda: search(address, "harbour").status == 503, 15)
        reply = search(address, "harbour")
        problem = reply.json
        assert reply.headers["Content-Type"] == "application/problem+json"
        assert reply.headers["Retry-After"] == "5"
        assert problem["type"] == "urn:reviewfinder:problem:index-unavailable"
        assert "too few of its nodes are there" in problem["detail"]
        assert "\n" not in problem["detail"]
        page = get(address, "/search", q="harbour")
        assert page.status == 503
        assert "The index cannot be used now" in page.text
        assert get(address, "/healthz").status == 200
        assert get(address, "/readyz").status == 503
        for command in (["search", "harbour"], ["stats"], ["check"], ["rollback"], ["rebuild"]):
            done = service.run(*command, REVIEWFINDER_OPENSEARCH_TIMEOUT="2")
            assert done.returncode == 69, (command, done.stderr)
            assert len(done.stderr.splitlines()) == 1, done.stderr
        # All shards are there again; their second copies can take minutes more.
        doomed_nodes.start(copies=False)
        until(lambda: get(address, "/readyz").status == 200)
        assert essence(search(address, "harbour").json) == known
