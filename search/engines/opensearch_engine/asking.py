"""The index of a generation, asked: what it answers, whether that is whole, page by page."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeAlias

from search.engines.opensearch_engine.errors import answered_with, map_opensearch_errors
from search.errors import (
    EngineInPartError,
    EngineUnavailableError,
    IndexDamagedError,
    OutOfTimeError,
    SearchError,
)
from search.time_budget import check_time, seconds_left

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from opensearchpy import OpenSearch

# Of the query DSL.
Dsl: TypeAlias = dict[str, Any]

# The server takes addresses of 4,096 bytes; no film has so long an id.
_LONGEST_ROUTING = 250
# So many documents are asked for at once where all are read.
AT_ONCE = 500
# How long the server keeps what a reader of all documents reads from, between two pages.
_KEPT_ALIVE = "2m"
# What a node that died took along is looked for on the others after so many seconds.
_PAUSES = (0.1, 0.4)
# Scores by what all shards have together, so that they do not depend on how many there are.
_BY_ALL = "dfs_query_then_fetch"
_BY_EACH = "query_then_fetch"


class AskedIndex:
    """The index of a generation, for one question of ours. Raises our errors alone.

    What some shards did not answer, or not in time, is answered by the others, and then it
    ``is_whole`` no more.
    """

    def __init__(self, client: OpenSearch, index: str, where: str) -> None:
        self._client = client
        self._index = index
        self.where = where
        self._missed: Dsl | None = None

    @property
    def is_whole(self) -> bool:
        """Whether all that was asked was answered by every shard and in time."""
        return self._missed is None

    def require_whole(self) -> None:
        """OutOfTimeError or EngineInPartError where a part of an answer is of no use."""
        if self._missed is not None:
            raise self._in_part(self._missed)

    def search(self, body: Dsl, film_id: str = "") -> Dsl:
        """The answer to a search; scores are told by what all shards have.

        Of a film alone its shard is asked.
        """
        params = {"search_type": _BY_ALL, **_routed(film_id)}
        with map_opensearch_errors(self.where):
            answer = self._client.search(index=self._index, body=self._timed(body), params=params)
        return self._looked_at(answer)

    def searches(self, bodies: Sequence[Dsl], search_type: str = _BY_ALL) -> list[Dsl]:
        """The answers to several searches in one request."""
        if not bodies:
            return []
        lines: list[Dsl] = []
        for body in bodies:
            lines += [{"index": self._index, "search_type": search_type}, self._timed(body)]
        with map_opensearch_errors(self.where):
            answers = self._client.msearch(body=lines)["responses"]
        return [self._looked_at(answer) for answer in answers]

    def unscored(self, bodies: Sequence[Dsl]) -> list[Dsl]:
        """The answers to several searches of no scores: no shard needs to know of the others."""
        return self.searches(bodies, _BY_EACH)

    def counts(self, queries: Sequence[Dsl]) -> list[int]:
        """How many documents match each of some queries."""
        bodies = [{"size": 0, "track_total_hits": True, "query": query} for query in queries]
        return [total_of(answer) for answer in self.unscored(bodies)]

    def all(self, body: Dsl, film_id: str = "") -> Iterator[Dsl]:
        """Every hit of a search in the order of its ``sort``, in which no two may be equal.

        Each page is whole; of a film alone its shard is asked. Where a node dies that it is read
        from, it goes on behind the last hit on another, for a generation's index never changes.
        """
        asked = {**body, "size": AT_ONCE, "track_total_hits": False}
        point = ""
        try:
            while True:
                point, hits = self._page(asked, point, film_id)
                yield from hits
                if len(hits) < AT_ONCE:
                    return
                asked["search_after"] = hits[-1]["sort"]
        finally:
            self._let_go(point)

    def _page(self, asked: Dsl, point: str, film_id: str) -> tuple[str, list[Dsl]]:
        """A page of all, and the point in time that it was read at: the one given if it can be."""
        for pause in _PAUSES:
            try:
                return self._page_at(asked, point or self._point(film_id))
            except (EngineUnavailableError, IndexDamagedError) as error:
                # Without a point that is lost, what is not there will not be.
                if isinstance(error, IndexDamagedError) and not point:
                    raise
            self._let_go(point)
            point = ""
            check_time()
            time.sleep(pause)
        return self._page_at(asked, self._point(film_id))

    def _page_at(self, asked: Dsl, point: str) -> tuple[str, list[Dsl]]:
        body = {**asked, "pit": {"id": point, "keep_alive": _KEPT_ALIVE}}
        with map_opensearch_errors(self.where):
            answer = self._client.search(body=body, params={"search_type": _BY_ALL})
        if _lost(answer) or answer["timed_out"]:
            self._let_go(point)
            raise self._in_part(answer)
        return point, answer["hits"]["hits"]

    def _point(self, film_id: str) -> str:
        """A point in time of all shards: one of some would answer as if there were no more."""
        params = {"keep_alive": _KEPT_ALIVE, "allow_partial_pit_creation": "false"}
        params |= _routed(film_id)
        with map_opensearch_errors(self.where):
            made = self._client.create_pit(index=self._index, params=params)
        return str(made["pit_id"])

    def _let_go(self, point: str) -> None:
        """Say that a point in time is not needed; what is not told goes by itself."""
        if point:
            with suppress(SearchError), map_opensearch_errors(self.where):
                self._client.delete_pit(body={"pit_id": [point]})

    def _looked_at(self, answer: Dsl) -> Dsl:
        """An answer that is one, at least in part."""
        if "error" in answer:
            raise answered_with(answer, self.where)
        if _lost(answer) == answer["_shards"]["total"] > 0:
            raise EngineInPartError(self.where, "no shard answered")
        if _lost(answer) or answer["timed_out"]:
            self._missed = answer
        return answer

    def _in_part(self, answer: Dsl) -> SearchError:
        if not _lost(answer):
            return OutOfTimeError()
        reason = f"{_lost(answer)} of {answer['_shards']['total']} shards did not answer"
        return EngineInPartError(self.where, reason)

    def _timed(self, body: Dsl) -> Dsl:
        left = seconds_left()
        if left is None:
            return body
        check_time()
        return {**body, "timeout": f"{max(1, int(left * 1000))}ms"}


def total_of(answer: Dsl) -> int:
    """How many documents match, of a search that counts all."""
    return int(answer["hits"]["total"]["value"])


def _routed(film_id: str) -> dict[str, str]:
    """What has the shard of a film asked alone; of a long id, or of none, all are."""
    return {"routing": film_id} if 0 < len(film_id) <= _LONGEST_ROUTING else {}


def _lost(answer: Dsl) -> int:
    """How many shards did not answer: one that no node has is none of those that failed."""
    shards = answer["_shards"]
    return int(shards["total"] - shards["successful"])
