"""The answers of the endpoint as JSON Schema: each field with its type and what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from search.completions import CompletionKind
from search.concordance import CONTEXT_SORTS
from search.facets import FACET_NAMES
from search.sorting import SORTS_OF_FILMS
from webapp.api import answer_fields as fields
from webapp.api.json_schema import (
    count,
    in_part,
    listed,
    maybe_without,
    none_required,
    of_kind,
    or_null,
    record,
    ref,
    text,
    texts,
    yes,
)

if TYPE_CHECKING:
    from webapp.api.json_schema import Schema

SCHEMAS: dict[str, Schema] = {
    "SearchAnswer": record(
        query=text("as typed"),
        interpreted=text("how it was read; empty if a lenient reading found no word"),
        notes=listed(ref("Note"), "what a lenient reading did not take as it stands"),
        syntax=text("as asked", enum=["strict", "lenient"]),
        match=fields.MATCH,
        sort=text("as asked", enum=[*SORTS_OF_FILMS]),
        filters=listed(ref("Filter"), "as asked: a facet and the values of which any will do"),
        subject=or_null("string", "the title of a film that is all of the query"),
        group=text("as asked", enum=["none", "film"]),
        total=count("all documents that match, exactly"),
        group_total=or_null("integer", "all films, grouped by film"),
        page=count("as asked"),
        per_page=count("as asked"),
        expand=yes("as asked"),
        related=listed(ref("RelatedWord"), "the words that were searched besides"),
        took_ms=fields.TOOK,
        partial=in_part("hits", "facets", "related", "snippets", "suggestions"),
        generation=fields.GENERATION,
        hits=listed(ref("Hit"), "the hits of the page, in order; of fields, those asked for"),
        groups=listed(ref("FoundInFilm"), "grouped: the films of the page, in place of hits"),
        facets=listed(ref("Facet"), "those that were asked for, in that order"),
        suggestions=listed(ref("Suggestion"), "other questions that find more"),
        next=fields.NEXT,
    ),
    "FoundInFilm": record(
        film=ref("Film"),
        total=count("its documents that match"),
        matching_reviews=count("its reviews that match"),
        reviews=count("all of its reviews"),
        share=of_kind("number", "the smoothed share of its reviews that match"),
        hits=listed(ref("Hit"), "its best"),
    ),
    "Filter": record(
        name=text("the facet", enum=[*FACET_NAMES]), values=texts("without case and accents")
    ),
    "Facet": record(
        name=text(enum=[*FACET_NAMES]),
        values=listed(ref("FacetValue"), "the most frequent first, those selected always"),
        value_total=count("how many values hits have"),
        truncated=yes("whether there are more values than are told"),
    ),
    "FacetValue": record(
        value=text("to ask for"),
        label=text("to show, mostly written so"),
        count=count("the hits that have it, within the filters of the other facets, exactly"),
        selected=yes("whether it is among the filters"),
        toggle_url=text("the request that adds it to the filters or takes it away"),
    ),
    "Similar": record(
        id=text("the film or document that was asked for"),
        film=ref("Film"),
        words=listed(
            record(word=text(), weight=of_kind("number", "the best has 1")),
            "those that tell most what it is about, the best first",
        ),
        generation=fields.GENERATION,
        hits=listed(ref("SimilarHit"), "of other films, the most similar first"),
    ),
    "Concordance": record(
        query=text("as typed"),
        interpreted=text("how it was read; empty if a lenient reading found no word"),
        notes=listed(ref("Note"), "what a lenient reading did not take as it stands"),
        match=fields.MATCH,
        sort=text("as asked", enum=[*CONTEXT_SORTS]),
        total=count("all places, exactly"),
        documents=count("the texts that they are in"),
        page=count("as asked"),
        per_page=count("as asked"),
        took_ms=fields.TOOK,
        partial=in_part("lines"),
        generation=fields.GENERATION,
        lines=listed(ref("Line"), "of the page, in order"),
    ),
    "Line": record(
        left=text("what stands before, white space as one blank each"),
        keyword=text("what matched, as it is written"),
        right=text("what stands after"),
        film=text("its title"),
        author=fields.AUTHOR,
        kind=fields.KIND,
        id=text("the document"),
        start=count("where the keyword is in the text, in Unicode code points"),
        url=text(fields.PLACE),
    ),
    "SearchesAnswer": record(
        answers=listed(ref("OneAnswer"), "one for each search, in their order")
    ),
    "OneAnswer": maybe_without(
        record(
            status=of_kind("integer", "as the search alone would have"),
            answer=ref("SearchAnswer"),
            problem=ref("Problem"),
        ),
        "answer",
        "problem",
    ),
    "FilmsAnswer": record(
        total=count("all films"),
        sort=text("as asked", enum=["title", "newest_film", "oldest_film"]),
        page=count("as asked"),
        per_page=count("as asked"),
        partial=in_part("films"),
        generation=fields.GENERATION,
        films=listed(ref("Film"), "in order"),
        next=fields.NEXT,
    ),
    "ReviewAnswer": record(
        **fields.TEXT,
        author=fields.AUTHOR,
        **fields.REVIEW_FACTS,
        folded=fields.FOLDED,
        film=ref("Film"),
        generation=fields.GENERATION,
    ),
    "Stats": record(
        generation=fields.GENERATION,
        created=text("when it was built, UTC"),
        counts=record(
            films=count("all films"),
            descriptions=count("those with a description"),
            reviews=count("all reviews"),
            documents=count("what can be found"),
        ),
        sources=count("files that it was made from"),
        size_bytes=count("on disk"),
    ),
    "Csv": text("a line each, the names of the columns first"),
    "Note": record(
        kind=text("such as ignored, as_words, capped, loosened or in_part"),
        start=count("where in the query"),
        end=count("up to where"),
        message=text("why"),
    ),
    "RelatedWord": record(
        word=text(),
        weight=of_kind("number", "a typed word's is 1"),
        searched=yes("whether it was, for it may be left out"),
    ),
    # With the parameter fields a hit has those alone.
    "Hit": none_required(record(**fields.HIT)),
    "SimilarHit": maybe_without(
        record(**fields.HIT, words=texts("which of the words it has, the best first")),
        "explanation",
    ),
    "Film": record(**fields.FILM),
    "FoldedReview": record(
        author=or_null("string", "who it is said to be by"), **fields.REVIEW_FACTS
    ),
    "Snippet": record(
        field=text("where it stands"),
        text=text("a fragment, as it is written"),
        ranges=fields.RANGES,
        html=text("the same, escaped, matches in <mark>"),
        cut_before=yes("whether the field begins before it"),
        cut_after=yes("whether the field goes on after it"),
    ),
    "ScorePart": record(
        query=text("a word, or what else adds to the score"),
        score=of_kind("number", "what it adds"),
        idf=or_null("number", "its weight by how few documents have it"),
        having=or_null("integer", "how many do"),
        boost=of_kind("number", "its ^"),
        fields=listed(ref("FieldPart"), "where it stands"),
    ),
    "FieldPart": record(
        field=text(),
        frequency=of_kind("number", "how often the word stands there"),
        length=of_kind("number", "words in the field"),
        average=of_kind("number", "words in it on the average"),
        weight=of_kind("number", "of the field"),
        normalised=of_kind("number", "weight times frequency, set against the length"),
    ),
    "Suggestion": record(
        kind=text(enum=["spelling", "drop_word", "match_any"]),
        query=text("what to ask"),
        match=fields.MATCH,
        total=count("how many it finds"),
        url=text("the request that asks it, relative to the host"),
    ),
    "Completions": record(
        query=text("as typed"),
        completions=listed(ref("Completion"), "best first"),
        took_ms=fields.TOOK,
        partial=in_part("completions"),
        generation=fields.GENERATION,
    ),
    "Completion": record(
        text=text("the title, name or phrase, as it is written"),
        kind=text(enum=[*get_args(CompletionKind)]),
        query=text("the whole query to search for"),
        total=count("the documents it stands for, as counted for the index"),
        ranges=fields.RANGES,
        url=text("the page of results"),
    ),
    "OpenSearchSuggestions": of_kind("array", "query, [queries], [what they are], [URLs]"),
    "FilmAnswer": record(
        **fields.FILM,
        generation=fields.GENERATION,
        description=record(**fields.TEXT, **fields.GIVEN),
        reviews=listed(
            record(
                **fields.TEXT, author=fields.AUTHOR, **fields.REVIEW_FACTS, folded=fields.FOLDED
            ),
            "in the order of the page",
        ),
        characteristic=listed(ref("CharacteristicTerm"), "what its reviewers say most"),
        partial=in_part("characteristic"),
    ),
    "CharacteristicTerm": record(
        word=text("as it is written most"),
        reviews=count("of the film that have it"),
        elsewhere=count("documents of other films that have it"),
        g2=of_kind("number", "how sure it is that this is no chance: the log-likelihood ratio"),
    ),
    "OpenApi": of_kind("object", "OpenAPI 3.1"),
    "Problem": maybe_without(
        record(
            type=text("what kind of problem: a URN of the list in docs/api.md, or about:blank"),
            title=text(),
            status=of_kind("integer", "as of HTTP"),
            detail=text("one line for a person"),
            parameter=text("the first parameter that cannot be used"),
            errors=listed(record(parameter=text(), detail=text()), "all that cannot be used"),
            start=count("where in q"),
            end=count("up to where"),
            suggestions=texts("whole queries that can be read"),
        ),
        "parameter",
        "errors",
        "start",
        "end",
        "suggestions",
    ),
}
