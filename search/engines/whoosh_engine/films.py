"""The documents found, a group for each film that they are of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from search.found import FoundFilm
from search.ranking import smoothed_share

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from search.engines.whoosh_engine.evaluator.matches import Matches
    from search.engines.whoosh_engine.facets import Facets
    from search.found import FoundDocument

    Array = NDArray[Any]
    Read: TypeAlias = Callable[[Matches], tuple[FoundDocument, ...]]
    # The first so many of some documents, in order.
    First: TypeAlias = Callable[[Matches, int], Matches]

# Documents of a film that are shown with it.
SHOWN_OF_A_FILM = 3
# So many documents for each film that is wanted are put in order first, and where their films are
# too few, so many times more each time.
_FOR_A_FILM = 8


class Groups:
    """The films of the documents found, as the first of each stands among these.

    The documents are given by number, and only as many of them are put in order, by ``first``, as
    it takes to know the films that are read. ``by_share`` puts those films first of which most of
    the reviews match and those of which none does last; equals stay as they stood.
    """

    def __init__(self, found: Matches, facets: Facets, first: First, *, by_share: bool) -> None:
        self._found = found
        self._first = first
        self._facets = facets
        self._by_share = by_share
        self._codes = facets.film_codes(found.numbers)
        self._totals = np.bincount(self._codes, None, facets.film_count())
        reviews = self._codes[facets.is_review(found.numbers)]
        self._matching = np.bincount(reviews, None, facets.film_count())
        self._reviews = facets.reviews()
        self._everywhere = len(reviews) / max(1, int(self._reviews.sum()))
        self._count = int(np.count_nonzero(self._totals))

    def __len__(self) -> int:
        return self._count

    def films(self, offset: int, limit: int, read: Read) -> tuple[FoundFilm, ...]:
        """Some of the films, each with the first of its documents as ``read`` reads them."""
        films = self._ordered(min(offset + limit, self._count))
        return tuple(self._film(code, read) for code in films[offset : offset + limit].tolist())

    def _ordered(self, wanted: int) -> Array:
        """At least as many of the films as are wanted, in order."""
        found = self._found.total
        count = found if self._by_share else wanted * _FOR_A_FILM
        while True:
            numbers = self._first(self._found, min(count, found)).numbers
            codes = self._facets.film_codes(numbers)
            films, places = np.unique(codes, return_index=True)
            if len(films) >= wanted:
                break
            count *= _FOR_A_FILM
        films = films[np.argsort(places)]
        if not self._by_share:
            return films
        matching = self._matching[films]
        share = smoothed_share(matching, self._reviews[films], self._everywhere)
        return films[np.lexsort((-share, matching == 0))]

    def _film(self, code: int, read: Read) -> FoundFilm:
        matching, reviews = int(self._matching[code]), int(self._reviews[code])
        of_film = self._found.choose(np.flatnonzero(self._codes == code))
        return FoundFilm(
            read(self._first(of_film, SHOWN_OF_A_FILM)),
            int(self._totals[code]),
            matching,
            reviews,
            smoothed_share(matching, reviews, self._everywhere),
        )
