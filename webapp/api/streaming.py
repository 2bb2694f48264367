"""All hits of a search as lines, made as they are sent."""

from __future__ import annotations

import csv
import io
import json
from itertools import islice
from typing import TYPE_CHECKING, Any

from flask import Response, request

from search.answer import hit_answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from search.hit_stream import HitStream

    Answer = dict[str, Any]
    # Each column by its name, and what makes its value of a row.
    Columns = Mapping[str, Callable[[Answer], object]]

MEDIA = {"ndjson": "application/x-ndjson", "csv": "text/csv"}
# Hits that are sent together.
_TOGETHER = 50
# Each column of a CSV by the field of a hit that it is from.
COLUMNS: dict[str, tuple[str, Callable[[Answer], object]]] = {
    "id": ("id", lambda hit: hit["id"]),
    "kind": ("kind", lambda hit: hit["kind"]),
    "film_id": ("film", lambda hit: hit["film"]["id"]),
    "film_title": ("film", lambda hit: hit["film"]["title"]),
    "film_release_date": ("film", lambda hit: hit["film"]["release_date"]),
    "film_country": ("film", lambda hit: hit["film"]["country"]),
    "author": ("author", lambda hit: hit["author"]),
    "review_title": ("review_title", lambda hit: hit["review_title"]),
    "reviewed": ("reviewed", lambda hit: hit["reviewed"]),
    "rating": ("rating", lambda hit: hit["rating"]),
    "source_url": ("source_url", lambda hit: hit["source_url"]),
    "score": ("score", lambda hit: hit["score"]),
    "url": ("url", lambda hit: hit["url"]),
    "snippets": ("snippets", lambda hit: " … ".join(one["text"] for one in hit["snippets"])),
}


def chosen(hit: Answer, fields: Sequence[str]) -> Answer:
    """A hit with the fields that are asked for, all of them if none is."""
    return {name: hit[name] for name in hit if name in fields} if fields else hit


def streamed(hits: HitStream, form: str, fields: Sequence[str]) -> Response:
    """All hits, a line each, with the fields that are asked for."""
    root = request.script_root  # which is not known any more when the lines are made
    answers = (hit_answer(hit, root) for hit in hits)
    if form == "ndjson":
        return as_lines((chosen(one, fields) for one in answers), form, "hits", {}, hits.close)
    columns = {name: made for name, (of, made) in COLUMNS.items() if not fields or of in fields}
    return as_lines(answers, form, "hits", columns, hits.close)


def as_lines(
    rows: Iterable[Answer], form: str, name: str, columns: Columns, close: Callable[[], None]
) -> Response:
    """The rows, a line each, sent as they are made; ``close`` is called after the last.

    In a CSV they have the ``columns``, whose names come first (RFC 4180), and it is a file of that
    ``name``.
    """
    lines = _csv(rows, columns) if form == "csv" else _ndjson(rows)
    response = Response(_together(lines), mimetype=MEDIA[form])
    response.call_on_close(close)
    if form == "csv":
        response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _ndjson(rows: Iterable[Answer]) -> Iterator[str]:
    for row in rows:
        yield json.dumps(row, ensure_ascii=False) + "\n"


def _csv(rows: Iterable[Answer], columns: Columns) -> Iterator[str]:
    yield _row(columns)
    for row in rows:
        yield _row(made(row) for made in columns.values())


def _row(values: Iterable[object]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(values)
    return line.getvalue()


def _together(lines: Iterator[str]) -> Iterator[str]:
    while piece := "".join(islice(lines, _TOGETHER)):
        yield piece
