"""Engines on a cluster for tests, each with names of its own there."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from opensearchpy import OpenSearch

from search.engines.opensearch_engine import OpenSearchEngine
from search.opensearch_settings import OpenSearchSettings


@contextmanager
def on_opensearch(urls: Sequence[str], shards: int = 1) -> Iterator[OpenSearchEngine]:
    """An engine without any generation, whose indexes are gone afterwards."""
    prefix = f"test_{secrets.token_hex(6)}"
    settings = OpenSearchSettings(tuple(urls), prefix=prefix, shards=shards, build_seconds=60)
    yield OpenSearchEngine(settings)
    with OpenSearch([*urls], timeout=60) as client:
        client.indices.delete(index=f"{prefix}-*")
