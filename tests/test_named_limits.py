"""Every limit has an answer that names it, and every answer says what a browser may do."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from search.config import Settings
from search.engines.whoosh_engine import WhooshEngine
from tests.corpus import build, document
from tests.webclient import ask, assert_problem, body
from webapp import create_app
from webapp.headers import SECURITY
from webapp.limits import MAX_BODY_BYTES, MAX_QUERY_STRING_BYTES

SEARCH = "/api/v1/search"
CONCORDANCE = "/api/v1/concordance"
LONG = "a" * MAX_QUERY_STRING_BYTES
# (what is asked, the kind of problem, the parameter or place that it names)
LIMITS = [
    (f"{SEARCH}?q={'a' * 1_001}", "query-too-large", {"start": 1_000, "end": 1_001}),
    (f"{SEARCH}?q={'a+' * 65}", "query-too-large", {"start": 128}),
    (f"{SEARCH}?q={'(' * 60}a{')' * 60}", "query-too-large", {}),
    (f"{SEARCH}?q=a&per_page=101", "parameter", {"parameter": "per_page"}),
    (f"{SEARCH}?q=a&page=101&per_page=100", "parameter", {"parameter": "page"}),
    (f"{SEARCH}?q=a&snippets=11", "parameter", {"parameter": "snippets"}),
    (f"{SEARCH}?q=a&facet_limit=101", "parameter", {"parameter": "facet_limit"}),
    (f"{SEARCH}?q=a&{'&'.join(f'film={n}' for n in range(101))}", "parameter", {}),
    (f"{SEARCH}?q=a&without={'a,' * 101}", "parameter", {"parameter": "without"}),
    (f"{SEARCH}?q=a&cursor={'a' * 600}", "parameter", {"parameter": "cursor"}),
    ("/api/v1/films?per_page=101", "parameter", {"parameter": "per_page"}),
    ("/api/v1/suggest?q=a&limit=21", "parameter", {"parameter": "limit"}),
    ("/api/v1/similar/seoul-train-2004?limit=51", "parameter", {"parameter": "limit"}),
    (f"{CONCORDANCE}?q=a&per_page=501", "parameter", {"parameter": "per_page"}),
    (f"{CONCORDANCE}?q=a&page=501", "parameter", {"parameter": "page"}),
    (f"{CONCORDANCE}?q={'a' * 1_001}", "query-too-large", {"start": 1_000, "end": 1_001}),
]
# What a browser is told holds of each of these, whatever its status.
ANSWERS = [
    ("GET", "/", 200), ("GET", "/search?q=seoul", 200), ("GET", "/search", 302),
    ("GET", "/films", 200), ("GET", "/films/seoul-train-2004", 200), ("GET", "/films/no", 404),
    ("GET", "/similar/seoul-train-2004", 200), ("GET", "/concordance?q=seoul", 200),
    ("GET", "/help", 200), ("GET", "/search.atom?q=seoul", 200), ("GET", "/opensearch.xml", 200),
    ("GET", "/static/style.css", 200), ("GET", "/static/no.css", 404), ("GET", "/no", 404),
    ("GET", f"/search?q={LONG}", 414), ("GET", "/search?q=a&page=x", 400), ("POST", "/", 405),
    ("GET", f"{SEARCH}?q=seoul", 200), ("HEAD", f"{SEARCH}?q=seoul", 200),
    ("OPTIONS", SEARCH, 200), ("PUT", SEARCH, 405), ("POST", SEARCH, 415),
    ("GET", f"{SEARCH}?q=seoul&format=ndjson", 200), ("GET", f"{SEARCH}?q=seoul&format=csv", 200),
    ("GET", f"{CONCORDANCE}?q=seoul&format=csv", 200), ("GET", f"{SEARCH}?q=(", 400),
    ("GET", "/api/v1/docs", 200), ("GET", "/api/v1/openapi.json", 200), ("GET", "/api/no", 404),
    ("GET", "/api/v1//search", 308), ("GET", "/healthz", 200), ("GET", "/readyz", 200),
]  # fmt: skip


def assert_safe(headers: object) -> None:
    assert {name: dict(headers).get(name) for name in SECURITY} == SECURITY  # type: ignore[call-overload]  # any headers


@pytest.mark.parametrize(("path", "kind", "facts"), LIMITS, ids=range(len(LIMITS)))
def test_what_is_past_a_limit_is_named(
    client: FlaskClient, path: str, kind: str, facts: dict[str, object]
) -> None:
    response = client.get(path)
    assert_problem(response, 400, kind, **facts)
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("said", [True, False], ids=["of a said length", "in chunks"])
@pytest.mark.parametrize("length", [MAX_BODY_BYTES, MAX_BODY_BYTES + 1])
def test_a_body_is_read_up_to_its_limit(client: FlaskClient, length: int, *, said: bool) -> None:
    content = b'{"searches": [{"q": "seoul"}]}'.ljust(length)
    how = {"CONTENT_LENGTH": str(length)} if said else {"wsgi.input_terminated": True}
    response = client.post(
        SEARCH, input_stream=io.BytesIO(content), content_type="application/json",
        environ_overrides=how,
    )  # fmt: skip
    if length > MAX_BODY_BYTES:
        assert_problem(response, 413, "body-too-large")
    else:
        assert body(response)["answers"][0]["answer"]["total"] == 9
    assert_safe(response.headers)


@pytest.mark.parametrize(
    ("method", "path", "status"), ANSWERS, ids=[f"{m} {path[:50]}" for m, path, _ in ANSWERS]
)
def test_every_answer_says_what_a_browser_may_do(
    client: FlaskClient, method: str, path: str, status: int
) -> None:
    response = client.open(path, method=method, buffered=True)
    assert response.status_code == status
    assert_safe(response.headers)
    etag = response.headers.get("ETag")
    if etag and method == "GET":
        again = client.get(path, headers={"If-None-Match": etag}, buffered=True)
        assert again.status_code == 304
        assert_safe(again.headers)


@pytest.mark.parametrize("path", ["/", SEARCH, "/static/style.css", "/no"])
def test_who_is_refused_is_told_the_same(seed_index: Path, path: str) -> None:
    client = create_app(Settings(seed_index, hosts=("films.example",))).test_client()
    refused = client.get(path, headers={"Host": "evil.example"})
    assert refused.status_code == 421
    assert_safe(refused.headers)
    often = create_app(Settings(seed_index, requests_a_second=1)).test_client()
    several = [often.get("/help") for _ in range(6)]
    assert [response.status_code for response in several[-2:]] == [429, 429]
    assert int(several[-1].headers["Retry-After"]) >= 1
    assert_safe(several[-1].headers)


def test_what_no_index_answers_and_what_is_gone_is_told_the_same(tmp_path: Path) -> None:
    client = create_app(Settings(tmp_path)).test_client()
    missing = client.get(f"{SEARCH}?q=a")
    build(WhooshEngine(tmp_path), [document(n, "word") for n in range(4)])
    cursor = ask(client, q="word", per_page=2)["next"]
    build(WhooshEngine(tmp_path), [document(n, "word") for n in range(6)])
    gone = client.get(SEARCH, query_string={"q": "word", "cursor": cursor})
    assert_problem(missing, 503, "index-missing")
    assert_problem(gone, 410, "cursor-gone")
    for response in (missing, gone):
        assert_safe(response.headers)


def test_a_defect_is_told_the_same(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(client.application.extensions["reviewfinder"], "search", fail)
    for path in (f"{SEARCH}?q=a", "/search?q=a"):
        response = client.get(path)
        assert response.status_code == 500
        assert_safe(response.headers)
