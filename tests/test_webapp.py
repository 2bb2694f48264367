"""The endpoint and the pages, asked as scripts and browsers ask them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from indexer.rebuild import Rebuild
from search import errors
from search.config import Settings
from search.engines.whoosh_engine import WhooshEngine
from tests.conftest import ROOT
from webapp import create_app
from webapp.errors import PROBLEMS


@pytest.fixture
def app(seed_index: Path) -> Flask:
    return create_app(Settings(index=seed_index))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def ask(client: FlaskClient, **parameters: object) -> dict[str, Any]:
    response = client.get("/api/v1/search", query_string=parameters)
    assert response.status_code == 200, response.text
    return body(response)


def body(response: TestResponse) -> dict[str, Any]:
    """The JSON object of a response."""
    answer = response.json
    assert isinstance(answer, dict)
    return answer


def assert_problem(response: TestResponse, status: int, kind: str, **facts: object) -> None:
    """Every error of the endpoint has this one shape."""
    assert response.status_code == status
    assert response.mimetype == "application/problem+json"
    problem = body(response)
    assert set(problem) >= {"type", "title", "status", "detail"}
    expected = kind if kind == "about:blank" else f"urn:reviewfinder:problem:{kind}"
    assert (problem["type"], problem["status"]) == (expected, status)
    assert problem["title"].strip()
    assert problem["detail"].strip()
    assert "Traceback" not in response.text
    assert "\n" not in problem["detail"]
    assert {name: problem.get(name) for name in facts} == facts
    assert ("Retry-After" in response.headers) == (status == 503)


# --- the endpoint -----------------------------------------------------------------------


def test_search_answers_in_the_v1_shape(client: FlaskClient) -> None:
    answer = ask(client, q="gut-wrenching", per_page=1)
    generation, took = answer.pop("generation"), answer.pop("took_ms")
    score, review = answer["hits"][0].pop("score"), answer["hits"][0].pop("id")
    assert re.fullmatch(r"\d{8}T\d{6}\.\d{6}Z-[0-9a-f]{8}", generation)
    assert 0 < took < 10_000
    assert score > 0
    assert re.fullmatch(r"seoul-train-2004:[0-9a-f]{12}", review)
    (snippet,) = answer["hits"][0].pop("snippets")
    assert answer == {
        "query": "gut-wrenching",
        "interpreted": "gut-wrenching",
        "match": "all",
        "total": 1,
        "page": 1,
        "per_page": 1,
        "hits": [
            {
                "kind": "review",
                "film": {
                    "id": "seoul-train-2004",
                    "title": "Seoul Train",
                    "release_date": "2004-11-12",
                    "country": "USA",
                    "url": "/films/seoul-train-2004",
                },
                "author": "MartinHafer",
                "url": f"/films/seoul-train-2004#{review.partition(':')[2]}",
            }
        ],
        "suggestions": [],
    }
    assert set(snippet) == {"field", "text", "ranges", "html"}
    (first, last) = snippet["ranges"][0]
    assert snippet["text"][first:last] == "gut-wrenching"
    assert "sad and <mark>gut-wrenching</mark> documentary" in snippet["html"]


def test_every_hit_of_a_phrase_marks_the_phrase_alone(client: FlaskClient) -> None:
    answer = ask(client, q='"underground railroad"')
    assert answer["total"] == 3
    for hit in answer["hits"]:
        for snippet in hit["snippets"]:
            marked = [snippet["text"][start:end].lower() for start, end in snippet["ranges"]]
            assert set(marked) == {"underground railroad"}


def test_pages_follow_each_other_without_gap_or_repeat(client: FlaskClient) -> None:
    everything = [hit["id"] for hit in ask(client, q="seoul", per_page=100)["hits"]]
    paged = [
        hit["id"]
        for page in range(1, 6)
        for hit in ask(client, q="seoul", per_page=2, page=page)["hits"]
    ]
    assert paged == everything
    assert len(set(everything)) == 9
    beyond = ask(client, q="seoul", per_page=2, page=6)
    assert (beyond["total"], beyond["hits"]) == (9, [])


def test_ids_are_the_same_in_every_build_of_the_same_sources(tmp_path: Path) -> None:
    answers = []
    for name in ("a", "b"):
        page = tmp_path / name / f"{name}.txt"
        page.parent.mkdir()
        page.write_bytes((ROOT / "seeds" / "seoul-train.txt").read_bytes())
        Rebuild([page.parent]).run(WhooshEngine(tmp_path / f"index-{name}"))
        client = create_app(Settings(index=tmp_path / f"index-{name}")).test_client()
        answers.append([hit["id"] for hit in ask(client, q="seoul", per_page=100)["hits"]])
    assert answers[0] == answers[1]


def test_any_is_offered_where_all_together_match_nothing(client: FlaskClient) -> None:
    answer = ask(client, q="popcorn mongolia")
    assert answer["total"] == 0
    (offer,) = answer["suggestions"]
    assert (offer["kind"], offer["match"], offer["total"]) == ("match_any", "any", 3)
    assert body(client.get(offer["url"]))["total"] == 3
    assert ask(client, q="amnesty")["suggestions"] == []
    assert ask(client, q="popcorn AND mongolia")["suggestions"] == []


@pytest.mark.parametrize(
    ("query", "kind", "facts"),
    [
        ("q=(a", "query-syntax", {"start": 0, "end": 2, "suggestions": ["(a)"]}),
        ("q=", "query-syntax", {"start": 0, "end": 0}),
        ("q=!!!", "query-syntax", {"start": 0, "end": 3}),
        ("q=autor:x", "unknown-field", {"start": 0, "end": 5}),
        ("q=m*h", "unsupported-query", {"start": 1, "end": 2}),
        (f"q={'a' * 1001}", "query-too-large", {"start": 1000, "end": 1001}),
        (f"q={'a+' * 65}", "query-too-large", {"start": 128}),
        ("", "parameter", {"parameter": "q"}),
        ("q=a&page=x", "parameter", {"parameter": "page"}),
        ("q=a&page=0", "parameter", {"parameter": "page"}),
        ("q=a&page=-1", "parameter", {"parameter": "page"}),
        ("q=a&page=1.5", "parameter", {"parameter": "page"}),
        ("q=a&page=", "parameter", {"parameter": "page"}),
        ("q=a&page=%D9%A1", "parameter", {"parameter": "page"}),
        ("q=a&page=1001", "parameter", {"parameter": "page"}),
        (f"q=a&page={'9' * 5000}", "parameter", {"parameter": "page"}),
        ("q=a&per_page=0", "parameter", {"parameter": "per_page"}),
        ("q=a&per_page=101", "parameter", {"parameter": "per_page"}),
        ("q=a&match=some", "parameter", {"parameter": "match"}),
        ("q=a&q=b", "parameter", {"parameter": "q"}),
        ("q=a&pages=2", "parameter", {"parameter": "pages"}),
    ],
)
def test_what_cannot_be_read_is_a_problem_that_names_it(
    client: FlaskClient, query: str, kind: str, facts: dict[str, object]
) -> None:
    assert_problem(client.get(f"/api/v1/search?{query}"), 400, kind, **facts)


def test_a_film_is_given_whole(client: FlaskClient) -> None:
    answer = body(client.get("/api/v1/films/seoul-train-2004"))
    assert answer["title"] == "Seoul Train"
    assert answer["description"]["text"].startswith("Seoul Train is a 2005 documentary")
    assert [review["author"] for review in answer["reviews"]][:2] == ["ThiefHott", "Jeanskynebu"]
    assert len(answer["reviews"]) == 8
    assert all(review["url"].startswith(answer["url"] + "#") for review in answer["reviews"])


@pytest.mark.parametrize(
    ("method", "path", "status", "kind"),
    [
        ("GET", "/api/v1/films/nothing", 404, "film-not-found"),
        ("GET", "/api/v1/films/seoul-train-2004?x=1", 400, "parameter"),
        ("GET", "/api/v1/nothing", 404, "about:blank"),
        ("GET", "/api/v2/search?q=a", 404, "about:blank"),
        ("POST", "/api/v1/search?q=a", 405, "about:blank"),
        ("DELETE", "/api/v1/films/seoul-train-2004", 405, "about:blank"),
        ("POST", "/healthz", 405, "about:blank"),
    ],
)
def test_what_is_not_there_is_a_problem_too(
    client: FlaskClient, method: str, path: str, status: int, kind: str
) -> None:
    assert_problem(client.open(path, method=method), status, kind)


def test_the_probes_say_whether_it_answers_and_from_what(client: FlaskClient) -> None:
    assert client.get("/healthz").json == {"status": "ok"}
    ready = body(client.get("/readyz"))
    assert ready == {"status": "ok", "generation": ask(client, q="a")["generation"]}


def test_without_an_index_it_says_so_until_there_is_one(tmp_path: Path) -> None:
    client = create_app(Settings(index=tmp_path / "index")).test_client()
    for path in ("/api/v1/search?q=a", "/api/v1/films/x", "/readyz"):
        assert_problem(client.get(path), 503, "index-missing")
    for path in ("/", "/search?q=a", "/films/x"):
        response = client.get(path)
        assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
        assert "there is no index yet" in response.text
    assert client.get("/healthz").status_code == 200
    Rebuild([ROOT / "seeds"]).run(WhooshEngine(tmp_path / "index"))
    assert ask(client, q="seoul")["total"] == 9


def test_an_index_of_another_schema_or_a_damaged_one_is_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = create_app(Settings(index=tmp_path)).test_client()
    info = Rebuild([ROOT / "seeds"]).run(WhooshEngine(tmp_path)).generation
    assert info is not None
    segment = next((tmp_path / "generations" / info.name).glob("*.seg"))
    whole = segment.read_bytes()
    segment.write_bytes(whole[:-1])
    assert_problem(client.get("/api/v1/search?q=a"), 503, "index-damaged")
    segment.write_bytes(whole)
    with monkeypatch.context() as patch:
        patch.setattr("search.engines.whoosh_engine.engine.fingerprint", lambda: "0123456789ab")
        refused = client.get("/api/v1/search?q=a")
        assert_problem(refused, 503, "schema-changed")
        assert body(refused)["detail"].startswith(f"{info.name}: built for schema {info.schema}")
    assert ask(client, q="seoul")["total"] == 9


def test_a_defect_is_a_problem_without_a_traceback(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(app.extensions["reviewfinder"], "search", fail)
    client = app.test_client()
    response = client.get("/api/v1/search?q=a")
    assert_problem(response, 500, "about:blank")
    assert "secret" not in response.text
    assert client.get("/search?q=a").status_code == 500


def test_every_error_of_the_core_has_a_row() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    for kind in kinds:
        if issubclass(kind, errors.SearchError):
            assert any(issubclass(kind, row) for row, *_ in PROBLEMS), kind


# --- the pages --------------------------------------------------------------------------


def marks(html: str) -> list[str]:
    return re.findall(r"<mark>(.*?)</mark>", html)


def test_the_front_page_has_the_box_and_what_is_in_the_index(client: FlaskClient) -> None:
    html = client.get("/").text
    assert '<form role="search" action="/search">' in html
    assert "1 film, 1 description,\n8 reviews" in html
    for link in re.findall(r'<dt><a href="([^"]+)"', html):
        assert client.get(link.replace("&amp;", "&")).status_code == 200
        assert "0 hits" not in client.get(link.replace("&amp;", "&")).text


def test_a_hit_shows_film_kind_author_date_and_marks_and_links_to_its_place(
    client: FlaskClient,
) -> None:
    html = client.get("/search?q=mongolia").text
    assert "<h1>2 hits</h1>" in html
    assert "Review</span>" in html
    assert "by <b>MartinHafer</b>" in html
    assert '<time datetime="2004-11-12">12 November 2004</time>' in html
    assert set(marks(html)) == {"Mongolia"}
    place = re.search(r'href="(/films/seoul-train-2004)#([0-9a-f]{12})"', html)
    assert place
    assert f'id="{place[2]}"' in client.get(place[1]).text
    assert "Description</span>" in client.get("/search?q=emmy").text


def test_a_title_and_an_author_that_match_are_marked(client: FlaskClient) -> None:
    assert marks(client.get("/search?q=by:martinhafer+title:train").text) == [
        "Train",
        "MartinHafer",
    ]
    assert "by <b><mark>lastliberal</mark></b>" in client.get("/search?q=lastliberal").text


def test_nothing_found_says_so_and_offers_any(client: FlaskClient) -> None:
    html = client.get("/search?q=popcorn+mongolia").text
    assert "Nothing found" in html
    assert 'href="/search?q=popcorn+mongolia&amp;match=any">See the 3 hits' in html
    html = client.get("/search?q=amnesty").text
    assert "No description and no review matches this query" in html


def test_a_query_that_cannot_be_read_shows_where_and_keeps_the_text(client: FlaskClient) -> None:
    response = client.get('/search?q=seoul+"train')
    assert response.status_code == 400
    assert "The quotation mark at character 7 is never closed" in response.text
    assert "<code>seoul <mark>&#34;train</mark></code>" in response.text
    assert 'value="seoul &#34;train"' in response.text
    assert '<a href="/search?q=seoul+train">seoul train</a>' in response.text


def test_an_empty_box_leads_back_to_the_front(client: FlaskClient) -> None:
    for path in ("/search", "/search?q=", "/search?q=++"):
        assert client.get(path).headers["Location"] == "/"


def test_a_page_past_the_last_leads_back(client: FlaskClient) -> None:
    html = client.get("/search?q=seoul&page=7").text
    assert "There is no page 7" in html
    assert '<a href="/search?q=seoul">page 1</a>' in html
    assert client.get("/search?q=seoul&page=x").status_code == 400


def test_pages_are_linked(client: FlaskClient) -> None:
    html = client.get("/search?q=seoul&per_page=1&page=5").text
    assert "<h1>9 hits, page 5 of 9</h1>" in html
    linked = re.findall(r'href="(/search[^"]*)" aria-label="Page (\d)"', html)
    assert [number for _, number in linked] == ["1", "3", "4", "6", "7", "9"]
    assert '<link rel="prev" href="/search?q=seoul&amp;page=4&amp;per_page=1">' in html
    assert '<link rel="next" href="/search?q=seoul&amp;page=6&amp;per_page=1">' in html


HOSTILE = '<script>alert(1)</script> <mark>not ours</mark> & "quoted" </textarea>'


def test_what_a_page_says_is_shown_as_it_is_written(tmp_path: Path) -> None:
    page = tmp_path / "pages" / "x.txt"
    page.parent.mkdir()
    country = HOSTILE.replace("(1)", "")
    lines = [HOSTILE, f"| 2004 ({country})", "", HOSTILE, "Reviews", HOSTILE, HOSTILE]
    page.write_text("\n".join(lines))
    report = Rebuild([page.parent]).run(WhooshEngine(tmp_path / "index"))
    assert report.rejected == []
    client = create_app(Settings(index=tmp_path / "index")).test_client()
    found = ask(client, q="ours script", per_page=10)
    assert found["total"] == 2
    film = found["hits"][0]["film"]["url"]
    for path in ("/search?q=ours+script", film, f"/search?q={HOSTILE}", "/films/<script>"):
        html = client.get(path).text
        assert "<script" not in html
        assert "</textarea" not in html
        assert "not ours</mark>" not in html
    for hit in found["hits"]:
        for snippet in hit["snippets"]:
            assert "&lt;<mark>script</mark>&gt;alert" in snippet["html"]
            assert "&lt;mark&gt;not <mark>ours</mark>&lt;/mark&gt;" in snippet["html"]
            unescaped = re.sub("</?mark>", "", snippet["html"])
            assert "<" not in unescaped


def test_answers_carry_the_headers_that_keep_browsers_safe(client: FlaskClient) -> None:
    for path in ("/", "/search?q=a", "/api/v1/search?q=a", "/nothing", "/static/style.css"):
        response = client.get(path)
        headers = response.headers
        response.close()
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "script-src" not in headers["Content-Security-Policy"]
        assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_urls_carry_the_path_that_the_app_is_mounted_at(client: FlaskClient) -> None:
    answer = body(client.get("/api/v1/search?q=popcorn+seoul", base_url="http://host/reviews"))
    assert answer["hits"][0]["url"].startswith("/reviews/films/seoul-train-2004#")
    html = client.get("/search?q=popcorn", base_url="http://host/reviews").text
    assert 'href="/reviews/films/seoul-train-2004#' in html


def test_the_frozen_answer_keeps_its_field_names(client: FlaskClient) -> None:
    frozen = json.loads((ROOT / "tests" / "frozen" / "v1_field_names.json").read_text("utf-8"))
    answers = {
        "search": ask(client, q="popcorn mongolia", match="any"),
        "offer": ask(client, q="popcorn mongolia"),
        "film": body(client.get("/api/v1/films/seoul-train-2004")),
    }
    assert {name: sorted(field_names(answer)) for name, answer in answers.items()} == frozen


def field_names(value: object, path: str = "") -> set[str]:
    if isinstance(value, dict):
        return {
            name for key, inner in value.items() for name in field_names(inner, f"{path}.{key}")
        }
    if isinstance(value, list) and value:
        return {name for inner in value for name in field_names(inner, f"{path}[]")}
    return {path.lstrip(".")}
