"""Which elements are no text of the page: scripts, navigation, advertisements, forms."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from indexer.readers.html.dom import Element

_NEVER = {
    "head", "script", "style", "noscript", "template", "svg", "math", "nav", "select", "option",
    "button", "textarea", "input", "iframe", "object", "embed", "applet", "audio", "video",
    "canvas", "map", "dialog", "datalist", "noframes", "title",
}  # fmt: skip
_ROLES = {"navigation", "search", "banner", "contentinfo", "dialog", "alertdialog", "menu"}
_MARGINS = {"header", "footer", "aside"}
_INSIDE = {"article", "section", "li", "main", "blockquote", "figure", "td"}
_NAMES = {
    "ad", "ads", "adsense", "advert", "adverts", "advertisement", "advertising", "sponsor",
    "sponsored", "promo", "promos", "cookie", "cookies", "consent", "gdpr", "newsletter",
    "breadcrumb", "breadcrumbs", "navbar", "navigation", "sitemap", "popup", "modal", "tooltip",
    "recommendations", "recommended", "werbung", "publicidad", "reklam", "hirdetes",
}  # fmt: skip
_WEAK_NAMES = {
    "menu",
    "nav",
    "footer",
    "share",
    "sharing",
    "social",
    "related",
    "sidebar",
    "banner",
}
_OPENED_LATER = {"tab", "panel", "review", "reviews", "comment", "comments", "spoiler", "full"}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_PHRASING = {"span", "a", "b", "i", "em", "strong", "font", "small", "p", "abbr", "time"}
_MOST_OF_A_PAGE = 0.4
_MAX_STYLE = 500


def is_boilerplate(element: Element, page_size: int) -> bool:
    """Whether an element and all in it is furniture.

    Names say so only of what is a lesser part of the page and holds no main heading; text
    that is hidden in a line is the rest of a text that a link would unfold, and stays.
    """
    tag = element.tag
    if tag in _NEVER or (tag == "link" and not element.size):
        return True
    if element.attrs.get("role", "").lower() in _ROLES or _is_named_so(element):
        return not _holds_the_page(element, page_size)
    if tag in _MARGINS:
        inside = any(around.tag in _INSIDE for around in element.ancestors())
        reviews = bool(element.names & _OPENED_LATER)
        return not inside and not reviews and not _holds_the_page(element, page_size)
    return tag not in _PHRASING and is_hidden(element) and not element.names & _OPENED_LATER


def _is_named_so(element: Element) -> bool:
    if element.tag in {"body", "html"}:
        return False
    names = element.names
    if names & _OPENED_LATER:
        return False
    few = {"a", "span", "td", "tr"}
    return bool(names & _NAMES) or (bool(names & _WEAK_NAMES) and element.tag not in few)


def _holds_the_page(element: Element, page_size: int) -> bool:
    return element.size > _MOST_OF_A_PAGE * page_size or any(
        inner.tag == "h1" for inner in element.walk()
    )


def is_hidden(element: Element) -> bool:
    """Whether its own attributes keep an element from being shown."""
    attrs = element.attrs
    return "hidden" in attrs or bool(_HIDDEN.search(attrs.get("style", "")[:_MAX_STYLE]))
