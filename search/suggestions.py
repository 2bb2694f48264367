"""Help where nothing was found: other questions, each counted before it is offered."""

from __future__ import annotations

import dataclasses
from itertools import islice
from typing import TYPE_CHECKING

from search.errors import QueryError
from search.query import And, Not, Word, normalise
from search.query.nodes import leaves
from search.query.tokens import MAX_LENGTH
from search.reading import read_request
from search.results import Suggestion

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search.engine import Searcher
    from search.query import Node
    from search.results import SearchRequest

# Spellings that are tried for a word, the most frequent first.
_TRIED = 3
# Of a query with more words only the unknown ones are looked at, and of them the first few.
_MOST_WORDS = 8
_MOST_UNKNOWN = 3


def suggest(searcher: Searcher, request: SearchRequest, query: Node) -> tuple[Suggestion, ...]:
    """What finds something where ``query`` finds nothing: the nearest to it first.

    Another spelling of a word that is in no document; the query without one of its words,
    the most found first; any of the words. Costs a count for each.
    """
    shorter = sorted(_without_one(searcher, request, query), key=lambda s: -s.total)
    return (*_spelt_otherwise(searcher, request, query), *shorter, *_any(searcher, request, query))


def _spelt_otherwise(
    searcher: Searcher, request: SearchRequest, query: Node
) -> Iterator[Suggestion]:
    words = [leaf for leaf in leaves(query, negated=False) if isinstance(leaf, Word)]
    unknown = (word for word in words if not searcher.count(word))
    for word in islice(unknown, _MOST_UNKNOWN):
        start, end = word.span
        for spelling in searcher.similar_words(word)[:_TRIED]:
            text = request.text[:start] + spelling + request.text[end:]
            total = _count(searcher, dataclasses.replace(request, text=text))
            if total:
                yield Suggestion("spelling", text, request.match, total)
                return


def _count(searcher: Searcher, request: SearchRequest) -> int:
    """How many documents a request finds; none if its text is past a cap."""
    try:
        query, _ = read_request(request)
    except QueryError:
        return 0
    return searcher.count(query) if query else 0


def _without_one(searcher: Searcher, request: SearchRequest, query: Node) -> Iterator[Suggestion]:
    if not isinstance(query, And) or len(query.children) > _MOST_WORDS:
        return
    for number, child in enumerate(query.children):
        if isinstance(child, Not):
            continue
        rest = query.children[:number] + query.children[number + 1 :]
        shorter = normalise(And(rest) if len(rest) > 1 else rest[0])
        total = searcher.count(shorter)
        if total and len(str(shorter)) <= MAX_LENGTH:
            yield Suggestion("drop_word", str(shorter), request.match, total)


def _any(searcher: Searcher, request: SearchRequest, query: Node) -> Iterator[Suggestion]:
    loose, _ = read_request(request, "any")
    total = 0 if loose is None or loose == query else searcher.count(loose)
    if total:
        yield Suggestion("match_any", request.text, "any", total)
