"""Random edits of a folder of sources, for hypothesis."""

from __future__ import annotations

import csv
import gzip
import io
import json
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Film = dict[str, Any]
LONG = (
    "It begins in the north where the river is the border and nobody who crosses it "
    "speaks of it again"
)
reviews = st.fixed_dictionaries(
    {
        "author": st.sampled_from(["Ann", "Bob", ""]),
        "text": st.sampled_from(["Refugees run.", "A train.", LONG, f"{LONG}!", f"{LONG} now"]),
        "rating": st.sampled_from([7, None]),
    }
)
films = st.fixed_dictionaries(
    {
        "title": st.sampled_from(["Up", "The Thing", "Thing, The", "It"]),
        "year": st.sampled_from([1982, 2011, None]),
        "description": st.sampled_from(["", "A house flies.", "Ice."]),
        "reviews": st.lists(reviews, max_size=3),
        "id": st.sampled_from(["", "", "tt0084787", "tt0905372"]),
        "genres": st.sampled_from([[], ["Horror"], ["Horror", "Drama"]]),
    }
)


def as_table(given_films: list[Film]) -> bytes:
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["film", "year", "author", "text", "rating"])
    for film in given_films:
        for one in film["reviews"]:
            year, rating = film["year"] or "", one["rating"] or ""
            rows.writerow([film["title"], year, one["author"], one["text"], rating])
    return out.getvalue().encode()


def as_lines(given_films: list[Film]) -> bytes:
    return b"".join(json.dumps(film).encode() + b"\n" for film in given_films)


def as_pages(given_films: list[Film]) -> bytes:
    pages = []
    for film in given_films:
        year = f"| {film['year']}\n" if film["year"] else ""
        said = "".join(
            f"{r['author'] or 'X'}\n\n{r['text']}\n\n... View More\n" for r in film["reviews"]
        )
        pages.append(
            f"{film['title']}\n{film['title']}\n{year}\n{film['description']}\nReviews\n{said}"
        )
    return "".join(pages).encode()


FORMS: dict[str, Callable[[list[Film]], bytes]] = {
    ".csv": as_table,
    ".jsonl": as_lines,
    ".txt": as_pages,
    ".jsonl.gz": lambda given_films: gzip.compress(as_lines(given_films), mtime=0),
}
NAMES = [f"{stem}{ending}" for stem in ("a", "b") for ending in FORMS]
# None takes a file away.
edits = st.dictionaries(
    st.sampled_from(NAMES), st.none() | st.lists(films, max_size=3), min_size=1, max_size=4
)


def apply(folder: Path, changes: dict[str, list[Film] | None]) -> None:
    for name, content in changes.items():
        path = folder / name
        if content is None:
            path.unlink(missing_ok=True)
        else:
            path.write_bytes(FORMS["".join(path.suffixes)](content))
