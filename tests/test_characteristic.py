"""What reviewers of a film say most."""

from __future__ import annotations

from math import comb, log
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import time_budget
from search.characteristic import LEAST_G2, CharacteristicTerm, log_likelihood
from search.config import Settings
from search.engine import Engine
from search.engines.whoosh_engine import WhooshEngine
from search.errors import FilmNotFoundError
from search.exploring import Exploring
from search.schema import Document
from tests.corpus import build, document
from tests.webclient import body
from webapp import create_app

SAID = ("The sharks bite.", "A shark, and a shark!", "Jaws of a shark 1975", "Boat and beach.")


def documents(others: int = 200) -> list[Document]:
    jaws = [document(0, "A shark.", title="Jaws", film_id="jaws")]
    jaws += [document(n, text, title="Jaws", film_id="jaws") for n, text in enumerate(SAID, 1)]
    return jaws + [
        document(
            n, "A beach and the boat." if n % 2 else "Nothing.", title="Other", film_id="other"
        )
        for n in range(others)
    ]


def said(engine: Engine, film_id: str = "jaws") -> tuple[CharacteristicTerm, ...]:
    return Exploring(engine).characteristic(film_id)


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return WhooshEngine(tmp_path / "index")


def test_a_word_of_many_reviews_that_others_have_not_is_characteristic(engine: Engine) -> None:
    build(engine, documents())
    (term,) = said(engine)
    assert (term.word, term.reviews, term.elsewhere) == ("shark", 3, 0)
    assert term.g2 == pytest.approx(log_likelihood(3, 4, 0, 200))


def test_a_reviewer_who_repeats_a_word_is_one(engine: Engine) -> None:
    build(engine, [*documents(), document(9, "squid " * 50, title="Jaws", film_id="jaws")])
    assert [term.word for term in said(engine)] == ["shark"]


def test_words_of_the_titles_function_words_and_numbers_say_nothing(engine: Engine) -> None:
    texts = ("Jaws with themselves in 1975", "The jaws of themselves, 1975", "Zahn, 1975, jaws")
    film = {"title": "Jaws", "film_id": "jaws", "other_titles": "Der weiße Zahn"}
    reviews = [document(n, f"{text} zahn", **film) for n, text in enumerate(texts, start=1)]
    build(engine, [document(0, **film), *reviews, *documents()[5:]])
    assert said(engine) == ()


def test_a_film_alone_or_with_one_review_has_nothing_to_be_told_from(engine: Engine) -> None:
    build(engine, documents(others=0))
    assert said(engine) == ()
    build(engine, [*documents()[:2], *documents()[5:]])
    assert said(engine) == ()
    with pytest.raises(FilmNotFoundError):
        said(engine, "none")


def test_what_is_kept_is_of_the_live_generation(engine: Engine) -> None:
    exploring = Exploring(engine)
    build(engine, documents())
    assert exploring.characteristic("jaws") is exploring.characteristic("jaws")
    build(engine, documents(others=0))
    assert exploring.characteristic("jaws") == ()


def test_documents_that_an_update_took_out_do_not_count(engine: Engine) -> None:
    many = [document(n, "A shark.", title="Third", film_id="third") for n in range(100)]
    build(engine, [*documents(), *many])
    assert said(engine) == ()
    with engine.update() as updater:
        updater.remove("third")
        updater.finish({"documents": 205})
        updater.activate()
    assert [(term.word, term.elsewhere) for term in said(engine)] == [("shark", 0)]


COUNTS = st.integers(1, 60).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total)))


@given(COUNTS, COUNTS)
def test_the_statistic_is_twice_the_log_of_the_ratio_of_two_likelihoods(
    here: tuple[int, int], there: tuple[int, int]
) -> None:
    """Binomial likelihoods of one share for both, and of a share for each."""

    def likelihood(count: int, total: int, share: float) -> float:
        return comb(total, count) * share**count * (1 - share) ** (total - count)

    counts = (here, there)
    share = sum(count for count, _ in counts) / sum(total for _, total in counts)
    alike = [likelihood(count, total, share) for count, total in counts]
    apart = [likelihood(count, total, count / total) for count, total in counts]
    ratio = 2 * log(apart[0] * apart[1] / (alike[0] * alike[1]))
    g2 = log_likelihood(*here, *there)
    assert abs(g2) == pytest.approx(ratio, abs=1e-6)
    if abs(g2) > 1e-9:
        assert (g2 > 0) == (here[0] / here[1] > there[0] / there[1])


def test_the_threshold_is_that_of_one_in_ten_thousand() -> None:
    from statistics import NormalDist

    assert pytest.approx(NormalDist().inv_cdf(1 - 0.0001 / 2) ** 2, abs=0.01) == LEAST_G2


def test_the_answer_for_scripts_has_each_word_with_its_counts(tmp_path: Path) -> None:
    build(WhooshEngine(tmp_path), documents())
    client = create_app(Settings(tmp_path)).test_client()
    answer = body(client.get("/api/v1/films/jaws"))
    (term,) = answer["characteristic"]
    assert term == {"word": "shark", "reviews": 3, "elsewhere": 0, "g2": pytest.approx(27.7, abs=1)}
    assert answer["partial"] == []


def test_a_film_is_shown_without_what_there_was_no_time_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(WhooshEngine(tmp_path), documents())
    client = create_app(Settings(tmp_path, search_seconds=1)).test_client()
    clock = iter(range(0, 1_000_000, 60))
    with monkeypatch.context() as patch:
        patch.setattr(time_budget, "monotonic", lambda: next(clock))
        patch.setattr(time_budget, "LOOK_EVERY", 1)
        response = client.get("/api/v1/films/jaws")
        page = client.get("/films/jaws")
    answer = body(response)
    assert (answer["characteristic"], answer["partial"]) == ([], ["characteristic"])
    assert (page.status_code, "say most" in page.text) == (200, False)
    for one in (response, page):
        assert one.headers["Cache-Control"] == "no-store"
    assert body(client.get("/api/v1/films/jaws"))["characteristic"]
    assert "say most" in client.get("/films/jaws").text
