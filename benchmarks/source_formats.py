"""The same films as files of every format that is read, for benchmarks."""

from __future__ import annotations

import csv
import gzip
import html
import json
import shutil
import sys
import tarfile
import zipfile
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

Films = list[dict[str, Any]]
_COLUMNS = ("film", "release_date", "year", "genres", "cast", "language", "description")
_REVIEW_COLUMNS = ("author", "date", "review_title", "rating", "text")


def films_of(source: Path, most: int | None = None) -> Films:
    """The films of a packed file of JSON Lines, at most so many; a review has an author."""
    with gzip.open(source, "rt", encoding="utf-8") as lines:
        films = [json.loads(line) for line in islice(lines, most)]
    for film in films:
        for review in film["reviews"]:
            review["author"] = review["author"] or review["id"]
    return films


def write_all(films: Films, folder: Path, html_pages: int) -> dict[str, Path]:
    """What each format's files are named by, in the order in which they are to be shown.

    ``HTML pages`` are of the first films alone, so many as are asked for, and ``text pages
    beside them`` of the same.
    """
    few = films[:html_pages]
    pages = write_pages(films, folder / "pages")
    lines = folder / "films.jsonl"
    lines.write_text("".join(f"{_json(film)}\n" for film in films), "utf-8")
    whole = folder / "films.json"
    whole.write_text(f"[{','.join(map(_json, films))}]", "utf-8")
    return {
        "text pages": pages,
        "CSV": _table(films, folder / "films.csv", csv.excel),
        "TSV": _table(films, folder / "films.tsv", csv.excel_tab),
        "JSON Lines": lines,
        "JSON": whole,
        "JSON Lines .gz": _packed(lines, folder / "films.jsonl.gz"),
        "JSON Lines .zst": _packed(lines, folder / "films.jsonl.zst"),
        "text pages .zip": _zip(pages, folder / "pages.zip"),
        "text pages .tar.gz": _tar(pages, folder / "pages.tar.gz"),
        "HTML pages": _html_pages(few, folder / "html"),
        "text pages beside them": write_pages(few, folder / "few"),
    }


def write_pages(films: Iterable[dict[str, Any]], folder: Path) -> Path:
    """A folder of text pages in the shape of the seed page, one a film."""
    folder.mkdir(parents=True)
    for film in films:
        (folder / f"{film['id']}.txt").write_text(text_page(film), "utf-8")
    return folder


def text_page(film: dict[str, Any]) -> str:
    """A film as a text page."""
    title = film["title"]
    lines = [title, title]
    if film.get("release_date"):
        day = date.fromisoformat(film["release_date"])
        lines.append(f"| {day:%d %B %Y} (USA)")
    lines += [f"{title} Trailers", ""]
    if film.get("description"):
        lines += [film["description"], ""]
    lines.append("Reviews")
    for review in film["reviews"]:
        lines += [review["author"], "", review["text"], "", "... View More"]
    return "\n".join(lines) + "\n"


def _json(film: dict[str, Any]) -> str:
    return json.dumps(film, ensure_ascii=False)


def _table(films: Films, path: Path, dialect: type[csv.Dialect]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, dialect)
        writer.writerow((*_COLUMNS, *_REVIEW_COLUMNS))
        for film in films:
            writer.writerows(_rows(film))
    return path


def _rows(film: dict[str, Any]) -> Iterator[list[Any]]:
    """A row a review; a film without any has one of its own."""
    facts = [
        film["title"],
        film["release_date"],
        film["year"],
        ", ".join(film["genres"]),
        ", ".join(film["cast"]),
        film["language"],
        film["description"],
    ]
    for review in film["reviews"] or [dict.fromkeys(("author", "date", "title", "rating", "text"))]:
        yield [*facts, *(review[key] for key in ("author", "date", "title", "rating", "text"))]


def _packed(path: Path, target: Path) -> Path:
    module = gzip if target.suffix == ".gz" else zstd
    with path.open("rb") as file, module.open(target, "wb") as packed:
        shutil.copyfileobj(file, packed)
    return target


def _zip(folder: Path, target: Path) -> Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.iterdir()):
            archive.write(path, path.name)
    return target


def _tar(folder: Path, target: Path) -> Path:
    with tarfile.open(target, "w:gz", compresslevel=6) as archive:
        archive.add(folder, "pages")
    return target


def _html_pages(films: Films, folder: Path) -> Path:
    folder.mkdir()
    for film in films:
        (folder / f"{film['id']}.html").write_text(_html_page(film), "utf-8")
    return folder


def _html_page(film: dict[str, Any]) -> str:
    """A film as a page that shows it and says it again as JSON-LD."""
    title = html.escape(film["title"])
    shown = "\n".join(
        f"<article><h3>{html.escape(review['author'])}</h3><p>{html.escape(review['text'])}</p>"
        "</article>"
        for review in film["reviews"]
    )
    said = {
        "@context": "https://schema.org",
        "@type": "Movie",
        "name": film["title"],
        "datePublished": film["release_date"] or str(film["year"] or ""),
        "genre": film["genres"],
        "description": film["description"] or "",
        "review": [_review_said(review) for review in film["reviews"]],
    }
    script = _json(said).replace("</", "<\\/")
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>\n'
        f'<script type="application/ld+json">{script}</script></head>\n<body><nav><a href="/">Home'
        f"</a></nav><h1>{title}</h1>\n<p>{html.escape(film['description'] or '')}</p>\n"
        f"<h2>Reviews</h2>\n{shown}\n</body></html>\n"
    )


def _review_said(review: dict[str, Any]) -> dict[str, Any]:
    return {
        "@type": "Review",
        "author": {"@type": "Person", "name": review["author"]},
        "reviewBody": review["text"],
    }
