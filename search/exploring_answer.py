"""The v1 answers of what one explores by; see ``search.answer``."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING
from urllib.parse import quote

from search.answer import film_facts_answer, film_url, hit_answer

if TYPE_CHECKING:
    from search.answer import Answer
    from search.concordance import ConcordanceLine, ConcordanceResult
    from search.similar import SimilarResult


def similar_url(wanted: str, root: str = "") -> str:
    """The page of what is like a film or a review, by id."""
    return f"{root}/similar/{quote(wanted, safe=':')}"


def similar_answer(result: SimilarResult, root: str = "") -> Answer:
    """The answer of ``/api/v1/similar/<id>``."""
    return {
        "id": result.document_id or result.film.id,
        "film": film_facts_answer(result.film, root),
        "words": [{"word": term.word, "weight": round(term.weight, 4)} for term in result.terms],
        "generation": result.generation,
        "hits": [
            {**hit_answer(similar.hit, root), "words": [*similar.words]}
            for similar in result.similar
        ],
    }


def concordance_answer(result: ConcordanceResult, root: str = "") -> Answer:
    """The answer of ``/api/v1/concordance``."""
    request = result.request
    return {
        "query": request.text,
        "interpreted": result.interpreted,
        "notes": [asdict(note) for note in result.notes],
        "match": request.match,
        "sort": request.sort,
        "total": result.total,
        "documents": result.documents,
        "page": request.page,
        "per_page": request.per_page,
        "took_ms": round(result.took_ms, 3),
        "partial": [*result.partial],
        "generation": result.generation,
        "lines": [line_answer(line, root) for line in result.lines],
    }


def line_answer(line: ConcordanceLine, root: str = "") -> Answer:
    """A line of a concordance; the columns of its CSV have the same names."""
    return {
        "left": line.left,
        "keyword": line.keyword,
        "right": line.right,
        "film": line.title,
        "author": line.author or None,
        "kind": line.kind,
        "id": line.document_id,
        "start": line.start,
        "url": film_url(line.film_id, line.document_id, root),
    }
