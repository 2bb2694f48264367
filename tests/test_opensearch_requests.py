"""How many requests a search makes: each costs a way to the cluster and back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from opensearchpy import Transport

from search.engines.opensearch_engine import OpenSearchEngine
from search.found import Order
from search.query import Word
from search.reading import read_request
from search.results import SearchRequest
from search.schema import BLANK
from tests.opensearch_engines import on_opensearch

FILMS = ("Heat", "Alien")


@pytest.fixture(scope="module")
def engine(opensearch: tuple[str, ...]) -> Iterator[OpenSearchEngine]:
    with on_opensearch(opensearch) as made:
        with made.build() as builder:
            for name in FILMS:
                page = {"id": name, "film_id": name, "title": name, "kind": "description"}
                builder.add({**BLANK, **page, "text": "A quiet film about a heist"})  # type: ignore[typeddict-item]  # fields by name
            builder.finish({"documents": len(FILMS)})
            builder.activate()
        yield made


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The last part of the path of each request that is made from now on."""
    paths: list[str] = []
    really = Transport.perform_request

    def perform(self: Transport, method: str, url: str, *arguments: Any, **options: Any) -> Any:
        # Whether it has a manager the cluster is asked each second, whatever is searched.
        if "/health" not in url:
            paths.append(url.rpartition("/")[2])
        return really(self, method, url, *arguments, **options)

    monkeypatch.setattr(Transport, "perform_request", perform)
    return paths


def find(engine: OpenSearchEngine, request: SearchRequest) -> int:
    """How many documents the engine finds; without what the service asks besides."""
    query, _ = read_request(request)
    assert query
    grouped = request.group == "film"
    order = Order(request.sort, query, request.filters, request.counting, grouped)
    with engine.searcher() as searcher:
        return searcher.find(query, 0, 10, order=order).total


REQUESTS = [
    (SearchRequest("heat"), 1),
    (SearchRequest("quiet heist", facets=("film", "kind")), 1),
    (SearchRequest("film", sort="title"), 1),
    (SearchRequest("quiet", group="film"), 2),
    (SearchRequest("qui*"), 2),
]


@pytest.mark.parametrize(("request_", "most"), REQUESTS)
def test_a_search_of_words_known_by_then_asks_which_is_live_and_once_more(
    engine: OpenSearchEngine, asked: list[str], request_: SearchRequest, most: int
) -> None:
    total = find(engine, request_)
    asked.clear()
    assert find(engine, request_) == total > 0
    assert [path for path in asked if path == engine._cluster.live] == [engine._cluster.live]
    assert len(asked) == 1 + most
    assert set(asked[1:]) == {"_msearch"}


def test_a_search_of_new_words_asks_how_many_documents_have_them_in_one_request(
    engine: OpenSearchEngine, asked: list[str]
) -> None:
    find(engine, SearchRequest("quiet"))
    asked.clear()
    find(engine, SearchRequest("heist about", match="any"))
    assert asked[1:] == ["_msearch", "_msearch"]


def test_what_is_spelt_like_a_word_is_asked_once(
    engine: OpenSearchEngine, asked: list[str]
) -> None:
    with engine.searcher() as searcher:
        first = searcher.similar_words(Word("quiett"))
        asked.clear()
        assert searcher.similar_words(Word("quiett")) == first == ["quiet"]
        assert not asked
