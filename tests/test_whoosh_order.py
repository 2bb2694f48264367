"""The order of documents over an index of several segments, some of them deleted."""

from __future__ import annotations

from pathlib import Path

import pytest
from whoosh import index

from search.engines.whoosh_engine.codec import ColumnarCodec
from search.engines.whoosh_engine.evaluator.index_arrays import IndexArrays
from search.engines.whoosh_engine.evaluator.matches import unscored
from search.engines.whoosh_engine.order import Orders
from search.engines.whoosh_engine.schema import whoosh_schema
from search.schema import indexed_values
from search.sorting import Sort
from tests.corpus import document

SEGMENTS = [
    [document(3, "x", rating="7"), document(1, "x", rating="8"), document(8, "x", rating="1")],
    [document(4, "x"), document(9, "gone"), document(0, "x", rating="10")],
    [document(2, "x", rating="7.5")],
]


@pytest.mark.parametrize(
    ("sort", "positions"),
    [
        ("relevance", [0, 1, 2, 3, 4, 8]),
        ("best_rating", [0, 1, 2, 3, 8, 4]),
        ("worst_rating", [8, 3, 2, 1, 0, 4]),
    ],
)
@pytest.mark.parametrize("limit", [2, 6])
def test_documents_of_several_segments_stand_in_one_order(
    tmp_path: Path, sort: Sort, positions: list[int], limit: int
) -> None:
    made = index.create_in(str(tmp_path), whoosh_schema())
    for segment in SEGMENTS:
        writer = made.writer(codec=ColumnarCodec())
        for one in segment:
            writer.add_document(**indexed_values(one))
        writer.commit(merge=False)
    writer = made.writer()
    writer.delete_by_term("id", "film:9")
    writer.commit(merge=False)
    with made.searcher() as searcher:
        arrays = IndexArrays(searcher.reader())
        best = Orders(arrays).best(unscored(arrays.numbers()), limit, sort)
        assert len(searcher.leaf_searchers()) == len(SEGMENTS)
        found = [searcher.stored_fields(number)["position"] for number in best.numbers.tolist()]
    assert found == positions[:limit]
