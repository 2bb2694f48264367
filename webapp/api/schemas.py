"""The answers of the endpoint as JSON Schema: each field with its type and what it is."""

from __future__ import annotations

from typing import Any, get_args

from search.completions import CompletionKind
from search.records import Kind
from search.sorting import SORTS_OF_FILMS

Schema = dict[str, Any]


def _of(kind: str, description: str = "", **more: object) -> Schema:
    return {"type": kind, **({"description": description} if description else {}), **more}


def _text(description: str = "", **more: object) -> Schema:
    return _of("string", description, **more)


def _count(description: str) -> Schema:
    return _of("integer", description, minimum=0)


def _yes(description: str) -> Schema:
    return _of("boolean", description)


def _or_null(kind: str, description: str) -> Schema:
    return {"type": [kind, "null"], "description": description}


def _none_required(schema: Schema) -> Schema:
    return {**schema, "required": []}


def _list(items: Schema, description: str = "") -> Schema:
    return _of("array", description, items=items)


def _texts(description: str) -> Schema:
    return _list(_text(), description)


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": [*properties]}


def _maybe_without(schema: Schema, *names: str) -> Schema:
    """The same schema, of which fields may be left out."""
    required = [name for name in schema["required"] if name not in names]
    return {**schema, "required": required}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


_SPAN = {"type": "array", "items": {"type": "integer", "minimum": 0}, "minItems": 2, "maxItems": 2}
_RANGES = _list(_SPAN, "[start, end] pairs, half-open, in Unicode code points of text")
_DATE = "2004-11-12, 2004-11, 2004 or --11-12; null where not known"
_URL = "the page, relative to the host"
_GENERATION = _text("the build of the index that answered")
_TOOK = _of("number", "milliseconds, from query text to finished answer", minimum=0)
_MATCH = _text(enum=["all", "any"])

_GIVEN = {
    "source_url": _or_null("string", "where the source has it, as the source says"),
    "sources": _texts("the files that gave it"),
    "times": _count("how often they did"),
}
_REVIEW_FACTS = {
    "review_title": _or_null("string", "the title of the review"),
    "reviewed": _or_null("string", f"its date: {_DATE}"),
    "rating": _or_null("number", "its rating from 0 to 10"),
    **_GIVEN,
}
_FOLDED = _list(_ref("FoldedReview"), "reviews that are nearly this one")
_FILM = {
    "id": _text("the film, the same in every build"),
    "title": _text(),
    "release_date": _or_null("string", _DATE),
    "country": _or_null("string", "of release"),
    "other_titles": _texts("its other titles"),
    "genres": _texts("its genres"),
    "languages": _texts("those spoken"),
    "directors": _texts("who directed it"),
    "cast": _texts("who plays in it"),
    "external_id": _or_null("string", "such as IMDb's"),
    "url": _text(_URL),
}
_TEXT = {"id": _text(), "text": _text("all of it"), "url": _text(_URL)}
_NEXT = _or_null("string", "the cursor of the next page, in this generation; null on the last")
_AUTHOR = _or_null("string", "who wrote it; null for a description")

SCHEMAS: dict[str, Schema] = {
    "SearchAnswer": _object(
        query=_text("as typed"),
        interpreted=_text("how it was read; empty if a lenient reading found no word"),
        notes=_list(_ref("Note"), "what a lenient reading did not take as it stands"),
        syntax=_text("as asked", enum=["strict", "lenient"]),
        match=_MATCH,
        sort=_text("as asked", enum=[*SORTS_OF_FILMS]),
        filters=_list(_of("object"), "as asked: a facet and the values of which any will do"),
        subject=_or_null("string", "the title of a film that is all of the query"),
        group=_text("as asked", enum=["none", "film"]),
        total=_count("all documents that match, exactly"),
        group_total=_or_null("integer", "all films, grouped by film"),
        page=_count("as asked"),
        per_page=_count("as asked"),
        expand=_yes("as asked"),
        related=_list(_ref("RelatedWord"), "the words that were searched besides"),
        took_ms=_TOOK,
        partial=_texts("hits, related, snippets or suggestions: not all there, the time was over"),
        generation=_GENERATION,
        hits=_list(_ref("Hit"), "the hits of the page, in order; of fields, those asked for"),
        groups=_list(_ref("FoundInFilm"), "grouped: the films of the page, in place of hits"),
        facets=_list(_of("object"), "the facets that were asked for, with their counts"),
        suggestions=_list(_ref("Suggestion"), "other questions that find more"),
        next=_NEXT,
    ),
    "FoundInFilm": _object(
        film=_ref("Film"),
        total=_count("its documents that match"),
        matching_reviews=_count("its reviews that match"),
        reviews=_count("all of its reviews"),
        share=_of("number", "the smoothed share of its reviews that match"),
        hits=_list(_ref("Hit"), "its best"),
    ),
    "Similar": _of("object", "what is like a film or a text, and by which words"),
    "Concordance": _of("object", "a page of lines, each a place with what is around it"),
    "Line": _of("object", "a place where the words stand, with what is around it"),
    "SearchesAnswer": _object(
        answers=_list(_ref("OneAnswer"), "one for each search, in their order")
    ),
    "OneAnswer": _maybe_without(
        _object(
            status=_of("integer", "as the search alone would have"),
            answer=_ref("SearchAnswer"),
            problem=_ref("Problem"),
        ),
        "answer",
        "problem",
    ),
    "FilmsAnswer": _object(
        total=_count("all films"),
        sort=_text("as asked", enum=["title", "newest_film", "oldest_film"]),
        page=_count("as asked"),
        per_page=_count("as asked"),
        generation=_GENERATION,
        films=_list(_ref("Film"), "in order"),
        next=_NEXT,
    ),
    "ReviewAnswer": _object(
        **_TEXT,
        author=_AUTHOR,
        **_REVIEW_FACTS,
        folded=_FOLDED,
        film=_ref("Film"),
        generation=_GENERATION,
    ),
    "Stats": _object(
        generation=_GENERATION,
        created=_text("when it was built, UTC"),
        counts=_object(
            films=_count("all films"),
            descriptions=_count("those with a description"),
            reviews=_count("all reviews"),
            documents=_count("what can be found"),
        ),
        sources=_count("files that it was made from"),
        size_bytes=_count("on disk"),
    ),
    "Csv": _text("a line each, the names of the columns first"),
    "Note": _object(
        kind=_text("such as ignored, as_words, capped, loosened or in_part"),
        start=_count("where in the query"),
        end=_count("up to where"),
        message=_text("why"),
    ),
    "RelatedWord": _object(
        word=_text(),
        weight=_of("number", "a typed word's is 1"),
        searched=_yes("whether it was, for it may be left out"),
    ),
    # With the parameter fields a hit has those alone.
    "Hit": _none_required(
        _object(
            id=_text("the document, the same in every build"),
            kind=_text(enum=[*get_args(Kind)]),
            film=_ref("Film"),
            author=_AUTHOR,
            **_REVIEW_FACTS,
            folded=_FOLDED,
            subject=_or_null("string", "own or mention, where the query is the title of a film"),
            score=_of("number", "higher is better; only to be compared within one answer"),
            url=_text("the place on the film's page, relative to the host"),
            snippets=_list(_ref("Snippet"), "what matched, in reading order"),
            explanation=_list(_ref("ScorePart"), "with explain=true: what adds up to the score"),
        )
    ),
    "Film": _object(**_FILM),
    "FoldedReview": _object(author=_or_null("string", "who it is said to be by"), **_REVIEW_FACTS),
    "Snippet": _object(
        field=_text("where it stands"),
        text=_text("a fragment, as it is written"),
        ranges=_RANGES,
        html=_text("the same, escaped, matches in <mark>"),
        cut_before=_yes("whether the field begins before it"),
        cut_after=_yes("whether the field goes on after it"),
    ),
    "ScorePart": _object(
        query=_text("a word, or what else adds to the score"),
        score=_of("number", "what it adds"),
        idf=_or_null("number", "its weight by how few documents have it"),
        having=_or_null("integer", "how many do"),
        boost=_of("number", "its ^"),
        fields=_list(_ref("FieldPart"), "where it stands"),
    ),
    "FieldPart": _object(
        field=_text(),
        frequency=_of("number", "how often the word stands there"),
        length=_of("number", "words in the field"),
        average=_of("number", "words in it on the average"),
        weight=_of("number", "of the field"),
        normalised=_of("number", "weight times frequency, set against the length"),
    ),
    "Suggestion": _object(
        kind=_text(enum=["spelling", "drop_word", "match_any"]),
        query=_text("what to ask"),
        match=_MATCH,
        total=_count("how many it finds"),
        url=_text("the request that asks it, relative to the host"),
    ),
    "Completions": _object(
        query=_text("as typed"),
        completions=_list(_ref("Completion"), "best first"),
        took_ms=_TOOK,
        generation=_GENERATION,
    ),
    "Completion": _object(
        text=_text("the title, name or phrase, as it is written"),
        kind=_text(enum=[*get_args(CompletionKind)]),
        query=_text("the whole query to search for"),
        total=_count("the documents it stands for, as counted for the index"),
        ranges=_RANGES,
        url=_text("the page of results"),
    ),
    "OpenSearchSuggestions": _of("array", "query, [queries], [what they are], [URLs]"),
    "FilmAnswer": _object(
        **_FILM,
        generation=_GENERATION,
        description=_object(**_TEXT, **_GIVEN),
        reviews=_list(
            _object(**_TEXT, author=_AUTHOR, **_REVIEW_FACTS, folded=_FOLDED),
            "in the order of the page",
        ),
    ),
    "OpenApi": _of("object", "OpenAPI 3.1"),
    "Problem": _maybe_without(
        _object(
            type=_text("what kind of problem: a URN of the list in docs/api.md, or about:blank"),
            title=_text(),
            status=_of("integer", "as of HTTP"),
            detail=_text("one line for a person"),
            parameter=_text("the first parameter that cannot be used"),
            errors=_list(_object(parameter=_text(), detail=_text()), "all that cannot be used"),
            start=_count("where in q"),
            end=_count("up to where"),
            suggestions=_texts("whole queries that can be read"),
        ),
        "parameter",
        "errors",
        "start",
        "end",
        "suggestions",
    ),
}
