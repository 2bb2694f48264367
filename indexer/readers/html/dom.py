"""A page as a tree of elements: the one module that knows the HTML parser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from search.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_ELEMENTS = 200_000
# What is nested deeper belongs to the element at this depth: unclosed <font> tags nest without end.
MAX_DEPTH = 150
_MAX_NAMES = 2000
_RAW = {"script", "style", "title", "textarea"}
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


class Element:
    """A tag with what is in it; ``size`` is the length of the text in it, scripts left out."""

    __slots__ = ("attrs", "children", "end", "names", "parent", "size", "start", "tag")

    def __init__(self, tag: str, attrs: dict[str, str], parent: Element | None) -> None:
        self.tag = tag
        self.attrs = attrs
        self.parent = parent
        self.children: list[Element | str] = []
        self.size = 0
        # The lines of the page that it covers, once they are cut.
        self.start = self.end = 0
        named = " ".join(attrs[key] for key in ("class", "id", "rel", "role") if key in attrs)
        self.names = (
            frozenset(map(str.lower, _WORD.findall(named[:_MAX_NAMES]))) if named else frozenset()
        )

    def elements(self) -> list[Element]:
        """The elements right below."""
        return [child for child in self.children if isinstance(child, Element)]

    def walk(self) -> Iterator[Element]:
        """This element and all below, in the order of the page."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting.extend(reversed(element.elements()))

    def ancestors(self) -> Iterator[Element]:
        """The elements around it, the nearest first."""
        element = self.parent
        while element is not None:
            yield element
            element = element.parent

    def strings(self) -> str:
        """All text below as it came, scripts too."""
        return (
            "".join(
                child
                for element in self.walk()
                for child in element.children
                if isinstance(child, str)
            )
            if any(isinstance(child, Element) for child in self.children)
            else "".join(child for child in self.children if isinstance(child, str))
        )


class _Builder:
    """The parser's target: a call for each tag and text, so that no cap is passed first."""

    def __init__(self) -> None:
        self.root = Element("#page", {}, None)
        self.open = [self.root]
        self.deeper = 0
        self.total = 0

    def start(self, tag: object, attrs: dict[str, str]) -> None:
        self.total += 1
        if len(self.open) > MAX_DEPTH or self.total > MAX_ELEMENTS:
            self.deeper += 1
            return
        parent = self.open[-1]
        element = Element(str(tag).lower(), {**attrs}, parent)
        parent.children.append(element)
        self.open.append(element)

    def end(self, _tag: object) -> None:
        if self.deeper:
            self.deeper -= 1
        elif len(self.open) > 1:
            element = self.open.pop()
            if element.tag not in _RAW:
                self.open[-1].size += element.size

    def data(self, text: str) -> None:
        here = self.open[-1]
        if here.children and isinstance(here.children[-1], str):
            here.children[-1] += text
        else:
            here.children.append(text)
        here.size += len(text.strip())

    def close(self) -> Element:
        while len(self.open) > 1:
            self.end("")
        return self.root


def parse_page(path: Path, text: str) -> Element:
    """The root of the page's tree; broken markup is mended as the parser does it.

    SourceError for a page of more than ``MAX_ELEMENTS`` elements. Nothing is fetched and no
    entity but HTML's own is known, so none can grow. Time is linear in the page.
    """
    builder = _Builder()
    parser = etree.HTMLParser(target=builder, encoding="utf-8", huge_tree=True, no_network=True)
    try:
        parser.feed(text.encode("utf-8", "replace") or b" ")
        root: Element = parser.close()
    except etree.LxmlError as error:
        raise SourceError(path, 1, f"not a page of HTML: {str(error)[:100]}") from error
    if builder.total > MAX_ELEMENTS:
        raise SourceError(path, 1, f"not taken: more than {MAX_ELEMENTS:,} elements")
    return root
