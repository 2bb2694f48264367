"""What an engine is asked and what it finds, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from search.errors import EngineInPartError
from search.facets import Counting
from search.sorting import RELEVANCE
from search.time_budget import check_time

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from search.facets import Facet, Filters
    from search.query.nodes import Expanding, Leaf, Node
    from search.results import ScorePart
    from search.schema import Document
    from search.sorting import Sort


class Order(NamedTuple):
    """How the documents that match are put in order, and which of them: those within ``filters``.

    ``typed`` is the query without what was added to it; it alone can be a whole title. With
    ``by_film`` they are grouped, and offset and limit count films. ``after`` is the id of the
    document that stands just before the offset, where that is known: an engine may go on there
    rather than count to it.
    """

    sort: Sort = RELEVANCE
    typed: Node | None = None
    filters: Filters = ()
    counting: Counting = Counting()
    by_film: bool = False
    after: str = ""


BY_RELEVANCE = Order()


@dataclass(frozen=True, slots=True)
class FoundDocument:
    """A document that matched, and how well; ``own`` where its film's title is all of the query."""

    document: Document
    score: float
    explanation: tuple[ScorePart, ...] | None = None
    own: bool = False


@dataclass(frozen=True, slots=True)
class FoundFilm:
    """A film: its first ``documents`` in order, how many match, ``matching`` reviews of how many.

    ``share`` is the smoothed share of its reviews that match; see ``search.ranking``.
    """

    documents: tuple[FoundDocument, ...]
    total: int
    matching: int
    reviews: int
    share: float


@dataclass(frozen=True, slots=True)
class Found:
    """``documents`` is the part that was asked for, best first; ``total`` counts all, exactly.

    ``matching`` counts what matches the query alone, without the filters. Where it is asked by
    film, there are ``films`` in place of documents, and ``film_total`` counts them. ``subject``
    is the title of a film that is all of the query.
    ``cut`` has the leaves that stood for more words than are searched, and for how many;
    ``having`` how many documents have each leaf, of those that score. Where the time was over, or
    a part of the index did not answer, it is not ``is_whole``: of the documents that match some
    were not looked at.
    """

    total: int
    documents: tuple[FoundDocument, ...]
    matching: int = 0
    facets: tuple[Facet, ...] = ()
    films: tuple[FoundFilm, ...] = ()
    film_total: int = 0
    subject: str = ""
    cut: Mapping[Expanding, int] = field(default_factory=dict)
    having: Mapping[Leaf, int] = field(default_factory=dict)
    is_whole: bool = True

    def require_whole(self) -> None:
        """OutOfTimeError or EngineInPartError where a part of an answer is of no use."""
        if not self.is_whole:
            check_time()
            raise EngineInPartError("the index", "a part of it does not answer now")


@dataclass(frozen=True, slots=True)
class FoundAll:
    """All documents that match, read one by one as they are asked for; else as ``Found``."""

    total: int
    documents: Iterator[FoundDocument]
    cut: Mapping[Expanding, int] = field(default_factory=dict)
    having: Mapping[Leaf, int] = field(default_factory=dict)
    subject: str = ""
