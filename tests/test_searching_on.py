"""What a search takes along to other pages and back: filters, order, its one address."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from tests.webclient import assert_problem, body

NARROWED = "/search?q=dog&author=ann"


def links(html: str, text: str) -> list[str]:
    return [unescape(url) for url in re.findall(rf'<a href="([^"]*)"[^>]*>{text}</a>', html)]


def test_the_box_keeps_what_is_chosen_and_the_page_offers_to_take_it_back(
    facts: FlaskClient,
) -> None:
    html = facts.get(NARROWED).text
    header = html[: html.index("</header>")]
    assert '<input type="hidden" name="author" value="ann">' in header
    assert 'aria-label="Take back author: Ann"' in html


def test_words_in_context_stay_within_what_is_chosen(facts: FlaskClient) -> None:
    (url,) = links(facts.get(NARROWED).text, "in context")
    assert url == "/concordance?q=dog&author=ann"
    html = facts.get(url).text
    assert "only author: ann" in html
    assert html.count("<td><mark>") == 2
    assert facts.get("/concordance?q=dog").text.count("<td><mark>") == 4
    assert links(html, "as hits") == [NARROWED]
    (csv,) = links(html, "CSV")
    assert facts.get(csv).text.count("\n") == 1 + 2
    answer = body(facts.get("/api/v1/concordance?q=dog&author=ann&sort=left"))
    assert answer["total"] == 2
    assert_problem(
        facts.get("/api/v1/concordance?q=dog&rating=many"), 400, "parameter", parameter="rating"
    )


def test_a_film_leads_back_to_the_search_with_its_filters(facts: FlaskClient) -> None:
    asked = "/search?q=dog&rating=9&author=ann&group=film&sort=share"
    html = facts.get(asked).text
    hit = unescape(re.findall(r'<h2><a href="(/films/[^"]*)"', html)[0])
    film = facts.get(hit).text
    assert links(film, "all hits for this search") == [asked]
    assert "<mark>dog</mark>" in film
    assert 'rating" value' not in film


@pytest.mark.parametrize("wrong", ["only=rating:many", "only=colour:red", "sort=best", "match=no"])
def test_a_link_that_cannot_be_read_any_more_keeps_the_words(
    facts: FlaskClient, wrong: str
) -> None:
    film = facts.get(f"/films/the-thing-1982?q=dog&{wrong}").text
    assert links(film, "all hits for this search") == ["/search?q=dog"]


@pytest.mark.parametrize(
    "given",
    [
        "sort=author&author=ann&q=dog",
        "q=dog&page=1&match=all&author=ann&per_page=10&sort=author&expand=false",
        "q=dog&author=ann&sort=author&in_genre=h&group=none",
    ],
)
def test_a_search_has_one_address_however_it_is_asked(facts: FlaskClient, given: str) -> None:
    html = facts.get(f"/search?{given}").text
    assert '<link rel="canonical" href="/search?q=dog&amp;author=ann&amp;sort=author">' in html


def test_the_form_asks_in_the_order_of_that_address(facts: FlaskClient) -> None:
    html = facts.get("/search?q=dog&kind=review&match=any&group=film&sort=share&expand=true").text
    form = html[html.index("<form") : html.index("</form>")]
    names = re.findall(r'name="(\w+)"', form)
    assert names == ["q", "kind", "match", "group", "sort", "expand"]
    canonical = re.search(r'rel="canonical" href="([^"]*)"', html)
    assert canonical
    assert re.findall(r"[?;](\w+)=", canonical[1]) == names


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("/search?q=dog", "dog: 3 hits - Reviewfinder"),
        ("/search?q=dog&author=ann", "dog: 1 of 3 hits - Reviewfinder"),
        ("/search?q=dog&per_page=2&page=2", "dog: 3 hits, page 2 - Reviewfinder"),
        ("/concordance?q=dog", "dog in context: 4 places - Reviewfinder"),
    ],
)
def test_a_title_says_the_query_and_its_total(facts: FlaskClient, asked: str, title: str) -> None:
    assert f"<title>{title}</title>" in facts.get(asked).text
