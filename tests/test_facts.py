"""Ratings, dates and other facts, as sources write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.readers.dates import parse_date
from indexer.readers.facts import Facts
from indexer.readers.ratings import parse_rating
from indexer.readers.spellings import ROW, fact_named, folded, names_by_fact, places
from search.records import ReleaseDate


@pytest.mark.parametrize(
    ("written", "rating"),
    [
        (7, 7.0), (7.5, 7.5), ("7", 7.0), (" 7,5 ", 7.5), ("10", 10.0), ("1", 1.0),
        ("8/10", 8.0), ("4/5", 8.0), ("4/5 stars", 8.0), ("4 out of 5 stars", 8.0),
        ("4 stars out of 5", 8.0), ("4 of 5", 8.0), ("3.5 / 4", 8.75), ("85 %", 8.5),
        ("85%", 8.5), ("85 percent", 8.5), ("★★★★☆", 8.0), ("★★★", 6.0),
        (None, None), ("", None), (" ", None), ("N/A", None), ("nan", None), ("null", None),
        (float("nan"), None),
    ],
)  # fmt: skip
def test_a_rating_is_brought_to_the_scale_of_ten(written: object, rating: float | None) -> None:
    assert parse_rating(written) == rating


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        (0, "scale"), (11, "scale"), ("85", "scale"), ("0/10", "scale"), ("6/5", "scale"),
        ("4/0", "scale"), ("5 %", "scale"), ("120 %", "scale"), ("-3", "no number"),
        (float("inf"), "no number"), (True, "no number"),
        ([7], "no number"), ({}, "no number"), ("4 stars", "no number"), ("A+", "no number"),
        ("9" * 400, "no number"), ("1e1", "no number"),
    ],
)  # fmt: skip
def test_a_rating_that_is_not_on_the_scale_is_refused(written: object, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse_rating(written)


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2004-11-12", "2004-11-12"), ("2004/11/12", "2004-11-12"), ("2004-11", "2004-11"),
        ("2004", "2004"), (2004, "2004"), ("2004.0", "2004"), (2004.0, "2004"),
        ("2004-11-12T10:20:30Z", "2004-11-12"), ("2004-11-12 10:20", "2004-11-12"),
        ("12 November 2004", "2004-11-12"), ("12 Nov. 2004", "2004-11-12"),
        ("12-Nov-2004", "2004-11-12"), ("1st May 2004", "2004-05-01"),
        ("November 12, 2004", "2004-11-12"), ("Nov 12 2004", "2004-11-12"),
        ("November 2004", "2004-11"), ("12.11.2004", "2004-11-12"), ("25/12/2004", "2004-12-25"),
        ("12/25/2004", "2004-12-25"), ("05/05/2004", "2004-05-05"),
        (1100217600, "2004-11-12"), ("1100217600000", "2004-11-12"),
        (None, None), ("", None), ("n/a", None), ("\\N", None),
    ],
)  # fmt: skip
def test_a_date_may_be_written_so(written: object, date: str | None) -> None:
    assert parse_date(written) == (ReleaseDate.parse(date) if date else None)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("soon", "no date"), ("11/12/2004", "2004-12-11"), ("31 June 2004", "calendar"),
        ("2004-13-01", "calendar"), ("2004-00-01", "calendar"), ("13/13/2004", "calendar"),
        ("0000", "calendar"), ("12", "no date"), ("12 Foo 2004", "no date"), (True, "no date"),
        ([2004], "no date"), ("2004" * 50, "no date"), ("٢٠٠٤-١٣-٠١", "calendar"),
    ],
)  # fmt: skip
def test_what_is_no_day_or_may_be_two_is_refused(written: object, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse_date(written)


def film_id(**values: object) -> str:
    film = Facts(Path("x"), 1, values).film()
    return film.id if film else ""


@pytest.mark.parametrize(
    ("values", "film"),
    [
        ({"film": "The Thing", "year": 1982}, "the-thing-1982"),
        ({"film": "The Thing (1982)"}, "the-thing-1982"),
        ({"film": "The Thing", "release_date": "1982-06-25"}, "the-thing-1982"),
        ({"film": "The Thing", "year": 1982, "release_date": "2011-10-14"}, "the-thing-1982"),
        ({"film": "The Thing", "year": "soon", "release_date": "2011"}, "the-thing-2011"),
        ({"film": "The Thing (1982)", "year": 2011}, "the-thing-1982-2011"),
        ({"film": 1917, "year": 2019}, "1917-2019"),
        ({"film": True}, ""),
        ({"film": ["Up"]}, ""),
        ({"film": "a\0b"}, ""),
        ({"film": "\ud800"}, ""),
    ],
)
def test_a_film_is_known_by_title_and_year(values: dict[str, object], film: str) -> None:
    assert film_id(**values).partition("--")[0] == film


def test_lists_are_taken_as_they_are_parted() -> None:
    values = {
        "film": "Up",
        "genres": ["Comedy", {"name": " Drama "}, 7, None, "", "Comedy", "\ud800"],
        "cast": "Ed Asner | Robert Downey, Jr.",
        "directors": "Pete Docter, Bob Peterson",
        "languages": {"name": "en"},
    }
    film = Facts(Path("x"), 1, values).film()
    assert film is not None
    assert film.genres == ("Comedy", "Drama")
    assert film.cast == ("Ed Asner", "Robert Downey, Jr.")
    assert film.directors == ("Pete Docter", "Bob Peterson")
    assert film.languages == ("en",)


def test_every_spelling_is_found_and_folded() -> None:
    for fact, spellings in ROW.items():
        for spelling in spellings:
            assert folded(spelling) == spelling
            assert places([f" {spelling.upper()}_"], {fact: spellings}, {})


def test_a_title_is_the_reviews_where_the_film_has_a_name_of_its_own() -> None:
    assert places(["title", "text"], ROW, {})["film"] == "title"
    found = places(["title", "movie", "text", "name"], ROW, {})
    assert (found["film"], found["review_title"], found["author"]) == ("movie", "title", "name")


def test_a_fact_is_meant_by_any_of_its_names() -> None:
    for name, fact in [("film", "film"), ("Movie", "film"), ("review-title", "review_title")]:
        assert fact_named(name) == fact
    assert names_by_fact(["movie=a=b", "Text=c"]) == {"film": "a=b", "text": "c"}


@pytest.mark.parametrize("pairs", [["x=y"], ["film"], ["film="], ["film= "], ["film=a", "movie=b"]])
def test_a_pair_that_maps_nothing_is_refused(pairs: list[str]) -> None:
    with pytest.raises(ValueError, match=r"is not FACT=NAME|is named twice"):
        names_by_fact(pairs)
