"""What the head of a page says: OpenGraph, meta elements, the title element."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from indexer.readers.html.values import one_line, plain_text

if TYPE_CHECKING:
    from indexer.readers.html.dom import Element


@dataclass(slots=True)
class Head:
    """The title element and the named values of the head, the first of each name."""

    title: str = ""
    canonical: str = ""
    values: dict[str, str] = field(default_factory=dict)

    def get(self, *names: str) -> str:
        """The first value there is under any of these names."""
        return next((self.values[name] for name in names if self.values.get(name)), "")

    @property
    def says_film(self) -> bool:
        """Whether it calls the page one of a film or a series."""
        kind = self.get("og:type").lower()
        return kind.startswith("video.") or kind.endswith((":movie", ":film")) or kind == "movie"


def read_head(page: Element) -> Head:
    """What the head says; browsers take such elements from anywhere, and so does this."""
    head = Head()
    for element in page.walk():
        attrs = element.attrs
        if element.tag == "title" and not head.title and not _in_picture(element):
            head.title = one_line(element.strings())
        elif element.tag == "meta" and "content" in attrs:
            name = attrs.get("property") or attrs.get("name") or attrs.get("itemprop") or ""
            head.values.setdefault(name.strip().lower(), plain_text(attrs["content"]))
        elif element.tag == "link" and "canonical" in attrs.get("rel", "").lower().split():
            head.canonical = head.canonical or one_line(attrs.get("href", ""))
    return head


def _in_picture(element: Element) -> bool:
    return any(around.tag == "svg" for around in element.ancestors())
