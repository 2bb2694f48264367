"""The OpenSearch engine: generations on a cluster. The only importer of opensearchpy."""

from search.engines.opensearch_engine.engine import OpenSearchEngine

__all__ = ["OpenSearchEngine"]
