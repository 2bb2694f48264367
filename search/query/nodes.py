"""The query tree: frozen nodes that print themselves in the query language.

Printing is canonical: ``parse(str(node))`` gives the node back, whatever words match by
default. A leaf keeps what was typed, not its terms, so a reader sees their own words; a
``field`` of None asks all fields that are searched by default.
"""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

Match = Literal["all", "any"]
OPERATORS = frozenset({"AND", "OR", "NOT"})
QUOTES = '"“”„‟«»＂'
# An en dash or minus sign typed for the plain hyphen of an operator.
MINUSES = "-−–"
_SPECIAL = re.compile(rf"[\\{QUOTES}()*:\s]")
_IN_PHRASE = re.compile(rf"[\\{QUOTES}]")


def _escaped(text: str) -> str:
    if text in OPERATORS:
        return f"\\{text}"
    escaped = _SPECIAL.sub(lambda match: f"\\{match.group()}", text)
    return f"\\{escaped}" if escaped[:1] in {"+", *MINUSES} else escaped


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
        return _asked(self.field) + _escaped(self.text)


@dataclass(frozen=True, slots=True)
class Phrase(_Leaf):
    """Words in a row, in this order."""

    def __str__(self) -> str:
        inside = _IN_PHRASE.sub(lambda match: f"\\{match.group()}", self.text)
        return f'{_asked(self.field)}"{inside}"'


@dataclass(frozen=True, slots=True)
class Prefix(_Leaf):
    """Words that begin so, in the form in which they were written."""

    def __str__(self) -> str:
        return f"{_asked(self.field)}{_escaped(self.text)}*"


@dataclass(frozen=True, slots=True)
class Range:
    """A stretch of a date field, from ``low`` to ``high``, of which one may be None.

    The ends are dates known in part, taken with all the time that they can be; not
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


Leaf: TypeAlias = Word | Phrase | Prefix
Node: TypeAlias = Leaf | Range | All | And | Or | Not | AndMaybe


def leaves(node: Node, *, negated: bool = True) -> Iterator[Leaf]:
    """The words, phrases and prefixes of a tree in reading order.

    Without the ``negated`` ones it is those that a hit can owe itself to.
    """
    if isinstance(node, And | Or):
        for child in node.children:
            yield from leaves(child, negated=negated)
    elif isinstance(node, AndMaybe):
        yield from leaves(node.required, negated=negated)
        yield from leaves(node.optional, negated=negated)
    elif isinstance(node, Not):
        if negated:
            yield from leaves(node.child)
    elif not isinstance(node, All | Range):
        yield node


def _inside(child: Node, parent: type) -> str:
    """``child`` as printed within ``parent``: in parentheses where it would be read otherwise."""
    composite = isinstance(child, And | Or | AndMaybe)
    negated = isinstance(child, Not) and parent in {Or, AndMaybe}
    return f"({child})" if composite or negated else str(child)
