"""Related words: what the best documents are made of."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from search.engine import Engine
from search.engines.whoosh_engine import WhooshEngine
from search.query import normalise, parse
from search.query.nodes import Match
from search.relevance_model import expanded, related_words
from search.results import RelatedWord, SearchRequest
from search.service import SearchService
from tests.command import run
from tests.corpus import build, document
from tests.webclient import ask, assert_problem

REVIEWS = [
    "a train to the border, the border guards and the smugglers",
    "the train at the border; smugglers hide, guards sleep",
    "smugglers and guards at the border, no other word for it",
    "a comedy of manners in a country house",
    "the country house and its guests",
]


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    engine = WhooshEngine(tmp_path / "index")
    # What else there is, so that a word of three documents is not everywhere.
    others = [f"nothing of note, number {number} the" for number in range(40)]
    texts = [*REVIEWS, *others]
    build(engine, [document(n, text, title=f"Film {n}") for n, text in enumerate(texts, start=1)])
    return engine


def related(engine: Engine, text: str) -> dict[str, float]:
    with engine.searcher() as searcher:
        return {w.word: w.weight for w in related_words(searcher, normalise(parse(text, "any")))}


def test_the_words_that_the_best_documents_share_are_related(engine: Engine) -> None:
    words = related(engine, "train")
    assert list(words)[:3] == ["border", "guards", "smugglers"]
    assert words["border"] > words["guards"] == words["smugglers"] > 0
    assert "sleep" not in words, "what one document alone has is no word of the others"


def test_words_that_are_everywhere_or_typed_are_not_related(engine: Engine) -> None:
    words = related(engine, "train")
    assert not {"the", "train", "a", "at"} & set(words)
    assert "guard" not in related(engine, "guarding")
    assert "guards" not in related(engine, "guarding")


def test_nothing_is_related_to_what_finds_nothing(engine: Engine) -> None:
    assert related(engine, "zeppelin") == {}


@pytest.mark.parametrize("text", ["*", "NOT train", "year:2004", "kind:review"])
def test_nothing_is_related_to_what_scores_nothing(engine: Engine, text: str) -> None:
    assert related(engine, text) == {}


def test_a_related_word_weighs_the_same_whatever_is_left_out(engine: Engine) -> None:
    alone = related(engine, "train")["border"]
    for text in ("train -zebra", "train AND kind:review", "train AND year:2004"):
        assert related(engine, text)["border"] == alone
    assert related(engine, "train train")["border"] == pytest.approx(2 * alone, abs=1e-3)
    assert related(engine, "train^2")["border"] == pytest.approx(2 * alone, abs=1e-3)


def test_a_title_that_is_the_query_does_not_drown_the_others(engine: Engine) -> None:
    visits = [document(n, "an aunt visits an uncle", title="Border") for n in (0, 8)]
    reviews = [document(n, text) for n, text in enumerate(REVIEWS, start=1)]
    build(engine, [*reviews, *visits])
    words = related(engine, "border")
    assert words["smugglers"] > 0.1 * words["aunt"] > 0


ADDED = (RelatedWord("border", 0.5), RelatedWord("guards", 0.25))


@pytest.mark.parametrize(
    ("text", "match", "without", "printed"),
    [
        ("train", "any", (), "train OR border^0.5 OR guards^0.25"),
        ("a train", "any", ("border",), "a OR train OR guards^0.25"),
        ("a train", "any", ("border", "guards"), "a OR train"),
        ("a train", "all", (), "+(a AND train) OR (border^0.5 OR guards^0.25)"),
        ("a train", "all", ("guards",), "+(a AND train) OR border^0.5"),
        ("train -a", "any", (), "+(train AND NOT a) OR (border^0.5 OR guards^0.25)"),
    ],
)
def test_related_words_find_where_any_word_does_and_else_they_rank(
    text: str, match: Match, without: tuple[str, ...], printed: str
) -> None:
    assert str(expanded(normalise(parse(text, match)), ADDED, without, match)) == printed


def test_a_search_with_related_words_finds_and_marks_them(engine: Engine) -> None:
    service = SearchService(engine)
    plain = service.search(SearchRequest("train", "any"))
    strict = service.search(SearchRequest("train", expand=True))
    more = service.search(SearchRequest("train", "any", expand=True))
    assert (plain.total, strict.total) == (2, 2)
    assert more.total > 2
    assert plain.related == ()
    assert more.interpreted == "train"
    third = more.hits[2].snippets[0]
    marked = {third.text[start:end] for start, end in third.ranges}
    assert marked >= {"Smugglers", "border"} or marked >= {"smugglers", "border"}


def test_a_film_so_called_stays_first_whatever_is_related(engine: Engine) -> None:
    service = SearchService(engine)
    for match in ("all", "any"):
        result = service.search(SearchRequest("film 40", match, expand=True, explain=True))
        assert result.hits[0].film.title == "Film 40"
        parts = result.hits[0].explanation or ()
        assert "exact title" in {part.query for part in parts}
        assert sum(part.score for part in parts) == pytest.approx(result.hits[0].score)


def test_the_endpoint_says_which_words_are_related_and_leaves_some_out(client: FlaskClient) -> None:
    answer = ask(client, q="mongolia", expand="true", match="any")
    words = [one["word"] for one in answer["related"]]
    assert len(words) > 3
    assert all(one["searched"] and one["weight"] > 0 for one in answer["related"])
    fewer = ask(client, q="mongolia", expand="true", match="any", without=",".join(words[:2]))
    assert [one["searched"] for one in fewer["related"]][:3] == [False, False, True]
    upper = ask(client, q="mongolia", expand="true", match="any", without=words[0].upper())
    assert [one["searched"] for one in upper["related"]][:2] == [False, True]
    too_many = client.get("/api/v1/search?q=mongolia&without=" + ",".join(["a"] * 101))
    assert_problem(too_many, 400, "parameter", parameter="without")
    assert answer["total"] >= fewer["total"] >= ask(client, q="mongolia")["total"]
    refused = client.get("/api/v1/search?q=mongolia&expand=yes")
    assert_problem(refused, 400, "parameter", parameter="expand")


def test_the_page_has_a_switch_and_each_word_can_be_left_out(client: FlaskClient) -> None:
    page = client.get("/search?q=mongolia&expand=true").text
    assert '<input type="checkbox" name="expand" value="true" checked>' in page
    word = ask(client, q="mongolia", expand="true")["related"][0]["word"]
    assert f'href="/search?q=mongolia&amp;expand=true&amp;without={word}"' in page
    assert f'aria-label="Search without {word}"' in page
    off = client.get(f"/search?q=mongolia&expand=true&without={word}").text
    assert f'aria-label="Search with {word}"' in off
    assert "Related words" not in client.get("/search?q=mongolia").text


def test_a_film_page_marks_related_words_however_the_query_is_read(client: FlaskClient) -> None:
    page = client.get('/films/seoul-train-2004?q="mongolia&expand=true')
    assert page.status_code == 200
    assert page.text.count("<mark>") > client.get('/films/seoul-train-2004?q="mongolia').text.count(
        "<mark>"
    )


def test_a_word_left_out_is_put_back_however_it_is_written(client: FlaskClient) -> None:
    word = ask(client, q="mongolia", expand="true")["related"][0]["word"]
    page = client.get(f"/search?q=mongolia&expand=true&without={word.upper()}").text
    assert f'href="/search?q=mongolia&amp;expand=true" aria-label="Search with {word}"' in page


def test_the_command_line_shows_related_words(seed_index: Path) -> None:
    done = run("search", "mongolia", "--expand", index=seed_index)
    assert "related words, and what each counts: " in done.stderr
    words = json.loads(run("search", "mongolia", "--expand", "--json", index=seed_index).stdout)
    first = words["related"][0]["word"]
    without = run("search", "mongolia", "--expand", "--without", first, index=seed_index)
    assert f" {first} " not in without.stderr.partition("counts:")[2]
