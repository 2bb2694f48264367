"""Which leaves of a query a document owes itself to: those of the branches that it matches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from search.matches import find_matches
from search.query.nodes import All, And, AndMaybe, Boost, Not, Or, Range
from search.query.patterns import asked_by
from search.schema import indexed_values

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from search.query.nodes import Leaf, Node
    from search.schema import Document


def owed_leaves(query: Node, document: Document, found: Collection[Leaf] = ()) -> list[Leaf] | None:
    """The leaves that ``document`` matches by, in reading order; None if it does not match.

    Of ``(a b) OR c`` a document with *a* and *c* is owed to *c* alone. The leaves ``found`` are
    known to match; others are looked for.
    """
    values = indexed_values(document)

    def has(leaf: Leaf) -> bool:
        if leaf in found:
            return True
        return any(find_matches([leaf], field, values[field]) for field in asked_by(leaf))

    return _owed(query, has)


def has_branches(query: Node) -> bool:
    """Whether a document can match without all of the leaves in it that stand in its text."""
    if isinstance(query, AndMaybe):
        both = (query.required, query.optional)
        return isinstance(query.optional, And) or any(map(has_branches, both))
    children = query.children if isinstance(query, And | Or) else (query,)
    bare = (child.child if isinstance(child, Boost) else child for child in children)
    return any(isinstance(child, And | Or | AndMaybe | Boost) for child in bare)


def leaves_of_kind(query: Node, kind: str) -> list[Leaf]:
    """The leaves that a document of a kind could match by, in reading order."""

    def may(leaf: Leaf) -> bool:
        return leaf.field != "kind" or bool(find_matches([leaf], "kind", kind))

    return _owed(query, may, known=False) or []


def _owed(node: Node, has: Callable[[Leaf], bool], *, known: bool = True) -> list[Leaf] | None:
    """``known`` says that ``has`` is sure, so that what is to be left out can be told."""
    if isinstance(node, And | Or):
        each = (_owed(child, has, known=known) for child in node.children)
        owed = [leaves for leaves in each if leaves is not None]
        needed = len(node.children) if isinstance(node, And) else 1
        return [leaf for leaves in owed for leaf in leaves] if len(owed) >= needed else None
    if isinstance(node, AndMaybe):
        required = _owed(node.required, has, known=known)
        optional = _owed(node.optional, has, known=known) or []
        return None if required is None else required + optional
    if isinstance(node, Boost):
        return _owed(node.child, has, known=known)
    if isinstance(node, Not):
        return [] if not known or _owed(node.child, has) is None else None
    if isinstance(node, Range | All):  # a stretch owes no mark, and is taken for matched
        return []
    return [node] if has(node) else None
