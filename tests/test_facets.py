"""Facets and filters as they are asked for, by page, endpoint and command line."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from search.errors import RequestError
from search.facets import MAX_FILTERS, read_filters
from search.parameters import search_parameters, toggled
from search.results import SearchRequest
from tests.command import run
from tests.webclient import ask, assert_problem


def test_filters_stand_in_one_order_however_they_are_given() -> None:
    given = [
        ("author", "Zoë "),
        ("genre", "Science  Fiction"),
        ("author", "ann"),
        ("author", "zoe"),
    ]
    assert read_filters(given) == (("genre", ("science fiction",)), ("author", ("zoe", "ann")))


@pytest.mark.parametrize(
    ("name", "value", "parameter", "reason"),
    [
        ("gender", "x", "filter", "is no facet"),
        ("year", "abc", "year", "is not a year"),
        ("decade", "1995", "decade", "is not the first year of a decade"),
        ("rating", "11", "rating", "is not a whole number from 0 to 10"),
        ("kind", "film", "kind", "is not description or review"),
        ("author", " ", "author", "is not a name"),
    ],
)
def test_what_is_no_value_is_refused_by_name(
    name: str, value: str, parameter: str, reason: str
) -> None:
    with pytest.raises(RequestError, match=reason) as caught:
        read_filters([(name, value)])
    assert caught.value.parameter == parameter


def test_the_address_of_a_search_says_how_many_snippets_a_hit_has(facts: FlaskClient) -> None:
    assert search_parameters(SearchRequest("a", snippets=0)) == "q=a&snippets=0"
    assert search_parameters(SearchRequest("a")) == "q=a"
    (facet,) = ask(facts, q="ann", facets="author", snippets=0)["facets"]
    assert all("snippets=0" in one["toggle_url"] for one in facet["values"])


def test_too_many_values_are_refused() -> None:
    pairs = [("film", f"film-{n}") for n in range(MAX_FILTERS + 1)]
    with pytest.raises(RequestError, match="more than 100 values"):
        read_filters(pairs)


@pytest.mark.parametrize(
    "changed", [{"facets": ("gender",)}, {"facet_limit": 0}, {"facet_limit": 101},
                {"filters": (("author", ("Ann",)),)}]
)  # fmt: skip
def test_a_request_for_what_cannot_be_is_refused(changed: dict[str, object]) -> None:
    with pytest.raises(RequestError):
        SearchRequest("a", **changed)  # type: ignore[arg-type]  # any field


def test_toggling_twice_asks_for_the_same() -> None:
    request = SearchRequest("a", filters=read_filters([("genre", "drama")]))
    once = toggled(request, "author", "ann")
    assert search_parameters(once) == "q=a&genre=drama&author=ann"
    assert toggled(once, "author", "ann") == request
    assert toggled(request, "genre", "drama").filters == ()


def test_the_endpoint_tells_the_counts_and_how_to_choose(facts: FlaskClient) -> None:
    answer = ask(facts, q="dog", facets="author,kind", author="ANN", per_page=5)
    assert [(hit["author"], hit["film"]["title"]) for hit in answer["hits"]] == [
        ("Ann", "The Thing")
    ]
    assert answer["filters"] == [{"name": "author", "values": ["ann"]}]
    author, kind = answer["facets"]
    assert (author["name"], author["truncated"], author["value_total"]) == ("author", False, 2)
    assert [
        (one["value"], one["label"], one["count"], one["selected"]) for one in author["values"]
    ] == [
        ("ann", "Ann", 1, True),
        ("bob", "Bob", 1, False),
    ]
    assert [(one["value"], one["count"]) for one in kind["values"]] == [("review", 1)]
    urls = [one["toggle_url"] for one in author["values"]]
    assert urls == [
        "/api/v1/search?q=dog&per_page=5&facets=author%2Ckind",
        "/api/v1/search?q=dog&author=ann&author=bob&per_page=5&facets=author%2Ckind",
    ]
    assert [body_total(facts, url) for url in urls] == [3, 2]


def body_total(client: FlaskClient, url: str) -> int:
    return int(json.loads(client.get(url).data)["total"])


@pytest.mark.parametrize(
    ("parameters", "named"),
    [
        ("year=abc", "year"),
        ("facets=gender", "facets"),
        ("facets=author&facets=kind", "facets"),
        ("facet_limit=x", "facet_limit"),
        ("facet_limit=101", "facet_limit"),
        ("in_gender=x", "in_gender"),
    ],
)
def test_the_endpoint_names_what_it_cannot_use(
    facts: FlaskClient, parameters: str, named: str
) -> None:
    response = facts.get(f"/api/v1/search?q=dog&{parameters}")
    assert_problem(response, 400, "parameter", parameter=named)


def test_the_endpoint_narrows_a_facet_to_a_text(facts: FlaskClient) -> None:
    (author,) = ask(facts, q="dog", facets="author", in_author="B")["facets"]
    assert [one["label"] for one in author["values"]] == ["Bob"]


def page(client: FlaskClient, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.get_data(as_text=True)


def test_the_page_links_each_value_and_takes_back_what_is_chosen(facts: FlaskClient) -> None:
    html = page(facts, "/search?q=dog")
    assert 'href="/search?q=dog&amp;author=ann"' in html
    html = page(facts, "/search?q=dog&author=Ann&page=1")
    assert "1 of 3 hits" in html
    assert 'aria-label="Take back author: Ann"' in html
    assert '<link rel="canonical" href="/search?q=dog&amp;author=ann">' in html
    assert html.count('href="/search?q=dog"') >= 2


def test_the_page_says_when_it_is_the_filters_that_leave_nothing(facts: FlaskClient) -> None:
    html = page(facts, "/search?q=dog&year=1895")
    assert "Nothing found with all that is chosen" in html
    assert re.search(r'Without it there are <a href="/search\?q=dog">3 hits</a>', html)


def test_a_suggestion_is_without_filters_as_its_count_is(facts: FlaskClient) -> None:
    answer = ask(facts, q="dogg", year="1982")
    (suggestion,) = [one for one in answer["suggestions"] if one["kind"] == "spelling"]
    assert suggestion["total"] == 3
    assert "1982" not in suggestion["url"]


def test_a_long_list_can_be_looked_up_without_scripts(facts: FlaskClient) -> None:
    html = page(facts, "/search?q=dog&in_author=bo&genre=horror+%26+%3Cb%3E")
    form = html[html.index('action="/search#by-author"') :].split("</form>")[0]
    assert '<input type="hidden" name="genre" value="horror &amp; &lt;b&gt;">' in form
    assert 'name="in_author"' in form
    assert 'value="bo"' in form
    assert "author=bob" in html
    assert "author=ann" not in html


def test_text_of_a_source_is_escaped_in_a_facet(facts: FlaskClient) -> None:
    html = page(facts, "/search?q=dog")
    assert "Horror &amp; &lt;b&gt;" in html
    assert "Horror & <b>" not in html


def test_the_command_line_counts_and_narrows(facts_index: Path) -> None:
    asked = ("search", "dog", "--facet", "author", "--facet", "rating", "--filter", "author=BOB")
    done = run(*asked, index=facts_index)
    assert done.returncode == 0
    *hits, author, rating = done.stdout.splitlines()
    assert "review by Bob" in hits[0]
    assert author == "author: Ann 1, *Bob 1"
    assert rating == "rating: 7/10 1"


@pytest.mark.parametrize("given", ["author", "gender=x", "year=abc"])
def test_the_command_line_names_a_filter_that_is_none(facts_index: Path, given: str) -> None:
    done = run("search", "dog", "--filter", given, index=facts_index)
    assert done.returncode == 2
    assert "--filter" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_endpoint_groups_by_film(facts: FlaskClient) -> None:
    answer = ask(facts, q="dog", group="film", sort="share", per_page=1)
    assert (answer["total"], answer["group_total"], answer["hits"]) == (3, 2, [])
    (group,) = answer["groups"]
    assert group["film"]["title"] == "The Thing"
    assert [group[name] for name in ("total", "matching_reviews", "reviews", "share")] == [
        2,
        2,
        2,
        1,
    ]
    assert [hit["author"] for hit in group["hits"]] == ["Ann", "Bob"]


def test_share_is_an_order_of_films_alone(facts: FlaskClient) -> None:
    response = facts.get("/api/v1/search?q=dog&sort=share")
    assert_problem(response, 400, "parameter", parameter="sort")
    response = facts.get("/api/v1/search?q=dog&group=author")
    assert_problem(response, 400, "parameter", parameter="group")


def test_the_page_groups_by_film(facts: FlaskClient) -> None:
    html = page(facts, "/search?q=dog&group=film&sort=share&per_page=1")
    assert "3 hits of 2 films, page 1 of 2" in html
    assert "2 of 2 reviews</a>" in html
    assert 'href="/search?q=dog&amp;film=the-thing-1982&amp;per_page=1"' in html
    assert 'href="/search?q=dog&amp;per_page=1">each hit</a>' in html
    html = page(facts, "/search?q=dog&group=film&sort=share&per_page=1&page=2")
    assert ">description</a>" in html


def test_the_command_line_groups_by_film(facts_index: Path) -> None:
    done = run("search", "dog", "--group", "film", "--sort", "share", index=facts_index)
    assert done.stdout.splitlines()[0] == "  1. The Thing: 2 of 2 reviews, share 1.000"
    assert done.stderr.startswith("1-2 of 2 films with 3 for dog")
