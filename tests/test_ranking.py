"""The formulas of the ranking, worked out by hand."""

from __future__ import annotations

from functools import partial

import pytest

from search.query import normalise, parse
from search.query.titles import title_key
from search.ranking import (
    AS_QUOTED,
    AS_WRITTEN,
    K1,
    NEAR,
    REPEATS,
    REVIEW,
    SIDE_BY_SIDE,
    WEIGHTS,
    as_written,
    closeness,
    idf,
    nearness_weight,
    normalised,
    pair_weight,
    saturated,
    spelling_weight,
)
from search.schema import FIELDS


def test_a_word_that_is_everywhere_weighs_next_to_nothing() -> None:
    assert idf(1_000, 1_000) == pytest.approx(0.0005, abs=1e-4)
    assert idf(1_000, 1) == pytest.approx(6.5033, abs=1e-4)
    assert idf(1_000, 10) > idf(1_000, 100) > idf(1_000, 1_000) > 0


def test_a_frequency_is_weighted_and_set_against_the_length() -> None:
    of_description = partial(normalised, in_description=True)
    assert of_description("text", 2, 100, 100) == pytest.approx(2.0)
    assert of_description("title", 1, 4, 4) == pytest.approx(WEIGHTS["title"].weight)
    assert of_description("text", 2, 200, 100) == pytest.approx(2 / (1 - 0.6 + 0.6 * 2))
    assert of_description("text", 2, 50, 100) > 2


def test_a_word_of_a_review_counts_less_than_one_of_a_description() -> None:
    assert normalised("text", 2, 100, 100, in_description=False) == pytest.approx(2 * REVIEW)
    assert normalised("title", 1, 4, 4, in_description=False) == WEIGHTS["title"].weight


def test_words_that_are_near_tell_as_much_as_the_less_telling() -> None:
    assert pair_weight(5, 3) == pair_weight(3, 5) == 3
    assert pair_weight(0.5, 3) == 0.25
    assert closeness(0, 0) == 0
    assert closeness(1, 0) == pytest.approx(NEAR)
    assert closeness(1, 1) == pytest.approx(NEAR + SIDE_BY_SIDE)
    assert closeness(1_000, 0) < (1 + REPEATS) * NEAR


def test_a_form_tells_more_the_rarer_it_is_among_its_kin() -> None:
    assert as_written(2, 2, quoted=False) == as_written(2, 1, quoted=False) == 0
    assert as_written(2, 5, quoted=False) == pytest.approx(3 * AS_WRITTEN)
    assert as_written(2, 5, quoted=True) == pytest.approx(5 * AS_QUOTED)


def test_a_spelling_and_a_phrase_count_less_the_farther_they_are() -> None:
    assert spelling_weight("mongolia", "mongolia", 0) == 1
    assert spelling_weight("mongolia", "mongoli", 1) == pytest.approx(1 - 1 / 7)
    assert spelling_weight("a", "b", 1) == 0
    assert [nearness_weight(steps) for steps in (0, 1, 3)] == [1, 0.5, 0.25]


def test_a_repeated_word_counts_for_less_each_time_and_never_more_than_a_bound() -> None:
    gains = [saturated(n + 1) - saturated(n) for n in range(10)]
    assert gains == sorted(gains, reverse=True)
    assert saturated(1) == pytest.approx(1.0)
    assert saturated(1e9) == pytest.approx(K1 + 1)


def test_every_field_that_can_be_asked_has_a_weight() -> None:
    scored = {row.name for row in FIELDS if row.kind == "text" and not row.source}
    assert scored == set(WEIGHTS)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Blade Runner", "blade runner"),
        ("liar liar", "liar liar"),
        ('"The Thing"', "the thing"),
        ("Amélie", "amelie"),
        ("Wall-E", "wall e"),
        ("director's cut", "director cut"),
        ("blade NOT runner", "blade"),
        ("out year:2013 kind:review", "out"),
        ("(the thing)^2", "the thing"),
        ("the thing OR year:1982", ""),
        ("title:blade runner", ""),
        ("blade runn*", ""),
        ("(a OR b) c", ""),
        ("*", ""),
    ],
)
def test_a_query_of_plain_words_may_be_a_title(text: str, key: str) -> None:
    assert title_key(normalise(parse(text))) == key
