"""schema.org as microdata and RDFa Lite: the same objects that JSON-LD would give."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.readers.html.lines import text_of
from indexer.readers.html.values import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from indexer.readers.html.dom import Element
    from indexer.readers.html.json_ld import Node

_MAX_NAMES = 400
_ADDRESSES = {"url", "sameas", "image", "thumbnailurl", "mainentityofpage"}
_HOLDERS = {"a": "href", "area": "href", "link": "href", "img": "src", "object": "data"}


def marked_up_nodes(page: Element) -> Iterator[Node]:
    """Every item of the page as an object, outer ones first."""
    nodes: dict[int, Node] = {}
    for element in page.walk():
        kinds = _kinds(element)
        if kinds is not None:
            nodes[id(element)] = {"@type": kinds}
        for name in _properties(element):
            owner = _owner(element, nodes)
            value = nodes[id(element)] if kinds is not None else _value(element, name)
            if owner is not None and value:
                owner.setdefault(name, []).append(value)
    yield from nodes.values()


def _kinds(element: Element) -> list[str] | None:
    """The types of the item that an element is; None where it is none."""
    attrs = element.attrs
    if "itemscope" not in attrs and "typeof" not in attrs:
        return None
    return f"{attrs.get('itemtype', '')} {attrs.get('typeof', '')}".split()


def _properties(element: Element) -> list[str]:
    attrs = element.attrs
    if element.tag == "meta" and "itemprop" not in attrs and ":" in attrs.get("property", ""):
        return []  # OpenGraph, which is no RDFa of schema.org
    names = f"{attrs.get('itemprop', '')} {attrs.get('property', '')}"[:_MAX_NAMES].split()
    return list({name.rpartition("/")[2].rpartition(":")[2]: None for name in names})


def _owner(element: Element, nodes: dict[int, Node]) -> Node | None:
    for around in element.ancestors():
        if id(around) in nodes:
            return nodes[id(around)]
    return None


def _value(element: Element, name: str) -> str:
    attrs = element.attrs
    if "content" in attrs:
        return attrs["content"]
    if element.tag in {"time", "data", "meter"}:
        return attrs.get("datetime") or attrs.get("value") or text_of(element)
    holder = _HOLDERS.get(element.tag, "")
    if holder in attrs and (name.lower() in _ADDRESSES or not element.size):
        return one_line(attrs[holder])
    return text_of(element)
