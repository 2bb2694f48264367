"""What the web app lets through, how often, for how long, and who may read it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from search import concordance, time_budget
from search.concordance import places_of
from search.config import Settings
from search.matches import Match
from search.query import Node
from search.schema import Document
from tests.webclient import ask, assert_problem, body
from webapp import create_app
from webapp.headers import SECURITY
from webapp.limits import MAX_BODY_BYTES, MAX_QUERY_STRING_BYTES
from webapp.token_bucket import BURST_SECONDS, MOST_CLIENTS, TokenBuckets, network_of

SEARCH = "/api/v1/search?q=a"


@pytest.fixture
def made(seed_index: Path) -> Callable[..., FlaskClient]:
    """A client of an app with other settings."""

    def make(**settings: object) -> FlaskClient:
        return create_app(replace(Settings(seed_index), **settings)).test_client()  # type: ignore[arg-type]  # any field

    return make


@pytest.mark.parametrize(
    "path", ["/", "/search?q=a", "/no", "/static/style.css", SEARCH, "/api/no", "/healthz"]
)
def test_every_response_says_what_a_browser_may_do(client: FlaskClient, path: str) -> None:
    headers = client.get(path, buffered=True).headers
    assert {name: headers.get(name) for name in SECURITY} == SECURITY
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_a_host_that_is_not_named_is_refused(made: Callable[..., FlaskClient]) -> None:
    client = made(hosts=("films.example", ".films.test"))
    for host in ("films.example", "films.example:8443", "www.films.test"):
        assert client.get(SEARCH, headers={"Host": host}).status_code == 200
    for host in ("evil.example", "films.example.evil", "x.films.example", ""):
        assert_problem(client.get(SEARCH, headers={"Host": host}), 421, "host")
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 421
    assert client.get("/healthz", headers={"Host": "10.0.0.1"}).status_code == 200


def test_the_word_of_a_proxy_is_taken_only_where_there_is_one(
    made: Callable[..., FlaskClient],
) -> None:
    said = {"X-Forwarded-Host": "films.example", "X-Forwarded-Proto": "https"}
    for proxies, base in ((0, "http://localhost"), (1, "https://films.example")):
        xml = made(proxies=proxies).get("/opensearch.xml", headers=said).text
        assert f'template="{base}/opensearch.xml"' in xml


def test_who_asks_too_often_is_told_when_to_ask_again(made: Callable[..., FlaskClient]) -> None:
    client = made(requests_a_second=1)
    statuses = [client.get(SEARCH).status_code for _ in range(BURST_SECONDS + 2)]
    assert statuses[:BURST_SECONDS] == [200] * BURST_SECONDS
    refused = client.get(SEARCH)
    assert_problem(refused, 429, "too-many-requests")
    assert refused.headers["Retry-After"] == "1"
    assert client.get("/").status_code == 429
    other = client.get(SEARCH, environ_overrides={"REMOTE_ADDR": "192.0.2.1"})
    assert other.status_code == 200
    assert client.get("/healthz").status_code == 200
    assert client.get("/static/style.css", buffered=True).status_code == 200
    spoken_for = client.get(SEARCH, headers={"X-Forwarded-For": "192.0.2.7"})
    assert spoken_for.status_code == 429


def test_behind_a_proxy_each_client_has_its_own_share(made: Callable[..., FlaskClient]) -> None:
    client = made(requests_a_second=1, proxies=1)
    for last in range(BURST_SECONDS * 2):
        told = {"X-Forwarded-For": f"10.9.9.9, 192.0.2.{last}"}
        assert client.get(SEARCH, headers=told).status_code == 200


def test_no_limit_is_none(made: Callable[..., FlaskClient]) -> None:
    client = made(requests_a_second=0)
    assert {client.get("/help").status_code for _ in range(500)} == {200}


def test_a_bucket_fills_again_as_time_goes_by() -> None:
    now = [0.0]
    buckets = TokenBuckets(2, lambda: now[0])
    assert [buckets.take("a") for _ in range(8)] == [0.0] * 8
    assert buckets.take("a") == 0.5
    assert buckets.take("b", 8) == 0.0
    now[0] += 0.5
    assert (buckets.take("a"), buckets.take("a")) == (0.0, 0.5)
    now[0] += 1_000
    assert [buckets.take("a") for _ in range(9)] == [*[0.0] * 8, 0.5]


def test_more_than_ever_fits_into_a_bucket_takes_all_of_it() -> None:
    buckets = TokenBuckets(1, lambda: 0.0)
    assert buckets.take("a", 1_000) == 0.0
    assert buckets.take("a") > 0


def test_so_many_clients_are_known_and_no_more() -> None:
    buckets = TokenBuckets(1, lambda: 0.0)
    for number in range(MOST_CLIENTS + 50):
        buckets.take(str(number))
    assert len(buckets._left) == MOST_CLIENTS


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("fe80::1%eth0", "fe80::2", True),
        ("nonsense", "nonsense", True),
    ],
)
def test_a_network_of_ipv6_is_one_client(one: str, other: str, *, same: bool) -> None:
    assert (network_of(one) == network_of(other)) == same


def test_what_is_too_large_is_refused_by_name(client: FlaskClient) -> None:
    long = "a" * MAX_QUERY_STRING_BYTES
    assert_problem(client.get(f"/api/v1/search?q={long}"), 414, "query-string-too-long")
    body = b"a" * (MAX_BODY_BYTES + 1)
    assert_problem(client.get(SEARCH, data=body), 413, "body-too-large")
    assert client.get(f"/search?q={long}").status_code == 414


@pytest.mark.parametrize(
    ("origins", "origin", "allowed"),
    [
        ((), "https://a.example", None),
        (("*",), "https://a.example", "*"),
        (("https://a.example",), "https://a.example", "https://a.example"),
        (("https://a.example",), "https://b.example", None),
        (("https://a.example",), "https://a.example.evil", None),
    ],
)
def test_scripts_of_other_sites_read_what_they_may(
    made: Callable[..., FlaskClient], origins: tuple[str, ...], origin: str, allowed: str | None
) -> None:
    client = made(cors_origins=origins)
    for method in ("GET", "HEAD", "OPTIONS"):
        response = client.open(SEARCH, method=method, headers={"Origin": origin})
        assert response.headers.get("Access-Control-Allow-Origin") == allowed
        named = bool(origins) and "*" not in origins
        assert ("Origin" in response.headers.get("Vary", "")) == named
    assert "Access-Control-Allow-Origin" not in client.get("/", headers={"Origin": origin}).headers


def test_a_browser_that_asks_first_is_told(made: Callable[..., FlaskClient]) -> None:
    asked = {"Origin": "https://a.example", "Access-Control-Request-Method": "GET"}
    headers = made(cors_origins=("*",)).options(SEARCH, headers=asked).headers
    assert "GET" in headers["Access-Control-Allow-Methods"]
    assert "If-None-Match" in headers["Access-Control-Allow-Headers"]


@pytest.fixture
def hurried(made: Callable[..., FlaskClient], monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """A client of an app whose time is over at once; one thing is read in any case."""
    clock = iter(range(0, 1_000_000, 60))
    monkeypatch.setattr(time_budget, "monotonic", lambda: next(clock))
    monkeypatch.setattr(time_budget, "LOOK_EVERY", 1)
    return made(search_seconds=1)


@pytest.mark.parametrize(
    "query",
    ["seoul", "seoul OR train", "s*", "*o*", "seuol~", '"train seoul"~9', "seoul NOT zzz"],
)
def test_a_search_over_its_time_answers_in_part_and_says_so(
    made: Callable[..., FlaskClient], hurried: FlaskClient, query: str
) -> None:
    at_leisure = ask(made(search_seconds=0), q=query, per_page=100)
    whole = {hit["id"] for hit in at_leisure["hits"]}
    response = hurried.get("/api/v1/search", query_string={"q": query, "facets": "kind"})
    answer = body(response)
    assert answer["partial"] == ["hits", "facets", "snippets"]
    assert {hit["id"] for hit in answer["hits"]} <= whole
    assert 0 < answer["total"] <= len(whole)
    assert [note["kind"] for note in answer["notes"]] == ["in_part"]
    assert sum(one["count"] for one in answer["facets"][0]["values"]) == answer["total"]
    assert response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers
    assert "what was found until then" in hurried.get(f"/search?q={quote(query)}").text


@pytest.mark.parametrize("query", ['text:"underground railroad"', "kind:review", "year:2004", "*"])
def test_what_takes_no_time_is_answered_whole(
    made: Callable[..., FlaskClient], hurried: FlaskClient, query: str
) -> None:
    at_leisure = ask(made(search_seconds=0), q=query, per_page=100)
    answer = ask(hurried, q=query, per_page=100)
    assert "hits" not in answer["partial"]
    assert answer["total"] == at_leisure["total"] > 0


@pytest.mark.parametrize("query", ["seoul NOT train", "mongolia AND popcorn"])
def test_what_is_not_known_to_match_in_time_is_no_hit(hurried: FlaskClient, query: str) -> None:
    asked = {"q": query}
    assert_problem(hurried.get("/api/v1/search", query_string=asked), 503, "out-of-time")
    assert hurried.get("/search", query_string=asked).status_code == 503


def test_lines_in_part_would_be_taken_for_all_of_them(hurried: FlaskClient) -> None:
    for path in (f"{SEARCH}&format=csv", "/api/v1/concordance?q=seoul&format=csv"):
        assert_problem(hurried.get(path), 503, "out-of-time")


def test_what_of_a_film_matches_is_known_or_not_shown(hurried: FlaskClient) -> None:
    page = hurried.get("/films/seoul-train-2004?within=documentary")
    assert (page.status_code, "The search takes too long" in page.text) == (503, True)
    led_here = hurried.get("/films/seoul-train-2004?q=mongolia&expand=true")
    assert led_here.status_code == 200


def test_completions_over_their_time_are_said_to_be_a_part(
    hurried: FlaskClient,
) -> None:
    response = hurried.get("/api/v1/suggest?q=seo")
    answer = body(response)
    assert (answer["completions"], answer["partial"]) == ([], ["completions"])
    assert response.headers["Cache-Control"] == "no-store"


def test_lines_over_their_time_are_those_of_the_texts_that_were_read(
    made: Callable[..., FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]

    def slowly(query: Node, document: Document) -> list[Match]:
        now[0] += 60
        return places_of(query, document)

    monkeypatch.setattr(time_budget, "monotonic", lambda: now[0])
    monkeypatch.setattr(time_budget, "LOOK_EVERY", 2)
    monkeypatch.setattr(concordance, "places_of", slowly)
    path = "/api/v1/concordance?q=seoul"
    whole = body(made(search_seconds=0).get(path))
    response = made(search_seconds=1).get(path)
    answer = body(response)
    assert (whole["partial"], answer["partial"]) == ([], ["lines"])
    assert [note["kind"] for note in answer["notes"]] == ["in_part"]
    assert answer["lines"] == whole["lines"][: answer["total"]]
    assert 0 < answer["total"] < whole["total"]
    assert response.headers["Cache-Control"] == "no-store"


def test_a_search_in_its_time_is_whole(client: FlaskClient) -> None:
    assert ask(client, q="seoul")["partial"] == []
