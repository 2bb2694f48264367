"""What templates make of the core's values: marks, dates, paragraphs, links."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import url_for
from markupsafe import Markup

from search.answer import anchor, film_url
from search.exploring_answer import similar_url
from search.markup import marked_html
from search.query import Phrase
from search.snippets import mark_text
from search.wording import counted, long_date, milliseconds, rated
from webapp.feed import feed_url

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Flask

    from search.query import Node
    from search.results import Hit, Snippet


def register(app: Flask) -> None:
    """Make the functions of this module filters of the templates, and ``film_url`` a function."""
    for function in (
        marked, marked_for, marked_names, snippets_of, paragraphs, anchor,
        long_date, counted, rated, milliseconds, web_url, host, similar_url, feed_url,
    ):  # fmt: skip
        app.add_template_filter(function)
    app.add_template_global(film_url)
    app.add_template_global(field_url)


def marked(snippets: Sequence[Snippet]) -> Markup:
    """The snippets of a field as HTML, with an ellipsis where something of it is left out."""
    before, after = "… " * snippets[0].cut_before, "\N{NO-BREAK SPACE}…" * snippets[-1].cut_after
    return Markup(before + " … ".join(map(marked_html, snippets)) + after)  # noqa: S704 (escaped)


def marked_for(text: str, query: Node | None, field: str, kind: str) -> Markup | str:
    """A whole text as HTML with what a query matches in it; plain without a query."""
    return marked([mark_text(query, field, text, kind)]) if query else text


def snippets_of(hit: Hit, field: str) -> list[Snippet]:
    """The snippets of one field, none if nothing matched in it; the text has one always."""
    return [snippet for snippet in hit.snippets if snippet.field == field and snippet.text]


def marked_names(names: Sequence[str], hit: Hit, field: str) -> list[Markup | str]:
    """All the names of a field, with what matched in them."""
    matched = {snippet.text: snippet for snippet in snippets_of(hit, field)}
    return [marked([matched[name]]) if name in matched else name for name in names]


def field_url(field: str, name: str) -> str:
    """The search for what has a name in a field."""
    return url_for("pages.results", q=str(Phrase(name, field)))


def web_url(url: str) -> str:
    """A URL that a link may lead to; empty for what is none, such as ``javascript:``."""
    return url if host(url) else ""


def host(url: str) -> str:
    """The host of a web page's URL; empty for what is none."""
    try:
        parts = urlsplit(url)
        name = parts.hostname or ""
    except ValueError:
        return ""
    return name.removeprefix("www.") if parts.scheme in {"http", "https"} else ""


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text."""
    return [part for part in text.split("\n\n") if part.strip()]
