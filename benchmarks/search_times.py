"""Time a build and searches of each kind on a folder of film pages.

usage: python -m benchmarks.search_times SOURCE

Prints documents a second and, for each query, the median and largest of the runs in
milliseconds as the core counts them (query text to finished hits, top 10 with exact total and
snippets). The queries take turns, so that a slow moment of the machine falls on all of them.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

from indexer.rebuild import Rebuild
from search.config import Settings
from search.factory import make_engine, make_service
from search.results import SearchRequest

RUNS = 15
QUERIES = (
    SearchRequest("movie"),
    SearchRequest("great acting"),
    SearchRequest("haunting score"),
    SearchRequest("the best horror movie ever", "any"),
    SearchRequest('"special effects"'),
    SearchRequest("refug*"),
    SearchRequest("movie NOT horror"),
)


def main() -> None:
    """Build, search, print."""
    source = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(index=Path(folder))
        started = time.perf_counter()
        report = Rebuild([source]).run(make_engine(settings))
        seconds = time.perf_counter() - started
        size = report.generation.size_bytes if report.generation else 0
        documents = report.counts["documents"]
        print(
            f"{documents:,} documents in {seconds:.1f} s: {documents / seconds:,.0f} a second, "
            f"{size / 1e6:.1f} MB"
        )
        service = make_service(settings)
        times: dict[SearchRequest, list[float]] = {request: [] for request in QUERIES}
        totals = {}
        for run in range(RUNS + 1):
            for request in QUERIES:
                result = service.search(request)
                totals[request] = result.total
                if run:  # the first one warms up
                    times[request].append(result.took_ms)
    print(f"{'query':<40}{'total':>10}{'median ms':>12}{'max ms':>10}")
    for request, taken in times.items():
        name = f"{request.text} ({request.match})"
        print(
            f"{name:<40}{totals[request]:>10,}{statistics.median(taken):>12.2f}{max(taken):>10.2f}"
        )


if __name__ == "__main__":
    main()
