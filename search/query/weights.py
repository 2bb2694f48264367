"""How much each clause of a group counts beside the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from search.function_words import FUNCTION_WORDS
from search.query.nodes import Word
from search.query.patterns import one_word
from search.ranking import FUNCTION_WORD

if TYPE_CHECKING:
    from search.query.nodes import And, Node, Or


def clause_weights(group: And | Or) -> list[float]:
    """The weight of each clause: less for words that say little, where others say more.

    *what is the film with the shark* asks for a shark. Where all words say little, as in *The
    Who*, or one is boosted or asked of a field, they count in full.
    """
    little = [says_little(child) for child in group.children]
    if all(little):
        return [1.0] * len(little)
    return [FUNCTION_WORD if each else 1.0 for each in little]


def says_little(node: Node) -> bool:
    """Whether a node is a plain word that tells next to nothing beside others."""
    return isinstance(node, Word) and not node.field and one_word(node.text) in FUNCTION_WORDS
