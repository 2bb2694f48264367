"""More like this: what shares the most telling words of a review or of a film.

As Lucene's MoreLikeThis does it: the words of the texts are ranked by how often they stand there
times how few documents have them (``tf * (1 + log((N + 1) / (df + 1)))``), the best of them are
searched for, each weighed so, and what they are from is left out.
https://lucene.apache.org/core/9_12_0/queries/org/apache/lucene/queries/mlt/MoreLikeThis.html
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import islice
from math import log
from typing import TYPE_CHECKING, NamedTuple

from search.errors import FilmNotFoundError, RequestError, ReviewNotFoundError
from search.facts import film_facts
from search.film_reviews import of_film
from search.found import Order
from search.hits import Hits
from search.query import All, And, Boost, Not, Or, Word
from search.ranking import MOST_FREQUENT_SHARE
from search.term_counts import TermCounts, says_something, stems_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from search.engine import Searcher
    from search.facts import FilmFacts
    from search.found import FoundDocument
    from search.query import Node
    from search.results import Hit
    from search.schema import Document

MOST_SIMILAR = 50
# Lucene's default.
_MOST_TERMS = 25
# A word that a text has but once is taken only where there are fewer others than this.
_FEW_TERMS = 10
# A word that hardly any other document has leads to chance and to misspellings.
_LEAST_ELSEWHERE = 2
# Where there are few documents, in so many a word may stand and be telling yet.
_SMALL = 5
# Of so many of the best documents the films are taken, and of a film so many count, so that one
# of which much is said does not come first for that.
_LOOKED_AT = 200
_OF_A_FILM = 3
# What has one telling word alone has it by chance.
_LEAST_SHARED = 2


class TellingTerm(NamedTuple):
    """A word as it is written most, its stem, and its weight where the best has 1."""

    word: str
    stem: str
    weight: float


class Similar(NamedTuple):
    """What is similar, and which of the telling words it has, the best first."""

    hit: Hit
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SimilarResult:
    """What is most like a film or one of its documents, the most first; none of the same film.

    ``document_id`` and ``author`` are empty for a film. Of a film there is one hit a film, its
    best document.
    """

    film: FilmFacts
    document_id: str
    author: str
    terms: tuple[TellingTerm, ...]
    similar: tuple[Similar, ...]
    generation: str


def similar(searcher: Searcher, wanted: str, limit: int) -> SimilarResult:
    """What is most like the film or document of that id.

    Raises FilmNotFoundError, ReviewNotFoundError, RequestError for a limit out of range, and
    OutOfTimeError where the time is over before all that has the words was looked at.
    """
    if not 1 <= limit <= MOST_SIMILAR:
        raise RequestError("limit", f"{limit} is not from 1 to {MOST_SIMILAR}")
    documents = searcher.film(wanted)
    of_a_film = bool(documents)
    subjects = documents if of_a_film else _one_document(searcher, wanted)
    film = film_facts(subjects[0])
    terms = telling_terms(searcher, subjects, searcher.film(film.id))
    groups: list[Sequence[FoundDocument]] = []
    query = _query(terms)
    if query:
        others = And((query, Not(of_film(film.id))))
        found = searcher.find(others, 0, _LOOKED_AT, order=Order(typed=All()))
        found.require_whole()
        best = found.documents
        groups = _best_of_films(best) if of_a_film else [[one] for one in best]
    return SimilarResult(
        film=film,
        document_id="" if of_a_film else wanted,
        author="" if of_a_film else subjects[0]["author"],
        terms=terms,
        similar=tuple(islice(_similar(query, terms, groups), limit)) if query else (),
        generation=searcher.generation.name,
    )


def telling_terms(
    searcher: Searcher, subjects: Sequence[Document], of_film: Sequence[Document]
) -> tuple[TellingTerm, ...]:
    """The words that tell most what the ``subjects`` are about, the best first.

    Words that no other film has, and words that are everywhere, are none.
    """
    said = TermCounts(one["text"] for one in subjects)
    own = said if len(subjects) == len(of_film) else TermCounts(one["text"] for one in of_film)
    documents = searcher.generation.counts["documents"]
    most = max(_SMALL, MOST_FREQUENT_SHARE * documents)
    stems = [stem for stem in said.times if says_something(said.word(stem))]
    scored: list[tuple[float, str]] = []
    for stem, having in zip(stems, searcher.document_frequencies(stems), strict=True):
        if having - own.having[stem] >= _LEAST_ELSEWHERE and having <= most:
            idf = 1 + log((documents + 1) / (having + 1))
            scored.append((said.times[stem] * idf, stem))
    repeated = [one for one in scored if said.times[one[1]] > 1]
    chosen = repeated if len(repeated) >= _FEW_TERMS else scored
    best = sorted(chosen, key=lambda one: (-one[0], one[1]))[:_MOST_TERMS]
    return tuple(TellingTerm(said.word(stem), stem, score / best[0][0]) for score, stem in best)


def _one_document(searcher: Searcher, document_id: str) -> list[Document]:
    film_id = document_id.rpartition(":")[0]
    if not film_id:
        raise FilmNotFoundError(document_id)
    found = [one for one in searcher.film(film_id) if one["id"] == document_id]
    if not found:
        raise ReviewNotFoundError(document_id)
    return found


def _query(terms: Sequence[TellingTerm]) -> Node | None:
    words = tuple(Boost(Word(term.word, "text"), term.weight) for term in terms)
    return Or(words) if len(words) > 1 else words[0] if words else None


def _best_of_films(found: Sequence[FoundDocument]) -> list[Sequence[FoundDocument]]:
    """The best documents of each film, in the order of what they score together.

    The sum of scores is CombSUM of Fox and Shaw, *Combination of Multiple Searches* (1994).
    """
    by_film: dict[str, list[FoundDocument]] = defaultdict(list)
    for one in found:
        by_film[one.document["film_id"]].append(one)
    best = [documents[:_OF_A_FILM] for documents in by_film.values()]
    return sorted(best, key=lambda documents: -sum(one.score for one in documents))


def _similar(
    query: Node, terms: Sequence[TellingTerm], groups: Sequence[Sequence[FoundDocument]]
) -> Iterator[Similar]:
    """The first document of each group, with the telling words that the group has."""
    hits = Hits(query)
    for group in groups:
        has = stems_of("\n".join(one.document["text"] for one in group))
        words = tuple(term.word for term in terms if term.stem in has)
        if len(words) >= min(_LEAST_SHARED, len(terms)):
            yield Similar(hits.hit(group[0]), words)
