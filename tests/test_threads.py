"""Many threads search at once, and each is answered as if it were alone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from search.engines.whoosh_engine import WhooshEngine
from search.results import SearchRequest
from search.service import SearchService
from tests.corpus import build, document

if TYPE_CHECKING:
    from pathlib import Path

QUERIES = ("plan", "night", "plan night", "plan OR ferry", '"night ferry"', "fer*", "NOT plan")


def test_threads_share_a_searcher_and_not_their_answers(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path)
    words = ("plan", "night ferry", "ferry night", "plan night", "other")
    build(engine, [document(n, " ".join(words[: n % 6]) or "x") for n in range(900)])
    service = SearchService(engine)

    def ask(query: str) -> list[tuple[str, float]]:
        hits = service.search(SearchRequest(query, per_page=100)).hits
        return [(hit.id, hit.score) for hit in hits]

    alone = {query: ask(query) for query in QUERIES}
    with ThreadPoolExecutor(8) as threads:
        for query, hits in zip(QUERIES * 40, threads.map(ask, QUERIES * 40), strict=True):
            assert hits == alone[query]
    with engine.searcher() as one, engine.searcher() as other:
        assert one is other
