"""A generation made out of the live one answers as one that was built of the same documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.completions import KINDS
from search.errors import IndexMissingError
from search.query import Word, parse
from tests.contract.test_against_reference import documents, questions
from tests.corpus import build, document, found

if TYPE_CHECKING:
    from search.engine import Engine, Searcher
    from search.query import Node
    from search.schema import Document
    from tests.contract.conftest import Examples


def as_films(corpus: list[Document], start: int) -> list[Document]:
    """The same documents with ids of their own, three films in turn."""
    films = ("ab", "bc", "cd")
    return [
        {**one, "id": f"{films[n % 3]}:{n}", "film_id": films[n % 3], "position": n}
        for n, one in enumerate(corpus, start=start)
    ]


def update(engine: Engine, removed: list[str], added: list[Document], total: int) -> None:
    with engine.update() as updater:
        for film_id in removed:
            updater.remove(film_id)
        for one in added:
            updater.add(one)
        updater.finish({"documents": total})
        updater.activate()


def answers(searcher: Searcher, query: Node) -> dict[str, float]:
    hits = searcher.find(query, 0, 100)
    assert len(hits.documents) == hits.total == searcher.count(query)
    return {hit.document["id"]: hit.score for hit in hits.documents}


def test_updates_answer_as_a_build_does(
    engine: Engine, another_engine: Engine, examples: Examples
) -> None:
    @examples(40)
    @given(
        first=documents,
        rounds=st.lists(
            st.tuples(st.lists(st.sampled_from(["ab", "bc", "cd", "no"]), max_size=2), documents),
            min_size=1,
            max_size=3,
        ),
        queries=questions,
    )
    def holds(
        first: list[Document], rounds: list[tuple[list[str], list[Document]]], queries: list[Node]
    ) -> None:
        now = as_films(first, 0)
        build(engine, now)
        for number, (removed, corpus) in enumerate(rounds, start=1):
            added = as_films(corpus, 100 * number)
            now = [one for one in now if one["film_id"] not in removed] + added
            update(engine, removed, added, len(now))
        build(another_engine, now)
        with engine.searcher() as updated, another_engine.searcher() as built:
            for query in queries:
                expected = answers(built, query)
                assert answers(updated, query) == pytest.approx(expected, rel=1e-6), str(query)
            for word in ("bda", "refuges", "ca"):
                assert updated.similar_words(Word(word)) == built.similar_words(Word(word))
            stems = ["refuge", "bad", "a"]
            assert updated.document_frequencies(stems) == built.document_frequencies(stems)
            for typed in ("a", "b", "ref", "refugees ", "it is"):
                for kind in KINDS[:2]:
                    said = [
                        {(one.text.casefold(), one.total) for one in by.complete(typed, [kind], 20)}
                        for by in (updated, built)
                    ]
                    assert said[0] == said[1]

    holds()


def test_an_update_says_what_it_took_out(engine: Engine) -> None:
    build(engine, [document(0, "one"), document(1, "two"), document(0, "three", title="Up")])
    with engine.update() as updater:
        assert [one["text"] for one in updater.remove("film")] == ["one", "two"]
        assert updater.remove("film") == []
        assert updater.remove("no such film") == []
        updater.finish({"documents": 1})
        updater.activate()
    assert found(engine, "one OR two OR three") == [0]
    with engine.searcher() as searcher:
        assert searcher.film("film") == []


def test_an_update_that_is_not_activated_changes_nothing(engine: Engine) -> None:
    live = build(engine, [document(1, "one"), document(2, "two")])
    with engine.update() as updater:
        updater.remove("film")
        updater.add(document(3, "three"))
        updater.finish({"documents": 1})
    assert engine.live() == live
    assert [info.name for info in engine.generations()] == [live.name]
    assert engine.check()[0].problems == ()
    assert sorted(found(engine, "one OR two OR three")) == [1, 2]


def test_only_what_is_live_can_be_updated(engine: Engine) -> None:
    with pytest.raises(IndexMissingError), engine.update():
        pass


def test_every_byte_of_an_updated_generation_is_as_it_was_written(engine: Engine) -> None:
    build(engine, [document(number, "one two") for number in range(9)])
    for number in range(3):
        update(engine, [], [document(number, "three", title="Up")], 10 + number)
    assert [report.problems for report in engine.check()] == [(), (), ()]


def test_a_search_outlives_the_updates_after_it(engine: Engine) -> None:
    build(engine, [document(number, "first") for number in range(5)])
    with engine.searcher() as before:
        for number in range(4):
            update(engine, ["film"] if number == 0 else [], [document(number, "later")], number + 1)
        assert before.find(parse("first"), 0, 10).total == 5
    assert found(engine, "first") == []


def test_an_older_generation_that_shares_nothing_is_kept_through_updates(engine: Engine) -> None:
    apart = build(engine, [document(number, "old") for number in range(9)]).name
    build(engine, [document(number, "new") for number in range(9)])
    for number in range(4):
        update(engine, [], [document(0, "three", title=f"Up {number}")], 10 + number)
    kept = [info.name for info in engine.generations()]
    assert len(kept) == 3
    assert kept[0] == apart


@pytest.mark.parametrize("jobs", [2, 3])
def test_several_processes_write_what_one_does(
    engine: Engine, another_engine: Engine, jobs: int
) -> None:
    corpus = [document(n, f"word{n % 7} refugees", title=f"Film {n % 50}") for n in range(700)]
    build(another_engine, corpus)
    with engine.build(jobs) as builder:
        for one in corpus:
            builder.add(one)
        builder.finish({"documents": 700})
        builder.activate()
    with engine.searcher() as several, another_engine.searcher() as alone:
        for text in ("refugees", "word3", '"word3 refugees"', "title:film -word1", "word*"):
            query = parse(text)
            assert several.count(query) == alone.count(query)
            scores = [
                [hit.score for hit in by.find(query, 0, 50).documents] for by in (several, alone)
            ]
            assert scores[0] == pytest.approx(scores[1])
    assert engine.check()[0].problems == ()


def test_a_build_of_several_processes_that_is_given_up_leaves_nothing(engine: Engine) -> None:
    live = build(engine, [document(1, "one")])
    with pytest.raises(ValueError, match="stop"), engine.build(2) as builder:
        for number in range(700):
            builder.add(document(number, "two"))
        raise ValueError("stop")
    assert [info.name for info in engine.generations()] == [live.name]
    with engine.build() as builder:  # the lock is free
        pass
