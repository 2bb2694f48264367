"""Pages, films and values beyond what one answer of the server holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from search.engines.opensearch_engine import (
    asking,
    every_value,
    facets,
    films,
    order,
    schema,
    searcher,
)
from search.engines.opensearch_engine.schema import FILM
from search.errors import QueryTooLargeError
from search.facets import Counting
from search.found import Order
from search.query import parse
from search.sorting import SORTS, Sort
from tests.corpus import build, document
from tests.opensearch_engines import on_opensearch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search.engines.opensearch_engine import OpenSearchEngine

DEEPEST = 12
FILMS = 9
DOCUMENTS = [
    document(
        position,
        "plan " * (1 + number % 3),
        title=f"Film {number}",
        author=f"Author {number} {position}",
        rating=str(number) if number % 2 else "",
        reviewed="2004" if position else "",
    )
    for number in range(FILMS)
    for position in range(4)
]


@pytest.fixture(scope="module")
def small(opensearch: tuple[str, ...]) -> Iterator[OpenSearchEngine]:
    """An engine whose server counts to 12 and tells of 3 films and 5 values at once."""
    with pytest.MonkeyPatch.context() as patch, on_opensearch(opensearch, shards=3) as engine:
        patch.setattr(schema, "DEEPEST", DEEPEST)
        patch.setattr(order, "DEEPEST", DEEPEST)
        patch.setattr(asking, "AT_ONCE", 7)
        patch.setattr(films, "MOST", 3)
        patch.setattr(facets, "MOST", 5)
        patch.setattr(facets, "AT_ONCE", 7)
        patch.setattr(every_value, "AT_ONCE", 2)
        build(engine, DOCUMENTS)
        yield engine


@pytest.mark.parametrize("sort", SORTS)
def test_a_page_after_a_document_is_that_behind_it(small: OpenSearchEngine, sort: Sort) -> None:
    read: list[str] = []
    with small.searcher() as one:
        for offset in range(0, len(DOCUMENTS), 5):
            asked = Order(sort, after=read[-1] if read else "")
            found = one.find(parse("plan"), offset, 5, order=asked)
            read += [hit.document["id"] for hit in found.documents]
        every = one.find_all(parse("plan"), order=Order(sort)).documents
        whole = [hit.document["id"] for hit in every]
    assert len(set(read)) == len(DOCUMENTS)
    assert read == whole


def test_what_cannot_be_counted_to_is_refused(small: OpenSearchEngine) -> None:
    """That is a cursor without the document before it, which is none that was given."""
    with small.searcher() as one, pytest.raises(QueryTooLargeError, match="no more than 12"):
        one.find(parse("plan"), DEEPEST, 5, order=Order(after="none"))


@pytest.mark.parametrize(("sort", "numbers"), [("title", "456"), ("share", "470")])
def test_films_are_counted_exactly_however_many_there_are(
    small: OpenSearchEngine, sort: Sort, numbers: str
) -> None:
    """By share, of which all have the same, they stand as by relevance."""
    with small.searcher() as one:
        found = one.find(parse("plan"), 4, 3, order=Order(sort, by_film=True))
    assert found.film_total == FILMS
    titles = [film.documents[0].document["title"] for film in found.films]
    assert titles == [f"Film {number}" for number in numbers]
    assert {(film.total, film.matching, film.reviews) for film in found.films} == {(4, 3, 3)}


def test_a_text_narrows_all_values_of_a_facet(small: OpenSearchEngine) -> None:
    counting = Counting(("author",), 10, (("author", "8"),))
    with small.searcher() as one:
        (facet,) = one.find(parse("plan"), 0, 1, order=Order(counting=counting)).facets
    assert [value.label for value in facet.values] == [f"Author 8 {n}" for n in range(4)]
    assert facet.total == 4


def test_a_film_of_more_documents_than_an_answer_has_is_whole(
    small: OpenSearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searcher, "AT_ONCE", 3)
    with small.searcher() as one:
        assert [document["position"] for document in one.film("film 1")] == [0, 1, 2, 3]
        assert one.film("none") == []


def test_the_documents_of_a_film_are_on_one_shard(
    small: OpenSearchEngine, opensearch: tuple[str, ...]
) -> None:
    index = small._cluster.index(small.live().name)  # where it is, no user is told
    by_film = {"films": {"terms": {"field": FILM, "size": FILMS}}}
    seen: list[str] = []
    for shard in range(3):
        answer = small._cluster.client.search(  # as above
            index=index,
            body={"size": 0, "aggs": by_film},
            params={"preference": f"_shards:{shard}"},
        )
        seen += [one["key"] for one in answer["aggregations"]["films"]["buckets"]]
    assert sorted(seen) == sorted({one["film_id"] for one in DOCUMENTS})
