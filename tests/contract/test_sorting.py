"""Orders other than that of relevance, and what decides between equals."""

from __future__ import annotations

import pytest

from search.engine import Engine
from search.found import Order
from search.query import All, parse
from search.sorting import SORTS, Sort
from tests.corpus import build, document

FILMS = [
    document(0, title="b", release_date="2004-02", film_id="f"),
    document(1, "a" * 2, title="b", release_date="2004-02", film_id="f", author="Öd", rating="10",
             reviewed="2009"),
    document(2, "a" * 9, title="b", release_date="2004-02", film_id="f", author="oa", rating="9.5",
             reviewed="2009-01-02"),
    document(3, "b" * 10, title="Á", release_date="2004", film_id="e", author="P", rating="9",
             reviewed="1999-12"),
    document(4, "a" * 100, title="c", release_date="--11-12", film_id="g", reviewed="--11"),
    document(5, "a" * 11, title="d", release_date="", film_id="h", author="p"),
]  # fmt: skip
IN_ORDER: dict[Sort, list[int]] = {
    "relevance": [3, 0, 1, 2, 4, 5],
    "newest_film": [0, 1, 2, 3, 4, 5],
    "oldest_film": [3, 0, 1, 2, 4, 5],
    "title": [3, 0, 1, 2, 4, 5],
    "author": [2, 1, 3, 5, 0, 4],
    "best_rating": [1, 2, 3, 0, 4, 5],
    "worst_rating": [3, 2, 1, 0, 4, 5],
    "newest_review": [2, 1, 3, 0, 4, 5],
    "oldest_review": [3, 1, 2, 0, 4, 5],
    "longest_review": [4, 5, 3, 2, 1, 0],
}


def positions(engine: Engine, sort: Sort, offset: int = 0, limit: int = 10) -> list[int]:
    with engine.searcher() as searcher:
        answer = searcher.find(All(), offset, limit, order=Order(sort))
    assert answer.total == len(FILMS)
    return [hit.document["position"] for hit in answer.documents]


@pytest.mark.parametrize("sort", SORTS)
def test_documents_stand_in_order_and_those_without_the_fact_last(
    engine: Engine, sort: Sort
) -> None:
    build(engine, FILMS)
    assert positions(engine, sort) == IN_ORDER[sort]


@pytest.mark.parametrize("sort", SORTS)
def test_the_order_of_adding_makes_no_difference(engine: Engine, sort: Sort) -> None:
    build(engine, reversed(FILMS))
    assert positions(engine, sort) == IN_ORDER[sort]


@pytest.mark.parametrize("sort", SORTS)
def test_pages_follow_each_other_in_every_order(engine: Engine, sort: Sort) -> None:
    build(engine, FILMS[::2] + FILMS[1::2])
    pages = [positions(engine, sort, offset, 2) for offset in range(0, 8, 2)]
    assert [position for page in pages for position in page] == IN_ORDER[sort]


def test_a_score_is_told_in_every_order_and_adds_up(engine: Engine) -> None:
    build(engine, [document(1, "b a", rating="1"), document(2, "a b " * 9, rating="2")])
    with engine.searcher() as searcher:
        hits = searcher.find(parse("a b"), 0, 9, order=Order("worst_rating"), explain=True)
    assert [hit.document["position"] for hit in hits.documents] == [1, 2]
    for hit in hits.documents:
        parts = [part.score for part in hit.explanation or ()]
        assert sum(parts) == pytest.approx(hit.score)
        assert hit.score > 0


@pytest.mark.parametrize("count", [30, 700])
def test_equals_stand_by_film_and_position_however_they_were_added(
    engine: Engine, count: int
) -> None:
    films = ["m-10", "m-2", "m"]
    many = [document(n, "same words", film_id=films[n % 3]) for n in range(1, count + 1)]
    build(engine, sorted(many, key=lambda one: one["position"] * 7 % 31))
    wanted = sorted((one["film_id"], one["position"]) for one in many)
    with engine.searcher() as searcher:
        for offset in (0, 7, count - 8):
            found = searcher.find(parse("same"), offset, 7).documents
            got = [(hit.document["film_id"], hit.document["position"]) for hit in found]
            assert got == wanted[offset : offset + 7]
        best = searcher.find(parse("same"), 0, count).documents
    assert [(hit.document["film_id"], hit.document["position"]) for hit in best] == wanted


def test_a_search_sorts_on_its_generation_though_that_is_pruned_meanwhile(engine: Engine) -> None:
    build(engine, FILMS)
    with engine.searcher() as searcher:
        for number in range(4):
            build(engine, [document(number)])
        for sort in SORTS:
            found = searcher.find(All(), 0, 10, order=Order(sort)).documents
            assert [hit.document["position"] for hit in found] == IN_ORDER[sort]
