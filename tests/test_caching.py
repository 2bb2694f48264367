"""What is not sent again, and what is sent packed."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from search.config import Settings
from search.engines.whoosh_engine import WhooshEngine
from tests.corpus import build
from tests.known_facts import DOCUMENTS
from webapp import create_app

COUNTS = {"films": 2, "descriptions": 2, "reviews": 2}
KEPT = [
    "/", "/search?q=seoul", "/films/seoul-train-2004", "/help", "/opensearch.xml",
    "/api/v1/search?q=seoul", "/api/v1/suggest?q=s", "/api/v1/films/seoul-train-2004",
    "/api/v1/openapi.json", "/api/v1/docs", "/search.atom?q=seoul", "/films",
    "/concordance?q=seoul",
    "/similar/seoul-train-2004", "/api/v1/concordance?q=seoul", "/api/v1/similar/seoul-train-2004",
    "/api/v1/concordance?q=seoul&format=csv", "/api/v1/search?q=seoul&format=ndjson",
]  # fmt: skip


@pytest.mark.parametrize("path", KEPT)
def test_what_has_not_changed_is_not_sent_again(client: FlaskClient, path: str) -> None:
    first = client.get(path)
    etag = first.headers["ETag"]
    assert etag.startswith('W/"')
    for method in ("GET", "HEAD"):
        again = client.open(path, method=method, headers={"If-None-Match": f'"other", {etag}'})
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", etag)
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_another_request_has_another_tag(client: FlaskClient) -> None:
    paths = ["/search?q=a", "/search?q=b", "/api/v1/search?q=a", "/api/v1/search?q=a&page=2"]
    assert len({client.get(path).headers["ETag"] for path in paths}) == len(paths)


def test_a_new_generation_is_sent_anew(tmp_path: Path) -> None:
    client = create_app(Settings(index=tmp_path)).test_client()
    etags: list[str] = []
    for _ in range(2):
        build(WhooshEngine(tmp_path), DOCUMENTS, COUNTS)
        tried = client.get("/search?q=ann", headers={"If-None-Match": ", ".join(etags)})
        assert tried.status_code == 200
        etags.append(tried.headers["ETag"])
    assert len(set(etags)) == 2


@pytest.mark.parametrize("path", ["/api/v1/search?q=(", "/api/v1/films/no", "/films/no", "/no"])
def test_an_error_is_neither_kept_nor_taken_for_what_is_there(
    client: FlaskClient, path: str
) -> None:
    response = client.get(path, headers={"If-None-Match": "*"})
    assert response.status_code in {400, 404}
    assert response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_the_probes_are_asked_each_time(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert (response.headers["Cache-Control"], "ETag" in response.headers) == ("no-store", False)


@pytest.mark.parametrize("path", [*KEPT[:4], KEPT[5], "/static/style.css"])
def test_text_is_packed_for_who_takes_it(client: FlaskClient, path: str) -> None:
    asked = {"Accept-Encoding": "br, gzip"}
    plain = client.get(path, buffered=True)
    packed = client.get(path, headers=asked, buffered=True)
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert packed.headers["Vary"] == plain.headers["Vary"]
    unpacked = gzip.decompress(packed.data)
    assert len(packed.data) < len(unpacked)
    if "/api/" not in path and "search?" not in path:  # which say how long they took
        assert unpacked == plain.data
    assert int(packed.headers["Content-Length"]) == len(packed.data)
    assert packed.headers.get("ETag", "W/").startswith("W/")


@pytest.mark.parametrize("taken", ["identity", "gzip;q=0", "br", ""])
def test_who_does_not_take_it_packed_gets_it_plain(client: FlaskClient, taken: str) -> None:
    response = client.get("/", headers={"Accept-Encoding": taken})
    assert "Content-Encoding" not in response.headers
    assert b"</html>" in response.data


def test_a_head_request_is_answered_as_a_get_without_the_body(client: FlaskClient) -> None:
    for path in KEPT:
        got, head = client.get(path), client.head(path)
        assert (head.status_code, head.data) == (200, b"")
        assert {*head.headers.keys()} == {*got.headers.keys()}


def test_options_says_what_can_be_done(client: FlaskClient) -> None:
    response = client.options("/api/v1/films/seoul-train-2004")
    assert (response.status_code, response.data) == (200, b"")
    assert {*response.headers["Allow"].split(", ")} == {"GET", "HEAD", "OPTIONS"}
