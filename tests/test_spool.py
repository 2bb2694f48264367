"""What sources say, kept until each film can be seen whole."""

from __future__ import annotations

import tracemalloc
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.identity import film_ids, key_of
from indexer.plain_values import facts_bytes, film_of, reviews_bytes, reviews_of
from indexer.spool import Spool
from search.errors import EngineUnavailableError
from search.records import Film, ReleaseDate, Review

Said = dict[str, list[tuple[str, Film]]]

NAMES = st.lists(st.text(max_size=5), max_size=2).map(tuple)
DATES = st.none() | st.builds(
    ReleaseDate, st.none() | st.integers(1890, 2030), st.none() | st.just(5), st.none()
)
REVIEWS = st.builds(
    Review, st.text(max_size=5), st.text(min_size=1), st.text(max_size=5), DATES,
    st.none() | st.floats(1, 10) | st.integers(1, 10), st.text(max_size=5),
)  # fmt: skip
FILMS = st.builds(
    Film, st.sampled_from(["Up", "It", "Drei Männer"]), DATES, st.text(max_size=5),
    st.text(max_size=5), st.lists(REVIEWS, max_size=3).map(tuple), NAMES, NAMES, NAMES, NAMES,
    st.text(max_size=5), st.text(max_size=5),
)  # fmt: skip


def up(*texts: str, author: str = "Ann") -> Film:
    return Film("Up", ReleaseDate(2009), reviews=tuple(Review(author, text) for text in texts))


def said(spool: Spool) -> Said:
    ids = film_ids(spool.keys())
    return {
        film_id: [(given.source, given.film) for given in contributions]
        for film_id, contributions in spool.films(ids)
    }


@given(FILMS)
def test_a_film_comes_back_as_it_went_in(film: Film) -> None:
    reviews = reviews_of(reviews_bytes(film.reviews))
    assert film_of(facts_bytes(film), tuple(reviews)) == film


@given(FILMS)
def test_equal_facts_have_equal_bytes(film: Film) -> None:
    again = film_of(facts_bytes(film))
    assert facts_bytes(again) == facts_bytes(film)


@given(st.lists(st.tuples(st.sampled_from("abc"), FILMS), max_size=12))
def test_nothing_that_was_said_is_lost_and_all_of_it_keeps_its_order(
    given_films: list[tuple[str, Film]],
) -> None:
    with closing(Spool()) as spool:
        for source, film in given_films:
            spool.add(source, film)
        assert list(spool.keys()) == list(dict.fromkeys(key_of(film) for _, film in given_films))
        assert spool.reviews == sum(len(film.reviews) for _, film in given_films)
        ids = film_ids(spool.keys())
        found = list(spool.films(ids))
    assert [film_id for film_id, _ in found] == list(dict.fromkeys(ids.values()))
    for film_id, contributions in found:
        ours = [(s, film) for s, film in given_films if ids[key_of(film)] == film_id]
        assert [
            (given.source, review) for given in contributions for review in given.film.reviews
        ] == [(source, review) for source, film in ours for review in film.reviews]
        assert {(given.source, facts_bytes(given.film)) for given in contributions} == {
            (source, facts_bytes(film)) for source, film in ours
        }


def test_the_rows_of_a_table_about_one_film_are_one_contribution() -> None:
    with closing(Spool()) as spool:
        for text in ("One.", "Two.", "Three."):
            spool.add("t.csv", up(text))
        spool.add("u.csv", up("Four."))
        assert said(spool) == {
            "up-2009": [("t.csv", up("One.", "Two.", "Three.")), ("u.csv", up("Four."))]
        }


def test_what_a_source_said_can_be_dropped_and_said_anew() -> None:
    with closing(Spool()) as spool:
        spool.add("a", up("One."))
        spool.add("b", Film("It"))
        spool.add("b", up("Two."))
        spool.drop("b")
        assert said(spool) == {"up-2009": [("a", up("One."))]}
        assert (spool.keys_of("b"), spool.reviews) == ((), 1)
        spool.add("b", up("Three."))
        assert said(spool) == {"up-2009": [("a", up("One.")), ("b", up("Three."))]}
        spool.drop("never said anything")


def test_the_keys_of_a_source_come_in_the_order_of_their_first_appearance() -> None:
    films = [Film("B"), Film("A"), Film("B"), Film("C")]
    with closing(Spool()) as spool:
        spool.add("x", Film("C"))
        for film in films:
            spool.add("y", film)
        assert spool.keys_of("y") == tuple(key_of(Film(title)) for title in "BAC")


def test_only_the_films_that_are_asked_for_come() -> None:
    with closing(Spool()) as spool:
        for title in "ABC":
            spool.add("x", Film(title))
        ids = film_ids(spool.keys())
        wanted = {ids[key_of(Film("B"))]}
        assert [film_id for film_id, _ in spool.films(ids, only=wanted)] == list(wanted)
        assert list(spool.films(ids, only=())) == []


def test_memory_does_not_grow_with_the_texts() -> None:
    text = "It was long. " * 5_000
    with closing(Spool()) as spool:
        tracemalloc.start()
        try:
            for number in range(1_000):
                spool.add(
                    "x", Film(f"Film {number % 10}", reviews=(Review("Ann", f"{number}{text}"),))
                )
            taken = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert spool.reviews == 1_000
    assert taken < 2_000_000


def test_a_full_disk_is_one_clear_error() -> None:
    with closing(Spool()) as spool:
        spool._database.execute("PRAGMA max_page_count = 20")
        with pytest.raises(EngineUnavailableError) as refused:
            for number in range(1_000):
                spool.add("x", up("y" * 10_000, author=str(number)))
    assert str(refused.value) == (
        "temporary files: database or disk is full; what was read cannot be kept: "
        "TMPDIR names a folder with more room"
    )
