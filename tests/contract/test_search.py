"""Finding: what matches, how many, in which order."""

from __future__ import annotations

import pytest

from search.engine import Engine
from search.query import All, Word, parse
from tests.corpus import build, document, found, texts


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
        ("re*ees", {8}),
        ("ref?gees", {8}),
        ("ref?ees", set()),
        ("*wrench*", {3, 4, 5}),
        ("gut*ing", {3, 5}),
        ("refuge~1", set()),
        ("refuge~2", {8}),
        ("refuegees~", {8}),  # two letters that changed places
        ("author:an~", {8}),
        ('"sad refugees"~2', {8}),
        ('"sad refugees"~1', set()),
        ('"refugees sad"~4', {8}),
        ('"refugees sad"~3', set()),
        ("film^2 refugees", {8}),
        ("review:refugees", {8}),
        ("description:refugees", set()),
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


@pytest.mark.parametrize(
    ("text", "positions"),
    [
        ("rating:7.5", {2}),
        ("rating:>7", {2, 3}),
        ("rating:>=7", {1, 2, 3}),
        ("rating:<7.5", {0, 1}),
        ("rating:7..8", {1, 2}),
        ("rating:10", {3}),
        ("* -rating:0..999", {4}),
    ],
)
def test_a_stretch_of_ratings_is_found_as_numbers_and_not_as_text(
    engine: Engine, text: str, positions: set[int]
) -> None:
    ratings = ["0", "7", "7.5", "10", ""]
    build(engine, [document(n, "x", rating=rating) for n, rating in enumerate(ratings)])
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


def test_what_all_but_one_of_several_queries_find_is_counted(engine: Engine) -> None:
    texts(engine, "a b c", "a b", "a c", "b c", "c")
    queries = [parse(text) for text in ("a", "b", "c", "NOT d")]
    with engine.searcher() as searcher:
        assert searcher.counts_without_each(queries) == [2, 2, 2, 1]
        assert searcher.counts_without_each([parse("a"), parse("zzz")]) == [0, 3]


def test_words_spelt_alike_come_by_how_frequent_they_are(engine: Engine) -> None:
    texts(engine, "refugees", "refugee refugees", "refuge", "Réfugies")
    with engine.searcher() as searcher:
        assert searcher.similar_words(Word("refugeez")) == ["refugees", "refugee"]
        assert searcher.similar_words(Word("fim")) == ["film"]
        assert searcher.similar_words(Word("refugees", "author")) == ()
        assert searcher.similar_words(Word("zz")) == ()


def test_of_a_prefix_of_too_many_words_the_most_frequent_are_searched(engine: Engine) -> None:
    texts(engine, " ".join(f"a{number:04}" for number in range(1_100)), "a1099", "abc")
    query = parse("a*")
    with engine.searcher() as searcher:
        answer = searcher.find(query, 0, 10)
        assert searcher.count(query) == answer.total == 2
        assert list(answer.cut.items()) == [(query, 1_101)], "words, not fields with a word"
        assert searcher.find(parse("a1*"), 0, 10).cut == {}


def test_what_is_left_out_may_leave_something_out_itself(engine: Engine) -> None:
    texts(engine, "b", "a", "c")
    assert set(found(engine, "-(b -c)")) == {2, 3}
