"""The reviews that engines are compared on: as they are, repeated, and kept in a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from benchmarks.peers.corpus import Review, kind_of, repeated
from benchmarks.peers.prepared import prepare, prepared
from search.analysis import STEMS
from tests.made_reviews import REVIEWS, made_reviews


def test_a_review_has_the_terms_of_its_text_sentence_by_sentence() -> None:
    assert len(made_reviews()) == REVIEWS
    for number, review in enumerate(made_reviews()):
        assert review.number == number
        assert review.terms.split() == STEMS.terms(review.text)
        assert sum(review.lengths) == len(review.terms.split())
        assert len(review.lengths) > 3


@pytest.mark.parametrize(
    ("rating", "kind"),
    [(None, "unrated"), (1, "negative"), (4, "negative"), (5, "mixed"), (7, "positive")],
)
def test_the_kind_of_a_review_is_how_it_was_liked(rating: float | None, kind: str) -> None:
    assert kind_of(rating) == kind


def test_the_repeated_corpus_begins_as_it_is_and_goes_on_in_the_same_words() -> None:
    many = list(repeated(made_reviews, 3 * REVIEWS))
    assert tuple(many[:REVIEWS]) == made_reviews()
    assert [one.number for one in many] == list(range(3 * REVIEWS))
    assert len({one.id for one in many}) == 3 * REVIEWS
    for one in many[REVIEWS:]:
        first = made_reviews()[one.number % REVIEWS]
        assert Counter(one.terms.split()) == Counter(first.terms.split())
        assert one.terms.split() == STEMS.terms(one.text)
        assert (one.film, one.year, one.kind) == (first.film, first.year, first.kind)
    assert any(one.terms != made_reviews()[one.number % REVIEWS].terms for one in many)


def test_the_repeated_corpus_is_the_same_for_a_seed() -> None:
    first, again, other = (list(repeated(made_reviews, 150, seed)) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_the_repeated_corpus_is_read_no_further_than_it_is_taken() -> None:
    taken = []

    def read() -> Iterator[Review]:
        for one in made_reviews():
            taken.append(one.number)
            yield one

    assert len(list(islice(repeated(read, 10**9), REVIEWS + 5))) == REVIEWS + 5
    assert len(taken) == REVIEWS + 5


def test_no_reviews_cannot_be_repeated() -> None:
    with pytest.raises(ValueError, match="no reviews"):
        next(repeated(list, 5))


def test_prepared_reviews_are_read_as_they_were_written(tmp_path: Path) -> None:
    many = list(repeated(made_reviews, 2_500))
    assert prepare(tmp_path / "reviews", many) == 2_500
    assert list(prepared(tmp_path / "reviews")) == many
