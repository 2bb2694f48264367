"""Marked up facts in the forms that sites have them in."""

from __future__ import annotations

import json
from typing import Any

import pytest

from search.records import ReleaseDate
from tests.html.reading import film_of, read


def page(*objects: Any, body: str = "") -> str:
    scripts = "".join(
        f'<script type="application/ld+json">{json.dumps(item)}</script>' for item in objects
    )
    return f"<html><head><title>Alba - Filmbase</title>{scripts}</head><body>{body}</body></html>"


def movie(**facts: Any) -> dict[str, Any]:
    return {"@context": "https://schema.org", "@type": "Movie", "name": "Alba", **facts}


def review(**facts: Any) -> dict[str, Any]:
    return {"@type": "Review", "author": "Ann", "reviewBody": "Good fun for all.", **facts}


@pytest.mark.parametrize(
    ("author", "read_as"),
    [
        ("Ann", "Ann"),
        ({"@type": "Person", "name": "Ann &amp; Co"}, "Ann & Co"),
        ([{"name": "Ann"}, {"name": "Bob"}], "Ann, Bob"),
        ({"name": ["Ann"]}, "Ann"),
        (None, ""),
        (7, "7"),
        ({"name": {"@value": "Ann"}}, ""),
    ],
)
def test_an_author_is_a_string_an_object_or_a_list(author: Any, read_as: str) -> None:
    (read_review,) = film_of(page(movie(description="x", review=review(author=author)))).reviews
    assert read_review.author == read_as


@pytest.mark.parametrize(
    ("rating", "on_ten"),
    [
        ({"ratingValue": 8, "bestRating": 10}, 8.0),
        ({"ratingValue": "4"}, 8.0),
        ({"ratingValue": "4,5", "bestRating": "5"}, 9.0),
        ({"ratingValue": 7}, 7.0),
        ({"ratingValue": 3, "bestRating": 5, "worstRating": 1}, 5.5),
        ({"ratingValue": 1, "bestRating": 5, "worstRating": 1}, 1.0),
        ({"ratingValue": 80, "bestRating": 100, "worstRating": 0}, 8.2),
        ({"ratingValue": "3/4"}, 6.0),
        ({"ratingValue": 12, "bestRating": 10}, None),
        ({"ratingValue": "good"}, None),
        ({"ratingValue": 1e999}, None),
        ({"ratingValue": 3, "bestRating": 0}, None),
        ("9/10", 9.0),
        (4, 8.0),
        ([], None),
    ],
)
def test_a_rating_is_brought_to_the_scale_of_one_to_ten(rating: Any, on_ten: float | None) -> None:
    film = film_of(page(movie(description="x", review=[review(reviewRating=rating)])))
    assert film.reviews[0].rating == on_ten


@pytest.mark.parametrize("kind", ["TVSeries", "http://schema.org/Movie", ["Thing", "TVEpisode"]])
def test_series_and_full_names_of_types_are_known(kind: Any) -> None:
    assert film_of(page(movie(**{"@type": kind, "description": "x"}))).title == "Alba"


def test_a_review_names_its_film() -> None:
    one = review(itemReviewed={"@type": "Movie", "name": "Alba (1990)"})
    other = review(author="Bob", itemReviewed={"@type": "Movie", "name": "Another"})
    film = film_of(page([one, other]))
    assert (film.title, film.release_date) == ("Alba", ReleaseDate(1990))
    assert [kept.author for kept in film.reviews] == ["Ann"]


def test_of_several_films_the_one_in_the_title_is_meant() -> None:
    others = [movie(name=f"Other {number}", description="y", url="u") for number in range(3)]
    assert film_of(page(*others, movie(description="x"))).title == "Alba"


def test_objects_that_name_each_other_end() -> None:
    film = movie(**{"@id": "#a", "description": "x", "review": {"@id": "#b"}})
    back = review(**{"@id": "#b", "itemReviewed": {"@id": "#a"}})
    assert len(film_of(page({"@graph": [film, back]})).reviews) == 1


def test_markup_and_entities_in_strings_are_read() -> None:
    film = film_of(page(movie(description="A &quot;wild&quot; <b>ride</b>.<br><br>Part two.")))
    assert film.description == 'A "wild" ride.\n\nPart two.'


def test_broken_json_is_named_with_its_line_and_the_rest_is_used() -> None:
    broken = '\n<script type="application/ld+json">\n{"@type":\n "Movie",,}</script>'
    films, errors = read(page(movie(description="x"), body=broken))
    assert [film.title for film in films] == ["Alba"]
    assert errors == ["4: broken JSON-LD: Expecting property name enclosed in double quotes"]


def test_reviews_of_the_same_list_join_those_that_are_marked_up() -> None:
    cards = "".join(
        f'<div class="card"><b class="author">{who}</b><p>{text}</p></div>'
        for who, text in [("Ann", "Good fun for all."), ("Bob", "I did not like it at all.")]
    )
    film = film_of(page(movie(description="x", review=review()), body=f"<h2>Reviews</h2>{cards}"))
    assert [kept.author for kept in film.reviews] == ["Ann", "Bob"]


def test_facts_go_into_their_fields() -> None:
    film = film_of(
        page(
            movie(
                genre="Drama, Comedy", inLanguage=["en", "fr"], director="Eva Lind",
                actor=[{"name": "Jan"}], sameAs="https://www.imdb.com/title/tt0084787/",
                url="https://films.example/alba", datePublished="1982-06-25",
                countryOfOrigin={"name": "USA"},
            )
        )
    )  # fmt: skip
    assert (film.genres, film.languages) == (("Drama", "Comedy"), ("en", "fr"))
    assert (film.directors, film.cast) == (("Eva Lind",), ("Jan",))
    assert (film.url, film.external_id) == ("https://films.example/alba", "tt0084787")
    assert (str(film.release_date), film.country) == ("1982-06-25", "USA")
