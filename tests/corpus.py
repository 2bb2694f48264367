"""Small documents for tests, and an index of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from search.query import normalise, parse
from search.schema import BLANK, Folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from search.engine import Engine, GenerationInfo
    from search.schema import Document


def document(number: int, text: str = "", *, title: str = "Film", **other: Any) -> Document:
    """A review numbered ``number`` of the film ``title``; number 0 is its description."""
    film_id = other.get("film_id", title.lower())
    made = {
        **BLANK,
        "id": f"{film_id}:{number}",
        "film_id": film_id,
        "kind": "review" if number else "description",
        "position": number,
        "title": title,
        "release_date": "2004",
        "country": "USA",
        "text": text,
        **other,
    }
    assert made.keys() == BLANK.keys()
    return cast("Document", made)


def folded(author: str, title: str = "", **other: Any) -> Folded:
    """A review that is nearly another."""
    made = Folded(author=author, title=title, date="", rating="", url="", sources=(), times=1)
    return cast("Folded", {**made, **other})


def build(
    engine: Engine, documents: Iterable[Document], counts: Mapping[str, int] | None = None
) -> GenerationInfo:
    """Make a generation of the documents and put it live; ``counts`` are told where they matter."""
    with engine.build() as builder:
        count = 0
        for one in documents:
            builder.add(one)
            count += 1
        builder.finish({"documents": count, **(counts or {})})
        return builder.activate()


def texts(engine: Engine, *reviews: str) -> GenerationInfo:
    """Make a generation of reviews of one film, numbered from 1."""
    return build(engine, [document(n, text) for n, text in enumerate(reviews, start=1)])


def found(engine: Engine, text: str, limit: int = 100, offset: int = 0) -> list[int]:
    """The positions of the documents found, best first; asserts the total beside them."""
    query = normalise(parse(text))
    with engine.searcher() as searcher:
        answer = searcher.find(query, offset, limit)
        assert searcher.count(query) == answer.total
    if offset == 0 and limit >= answer.total:
        assert len(answer.documents) == answer.total
    scores = [hit.score for hit in answer.documents]
    assert scores == sorted(scores, reverse=True)
    return [hit.document["position"] for hit in answer.documents]
