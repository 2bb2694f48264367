"""``make bench-memory``: what a server process holds beside mapped files, and how soon it is open.

usage: python -m benchmarks.server_memory SOURCE INDEX [--reviews N] [--queries N] [--json FILE]

The server is the one that is deployed, one process of it over INDEX, which should be of SOURCE or
of films with the same words; it is not written to. Clients ask it stage by stage, each stage from
eight connections at once: the mix of ``benchmarks.peers.query_mix``, made of the first N reviews,
then all that else can be asked, of words and films of the mix. Ten times a second, and some time
after each stage, the anonymous memory of the process is read from /proc: what no other process can
share and the system cannot drop. Mapped pages of the index are the others' too. Opening is measured
in this process.
"""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from statistics import median
from time import perf_counter, sleep
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from benchmarks.command_line import machine, parser_of, write_figures
from benchmarks.markdown import print_head, print_row, yes_or_no
from benchmarks.peers.corpus import read_reviews
from benchmarks.peers.http_load import path_of, request_of
from benchmarks.peers.load import BadAnswerError, Client, get
from benchmarks.peers.query_mix import QUERIES, query_mix
from benchmarks.peers.served import serving
from search.config import Settings
from search.factory import make_engine
from search.query import Word
from search.sorting import SORTS_OF_FILMS

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

REVIEWS = 20_000
MOST_MB = 150
MOST_OPENING_MS = 50
_CLIENTS = 8
_OPENINGS = 7
_PATIENCE_SECONDS = 300
_SAMPLED_SECONDS = 0.1
# The server gives back what it let go of every few seconds.
_SETTLED_SECONDS = 6
# Of each kind of question beside the mix.
_EACH = 40
_FACETS = "film,kind,genre,year,author,rating"


def main(arguments: list[str] | None = None) -> None:
    """Measure, print, and keep the figures where it is asked for."""
    asked = _asked(arguments)
    stages = stages_of(asked.source, asked.index, asked.reviews, asked.queries)
    figures: dict[str, Any] = {
        **machine(),
        "opening_ms": [opening_ms(asked.index) for _ in range(_OPENINGS)],
        "stages": [],
    }
    print(f"{figures['machine']}, Python {figures['python']}")
    print_head(["after", "requests", "seconds", "own memory, MB", "at most", "mapped, MB"])
    for stage in memory_by_stage(asked.index, stages):
        figures["stages"].append(stage)
        show_stage(stage)
    write_figures(figures, asked.json)
    show_reached(figures)


def _asked(arguments: list[str] | None) -> argparse.Namespace:
    parser = parser_of("server_memory", __doc__)
    parser.add_argument("index", type=Path)
    parser.add_argument("--reviews", type=int, default=REVIEWS)
    parser.add_argument("--queries", type=int, default=QUERIES)
    return parser.parse_args(arguments)


def stages_of(source: Path, index: Path, reviews: int, queries: int) -> dict[str, list[str]]:
    """By the name of each stage the paths that are asked in it."""
    mix = query_mix(read_reviews(source, reviews), queries)
    words = sorted({word.lower() for query in mix for word in query.written if len(word) > 3})
    some = words[:: max(1, len(words) // _EACH)][:_EACH]
    films = _films(index, some)
    requests = [request_of(query) for query in mix]
    searches = [path_of(request) for request in requests]
    by_film = [path_of(replace(request, group="film")) for request in requests[::3]]
    pairs = [f"{one} {other}" for one, other in pairwise(some)]
    return {
        "the first search": searches[:1],
        "the mix": searches,
        "facets and films": [
            *(f"{path}&facets={_FACETS}" for path in searches[::3]),
            *(f"{path}&sort=share" for path in by_film),
        ],
        "every order": [_search(word, sort=sort, group="film") for sort in SORTS_OF_FILMS
                        for word in some[:5]],
        "misspelt, cut off, nearly spelt": _nearly_spelt(some, pairs),
        "as one types": [
            f"/api/v1/suggest?{urlencode({'q': word[:cut]})}" for word in some for cut in (1, 2, 3)
        ],
        "pages": [
            *(f"/search?{urlencode({'q': pair, 'match': 'any'})}" for pair in pairs),
            *(f"/films/{quote(film)}" for film in films),
            *("/", "/films", "/films?letter=s", "/help"),
        ],
        "similar, in context": [
            *(f"/api/v1/similar/{quote(film)}" for film in films),
            *(f"/api/v1/concordance?{urlencode({'q': chr(34) + pair + chr(34)})}"
              for pair in pairs),
        ],
        "the mix again": searches,
    }  # fmt: skip


def _nearly_spelt(words: list[str], pairs: list[str]) -> list[str]:
    return [
        *(_search(_misspelt(word)) for word in words),
        *(_search(f"{word[:3]}*") for word in words),
        *(_search(f"{word}~") for word in words),
        *(_search(f"{word[:2]}?{word[3:]}") for word in words),
        *(_search(pair, expand="true") for pair in pairs[:10]),
    ]


def _search(text: str, **more: str) -> str:
    return f"/api/v1/search?{urlencode({'q': text, 'syntax': 'lenient', **more})}"


def _misspelt(word: str) -> str:
    """Two letters of it have changed places, and one is there twice."""
    return word[0] + word[2] + word[1] + word[3:] + word[-1]


def _films(index: Path, words: Sequence[str]) -> list[str]:
    """The films of the best document of each word, by id."""
    with make_engine(Settings(index=index)).searcher() as searcher:
        found = [searcher.find(Word(word), 0, 1).documents for word in words]
    return sorted({one.document["film_id"] for some in found for one in some})


def opening_ms(index: Path) -> float:
    """How long the live generation takes to be opened, by an engine that has none open."""
    engine = make_engine(Settings(index=index))
    started = perf_counter()
    with engine.searcher():
        return (perf_counter() - started) * 1000


def memory_by_stage(index: Path, stages: dict[str, list[str]]) -> Iterator[dict[str, Any]]:
    """What a server's process holds when it has started, in each stage and after it, in bytes."""
    with serving(["-m", "webapp", "--port", "0", "--workers", "1"], index) as server:
        worker = children(server.process)[0]
        yield {"stage": "started", "requests": 0, **memory_of(worker)}
        for name, paths in stages.items():
            with ThreadPoolExecutor(1) as other:
                asking = other.submit(_ask, server.address, paths)
                most = 0
                while not asking.done():
                    most = max(most, memory_of(worker)["anonymous"])
                    wait([asking], _SAMPLED_SECONDS)
            sleep(_SETTLED_SECONDS)
            yield {
                "stage": name,
                "requests": len(paths),
                "seconds": asking.result(),
                "most": most,
                **memory_of(worker),
            }


def _ask(address: str, paths: list[str]) -> float:
    """Ask all once, so many at once; how many seconds it took."""
    started = perf_counter()
    with ThreadPoolExecutor(_CLIENTS) as clients:
        for _ in clients.map(partial(_ask_one, address), paths):
            pass
    return perf_counter() - started


def _ask_one(address: str, path: str) -> None:
    client = Client(address)
    client.socket.settimeout(_PATIENCE_SECONDS)
    client.ask(get(path, "Accept-Encoding: gzip"))
    client.close()


def children(process: int) -> list[int]:
    """The processes that a process started."""
    text = Path(f"/proc/{process}/task/{process}/children").read_text("ascii")
    return [int(number) for number in text.split()]


def memory_of(process: int) -> dict[str, int]:
    """What a process holds: ``anonymous``, and what is there of ``mapped`` files; bytes."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text("ascii").splitlines()[1:]
    fields = {line.split(":")[0]: int(line.split()[1]) * 1024 for line in lines}
    return {"anonymous": fields["Anonymous"], "mapped": fields["Rss"] - fields["Anonymous"]}


def show_stage(stage: dict[str, Any]) -> None:
    """Print a row of the table."""
    held, most, mapped = (
        f"{stage[what] / 1e6:.0f}" if what in stage else ""
        for what in ("anonymous", "most", "mapped")
    )
    taken = f"{stage.get('seconds', 0):.1f}"
    print_row([stage["stage"], stage["requests"], taken, held, most, mapped])
    sys.stdout.flush()


def show_reached(figures: dict[str, Any]) -> None:
    """Print whether the figures are what was asked for."""
    held = max(stage["anonymous"] for stage in figures["stages"]) / 1e6
    opening = median(figures["opening_ms"])
    print(f"\nat most {MOST_MB} MB: {yes_or_no(held <= MOST_MB)}, {held:.0f} MB")
    said = yes_or_no(opening < MOST_OPENING_MS)
    print(f"opening under {MOST_OPENING_MS} ms: {said}, {opening:.1f} ms")


if __name__ == "__main__":
    try:
        main()
    except BadAnswerError as error:
        sys.exit(f"the server answered otherwise: {error}")
