"""Ids that outlive a rebuild, and dates that may be known in part."""

from __future__ import annotations

import pytest

from search.records import ReleaseDate, Review, film_id, reading_order


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Godfather, The", "The Godfather"),
        ("Godfather;The", "The Godfather"),
        ("Affair to Remember; an", "an Affair to Remember"),
        ("Avventura, L'", "L'Avventura"),
        ("The Godfather", "The Godfather"),
        ("Live, The", "The Live"),
        ("Lust;Caution", "Lust;Caution"),
        ("Me, Myself and The", "Me, Myself and The"),
        (", The", ", The"),
    ],
)
def test_a_title_is_turned_as_it_is_said(title: str, said: str) -> None:
    assert reading_order(title) == said


@pytest.mark.parametrize(
    ("title", "year", "expected"),
    [
        ("Seoul Train", 2004, "seoul-train-2004"),
        ("SEOUL  train", 2004, "seoul-train-2004"),
        ("Amélie", 2001, "amelie-2001"),
        ("Up", None, "up"),
        ("1917", 2019, "1917-2019"),
        ("1917", None, "1917"),
    ],
)
def test_a_film_id_is_readable_where_it_can_be_read_back(
    title: str, year: int | None, expected: str
) -> None:
    assert film_id(title, year) == expected


def test_films_that_read_alike_have_ids_of_their_own() -> None:
    alike = [
        ("Blade Runner", 2049), ("Blade Runner 2049", None), ("Blade Runner 2049", 2017),
        ("It", 2017), ("It!", 2017), ("It", 1990), ("It", None), ("It?", None),
        ("기생충", 2019), ("버닝", 2019), ("!!!", None), ("???", None), ("-", 2000), ("+", 2000),
    ]  # fmt: skip
    ids = [film_id(*film) for film in alike]
    assert len(set(ids)) == len(alike)
    assert all(made and not made.startswith("-") for made in ids)


def test_an_id_is_of_a_length_that_stores_take() -> None:
    long = ["a" * 201, "a" * 200 + "b", "word " * 90, "word " * 91, "x" * 199 + " yz"]
    ids = [film_id(title, 2004) for title in long]
    assert len(set(ids)) == len(long)
    assert max(map(len, ids)) <= 215
    assert film_id("a" * 200, 2004) == f"{'a' * 200}-2004"


def test_a_review_is_known_by_author_and_text() -> None:
    digests = {r.digest for r in (Review("a", "bc"), Review("ab", "c"), Review("a", "bc"))}
    assert len(digests) == 2


@pytest.mark.parametrize(
    ("released", "text"),
    [
        (ReleaseDate(2004, 11, 12), "2004-11-12"),
        (ReleaseDate(2004, 11), "2004-11"),
        (ReleaseDate(2004), "2004"),
        (ReleaseDate(None, 11, 12), "--11-12"),
    ],
)
def test_a_release_date_prints_as_far_as_it_is_known(released: ReleaseDate, text: str) -> None:
    assert str(released) == text
    assert ReleaseDate.parse(text) == released


@pytest.mark.parametrize("text", ["", "x", "2004-", "-", "20041112"])
def test_what_is_no_release_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{text}$"):
        ReleaseDate.parse(text)
