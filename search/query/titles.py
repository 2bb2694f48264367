"""Whether a query may be the whole title of a film, and which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from search.analysis import LINES
from search.query.nodes import And, Boost, Node, Not, Or, Phrase, Range, Word
from search.schema import NARROWING

if TYPE_CHECKING:
    from search.schema import Document


def title_key(node: Node) -> str:
    """The term of a title, with its year or without, that is all of a query; empty if none can be.

    Only plain words in a row can be one, whether all or any must match, or one phrase. What only
    narrows the answer, as ``year:2004`` or ``-word`` does, is no part of it.
    """
    node = _bare(node)
    words = node.children if isinstance(node, And | Or) else (node,)
    plain = [word.text for word in words if isinstance(word, Word) and not word.field]
    if isinstance(node, Phrase) and not node.field and not node.slop:
        plain = [node.text]
    elif len(plain) != len(words):
        return ""
    return "".join(LINES.terms(" ".join(" ".join(plain).split())))


def title_called(key: str, document: Document) -> str:
    """The title of a document's film that makes ``key``, with its year or without; else empty."""
    year = document["release_date"].partition("-")[0]
    for title in (document["title"], *document["other_titles"].split("\n")):
        if key in ("".join(LINES.terms(title)), "".join(LINES.terms(f"{title} {year}"))):
            return title
    return ""


def _bare(node: Node) -> Node:
    """A query without its boost and without what only narrows it."""
    if isinstance(node, Boost):
        return _bare(node.child)
    if isinstance(node, And):
        rest = tuple(child for child in node.children if not narrows(child))
        if rest and rest != node.children:
            return _bare(And(rest) if len(rest) > 1 else rest[0])
    return node


def narrows(node: Node) -> bool:
    """Whether a node only says which documents are meant, and looks for no word in them."""
    return isinstance(node, Not | Range) or getattr(node, "field", None) in NARROWING
