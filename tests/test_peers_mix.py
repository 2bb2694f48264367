"""The queries that engines are compared by: the rule that they are made by."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest

from benchmarks.peers.query_mix import CLASSES, query_mix
from search.analysis import STEMS
from tests.made_reviews import made_mix, made_reviews, matches


def test_the_mix_is_the_same_for_a_seed_and_has_no_query_twice() -> None:
    first, again, other = (query_mix(made_reviews(), 68, seed) for seed in (1, 1, 2))
    assert first == again
    assert first != other
    assert len(set(first)) == len(first)


def test_the_mix_has_every_class_alike() -> None:
    counts = Counter(query.class_name for query in query_mix(made_reviews(), 51))
    assert list(counts) == list(CLASSES)
    assert set(counts.values()) == {3}


def test_every_query_of_the_mix_matches_something() -> None:
    for query in made_mix():
        assert any(matches(query, review) for review in made_reviews()), query


def test_a_class_asks_what_its_name_says() -> None:
    for query in made_mix():
        kind, _, number = query.class_name.partition(" ")
        least, _, most = number.partition("-")
        if kind in {"all", "any", "phrase"}:
            assert query.match == kind
            if kind != "phrase":
                assert len(set(query.words)) == len(query.words)
            assert int(least) <= len(query.words) <= int(most or least)
        if kind == "term":
            assert len(query.words) == 1
        assert (query.filter.field if query.filter else "") == (kind if number == "filter" else "")
        assert query.by_film == (query.class_name == "by film")
        assert query.match == "prefix" or tuple(STEMS.terms(" ".join(query.written))) == query.words


def test_the_bands_part_document_frequencies() -> None:
    having = Counter(term for one in made_reviews() for term in set(one.terms.split()))
    bands = [
        [having[query.words[0]] for query in made_mix() if query.class_name == f"term {band}"]
        for band in range(1, 6)
    ]
    for rarer, commoner in pairwise(bands):
        assert max(rarer) < min(commoner)


def test_a_corpus_without_a_class_of_queries_is_named() -> None:
    with pytest.raises(ValueError, match="'term 1'"):
        query_mix([])
