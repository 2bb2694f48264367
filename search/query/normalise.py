"""A tree that asks the same in the plainest form."""

from __future__ import annotations

from search.errors import QuerySyntaxError
from search.query.nodes import All, And, AndMaybe, Boost, Node, Not, Or, Range, leaves
from search.query.patterns import has_terms

# What the weights of groups in groups come to at most: no engine's scores end there.
MOST_WEIGHT = 1e9


def normalise(node: Node) -> Node:
    """``node`` without what says nothing: groups in groups, words without a term.

    A weight that would take those around it past ``MOST_WEIGHT`` is 1.
    A word said twice stays: it counts twice, and *Liar Liar* is a film.
    Raises QuerySyntaxError if nothing is left to look for.
    """
    plain = _plain(node)
    if plain is None:
        reason = "there is no word to look for, only punctuation"
        spans = [leaf.span for leaf in leaves(node)]
        raise QuerySyntaxError(reason, min(spans)[0], max(spans)[1])
    return plain


def _plain(node: Node, weight: float = 1.0) -> Node | None:
    if isinstance(node, And | Or):
        return _plain_group(node, weight)
    if isinstance(node, Not | Boost):
        return _plain_single(node, weight)
    if isinstance(node, AndMaybe):
        required, optional = _plain(node.required, weight), _plain(node.optional, weight)
        if required is None or optional is None:
            return required or optional
        return AndMaybe(required, optional)
    return node if isinstance(node, All | Range) or has_terms(node) else None


def _plain_single(node: Not | Boost, weight: float) -> Node | None:
    if isinstance(node, Boost):
        factor = node.factor if weight * node.factor <= MOST_WEIGHT else 1.0
        inner = _plain(node.child, weight * factor)
        return None if inner is None else Boost(inner, factor)
    child = _plain(node.child, weight)
    if isinstance(child, Not):
        return child.child
    return None if child is None else Not(child)


def _plain_group(node: And | Or, weight: float) -> Node | None:
    children: list[Node] = []
    for child in (_plain(each, weight) for each in node.children):
        if isinstance(child, type(node)):
            children += child.children
        elif child is not None:
            children.append(child)
    if len(children) > 1:
        return type(node)(tuple(children))
    return children[0] if children else None
