"""Reading on, all hits as lines, and the smaller answers."""

from __future__ import annotations

import csv
import io
import json
import re
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from search.config import Settings
from search.engine import Engine
from search.engines.whoosh_engine import WhooshEngine
from search.results import SearchRequest
from search.service import SearchService
from tests.corpus import build, document
from tests.webclient import ask, assert_problem, body
from webapp import create_app
from webapp.api.declared import HIT_FIELDS
from webapp.api.streaming import COLUMNS

SEARCH = "/api/v1/search"


def links(response: Any) -> dict[str, str]:
    return {
        rel: url for url, rel in re.findall(r'<([^>]+)>; rel="(\w+)"', response.headers["Link"])
    }


def test_the_links_lead_through_all_pages(client: FlaskClient) -> None:
    everything = [hit["id"] for hit in ask(client, q="seoul", per_page=100)["hits"]]
    url, read, rels = f"{SEARCH}?q=seoul&per_page=4", [], []
    while url:
        response = client.get(url)
        rels.append(sorted(links(response)))
        read += [hit["id"] for hit in body(response)["hits"]]
        url = links(response).get("next", "")
    assert read == everything
    assert rels == [
        ["first", "last", "next"],
        ["first", "last", "next", "prev"],
        ["first", "last", "prev"],
    ]
    last = client.get(links(client.get(f"{SEARCH}?q=seoul&per_page=4"))["last"])
    assert [hit["id"] for hit in body(last)["hits"]] == everything[8:]
    assert body(client.get(links(last)["prev"]))["page"] == 2


def test_the_cursor_leads_through_all_hits_whatever_the_size_of_a_page(client: FlaskClient) -> None:
    for sort in ("relevance", "author"):
        whole = [hit["id"] for hit in ask(client, q="seoul", per_page=100, sort=sort)["hits"]]
        answer = ask(client, q="seoul", per_page=2, sort=sort)
        read = [hit["id"] for hit in answer["hits"]]
        while answer["next"]:
            answer = ask(client, q="seoul", per_page=3, sort=sort, cursor=answer["next"])
            read += [hit["id"] for hit in answer["hits"]]
        assert read == whole


def test_the_cursor_goes_on_where_pages_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(WhooshEngine(tmp_path), [document(n, "word") for n in range(1, 13)])
    monkeypatch.setattr("search.results.MAX_DEPTH", 4)
    monkeypatch.setattr("webapp.api.paging.MAX_DEPTH", 4)
    client = create_app(Settings(tmp_path, requests_a_second=0)).test_client()
    url, read = f"{SEARCH}?q=word&per_page=2", []
    while url:
        response = client.get(url)
        read += [hit["id"] for hit in body(response)["hits"]]
        url = links(response).get("next", "")
        assert "last" not in links(response)
    assert read == [f"film:{n}" for n in range(1, 13)]


def test_films_are_read_on_as_hits_are(tmp_path: Path) -> None:
    made = [document(n % 3, "word", film_id=f"film-{n // 3}") for n in range(15)]
    build(WhooshEngine(tmp_path), made)
    client = create_app(Settings(tmp_path, requests_a_second=0)).test_client()
    asked = {"q": "word", "group": "film", "per_page": 2, "fields": "id"}
    answer = ask(client, **asked)
    films = [group["film"]["id"] for group in answer["groups"]]
    assert {name for group in answer["groups"] for hit in group["hits"] for name in hit} == {"id"}
    response = client.get(SEARCH, query_string=asked)
    assert sorted(links(response)) == ["first", "last", "next"]
    assert body(client.get(links(response)["last"]))["page"] == 3
    while answer["next"]:
        answer = ask(client, **asked, cursor=answer["next"])
        films += [group["film"]["id"] for group in answer["groups"]]
    assert sorted(films) == [f"film-{n}" for n in range(5)]


@pytest.mark.parametrize("form", ["ndjson", "csv"])
def test_what_lines_do_not_have_is_refused_by_name(client: FlaskClient, form: str) -> None:
    asked = {"q": "seoul", "format": form, "group": "film", "explain": "true"}
    response = client.get(SEARCH, query_string=asked)
    assert_problem(response, 400, "parameter")
    assert [one["parameter"] for one in body(response)["errors"]] == ["group", "explain"]


@pytest.mark.parametrize("cursor", ["x", "é", "W10", "WzEsMiwzXQ", "a" * 499, "bnVsbA", "e30="])
def test_what_is_no_cursor_is_named(client: FlaskClient, cursor: str) -> None:
    response = client.get(SEARCH, query_string={"q": "seoul", "cursor": cursor})
    assert_problem(response, 400, "parameter", parameter="cursor")


def test_a_cursor_is_of_its_own_request(client: FlaskClient) -> None:
    cursor = ask(client, q="seoul", per_page=2)["next"]
    for other in ({"q": "train"}, {"q": "seoul", "sort": "title"}, {"q": "seoul", "page": 2}):
        response = client.get(SEARCH, query_string={**other, "cursor": cursor})
        assert_problem(response, 400, "parameter", parameter="cursor")
    lines = {"q": "seoul", "cursor": cursor, "format": "csv"}
    assert_problem(client.get(SEARCH, query_string=lines), 400, "parameter", parameter="cursor")


def test_a_cursor_of_another_generation_is_gone(tmp_path: Path) -> None:
    client = create_app(Settings(tmp_path)).test_client()
    build(WhooshEngine(tmp_path), [document(n, "word") for n in range(1, 5)])
    cursor = ask(client, q="word", per_page=2)["next"]
    build(WhooshEngine(tmp_path), [document(n, "word") for n in range(1, 9)])
    response = client.get(SEARCH, query_string={"q": "word", "cursor": cursor})
    assert_problem(response, 410, "cursor-gone")


def test_all_hits_come_as_lines_in_the_order_of_the_pages(client: FlaskClient) -> None:
    for sort in ("relevance", "title"):
        hits = ask(client, q="seoul OR train", per_page=100, sort=sort)["hits"]
        asked = {"q": "seoul OR train", "sort": sort}
        response = client.get(SEARCH, query_string={**asked, "format": "ndjson", "per_page": 1})
        assert response.mimetype == "application/x-ndjson"
        assert [json.loads(line) for line in response.text.splitlines()] == hits
        rows = client.get(SEARCH, query_string={**asked, "format": "csv"})
        assert rows.mimetype == "text/csv"
        read = list(csv.DictReader(io.StringIO(rows.text, newline="")))
        assert [row["id"] for row in read] == [hit["id"] for hit in hits]
        assert {*read[0]} == {*COLUMNS}
        assert all("\n" not in row["film_title"] for row in read)


@pytest.mark.parametrize("form", ["ndjson", "csv"])
def test_lines_fail_before_the_first_of_them(client: FlaskClient, form: str) -> None:
    assert_problem(client.get(f"{SEARCH}?q=(&format={form}"), 400, "query-syntax")
    assert client.get(f"{SEARCH}?q=zzzz&format={form}").text.count("\n") == (form == "csv")
    lenient = client.get(f"{SEARCH}?q=((&syntax=lenient&format={form}")
    assert (lenient.status_code, lenient.text.count("\n")) == (200, form == "csv")


def test_lines_are_of_a_question_as_loosely_read_as_its_pages(client: FlaskClient) -> None:
    asked = {"q": "popcorn mongolia seoul zzza zzzb zzzc", "syntax": "lenient"}
    answer = ask(client, **asked, per_page=100)
    assert answer["notes"][-1]["kind"] == "loosened"
    lines = client.get(SEARCH, query_string={**asked, "format": "ndjson"}).text.splitlines()
    assert [json.loads(line)["id"] for line in lines] == [hit["id"] for hit in answer["hits"]]
    strict = client.get(SEARCH, query_string={"q": asked["q"], "format": "ndjson"})
    assert strict.text == ""


def test_a_stream_that_is_not_read_lets_go_of_its_generation(engine: Engine) -> None:
    service = SearchService(engine)
    service.every_hit(SearchRequest("seoul")).close()
    begun = service.every_hit(SearchRequest("seoul"))
    next(iter(begun))
    begun.close()
    # Who is in a searcher is the engine's own affair, but for this.
    assert not any(engine._users.values())  # type: ignore[attr-defined]  # of the engine alone
    assert service.every_hit(SearchRequest("seoul")).total == 9


def test_a_stream_stays_in_the_generation_on_which_it_began(tmp_path: Path) -> None:
    build(WhooshEngine(tmp_path), [document(n, "word") for n in range(1, 6)])
    stream = SearchService(WhooshEngine(tmp_path)).every_hit(SearchRequest("word"))
    hits = iter(stream)
    first = next(hits)
    for _ in range(4):  # so that the first is pruned
        build(WhooshEngine(tmp_path), [document(1, "other")])
    assert [first.id, *(hit.id for hit in hits)] == [f"film:{n}" for n in range(1, 6)]


@pytest.mark.parametrize("form", ["ndjson", "csv"])
def test_what_is_held_of_a_stream_does_not_grow_with_it(tmp_path: Path, form: str) -> None:
    held = []
    for number, count in enumerate((500, 2_000)):
        folder = tmp_path / str(number)
        url = "u" * 20_000
        build(WhooshEngine(folder), [document(n, "word", url=url) for n in range(1, count + 1)])
        app = create_app(Settings(folder))
        with app.test_client() as client:
            tracemalloc.start()
            response = client.get(f"{SEARCH}?q=word&format={form}&snippets=0")
            size = sum(map(len, response.iter_encoded()))
            held.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
            response.close()
        assert size > count * len(url)
    assert held[1] < held[0] * 1.5


@pytest.mark.parametrize("field", HIT_FIELDS)
def test_a_hit_has_the_fields_that_are_asked_for(client: FlaskClient, field: str) -> None:
    whole = ask(client, q="seoul", explain="true")["hits"]
    hits = ask(client, q="seoul", explain="true", fields=f"{field},id")["hits"]
    assert hits == [{name: hit[name] for name in hit if name in {field, "id"}} for hit in whole]
    assert_problem(
        client.get(f"{SEARCH}?q=a&fields=i{field}"), 400, "parameter", parameter="fields"
    )


def test_a_hit_has_at_most_as_many_snippets_as_are_asked_for(client: FlaskClient) -> None:
    query = "documentary refugees underground china mongolia author:ThiefHott OR title:seoul"
    most = [len(hit["snippets"]) for hit in ask(client, q=query, match="any")["hits"]]
    assert max(most) > 2
    for number in (0, 1, 2, 10):
        hits = ask(client, q=query, match="any", snippets=number)["hits"]
        assert [len(hit["snippets"]) for hit in hits] == [min(n, number) for n in most]
    assert_problem(client.get(f"{SEARCH}?q=a&snippets=11"), 400, "parameter", parameter="snippets")


def test_films_are_listed_page_by_page(facts: FlaskClient, client: FlaskClient) -> None:
    answer = body(facts.get("/api/v1/films"))
    titles = [film["title"] for film in answer["films"]]
    assert titles == sorted(titles)
    assert answer["total"] == len(titles) == 2
    newest = body(facts.get("/api/v1/films?sort=newest_film&per_page=1"))
    second = body(facts.get(f"/api/v1/films?sort=newest_film&cursor={newest['next']}"))
    dates = [film["release_date"] or "" for film in (*newest["films"], *second["films"])]
    assert dates == sorted(dates, reverse=True)
    assert second["next"] is None
    assert_problem(facts.get("/api/v1/films?sort=author&q=a"), 400, "parameter", parameter="q")
    alone = body(client.get("/api/v1/films"))["films"]
    assert alone == [hit["film"] for hit in ask(client, q="kind:description")["hits"]]


def test_a_review_is_given_with_its_film(client: FlaskClient) -> None:
    film = body(client.get("/api/v1/films/seoul-train-2004"))
    for review in film["reviews"]:
        answer = body(client.get(f"/api/v1/reviews/{review['id']}"))
        assert {**answer, "film": None, "generation": None} == {
            **review, "film": None, "generation": None,
        }  # fmt: skip
        assert answer["film"]["id"] == film["id"]
    for absent in ("x", "x:y", film["id"], film["description"]["id"], "seoul-train-2004:0"):
        assert_problem(client.get(f"/api/v1/reviews/{absent}"), 404, "review-not-found")


def test_the_stats_say_what_is_in_the_index(client: FlaskClient) -> None:
    answer = body(client.get("/api/v1/stats"))
    assert answer["counts"] == {"films": 1, "descriptions": 1, "reviews": 8, "documents": 9}
    assert answer["generation"] == body(client.get("/readyz"))["generation"]
