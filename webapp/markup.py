"""What templates make of the core's values: marks, dates, paragraphs, links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from search.answer import anchor, film_url
from search.markup import marked_html
from search.snippets import mark_text
from search.wording import counted, long_date

if TYPE_CHECKING:
    from flask import Flask

    from search.query import Node
    from search.results import Hit, Snippet


def register(app: Flask) -> None:
    """Make the functions of this module filters of the templates, and ``film_url`` a function."""
    for function in (marked, long_date, paragraphs, anchor, snippet_of, counted, marked_for):
        app.add_template_filter(function)
    app.add_template_global(film_url)


def marked(snippet: Snippet) -> Markup:
    """The snippet as HTML, with an ellipsis where the field goes on."""
    before, after = "… " * snippet.cut_before, " …" * snippet.cut_after
    return Markup(before + marked_html(snippet) + after)  # noqa: S704 (escaped there)


def marked_for(text: str, query: Node | None, field: str) -> Markup | str:
    """A whole text as HTML with what a query matches in it; plain without a query."""
    return marked(mark_text(query, field, text)) if query else text


def snippet_of(hit: Hit, field: str) -> Snippet | None:
    """The snippet of one field, if something matched in it; the text's is always there."""
    return next((snippet for snippet in hit.snippets if snippet.field == field), None)


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text."""
    return [part for part in text.split("\n\n") if part.strip()]
