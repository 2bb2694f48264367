"""More like this: what shares the telling words of a film or of a review."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from search import time_budget
from search.config import Settings
from search.engine import Engine
from search.engines.whoosh_engine import WhooshEngine
from search.errors import FilmNotFoundError, RequestError, ReviewNotFoundError
from search.exploring import Exploring
from search.similar import SimilarResult
from tests.corpus import build, document
from tests.webclient import assert_problem, body
from webapp import create_app

FILLER = "The story was a good one for an evening."
FILMS = {
    "jaws": ["A shark and a boat.", "The shark bites the swimmer on the beach.", "Quint, quint!"],
    "piranha": ["Small fish bite a swimmer on the beach, no shark.", "Fish <b>bite</b> a shark."],
    "deep": ["A shark.", FILLER, "The shark hunts the boat."],
    "boat": ["On a boat they fall in love."],
    "western": ["A horse and a gun.", FILLER],
    **{f"other-{n}": [FILLER, "Nobody says a thing of it at all."] for n in range(60)},
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("similar") / "index"
    documents = [
        document(n, text, title=film.title(), film_id=film, author="Ann" if n else "")
        for film, texts in FILMS.items()
        for n, text in enumerate(texts)
    ]
    build(WhooshEngine(folder), documents)
    return folder


@pytest.fixture
def engine(index: Path) -> Engine:
    return WhooshEngine(index)


@pytest.fixture
def client(index: Path) -> FlaskClient:
    return create_app(Settings(index=index)).test_client()


def similar(engine: Engine, wanted: str, limit: int = 10) -> SimilarResult:
    return Exploring(engine).similar(wanted, limit)


def test_films_that_share_telling_words_are_similar_the_most_first(engine: Engine) -> None:
    result = similar(engine, "jaws")
    assert [one.hit.film.id for one in result.similar] == ["piranha", "deep"]
    assert set(result.similar[0].words) == {"shark", "bites"}
    assert result.film.id == "jaws"


def test_a_film_is_never_similar_to_itself_and_comes_once(engine: Engine) -> None:
    for wanted in FILMS:
        films = [one.hit.film.id for one in similar(engine, wanted).similar]
        assert wanted not in films
        assert len(set(films)) == len(films)


def test_what_is_like_a_review_are_texts_of_other_films(engine: Engine) -> None:
    result = similar(engine, "jaws:1")
    assert [one.hit.id for one in result.similar] == ["piranha:1", "piranha:0"]
    assert (result.document_id, result.author) == ("jaws:1", "Ann")
    assert "piranha" not in {one.hit.film.id for one in similar(engine, "piranha:0").similar}


def test_words_that_no_other_film_has_or_all_have_say_nothing(engine: Engine) -> None:
    words = [term.word for term in similar(engine, "jaws").terms]
    assert "shark" in words
    assert not {"quint", "story", "good", "evening"} & set(words)
    assert similar(engine, "jaws").terms[0].weight == 1.0


def test_what_shares_one_word_of_several_is_not_similar(engine: Engine) -> None:
    assert "boat" not in [one.hit.film.id for one in similar(engine, "jaws").similar]
    assert similar(engine, "western").similar == ()


def test_at_most_so_many_as_are_wanted(engine: Engine) -> None:
    assert len(similar(engine, "jaws", 1).similar) == 1
    for limit in (0, 51):
        with pytest.raises(RequestError):
            similar(engine, "jaws", limit)


def test_what_there_is_not_is_named(engine: Engine) -> None:
    with pytest.raises(FilmNotFoundError, match="there is no film 'none'"):
        similar(engine, "none")
    with pytest.raises(ReviewNotFoundError, match="there is no review 'jaws:9'"):
        similar(engine, "jaws:9")


def test_the_endpoint_answers_with_hits_and_their_words(client: FlaskClient) -> None:
    answer = body(client.get("/api/v1/similar/jaws:1?limit=1"))
    assert answer["id"] == "jaws:1"
    assert answer["film"]["id"] == "jaws"
    assert set(answer) == {"id", "film", "words", "hits", "generation"}
    (hit,) = answer["hits"]
    assert hit["url"] == "/films/piranha#1"
    assert "shark" in hit["words"]
    assert answer["words"][0]["weight"] == 1.0
    assert_problem(client.get("/api/v1/similar/none"), 404, "film-not-found")
    assert_problem(client.get("/api/v1/similar/jaws:9"), 404, "review-not-found")
    assert_problem(client.get("/api/v1/similar/jaws?limit=x"), 400, "parameter", parameter="limit")
    assert_problem(client.get("/api/v1/similar/jaws?q=x"), 400, "parameter", parameter="q")


def test_the_film_page_has_similar_films_and_each_review_leads_on(client: FlaskClient) -> None:
    html = client.get("/films/jaws").text
    assert '<a href="/films/piranha">Piranha</a>' in html
    assert '<a href="/similar/jaws">more like this film</a>' in html
    assert 'href="/similar/jaws:1" aria-label="More like the review by Ann">' in html


def test_the_page_says_by_which_words_and_marks_them(client: FlaskClient) -> None:
    html = client.get("/similar/jaws").text
    assert '<h1>More like <a href="/films/jaws">Jaws</a></h1>' in html
    assert "<mark>shark</mark>" in html
    assert "shares " in html
    assert "<b>bite" not in html
    assert "the review by Ann of" in client.get("/similar/jaws:1").text
    assert "Nothing is much like it" in client.get("/similar/western").text
    assert client.get("/similar/none").status_code == 404


def test_over_its_time_it_is_a_problem_and_the_film_is_shown_without(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = create_app(Settings(index, search_seconds=1)).test_client()
    clock = iter(range(0, 1_000_000, 60))
    with monkeypatch.context() as patch:
        patch.setattr(time_budget, "monotonic", lambda: next(clock))
        patch.setattr(time_budget, "LOOK_EVERY", 1)
        for wanted in ("jaws", "jaws:1"):
            assert_problem(client.get(f"/api/v1/similar/{wanted}"), 503, "out-of-time")
        hurried = client.get("/films/jaws")
    assert (hurried.status_code, hurried.headers["Cache-Control"]) == (200, "no-store")
    assert "/films/piranha" not in hurried.text
    assert "/films/piranha" in client.get("/films/jaws").text
