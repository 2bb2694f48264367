"""Finding: what matches, how many, in which order."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.engine import Engine
from search.errors import QueryTooLargeError
from search.query import All, Node, Phrase, Prefix, Range, Word, parse
from search.schema import Document
from tests.corpus import build, document, found, texts
from tests.reference import matches
from tests.trees import trees


@pytest.mark.parametrize(
    ("text", "positions"),
    [
        ("country", {1}),  # the sentences are joined without a space
        ("as", {1, 2}),
        ("u.s.", {2}),
        ("us", {2}),
        ("gut-wrenching", {3, 4, 5}),  # however it is spelt
        ("gutwrenching", {3, 5}),
        ('"gut wrenching"', {3, 4}),
        ("wrenching gut", {3, 4}),
        ('"wrenching gut"', set()),
        ("cafe", {6}),
        ("CAFÉ", {6}),
        ("don't", {7}),
        ("dont", {7}),
        ('"not funny"', {7}),  # no stop list
        ("refugee", {8}),  # stems
        ("refuge*", {8}),  # the words as written
        ("refugees*", {8}),
        ("refugeest*", set()),
        ('"a sad film about refugees"', {8}),
        ("*", {1, 2, 3, 4, 5, 6, 7, 8}),
        ("* -refugees -as", {3, 4, 5, 6, 7}),
        ("sad (film -funny)", {8}),
        ("us (as -says)", set()),
        ("us -as", set()),  # what is left out begins before what is kept
        ("by:ann", {8}),
        ("ann", {8}),
        ("text:ann", set()),
        ('country:"south korea"', {8}),
        ("country:korea", {8}),
        ("korea", set()),  # not searched unless asked
        ("kind:review", {1, 2, 3, 4, 5, 6, 7, 8}),
        ("kind:rev*", {1, 2, 3, 4, 5, 6, 7, 8}),
        ("kind:description", set()),
        ("title:film sad", {8}),
    ],
)
def test_a_query_finds_what_it_says(engine: Engine, text: str, positions: set[int]) -> None:
    build(
        engine,
        [
            document(1, "an offense in their home country.As a consequence"),
            document(2, "as the U.S. says"),
            document(3, "a gut-wrenching end"),
            document(4, "my gut, wrenching"),
            document(5, "gutwrenching"),
            document(6, "at the café"),
            document(7, "I don’t think it is not funny"),
            document(8, "a sad film about refugees", author="Ann", country="South Korea"),
        ],
    )
    assert set(found(engine, text)) == positions


@pytest.mark.parametrize(
    ("text", "positions"),
    [
        ("千尋", {1}),
        ("千と千尋の神隠し", {1}),
        ("尋千", set()),
        ("神", {1}),
        ("し", {1}),
        ('"神隠し film"', {1}),
        ("千*", {1}),
        ("千と千*", {1}),
        ("千尋の神*", {1}),
        ("기생", {2}),
        ("mash", {3}),
        ("M*A*S*H", {3}),
        ("8½", {4}),
        ("8.5", {4}),
        ("se7en", {5}),
    ],
)
def test_a_title_is_found_however_it_is_written(
    engine: Engine, text: str, positions: set[int]
) -> None:
    titles = ["千と千尋の神隠し film", "기생충", "M*A*S*H", "8½", "Se7en"]
    build(engine, [document(n, title=title) for n, title in enumerate(titles, start=1)])
    assert set(found(engine, text)) == positions


@pytest.mark.parametrize(
    ("text", "positions"),
    [
        ("year:2004", {1, 2, 3}),
        ("released:2004-11", {2, 3}),
        ("released:2004-11-12", {3}),
        ("year:2003..2004", {0, 1, 2, 3}),
        ("year:>2004", {4}),
        ("year:>=2004", {1, 2, 3, 4}),
        ("year:<2004", {0}),
        ("year:<=2004", {0, 1, 2, 3}),
        ("released:>2004-10", {2, 3, 4}),
        ("released:<2004-11-12", {0, 1, 2}),
        ("year:(2003 OR 2005)", {0, 4}),
        ("* -year:0000..9999", {5, 6}),
    ],
)
def test_a_stretch_of_time_is_found_as_far_as_dates_are_known(
    engine: Engine, text: str, positions: set[int]
) -> None:
    dates = ["2003-12-31", "2004", "2004-11", "2004-11-12", "2005-01-01", "--11-12", ""]
    build(engine, [document(n, "x", release_date=date) for n, date in enumerate(dates)])
    assert set(found(engine, text)) == positions


def test_the_total_is_exact_however_few_are_shown(engine: Engine) -> None:
    texts(engine, *(f"word {'word ' * (number % 7)}" for number in range(500)))
    with engine.searcher() as searcher:
        answer = searcher.find(parse("word"), 0, 3)
        assert (answer.total, len(answer.documents)) == (500, 3)
        assert searcher.find(parse("word"), 600, 3).documents == ()
        assert searcher.find(parse("word"), 600, 3).total == 500


def test_a_document_comes_back_as_it_went_in(engine: Engine) -> None:
    one = document(3, "Text\n\nwith a <b>paragraph</b>", title="A & B", author="Ö")
    build(engine, [one])
    with engine.searcher() as searcher:
        assert searcher.find(All(), 0, 1).documents[0].document == one


def test_a_film_is_its_documents_by_position(engine: Engine) -> None:
    build(
        engine,
        [document(2, "b"), document(1, "a"), document(0, "d"), document(0, "x", title="Other")],
    )
    with engine.searcher() as searcher:
        assert [one["position"] for one in searcher.film("film")] == [0, 1, 2]
        assert searcher.film("none") == []


def test_words_spelt_alike_come_by_how_frequent_they_are(engine: Engine) -> None:
    texts(engine, "refugees", "refugee refugees", "refuge", "Réfugies")
    with engine.searcher() as searcher:
        assert searcher.similar_words(Word("refugeez")) == ["refugees", "refugee"]
        assert searcher.similar_words(Word("fim")) == ["film"]
        assert searcher.similar_words(Word("refugees", "author")) == ()
        assert searcher.similar_words(Word("zz")) == ()


def test_a_prefix_of_too_many_words_is_refused(engine: Engine) -> None:
    texts(engine, " ".join(f"a{number}" for number in range(1_100)), "abc")
    with pytest.raises(QueryTooLargeError, match=r"a\* stands for more than 1,024 words") as error:
        found(engine, "abc OR a*")
    assert (error.value.start, error.value.end) == (7, 9)
    assert found(engine, "a1*") == [1]


words = st.sampled_from(
    [
        "a",
        "b",
        "c",
        "it",
        "is",
        "bad-ass",
        "badass",
        "bad",
        "u.s.",
        "café",
        "don't",
        "refugees",
        "refugee",
        "千と千尋",
        "千尋",
        "千",
    ]
)
dates = st.sampled_from(["2003", "2004", "2004-02", "2004-02-29", "2004-11-12", "2005-01-01"])
titles = st.lists(words, min_size=1, max_size=2).map(" ".join)
sentences = st.lists(words, max_size=6).map(" ".join)
documents: st.SearchStrategy[list[Document]] = st.lists(
    st.builds(
        lambda text, title, author, date: document(
            1, text, title=title, author=author, release_date=date
        ),
        sentences,
        titles,
        words | st.just(""),
        dates | st.sampled_from(["", "--11", "--11-12"]),
    ),
    min_size=1,
    max_size=12,
)
fields = st.sampled_from([None, "title", "text", "author"])
leaves: st.SearchStrategy[Node] = (
    st.builds(Word, words, fields)
    | st.builds(Phrase, st.lists(words, min_size=1, max_size=3).map(" ".join), fields)
    | st.builds(Prefix, st.sampled_from(["b", "bad", "re", "refugees", "x"]), fields)
    | st.just(All())
    | st.builds(Range, st.just("released"), dates, dates)
    | st.builds(Range, st.just("released"), dates, st.none(), st.booleans())
    | st.builds(Range, st.just("released"), st.none(), dates, st.booleans())
)


questions = st.lists(trees(leaves, max_leaves=6), min_size=8, max_size=16)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(corpus=documents, queries=questions)
def test_the_engine_finds_what_reading_every_document_finds(
    engine: Engine, corpus: list[Document], queries: list[Node]
) -> None:
    for number, one in enumerate(corpus):
        one["position"] = number
    build(engine, corpus)
    with engine.searcher() as searcher:
        for query in queries:
            answer = searcher.find(query, 0, 100, explain=True)
            for hit in answer.documents:
                parts = [part.score for part in hit.explanation or ()]
                assert sum(parts) == pytest.approx(hit.score, rel=1e-6, abs=1e-9), str(query)
            expected = {one["position"] for one in corpus if matches(query, one)}
            assert {hit.document["position"] for hit in answer.documents} == expected, str(query)
            assert answer.total == searcher.count(query) == len(expected)
