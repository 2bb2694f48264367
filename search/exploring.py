"""What one does from a film, a review or a word: see ``search.service`` for searching."""

from __future__ import annotations

import threading
from collections import OrderedDict
from itertools import chain, islice
from typing import TYPE_CHECKING, TypeVar

from search.characteristic import CharacteristicTerm, characteristic_terms
from search.concordance import (
    ConcordanceLine,
    ConcordanceRequest,
    ConcordanceResult,
    all_lines,
    concordance,
    read_query,
)
from search.errors import FilmNotFoundError
from search.examples import Example, examples
from search.film_list import FilmList, FilmListRequest, filed_films, film_list
from search.film_reviews import FilmRequest, FilmReviews, film_reviews
from search.similar import SimilarResult, similar
from search.time_budget import time_budget

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Hashable, Sequence

    from search.engine import Searchable, Searcher
    from search.schema import Document

Made = TypeVar("Made")
# Of so many films it is kept what cost an analysis of all their reviews.
_KEPT = 256


class Exploring:
    """Answers from an engine's live generation; safe to call from many threads."""

    def __init__(self, engine: Searchable, seconds: float = 0) -> None:
        """Where an answer takes about ``seconds`` at most; 0 is no limit."""
        self._engine = engine
        self._seconds = seconds
        self._kept = _Kept()
        self._filing = threading.Lock()

    def examples(self) -> tuple[Example, ...]:
        """Queries that find something in the live generation."""
        with self._engine.searcher() as searcher:
            key = (searcher.generation.name, "examples")
            return self._kept.get(key, lambda: examples(searcher))

    def film(self, request: FilmRequest) -> FilmReviews:
        """A film and the reviews of it that are asked for.

        Raises FilmNotFoundError, OutOfTimeError, and IndexStateError where no index can answer,
        as all do.
        """
        with time_budget(self._seconds), self._engine.searcher() as searcher:
            return film_reviews(searcher, request, _documents(searcher, request.film_id))

    def characteristic(self, film_id: str) -> tuple[CharacteristicTerm, ...]:
        """What reviewers of a film say most; kept while the generation is live. OutOfTimeError."""
        with time_budget(self._seconds), self._engine.searcher() as searcher:

            def make() -> tuple[CharacteristicTerm, ...]:
                return characteristic_terms(searcher, _documents(searcher, film_id))

            return self._kept.get((searcher.generation.name, "characteristic", film_id), make)

    def similar(self, wanted: str, limit: int) -> SimilarResult:
        """What is most like a film or one of its documents, by id; that of films is kept.

        Raises as ``search.similar.similar`` does, OutOfTimeError among it.
        """
        with time_budget(self._seconds), self._engine.searcher() as searcher:

            def make() -> SimilarResult:
                return similar(searcher, wanted, limit)

            if ":" in wanted:
                return make()
            return self._kept.get((searcher.generation.name, "similar", wanted, limit), make)

    def concordance(self, request: ConcordanceRequest) -> ConcordanceResult:
        """A page of the places where the words stand; QueryError for what cannot be answered."""
        with time_budget(self._seconds), self._engine.searcher() as searcher:
            return concordance(searcher, request)

    def all_lines(self, request: ConcordanceRequest) -> Generator[ConcordanceLine, None, None]:
        """Every line by place, of one generation; the page and order of the request are not read.

        A generator: what it raises it raises when the first line is taken.
        """
        query, _ = read_query(request)
        if query is not None:
            with self._engine.searcher() as searcher:
                lines = all_lines(searcher, query, request.filters)
                # How long the reading of all takes is for who reads; not so what comes before.
                with time_budget(self._seconds):
                    first = [*islice(lines, 1)]
                yield from chain(first, lines)

    def films(self, request: FilmListRequest) -> FilmList:
        """The films of a letter or year, a page of them; they are filed once a generation."""
        with self._engine.searcher() as searcher:
            name = searcher.generation.name
            # It looks at every film, so that those who come meanwhile wait for the first.
            with self._filing:
                filed = self._kept.get((name, "films"), lambda: filed_films(searcher))
        return film_list(filed, request, name)


def _documents(searcher: Searcher, film_id: str) -> Sequence[Document]:
    documents = searcher.film(film_id)
    if not documents:
        raise FilmNotFoundError(film_id)
    return documents


class _Kept:
    """What was made last, by its key; what was not asked for longest goes first."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._made: OrderedDict[Hashable, object] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What was made for a key; two threads that ask at once may both make it."""
        with self._guard:
            if key in self._made:
                self._made.move_to_end(key)
                return self._made[key]  # type: ignore[return-value]  # a key has one kind of value
        made = make()
        with self._guard:
            self._made[key] = made
            if len(self._made) > _KEPT:
                self._made.popitem(last=False)
        return made
