"""The reviews of a film on its page: which, in which order, marked, and where they stay."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from search.config import Settings
from search.engines.whoosh_engine import WhooshEngine
from tests.corpus import build, document
from webapp import create_app

REVIEWS = 120
FILM = {"title": "Jaws", "film_id": "jaws"}
SHARK = ("5", "20", "119")


def review(number: int) -> str:
    return "A great <b>shark</b>." if str(number) in SHARK else "A boat. " * (1 + number % 7)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("film") / "index"
    reviews = [
        document(
            n,
            review(n),
            author=f"Reviewer {n}",
            rating=str(n % 10) if n % 3 else "",
            reviewed=f"20{n % 20:02}" if n % 4 else "",
            **FILM,
        )
        for n in range(1, REVIEWS + 1)
    ]
    others = [document(n, "A ship.", title="Other", film_id="other") for n in range(300)]
    build(WhooshEngine(folder), [document(0, "Fish.", **FILM), *reviews, *others])
    return folder


@pytest.fixture
def client(index: Path) -> FlaskClient:
    return create_app(Settings(index=index)).test_client()


def shown(html: str) -> list[int]:
    """The reviews on the page, by number, in order."""
    return [int(n) for n in re.findall(r'<article class="text" id="(\d+)"', html)]


def page(client: FlaskClient, **asked: object) -> str:
    response = client.get("/films/jaws", query_string=asked)
    assert response.status_code == 200
    return response.text


def test_reviews_stand_in_pages_of_fifty_and_each_has_its_place_on_all_of_them(
    client: FlaskClient,
) -> None:
    numbers: list[int] = []
    for number in (1, 2, 3):
        html = page(client, page=number)
        numbers += shown(html)
        places = re.findall(r'id="(\d+)"', html)
        assert sorted(map(int, places)) == list(range(REVIEWS + 1))
    assert numbers == list(range(1, REVIEWS + 1))


def test_the_line_of_a_review_on_another_page_leads_to_it(client: FlaskClient) -> None:
    html = page(client, q="shark")
    link = re.search(r'<li id="119"><a href="([^"]+)"', html)
    assert link
    path, _, place = unescape(link[1]).partition("#")
    there = client.get(path).text
    assert place == "119"
    assert 119 in shown(there)
    assert "<mark>shark</mark>" in there


@pytest.mark.parametrize(
    ("order", "first"),
    [
        ("page", [1, 2, 3]),
        ("newest", [19, 39, 59]),
        ("best_rating", [19, 29, 49]),
        ("worst_rating", [10, 20, 40]),
        ("longest", [6, 13, 27]),
    ],
)
def test_reviews_are_put_in_order_and_equals_stay_as_they_are(
    client: FlaskClient, order: str, first: list[int]
) -> None:
    assert shown(page(client, order=order))[:3] == first


def test_what_lacks_the_fact_is_last_in_either_order(client: FlaskClient) -> None:
    for order in ("best_rating", "worst_rating"):
        assert shown(page(client, order=order, page=3))[-1] == 120
    assert shown(page(client, order="newest", page=3))[-1] == 120


def test_a_search_within_the_film_shows_the_reviews_that_match_marked(client: FlaskClient) -> None:
    html = page(client, within="sharks")
    assert shown(html) == [int(n) for n in SHARK]
    assert html.count("&lt;b&gt;<mark>shark</mark>&lt;/b&gt;") == 3
    assert "3 of 120 reviews" in html
    assert "<b>shark" not in html
    assert shown(page(client, within='by:"reviewer 7"')) == [7]
    assert shown(page(client, within="shark -boat rating:>=5")) == [5, 119]


def test_the_films_own_title_does_not_match_within_it(client: FlaskClient) -> None:
    html = page(client, within="jaws")
    assert shown(html) == []
    assert "None of the reviews is so." in html


def test_a_rating_narrows_and_leaves_out_what_has_none(client: FlaskClient) -> None:
    html = page(client, rating=9, order="best_rating")
    assert shown(html) == [19, 29, 49, 59, 79, 89, 109, 119]
    assert '<option value="9" selected>' in html
    assert shown(page(client, rating=9, within="shark")) == [119]


def test_words_that_cannot_be_read_are_named_and_nothing_is_narrowed(client: FlaskClient) -> None:
    html = page(client, within="((")
    assert "was left out" in html
    assert len(shown(html)) == 50


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("order=best", ": &#39;best&#39; is none of"),
        ("rating=11", ": 11 is not from 0 to 10"),
        ("rating=x", ": &#39;x&#39; is not a whole number"),
        ("page=0", ": 0 is not from 1 to 100,000"),
        ("page=1&page=2", ": is given 2 times"),
    ],
)
def test_a_parameter_that_cannot_be_used_is_named(
    client: FlaskClient, asked: str, said: str
) -> None:
    response = client.get(f"/films/jaws?{asked}")
    assert response.status_code == 400
    assert said in response.text


def test_a_page_too_far_says_which_is_the_last(client: FlaskClient) -> None:
    html = page(client, page=9)
    assert shown(html) == []
    assert 'the last is <a href="/films/jaws?page=3#reviews">page 3</a>' in html


def test_links_of_the_page_keep_what_was_asked_and_the_way_back(client: FlaskClient) -> None:
    html = page(client, q="boat", match="any", within="boat", order="longest", page=2)
    assert '<a href="/search?q=boat&amp;match=any">all hits for this search</a>' in html
    kept = "q=boat&amp;match=any&amp;within=boat&amp;order=longest"
    assert f'href="/films/jaws?{kept}&amp;page=3#reviews"' in html
    assert '<input type="hidden" name="q" value="boat">' in html
    assert '<link rel="canonical" href="/films/jaws">' in html
    assert '<link rel="canonical" href="/films/jaws?page=2">' in page(client, page=2)


def test_what_reviewers_say_most_leads_to_the_reviews_that_say_it(client: FlaskClient) -> None:
    html = page(client)
    link = re.search(r'<a href="(/films/jaws\?within=\w+)#reviews">(\w+) <span[^>]*>(\d+)<', html)
    assert link
    assert len(shown(client.get(link[1]).text)) == min(50, int(link[3]))
    assert f"<mark>{link[2]}</mark>" in client.get(link[1]).text


def test_a_film_of_one_page_has_no_lines_of_other_pages(client: FlaskClient) -> None:
    assert "On other pages" not in client.get("/films/jaws?within=shark").text
    assert "On other pages" in page(client)
