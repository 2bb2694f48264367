"""The OpenSearch engine: the only importer of opensearchpy."""
