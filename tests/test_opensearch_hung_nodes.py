"""Nodes that neither answer nor are gone, and what is answered meanwhile."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from opensearchpy import OpenSearch
from opensearchpy.exceptions import ConnectionTimeout

from search.engines.opensearch_engine.cluster import Cluster
from search.errors import EngineTimeoutError
from search.opensearch_settings import OpenSearchSettings
from search.time_budget import time_budget
from tests.opensearch_cluster import OwnNodes
from tests.opensearch_service import Load, Service, essence, made_source, search
from tests.opensearch_stand_in import INFO, StandIn, answering, silent

TEXTS = ("harbour", "a quiet film", "nort*", "genre:drama")


def test_a_node_that_hangs_costs_a_moment_and_is_avoided_then() -> None:
    with silent() as hangs, answering(StandIn(200, INFO)) as answers:
        urls = (f"http://{hangs}", f"http://{answers}")
        cluster = Cluster(OpenSearchSettings(urls, timeout_seconds=60))
        begin = time.monotonic()
        for _ in range(6):
            cluster.require_manager()
            # It is to be asked each time.
            cluster._managed_until = 0.0
    # As long as it is waited for once, and once more to know that it hangs.
    assert 1 < time.monotonic() - begin < 10


def test_a_cluster_that_hangs_costs_no_more_than_an_answer_may() -> None:
    with silent() as hangs:
        cluster = Cluster(OpenSearchSettings((f"http://{hangs}",), timeout_seconds=60))
        begin = time.monotonic()
        with time_budget(0.5), pytest.raises(EngineTimeoutError, match="no answer in time"):
            cluster.require_manager()
    assert time.monotonic() - begin < 15


def test_a_node_that_waits_for_another_is_not_avoided() -> None:
    waits, other = StandIn(200, INFO), StandIn(200, INFO)
    with answering(waits) as one, answering(other) as two:
        client = Cluster(OpenSearchSettings((f"http://{one}", f"http://{two}"))).client
        waits.may_answer.clear()
        late = sum(not is_found(client) for _ in range(4))
        before = len(waits.headers), len(other.headers)
        for _ in range(6):
            client.info()
        waits.may_answer.set()
    assert late == 2
    assert (len(waits.headers), len(other.headers)) == (before[0] + 3, before[1] + 3)


def is_found(client: OpenSearch) -> bool:
    try:
        client.indices.get_alias(params={"request_timeout": 0.5})
    except ConnectionTimeout:
        return False
    return True


def test_no_answer_is_wrong_while_a_node_hangs(killable_nodes: OwnNodes, tmp_path: Path) -> None:
    service = Service(killable_nodes.urls)
    done = service.run("rebuild", made_source(tmp_path, 60))
    assert done.returncode == 0, done.stderr
    limits = {"REVIEWFINDER_KEPT_ANSWERS_MB": "0", "REVIEWFINDER_SEARCH_SECONDS": "1"}
    with service.serving(**limits) as address:
        known = {text: essence(search(address, text).json) for text in TEXTS}
        load = Load(address, TEXTS)
        with load.running():
            load.await_whole(50)
            with killable_nodes.hanging(2):
                load.await_whole(50)
            load.await_whole(50)
    service.delete()
    assert load.broken == []
    assert {(text, found) for _, _, text, found in load.whole} == set(known.items())
    assert {reply.status for _, reply in load.lacking} <= {200, 503}
