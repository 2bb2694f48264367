"""Why a document has its score: how the parts of it follow from a query's nodes, on any engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from search.analysis import LINES
from search.query import And, AndMaybe, Boost, Or
from search.query.weights import clause_weights
from search.ranking import EXACT_TITLE
from search.results import ScorePart
from search.schema import indexed_values

if TYPE_CHECKING:
    from collections.abc import Callable

    from search.query import All, Leaf, Node, Not, Range
    from search.schema import Document

    Parts = list[ScorePart]
    Other = Leaf | Range | All | Not


def score_parts(
    node: Node, of_other: Callable[[Other, float], Parts | None], boost: float = 1.0
) -> Parts | None:
    """What a node adds to a document's score, in reading order; None if it does not match.

    ``of_other`` gives the same of a node that is no connection of others, and of a ``Not``.
    """
    if isinstance(node, And | Or):
        weighed = zip(node.children, clause_weights(node), strict=True)
        each = [score_parts(child, of_other, boost * weight) for child, weight in weighed]
        matched = [parts for parts in each if parts is not None]
        needed = len(each) if isinstance(node, And) else 1
        return [p for parts in matched for p in parts] if len(matched) >= needed else None
    if isinstance(node, AndMaybe):
        required = score_parts(node.required, of_other, boost)
        optional = score_parts(node.optional, of_other, boost) or []
        return None if required is None else [*required, *optional]
    if isinstance(node, Boost):
        return score_parts(node.child, of_other, boost * node.factor)
    return of_other(node, boost)


def is_called(title: str, document: Document) -> bool:
    """Whether a document's film has a title, as ``title_key`` has it."""
    return bool(title) and title in LINES.terms(str(indexed_values(document)["title_key"]))


def title_parts(title: str, document: Document) -> Parts:
    """What a document gains if its film is so called."""
    if not is_called(title, document):
        return []
    parts = [ScorePart("exact title", EXACT_TITLE)]
    if document["kind"] == "description":
        parts.append(ScorePart("the film's own page", EXACT_TITLE))
    return parts
