"""Ranking beyond the counts of words: titles, forms, nearness, words that say little."""

from __future__ import annotations

import pytest

from search.engine import Engine
from search.query import parse
from tests.corpus import build, document, found, texts


@pytest.mark.parametrize(
    "query",
    ["the thing 1982", "thing the 1982 -zombies", "the thing year:1982"],
)
def test_of_films_with_one_title_the_year_tells_which(engine: Engine, query: str) -> None:
    others = [document(n, "a thing of the past, the thing itself", title="Past") for n in range(4)]
    films = [
        document(8, "remade", title="The Thing", release_date="2011-10-14"),
        document(9, "the first", title="The Thing", release_date="1982"),
    ]
    build(engine, [*others, *films])
    assert found(engine, query)[0] == 9


def test_the_own_page_of_a_film_stands_before_its_reviews(engine: Engine) -> None:
    reviews = [document(n, "up up up", title="Up") for n in (1, 2, 3)]
    build(engine, [*reviews, document(0, "a house with balloons", title="Up")])
    assert found(engine, "up")[0] == 0
    assert found(engine, "up -zeppelin")[0] == 0
    assert found(engine, "up OR balloons OR house")[0] == 0


def test_the_form_that_was_typed_stands_before_its_kin(engine: Engine) -> None:
    kin = [f"film film film number {n}" for n in range(80)]
    texts(engine, *kin, "they were filming here", "film")
    assert found(engine, "filming")[0] == 81
    assert found(engine, '"filming"')[0] == 81
    assert len(found(engine, "filming")) == 82


def test_a_quoted_phrase_prefers_its_words_as_they_are(engine: Engine) -> None:
    texts(engine, "box lunches, box lunches", "other", "box lunch and more of the same", "other")
    assert found(engine, '"box lunch"') == [3, 1]


def test_words_near_each_other_stand_before_the_same_words_apart(engine: Engine) -> None:
    apart = "customs " + "word " * 20 + "officer"
    near = "word " * 20 + "officer of customs"
    beside = "word " * 20 + "customs officer"
    texts(engine, apart, near, beside, *["nothing"] * 10)
    assert found(engine, "customs officer") == [3, 2, 1]


def test_a_name_said_six_times_is_not_six_times_as_near(engine: Engine) -> None:
    texts(engine, "ada bell " * 6, "ada bell and the greek gods", *["nothing at all"] * 10)
    assert found(engine, "ada OR bell OR greek OR gods")[0] == 2


def test_words_that_say_little_do_not_drown_those_that_tell(engine: Engine) -> None:
    little = "what is it that he does in it and what is he to be"
    texts(engine, little, "an autistic man", *["what it is that he does in it"] * 5)
    asked = "in OR what OR is OR it OR that OR he OR does OR autistic"
    assert found(engine, asked)[0] == 2
    assert found(engine, "what OR be OR it")[0] == 1, "where nothing else is asked they count"


def test_a_boosted_word_counts_for_more(engine: Engine) -> None:
    texts(engine, "red red red", "blue", *["nothing"] * 5)
    assert found(engine, "red OR blue")[0] == 1
    assert found(engine, "red OR blue^5")[0] == 2
    assert found(engine, "(red OR blue)^3")[0] == 1


def test_a_boost_multiplies_a_score_whatever_its_place(engine: Engine) -> None:
    texts(engine, "the film of a train", "a train", "film")
    with engine.searcher() as searcher:

        def score(text: str) -> float:
            return searcher.find(parse(text), 0, 1).documents[0].score

        assert score("(film train)^2") == pytest.approx(2 * score("(film train)"))
        assert score("train^3") == pytest.approx(3 * score("train"))
        assert score("train OR train^5") == pytest.approx(score("train^5 OR train"))


def test_a_nearer_spelling_stands_first(engine: Engine) -> None:
    texts(engine, "mongolis", "mongolia", "mongoliss")
    assert found(engine, "mongolia~2") == [2, 1, 3]


def test_a_nearer_phrase_stands_first(engine: Engine) -> None:
    texts(engine, "border of the china", "border china x x", "border with china x")
    assert found(engine, '"border china"~5') == [2, 3, 1]
