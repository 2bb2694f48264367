"""Files kept with a generation, on the cluster: documents of an index beside its own, in chunks."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Any

from search.engines.opensearch_engine.errors import map_opensearch_errors
from search.engines.opensearch_engine.retrying import until_done
from search.errors import IndexDamagedError

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

    from search.engine import GenerationInfo
    from search.engines.opensearch_engine.cluster import Cluster

CHUNK = 4 << 20
# Of a generation's files this is none: what its documents add up to, and their size on disk.
DOCUMENTS = "documents"
SETTINGS = {"number_of_shards": 1}
MAPPINGS = {"dynamic": False}


def facts_of(content: bytes) -> tuple[str, int]:
    """The SHA-256 of a file in hex, and its size in bytes."""
    return hashlib.sha256(content).hexdigest(), len(content)


def write_file(cluster: Cluster, generation: str, name: str, content: bytes) -> None:
    """Write a file into the index of those that are kept with a generation."""
    for number, start in enumerate(range(0, len(content), CHUNK)):
        chunk = base64.b64encode(content[start : start + CHUNK]).decode()
        put(cluster, generation, f"{name}:{number}", {"bytes": chunk})


def put(cluster: Cluster, generation: str, key: str, content: dict[str, Any]) -> None:
    """Write a document into a generation's index of files; nothing where its alias is no more."""
    alias = cluster.writing(cluster.files(generation))
    params: dict[str, Any] = {"require_alias": "true", "timeout": "10s", "request_timeout": 60}
    until_done(
        cluster,
        generation,
        lambda: cluster.client.index(index=alias, id=key, body=content, params=params),
    )


def read_file(client: OpenSearch, index: str, info: GenerationInfo, name: str) -> bytes:
    """A file of a generation; IndexDamagedError if it is not as it was written."""
    sha256, size = info.files.get(name, ("", 0))
    if not sha256:
        raise IndexDamagedError(info.name, f"{name}: No such file")
    chunks = []
    with map_opensearch_errors(info.name):
        for number in range(-(-size // CHUNK)):
            there = client.get(index=index, id=f"{name}:{number}", params={"ignore": 404})
            chunks.append(base64.b64decode(there.get("_source", {}).get("bytes", "")))
    content = b"".join(chunks)
    if facts_of(content) != (sha256, size):
        raise IndexDamagedError(info.name, f"{name}: not the bytes that were written")
    return content
