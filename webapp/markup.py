"""What templates make of the core's values: marks, dates, paragraphs, links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from search.answer import anchor, film_url
from search.markup import marked_html
from search.snippets import mark_text
from search.wording import counted, long_date

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Flask

    from search.query import Node
    from search.results import Hit, Snippet


def register(app: Flask) -> None:
    """Make the functions of this module filters of the templates, and ``film_url`` a function."""
    for function in (marked, long_date, paragraphs, anchor, snippets_of, counted, marked_for):
        app.add_template_filter(function)
    app.add_template_global(film_url)


def marked(snippets: Sequence[Snippet]) -> Markup:
    """The snippets of a field as HTML, with an ellipsis where something of it is left out."""
    before, after = "… " * snippets[0].cut_before, " …" * snippets[-1].cut_after
    return Markup(before + " … ".join(map(marked_html, snippets)) + after)  # noqa: S704 (escaped)


def marked_for(text: str, query: Node | None, field: str, kind: str) -> Markup | str:
    """A whole text as HTML with what a query matches in it; plain without a query."""
    return marked([mark_text(query, field, text, kind)]) if query else text


def snippets_of(hit: Hit, field: str) -> list[Snippet]:
    """The snippets of one field, none if nothing matched in it; the text has one always."""
    return [snippet for snippet in hit.snippets if snippet.field == field and snippet.text]


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text."""
    return [part for part in text.split("\n\n") if part.strip()]
