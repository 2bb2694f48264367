"""The mix over HTTP: what a page costs beside its engine, and how much two processes answer.

usage: python -m benchmarks.peers.http_load SOURCE [--reviews N] [--queries N] [--index FOLDER]
                 [--clients N] [--seconds N] [--rounds N] [--json FILE]

The server is the one that is deployed, two processes, without the limit of requests: one that
keeps no answers, so that each is made, and one that keeps them as by default and has been asked
each before. One client asks each query of the mix for ten hits with snippets, and in turns this
process has the engine find the same; the difference is what all but the engine costs. Then 32
clients ask in turns: the mix made anew, the mix kept, an empty route (/healthz), and the mix of the
same app with tantivy behind it, which keeps none, where that is installed. Processor time is that
of the server's processes. The client is one thread over sockets; that it is not what holds is seen
from the share of a core that it uses, and from what it gets of a server with canned answers of the
same length. An index of the films with the first N reviews is built unless one of SOURCE is given.
"""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import tempfile
from contextlib import contextmanager, nullcontext
from importlib.util import find_spec
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from benchmarks.command_line import machine, parser_of, write_figures
from benchmarks.markdown import yes_or_no
from benchmarks.peers.corpus import read_reviews
from benchmarks.peers.load import BadAnswerError, Client, get, load
from benchmarks.peers.query_mix import QUERIES, Query, query_mix
from benchmarks.peers.served import ROOT, Server, serving
from indexer.rebuild import Rebuild
from search.config import Settings
from search.factory import make_engine
from search.found import Order
from search.reading import read_request
from search.results import SearchRequest

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from search.engine import Engine

REVIEWS = 2_000
MOST_MORE_MS = 3.0
LEAST_SHARE = 0.5
ANEW, KEPT, EMPTY = "the mix, made anew", "the mix, kept", "the empty route"
TANTIVY = find_spec("tantivy") is not None
_EMPTY = get("/healthz")
_RATINGS = {"positive": "rating:>=7", "mixed": "rating:5..6", "negative": "rating:<=4"}


def main(arguments: list[str] | None = None) -> None:
    """Measure, print, and keep the figures where it is asked for."""
    asked = _asked(arguments)
    mix = query_mix(read_reviews(asked.source, asked.reviews), asked.queries)
    requests = [request_of(query) for query in mix]
    figures: dict[str, Any] = {
        **machine(),
    }
    with tempfile.TemporaryDirectory() as folder:
        index = asked.index or _index(asked.source, asked.reviews, Path(folder))
        engine = make_engine(Settings(index=index))
        ours = ["-m", "webapp", "--port", "0", "--workers", str(asked.workers)]
        beside = beside_tantivy(index, Path(folder), asked.workers) if TANTIVY else nullcontext()
        with serving(ours, index, 0) as anew, serving(ours, index) as keeping, beside as theirs:
            figures["one"] = one_client(anew, engine, requests, asked.rounds)
            figures["kept"] = one_client(keeping, engine, requests, asked.rounds)
            figures["many"] = many_clients((anew, keeping, theirs), requests, asked)
    length = round(median(figures["one"]["bytes"]))
    with serving(["-m", "benchmarks.peers.canned_server", str(length)]) as at:
        figures["canned"] = _loaded(at, [_EMPTY], asked)
    write_figures(figures, asked.json)
    show(figures, asked)


def _asked(arguments: list[str] | None) -> argparse.Namespace:
    parser = parser_of("peers.http_load", __doc__)
    parser.add_argument("--reviews", type=int, default=REVIEWS)
    parser.add_argument("--queries", type=int, default=QUERIES)
    parser.add_argument("--index", type=Path)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--seconds", type=float, default=10.0, help="of each load")
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args(arguments)


def request_of(query: Query) -> SearchRequest:
    """The query as it is typed, the words as they were written.

    What is within a film or unrated is asked of all, as those facts have no query of their own.
    """
    text = " ".join(word.lower() for word in query.written)
    if query.match == "phrase":
        text = f'"{text}"'
    elif query.match == "prefix":
        text = f"{text}*"
    within = query.filter
    if within and within.field == "year":
        text = f"({text}) AND year:{within.low}..{within.high}"
    elif within and str(within.low) in _RATINGS:
        text = f"({text}) AND {_RATINGS[str(within.low)]}"
    return SearchRequest(
        text,
        "any" if query.match == "any" else "all",
        syntax="lenient",
        group="film" if query.by_film else "none",
    )


def path_of(request: SearchRequest) -> str:
    """The path that asks for it."""
    asked = {"q": request.text, "match": request.match, "syntax": request.syntax}
    if request.group != "none":
        asked["group"] = request.group
    return f"/api/v1/search?{urlencode(asked)}"


def _index(source: Path, reviews: int, folder: Path) -> Path:
    """An index of the films that have the first so many reviews."""
    cut = folder / "films.jsonl"
    with gzip.open(source, "rt", encoding="utf-8") as lines, cut.open("w", encoding="utf-8") as out:
        for line in lines:
            if reviews <= 0:
                break
            reviews -= len(json.loads(line)["reviews"])
            out.write(line)
    index = folder / "index"
    Rebuild([cut]).run(make_engine(Settings(index=index)))
    return index


def one_client(
    server: Server, engine: Engine, requests: list[SearchRequest], rounds: int
) -> dict[str, Any]:
    """For each query the median of its times over HTTP and of the engine's own, ms, and bytes."""
    client = Client(server.address)
    http: list[list[float]] = [[] for _ in requests]
    own: list[list[float]] = [[] for _ in requests]
    lengths = [0] * len(requests)
    for number in range(rounds + 1):
        for place, request in enumerate(requests):
            asked = get(path_of(request))
            started = perf_counter()
            answer = client.ask(asked)
            answered = perf_counter()
            _find(engine, request)
            found = perf_counter()
            lengths[place] = len(answer)
            if number:  # the first one warms up
                http[place].append((answered - started) * 1000)
                own[place].append((found - answered) * 1000)
    client.close()
    return {"http_ms": [*map(median, http)], "engine_ms": [*map(median, own)], "bytes": lengths}


def _find(engine: Engine, request: SearchRequest) -> None:
    """What the service asks of the engine for this request, and no more."""
    query, _ = read_request(request)
    assert query
    order = Order(request.sort, query, request.filters, request.counting, request.group == "film")
    with engine.searcher() as searcher:
        searcher.find(query, request.offset, request.per_page, order=order)


@contextmanager
def beside_tantivy(index: Path, folder: Path, workers: int) -> Iterator[Server]:
    """A server of the same pages over the same documents, with tantivy behind them."""
    theirs = str(folder / "tantivy")
    module = ["-m", "benchmarks.peers.tantivy_pages"]
    built = [sys.executable, *module, "build", str(index), theirs]
    subprocess.run(built, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    with serving([*module, "serve", theirs, str(workers)]) as server:
        yield server


def many_clients(
    servers: tuple[Server, Server, Server | None],
    requests: list[SearchRequest],
    asked: argparse.Namespace,
) -> dict[str, Any]:
    """What is answered of the mix and of the empty route, by turns, a load for each round.

    The servers are one that makes each answer, one that keeps them, and one with tantivy behind
    the same pages, if that is installed.
    """
    anew, keeping, theirs = servers
    paths = [get(path_of(request)) for request in requests]
    loads = {ANEW: (anew, paths), KEPT: (keeping, paths), EMPTY: (keeping, [_EMPTY])}
    if theirs:
        loads["tantivy behind the same page, made anew"] = (theirs, paths)
    # Each process of the server that keeps is asked each query before it is measured.
    load(keeping.address, paths, asked.clients, asked.seconds)
    taken: dict[str, Any] = {what: [] for what in loads}
    for _ in range(asked.rounds):
        for what, (at, asking) in loads.items():
            taken[what].append(_loaded(at, asking, asked))
    return taken


def _loaded(server: Server, asking: list[bytes], asked: argparse.Namespace) -> dict[str, float]:
    before = server.processor_seconds()
    one = load(server.address, asking, asked.clients, asked.seconds)
    used = server.processor_seconds() - before
    by_request = {"a_second": one.a_second, "processor_ms": 1000 * used / one.requests}
    return {**one._asdict(), **by_request}


def show(figures: dict[str, Any], asked: argparse.Namespace) -> None:
    """Print the medians and whether they are what was asked for."""
    one, many = figures["one"], figures["many"]
    more = [http - own for http, own in zip(one["http_ms"], one["engine_ms"], strict=True)]
    print(f"{figures['machine']}, Python {figures['python']}, {len(more)} queries")
    print("\n| one client, ms | median | 95th of 100 |\n| --- | --- | --- |")
    for what, values in (
        ("over HTTP, ten snippets, made anew", one["http_ms"]),
        ("the engine", one["engine_ms"]),
        ("all but the engine", more),
        ("over HTTP, kept", figures["kept"]["http_ms"]),
    ):
        print(f"| {what} | {median(values):.2f} | {quantiles(values, n=20)[-1]:.2f} |")
    said = yes_or_no(median(more) <= MOST_MORE_MS)
    print(f"\nat most {MOST_MORE_MS} ms more than the engine: {said}")
    print(f"\n| {asked.clients} clients | requests/s | processor, ms | client, of a core |")
    print("| --- | --- | --- | --- |")
    rates, costs = {}, {}
    for what, loads in (*many.items(), ("canned answers", [figures["canned"]])):
        rates[what] = median(one["a_second"] for one in loads)
        costs[what] = median(one["processor_ms"] for one in loads)
        share = median(one["client_share"] for one in loads)
        print(f"| {what} | {rates[what]:,.0f} | {costs[what]:.2f} | {share:.0%} |")
    for what in (ANEW, KEPT):
        share, cost = rates[what] / rates[EMPTY], costs[what] / (costs[EMPTY] or 1)
        print(f"\nof the empty route {what} has {share:.3f}, at {cost:.1f} times the processor;")
        print(f"half: {yes_or_no(share >= LEAST_SHARE)}")


if __name__ == "__main__":
    try:
        main()
    except BadAnswerError as error:
        sys.exit(f"the server answered otherwise: {error}")
