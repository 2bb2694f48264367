"""What is said where some of an index does not answer.

An index without our fields beside that of a generation fails whatever is put in order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from opensearchpy import OpenSearch

from search.engines.opensearch_engine.searcher import OpenSearchSearcher
from search.errors import EngineUnavailableError, IndexDamagedError
from search.query import All, parse
from tests.corpus import texts
from tests.opensearch_engines import on_opensearch

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def broken(opensearch: tuple[str, ...]) -> Iterator[OpenSearchSearcher]:
    """A generation of which one shard of two fails."""
    with on_opensearch(opensearch) as engine:
        info = texts(engine, "a storm", "a storm", "a storm")
        client, index = engine._cluster.client, engine._cluster.index(info.name)
        other = f"{engine._cluster.settings.prefix}-other"
        client.indices.create(index=other)
        client.index(index=other, body={"none": "of ours"}, params={"refresh": "true"})
        yield OpenSearchSearcher(client, f"{index},{other}", info)


def test_a_search_without_a_shard_says_that_it_is_a_part(broken: OpenSearchSearcher) -> None:
    found = broken.find(parse("storm"), 0, 10)
    assert not found.is_whole
    assert [hit.document["position"] for hit in found.documents] == [1, 2, 3]


def test_reading_all_without_a_shard_is_refused(broken: OpenSearchSearcher) -> None:
    with pytest.raises(EngineUnavailableError, match="1 of 2 shards did not answer"):
        list(broken.each(All()))


def test_a_search_of_no_shard_is_refused(
    opensearch: tuple[str, ...], broken: OpenSearchSearcher
) -> None:
    with OpenSearch([*opensearch]) as client:
        nowhere = OpenSearchSearcher(client, "there-is-no-such-index", broken.generation)
        with pytest.raises(IndexDamagedError):
            nowhere.find(parse("storm"), 0, 10)
