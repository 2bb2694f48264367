"""The query tree: frozen nodes that print themselves in the query language.

Printing is canonical: ``parse(str(node))`` gives the node back, whatever words match by
default. A leaf keeps what was typed, not its terms, so a reader sees their own words; a
``field`` of None asks all fields that are searched by default.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Match = Literal["all", "any"]
OPERATORS = frozenset({"AND", "OR", "NOT"})
QUOTES = '"“”„‟«»＂″‶〝〞〟❝❞'
# Dashes and minus signs typed for the plain hyphen of an operator.
MINUSES = "-−‐‑‒–—―﹘﹣－"
# What can only be meant as a stretch; asked of a field without an order it is a mistake.
STRETCH = re.compile(r"(?:[<>]=?)[\d-].*|\d[\d.-]*\.\.\S*|\.\.\d\S*", re.DOTALL)
_SPECIAL = re.compile(rf"[\\{QUOTES}()*?~^:\s]")
_IN_PHRASE = re.compile(rf"[\\{QUOTES}]")


def _escaped(text: str, field: str | None = None) -> str:
    stretch = field and STRETCH.fullmatch(unicodedata.normalize("NFKC", text))
    if text in OPERATORS or stretch:
        return f"\\{text[0]}{wildcard_text([(char, False) for char in text[1:]])}"
    return wildcard_text([(char, False) for char in text])


def wildcard_text(characters: Iterable[tuple[str, bool]]) -> str:
    """The text of a word of which some characters are wild: the others escaped where need be."""
    text = "".join(
        char if wild or not _SPECIAL.fullmatch(char) else f"\\{char}" for char, wild in characters
    )
    return f"\\{text}" if text[:1] in {"+", *MINUSES} else text


def _asked(name: str | None) -> str:
    return f"{name}:" if name else ""


@dataclass(frozen=True, slots=True)
class _Leaf:
    """What was typed, the field it asks, and where in the query text it stands."""

    text: str
    field: str | None = None
    span: tuple[int, int] = dataclasses.field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Word(_Leaf):
    """One word; a word with a hyphen also matches its parts in a row."""

    def __str__(self) -> str:
        return _asked(self.field) + _escaped(self.text, self.field)


@dataclass(frozen=True, slots=True)
class Phrase(_Leaf):
    """Words in a row, in this order; with ``slop``, so many steps away from it.

    A step moves one word by one place, so two words that change places take two (as Lucene
    counts): the places of the words less their places in the phrase differ by at most it.
    """

    slop: int = 0

    def __str__(self) -> str:
        inside = _IN_PHRASE.sub(lambda match: f"\\{match.group()}", self.text)
        return f'{_asked(self.field)}"{inside}"{f"~{self.slop}" if self.slop else ""}'


@dataclass(frozen=True, slots=True)
class Prefix(_Leaf):
    """Words that begin so, in the form in which they were written."""

    def __str__(self) -> str:
        return f"{_asked(self.field)}{_escaped(self.text)}*"


@dataclass(frozen=True, slots=True)
class Wildcard(_Leaf):
    """Words of a shape: ``*`` is any characters or none, ``?`` is one.

    ``text`` is what ``wildcard_text`` made, so that a plain ``*`` is told from a wild one.
    """

    def __str__(self) -> str:
        return _asked(self.field) + self.text


@dataclass(frozen=True, slots=True)
class Fuzzy(_Leaf):
    """Words at most ``edits`` away: a letter more, less, another, or two that changed places."""

    edits: int = 1

    def __str__(self) -> str:
        return f"{_asked(self.field)}{_escaped(self.text)}~{self.edits}"


@dataclass(frozen=True, slots=True)
class Range:
    """A stretch of a date or number field, from ``low`` to ``high``; one may be None.

    Dates may be known in part, and are taken with all the time that they can be; not
    ``whole``, the one end that there is is left out.
    """

    field: str
    low: str | None
    high: str | None
    whole: bool = True
    span: tuple[int, int] = dataclasses.field(default=(0, 0), compare=False)

    def __str__(self) -> str:
        if self.low == self.high:
            return f"{self.field}:{self.low}"
        if self.low and self.high:
            return f"{self.field}:{self.low}..{self.high}"
        sign = (">" if self.low else "<") + ("=" if self.whole else "")
        return f"{self.field}:{sign}{self.low or self.high}"


@dataclass(frozen=True, slots=True)
class All:
    """Every document."""

    def __str__(self) -> str:
        return "*"


@dataclass(frozen=True, slots=True)
class And:
    """All of the children, of which there are at least two."""

    children: tuple[Node, ...]

    def __str__(self) -> str:
        return " AND ".join(_inside(child, And) for child in self.children)


@dataclass(frozen=True, slots=True)
class Or:
    """Any of the children, of which there are at least two."""

    children: tuple[Node, ...]

    def __str__(self) -> str:
        return " OR ".join(_inside(child, Or) for child in self.children)


@dataclass(frozen=True, slots=True)
class Not:
    """Every document but those that ``child`` matches."""

    child: Node

    def __str__(self) -> str:
        return f"NOT {_inside(self.child, Not)}"


@dataclass(frozen=True, slots=True)
class AndMaybe:
    """What ``required`` matches; what ``optional`` matches of it counts for more."""

    required: Node
    optional: Node

    def __str__(self) -> str:
        return f"+{_inside(self.required, AndMaybe)} OR {_inside(self.optional, AndMaybe)}"


@dataclass(frozen=True, slots=True)
class Boost:
    """What ``child`` matches, its score times ``factor``."""

    child: Node
    factor: float

    def __str__(self) -> str:
        return f"{_inside(self.child, Boost)}^{self.factor:g}"


# Leaves that stand for whichever words of the index pass them.
Expanding: TypeAlias = Prefix | Wildcard | Fuzzy
Leaf: TypeAlias = Word | Phrase | Expanding
Node: TypeAlias = Leaf | Range | All | And | Or | Not | AndMaybe | Boost


def leaves(node: Node, *, negated: bool = True) -> Iterator[Leaf]:
    """The leaves of a tree that look for words, in reading order.

    Without the ``negated`` ones it is those that a hit can owe itself to.
    """
    if isinstance(node, And | Or):
        for child in node.children:
            yield from leaves(child, negated=negated)
    elif isinstance(node, AndMaybe):
        yield from leaves(node.required, negated=negated)
        yield from leaves(node.optional, negated=negated)
    elif isinstance(node, Boost):
        yield from leaves(node.child, negated=negated)
    elif isinstance(node, Not):
        if negated:
            yield from leaves(node.child)
    elif not isinstance(node, All | Range):
        yield node


def _inside(child: Node, parent: type) -> str:
    """``child`` as printed within ``parent``: in parentheses where it would be read otherwise."""
    composite = isinstance(child, And | Or | AndMaybe)
    negated = isinstance(child, Not) and parent in {Or, AndMaybe, Boost}
    twice = isinstance(child, Boost) and parent is Boost
    return f"({child})" if composite or negated or twice else str(child)
