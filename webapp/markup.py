"""What templates make of the core's values: marks, dates, paragraphs, links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from search.answer import anchor, film_url
from search.markup import marked_html
from search.records import ReleaseDate

if TYPE_CHECKING:
    from flask import Flask

    from search.results import Hit, Snippet

_MONTHS = (
    "",
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def register(app: Flask) -> None:
    """Make the functions of this module filters of the templates, and ``film_url`` a function."""
    for function in (marked, long_date, paragraphs, anchor, snippet_of, counted):
        app.add_template_filter(function)
    app.add_template_global(film_url)


def marked(snippet: Snippet) -> Markup:
    """The snippet as HTML, with an ellipsis where the field goes on."""
    before, after = "… " * snippet.cut_before, " …" * snippet.cut_after
    return Markup(before + marked_html(snippet) + after)  # noqa: S704 (escaped there)


def snippet_of(hit: Hit, field: str) -> Snippet | None:
    """The snippet of one field, if something matched in it; the text's is always there."""
    return next((snippet for snippet in hit.snippets if snippet.field == field), None)


def long_date(text: str) -> str:
    """A release date for people: ``12 November 2004``, as far as it is known."""
    date = ReleaseDate.parse(text)
    parts = (date.day, _MONTHS[date.month or 0], date.year)
    return " ".join(str(part) for part in parts if part)


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text."""
    return [part for part in text.split("\n\n") if part.strip()]


def counted(count: int, noun: str) -> str:
    """``1 review``, ``1,234 reviews``."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
