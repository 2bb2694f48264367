"""The search service: cap, parse, normalise, ask the engine, help when nothing is found."""

from __future__ import annotations

import dataclasses
from contextlib import ExitStack
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from search.completing import complete
from search.errors import (
    NOT_WHOLE,
    FilmNotFoundError,
    QueryTooLargeError,
    RequestError,
    ReviewNotFoundError,
)
from search.facts import film_facts, text_facts
from search.film_results import FilmResult, FilmText, ReviewResult
from search.found import Found, Order
from search.hit_stream import HitStream
from search.hits import Hits
from search.query import All, Note
from search.query.nodes import leaves
from search.query.patterns import MAX_EXPANSIONS
from search.ranking import idf
from search.reading import read_request
from search.relevance_model import expanded, related_words
from search.results import (
    MAX_COMPLETIONS,
    CompletionResult,
    SearchResult,
    Suggestion,
)
from search.suggestions import RARE, suggest
from search.time_budget import cuts, is_spent, time_budget
from search.wording import IN_PART

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from search.engine import GenerationInfo, Searchable, Searcher
    from search.found import FoundAll
    from search.query import Node
    from search.query.nodes import Expanding
    from search.results import RelatedWord, SearchRequest


# A text of fewer words is taken at its word; a longer one is a question in one's own words.
_QUESTION_LENGTH = 6
_LOOSENED = "nothing has all of these words, so any of them will do"


class SearchService:
    """Answers requests from an engine's live generation; safe to call from many threads."""

    def __init__(self, engine: Searchable, seconds: float = 0) -> None:
        """Where a search takes about ``seconds`` at most; 0 is no limit."""
        self._engine = engine
        self._seconds = seconds

    def search(self, request: SearchRequest) -> SearchResult:
        """The page of hits that is asked for, best first, with the exact total.

        Raises QueryError for a text that cannot be read, IndexStateError where no index
        can answer, OutOfTimeError where nothing was found in time.
        """
        with time_budget(self._seconds):
            return self._search(request)

    def _search(self, request: SearchRequest) -> SearchResult:
        started = perf_counter()
        query, notes = read_request(request)
        with self._engine.searcher() as searcher:
            answered = _answered(searcher, request, query) if query else _Answered(All())
            if query and _asks_in_vain(request, query, answered):
                query, _ = read_request(request, "any")
                loose = dataclasses.replace(request, match="any")
                answered = _answered(searcher, loose, query or All())
                notes = (*notes, Note("loosened", 0, len(request.text), _LOOSENED))
            generation = searcher.generation
        found = answered.found
        made = _hits(answered.asked, found, generation, request)
        hits = tuple(map(made.hit, found.documents))
        groups = tuple(map(made.film, found.films))
        partial = (*answered.partial, *(("snippets",) if (hits or groups) and is_spent() else ()))
        if partial:
            notes = (*notes, Note("in_part", 0, len(request.text), IN_PART))
        return SearchResult(
            request=request,
            interpreted=str(query or ""),
            total=found.total,
            hits=hits,
            suggestions=answered.suggestions,
            generation=generation.name,
            took_ms=(perf_counter() - started) * 1000,
            notes=(*notes, *map(_capped, found.cut.items())),
            related=answered.related,
            matching=found.matching,
            facets=found.facets,
            groups=groups,
            group_total=found.film_total,
            subject=found.subject,
            partial=partial,
        )

    def every_hit(self, request: SearchRequest) -> HitStream:
        """All hits in the order that is asked for, whatever the page, made as they are read.

        It holds a generation until it is read or closed. Raises as ``search`` does, before
        the first hit. A search in part is none: OutOfTimeError.
        """
        query, _ = read_request(request)
        with ExitStack() as stack:
            searcher = stack.enter_context(self._engine.searcher())
            generation = searcher.generation
            if query is None:
                return HitStream(generation.name, 0, iter(()), stack.pop_all())
            with time_budget(self._seconds):
                asked, found = _all_found(searcher, request, query)
            hits = map(_hits(asked, found, generation, request).hit, found.documents)
            return HitStream(generation.name, found.total, hits, stack.pop_all())

    def review(self, review_id: str) -> ReviewResult:
        """A review with its film; ReviewNotFoundError if there is none."""
        film_id = review_id.rpartition(":")[0]
        with self._engine.searcher() as searcher:
            for d in searcher.film(film_id):
                if d["id"] == review_id and d["kind"] == "review":
                    text = FilmText(d["id"], d["author"], d["text"], text_facts(d))
                    return ReviewResult(film_facts(d), text, searcher.generation.name)
        raise ReviewNotFoundError(review_id)

    def film(self, film_id: str) -> FilmResult:
        """A film with its description and every review; FilmNotFoundError if there is none."""
        with self._engine.searcher() as searcher:
            documents = searcher.film(film_id)
            generation = searcher.generation.name
        if not documents:
            raise FilmNotFoundError(film_id)
        texts = [FilmText(d["id"], d["author"], d["text"], text_facts(d)) for d in documents]
        return FilmResult(film_facts(documents[0]), texts[0], tuple(texts[1:]), generation)

    def complete(self, text: str, limit: int) -> CompletionResult:
        """What could be meant by a text that is being typed, best first; at most ``limit``.

        Raises RequestError for a limit out of range, IndexStateError where no index can answer.
        """
        if not 1 <= limit <= MAX_COMPLETIONS:
            raise RequestError("limit", f"{limit} is not from 1 to {MAX_COMPLETIONS}")
        started = perf_counter()
        with time_budget(self._seconds), self._engine.searcher() as searcher:
            completions = complete(searcher, text, limit)
            generation = searcher.generation.name
            partial = ("completions",) if cuts() else ()
        took_ms = (perf_counter() - started) * 1000
        return CompletionResult(text, completions, generation, took_ms, partial)

    def expanded(self, request: SearchRequest) -> Node | None:
        """The tree of a request with the related words that it asks for; None without a word.

        Without related words where the time is over.
        """
        query, _ = read_request(request)
        if query is None:
            return None
        related = None
        if request.expand:
            with time_budget(self._seconds), self._engine.searcher() as searcher:
                related = _in_time(lambda: related_words(searcher, query))
        return expanded(query, related or (), request.without, request.match)

    def live(self) -> GenerationInfo:
        """The generation that answers; IndexStateError if none can."""
        with self._engine.searcher() as searcher:
            return searcher.generation


class _Answered(NamedTuple):
    """What was asked of the engine, related words and all, and what came of it."""

    asked: Node
    found: Found = Found(0, ())
    related: tuple[RelatedWord, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    partial: tuple[str, ...] = ()


_T = TypeVar("_T")


def _in_time(make: Callable[[], tuple[_T, ...]]) -> tuple[_T, ...] | None:
    """What adds to an answer; None if the time is over before it is made."""
    try:
        return None if is_spent() else make()
    except NOT_WHOLE:
        return None


def _answered(searcher: Searcher, request: SearchRequest, query: Node) -> _Answered:
    partial = []
    related = _in_time(lambda: related_words(searcher, query)) if request.expand else ()
    if related is None:
        related = ()
        partial.append("related")
    asked = expanded(query, related, request.without, request.match)
    found = searcher.find(
        asked,
        request.offset,
        request.per_page,
        order=Order(
            request.sort,
            query,
            request.filters,
            request.counting,
            request.group == "film",
            request.after,
        ),
        explain=request.explain,
    )
    _refuse_cut(request, found.cut)
    if not found.is_whole:
        if not found.matching:
            found.require_whole()
        counted = ("facets",) if found.facets else ()
        return _Answered(asked, found, related, (), ("hits", *counted, *partial))
    few = found.matching < RARE or 0 in found.having.values()
    suggestions = _in_time(lambda: suggest(searcher, request, query, found)) if few else ()
    if suggestions is None:
        partial.append("suggestions")
    return _Answered(asked, found, related, suggestions or (), tuple(partial))


def _all_found(searcher: Searcher, request: SearchRequest, query: Node) -> tuple[Node, FoundAll]:
    """What is asked of the engine for all hits, related words and all, and what is found."""
    related = related_words(searcher, query) if request.expand else ()
    asked = expanded(query, related, request.without, request.match)
    found = searcher.find_all(asked, order=Order(request.sort, query, request.filters))
    _refuse_cut(request, found.cut)
    if not found.total and request.syntax == "lenient" and request.match == "all":
        page = dataclasses.replace(request, page=1, start=0)
        if _asks_in_vain(request, query, _answered(searcher, page, query)):
            loose, _ = read_request(request, "any")
            return _all_found(searcher, dataclasses.replace(request, match="any"), loose or All())
    return asked, found


def _hits(
    asked: Node, found: Found | FoundAll, generation: GenerationInfo, request: SearchRequest
) -> Hits:
    documents = generation.counts["documents"]
    rarity = {leaf: idf(documents, having) for leaf, having in found.having.items()}
    return Hits(asked, rarity, found.subject, request.snippets)


def _refuse_cut(request: SearchRequest, cut: Mapping[Expanding, int]) -> None:
    if cut and request.syntax == "strict":
        leaf = next(iter(cut))
        reason = f"{leaf} stands for more than {MAX_EXPANSIONS:,} words; add a letter"
        raise QueryTooLargeError(reason, *leaf.span)


def _asks_in_vain(request: SearchRequest, query: Node, answered: _Answered) -> bool:
    """Whether a question finds nothing with all of its words, nor with any one of them left out."""
    if request.syntax == "strict" or request.match == "any" or answered.found.matching:
        return False
    few = sum(1 for _ in leaves(query)) < _QUESTION_LENGTH
    return not few and {one.kind for one in answered.suggestions} == {"match_any"}


def _capped(cut: tuple[Expanding, int]) -> Note:
    leaf, total = cut
    message = (
        f"{leaf} stands for {total:,} words; the {MAX_EXPANSIONS:,} most frequent are searched"
    )
    return Note("capped", *leaf.span, message)
