"""Hits grouped by film, and films in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from search.engine import Engine
from search.found import Found, Order
from search.query import parse
from search.sorting import SORTS, SORTS_OF_FILMS, Sort
from tests.contract.test_against_reference import documents, questions
from tests.contract.test_updates import as_films, update
from tests.corpus import build, document
from tests.facet_reference import shares
from tests.reference import matches

if TYPE_CHECKING:
    from search.found import FoundFilm
    from search.query import Node
    from search.schema import Document
    from tests.contract.conftest import Examples


def ask(engine: Engine, sort: Sort = "relevance", offset: int = 0, limit: int = 10) -> Found:
    with engine.searcher() as searcher:
        return searcher.find(parse("plan"), offset, limit, order=Order(sort, by_film=True))


def title(film: FoundFilm) -> str:
    return film.documents[0].document["title"]


def corpus() -> list[Document]:
    """A film with much said of it, of which little matches, and one with little; and one more."""
    big = [document(n, "plan" if n <= 30 else "none", title="Big") for n in range(1, 301)]
    small = [document(n, "plan plan" if n <= 6 else "none", title="Small") for n in range(1, 9)]
    return [*big, *small, document(0, "plan", title="One"), document(1, "plan", title="One")]


def test_a_film_is_one_entry_with_its_best_and_says_of_how_many(engine: Engine) -> None:
    build(engine, corpus())
    found = ask(engine)
    assert found.film_total == 3
    assert found.total == 38
    assert found.documents == ()
    told = {title(film): (film.total, film.matching, film.reviews) for film in found.films}
    assert told == {"Big": (30, 30, 300), "Small": (6, 6, 8), "One": (2, 1, 1)}
    assert {title(film): len(film.documents) for film in found.films} == {
        "Big": 3, "Small": 3, "One": 2
    }  # fmt: skip


def test_a_film_of_many_reviews_does_not_drown_one_of_few(engine: Engine) -> None:
    build(engine, corpus())
    assert [title(film) for film in ask(engine, "share").films] == ["Small", "One", "Big"]


@pytest.mark.parametrize("sort", SORTS)
def test_films_stand_as_the_first_of_their_documents(engine: Engine, sort: Sort) -> None:
    build(engine, corpus())
    with engine.searcher() as searcher:
        flat = searcher.find(parse("plan"), 0, 100, order=Order(sort)).documents
    wanted = list(dict.fromkeys(hit.document["title"] for hit in flat))
    assert [title(film) for film in ask(engine, sort).films] == wanted


@pytest.mark.parametrize("sort", SORTS_OF_FILMS)
def test_pages_of_films_follow_each_other(engine: Engine, sort: Sort) -> None:
    build(engine, [document(n, "plan", title=f"Film {n % 7}") for n in range(40)])
    pages = [ask(engine, sort, offset, 2).films for offset in range(0, 8, 2)]
    split = [title(film) for films in pages for film in films]
    assert split == [title(film) for film in ask(engine, sort).films]
    assert len(set(split)) == 7


def test_shares_are_those_of_reading_every_document(engine: Engine, examples: Examples) -> None:
    """Over two segments, with deleted documents in one."""

    @examples(30)
    @given(first=documents, second=documents, queries=questions)
    def holds(first: list[Document], second: list[Document], queries: list[Node]) -> None:
        now = as_films(first, 0)
        build(engine, now)
        added = as_films(second, 100)
        now = [one for one in now if one["film_id"] != "bc"] + added
        update(engine, ["bc"], added, len(now))
        with engine.searcher() as searcher:
            for query in queries:
                found = searcher.find(query, 0, 100, order=Order("share", by_film=True))
                told = {
                    film.documents[0].document["film_id"]: (film.matching, film.reviews, film.share)
                    for film in found.films
                }
                expected = shares(now, [one for one in now if matches(query, one)])
                assert told == {film: pytest.approx(facts) for film, facts in expected.items()}
                in_order = sorted(told.values(), key=lambda facts: (not facts[0], -facts[2]))
                assert in_order == list(told.values())

    holds()


def test_films_are_found_behind_any_number_of_documents_of_another(engine: Engine) -> None:
    first = [document(n, "plan plan plan", title="Big") for n in range(1, 301)]
    others = [document(1, "plan and more", title=f"Small {n}") for n in range(9)]
    build(engine, [*first, *others])
    assert [title(film) for film in ask(engine, limit=3).films] == ["Big", "Small 0", "Small 1"]
    assert [title(film) for film in ask(engine, offset=8).films] == ["Small 7", "Small 8"]
    assert ask(engine, offset=10).films == ()
