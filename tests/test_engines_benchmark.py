"""The benchmark of Whoosh beside OpenSearch: all of it runs, and both answer the same."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from opensearchpy import OpenSearch

from benchmarks.engine_builds import read_documents, write_documents
from benchmarks.engine_searches import PLAIN, WAYS, requests_of
from benchmarks.engine_tables import ratio, svg
from benchmarks.engines import main
from benchmarks.peers.query_mix import CLASSES
from indexer.rebuild import Rebuild
from tests.made_reviews import REVIEWS, made_mix, packed_source

URL, PREFIX = "REVIEWFINDER_OPENSEARCH_URL", "REVIEWFINDER_OPENSEARCH_PREFIX"
SMALL = ["--queries", "17", "--rounds", "2", "--clients", "1,2", "--seconds", "0.2", "--jobs", "1"]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return packed_source(tmp_path)


def test_documents_in_a_file_are_those_of_a_rebuild(source: Path, tmp_path: Path) -> None:
    write_documents(tmp_path / "documents", source)
    found = list(read_documents(tmp_path / "documents"))
    assert found == list(Rebuild([source]).documents())
    assert len(found) > REVIEWS


def test_each_query_is_asked_plainly_and_one_in_three_in_every_way() -> None:
    asked = requests_of(made_mix())
    ways = {way: [request for _, one, request in asked if one == way] for way in WAYS}
    assert len(ways[PLAIN]) == len(made_mix())
    others = [len(some) for way, some in ways.items() if way != PLAIN]
    assert len(set(others)) == 1
    assert len(made_mix()) / 4 < others[0] < len(made_mix()) / 2
    assert all(request.group == "film" for request in ways["in films"])


def test_a_ratio_is_the_geometric_mean_over_the_requests() -> None:
    rows: list[dict[str, Any]] = [{"ms": {"a": 1.0, "b": 2.0}}, {"ms": {"a": 1.0, "b": 8.0}}]
    assert ratio(rows, "a", "b") == pytest.approx(4.0)


@pytest.mark.parametrize(
    ("url", "said"),
    [("", "is not set"), ("http://127.0.0.1:9", "no cluster to measure")],
    ids=["none is named", "nobody answers there"],
)
def test_without_a_cluster_it_says_so_in_one_line(
    url: str, said: str, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(URL, url)
    with pytest.raises(SystemExit) as left:
        main([str(source), *SMALL])
    assert said in str(left.value)
    assert "\n" not in str(left.value)


def test_shards_that_are_no_numbers_are_refused(
    source: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main([str(source), "--shards", "1,none"])
    assert "'1,none' is not like 1,3" in capsys.readouterr().err


def test_both_engines_are_measured_and_find_the_same(
    opensearch: tuple[str, ...],
    source: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    prefix = f"test_{secrets.token_hex(6)}"
    monkeypatch.setenv(URL, ",".join(opensearch))
    monkeypatch.setenv(PREFIX, prefix)
    out, plot = tmp_path / "figures.json", tmp_path / "figures.svg"
    main([str(source), *SMALL, "--shards", "1,3", "--json", str(out), "--plot", str(plot)])
    figures = json.loads(out.read_text("utf-8"))
    names = ["whoosh", "opensearch, 1 shard", "opensearch, 3 shards"]
    assert figures["engines"] == names == list(figures["builds"]) == list(figures["loads"])
    assert figures["reviews"] == REVIEWS
    assert all(len(set(row["totals"].values())) == 1 for row in figures["queries"])
    assert {row["class_name"] for row in figures["queries"]} == set(CLASSES)
    assert len({built["documents"] for built in figures["builds"].values()}) == 1
    for name in names:
        assert [one["clients"] for one in figures["loads"][name]["clients"]] == [1, 2]
        assert all(one["a_second"] > 0 for one in figures["loads"][name]["clients"])
        assert figures["disk"][name]["bytes_of_copies"] >= figures["disk"][name]["bytes"] > 0
    for shards, name in zip((1, 3), names[1:], strict=True):
        cut = figures["disk"][name]["shards"]
        assert len(cut) == shards
        assert sum(one["documents"] for one in cut) == figures["builds"][name]["documents"]
        assert len(figures["loads"][name]["nodes_memory"]) >= 1
    said = capsys.readouterr().out
    assert "0 totals differ between engines" in said
    assert all(f"| {name} |" in said for name in names)
    ET.fromstring(plot.read_text("utf-8"))
    assert plot.read_text("utf-8") == svg(figures)
    with OpenSearch([*opensearch], timeout=60) as client:
        assert not client.indices.get(index=f"{prefix}*", params={"ignore_unavailable": "true"})
