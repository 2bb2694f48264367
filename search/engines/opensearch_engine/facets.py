"""Which of the documents found have the values that are asked for, and how many have which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from search.engines.opensearch_engine.every_value import every_value
from search.facets import BY_FACET, facet_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from search.engines.opensearch_engine.asking import AskedIndex, Dsl
    from search.facets import Counting, Facet, Filters

# So many values are told of a facet that is cut, and of one that is not: where this has more, they
# are read page by page. An answer holds 65,535 values at most, of all its facets and films.
SHOWN = 1_000
MOST = 10_000
# So many each shard tells of, so that the counts of those that are told are exact.
_OF_A_SHARD = 50_000
# So many values are asked for at once how they are written.
AT_ONCE = 20_000
# So many values are kept with how they are mostly written.
_LABELS = 50_000


def within(filters: Filters) -> Dsl:
    """What every filter lets through."""
    lets = [{"terms": {f"facet_{name}": list(chosen)}} for name, chosen in filters]
    return {"bool": {"filter": lets}} if lets else {"match_all": {}}


def inside(query: Dsl, filters: Filters) -> Dsl:
    """What matches a query within the filters, with its scores."""
    return {"bool": {"must": [query], "filter": [within(filters)]}}


def counting_of(filters: Filters, counting: Counting) -> dict[str, Dsl]:
    """The aggregations of the facets asked for, each within the filters of the others.

    They are of all that a query matches: its filters must not be a part of it.
    """
    asked = {}
    for name in counting.names:
        others = tuple(one for one in filters if one[0] != name)
        field = f"facet_{name}"
        size = SHOWN if _is_cut(name, counting) else MOST
        values = {"terms": {"field": field, "size": size, "shard_size": max(size, _OF_A_SHARD)}}
        different = {"cardinality": {"field": field, "precision_threshold": 40_000}}
        told = {"values": values, **({"different": different} if size == SHOWN else {})}
        asked[field] = {"filter": within(others), "aggs": told}
    return asked


def _is_cut(name: str, counting: Counting) -> bool:
    return not (BY_FACET[name].few or counting.text_of(name))


class Labels:
    """How the values of facets are mostly written in a generation; asked once for each."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], str] = {}

    def of(
        self, index: AskedIndex, shown: Mapping[str, Sequence[str]]
    ) -> dict[tuple[str, str], str]:
        """How the values of some facets read, by facet and value; not those that there are not."""
        asked = {
            name: [value for value in values if (name, value) not in self._known]
            for name, values in shown.items()
        }
        asked = {name: values for name, values in asked.items() if values}
        found: dict[tuple[str, str], str] = {}
        parts = [
            (name, values[start : start + AT_ONCE])
            for name, values in asked.items()
            for start in range(0, len(values), AT_ONCE)
        ]
        answers = index.searches([_writing(*part) for part in parts])
        for (name, values), answer in zip(parts, answers, strict=True):
            wanted = set(values)
            buckets = answer["aggregations"]["named"]["buckets"]
            for one in sorted(buckets, key=lambda one: (-one["doc_count"], one["key"])):
                value, label = one["key"].split("\0", 1)
                # Of the others it counts those alone that stand beside one of these.
                if value in wanted:
                    found.setdefault((name, value), label)
        if len(self._known) > _LABELS:
            self._known.clear()
        if index.is_whole:
            self._known.update(found)
        return {**self._known, **found}


def _writing(name: str, values: Sequence[str]) -> Dsl:
    return {
        "size": 0,
        "query": {"terms": {f"facet_{name}": list(values)}},
        "aggs": {"named": {"terms": {"field": f"named_{name}", "size": _OF_A_SHARD}}},
    }


class FacetReader:
    """Reads the facets of a query out of an answer, and asks ``index`` for what is not in it."""

    def __init__(self, index: AskedIndex, scoring: Dsl, labels: Labels) -> None:
        self._index = index
        self._query = scoring
        self._labels = labels

    def read(self, answer: Dsl, filters: Filters, counting: Counting) -> tuple[Facet, ...]:
        """The facets that ``counting_of`` asked for."""
        told = {name: answer["aggregations"][f"facet_{name}"] for name in counting.names}
        counts = {name: self._counts(name, of, filters, counting) for name, of in told.items()}
        return _facets(told, counts, (self._index, self._labels), filters, counting)

    def _counts(self, name: str, told: Dsl, filters: Filters, counting: Counting) -> dict[str, int]:
        """How many documents have which value: of a facet that is not cut, all of them."""
        counts = {one["key"]: one["doc_count"] for one in told["values"]["buckets"]}
        if _is_cut(name, counting) or not told["values"]["sum_other_doc_count"]:
            return counts
        others = within(tuple(one for one in filters if one[0] != name))
        inside = {"bool": {"filter": [self._query, others]}}
        buckets = every_value(self._index, inside, f"facet_{name}")
        return {value: one["doc_count"] for value, one in buckets.items()}


def _facets(
    told: Mapping[str, Dsl],
    counts: Mapping[str, Mapping[str, int]],
    written: tuple[AskedIndex, Labels],
    filters: Filters,
    counting: Counting,
) -> tuple[Facet, ...]:
    index, labels = written
    chosen = dict(filters)
    shown = {
        name: [*_may_be_shown(name, counts[name], counting), *chosen.get(name, ())]
        for name in counting.names
    }
    reads = labels.of(index, shown)
    return tuple(
        _facet((name, _total(told[name])), counts[name], reads, chosen.get(name, ()), counting)
        for name in counting.names
    )


def _total(told: Dsl) -> int:
    """How many different values there are: told by the server where it did not give all."""
    given = len(told["values"]["buckets"])
    if not told["values"]["sum_other_doc_count"]:
        return given
    return max(given, int(told.get("different", {}).get("value", 0)))


def _facet(
    named: tuple[str, int],
    counts: Mapping[str, int],
    reads: Mapping[tuple[str, str], str],
    chosen: Sequence[str],
    counting: Counting,
) -> Facet:
    """A facet of all its counts, where ``reads`` has how those values read that may be shown."""
    name, total = named
    shown = {value: n for value, n in counts.items() if (name, value) in reads}
    return facet_of(
        BY_FACET[name],
        shown,
        # As it was asked for where no document has it.
        lambda value: reads.get((name, value), value),
        chosen,
        counting,
        total=total if _is_cut(name, counting) else None,
    )


def _may_be_shown(name: str, counts: Mapping[str, int], counting: Counting) -> list[str]:
    """The values that can be among the first: with those that as many documents have."""
    ordered = sorted(counts.values(), reverse=True)
    if not _is_cut(name, counting) or len(ordered) <= counting.limit:
        return list(counts)
    least = ordered[counting.limit - 1]
    return [value for value, count in counts.items() if count >= least]
