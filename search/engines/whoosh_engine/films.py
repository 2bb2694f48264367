"""The documents found, a group for each film that they are of."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from search.ranking import smoothed_share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from search.engines.whoosh_engine.facets import Facets
    from search.engines.whoosh_engine.order import Scored

# Documents of a film that are shown with it.
SHOWN_OF_A_FILM = 3


class Group(NamedTuple):
    """A film: the first of its documents in order, how many there are, and reviews among them."""

    film_id: str
    best: Sequence[Scored]
    total: int
    matching: int
    reviews: int
    share: float


class _Growing:
    __slots__ = ("best", "matching", "total")

    def __init__(self) -> None:
        self.best: list[Scored] = []
        self.total = self.matching = 0


def by_film(found: Sequence[Scored], facets: Facets) -> list[Group]:
    """The films of the documents found, as the first of each stands among these."""
    growing: dict[str, _Growing] = {}
    film_of, is_review = facets.film_of(), facets.is_review()
    for one in found:
        film_id = film_of(one[1])
        group = growing.get(film_id)
        if group is None:
            group = growing[film_id] = _Growing()
        group.total += 1
        group.matching += is_review(one[1])
        if len(group.best) < SHOWN_OF_A_FILM:
            group.best.append(one)
    reviews = facets.reviews()
    everywhere = sum(group.matching for group in growing.values()) / max(1, reviews.total())
    return [
        Group(
            film_id,
            group.best,
            group.total,
            group.matching,
            reviews[film_id],
            smoothed_share(group.matching, reviews[film_id], everywhere),
        )
        for film_id, group in growing.items()
    ]


def by_share(groups: Sequence[Group]) -> list[Group]:
    """The films of which most of the reviews match first, those of which none does last.

    Equals stay as they stood.
    """
    return sorted(groups, key=lambda group: (not group.matching, -group.share))
