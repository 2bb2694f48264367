"""The fields that several answers have, as JSON Schema."""

from __future__ import annotations

from typing import get_args

from search.records import Kind
from webapp.api.json_schema import (
    count,
    listed,
    of_kind,
    or_null,
    ref,
    text,
    texts,
)

SPAN = {"type": "array", "items": {"type": "integer", "minimum": 0}, "minItems": 2, "maxItems": 2}
RANGES = listed(SPAN, "[start, end] pairs, half-open, in Unicode code points of text")
DATE = "2004-11-12, 2004-11, 2004 or --11-12; null where not known"
URL = "the page, relative to the host"
GENERATION = text("the build of the index that answered")
TOOK = of_kind("number", "milliseconds, from query text to finished answer", minimum=0)
MATCH = text(enum=["all", "any"])

GIVEN = {
    "source_url": or_null("string", "where the source has it, as the source says"),
    "sources": texts("the files that gave it"),
    "times": count("how often they did"),
}
REVIEW_FACTS = {
    "review_title": or_null("string", "the title of the review"),
    "reviewed": or_null("string", f"its date: {DATE}"),
    "rating": or_null("number", "its rating from 0 to 10"),
    **GIVEN,
}
FOLDED = listed(ref("FoldedReview"), "reviews that are nearly this one")
FILM = {
    "id": text("the film, the same in every build"),
    "title": text(),
    "release_date": or_null("string", DATE),
    "country": or_null("string", "of release"),
    "other_titles": texts("its other titles"),
    "genres": texts("its genres"),
    "languages": texts("those spoken"),
    "directors": texts("who directed it"),
    "cast": texts("who plays in it"),
    "external_id": or_null("string", "such as IMDb's"),
    "url": text(URL),
}
TEXT = {"id": text(), "text": text("all of it"), "url": text(URL)}
NEXT = or_null("string", "the cursor of the next page, in this generation; null on the last")
AUTHOR = or_null("string", "who wrote it; null for a description")
KIND = text(enum=[*get_args(Kind)])
PLACE = "the place on the film's page, relative to the host"
HIT = {
    "id": text("the document, the same in every build"),
    "kind": KIND,
    "film": ref("Film"),
    "author": AUTHOR,
    **REVIEW_FACTS,
    "folded": FOLDED,
    "subject": or_null("string", "own or mention, where the query is the title of a film"),
    "score": of_kind("number", "higher is better; only to be compared within one answer"),
    "url": text(PLACE),
    "snippets": listed(ref("Snippet"), "what matched, in reading order"),
    "explanation": listed(ref("ScorePart"), "with explain=true: what adds up to the score"),
}
