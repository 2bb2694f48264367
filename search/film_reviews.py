"""The reviews of one film: which of them, in which order, a page of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias, get_args

from search.errors import RequestError
from search.facts import film_facts, text_facts
from search.film_results import FilmText
from search.paging import page_count
from search.query import All, And, AndMaybe, Boost, Not, Or, Range, Word, read_leniently

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from search.engine import Searcher
    from search.facts import FilmFacts
    from search.query import Node, Note
    from search.schema import Document

ReviewOrder: TypeAlias = Literal["page", "newest", "best_rating", "worst_rating", "longest"]
ORDERS: tuple[ReviewOrder, ...] = get_args(ReviewOrder)
PER_PAGE = 50
HIGHEST_RATING = 10
MOST_REVIEWS = 100_000
# What a word is looked for in that names no field: what the review says, not the film's facts,
# which are the same for all of them.
_SAID = ("text", "review_title", "author")


@dataclass(frozen=True, slots=True)
class FilmRequest:
    """Which reviews of a film are wanted. RequestError if out of range.

    ``within`` is a query that they are to match, read leniently; ``rating_from`` leaves out
    what has no rating. ``order`` is the page's own by default; what lacks the fact is last.
    """

    film_id: str
    within: str = ""
    rating_from: int | None = None
    order: ReviewOrder = "page"
    page: int = 1

    def __post_init__(self) -> None:
        if self.order not in ORDERS:
            raise RequestError("order", f"{self.order[:40]!r} is none of {', '.join(ORDERS)}")
        if self.rating_from is not None and not 0 <= self.rating_from <= HIGHEST_RATING:
            reason = f"{self.rating_from} is not from 0 to {HIGHEST_RATING}"
            raise RequestError("rating", reason)
        if not 1 <= self.page <= MOST_REVIEWS:
            raise RequestError("page", f"{self.page} is not 1 or more")

    @property
    def is_narrowed(self) -> bool:
        """Whether reviews are to be left out."""
        return bool(self.within.strip()) or self.rating_from is not None


class ReviewElsewhere(NamedTuple):
    """A review that stands on another page, and on which."""

    review: FilmText
    page: int


@dataclass(frozen=True, slots=True)
class FilmReviews:
    """A film and a page of those of its reviews that were asked for.

    ``total`` counts these on all pages and ``all_reviews`` all that the film has. ``elsewhere``
    are those of other pages, in order. ``query`` is what ``within`` was read as, None if it has
    no word, and ``notes`` what was not taken as it stands.
    """

    request: FilmRequest
    film: FilmFacts
    description: FilmText
    reviews: tuple[FilmText, ...]
    elsewhere: tuple[ReviewElsewhere, ...]
    total: int
    all_reviews: int
    query: Node | None
    notes: tuple[Note, ...]
    generation: str

    @property
    def page_count(self) -> int:
        """How many pages there are, at least 1."""
        return page_count(self.total, PER_PAGE)


def film_reviews(
    searcher: Searcher, request: FilmRequest, documents: Sequence[Document]
) -> FilmReviews:
    """The reviews among the ``documents`` of a film that a request asks for.

    OutOfTimeError where it is not known in time which match what they are to match.
    """
    texts = [FilmText(d["id"], d["author"], d["text"], text_facts(d)) for d in documents]
    reading = read_leniently(request.within) if request.within.strip() else None
    query = within_reviews(reading.node) if reading and reading.node else None
    wanted = [text for text in texts[1:] if _is_rated(text, request.rating_from)]
    if query:
        matching = _matching(searcher, request.film_id, query, len(documents))
        wanted = [text for text in wanted if text.id in matching]
    ordering = _ORDERINGS.get(request.order)
    if ordering:
        wanted.sort(key=ordering.key, reverse=ordering.descending)
    pages = [(number // PER_PAGE + 1, text) for number, text in enumerate(wanted)]
    return FilmReviews(
        request=request,
        film=film_facts(documents[0]),
        description=texts[0],
        reviews=tuple(text for page, text in pages if page == request.page),
        elsewhere=tuple(ReviewElsewhere(t, page) for page, t in pages if page != request.page),
        total=len(wanted),
        all_reviews=len(texts) - 1,
        query=query,
        notes=reading.notes if reading else (),
        generation=searcher.generation.name,
    )


def of_film(film_id: str) -> Word:
    """The query that all documents of a film match, and no other."""
    return Word(film_id, "film_id")


def within_reviews(node: Node) -> Node:
    """A query whose words are looked for in what a review says where they name no field."""
    if isinstance(node, And | Or):
        return type(node)(tuple(map(within_reviews, node.children)))
    if isinstance(node, Not):
        return Not(within_reviews(node.child))
    if isinstance(node, Boost):
        return Boost(within_reviews(node.child), node.factor)
    if isinstance(node, AndMaybe):
        return AndMaybe(within_reviews(node.required), within_reviews(node.optional))
    if isinstance(node, Range | All) or node.field:
        return node
    return Or(tuple(replace(node, field=field) for field in _SAID))


def _matching(searcher: Searcher, film_id: str, query: Node, limit: int) -> frozenset[str]:
    found = searcher.find(And((of_film(film_id), query)), 0, limit)
    found.require_whole()
    return frozenset(one.document["id"] for one in found.documents)


def _is_rated(text: FilmText, least: int | None) -> bool:
    return least is None or (text.facts.rating is not None and text.facts.rating >= least)


@dataclass(frozen=True, slots=True)
class _Ordering:
    """A key to sort by; equals stay as they are on the page."""

    key: Callable[[FilmText], tuple[bool, object]]
    descending: bool = False


def _date(text: FilmText) -> str:
    """The date of a review; one without a year is none."""
    return "" if text.facts.date.startswith("-") else text.facts.date


_ORDERINGS: dict[ReviewOrder, _Ordering] = {
    "newest": _Ordering(lambda text: (True, _date(text)), descending=True),
    "best_rating": _Ordering(
        lambda text: (text.facts.rating is not None, text.facts.rating or 0.0), descending=True
    ),
    "worst_rating": _Ordering(lambda text: (text.facts.rating is None, text.facts.rating or 0.0)),
    "longest": _Ordering(lambda text: (True, len(text.text)), descending=True),
}
