"""What an engine found, as hits."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from search.facts import film_facts, text_facts
from search.mentions import mentions
from search.results import FoundInFilm, Hit
from search.snippets import Snippets
from search.time_budget import is_spent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from search.found import FoundDocument, FoundFilm
    from search.query.nodes import Leaf, Node
    from search.records import Kind
    from search.results import Subject


class Hits:
    """What makes hits of the documents that a query found."""

    def __init__(
        self,
        query: Node,
        rarity: Mapping[Leaf, float] | None = None,
        subject: str = "",
        snippets: int | None = None,
    ) -> None:
        """Where ``rarity`` is as ``Snippets`` has it, and ``snippets`` the most of a hit."""
        self._subject = subject
        self._snippets = Snippets(query, rarity, snippets)

    def hit(self, found: FoundDocument) -> Hit:
        """The hit of a document; without snippets once the time is over."""
        document = found.document
        return Hit(
            id=document["id"],
            kind=cast("Kind", document["kind"]),
            film=film_facts(document),
            author=document["author"],
            facts=text_facts(document),
            score=found.score,
            snippets=() if is_spent() else self._snippets.of(document),
            explanation=found.explanation,
            subject=self._of(found),
        )

    def _of(self, found: FoundDocument) -> Subject | None:
        """How a document has to do with the film whose title was typed, if one was."""
        if found.own:
            return "own"
        return "mention" if self._subject and mentions(self._subject, found.document) else None

    def film(self, found: FoundFilm) -> FoundInFilm:
        """A film with the hits of its documents."""
        hits = tuple(map(self.hit, found.documents))
        return FoundInFilm(
            hits[0].film, hits, found.total, found.matching, found.reviews, found.share
        )
