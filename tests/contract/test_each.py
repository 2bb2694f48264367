"""All documents that match, one after the other."""

from __future__ import annotations

from search.engine import Engine
from search.query import Word, normalise, parse
from tests.corpus import build, document


def test_each_is_every_document_that_matches_by_film_and_position(engine: Engine) -> None:
    documents = [
        document(n, "a shark" if n % 3 else "a boat", title="Film", film_id=film)
        for film in ("b", "a")
        for n in range(12, -1, -1)
    ]
    build(engine, documents)
    with engine.searcher() as searcher:
        found = [d["id"] for d in searcher.each(normalise(parse("shark")))]
        assert found == [f"{film}:{n}" for film in "ab" for n in range(13) if n % 3]
        assert len(found) == searcher.count(Word("shark"))
        assert list(searcher.each(Word("whale"))) == []


def test_a_film_by_its_id_is_its_documents_and_no_other(engine: Engine) -> None:
    documents = [document(n, "x", title="Film", film_id=f"the-film-{n % 2}") for n in range(6)]
    build(engine, documents)
    with engine.searcher() as searcher:
        found = [d["position"] for d in searcher.each(Word("the-film-1", "film_id"))]
    assert found == [1, 3, 5]
