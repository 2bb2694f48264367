"""Engines on a cluster for tests, each with names of its own there."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from opensearchpy import OpenSearch

from search.engines.opensearch_engine import OpenSearchEngine
from search.opensearch_settings import OpenSearchSettings

URL = "REVIEWFINDER_TEST_OPENSEARCH_URL"


def urls() -> tuple[str, ...]:
    """Where the cluster answers; skips the test where there is none."""
    found = tuple(filter(None, os.environ.get(URL, "").split(",")))
    if not found:
        pytest.skip(f"no cluster; with {URL}=http://127.0.0.1:9200 this runs on that")
    return found


@contextmanager
def on_opensearch() -> Iterator[OpenSearchEngine]:
    """An engine without any generation, whose indexes are gone afterwards."""
    settings = OpenSearchSettings(urls(), prefix=f"test_{secrets.token_hex(6)}", build_seconds=60)
    yield OpenSearchEngine(settings)
    with OpenSearch([*settings.urls], timeout=60) as client:
        client.indices.delete(index=f"{settings.prefix}-*")
