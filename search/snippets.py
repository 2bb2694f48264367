"""Snippets: which fragments of a document are worth showing, and what is marked in them."""

from __future__ import annotations

from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from search.branches import has_branches, leaves_of_kind, owed_leaves
from search.fragments import best_fragments, matches_within
from search.matches import finder
from search.query.nodes import leaves
from search.query.weights import says_little
from search.results import Snippet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from search.fragments import Span
    from search.matches import Finder, Match
    from search.query.nodes import Leaf, Node
    from search.schema import Document

# So many names of a long list are shown; who asks for ``cast:j*`` has seen what matched.
MOST_NAMES = 5
# The fields by which facts are found that are shown under another name.
INDEXED_AS = {"genres": "genre", "languages": "language", "directors": "director"}
# What ``people`` has of a film's own page.
PEOPLE = frozenset({"directors", "cast"})
# No leaf is so common that it is worth nothing.
_LEAST_RARITY = 0.01
# What a word such as *the* is worth, of what its rarity says.
_SAYS_LITTLE = 1e-4


class Snippets:
    """Makes the snippets of the documents that a query found.

    ``rarity`` is how much it says that a leaf is shown, its idf; None: all say as much. At
    most ``most`` of a document. What the query asks of each field is made ready once, so it
    pays to have one of these for all documents of a page.
    """

    def __init__(
        self, query: Node, rarity: Mapping[Leaf, float] | None = None, most: int | None = None
    ) -> None:
        self._query = query
        self._most = most
        self._rarity = rarity
        self._has_branches = has_branches(query)
        self._all = _Wanted(dict.fromkeys(leaves(query, negated=False)), rarity)

    def of(self, document: Document) -> tuple[Snippet, ...]:
        """Fragments of the text, then the facts and names in which something matched, whole.

        One to three fragments, in reading order and apart; a second only for what the first
        does not show. Linear in the length of the text.
        """
        if self._most == 0:
            return ()
        wanted, kind, values = self._all, document["kind"], _values(document)
        matches = {field: wanted.found(field, value, kind) for field, value in values.items()}
        if self._has_branches:
            known = {wanted.leaves[match.leaf] for of in matches.values() for match in of}
            owed = dict.fromkeys(owed_leaves(self._query, document, known) or wanted.leaves)
            if (*owed,) != wanted.leaves:
                wanted = _Wanted(owed, self._rarity)
                matches = {field: wanted.found(field, text, kind) for field, text in values.items()}
        spans = best_fragments(values["text"], matches["text"], wanted.weights, self._most)
        found = [_cut_out("text", values["text"], span, matches["text"]) for span in spans]
        for field, value in values.items():
            if field != "text" and matches[field]:
                found += islice(_whole(field, value, matches[field]), MOST_NAMES)
        return tuple(found[: self._most])


class _Wanted:
    """Some leaves of a query, what each is worth, and what finds them in the fields."""

    def __init__(self, wanted: Iterable[Leaf], rarity: Mapping[Leaf, float] | None = None) -> None:
        self.leaves = tuple(wanted)
        self._rarity = rarity
        self._finders: dict[str, Finder] = {}

    @cached_property
    def weights(self) -> list[float]:
        """What each of the leaves is worth."""
        return [_weight(leaf, self._rarity) for leaf in self.leaves]

    def found(self, field: str, text: str, kind: str) -> list[Match]:
        """What matches in a value that is shown, through whichever field it was found by."""
        if not text:
            return []
        matches = self._in_field(INDEXED_AS.get(field, field), text)
        if kind == "description" and field in PEOPLE:
            matches = sorted({*matches, *self._in_field("people", text)})
        return matches

    def _in_field(self, field: str, text: str) -> list[Match]:
        if field not in self._finders:
            self._finders[field] = finder(self.leaves, field)
        return self._finders[field].matches(text)


def _values(document: Document) -> dict[str, str]:
    """What is shown of a document, by field, a name a line."""
    folded = document["folded"]
    return {
        "text": document["text"],
        "title": document["title"],
        "author": document["author"],
        "review_title": document["review_title"],
        "other_titles": document["other_titles"],
        "genres": document["genres"],
        "languages": document["languages"],
        "directors": document["directors"],
        "cast": document["cast"],
        "folded_authors": "\n".join(one["author"] for one in folded),
        "folded_titles": "\n".join(one["title"] for one in folded),
    }


def _whole(field: str, value: str, matches: list[Match]) -> Iterator[Snippet]:
    """The lines of a value in which something matches."""
    start = 0
    for line in value.split("\n"):
        end = start + len(line)
        ranges = _ranges(matches, (start, end))
        if ranges:
            yield Snippet(field, line, ranges)
        start = end + 1


def mark_text(query: Node, field: str, text: str, kind: str) -> Snippet:
    """All of a text of a document of a ``kind``, with the ranges that could match in it."""
    wanted = _Wanted(dict.fromkeys(leaves_of_kind(query, kind)))
    return Snippet(field, text, _ranges(wanted.found(field, text, kind), (0, len(text))))


def _weight(leaf: Leaf, rarity: Mapping[Leaf, float] | None) -> float:
    told = max(_LEAST_RARITY, rarity.get(leaf, 1.0)) if rarity else 1.0
    return told * _SAYS_LITTLE if says_little(leaf) else told


def _cut_out(field: str, text: str, span: Span, matches: list[Match]) -> Snippet:
    start, end = span
    cut_before, cut_after = bool(text[:start].strip()), bool(text[end:].strip())
    return Snippet(field, text[start:end], _ranges(matches, span), cut_before, cut_after)


def _ranges(matches: list[Match], span: Span) -> tuple[Span, ...]:
    """The matches within the span, counted from its start, overlapping ones made one."""
    offset = span[0]
    ranges: list[Span] = []
    for match in matches_within(matches, span):
        start, end = match.start - offset, min(match.end, span[1]) - offset
        if ranges and start < ranges[-1][1]:
            ranges[-1] = (ranges[-1][0], max(end, ranges[-1][1]))
        else:
            ranges.append((start, end))
    return tuple(ranges)
