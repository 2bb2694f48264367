"""The v1 answers as JSON-ready values: what the endpoint sends and ``--json`` prints.

It stands in the core because the web app and the command line give the same object and
neither imports the other (docs/adr/0004). ``root`` is the path that the web app is
mounted at. Field names never change within v1.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from search.cursor import next_cursor
from search.engine import CheckReport
from search.facet_answer import facets_answer, filters_answer
from search.markup import marked_html
from search.parameters import api_url, narrowed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from search.characteristic import CharacteristicTerm
    from search.engine import GenerationInfo
    from search.facts import FilmFacts, FoldedReview, GivenFacts, TextFacts
    from search.film_results import FilmResult, FilmText, ReviewResult
    from search.results import (
        Completion,
        CompletionResult,
        FoundInFilm,
        Hit,
        ScorePart,
        SearchRequest,
        SearchResult,
        Suggestion,
    )

_COUNTED = ("films", "descriptions", "reviews", "documents")
Answer = dict[str, Any]


def film_url(film_id: str, document_id: str = "", root: str = "") -> str:
    """The film's page, at the place of one of its documents if that is given."""
    place = f"#{anchor(document_id)}" if document_id else ""
    return f"{root}/films/{quote(film_id)}{place}"


def anchor(document_id: str) -> str:
    """The name of a document's place on its film's page."""
    return document_id.rpartition(":")[2]


def search_answer(result: SearchResult, root: str = "") -> Answer:
    """The answer of ``/api/v1/search``."""
    request = result.request
    return {
        "query": request.text,
        "interpreted": result.interpreted,
        "notes": [dataclasses.asdict(note) for note in result.notes],
        "syntax": request.syntax,
        "match": request.match,
        "sort": request.sort,
        "filters": filters_answer(request),
        "subject": result.subject or None,
        "group": request.group,
        "total": result.total,
        "group_total": result.group_total if request.group == "film" else None,
        "page": request.offset // request.per_page + 1,
        "per_page": request.per_page,
        "expand": request.expand,
        "related": [
            {"word": w.word, "weight": w.weight, "searched": not request.is_without(w.word)}
            for w in result.related
        ],
        "took_ms": round(result.took_ms, 3),
        "partial": [*result.partial],
        "generation": result.generation,
        "hits": [hit_answer(hit, root) for hit in result.hits],
        "groups": [_group(group, root) for group in result.groups],
        "facets": facets_answer(result, root),
        "suggestions": [_suggestion(one, request, root) for one in result.suggestions],
        "next": next_cursor(result),
    }


def completion_answer(result: CompletionResult, root: str = "") -> Answer:
    """The answer of ``/api/v1/suggest``."""
    return {
        "query": result.text,
        "completions": [
            {
                "text": completion.text,
                "kind": completion.kind,
                "query": completion.query,
                "total": completion.total,
                "ranges": [list(span) for span in completion.ranges],
                "url": _completion_url(completion, root),
            }
            for completion in result.completions
        ],
        "took_ms": round(result.took_ms, 3),
        "partial": [*result.partial],
        "generation": result.generation,
    }


def opensearch_suggestions(result: CompletionResult, root: str) -> list[object]:
    """The same in the form of OpenSearch: what was typed, completions, what they are, URLs.

    A browser searches for the completion that is chosen, so it is the whole query. ``root`` is
    the absolute URL that the web app is mounted at. https://github.com/dewitt/opensearch
    """
    completions = result.completions
    return [
        result.text,
        [completion.query for completion in completions],
        [f"{completion.kind}: {completion.text}" for completion in completions],
        [_completion_url(completion, root) for completion in completions],
    ]


def _completion_url(completion: Completion, root: str) -> str:
    return f"{root}/search?{urlencode({'q': completion.query})}"


def film_answer(
    result: FilmResult, terms: Sequence[CharacteristicTerm] | None, root: str = ""
) -> Answer:
    """The answer of ``/api/v1/films/<id>``; ``terms`` are None where the time was over."""
    return {
        **film_facts_answer(result.film, root),
        "generation": result.generation,
        "description": {
            **_text(result.film.id, result.description, root),
            **_given(result.description.facts),
        },
        "reviews": [
            {
                **_text(result.film.id, review, root),
                "author": review.author,
                **_review(review.facts),
            }
            for review in result.reviews
        ],
        "characteristic": [{**term._asdict(), "g2": round(term.g2, 2)} for term in terms or ()],
        "partial": ["characteristic"] if terms is None else [],
    }


def films_answer(result: SearchResult, root: str = "") -> Answer:
    """The answer of ``/api/v1/films``: the films of a result, whose hits are descriptions."""
    asked = result.request
    return {
        "total": result.total,
        "sort": asked.sort,
        "page": asked.offset // asked.per_page + 1,
        "per_page": asked.per_page,
        "partial": ["films"] if result.partial else [],
        "generation": result.generation,
        "films": [film_facts_answer(hit.film, root) for hit in result.hits],
        "next": next_cursor(result),
    }


def review_answer(result: ReviewResult, root: str = "") -> Answer:
    """The answer of ``/api/v1/reviews/<id>``."""
    return {
        **_text(result.film.id, result.review, root),
        "author": result.review.author,
        **_review(result.review.facts),
        "film": film_facts_answer(result.film, root),
        "generation": result.generation,
    }


def stats_answer(info: GenerationInfo) -> Answer:
    """The answer of ``/api/v1/stats``."""
    return {
        "generation": info.name,
        "created": info.created,
        "counts": {name: info.counts.get(name, 0) for name in _COUNTED},
        "sources": info.sources,
        "size_bytes": info.size_bytes,
    }


def generation_answer(info: GenerationInfo | CheckReport, *, live: bool) -> Answer:
    """A generation as ``stats`` and ``generations`` tell it, or why it cannot be read."""
    if isinstance(info, CheckReport):
        return {"name": info.name, "live": live, "problems": [*info.problems]}
    return {
        "name": info.name,
        "live": live,
        "created": info.created,
        "engine": info.engine,
        "library": info.library,
        "schema": info.schema,
        "held_back": info.held_back or None,
        "counts": dict(info.counts),
        "size_bytes": info.size_bytes,
        "sources": info.sources,
    }


def film_facts_answer(film: FilmFacts, root: str = "") -> Answer:
    """What is known of a film, as every answer has it."""
    return {
        "id": film.id,
        "title": film.title,
        "release_date": film.release_date or None,
        "country": film.country or None,
        "other_titles": [*film.other_titles],
        "genres": [*film.genres],
        "languages": [*film.languages],
        "directors": [*film.directors],
        "cast": [*film.cast],
        "external_id": film.external_id or None,
        "url": film_url(film.id, root=root),
    }


def _review(facts: TextFacts) -> Answer:
    return {**_said(facts), "folded": [_folded(review) for review in facts.folded]}


def _folded(review: FoldedReview) -> Answer:
    return {"author": review.author or None, **_said(review)}


def _said(facts: GivenFacts) -> Answer:
    return {
        "review_title": facts.title or None,
        "reviewed": facts.date or None,
        "rating": facts.rating,
        **_given(facts),
    }


def _given(facts: GivenFacts) -> Answer:
    return {"source_url": facts.url or None, "sources": [*facts.sources], "times": facts.times}


def hit_answer(hit: Hit, root: str = "") -> Answer:
    """A hit, as every answer has it."""
    why = {} if hit.explanation is None else {"explanation": _explanation(hit.explanation)}
    return {
        "id": hit.id,
        "kind": hit.kind,
        "film": film_facts_answer(hit.film, root),
        "author": hit.author or None,
        **_review(hit.facts),
        "subject": hit.subject,
        "score": round(hit.score, 6),
        "url": film_url(hit.film.id, hit.id, root),
        "snippets": [
            {
                "field": snippet.field,
                "text": snippet.text,
                "ranges": [list(span) for span in snippet.ranges],
                "html": marked_html(snippet),
                "cut_before": snippet.cut_before,
                "cut_after": snippet.cut_after,
            }
            for snippet in hit.snippets
        ],
        **why,
    }


def _group(group: FoundInFilm, root: str) -> Answer:
    return {
        "film": film_facts_answer(group.film, root),
        "total": group.total,
        "matching_reviews": group.matching,
        "reviews": group.reviews,
        "share": round(group.share, 6),
        "hits": [hit_answer(hit, root) for hit in group.hits],
    }


def _explanation(parts: tuple[ScorePart, ...]) -> list[Answer]:
    return [dataclasses.asdict(part) for part in parts]


def _text(film_id: str, text: FilmText, root: str) -> Answer:
    return {"id": text.id, "text": text.text, "url": film_url(film_id, text.id, root)}


def _suggestion(suggestion: Suggestion, request: SearchRequest, root: str) -> Answer:
    text, match = suggestion.query, suggestion.match
    asked = dataclasses.replace(request, text=text, match=match, without=(), start=0)
    return {
        "kind": suggestion.kind,
        "query": suggestion.query,
        "match": suggestion.match,
        "total": suggestion.total,
        "url": api_url(narrowed(asked, ()), root),
    }
