"""Both engines asked the same: each query in turn by one, then all by many clients over HTTP."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from benchmarks.peers.http_load import path_of, request_of
from benchmarks.peers.load import Client, get, load
from benchmarks.peers.served import serving
from benchmarks.server_memory import children, memory_of
from search.service import SearchService

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from benchmarks.engine_builds import Variant
    from benchmarks.peers.query_mix import Query
    from search.results import SearchRequest

FACETS = ("film", "kind", "genre", "year")
# One in so many queries is asked in the other ways besides.
_EVERY = 3
PLAIN = "ten hits"
_PATIENCE_SECONDS = 120
WAYS: dict[str, dict[str, Any]] = {
    PLAIN: {},
    "four facets": {"facets": FACETS},
    "in films": {"group": "film"},
    "by release": {"sort": "oldest_film"},
}


def requests_of(mix: Sequence[Query]) -> list[tuple[str, str, SearchRequest]]:
    """The class, the way and the request of all that is asked; not by film what is so anyway."""
    made = []
    for place, query in enumerate(mix):
        request = request_of(query)
        for way, more in WAYS.items():
            if way == PLAIN or (place % _EVERY == 0 and not query.by_film):
                made.append((query.class_name, way, replace(request, **more)))
    return made


class Turns:
    """What each engine answered to each request, and how long each turn of it took."""

    def __init__(self, mix: Sequence[Query], variants: Sequence[Variant]) -> None:
        self._requests = requests_of(mix)
        self._services = {one.name: SearchService(one.engine()) for one in variants}
        self._taken: dict[tuple[int, str], list[float]] = {}
        self._totals: dict[tuple[int, str], int] = {}

    def go_round(self, number: int) -> None:
        """Ask all once, every request of all engines in turn, and not always the same first."""
        names = [*self._services]
        for place, (_, _, request) in enumerate(self._requests):
            first = (place + number) % len(names)
            for name in (*names[first:], *names[:first]):
                started = perf_counter()
                result = self._services[name].search(request)
                taken = (perf_counter() - started) * 1000
                self._taken.setdefault((place, name), []).append(taken)
                self._totals[place, name] = result.total

    def rows(self) -> list[dict[str, Any]]:
        """For each request its first time and the median of all, in ms, and the totals."""
        return [
            {
                "class_name": class_name,
                "way": way,
                "text": request.text,
                "first_ms": {name: self._taken[place, name][0] for name in self._services},
                "ms": {name: median(self._taken[place, name]) for name in self._services},
                "totals": {name: self._totals[place, name] for name in self._services},
            }
            for place, (class_name, way, request) in enumerate(self._requests)
        ]


def loaded(variant: Variant, mix: Sequence[Query], asked: argparse.Namespace) -> dict[str, Any]:
    """What the deployed server answers a second to so many clients, and what all then hold.

    They are asked all of it as often as there are processes before any is measured. The order is
    by chance, so that a load which does not come to the end has some of all classes.
    """
    paths = [get(_path(request)) for _, way, request in requests_of(mix)
             if way in {PLAIN, "four facets"}]  # fmt: skip
    random.Random(1).shuffle(paths)
    command = ["-m", "webapp", "--port", "0", "--workers", str(asked.workers)]
    index = variant.settings.index
    found = []
    with serving(command, index, 0, environment_of(variant)) as server:
        _ask_all(server.address, paths * asked.workers, 2 * asked.workers)
        for clients in asked.clients:
            used, nodes_used = server.processor_seconds(), variant.nodes_seconds()
            one = load(server.address, paths, clients, asked.seconds)
            used = server.processor_seconds() - used
            nodes_used = variant.nodes_seconds() - nodes_used
            found.append({
                "clients": clients,
                "a_second": one.a_second,
                "server_ms": 1000 * used / one.requests,
                "nodes_ms": 1000 * nodes_used / one.requests,
                "client_share": one.client_share,
            })  # fmt: skip
        memory = [memory_of(process) for process in children(server.process)]
    nodes = [node._asdict() for node in variant.cluster.memory()] if variant.cluster else []
    return {"clients": found, "server_memory": memory, "nodes_memory": nodes}


def _ask_all(address: str, paths: Sequence[bytes], clients: int) -> None:
    """Ask each, so many at once, each over a connection of its own."""

    def ask(path: bytes) -> None:
        client = Client(address)
        client.socket.settimeout(_PATIENCE_SECONDS)
        client.ask(path)
        client.close()

    with ThreadPoolExecutor(clients) as pool:
        for _ in pool.map(ask, paths):
            pass


def environment_of(variant: Variant) -> dict[str, str]:
    """What a process of ours is told, so that it asks this engine."""
    there = variant.settings.opensearch
    told = {"REVIEWFINDER_ENGINE": variant.settings.engine, "REVIEWFINDER_SEARCH_SECONDS": "0"}
    if there is None:
        return told
    return {
        **told,
        "REVIEWFINDER_OPENSEARCH_PREFIX": there.prefix,
        "REVIEWFINDER_OPENSEARCH_SHARDS": str(there.shards),
    }


def _path(request: SearchRequest) -> str:
    more = {"facets": ",".join(request.facets)} if request.facets else {}
    return f"{path_of(request)}{'&' if more else ''}{urlencode(more)}"
