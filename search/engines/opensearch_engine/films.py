"""The documents found, a group for each film that they are of."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from search.engines.opensearch_engine.facets import inside, within
from search.engines.opensearch_engine.order import sort_of
from search.engines.opensearch_engine.schema import FILM, KEPT
from search.found import FoundFilm
from search.ranking import smoothed_share
from search.sorting import SHARE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import TypeAlias

    from search.engines.opensearch_engine.asking import AskedIndex, Dsl
    from search.found import FoundDocument, Order
    from search.sorting import Sort

    # The documents of hits.
    Read: TypeAlias = Callable[[Sequence[Dsl]], tuple[FoundDocument, ...]]

# Documents of a film that are shown with it.
SHOWN_OF_A_FILM = 3
# The server gives no more different films at once, and some facets.
MOST = 50_000
_REVIEWS = {"filter": {"term": {"kind": "review"}}}


class Counts(NamedTuple):
    """Of a film found: how many of its documents match, and how many of its reviews."""

    total: int
    matching: int


def counting_films(order: Order) -> dict[str, Dsl]:
    """The aggregation that tells which films match within the filters, and how many documents."""
    by_film = {"terms": {"field": FILM, "size": MOST}, "aggs": {"reviews": _REVIEWS}}
    return {"films": {"filter": within(order.filters), "aggs": {"films": by_film}}}


def reviews_of_films(index: AskedIndex, *, only_reviews: bool = True) -> dict[str, int]:
    """How many reviews, or documents, each film has, of every film; read page by page."""
    found: dict[str, int] = {}
    by_film: Dsl = {"size": 1_000, "sources": [{"film": {"terms": {"field": FILM}}}]}
    while True:
        asked = {"films": {"composite": by_film, "aggs": {"reviews": _REVIEWS}}}
        answer = index.search({"size": 0, "aggs": asked})["aggregations"]["films"]
        for one in answer["buckets"]:
            counted = one["reviews"] if only_reviews else one
            found[one["key"]["film"]] = counted["doc_count"]
        if "after_key" not in answer:
            return found
        by_film["after"] = answer["after_key"]


def films_in_order(query: Dsl, sort: Sort, offset: int, limit: int) -> Dsl:
    """What is asked for some of the films, in the order of their first documents."""
    return {
        "query": query,
        "collapse": {"field": FILM},
        "sort": sort_of(sort),
        "from": offset,
        "size": limit,
        "_source": False,
        "track_total_hits": False,
    }


class Groups:
    """The films of what a query found, as the first of each stands among these.

    By share, those films are first of which most of the reviews match and last those of which
    none does; equals stay as they stood. ``answers`` are to what ``counting_films`` asked, and
    to ``films_in_order`` of the page where films stand so.
    """

    def __init__(
        self,
        answers: Sequence[Dsl],
        reviews: Mapping[str, int],
        asked: tuple[AskedIndex, Dsl],
        order: Order,
    ) -> None:
        self._answers = answers
        buckets = answers[0]["aggregations"]["films"]["films"]["buckets"]
        self._counts = {
            one["key"]: Counts(one["doc_count"], one["reviews"]["doc_count"]) for one in buckets
        }
        self._reviews = reviews
        self._index, scoring = asked
        self._query = inside(scoring, order.filters)
        self._order = order
        matching = sum(counts.matching for counts in self._counts.values())
        self._everywhere = matching / max(1, sum(reviews.values()))

    def __len__(self) -> int:
        return len(self._counts)

    def films(self, offset: int, limit: int, read: Read) -> tuple[FoundFilm, ...]:
        """Some of the films, each with the first of its documents as ``read`` reads them."""
        films = self._ordered(offset, min(limit, len(self) - offset))
        first = self._index.searches([self._of_film(film) for film in films])
        return tuple(
            self._film(film, read(answer["hits"]["hits"]))
            for film, answer in zip(films, first, strict=True)
        )

    def _ordered(self, offset: int, limit: int) -> list[str]:
        if limit <= 0:
            return []
        if self._order.sort != SHARE:
            return _films_of(self._answers[1])
        films = self._all()
        films.sort(key=lambda film: (not self._counts[film].matching, -self._share(film)))
        return films[offset : offset + limit]

    def _all(self) -> list[str]:
        asked = films_in_order(self._query, self._order.sort, 0, len(self))
        return _films_of(self._index.search(asked))

    def _of_film(self, film: str) -> Dsl:
        query = {"bool": {"must": [self._query], "filter": [{"term": {FILM: film}}]}}
        return {
            "query": query,
            "sort": sort_of(self._order.sort),
            "size": SHOWN_OF_A_FILM,
            "track_scores": True,
            "track_total_hits": False,
            "_source": [KEPT],
        }

    def _share(self, film: str) -> float:
        reviews = self._reviews.get(film, 0)
        share = smoothed_share(self._counts[film].matching, reviews, self._everywhere)
        return float(share)

    def _film(self, film: str, documents: tuple[FoundDocument, ...]) -> FoundFilm:
        counts, reviews = self._counts[film], self._reviews.get(film, 0)
        return FoundFilm(documents, counts.total, counts.matching, reviews, self._share(film))


def _films_of(answer: Dsl) -> list[str]:
    return [hit["fields"][FILM][0] for hit in answer["hits"]["hits"]]
