"""A generation on a cluster held against its manifest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from search.engine import CheckReport
from search.engines.opensearch_engine import kept_files
from search.engines.opensearch_engine.asking import AskedIndex
from search.engines.opensearch_engine.digest import DocumentsDigest
from search.engines.opensearch_engine.errors import map_opensearch_errors
from search.engines.opensearch_engine.order import BY_PLACE
from search.engines.opensearch_engine.schema import document_of
from search.errors import IndexDamagedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search.engine import GenerationInfo
    from search.engines.opensearch_engine.store import ClusterStore


def verify(store: ClusterStore, name: str, *, deep: bool) -> CheckReport:
    """What is wrong with a generation: by all its documents, or if not ``deep``, by a glance.

    A glance takes what the cluster says of its shards.
    """
    try:
        info = store.info(name)
    except IndexDamagedError as error:
        return CheckReport(name, (f"manifest: {error.detail}",))
    problems = [*_shards(store, name)]
    if deep and not problems:
        try:
            problems = [*_files(store, info), *_documents(store, info)]
        except IndexDamagedError as error:
            problems = [error.detail]
    return CheckReport(name, tuple(problems))


def _shards(store: ClusterStore, name: str) -> Iterator[str]:
    cluster = store.cluster
    with map_opensearch_errors(name):
        for index in (cluster.index(name), cluster.files(name)):
            if not cluster.client.indices.exists(index=index):
                yield f"{index} is not on the cluster"
                continue
            health = cluster.client.cluster.health(index=index)
            if health["status"] == "red":
                lost = health["unassigned_shards"]
                yield f"{index} is red: {lost} of its shards are on no node that answers"


def _files(store: ClusterStore, info: GenerationInfo) -> Iterator[str]:
    for name in info.files:
        if name != kept_files.DOCUMENTS:
            try:
                store.file(info, name)
            except IndexDamagedError as error:
                yield error.detail


def _documents(store: ClusterStore, info: GenerationInfo) -> Iterator[str]:
    digest, found = DocumentsDigest(), 0
    cluster = store.cluster
    with map_opensearch_errors(info.name):
        index = AskedIndex(cluster.client, cluster.index(info.name), info.name)
    for hit in index.all({"query": {"match_all": {}}, "sort": BY_PLACE}):
        digest.add(document_of(hit["_source"]))
        found += 1
    if found != info.counts["documents"]:
        yield f"{info.counts['documents']} documents went in and {found} are there"
    elif digest.hex() != info.files[kept_files.DOCUMENTS][0]:
        yield "the documents are not those that went in"
