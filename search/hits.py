"""What an engine found, as hits."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from search.facts import film_facts, text_facts
from search.mentions import mentions
from search.results import FoundInFilm, Hit
from search.snippets import make_snippets
from search.time_budget import is_spent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from search.found import FoundDocument, FoundFilm
    from search.query.nodes import Leaf, Node
    from search.records import Kind
    from search.results import Subject


class Hits(NamedTuple):
    """What makes hits of the documents that a query found.

    ``rarity``, ``snippets`` and ``subject`` are as ``make_snippets`` and a SearchResult have them.
    """

    query: Node
    rarity: Mapping[Leaf, float] | None = None
    subject: str = ""
    snippets: int | None = None

    def hit(self, found: FoundDocument) -> Hit:
        """The hit of a document; without snippets once the time is over."""
        document = found.document
        of_another: Subject | None = (
            "mention" if self.subject and mentions(self.subject, document) else None
        )
        return Hit(
            id=document["id"],
            kind=cast("Kind", document["kind"]),
            film=film_facts(document),
            author=document["author"],
            facts=text_facts(document),
            score=found.score,
            snippets=make_snippets(
                self.query, document, self.rarity, 0 if is_spent() else self.snippets
            ),
            explanation=found.explanation,
            subject="own" if found.own else of_another,
        )

    def film(self, found: FoundFilm) -> FoundInFilm:
        """A film with the hits of its documents."""
        hits = tuple(map(self.hit, found.documents))
        return FoundInFilm(
            hits[0].film, hits, found.total, found.matching, found.reviews, found.share
        )
