"""Which records are of the same film: the rule of docs/same-film.md, and its ids."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.identity import FilmKey, film_ids, id_in, key_of
from search.records import Film, ReleaseDate, film_id

THING = "the thing"
# Each row: the keys of some records, and the films that they are, a letter each.
SAME: list[tuple[str, list[FilmKey], str]] = [
    ("a remake is another film", [FilmKey(THING, 1982, ""), FilmKey(THING, 2011, "")], "ab"),
    ("and of the same year too, where the ids differ",
     [FilmKey("king lear", 1971, "imdb:tt1"), FilmKey("king lear", 1971, "imdb:tt2")], "ab"),
    ("an id is the film under whatever title and year",
     [FilmKey(THING, 1982, "imdb:tt1"), FilmKey("la cosa", 1983, "imdb:tt1")], "aa"),
    ("without an id it is the film of the title and year",
     [FilmKey(THING, 1982, "imdb:tt1"), FilmKey(THING, 1982, "")], "aa"),
    ("under any of its titles",
     [FilmKey(THING, 1982, "imdb:tt1"), FilmKey("la cosa", 1982, "imdb:tt1"),
      FilmKey("la cosa", 1982, ""), FilmKey(THING, 1982, "")], "aaaa"),
    ("but of two that have ids it is neither",
     [FilmKey("king lear", 1971, "imdb:tt1"), FilmKey("king lear", 1971, "imdb:tt2"),
      FilmKey("king lear", 1971, "")], "abc"),
    ("ids of two schemes do not contradict each other",
     [FilmKey(THING, 1982, "imdb:tt1"), FilmKey(THING, 1982, "wikidata:Q1"),
      FilmKey(THING, 1982, "")], "aaa"),
    ("unless that would make two ids of one scheme one film",
     [FilmKey("a", 1982, "imdb:tt1"), FilmKey("a", 1982, "wikidata:Q1"),
      FilmKey("b", 1982, "wikidata:Q1"), FilmKey("b", 1982, "imdb:tt2"),
      FilmKey("a", 1982, "")], "abbcd"),
    ("where they part, a record without id still goes with the one id of its title",
     [FilmKey("a", 1982, "imdb:tt1"), FilmKey("a", 1982, "wikidata:Q1"),
      FilmKey("b", 1982, "wikidata:Q1"), FilmKey("b", 1982, "imdb:tt2"),
      FilmKey("c", 1982, "imdb:tt2"), FilmKey("c", 1982, "")], "abbccc"),
    ("two ids at one title do not part what another title joins",
     [FilmKey("a", 1982, "imdb:tt1"), FilmKey("a", 1982, "imdb:tt2"),
      FilmKey("b", 1982, "imdb:tt1"), FilmKey("b", 1982, "wikidata:Q1")], "abaa"),
    ("a year apart is another film", [FilmKey(THING, 1982, ""), FilmKey(THING, 1983, "")], "ab"),
    ("a title without a year is the one film that has it",
     [FilmKey(THING, None, ""), FilmKey(THING, 1982, "")], "aa"),
    ("by another of its titles too",
     [FilmKey(THING, 1982, "imdb:tt1"), FilmKey("la cosa", 1982, "imdb:tt1"),
      FilmKey("la cosa", None, "")], "aaa"),
    ("but where two films have it, it is neither",
     [FilmKey(THING, None, ""), FilmKey(THING, 1982, ""), FilmKey(THING, 2011, "")], "abc"),
    ("so too where one of them has no year but an id",
     [FilmKey(THING, None, ""), FilmKey(THING, 1982, "imdb:tt1"),
      FilmKey(THING, None, "imdb:tt2")], "abc"),
    ("an id without a year is the one dated film of its title",
     [FilmKey(THING, None, "imdb:tt1"), FilmKey(THING, 1982, ""), FilmKey(THING, None, "")], "aaa"),
    ("unless two ids would be",
     [FilmKey(THING, None, "imdb:tt1"), FilmKey(THING, None, "imdb:tt2"),
      FilmKey(THING, 1982, "")], "abc"),
    ("or two dated films have it",
     [FilmKey(THING, None, "imdb:tt1"), FilmKey(THING, 1982, ""), FilmKey(THING, 2011, "")], "abc"),
    ("or that film has another id",
     [FilmKey(THING, None, "imdb:tt1"), FilmKey(THING, 1982, "imdb:tt2")], "ab"),
    ("two ids without years are two films",
     [FilmKey(THING, None, "imdb:tt1"), FilmKey(THING, None, "imdb:tt2")], "ab"),
    ("one alone is the film of a title without a year",
     [FilmKey(THING, None, "imdb:tt1"), FilmKey(THING, None, "")], "aa"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "keys", "expected"), SAME, ids=[row[0] for row in SAME])
def test_the_same_film(rule: str, keys: list[FilmKey], expected: str) -> None:
    ids = film_ids(keys)
    letters: dict[str, str] = {}
    for key in keys:
        letters.setdefault(ids[key], "abcdef"[len(letters)])
    assert "".join(letters[ids[key]] for key in keys) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tt0084787", "imdb:tt0084787"),
        ("TT84787", "imdb:tt0084787"),
        ("imdb:tt0084787", "imdb:tt0084787"),
        ("https://www.imdb.com/title/tt0084787/reviews?ref=1", "imdb:tt0084787"),
        ("imdb.com/title/tt0084787", "imdb:tt0084787"),
        ("Q42", "wikidata:Q42"),
        ("http://www.wikidata.org/entity/Q42", "wikidata:Q42"),
        ("tmdb:1091", "tmdb:1091"),
        ("https://www.themoviedb.org/movie/1091-the-thing", "tmdb:1091"),
        ("17", ""),
        ("Q", ""),
        ("nm0000118", ""),
        ("https://films.example/tt0084787", ""),
        ("https://films.example/the-thing", ""),
        ("https://imdb.com.example/title/tt0084787", ""),
        ("see tt0084787", ""),
        ("tt" + "1" * 400, ""),
        ("https://www.imdb.com/" + "tt" * 4_000, ""),
        ("", ""),
    ],
)
def test_an_id_counts_where_it_says_whose_it_is(text: str, expected: str) -> None:
    assert id_in(text) == expected


def test_a_key_is_of_the_title_as_it_is_said_and_folded() -> None:
    film = Film("Thing,  The", ReleaseDate(1982, 6), external_id="17")
    assert key_of(film) == FilmKey("the thing", 1982, "")
    assert key_of(Film("AMÉLIE")) == FilmKey("amelie", None, "")


def test_an_address_of_the_film_gives_its_id() -> None:
    film = Film("It", external_id="17", url="https://www.imdb.com/title/tt1396484/")
    assert key_of(film).external_id == "imdb:tt1396484"


def test_ids_stay_as_title_and_year_make_them_where_no_two_films_share_them() -> None:
    films = [Film("The Thing", ReleaseDate(1982)), Film("It!"), Film("M™", ReleaseDate(2004)),
             Film("기생충", ReleaseDate(2019), external_id="tt6751668")]  # fmt: skip
    ids = film_ids(map(key_of, films))
    assert [ids[key_of(film)] for film in films] == [film.id for film in films]


def test_films_that_share_title_and_year_are_told_apart_by_their_ids() -> None:
    first, second, neither = (FilmKey("king lear", 1971, one) for one in ("imdb:1", "imdb:2", ""))
    ids = film_ids([first, second, neither])
    assert ids[neither] == "king-lear-1971"
    for key in (first, second):
        assert ids[key].startswith("king-lear-1971--")
        assert film_ids([key])[key] == "king-lear-1971"


@pytest.mark.parametrize("number", range(9))
def test_an_id_of_another_scheme_does_not_change_what_tells_films_apart(number: int) -> None:
    first, second = (FilmKey("king lear", 1971, f"imdb:{n}{number}") for n in (1, 2))
    other = first._replace(title="x")
    before = film_ids([first, second, other])
    more = other._replace(external_id="wikidata:Q1")
    assert film_ids([first, second, other, more]) == {**before, more: before[first]}


def test_a_film_of_several_titles_has_the_id_of_the_earliest_year_and_first_title() -> None:
    keys = [FilmKey(title, year, "imdb:1") for title, year in
            [("a", 1983), ("c", 1982), ("b", 1982), ("a", None)]]  # fmt: skip
    assert set(film_ids(keys).values()) == {film_id("b", 1982)}


def test_a_bare_title_leaves_a_film_when_a_second_comes() -> None:
    bare, first, second = (
        FilmKey(THING, None, ""),
        FilmKey(THING, 1982, ""),
        FilmKey(THING, 2011, ""),
    )
    assert film_ids([bare, first])[bare] == "the-thing-1982"
    ids = film_ids([bare, first, second])
    assert ids == {bare: "the-thing", first: "the-thing-1982", second: "the-thing-2011"}


KEYS = st.lists(
    st.builds(
        FilmKey,
        st.sampled_from("abc"),
        st.sampled_from([None, 1982, 2011]),
        st.sampled_from(["", "", "imdb:1", "imdb:2", "imdb:3", "wikidata:Q1", "wikidata:Q2"]),
    ),
    max_size=12,
)


@given(KEYS, st.randoms(use_true_random=False))
def test_neither_order_nor_repeats_change_an_id(keys: list[FilmKey], chance: random.Random) -> None:
    others = keys + keys[: len(keys) // 2]
    chance.shuffle(others)
    assert film_ids(others) == film_ids(keys)


@given(KEYS)
def test_an_unrelated_film_changes_no_other_id(keys: list[FilmKey]) -> None:
    ids = film_ids(keys)
    with_others = film_ids([*keys, FilmKey("z", 1982, "imdb:9"), FilmKey("y", None, "")])
    assert {key: with_others[key] for key in ids} == ids


@given(KEYS)
def test_a_film_never_has_two_ids_of_one_scheme_and_an_id_is_never_two_films(
    keys: list[FilmKey],
) -> None:
    films: dict[str, set[str]] = {}
    of_external: dict[str, set[str]] = {}
    for key, one in film_ids(keys).items():
        if key.external_id:
            films.setdefault(one, set()).add(key.external_id)
            of_external.setdefault(key.external_id, set()).add(one)
    assert all(len(some) == 1 for some in of_external.values())
    for some in films.values():
        assert len({external.partition(":")[0] for external in some}) == len(some)


@given(KEYS)
def test_records_without_ids_are_one_film_only_by_title(keys: list[FilmKey]) -> None:
    plain = [key._replace(external_id="") for key in keys]
    ids = film_ids(plain)
    for one in plain:
        for other in plain:
            if ids[one] == ids[other]:
                assert one.title == other.title
                assert one.year == other.year or None in (one.year, other.year)


def test_as_many_films_as_a_catalogue_has_take_a_moment() -> None:
    keys = [FilmKey(f"film {n % 9_000}", 1900 + n % 100, f"imdb:tt{n}" if n % 3 else "")
            for n in range(25_000)]  # fmt: skip
    started = time.process_time()
    ids = film_ids(keys)
    assert time.process_time() - started < 3
    assert len(set(ids.values())) > 17_000
