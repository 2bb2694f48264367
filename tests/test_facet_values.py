"""The values of a facet: found, named and counted as if each row were read for itself."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.engines.whoosh_engine import facet_values
from search.engines.whoosh_engine.codec.rows import held
from search.engines.whoosh_engine.evaluator.columns import Column
from search.engines.whoosh_engine.facet_values import FacetValues
from search.facets import BY_FACET, FacetField

if TYPE_CHECKING:
    from collections.abc import Sequence

_NAMES = st.text("aAbBé", min_size=1, max_size=3)
_OF_NAMES = st.lists(_NAMES, max_size=3).map("\n".join)
_OF_FILMS = st.tuples(_NAMES, _NAMES).map(lambda film: f"{film[0]}\0{film[1]}\x001999")


def column_of(texts: Sequence[str]) -> Column:
    rows = sorted({text.encode() for text in texts})
    codes = [rows.index(text.encode()) for text in texts]
    return Column(np.array(codes, np.uint32), held(rows))


def written(field: FacetField, texts: Sequence[str]) -> dict[str, Counter[str]]:
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        for value, label in field.named(text).items():
            spellings[value][label] += 1
    return spellings


@given(
    st.one_of(
        st.tuples(st.just("author"), st.lists(_OF_NAMES, min_size=1, max_size=12)),
        st.tuples(st.just("film"), st.lists(_OF_FILMS, min_size=1, max_size=12)),
    )
)
def test_values_are_named_ordered_and_counted_as_their_rows_say(
    made: tuple[str, list[str]],
) -> None:
    field, texts = BY_FACET[made[0]], made[1]
    column, expected = column_of(texts), written(field, texts)
    values = FacetValues(field, column, None)
    named = values.named(range(len(values)))
    assert named == {
        value: min(labels, key=lambda label: (-labels[label], label))
        for value, labels in expected.items()
    }
    by_name = sorted(named, key=lambda value: (named[value], value))
    assert [by_name[rank] for rank in values.ranks.tolist()] == list(named)
    counts = values.counts(np.bincount(column.codes, None, len(column.rows)))
    assert dict(zip(named, counts.tolist(), strict=True)) == {
        value: labels.total() for value, labels in expected.items()
    }
    for number, value in enumerate(named):
        assert values.number(value) == number
        has = values.rows_with([value])
        assert has.tolist() == [value in field.named(row.decode()) for row in column.rows]
    assert values.number("none") is None
    assert not values.rows_with(["none"]).any()


def test_a_deleted_document_does_not_tell_how_a_value_is_written() -> None:
    column = column_of(["ann", "ann", "Ann"])
    alive = np.array([False, False, True])
    assert FacetValues(BY_FACET["author"], column, alive).named([0]) == {"ann": "Ann"}


def test_values_of_one_hash_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, str]] = []

    def mostly_alike(salted: tuple[int, str]) -> int:
        asked.append(salted)
        return hash(salted) if salted[0] else 7

    monkeypatch.setattr(facet_values, "hash", mostly_alike, raising=False)
    values = FacetValues(BY_FACET["author"], column_of(["ann", "bob", "cid"]), None)
    assert [values.number(name) for name in ("ann", "bob", "cid", "dan")] == [0, 1, 2, None]
    assert {salt for salt, _ in asked} == {0, 1}
