"""Three real nodes on loopback: what the tests of the engine stand on."""

from __future__ import annotations

import http.client
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from deploy.cluster import NODES, Cluster
from deploy.distribution import VERSION
from deploy.errors import DeployError
from deploy.processes import process_id
from tests.conftest import ROOT
from tests.opensearch_cluster import OwnNodes, free_port


def ask(url: str, method: str, path: str, body: object = None) -> Any:
    """What a node answers, as JSON; no status but 200 and 201."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
    headers = {"Content-Type": "application/json"}
    connection.request(method, path, None if body is None else json.dumps(body), headers)
    response = connection.getresponse()
    said = response.read()
    connection.close()
    assert response.status in {200, 201}, said
    return json.loads(said)


def test_three_nodes_of_the_pinned_version_are_one_green_cluster(
    opensearch: tuple[str, ...],
) -> None:
    for url in opensearch:
        assert ask(url, "GET", "/")["version"]["number"] == VERSION
        health = ask(url, "GET", "/_cluster/health")
        assert (health["status"], health["number_of_nodes"]) == ("green", NODES)


def test_it_has_the_filters_that_the_engine_needs(opensearch: tuple[str, ...]) -> None:
    asked = {
        "tokenizer": "whitespace",
        "filter": [
            {"type": "pattern_capture", "preserve_original": False, "patterns": ["([^|]+)"]},
            {"type": "stop", "stopwords": ["_"]},
        ],
        "text": "seoul _ u.s|us",
    }
    told = ask(opensearch[0], "GET", "/_analyze", asked)["tokens"]
    assert [(token["token"], token["position"]) for token in told] == [
        ("seoul", 0),
        ("u.s", 2),
        ("us", 2),
    ]


def test_a_document_written_to_one_node_is_read_from_another(opensearch: tuple[str, ...]) -> None:
    first, *_, last = opensearch
    ask(first, "PUT", "/written-and-read/_doc/1?refresh=true", {"title": "Seoul Train"})
    try:
        read = ask(last, "GET", "/written-and-read/_doc/1")
        assert read["_source"] == {"title": "Seoul Train"}
        assert ask(last, "GET", "/written-and-read/_count")["count"] == 1
    finally:
        ask(first, "DELETE", "/written-and-read")


def test_a_killed_node_comes_back_and_nothing_is_lost(killable_nodes: OwnNodes) -> None:
    first, second, _ = killable_nodes.urls
    settings = {"settings": {"number_of_shards": 3, "number_of_replicas": 1}}
    ask(first, "PUT", "/outlives-a-node?wait_for_active_shards=all", settings)
    try:
        for number in range(20):
            ask(first, "PUT", f"/outlives-a-node/_doc/{number}?refresh=true", {"n": number})
        killable_nodes.kill(2)
        assert process_id(killable_nodes.cluster.nodes[1]) is None
        ask(first, "GET", "/_cluster/health?wait_for_nodes=2&timeout=60s")
        assert ask(first, "GET", "/outlives-a-node/_count")["count"] == 20
        assert [node.number for node in killable_nodes.start()] == [2]
        assert ask(second, "GET", "/outlives-a-node/_count")["count"] == 20
        assert ask(second, "GET", "/_cluster/health")["status"] == "green"
    finally:
        killable_nodes.start()
        ask(first, "DELETE", "/outlives-a-node")


def test_a_node_that_ends_is_told_with_its_last_words(killable_nodes: OwnNodes) -> None:
    killable_nodes.kill(3)
    with pytest.raises(DeployError, match=r"^node-3 ended: .*console\.log\)$"):
        killable_nodes.cluster.wait_for_nodes("green")


def test_a_port_that_is_taken_is_named_and_nothing_is_left_running(
    opensearch_nodes: OwnNodes,
) -> None:
    node = opensearch_nodes.cluster.nodes[0]
    other = Cluster(node.folder / "others", node.http_port)
    with pytest.raises(DeployError, match=f"port {node.http_port}, which node-1 needs, is taken"):
        other.start(opensearch_nodes.runtime)
    assert other.running() == ()


def deploy(folder: Path, *arguments: str) -> str:
    """What a command prints, of a cluster in a folder."""
    done = subprocess.run(
        [sys.executable, "-m", "deploy", *arguments],
        cwd=ROOT,
        env={**os.environ, "REVIEWFINDER_OPENSEARCH_FOLDER": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_the_commands_start_and_stop_and_are_harmless_twice(killable_nodes: OwnNodes) -> None:
    folder = killable_nodes.cluster.nodes[0].folder.parent
    home = killable_nodes.runtime.home
    folder.joinpath(home.name).symlink_to(home)
    ids = [process_id(node) for node in killable_nodes.cluster.nodes]
    said = deploy(folder, "start", "--port", str(free_port()))
    assert "they ran already" in said
    assert all(url in said for url in killable_nodes.urls)
    assert [process_id(node) for node in killable_nodes.cluster.nodes] == ids
    said = deploy(folder, "stop")
    assert [int(pid) for pid in re.findall(r"stopped node-\d \(process (\d+)\)", said)] == ids
    assert deploy(folder, "stop") == "no node was running\n"
    port = str(killable_nodes.cluster.nodes[0].http_port)
    assert re.search(
        r"3 nodes, green \(started in \d+ s\)", deploy(folder, "start", "--port", port)
    )
    assert len(killable_nodes.cluster.running()) == NODES
