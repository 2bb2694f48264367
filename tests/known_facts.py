"""Documents of two films, of one of which a source gives every fact, to build an index of."""

from __future__ import annotations

from tests.corpus import document, folded

CAST = tuple(f"Player {letter}" for letter in "ABCDEFGHIJKLMN")
FILM = {
    "title": "The Thing",
    "film_id": "the-thing-1982",
    "release_date": "1982",
    "genres": "Science Fiction\nHorror & <b>",
    "languages": "en",
    "directors": "John Carpenter",
    "cast": "\n".join(("Kurt Russell", *CAST)),
    "other_titles": "La Chose",
    "external_id": "tt0084787",
}
DOCUMENTS = [
    document(0, "A base in the ice.", url="https://www.example.org/thing?a=1&b=2", **FILM),
    document(
        1,
        "The dog is not a dog.",
        author="Ann",
        review_title="A freezing <i>masterpiece</i>",
        reviewed="2004-11-12",
        rating="9.5",
        url="javascript:alert(1)",
        sources=("a.csv", "b<.jsonl"),
        times=3,
        folded=[
            folded(
                "Calum",
                "Freezing & gore",
                date="2005",
                rating="8",
                url="http://example.net/r",
                sources=("c.csv",),
            ),
            folded(""),
        ],
        **FILM,
    ),
    document(2, "A dog.", rating="7", author="Bob", reviewed="1999", **FILM),
    document(0, "Another dog.", title="Other", release_date="2001"),
]
