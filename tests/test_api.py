"""The endpoint, asked as scripts ask it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from indexer.rebuild import Rebuild
from search import errors
from search.config import Settings
from search.engines.whoosh_engine import WhooshEngine
from tests.conftest import ROOT
from tests.webclient import PLAIN, REVIEW_UNKNOWN, SEOUL_TRAIN, ask, assert_problem, body
from webapp import create_app
from webapp.errors import PROBLEMS


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
        "syntax": "strict",
        "match": "all",
        "sort": "relevance",
        **PLAIN,
        "total": 1,
        "page": 1,
        "per_page": 1,
        "hits": [
            {
                "kind": "review",
                "film": SEOUL_TRAIN,
                "author": "MartinHafer",
                "subject": None,
                **REVIEW_UNKNOWN,
                "sources": ["seoul-train.txt"],
                "url": f"/films/seoul-train-2004#{review.partition(':')[2]}",
            }
        ],
    }
    assert set(snippet) == {"field", "text", "ranges", "html", "cut_before", "cut_after"}
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
    *shorter, offer = answer["suggestions"]
    assert [(one["kind"], one["query"], one["total"]) for one in shorter] == [
        ("drop_word", "mongolia", 2),
        ("drop_word", "popcorn", 1),
    ]
    assert (offer["kind"], offer["match"], offer["total"]) == ("match_any", "any", 3)
    assert body(client.get(offer["url"]))["total"] == 3
    assert ask(client, q="zzzzz")["suggestions"] == []
    explicit = ask(client, q="popcorn AND mongolia")["suggestions"]
    assert [one["kind"] for one in explicit] == ["drop_word", "drop_word"]


@pytest.mark.parametrize(
    ("query", "spelt", "total"),
    [
        ("amnesty", "annesty", 1),
        ("mongolai", "mongolia", 2),
        ("seoul MONGOLAI -popcorn", "seoul mongolia -popcorn", 2),
        ("text:(mongolai)", "text:(mongolia)", 2),
        ("author:martinhaffer", "author:martinhafer", 1),
        ("undeground ralroad", "underground railroad", 3),
    ],
)
def test_a_word_that_is_nowhere_is_put_right_and_the_rest_stays_as_typed(
    client: FlaskClient, query: str, spelt: str, total: int
) -> None:
    offer = ask(client, q=query)["suggestions"][0]
    assert (offer["kind"], offer["query"], offer["total"]) == ("spelling", spelt, total)
    assert body(client.get(offer["url"]))["total"] == total


@pytest.mark.parametrize(
    ("query", "kind", "facts"),
    [
        ("q=(a", "query-syntax", {"start": 0, "end": 2, "suggestions": ["(a)"]}),
        ("q=", "query-syntax", {"start": 0, "end": 0}),
        ("q=!!!", "query-syntax", {"start": 0, "end": 3}),
        ("q=autor:x", "unknown-field", {"start": 0, "end": 5}),
        ("q=film.m*h", "unsupported-query", {"start": 0, "end": 8}),
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
        ("q=a&explain=yes", "parameter", {"parameter": "explain"}),
        ("q=a&syntax=loose", "parameter", {"parameter": "syntax"}),
        ("q=a&match=some", "parameter", {"parameter": "match"}),
        ("q=a&q=b", "parameter", {"parameter": "q"}),
        ("q=a&pages=2", "parameter", {"parameter": "pages"}),
    ],
)
def test_what_cannot_be_read_is_a_problem_that_names_it(
    client: FlaskClient, query: str, kind: str, facts: dict[str, object]
) -> None:
    assert_problem(client.get(f"/api/v1/search?{query}"), 400, kind, **facts)


@pytest.mark.parametrize("query", ["kind:%", "kind:- seoul", "country:!!!", "title:! x", "by:% a"])
def test_a_word_without_a_letter_is_no_failure(client: FlaskClient, query: str) -> None:
    for syntax in ("strict", "lenient"):
        parameters = {"q": query, "syntax": syntax}
        assert client.get("/api/v1/search", query_string=parameters).status_code in {200, 400}


def test_a_spelling_that_makes_the_query_too_long_is_not_offered(client: FlaskClient) -> None:
    query = "docmentary" + " " * 985 + "seoul"
    assert ask(client, q=query)["suggestions"][0]["kind"] == "drop_word"


def test_the_parts_of_a_score_add_up_to_it(client: FlaskClient) -> None:
    for query in ("seoul train", "refug* NOT emmy", '"underground railroad" OR popcorn', "*"):
        for hit in ask(client, q=query, explain="true")["hits"]:
            parts = hit["explanation"]
            assert sum(part["score"] for part in parts) == pytest.approx(hit["score"], abs=1e-5)
    hit = ask(client, q="seoul train", explain="true")["hits"][0]
    assert [part["query"] for part in hit["explanation"]] == [
        "seoul",
        "train",
        "exact title",
        "the film's own page",
        "seoul near train",
    ]
    assert "explanation" not in ask(client, q="seoul")["hits"][0]


def test_a_lenient_reading_answers_and_notes_what_it_did(client: FlaskClient) -> None:
    answer = ask(client, q="(mongolia autor:x", syntax="lenient", match="any")
    assert answer["interpreted"] == "mongolia OR autor OR x"
    assert answer["total"] == 2
    assert [(note["kind"], note["start"], note["end"]) for note in answer["notes"]] == [
        ("ignored", 0, 1),
        ("as_words", 10, 16),
    ]
    nothing = ask(client, q="((", syntax="lenient")
    assert (nothing["interpreted"], nothing["total"], nothing["suggestions"]) == ("", 0, [])


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
        ("POST", "/api/v1/search?q=a", 400, "parameter"),
        ("POST", "/api/v1/search", 415, "body-type"),
        ("PUT", "/api/v1/search?q=a", 405, "about:blank"),
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
    segment = next((tmp_path / "generations" / info.name).glob("*.rft"))
    whole = segment.read_bytes()
    segment.write_bytes(whole[:-1])
    assert_problem(client.get("/api/v1/search?q=a"), 503, "index-damaged")
    segment.write_bytes(whole)
    with monkeypatch.context() as patch:
        patch.setattr("search.kept_generations.fingerprint", lambda: "0123456789ab")
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


def test_parameters_that_are_not_utf_8_are_refused(client: FlaskClient) -> None:
    for path in ("/api/v1/search?q=%ff", "/api/v1/search?q=a&x%c3=1"):
        assert_problem(client.get(path), 400, "parameter", parameter="query string")
    assert client.get("/search?q=%ff").status_code == 400
