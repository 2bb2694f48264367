"""The one place where text becomes HTML outside of a template: escaped, with <mark>."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from search.results import Snippet


def marked_html(snippet: Snippet) -> str:
    """The snippet's text, escaped, with each matched range in ``<mark>``."""
    return "".join(
        f"<mark>{escape(text)}</mark>" if matched else escape(text)
        for text, matched in snippet.pieces()
    )
