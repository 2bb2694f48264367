"""The page of a film: its facts, its reviews in part and order, what is said of it most."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast
from urllib.parse import urlencode

from flask import render_template, request

from search.answer import anchor, film_url
from search.errors import NOT_WHOLE
from search.film_reviews import HIGHEST_RATING, MOST_REVIEWS, ORDERS, FilmRequest
from search.paging import page_numbers
from search.query import Word
from webapp.api.parameters import Parameter, read_form
from webapp.caching import keep_nothing
from webapp.facet_links import on_film_page
from webapp.request_args import exploring

if TYPE_CHECKING:
    from collections.abc import Sequence

    from search.film_reviews import FilmReviews, ReviewOrder
    from search.query import Node
    from search.results import SearchRequest
    from search.similar import Similar

# Names of a cast that are shown before one asks for all.
CAST_SHOWN = 12
# Files that are named of those that gave a review.
MOST_SOURCES = 5
# So many of the films that are similar.
SIMILAR_SHOWN = 5
_PARAMETERS = (
    Parameter("within", "what the reviews have to say", default=""),
    Parameter("rating", "the least rating", "number", least=0, most=HIGHEST_RATING),
    Parameter("order", "how they stand", "choice", default="page", choices=ORDERS),
    Parameter("page", "which page, from 1", "number", default=1, least=1, most=MOST_REVIEWS),
)
ORDER_NAMES = {
    "page": "as on the page",
    "newest": "newest",
    "best_rating": "best rating",
    "worst_rating": "worst rating",
    "longest": "longest",
}


class Way(NamedTuple):
    """The search that one came from, its tree, and the way back; nothing where one did not."""

    asked: SearchRequest | None
    query: Node | None
    url: str

    def parameters(self) -> list[tuple[str, str]]:
        """What all links of the page keep of the search."""
        return on_film_page(self.asked) if self.asked else []


def film_page(film_id: str, way: Way) -> str:
    """The page, what was searched for within it marked, or else what led here."""
    asked = _film_request(film_id)
    result = exploring().film(asked)
    return render_template(
        "film.html",
        result=result,
        asked=way.asked,
        query=result.query or way.query,
        search_url=way.url,
        cast_shown=CAST_SHOWN,
        most_sources=MOST_SOURCES,
        orders={order: ORDER_NAMES[order] for order in ORDERS},
        ratings=range(1, HIGHEST_RATING + 1),
        kept=way.parameters(),
        canonical_url=_canonical_url(asked),
        all_url=_url(film_id),
        page_url=lambda page: _page_url(asked, way, page),
        review_url=lambda review, page: f"{_page_url(asked, way, page)}#{anchor(review.id)}",
        page_numbers=page_numbers(asked.page, result.page_count),
        characteristic=_characteristic(result),
        similar=_similar(film_id),
    )


def within_url(film_id: str, word: str) -> str:
    """The reviews of a film that have a word."""
    return f"{_url(film_id, [('within', str(Word(word)))])}#reviews"


def _film_request(film_id: str) -> FilmRequest:
    given = read_form(_PARAMETERS, request.args)
    rating, order = given["rating"], cast("ReviewOrder", given["order"])
    return FilmRequest(film_id, given["within"], rating, order, given["page"])


def _page_url(asked: FilmRequest, way: Way, page: int) -> str:
    given: dict[str, str | int | None] = {
        "within": asked.within,
        "rating": asked.rating_from,
        "order": asked.order if asked.order != "page" else None,
        "page": page if page > 1 else None,
    }
    known = [(name, value) for name, value in given.items() if value not in {None, ""}]
    return _url(asked.film_id, [*way.parameters(), *known])


def _canonical_url(asked: FilmRequest) -> str:
    """The page as it is known best: of a part of the reviews, that of all."""
    is_plain = asked.page > 1 and asked.order == "page" and not asked.is_narrowed
    return _url(asked.film_id, [("page", asked.page)] if is_plain else ())


def _url(film_id: str, given: Sequence[tuple[str, object]] = ()) -> str:
    asked = f"?{urlencode(given)}" if given else ""
    return f"{film_url(film_id, '', request.script_root)}{asked}"


def _characteristic(result: FilmReviews) -> list[tuple[str, str, int]]:
    """Each word that reviewers say most, where it leads, and how many of them say it.

    None where the time is over, as of what is similar: the page is of use without.
    """
    film_id = result.film.id
    try:
        terms = exploring().characteristic(film_id)
    except NOT_WHOLE:
        keep_nothing()
        return []
    return [(term.word, within_url(film_id, term.word), term.reviews) for term in terms]


def _similar(film_id: str) -> tuple[Similar, ...]:
    try:
        return exploring().similar(film_id, SIMILAR_SHOWN).similar
    except NOT_WHOLE:
        keep_nothing()
        return ()
