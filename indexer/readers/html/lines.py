"""The visible text of a page in lines, each with what is known of where it stands."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from indexer.readers.html.boilerplate import is_boilerplate, is_hidden
from indexer.readers.html.values import one_line
from search.errors import SourceError

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.readers.html.dom import Element

_INLINE = {
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
    "font", "i", "img", "ins", "kbd", "label", "layer", "link", "mark", "meta", "meter", "nobr",
    "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup",
    "time", "tt", "u", "var", "wbr", "o:p",
}  # fmt: skip
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_SAYING = ("alt", "title", "aria-label", "content", "class", "data-rating", "style")
_UNFOLDS = re.compile(
    r"(?:\.\.\.|…)?\s*[([]?(?:read|show|see|view)?\s*(?:more|less|on)[)\]]?\s*(?:\.\.\.|…|»|>)?",
    re.IGNORECASE,
)
MAX_LINES = 100_000
_MAX_UNFOLD = 40
_WRAPPED = 60
_RESTS = {"hidden", "hide", "rest", "remaining", "remainder", "full", "collapsed", "invisible"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a line's text that stands in one element."""

    text: str
    element: Element
    href: str = ""


@dataclass(slots=True)
class Line:
    """A line of visible text; without text, what a picture or an empty element there says."""

    owner: Element
    heading: int = 0
    pieces: list[Piece] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    says: list[str] = field(default_factory=list)
    text: str = ""
    # How many of its characters are links.
    linked: int = 0


class _TooManyLinesError(Exception):
    """The page is none that anybody would read."""


class _Cutter:
    """Walks a tree and cuts its text where a browser would begin a line."""

    def __init__(self, page_size: int) -> None:
        self.page_size = page_size
        self.lines: list[Line] = []
        self.line: Line | None = None

    def cut(self) -> None:
        line, self.line = self.line, None
        if line is None:
            return
        line.text = one_line("".join(piece.text for piece in line.pieces))
        line.linked = sum(len(piece.text.strip()) for piece in line.pieces if piece.href)
        if line.text or line.says:
            self.lines.append(line)
        if len(self.lines) > MAX_LINES:
            raise _TooManyLinesError

    def walk(self, element: Element, heading: int, href: str) -> None:
        if is_boilerplate(element, self.page_size):
            element.start = element.end = len(self.lines)
            return
        if element.tag in {"br", "hr"}:
            self.cut()
            return
        block = element.tag not in _INLINE
        if block:
            self.cut()
        element.start = len(self.lines)
        heading = _HEADINGS.get(element.tag, heading)
        href = (element.attrs.get("href") or href) if element.tag == "a" else href
        self._note(element, heading)
        self.below(element, heading, href)
        if block:
            self.cut()
        element.end = len(self.lines) + (self.line is not None)

    def below(self, element: Element, heading: int, href: str) -> None:
        for place, child in enumerate(element.children):
            if isinstance(child, str):
                self._text(child, element, heading, href)
                continue
            if self.line is not None and _stands_apart(element, place):
                self.line.pieces.append(Piece(" ", element))
            if not (_unfolds(child) and _rest_follows(element, place)):
                self.walk(child, heading, href)

    def _open(self, element: Element, heading: int) -> Line:
        if self.line is None:
            self.line = Line(_block_of(element), heading)
        self.line.heading = self.line.heading or heading
        return self.line

    def _note(self, element: Element, heading: int) -> None:
        """What an element says without text: a picture, a row of stars, a hidden value."""
        if element.tag in {"html", "body", "#page"}:
            return
        if element.tag in {"img", "meta"} or not element.size:
            says = [element.attrs[key][:200] for key in _SAYING if element.attrs.get(key)]
            if says:
                self._open(element, heading).says.extend(says)
        elif element.attrs.get("aria-label"):
            self._open(element, heading).says.append(element.attrs["aria-label"][:200])

    def _text(self, text: str, element: Element, heading: int, href: str) -> None:
        if element.tag == "pre" and "\n" in text:
            before = ""
            for part in text.split("\n"):
                # A long line of a text that was wrapped by hand goes on in the next.
                if len(before) < _WRAPPED or not part.strip():
                    self.cut()
                self._piece(f"{part} ", element, heading, href)
                before = part
        else:
            self._piece(text, element, heading, href)

    def _piece(self, text: str, element: Element, heading: int, href: str) -> None:
        if not text.strip():
            if self.line is not None:
                self.line.pieces.append(Piece(" ", element))
            return
        line = self._open(element, heading)
        line.pieces.append(Piece(text, element, href))
        for around in (element, *list(element.ancestors())[:3]):
            line.names |= around.names
            line.names.update(around.attrs.get("itemprop", "").lower().split())
            if around.tag not in _INLINE:
                break


def _stands_apart(parent: Element, place: int) -> bool:
    """Whether an element is shown apart from the one right before it: a link, then a time."""
    child, before = parent.children[place], parent.children[place - 1] if place else ""
    if isinstance(child, str) or isinstance(before, str):
        return False
    return "time" in {child.tag, before.tag} or before.tag == "a"


def _block_of(element: Element) -> Element:
    while element.tag in _INLINE and element.parent is not None:
        element = element.parent
    return element


def _unfolds(element: Element) -> bool:
    """Whether an element is a link such as "... read more" with the rest of the text after it."""
    if element.tag not in _INLINE or not 0 < element.size <= _MAX_UNFOLD:
        return False
    return _UNFOLDS.fullmatch(one_line(element.strings())) is not None


def _rest_follows(parent: Element, place: int) -> bool:
    """Whether hidden text comes right after: the rest of the text that the link unfolds."""
    for child in parent.children[place + 1 : place + 4]:
        if not isinstance(child, str):
            return child.size > 0 and (is_hidden(child) or bool(child.names & _RESTS))
        if child.strip():
            return False
    return False


def page_lines(path: Path, page: Element) -> list[Line]:
    """The lines of a page without its furniture; each element is told which lines are its own.

    SourceError for more than ``MAX_LINES``.
    """
    cutter = _Cutter(page.size)
    try:
        cutter.walk(page, 0, "")
        cutter.cut()
    except _TooManyLinesError:
        raise SourceError(path, 1, f"not taken: more than {MAX_LINES:,} lines of text") from None
    return cutter.lines


def text_of(element: Element) -> str:
    """The visible text below an element in paragraphs."""
    cutter = _Cutter(0)
    with suppress(_TooManyLinesError):
        cutter.below(element, 0, "")
        cutter.cut()
    return "\n\n".join(line.text for line in cutter.lines if line.text)
