"""``make bench-engines``: Whoosh on this machine and OpenSearch on a cluster, in one run.

usage: python -m benchmarks.engines SOURCE [--reviews N] [--queries N] [--shards 1,3] [--rounds N]
                 [--clients 1,2,4] [--seconds N] [--jobs N] [--workers N] [--folder FOLDER]
                 [--json FILE] [--plot FILE]

SOURCE is a packed file of films with their reviews as JSON Lines. Both engines are given the same
documents through the product's own Engine, and are asked the mix of ``benchmarks.peers`` by the
SearchService: each query of all in turn, several rounds, of which a query's figure is the median;
a third of them also with four facets, by film, and in the order of release. Then clients ask the
deployed server, that keeps no answers, of the same requests. The cluster is the one that
REVIEWFINDER_OPENSEARCH_URL names, an index of it for each of --shards; what its nodes use besides
is counted too, so nobody else should be at it.
With --folder what is prepared and built stays, on the cluster too, and is used by the next run.
"""

from __future__ import annotations

import gzip
import json
import os
import sys
from dataclasses import replace
from datetime import datetime, timezone
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.cluster_figures import ClusterFigures
from benchmarks.command_line import building_folder, machine, parser_of, write_figures
from benchmarks.engine_builds import Variant, disk, kept_build, write_documents
from benchmarks.engine_searches import Turns, loaded
from benchmarks.engine_tables import show, svg
from benchmarks.peers.corpus import read_reviews
from benchmarks.peers.load import BadAnswerError
from benchmarks.peers.prepared import prepare, prepared
from benchmarks.peers.query_mix import QUERIES, query_mix
from search.config import Settings
from search.errors import ConfigError, SearchError
from search.opensearch_settings import URL, read_opensearch_settings

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

WHOOSH = "whoosh"


def main(arguments: list[str] | None = None) -> None:
    """Measure, print, and keep the figures where it is asked for."""
    asked = _asked(arguments)
    with building_folder(asked.folder) as name:
        variants = _variants(asked, Path(name))
        figures: dict[str, Any] = {
            **machine(),
            "date": datetime.now(timezone.utc).isoformat(timespec="minutes"),
            "opensearch": next(one.cluster.version for one in variants if one.cluster),
            "engines": [one.name for one in variants],
            "workers": asked.workers,
            "rounds": asked.rounds,
        }
        try:
            for found in _measured(asked, Path(name), variants):
                figures |= found
                write_figures(figures, asked.json)
        finally:
            if not asked.folder:
                for one in variants:
                    if one.cluster:
                        one.cluster.delete()
    show(figures)
    if asked.plot:
        asked.plot.write_text(svg(figures), "utf-8")


def _asked(arguments: list[str] | None) -> argparse.Namespace:
    parser = parser_of("engines", __doc__)
    numbers = partial(_numbers, parser)
    parser.add_argument("--reviews", type=int, help="films until there are so many")
    parser.add_argument("--queries", type=int, default=QUERIES)
    parser.add_argument("--shards", type=numbers, default=[1, 3], help="of each index there")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--clients", type=numbers, default=[1, 2, 4, 8, 16])
    parser.add_argument("--seconds", type=float, default=10.0, help="of each load")
    parser.add_argument("--jobs", type=int, default=2, help="processes, or senders, of a build")
    parser.add_argument("--workers", type=int, default=2, help="processes of the server")
    parser.add_argument("--folder", type=Path, help="what is built is kept there")
    parser.add_argument("--plot", type=Path, help="a file for bars, as SVG")
    return parser.parse_args(arguments)


def _numbers(parser: argparse.ArgumentParser, text: str) -> list[int]:
    parts = text.split(",")
    if not all(part.isdecimal() and int(part) for part in parts):
        parser.error(f"{text!r} is not like 1,3")
    return [*map(int, parts)]


def _variants(asked: argparse.Namespace, folder: Path) -> list[Variant]:
    """The engines that are measured; one line and out where there is no cluster."""
    settings = Settings(index=folder / WHOOSH, search_seconds=0)
    variants = [Variant(WHOOSH, settings)]
    try:
        cluster = read_opensearch_settings(os.environ)
        for shards in asked.shards:
            there = replace(cluster, prefix=f"{cluster.prefix}_{shards}", shards=shards)
            own = replace(settings, engine="opensearch", opensearch=there)
            name = f"opensearch, {shards} shard{'s' if shards > 1 else ''}"
            variants.append(Variant(name, own, ClusterFigures(there)))
    except ConfigError as error:
        sys.exit(f"{error} ({URL}); `make opensearch` starts a cluster to try")
    except SearchError as error:
        sys.exit(f"no cluster to measure: {error}")
    return variants


def _measured(
    asked: argparse.Namespace, folder: Path, variants: Sequence[Variant]
) -> Iterator[dict[str, Any]]:
    """The figures, part by part."""
    known = f"{asked.source.stat().st_size}-{asked.reviews or 'all'}"
    source, documents = _source(asked, folder, known), folder / f"documents-{known}"
    if not documents.is_file():
        write_documents(documents, source)
    reviews = folder / f"reviews-{known}"
    if not reviews.is_file():
        prepare(reviews, read_reviews(asked.source, asked.reviews))
    mix = query_mix(prepared(reviews), asked.queries)
    yield {
        "reviews": sum(1 for _ in prepared(reviews)),
        "builds": {one.name: kept_build(one, documents, asked.jobs, folder) for one in variants},
        "disk": {one.name: disk(one) for one in variants},
    }
    turns = Turns(mix, variants)
    for number in range(asked.rounds):
        turns.go_round(number)
    yield {"queries": turns.rows()}
    loads: dict[str, Any] = {}
    for one in variants:
        loads[one.name] = loaded(one, mix, asked)
        yield {"loads": loads}


def _source(asked: argparse.Namespace, folder: Path, known: str) -> Path:
    """The source, or as many of its films as have the reviews that are asked for."""
    if asked.reviews is None:
        return Path(asked.source)
    cut, rest = folder / f"films-{known}.jsonl", asked.reviews
    with (
        gzip.open(asked.source, "rt", encoding="utf-8") as lines,
        cut.open("w", encoding="utf-8") as out,
    ):
        for line in lines:
            if rest <= 0:
                break
            rest -= len(json.loads(line)["reviews"])
            out.write(line)
    return cut


if __name__ == "__main__":
    try:
        main()
    except (BadAnswerError, SearchError) as error:
        sys.exit(f"{type(error).__name__}: {error}")
