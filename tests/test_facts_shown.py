"""Facts that some sources have, as the pages, the endpoint and the command line show them."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from search.config import Settings
from search.engines.whoosh_engine import WhooshEngine
from search.sorting import SORTS
from tests.command import run
from tests.corpus import build, document
from tests.known_facts import CAST
from tests.webclient import FACTS_UNKNOWN, REVIEW_UNKNOWN, ask, assert_problem, body
from webapp import create_app


def page(client: FlaskClient, url: str) -> str:
    """A page's HTML with each run of white space as one blank, none between tags."""
    response = client.get(url)
    assert response.status_code == 200
    return " ".join(response.text.split()).replace("> <", "><")


def test_a_hit_says_what_is_known_of_its_film_and_review(facts: FlaskClient) -> None:
    html = page(facts, "/search?q=ann")
    assert "<span>9.5/10</span><span>12 November 2004</span>" in html
    assert "<span>Science Fiction, Horror &amp; &lt;b&gt;</span>" in html
    assert '<p class="headline">A freezing &lt;i&gt;masterpiece&lt;/i&gt;</p>' in html
    assert "Kurt Russell" not in html
    assert "javascript:" not in html


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("genre:horror", "Science Fiction, <mark>Horror</mark> &amp; &lt;b&gt;"),
        ("russell", '<p class="found">with Kurt <mark>Russell</mark></p>'),
        ("actor:russell", '<p class="found">with Kurt <mark>Russell</mark></p>'),
        ('"john carpenter"', '<p class="found">directed by <mark>John Carpenter</mark></p>'),
        ("director:john", '<p class="found">directed by <mark>John</mark> Carpenter</p>'),
        ("language:en", '<p class="found">in <mark>en</mark></p>'),
        ("chose", '<p class="found">also known as La <mark>Chose</mark></p>'),
        ("headline:freezing", "A <mark>freezing</mark> &lt;i&gt;masterpiece&lt;/i&gt;"),
        ("calum", '<p class="found">also published by <mark>Calum</mark></p>'),
        ("gore", '<p class="found">also published as Freezing &amp; <mark>gore</mark></p>'),
    ],
)
def test_what_matched_is_marked_where_it_is_shown(
    facts: FlaskClient, query: str, shown: str
) -> None:
    assert shown in page(facts, f"/search?q={query}")


def test_of_many_names_that_match_a_few_are_shown(facts: FlaskClient) -> None:
    html = page(facts, "/search?q=cast:player+dog")
    (names, *_) = re.findall(r'<p class="found">with (.*?)</p>', html)
    assert names.count("<mark>Player</mark>") == 5


def test_a_person_is_not_marked_in_a_review_that_was_not_found_by_them(facts: FlaskClient) -> None:
    html = page(facts, "/search?q=kurt+dog&match=any")
    assert html.count("with <mark>Kurt</mark> Russell") == 1


def test_the_film_page_has_the_facts_as_searches(facts: FlaskClient) -> None:
    html = page(facts, "/films/the-thing-1982")
    assert "<dt>Also known as</dt><dd>La Chose</dd>" in html
    links = re.findall(r'<a href="(/search[^"]*)">([^<]*)</a>', html)
    assert [unescape(text) for _, text in links][:4] == [
        "Science Fiction",
        "Horror & <b>",
        "en",
        "John Carpenter",
    ]
    for url, _ in links:
        assert "<h1>3 hits</h1>" in facts.get(unescape(url)).text, url


def test_a_long_cast_is_cut_with_a_count(facts: FlaskClient) -> None:
    html = page(facts, "/films/the-thing-1982")
    before, after = html.split("<summary>and 3 others</summary>")
    assert "Player K" in before
    assert "Player L" not in before
    assert "Player N" in after


def test_the_film_page_says_what_is_known_of_a_review(facts: FlaskClient) -> None:
    html = page(facts, "/films/the-thing-1982?q=calum+OR+gore+OR+chose+OR+freezing")
    assert "<span>9.5/10</span><span>12 November 2004</span>" in html
    assert "<span>given by 2 sources: a.csv, b&lt;.jsonl</span>" in html
    assert "also published by <b><mark>Calum</mark></b>" in html
    assert "as <q><mark>Freezing</mark> &amp; <mark>gore</mark></q>" in html
    assert "<span>8/10</span><span>2005</span>" in html
    assert "also published without a name</span>" in html
    assert "La <mark>Chose</mark>" in html


def test_only_a_web_page_is_linked(facts: FlaskClient) -> None:
    html = page(facts, "/films/the-thing-1982")
    assert (
        '<a href="https://www.example.org/thing?a=1&amp;b=2" rel="nofollow noopener">'
        "this film at example.org</a>"
    ) in html
    assert '<a href="http://example.net/r" rel="nofollow noopener">at example.net</a>' in html
    assert "javascript:" not in html


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", " JavaScript:x", "//example.org", "data:text/html,x", "http://",
            "http://[", "ftp://example.org", "example.org", "https:example.org"]
)  # fmt: skip
def test_what_is_no_web_page_is_never_a_link(tmp_path: Path, url: str) -> None:
    build(WhooshEngine(tmp_path), [document(0, "x", url=url), document(1, "y", url=url)])
    html = create_app(Settings(index=tmp_path)).test_client().get("/films/film").text
    assert 'rel="nofollow' not in html
    assert f'"{url}' not in html


def test_the_endpoint_gives_every_fact(facts: FlaskClient) -> None:
    (hit,) = ask(facts, q="ann")["hits"]
    film = {
        "other_titles": ["La Chose"],
        "genres": ["Science Fiction", "Horror & <b>"],
        "languages": ["en"],
        "directors": ["John Carpenter"],
        "cast": ["Kurt Russell", *CAST],
        "external_id": "tt0084787",
    }
    review = {
        "review_title": "A freezing <i>masterpiece</i>",
        "reviewed": "2004-11-12",
        "rating": 9.5,
        "source_url": "javascript:alert(1)",
        "sources": ["a.csv", "b<.jsonl"],
        "times": 3,
    }
    alike = {
        "author": "Calum",
        "review_title": "Freezing & gore",
        "reviewed": "2005",
        "rating": 8.0,
        "source_url": "http://example.net/r",
        "sources": ["c.csv"],
        "times": 1,
    }
    assert {name: hit["film"][name] for name in film} == film
    assert {name: hit[name] for name in review} == review
    assert hit["folded"][0] == alike
    answer = body(facts.get("/api/v1/films/the-thing-1982"))
    assert {name: answer[name] for name in film} == film
    assert answer["description"]["source_url"] == "https://www.example.org/thing?a=1&b=2"
    assert {name: answer["reviews"][0][name] for name in review} == review
    assert answer["reviews"][0]["folded"][0] == alike


def test_what_is_not_known_is_null_or_empty(facts: FlaskClient) -> None:
    (hit,) = ask(facts, q="another")["hits"]
    assert {name: hit["film"][name] for name in FACTS_UNKNOWN} == FACTS_UNKNOWN
    assert {name: hit[name] for name in REVIEW_UNKNOWN} == REVIEW_UNKNOWN


def test_snippets_name_the_field_that_is_shown(facts: FlaskClient) -> None:
    (hit,) = ask(facts, q="russell")["hits"]
    assert [(one["field"], one["html"]) for one in hit["snippets"]] == [
        ("text", "A base in the ice."),
        ("cast", "Kurt <mark>Russell</mark>"),
    ]


def test_the_endpoint_sorts_and_says_how(facts: FlaskClient) -> None:
    answer = ask(facts, q="dog", sort="worst_rating")
    assert answer["sort"] == "worst_rating"
    assert [hit["rating"] for hit in answer["hits"]] == [7.0, 9.5, None]


def test_an_order_that_there_is_not_is_a_problem_that_names_those_there_are(
    facts: FlaskClient,
) -> None:
    response = facts.get("/api/v1/search?q=dog&sort=best")
    assert_problem(response, 400, "parameter", parameter="sort")
    for sort in SORTS:
        assert sort in body(response)["detail"]
    assert facts.get("/search?q=dog&sort=best").status_code == 400


def test_the_results_page_sorts_by_links(facts: FlaskClient) -> None:
    html = page(facts, "/search?q=dog&per_page=2&match=any")
    links = dict(re.findall(r'<li><a href="([^"]*sort=[^"]*)">([a-z ]+)</a></li>', html))
    assert sorted(links.values()) == sorted(s.replace("_", " ") for s in SORTS if s != "relevance")
    for url, name in links.items():
        sort = name.replace(" ", "_")
        sorted_by = page(facts, unescape(url))
        assert f"sorted by <b>{name}</b>" in sorted_by
        assert f"/search?q=dog&amp;match=any&amp;sort={sort}&amp;page=2&amp;per_page=2" in sorted_by
        assert f"/films/the-thing-1982?q=dog&amp;match=any&amp;sort={sort}#" in sorted_by
        assert f'<input type="hidden" name="sort" value="{sort}">' in sorted_by
        assert 'href="/search?q=dog&amp;match=any&amp;per_page=2">relevance</a>' in sorted_by


def test_a_film_leads_back_to_the_search_in_its_order(facts: FlaskClient) -> None:
    html = page(facts, "/films/the-thing-1982?q=dog&sort=author")
    assert '<a href="/search?q=dog&amp;sort=author">all hits for this search</a>' in html
    unknown = page(facts, "/films/the-thing-1982?q=dog&sort=best")
    assert "sort=" not in unknown
    assert 'name="sort"' not in unknown


def test_a_suggestion_keeps_the_order(facts: FlaskClient) -> None:
    (suggestion, *_) = ask(facts, q="dogg", sort="author")["suggestions"]
    assert "&sort=author" in suggestion["url"]
    assert "/search?q=dog&amp;sort=author" in page(facts, "/search?q=dogg&sort=author")


def test_an_id_is_not_put_right(facts: FlaskClient) -> None:
    assert ask(facts, q="imdb:tt0084786")["suggestions"] == []


def test_the_command_line_shows_and_sorts_likewise(facts_index: Path) -> None:
    done = run("search", "dog", "--sort", "best_rating", "--limit", 1, index=facts_index)
    assert done.stdout.splitlines() == [
        "  1. The Thing (1982, USA): review by Ann, 9.5/10, 12 November 2004",
        "     A freezing <i>masterpiece</i>",
        "     The dog is not a dog.",
    ]
    found = run("search", "russell carpenter chose", index=facts_index).stdout
    assert "     also known as La Chose\n" in found
    assert "     directed by John Carpenter\n     with Kurt Russell\n" in found
    refused = run("search", "dog", "--sort", "best", index=facts_index)
    assert refused.returncode == 2
    assert "worst_rating" in refused.stderr
