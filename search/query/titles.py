"""Whether a query may be the whole title of a film, and which."""

from __future__ import annotations

from search.analysis import LINES
from search.query.nodes import And, Node, Or, Phrase, Word


def title_key(node: Node) -> str:
    """The term of a title, with its year or without, that is all of a query; empty if none can be.

    Only plain words in a row can be one, whether all or any must match, or one phrase.
    """
    words = node.children if isinstance(node, And | Or) else (node,)
    plain = [word.text for word in words if isinstance(word, Word) and not word.field]
    if isinstance(node, Phrase) and not node.field and not node.slop:
        plain = [node.text]
    elif len(plain) != len(words):
        return ""
    return "".join(LINES.terms(" ".join(" ".join(plain).split())))
