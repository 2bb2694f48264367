"""All values of a field that documents have, however many there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from search.engines.opensearch_engine.asking import AskedIndex, Dsl

AT_ONCE = 10_000


def every_value(
    index: AskedIndex, query: Dsl, field: str, told: Mapping[str, Dsl] | None = None
) -> dict[str, Dsl]:
    """The bucket of each value that documents of a query have, by value; 10,000 a request.

    Their counts are exact. With each is what the aggregations ``told`` tell of it.
    """
    found: dict[str, Dsl] = {}
    by_value: Dsl = {"size": AT_ONCE, "sources": [{"value": {"terms": {"field": field}}}]}
    while True:
        asked = {"values": {"composite": by_value, **({"aggs": dict(told)} if told else {})}}
        body = {"size": 0, "query": query, "track_total_hits": False, "aggs": asked}
        answer = index.search(body)["aggregations"]["values"]
        found.update((one["key"]["value"], one) for one in answer["buckets"])
        if "after_key" not in answer:
            return found
        by_value["after"] = answer["after_key"]
