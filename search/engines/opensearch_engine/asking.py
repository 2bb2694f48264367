"""The index of a generation, asked: what it answers, whether that is whole, page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from search.engines.opensearch_engine.errors import answered_with, map_opensearch_errors
from search.errors import EngineUnavailableError, OutOfTimeError
from search.time_budget import check_time, seconds_left

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from opensearchpy import OpenSearch

# Of the query DSL.
Dsl: TypeAlias = dict[str, Any]

# So many documents are asked for at once where all are read.
AT_ONCE = 500
# How long the server keeps what a reader of all documents reads from, between two pages.
_KEPT_ALIVE = "2m"
# The client waits so much longer than the server may take.
_GRACE = 1.0
# Scores by what all shards have together, so that they do not depend on how many there are.
_BY_ALL = "dfs_query_then_fetch"


class AskedIndex:
    """The index of a generation, for one question of ours. Raises our errors alone.

    What some shards did not answer, or not in time, is answered by the others, and then it
    ``is_whole`` no more.
    """

    def __init__(self, client: OpenSearch, index: str, where: str) -> None:
        self._client = client
        self._index = index
        self._where = where
        self._missed: Dsl | None = None

    @property
    def is_whole(self) -> bool:
        """Whether all that was asked was answered by every shard and in time."""
        return self._missed is None

    def require_whole(self) -> None:
        """OutOfTimeError or EngineUnavailableError where a part of an answer is of no use."""
        if self._missed is None:
            return
        if self._missed["timed_out"]:
            raise OutOfTimeError
        shards = self._missed["_shards"]
        reason = f"{shards['failed']} of {shards['total']} shards did not answer"
        raise EngineUnavailableError(self._where, reason)

    def search(self, body: Dsl) -> Dsl:
        """The answer to a search; scores are told by what all shards have."""
        params = {"search_type": _BY_ALL, **self._patience()}
        with map_opensearch_errors(self._where):
            answer = self._client.search(index=self._index, body=self._timed(body), params=params)
        return self._looked_at(answer)

    def searches(self, bodies: Sequence[Dsl]) -> list[Dsl]:
        """The answers to several searches in one request."""
        if not bodies:
            return []
        lines: list[Dsl] = []
        for body in bodies:
            lines += [{"index": self._index, "search_type": _BY_ALL}, self._timed(body)]
        with map_opensearch_errors(self._where):
            answers = self._client.msearch(body=lines, params=self._patience())["responses"]
        return [self._looked_at(answer) for answer in answers]

    def counts(self, queries: Sequence[Dsl]) -> list[int]:
        """How many documents match each of some queries."""
        bodies = [{"size": 0, "track_total_hits": True, "query": query} for query in queries]
        return [total_of(answer) for answer in self.searches(bodies)]

    def all(self, body: Dsl) -> Iterator[Dsl]:
        """Every hit of a search in the order of its ``sort``, of the index as it was at first."""
        with map_opensearch_errors(self._where):
            keep = {"keep_alive": _KEPT_ALIVE}
            pit = self._client.create_pit(index=self._index, params=keep)["pit_id"]
        try:
            asked = {**body, "size": AT_ONCE, "track_total_hits": False}
            while True:
                asked["pit"] = {"id": pit, **keep}
                with map_opensearch_errors(self._where):
                    answer = self._client.search(body=asked, params={"search_type": _BY_ALL})
                self._looked_at(answer)
                self.require_whole()
                hits = answer["hits"]["hits"]
                yield from hits
                if len(hits) < AT_ONCE:
                    return
                asked["search_after"] = hits[-1]["sort"]
        finally:
            with map_opensearch_errors(self._where):
                self._client.delete_pit(body={"pit_id": [pit]})

    def _looked_at(self, answer: Dsl) -> Dsl:
        """An answer that is one, at least in part."""
        if "error" in answer:
            raise answered_with(answer, self._where)
        shards = answer["_shards"]
        if shards["failed"] and not shards["successful"]:
            raise EngineUnavailableError(self._where, "no shard answered")
        if shards["failed"] or answer["timed_out"]:
            self._missed = answer
        return answer

    def _timed(self, body: Dsl) -> Dsl:
        left = seconds_left()
        if left is None:
            return body
        check_time()
        return {**body, "timeout": f"{max(1, int(left * 1000))}ms"}

    def _patience(self) -> Dsl:
        left = seconds_left()
        return {} if left is None else {"request_timeout": left + _GRACE}


def total_of(answer: Dsl) -> int:
    """How many documents match, of a search that counts all."""
    return int(answer["hits"]["total"]["value"])
