"""Stretches of dates and numbers, over an index of several segments, some of them deleted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh import index

from search.engines.whoosh_engine.between import Between
from search.engines.whoosh_engine.codec import ColumnarCodec
from search.engines.whoosh_engine.evaluator.evaluate import Evaluator
from search.engines.whoosh_engine.schema import whoosh_schema
from search.schema import indexed_values
from tests.corpus import document

SEGMENTS = [["2004", "", "2004-11-12", "1999"], ["", ""], ["2004-11", "2010", "-11-12", "2004"]]
DATES = [date for dates in SEGMENTS for date in dates]
DELETED = 7
ENDS = st.sampled_from(["\0", "0", "1999", "2004", "2004~", "2004-11", "2004-11~", "2010", "~"])


@pytest.fixture(scope="module")
def evaluator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Evaluator]:
    folder: Path = tmp_path_factory.mktemp("index")
    made = index.create_in(str(folder), whoosh_schema())
    numbers = iter(range(len(DATES)))
    for segment in SEGMENTS:
        writer = made.writer(codec=ColumnarCodec())
        for date in segment:
            values = indexed_values(document(next(numbers), "x", reviewed=date))
            writer.add_document(**values)
        writer.commit(merge=False)
    writer = made.writer()
    writer.delete_by_term("id", f"film:{DELETED}")
    writer.commit(merge=False)
    with made.searcher() as searcher:
        yield Evaluator(searcher)


@given(st.tuples(ENDS, st.booleans()), st.tuples(ENDS, st.booleans()), st.data())
def test_what_lies_in_a_stretch_is_what_its_text_does(
    evaluator: Evaluator, begin: tuple[str, bool], end: tuple[str, bool], data: st.DataObject
) -> None:
    (low, after), (high, before) = begin, end
    query = Between("by_review", low, high, after_low=after, before_high=before)
    inside = [
        number
        for number, date in enumerate(DATES)
        if date and not date.startswith("-") and number != DELETED
        and (low < date if after else low <= date) and (date < high if before else date <= high)
    ]  # fmt: skip
    assert evaluator.matches(query).numbers.tolist() == inside
    within = sorted(data.draw(st.sets(st.sampled_from(range(len(DATES))))) - {DELETED})
    found = evaluator.matches(query, np.array(within, np.intp))
    assert found.numbers.tolist() == [number for number in inside if number in within]
    assert not found.scores.any()


def test_a_column_that_is_nowhere_has_nothing(evaluator: Evaluator) -> None:
    query = Between("by_none", "0", "~", after_low=False, before_high=False)
    assert evaluator.matches(query).total == 0


def test_stretches_are_told_apart_by_their_ends() -> None:
    made = [
        Between("by_review", "1", "2", after_low=after, before_high=before)
        for after in (False, True)
        for before in (False, True)
    ]
    assert len({*made}) == len({*map(repr, made)}) == 4
    assert made[0] == Between("by_review", "1", "2", after_low=False, before_high=False)
