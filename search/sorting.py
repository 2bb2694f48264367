"""The orders that results can be asked in."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias, get_args

Sort: TypeAlias = Literal[
    "relevance",
    "newest_film",
    "oldest_film",
    "title",
    "author",
    "best_rating",
    "worst_rating",
    "newest_review",
    "oldest_review",
    "longest_review",
    "share",
]
RELEVANCE: Sort = "relevance"
# Of films alone: the share of their reviews that match.
SHARE: Sort = "share"
SORTS_OF_FILMS: tuple[Sort, ...] = get_args(Sort)
SORTS: tuple[Sort, ...] = tuple(sort for sort in SORTS_OF_FILMS if sort != SHARE)


class ByField(NamedTuple):
    """The field of kind ``order`` that has the values, and whether the last of them come first."""

    field: str
    descending: bool = False


# Of each order but that of relevance. What lacks the value stands last, whichever way it goes.
BY_FIELD: dict[Sort, ByField] = {
    "newest_film": ByField("by_release", descending=True),
    "oldest_film": ByField("by_release"),
    "title": ByField("by_title"),
    "author": ByField("by_author"),
    "best_rating": ByField("by_rating", descending=True),
    "worst_rating": ByField("by_rating"),
    "newest_review": ByField("by_review", descending=True),
    "oldest_review": ByField("by_review"),
    "longest_review": ByField("by_length", descending=True),
}
# The order of films and, within a film, of its page: it decides between equals.
TIES = "by_film"
