"""What the engine finds and how it scores, against reading every document."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.engine import Engine
from search.query import All, Fuzzy, Node, Phrase, Prefix, Range, Wildcard, Word
from search.schema import Document
from tests.contract.conftest import Examples
from tests.corpus import build, document, folded
from tests.reference import matches
from tests.trees import trees

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
        "2004",
    ]
)
dates = st.sampled_from(["2003", "2004", "2004-02", "2004-02-29", "2004-11-12", "2005-01-01"])
ratings = st.sampled_from(["0", "7", "7.5", "10"])
titles = st.lists(words, min_size=1, max_size=2).map(" ".join)
sentences = st.lists(words, max_size=6).map(" ".join)
names = st.lists(titles, max_size=3).map("\n".join)
some_dates = dates | st.sampled_from(["", "--11", "--11-12"])
facts = {
    "title": titles,
    "author": words | st.just(""),
    "release_date": some_dates,
    "rating": ratings | st.just(""),
    "kind": st.sampled_from(["description", "review"]),
    "other_titles": names,
    "genres": names,
    "languages": names,
    "directors": names,
    "cast": names,
    "external_id": st.sampled_from(["", "a", "b"]),
    "review_title": titles | st.just(""),
    "reviewed": some_dates,
    "folded": st.lists(st.builds(folded, words, titles | st.just("")), max_size=2),
}
documents: st.SearchStrategy[list[Document]] = st.lists(
    st.builds(
        lambda text, facts: document(1, text, **facts), sentences, st.fixed_dictionaries(facts)
    ),
    min_size=1,
    max_size=12,
)
fields = st.sampled_from(
    [None, "title", "text", "author", "genre", "language", "director", "cast", "review_title"]
)
leaves: st.SearchStrategy[Node] = (
    st.builds(Word, words, fields)
    | st.builds(Phrase, st.lists(words, min_size=1, max_size=3).map(" ".join), fields)
    | st.builds(
        Phrase,
        st.lists(words, min_size=2, max_size=3).map(" ".join),
        fields,
        slop=st.integers(0, 3),
    )
    | st.builds(Wildcard, st.sampled_from(["b*d", "b?d", "*d", "r?f*s", "*ee*", "b?d*s*"]), fields)
    | st.builds(Fuzzy, st.sampled_from(["bda", "a", "refuges"]), fields, edits=st.integers(1, 2))
    | st.builds(Range, st.just("rating"), ratings, ratings)
    | st.builds(Range, st.just("rating"), ratings, st.none(), st.booleans())
    | st.builds(Range, st.just("rating"), st.none(), ratings, st.booleans())
    | st.builds(Prefix, st.sampled_from(["b", "bad", "re", "refugees", "x"]), fields)
    | st.just(All())
    | st.builds(Word, st.sampled_from(["a", "b", "c"]), st.just("external_id"))
    | st.builds(Range, st.sampled_from(["released", "reviewed"]), dates, dates)
    | st.builds(Range, st.sampled_from(["released", "reviewed"]), dates, st.none(), st.booleans())
    | st.builds(Range, st.sampled_from(["released", "reviewed"]), st.none(), dates, st.booleans())
)


questions = st.lists(trees(leaves, max_leaves=6), min_size=8, max_size=16)


def test_the_engine_finds_what_reading_every_document_finds(
    engine: Engine, examples: Examples
) -> None:
    @examples(60)
    @given(corpus=documents, queries=questions)
    def holds(corpus: list[Document], queries: list[Node]) -> None:
        for number, one in enumerate(corpus):
            one["position"], one["id"] = number, f"film:{number}"
        build(engine, corpus)
        with engine.searcher() as searcher:
            for query in queries:
                answer = searcher.find(query, 0, 100, explain=True)
                for hit in answer.documents:
                    parts = [part.score for part in hit.explanation or ()]
                    assert sum(parts) == pytest.approx(hit.score, rel=1e-6, abs=1e-9), str(query)
                expected = {one["position"] for one in corpus if matches(query, one)}
                assert {hit.document["position"] for hit in answer.documents} == expected, str(
                    query
                )
                assert answer.total == searcher.count(query) == len(expected)

    holds()
