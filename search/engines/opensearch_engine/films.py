"""The documents found, a group for each film that they are of."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from search.engines.opensearch_engine.every_value import every_value
from search.engines.opensearch_engine.facets import inside, within
from search.engines.opensearch_engine.order import refuse_deep, sort_of
from search.engines.opensearch_engine.schema import FILM, KEPT
from search.found import FoundFilm
from search.ranking import smoothed_share
from search.sorting import SHARE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import TypeAlias

    from search.engines.opensearch_engine.asking import AskedIndex, Dsl
    from search.engines.opensearch_engine.statistics import FieldCounts
    from search.found import FoundDocument, Order

    # The documents of hits.
    Read: TypeAlias = Callable[[Sequence[Dsl]], tuple[FoundDocument, ...]]

# Documents of a film that are shown with it.
SHOWN_OF_A_FILM = 3
# So many films are told with an answer; of more they are read page by page.
MOST = 30_000
_REVIEWS = {"filter": {"term": {"kind": "review"}}}
_OF_REVIEWS = {"reviews": _REVIEWS}


class Counts(NamedTuple):
    """Of a film: how many of its documents match, or there are, and how many of its reviews."""

    total: int = 0
    reviews: int = 0


def counting_films(order: Order) -> dict[str, Dsl]:
    """The aggregation that tells which films match within the filters; by share, all of each."""
    by_film: Dsl = {"terms": {"field": FILM, "size": MOST}}
    if order.sort == SHARE:
        by_film["aggs"] = _OF_REVIEWS
    told = {"films": by_film, **_OF_REVIEWS}
    return {"films": {"filter": within(order.filters), "aggs": told}}


def _counts(buckets: Iterable[tuple[str, Dsl]]) -> dict[str, Counts]:
    return {film: Counts(of["doc_count"], of["reviews"]["doc_count"]) for film, of in buckets}


class EveryFilm:
    """What all films of an index have, matching or not; asked once."""

    def __init__(self, fields: FieldCounts) -> None:
        self._fields = fields
        self._known: dict[str, Counts] | None = None

    def reviews(self, index: AskedIndex) -> int:
        """How many reviews there are of all films."""
        return self._fields.reviews(index)

    def counts(self, index: AskedIndex) -> dict[str, Counts]:
        """How many documents and reviews each film has; read page by page."""
        if self._known is not None:
            return self._known
        counts = _counts(every_value(index, {"match_all": {}}, FILM, _OF_REVIEWS).items())
        if index.is_whole:
            self._known = counts
        return counts


class Groups:
    """The films of what a query found, as the first of each stands among these.

    By share, those films are first of which most of the reviews match and last those of which
    none does; equals stay as they stood.
    """

    def __init__(
        self, index: AskedIndex, scoring: Dsl, order: Order, every_film: EveryFilm
    ) -> None:
        self._index = index
        self._query = inside(scoring, order.filters)
        self._order = order
        self._every_film = every_film

    def first(self, offset: int, limit: int) -> list[Dsl]:
        """What is asked beside the counts for a page of films; nothing if they stand by share."""
        return [] if self._order.sort == SHARE else [self._best(self._query, offset, limit)]

    def count(self, answer: Dsl) -> int:
        """How many films match, of the answer to what ``counting_films`` asked."""
        told = answer["aggregations"]["films"]["films"]
        if not told["sum_other_doc_count"]:
            return len(told["buckets"])
        return len(every_value(self._index, self._query, FILM))

    def films(
        self, answer: Dsl, first: Sequence[Dsl], page: tuple[int, int], read: Read
    ) -> tuple[FoundFilm, ...]:
        """A page of films, an offset and its size, each with the first of its documents.

        ``answer`` is to what ``counting_films`` asked, ``first`` what ``first`` did, and ``read``
        reads hits.
        """
        found = answer["aggregations"]["films"]["reviews"]["doc_count"]
        everywhere = found / max(1, self._every_film.reviews(self._index))
        hits = first[0]["hits"]["hits"] if first else self._first_by_share(answer, everywhere, page)
        names = list(map(_film_of, hits))
        best = [hit["inner_hits"]["best"]["hits"]["hits"] for hit in hits]
        matching, there = self._of(names) if names else ({}, {})
        documents = iter(read([hit for of_film in best for hit in of_film]))
        films = []
        for film, of_film in zip(names, best, strict=True):
            counts, reviews = matching.get(film, Counts()), there.get(film, Counts()).reviews
            shown = tuple(islice(documents, len(of_film)))
            share = float(smoothed_share(counts.reviews, reviews, everywhere))
            films.append(FoundFilm(shown, counts.total, counts.reviews, reviews, share))
        return tuple(films)

    def _first_by_share(self, answer: Dsl, everywhere: float, page: tuple[int, int]) -> list[Dsl]:
        told = answer["aggregations"]["films"]["films"]
        buckets = {one["key"]: one for one in told["buckets"]}
        if told["sum_other_doc_count"]:
            buckets = every_value(self._index, self._query, FILM, _OF_REVIEWS)
        found, there = _counts(buckets.items()), self._every_film.counts(self._index)

        def key(film: str) -> tuple[bool, float]:
            matching, reviews = found[film].reviews, there.get(film, Counts()).reviews
            return not matching, -smoothed_share(matching, reviews, everywhere)

        ordered = [film for film in self._in_order(len(found)) if film in found]
        films = sorted(ordered, key=key)[page[0] : sum(page)]
        if not films:
            return []
        these = {"bool": {"must": [self._query], "filter": [{"terms": {FILM: films}}]}}
        best = {_film_of(hit): hit for hit in self._hits(self._best(these, 0, len(films)))}
        return [best[film] for film in films if film in best]

    def _of(self, films: Sequence[str]) -> tuple[dict[str, Counts], dict[str, Counts]]:
        """The counts of some films: of what matches, and of all that they have."""
        these = {"terms": {FILM: list(films)}}
        by_film = {"terms": {"field": FILM, "size": len(films)}, "aggs": _OF_REVIEWS}
        asked = [
            {"size": 0, "query": {"bool": {"filter": filters}}, "aggs": {"films": by_film}}
            for filters in ([self._query, these], [these])
        ]
        matching, there = (
            _counts((one["key"], one) for one in answer["aggregations"]["films"]["buckets"])
            for answer in self._index.searches(asked)
        )
        return matching, there

    def _in_order(self, count: int) -> list[str]:
        """All the films in the order of their first documents."""
        refuse_deep(count, "films are put in order by share")
        asked = self._best(self._query, 0, count)
        return [_film_of(hit) for hit in self._hits({**asked, "collapse": {"field": FILM}})]

    def _hits(self, asked: Dsl) -> list[Dsl]:
        found: list[Dsl] = self._index.search(asked)["hits"]["hits"]
        return found

    def _best(self, query: Dsl, offset: int, limit: int) -> Dsl:
        """The first documents of films, in their order, and with each the first of its film."""
        refuse_deep(offset + limit, "films are counted to where a page begins")
        sort = sort_of(self._order.sort)
        best = {"name": "best", "size": SHOWN_OF_A_FILM, "sort": sort,
                "track_scores": True, "_source": [KEPT]}  # fmt: skip
        return {
            "query": query,
            "collapse": {"field": FILM, "inner_hits": best},
            "sort": sort,
            "from": offset,
            "size": limit,
            "_source": False,
            "track_total_hits": False,
        }


def _film_of(hit: Dsl) -> str:
    film: str = hit["fields"][FILM][0]
    return film
