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

# Documents of a film that are shown with it.
SHOWN_OF_A_FILM = 3


class Groups:
    """The films of the documents found, as the first of each stands among these.

    ``by_share`` puts those first of which most of the reviews match and those of which none does
    last; equals stay as they stood.
    """

    def __init__(self, found: Matches, facets: Facets, *, by_share: bool) -> None:
        self._found = found
        self._facets = facets
        codes = facets.film_codes(found.numbers)
        films, first = np.unique(codes, return_index=True)
        self._films = films[np.argsort(first)]
        self._totals = np.bincount(codes, None, facets.film_count())
        reviews = codes[facets.is_review(found.numbers)]
        self._matching = np.bincount(reviews, None, facets.film_count())
        self._reviews = facets.reviews()
        self._everywhere = len(reviews) / max(1, int(self._reviews.sum()))
        self._codes = codes
        if by_share:
            matching = self._matching[self._films]
            share = smoothed_share(matching, self._reviews[self._films], self._everywhere)
            self._films = self._films[np.lexsort((-share, matching == 0))]

    def __len__(self) -> int:
        return len(self._films)

    def films(self, offset: int, limit: int, read: Read) -> tuple[FoundFilm, ...]:
        """Some of the films, each with the first of its documents as ``read`` reads them."""
        some = self._films[offset : offset + limit].tolist()
        return tuple(self._film(code, read) for code in some)

    def _film(self, code: int, read: Read) -> FoundFilm:
        matching, reviews = int(self._matching[code]), int(self._reviews[code])
        return FoundFilm(
            read(self._found.choose(np.flatnonzero(self._codes == code)[:SHOWN_OF_A_FILM])),
            int(self._totals[code]),
            matching,
            reviews,
            smoothed_share(matching, reviews, self._everywhere),
        )
