"""What is said where some of an index does not answer.

An index without our fields beside that of a generation fails whatever is put in order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from search.engines.opensearch_engine.searcher import OpenSearchSearcher
from search.errors import EngineUnavailableError
from search.query import All, parse
from tests.corpus import document
from tests.opensearch_stand_in import URL, StandInEngine

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(
    not URL, reason="needs a node: OPENSEARCH_URL=http://127.0.0.1:9200 python -m pytest ..."
)


@pytest.fixture
def broken(tmp_path: Path) -> Iterator[OpenSearchSearcher]:
    """A generation of which one shard of two fails."""
    engine = StandInEngine(tmp_path, shards=1)
    with engine.build() as builder:
        for number in range(3):
            builder.add(document(number, "a storm"))
        info = builder.finish({"documents": 3})
    other = f"{info.name}-other"
    engine.client.indices.create(index=other, body={"settings": {"number_of_replicas": 0}})
    engine.client.index(index=other, body={"none": "of ours"}, params={"refresh": "true"})
    yield OpenSearchSearcher(engine.client, f"{info.name},{other}", info)
    engine.client.indices.delete(index=other)
    engine.close()


def test_a_search_without_a_shard_says_that_it_is_a_part(broken: OpenSearchSearcher) -> None:
    found = broken.find(parse("storm"), 0, 10)
    assert not found.is_whole
    assert [hit.document["position"] for hit in found.documents] == [0, 1, 2]


def test_reading_all_without_a_shard_is_refused(broken: OpenSearchSearcher) -> None:
    with pytest.raises(EngineUnavailableError, match="1 of 2 shards did not answer"):
        list(broken.each(All()))


def test_a_search_of_no_shard_is_refused(tmp_path: Path, broken: OpenSearchSearcher) -> None:
    engine = StandInEngine(tmp_path / "other")
    nowhere = OpenSearchSearcher(engine.client, "there-is-no-such-index", broken.generation)
    with pytest.raises(EngineUnavailableError):
        nowhere.find(parse("storm"), 0, 10)
