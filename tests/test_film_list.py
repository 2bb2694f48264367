"""All films, browsed by letter and year."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from search.config import Settings
from search.engines.whoosh_engine import WhooshEngine
from search.film_list import filing_key
from tests.corpus import build, document
from webapp import create_app

FILMS = {
    "The Zebra": "1931",
    "A": "1932-05",
    "Ánimo": "1939-01-02",
    "An Apple": "2004",
    "<Apple>": "2003",
    "8½": "1963",
    "七人の侍": "",
    "Theatre": "--11-12",
    "": "1931",
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("films") / "index"
    small = [
        document(0, title=title, film_id=f"film-{n}", release_date=date)
        for n, (title, date) in enumerate(FILMS.items())
    ]
    many = [
        document(0, title=f"M {n:03}", film_id=f"m-{n}", release_date="1990") for n in range(205)
    ]
    documents = [*small, document(1, title="A", film_id="film-1"), *many]
    counts = {"films": len(documents) - 1, "descriptions": 0, "reviews": 1}
    build(WhooshEngine(folder), documents, counts)
    return folder


@pytest.fixture
def client(index: Path) -> FlaskClient:
    return create_app(Settings(index=index)).test_client()


def listed(html: str) -> list[str]:
    (films,) = re.findall(r'<ol class="films".*?</ol>', html, re.DOTALL)
    return [unescape(title) for title in re.findall(r'<li><a href="[^"]+">(.*?)</a>', films)]


def page(client: FlaskClient, **asked: object) -> str:
    response = client.get("/films", query_string=asked)
    assert response.status_code == 200
    return response.text


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("The Thing", ("thing",)),
        ("A", ("a",)),
        ("Die Hard", ("die", "hard")),
        ("L'Été", ("lete",)),
        ("", ()),
        ("...", ()),
    ],
)
def test_a_title_is_filed_by_its_words_without_an_article(title: str, key: tuple[str]) -> None:
    assert filing_key(title) == key


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ({"letter": "a"}, ["A", "Ánimo", "<Apple>", "An Apple"]),
        ({"letter": "z"}, ["The Zebra"]),
        ({"letter": "other"}, ["without a title", "8½", "七人の侍"]),
        ({"year": "1931"}, ["without a title", "The Zebra"]),
        ({"year": "other"}, ["Theatre", "七人の侍"]),
        ({"year": "1932", "letter": "a"}, ["A"]),
    ],
)
def test_films_of_a_letter_or_year_stand_as_they_are_filed(
    client: FlaskClient, asked: dict[str, str], titles: list[str]
) -> None:
    assert listed(page(client, **asked)) == titles


def test_all_films_stand_in_pages_of_a_hundred(client: FlaskClient) -> None:
    titles = [title for number in (1, 2, 3) for title in listed(page(client, page=number))]
    assert len(titles) == len(FILMS) + 205
    assert len(set(titles)) == len(titles)
    assert "There is no page 4" in page(client, page=4)
    assert '<link rel="next" href="/films?page=2">' in page(client)


def test_letters_and_years_are_counted_and_lead_to_their_films(client: FlaskClient) -> None:
    html = page(client)
    links = re.findall(r'<a href="(/films\?[^"]+)" aria-label="[^"]*?, (\d+) films?">', html)
    assert len(links) > 10
    for link, count in links:
        assert f"<h1>{count} film" in client.get(unescape(link)).text, link
    of_a = page(client, letter="a")
    assert 'href="/films?letter=a&amp;year=2004"' in of_a
    assert 'href="/films?letter=a&amp;year=1931"' not in of_a


def test_a_film_says_its_year_and_its_reviews(client: FlaskClient) -> None:
    html = page(client, letter="a")
    assert '<a href="/films/film-1">A</a> <span class="none">1932, 1 review</span>' in html
    assert "<Apple>" not in html
    assert "12 November, no reviews" in page(client, letter="t")


@pytest.mark.parametrize("asked", ["letter=ab", "letter=%3Cb%3E", "year=19", "page=0", "page=x"])
def test_a_parameter_that_cannot_be_used_is_refused(client: FlaskClient, asked: str) -> None:
    response = client.get(f"/films?{asked}")
    assert response.status_code == 400
    assert "<b>" not in response.text


def test_no_film_of_a_year_says_so(client: FlaskClient) -> None:
    assert "There is no such film" in page(client, year="1950")


def test_the_front_page_leads_to_all_films(client: FlaskClient) -> None:
    assert '<a href="/films">all films, A to Z and by year</a>' in client.get("/").text
