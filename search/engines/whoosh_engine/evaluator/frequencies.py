"""How often documents have a term, or something in place of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from whoosh import query as wq

from search.engines.whoosh_engine.evaluator.matches import NONE, Matches
from search.engines.whoosh_engine.evaluator.phrases import phrase

if TYPE_CHECKING:
    from search.engines.whoosh_engine.evaluator.evaluate import Evaluator


def frequencies_of(evaluator: Evaluator, query: Any) -> Matches:
    """The documents with a term or a phrase, and how often they have it.

    A query of another kind says itself what counts as often.
    """
    if isinstance(query, wq.Term):
        term = evaluator.term_bytes(query.fieldname, query.text)
        return NONE if term is None else evaluator.index.term(query.fieldname, term)
    if isinstance(query, wq.Phrase):
        terms = [evaluator.term_bytes(query.fieldname, word) for word in query.words]
        return phrase(evaluator.index, query.fieldname, [term for term in terms if term])
    return evaluator.matches(query)
