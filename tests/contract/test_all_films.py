"""The own pages of all films, and how many reviews each has."""

from __future__ import annotations

from search.engine import Engine
from tests.corpus import build, document

DOCUMENTS = [
    *(document(n, title="One", film_id="one") for n in range(4)),
    document(0, title="Two", film_id="two"),
    *(document(n, title="Three", film_id="three") for n in range(12)),
]


def films(engine: Engine) -> dict[str, int]:
    with engine.searcher() as searcher:
        found = list(searcher.films())
    assert {document["kind"] for document, _ in found} <= {"description"}
    return {document["title"]: reviews for document, reviews in found}


def test_every_film_is_there_once_with_its_reviews_counted(engine: Engine) -> None:
    build(engine, DOCUMENTS)
    assert films(engine) == {"One": 3, "Two": 0, "Three": 11}


def test_what_an_update_took_out_or_put_in_counts(engine: Engine) -> None:
    build(engine, DOCUMENTS)
    with engine.update() as updater:
        updater.remove("three")
        updater.remove("one")
        for number in range(3):
            updater.add(document(number, title="One", film_id="one"))
        updater.finish({"documents": 4})
        updater.activate()
    assert films(engine) == {"One": 2, "Two": 0}
