"""The formulas of the ranking, worked out by hand."""

from __future__ import annotations

import pytest

from search.query import normalise, parse
from search.query.titles import title_key
from search.ranking import K1, WEIGHTS, idf, normalised, saturated
from search.schema import FIELDS


def test_a_word_that_is_everywhere_weighs_next_to_nothing() -> None:
    assert idf(1_000, 1_000) == pytest.approx(0.0005, abs=1e-4)
    assert idf(1_000, 1) == pytest.approx(6.5033, abs=1e-4)
    assert idf(1_000, 10) > idf(1_000, 100) > idf(1_000, 1_000) > 0


def test_a_frequency_is_weighted_and_set_against_the_length() -> None:
    assert normalised("text", 2, 100, 100) == pytest.approx(2.0)
    assert normalised("title", 1, 4, 4) == pytest.approx(WEIGHTS["title"].weight)
    assert normalised("text", 2, 200, 100) == pytest.approx(2 / (1 - 0.6 + 0.6 * 2))
    assert normalised("text", 2, 50, 100) > 2


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
        ("blade NOT runner", ""),
        ("title:blade runner", ""),
        ("blade runn*", ""),
        ("(a OR b) c", ""),
        ("*", ""),
    ],
)
def test_a_query_of_plain_words_may_be_a_title(text: str, key: str) -> None:
    assert title_key(normalise(parse(text))) == key
