"""Related words: what the best documents speak of besides the query's own words.

Pseudo-relevance feedback as in RM3: Abdul-Jaleel, Allan, Croft, Diaz, Larkey, Li, Smucker and
Wade, *UMass at TREC 2004: Novelty and HARD* (2004), over the relevance model of Lavrenko and
Croft, *Relevance-Based Language Models* (2001). The best documents are taken as relevant, each
as much as its score says; the words that they are made of, P(w|R), are mixed with those of
the query, P(w|Q).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from search.analysis import STEMS, WORDS
from search.found import Order
from search.function_words import FUNCTION_WORDS
from search.query import All, And, AndMaybe, Boost, Not, Or, Phrase, Range, Word
from search.query.nodes import leaves
from search.query.patterns import one_word
from search.ranking import (
    FEEDBACK_DOCUMENTS,
    FEEDBACK_OF_A_FILM,
    FEEDBACK_SHARE,
    FEEDBACK_WORDS,
    MOST_FREQUENT_SHARE,
)
from search.results import RelatedWord
from search.schema import BY_NAME

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from search.engine import Searcher
    from search.found import FoundDocument
    from search.query import Node
    from search.query.nodes import Match

_SHORTEST = 3
# Where there are few documents, in so many a word may stand and be telling yet.
_SMALL = 5


def related_words(searcher: Searcher, query: Node) -> tuple[RelatedWord, ...]:
    """The words that the best documents for ``query`` are made of, the weightiest first.

    Words that are everywhere or say little, short ones and those of the query are none. Costs a
    search and the analysis of a few documents. Raises as ``Found.require_whole`` does.
    """
    # Without a title, so that a film so called does not drown the others.
    looked_at = FEEDBACK_DOCUMENTS * FEEDBACK_OF_A_FILM
    found = searcher.find(query, 0, looked_at, order=Order(typed=All()))
    found.require_whole()
    best = _of_several_films(found.documents)
    whole = sum(found.score for found in best)
    if not whole:
        return ()
    model, forms = _relevance_model(best, whole)
    asked = {term for leaf in leaves(query) for term in STEMS.terms(leaf.text)}
    most = max(_SMALL, MOST_FREQUENT_SHARE * searcher.generation.counts["documents"])
    terms = list(model)
    frequent = dict(zip(terms, searcher.document_frequencies(terms), strict=True))
    telling = [
        term
        for term in terms
        if term in asked
        or (
            len(term) >= _SHORTEST
            and forms[term] not in FUNCTION_WORDS
            and 1 < frequent[term] <= most
        )
    ]
    kept = sorted(telling, key=lambda term: (-model[term], term))[:FEEDBACK_WORDS]
    whole = sum(model[term] for term in kept)
    typed = _weight_of(query)
    share = FEEDBACK_SHARE / (1 - FEEDBACK_SHARE)
    return tuple(
        RelatedWord(forms[term], round(share * typed * model[term] / whole, 4))
        for term in kept
        if term not in asked
    )


def _of_several_films(documents: Sequence[FoundDocument]) -> list[FoundDocument]:
    """The first documents, those of a film that has its share already after all others."""
    seen: Counter[str] = Counter()
    later: list[FoundDocument] = []
    chosen: list[FoundDocument] = []
    for found in documents:
        film = found.document["film_id"]
        seen[film] += 1
        (chosen if seen[film] <= FEEDBACK_OF_A_FILM else later).append(found)
    return [*chosen, *later][:FEEDBACK_DOCUMENTS]


def _weight_of(node: Node) -> float:
    """What the words that a hit can owe its score to weigh together, one alone being 1."""
    if isinstance(node, And | Or):
        return sum(map(_weight_of, node.children))
    if isinstance(node, AndMaybe):
        return _weight_of(node.required) + _weight_of(node.optional)
    if isinstance(node, Boost):
        return node.factor * _weight_of(node.child)
    if isinstance(node, Not | Range | All):
        return 0.0
    return float(node.field is None or BY_NAME[node.field].kind == "text")


def _relevance_model(
    best: Sequence[FoundDocument], whole: float
) -> tuple[dict[str, float], dict[str, str]]:
    """P(w|R) of each stem in the documents, and the form in which it is written most."""
    model: dict[str, float] = defaultdict(float)
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for found in best:
        text = f"{found.document['title']}\n{found.document['text']}"
        stems = STEMS.terms(text)
        for stem, form in zip(stems, WORDS.terms(text), strict=True):
            model[stem] += found.score / whole / len(stems)
            forms[stem][form] += 1
    return model, {stem: counted.most_common(1)[0][0] for stem, counted in forms.items()}


def expanded(
    query: Node, related: Sequence[RelatedWord], without: Collection[str], match: Match
) -> Node:
    """``query`` with the related words but those ``without``.

    Where any word will do, they find documents too; where all must match, or something is to
    be left out, they only rank.
    """
    left_out = set(map(one_word, without))
    added = [Boost(Word(w.word), w.weight) for w in related if w.word not in left_out and w.weight]
    if not added:
        return query
    if match == "any" and isinstance(query, Or | Word | Phrase):
        typed = query.children if isinstance(query, Or) else (query,)
        return Or((*typed, *added))
    return AndMaybe(query, Or(tuple(added)) if len(added) > 1 else added[0])
