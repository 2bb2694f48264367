"""``/api/v1/suggest`` and the description document, asked as scripts and browsers ask them."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from search.config import Settings
from tests.webclient import assert_problem, body
from webapp import create_app

OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


def test_what_is_typed_is_answered_with_whole_queries(client: FlaskClient) -> None:
    response = client.get("/api/v1/suggest?q=und&limit=1")
    answer = body(response)
    assert 0 < answer.pop("took_ms") < 10_000
    assert answer.pop("partial") == []
    assert answer.pop("generation") == body(client.get("/readyz"))["generation"]
    assert answer == {
        "query": "und",
        "completions": [
            {
                "text": "underground railroad",
                "kind": "phrase",
                "query": '"underground railroad"',
                "total": 3,
                "ranges": [[0, 3]],
                "url": "/search?q=%22underground+railroad%22",
            }
        ],
    }
    assert response.headers["Cache-Control"] == "max-age=60"


def test_every_url_leads_to_hits(client: FlaskClient) -> None:
    for typed in ("s", "n", "author:", "popcorn OR seo", "north kor"):
        completions = body(client.get("/api/v1/suggest", query_string={"q": typed}))["completions"]
        assert completions
        for completion in completions:
            page = client.get(completion["url"])
            assert page.status_code == 200
            assert "Nothing found" not in page.text


def test_a_search_for_a_total_finds_so_many(client: FlaskClient) -> None:
    for typed in ("seoul tr", "author:m", "und"):
        for completion in body(client.get(f"/api/v1/suggest?q={typed}"))["completions"]:
            found = client.get("/api/v1/search", query_string={"q": completion["query"]})
            assert body(found)["total"] >= completion["total"]


def test_at_most_so_many_are_given_as_are_asked_for(client: FlaskClient) -> None:
    for limit, given in ((1, 1), (3, 3), (20, 8)):
        answer = body(client.get(f"/api/v1/suggest?q=author:&limit={limit}"))
        assert len(answer["completions"]) == given


@pytest.mark.parametrize("typed", ["", "%20", "zzzz", "!!!", "((", "%22", "a" * 1_001])
def test_where_there_is_nothing_to_complete_the_list_is_empty(
    client: FlaskClient, typed: str
) -> None:
    assert body(client.get(f"/api/v1/suggest?q={typed}"))["completions"] == []
    _, *lists = json.loads(client.get(f"/api/v1/suggest?format=opensearch&q={typed}").text)
    assert lists == [[], [], []]


def test_opensearch_is_answered_in_its_own_form(client: FlaskClient) -> None:
    response = client.get(
        "/api/v1/suggest?q=mart&format=opensearch", base_url="http://films.example/reviews"
    )
    assert response.mimetype == "application/x-suggestions+json"
    assert response.json == [
        "mart",
        ['author:"MartinHafer"'],
        ["author: MartinHafer"],
        ["http://films.example/reviews/search?q=author%3A%22MartinHafer%22"],
    ]


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("", "q"),
        ("limit=3", "q"),
        ("q=a&q=b", "q"),
        ("q=a&limit=0", "limit"),
        ("q=a&limit=21", "limit"),
        ("q=a&limit=x", "limit"),
        ("q=a&limit=", "limit"),
        ("q=a&limit=1&limit=2", "limit"),
        ("q=a&format=xml", "format"),
        ("q=a&format=json&format=json", "format"),
        ("q=a&page=1", "page"),
        ("q=%ff", "query string"),
    ],
)
def test_what_cannot_be_read_is_a_problem_that_names_it(
    client: FlaskClient, query: str, parameter: str
) -> None:
    assert_problem(client.get(f"/api/v1/suggest?{query}"), 400, "parameter", parameter=parameter)


def test_the_other_ways_to_fail_are_problems_too(client: FlaskClient, tmp_path: Path) -> None:
    assert_problem(client.post("/api/v1/suggest?q=a"), 405, "about:blank")
    without = create_app(Settings(index=tmp_path / "index")).test_client()
    assert_problem(without.get("/api/v1/suggest?q=a"), 503, "index-missing")
    assert without.get("/api/v1/suggest?q=a").headers["Cache-Control"] == "no-store"


def described(client: FlaskClient, base_url: str) -> dict[str, str]:
    """The URLs of the description document by their type."""
    response = client.get("/opensearch.xml", base_url=base_url)
    assert response.mimetype == "application/opensearchdescription+xml"
    root = ET.fromstring(response.text)
    assert root.tag == f"{OPENSEARCH}OpenSearchDescription"
    name = root.findtext(f"{OPENSEARCH}ShortName") or ""
    assert 0 < len(name) <= 16
    return {url.attrib["type"]: url.attrib["template"] for url in root.iter(f"{OPENSEARCH}Url")}


def test_a_browser_can_take_the_search_among_its_own(client: FlaskClient) -> None:
    base = "https://films.example:8443/reviews"
    urls = described(client, base)
    assert urls["application/opensearchdescription+xml"] == f"{base}/opensearch.xml"
    assert list(urls) == [
        "text/html",
        "application/json",
        "application/x-suggestions+json",
        "application/opensearchdescription+xml",
    ]
    for kind in ("text/html", "application/json", "application/x-suggestions+json"):
        url = urlsplit(urls[kind].replace("{searchTerms}", "seoul%20%22tr"))
        response = client.get(f"{url.path.removeprefix('/reviews')}?{url.query}")
        assert (response.status_code, response.mimetype) == (200, kind)


def test_every_page_names_the_description(client: FlaskClient) -> None:
    for path in ("/", "/search?q=seoul", "/films/seoul-train-2004", "/help", "/nothing"):
        html = client.get(path, base_url="http://host/reviews").text
        assert '<link rel="search" href="/reviews/opensearch.xml"' in html


def test_a_strange_host_cannot_break_out_of_the_description(client: FlaskClient) -> None:
    response = client.get("/opensearch.xml", headers={"Host": 'a"><script>'})
    assert "<script" not in response.text
