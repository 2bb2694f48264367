"""The benchmark of peers: each finds what matches, and all of it runs."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from benchmarks.peers import http_load
from benchmarks.peers.measuring import INEXACT, differences, in_common, inexact
from benchmarks.peers.peer import FACETS
from benchmarks.peers.peers import PEERS, installed, peer
from benchmarks.peers.query_mix import CLASSES
from benchmarks.peers.run import main
from benchmarks.peers.served import ROOT
from benchmarks.peers.tables import geometric_mean, mean_ratio
from tests.made_reviews import REVIEWS, made_mix, made_reviews, matches, packed_source


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return packed_source(tmp_path)


SEARCHING = [name for name in installed() if name in {"tantivy", "fts5", "bm25s", "whoosh"}]


@pytest.mark.parametrize("name", SEARCHING)
def test_an_engine_finds_what_matches(name: str, tmp_path: Path) -> None:
    engine = peer(name, tmp_path)
    engine.build(made_reviews())
    engine.open()
    asked = [query for query in made_mix() if engine.can_answer(query, facets=False)]
    assert asked
    for query in asked:
        found = [review for review in made_reviews() if matches(query, review)]
        answer = engine.search(query)
        assert answer.total == len(found), query
        numbers = {one.film if query.by_film else one.number for one in found}
        assert set(answer.best) <= numbers
        assert len(set(answer.best)) == min(10, len(numbers)), query
        if query.by_film:
            assert answer.films == len(numbers)
    for query in made_mix():
        if engine.can_answer(query, facets=True):
            counted = engine.search_with_facets(query)
            for facet in FACETS:
                having = Counter(
                    getattr(review, facet) for review in made_reviews() if matches(query, review)
                )
                commonest = [many for _, many in having.most_common(10)]
                assert sorted(counted.facets[facet].values(), reverse=True) == commonest
                assert all(having[value] == n for value, n in counted.facets[facet].items())
    engine.close()


def test_the_run_measures_all_that_are_installed_and_keeps_its_figures(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept, plot = tmp_path / "figures.json", tmp_path / "bars.svg"
    few = ["--queries", "17", "--rounds", "1", "--million", "90", "--folder", str(tmp_path / "in")]
    main([str(source), *few, "--json", str(kept), "--plot", str(plot)])
    shown = capsys.readouterr().out
    figures = json.loads(kept.read_text("utf-8"))
    assert [size["documents"] for size in figures["sizes"]] == [REVIEWS, 90]
    assert figures["peers"] == installed()
    for size in figures["sizes"]:
        assert len(size["queries"]) == 17
        assert differences(size["queries"]) == []
        for name in installed():
            assert size["memory"][name]["Anonymous"] > 0
            assert len(size["opening_ms"][name]) == 7
            assert any(name in row["ms"] for row in size["queries"])
    for title in CLASSES:
        assert re.search(rf"\| {title} \|", shown)
    assert "0 totals or counts differ" in shown
    bars = ET.parse(plot).getroot()
    assert len(bars.findall(".//{*}rect/{*}title")) > len(CLASSES)


def test_an_engine_that_is_not_in_the_table_is_named(
    source: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main([str(source), "--peers", "lucene"])
    assert "'lucene' is none of columnar" in capsys.readouterr().err


def row(**given: Any) -> dict[str, Any]:
    return {"class_name": "all 2", "words": ["a", "b"], "totals": {}, "films": {}, "facets": {},
            "best": {}, "ms": {}} | given  # fmt: skip


def test_what_engines_disagree_on_is_told_and_estimates_apart_from_it() -> None:
    rows = [
        row(totals={"fts5": 3, "tantivy": 4, "empty": 0}),
        row(totals={"fts5": 3}, films={"fts5": 10, "whoosh": 10, "tantivy": 11}),
    ]
    assert differences(rows) == ["all 2 a b: totals: {'fts5': 3, 'tantivy': 4}"]
    assert ("tantivy", "films") in INEXACT
    assert inexact(rows, "tantivy", "films", "fts5") == (1, 1)


def test_a_ratio_is_of_what_both_engines_answered() -> None:
    rows = [row(ms={"a": 2.0, "b": 1.0}), row(ms={"a": 8.0, "b": 1.0}), row(ms={"a": 100.0})]
    assert mean_ratio(rows, "ms", "a", "b") == pytest.approx(4.0)
    assert geometric_mean([1.0, 100.0]) == pytest.approx(10.0)
    assert in_common([row(best={"a": [1, 2], "b": [2, 3]})], "a", "b") == 0.5


def test_the_load_over_http_is_measured_beside_the_engine(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "http.json"
    few = ["--queries", "17", "--rounds", "1", "--seconds", "0.3", "--clients", "4"]
    http_load.main([str(source), *few, "--json", str(kept)])
    figures = json.loads(kept.read_text("utf-8"))
    assert len(figures["one"]["http_ms"]) == 17
    assert min(figures["one"]["bytes"]) > 500
    assert len(figures["many"]) == 3 + http_load.TANTIVY
    assert all(load["requests"] > 0 for loads in figures["many"].values() for load in loads)
    assert figures["canned"]["requests"] > 0
    said = capsys.readouterr().out
    for mix in (http_load.ANEW, http_load.KEPT):
        assert f"of the empty route {mix} has" in said


def test_every_engine_of_the_table_has_a_module_that_can_be_asked() -> None:
    for name, entry in PEERS.items():
        assert entry.every >= 1, name
        assert Path(ROOT, "benchmarks", "peers", f"{entry.module}.py").is_file()
