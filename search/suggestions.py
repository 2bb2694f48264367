"""Help where nothing was found: other questions, each counted before it is offered."""

from __future__ import annotations

import dataclasses
from itertools import islice, product
from typing import TYPE_CHECKING

from search.errors import QueryError
from search.query import And, Not, Word
from search.query.nodes import leaves
from search.query.patterns import one_word
from search.query.spelling import edits_within
from search.query.titles import narrows
from search.query.tokens import MAX_LENGTH
from search.reading import read_request
from search.results import Suggestion

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search.engine import Searcher
    from search.found import Found
    from search.query import Node
    from search.results import SearchRequest

# A word in so few documents may be misspelt, where a search finds no more than that either.
RARE = 10
# How many times more a search must find for another spelling to be offered beside its hits.
_TIMES_MORE = 10
# Spellings that are tried for a word, the most frequent first.
_TRIED = 3
# Of a query only the first few rare words are looked at.
_MOST_RARE = 3


def suggest(
    searcher: Searcher, request: SearchRequest, query: Node, found: Found
) -> tuple[Suggestion, ...]:
    """What finds something where ``query`` finds nothing, the nearest to it first; or much more.

    Another spelling of words that are in few documents or none. Where nothing was ``found``, also
    the query without one of its words, the most found first, and any of the words. Costs a
    count for each.
    """
    spelt = tuple(islice(_spelt_otherwise(searcher, request, query, found), 1))
    if found.matching:
        return spelt
    shorter = sorted(_without_one(searcher, request, query), key=lambda s: -s.total)
    return (*spelt, *shorter, *_any(searcher, request, query))


def _spelt_otherwise(
    searcher: Searcher, request: SearchRequest, query: Node, found: Found
) -> Iterator[Suggestion]:
    """The query with its rare words spelt otherwise, as many of them as it takes.

    Where only words are changed that are in no document, it need not find much more.
    """
    words = [
        leaf
        for leaf in leaves(query, negated=False)
        # An id that is a digit away is that of another film.
        if isinstance(leaf, Word) and leaf.field != "external_id"
    ]
    counted = ((word, _having(searcher, word, found)) for word in words)
    rare = list(islice((one for one in counted if one[1] <= RARE), _MOST_RARE))
    spellings = [("", *_more_frequent(searcher, *one)) for one in rare]
    fewest_changes = sorted(product(*spellings), key=lambda chosen: sum(map(bool, chosen)))
    for chosen in fewest_changes[1:]:  # the first changes nothing
        text, times = request.text, 1
        for (word, having), spelling in reversed(list(zip(rare, chosen, strict=True))):
            start, end = word.span
            text = text[:start] + (spelling or text[start:end]) + text[end:]
            times = _TIMES_MORE if spelling and having else times
        total = _count(searcher, dataclasses.replace(request, text=text))
        if total > times * found.matching:
            yield Suggestion("spelling", text, request.match, total)


def _having(searcher: Searcher, word: Word, found: Found) -> int:
    """How many documents have a word; one that only narrows was not counted yet."""
    having = found.having.get(word)
    return searcher.count(word) if having is None else having


def _more_frequent(searcher: Searcher, word: Word, having: int) -> Iterator[str]:
    """Words spelt like ``word`` that are in many more documents than the few ``having`` it.

    A word that is in some documents is at most one edit from what was meant.
    """
    for spelling in searcher.similar_words(word)[:_TRIED]:
        likely = not having or edits_within(one_word(word.text), spelling, 1) is not None
        if likely and searcher.count(Word(spelling, word.field)) > _TIMES_MORE * having:
            yield spelling


def _count(searcher: Searcher, request: SearchRequest) -> int:
    """How many documents a request finds; none if its text is past a cap."""
    try:
        query, _ = read_request(request)
    except QueryError:
        return 0
    return searcher.count(query) if query else 0


def _without_one(searcher: Searcher, request: SearchRequest, query: Node) -> Iterator[Suggestion]:
    children = query.children if isinstance(query, And) else ()
    totals = searcher.counts_without_each(children) if children else ()
    for number, (child, total) in enumerate(zip(children, totals, strict=True)):
        rest = children[:number] + children[number + 1 :]
        if not total or isinstance(child, Not) or all(map(narrows, rest)):
            continue
        shorter = str(And(rest) if len(rest) > 1 else rest[0])
        if len(shorter) <= MAX_LENGTH:
            yield Suggestion("drop_word", shorter, request.match, total)


def _any(searcher: Searcher, request: SearchRequest, query: Node) -> Iterator[Suggestion]:
    loose, _ = read_request(request, "any")
    total = 0 if loose is None or loose == query else searcher.count(loose)
    if total:
        yield Suggestion("match_any", request.text, "any", total)
