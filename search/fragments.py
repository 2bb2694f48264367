"""Fragments: which parts of a text show the most of what matched in it."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

from search.cuts import bounds, is_joined

if TYPE_CHECKING:
    from search.matches import Match

# Characters in the one fragment of a text, and in each where there are several.
FRAGMENT_LENGTH = 240
SEVERAL_LENGTH = 150
MOST_FRAGMENTS = 3
# A match this long is shown whole, a longer one cut.
LONGEST_MATCH = 1_000
# Matches are looked for within this part of a fragment; the rest is for what is around them.
_CORE = 2 / 3
# What a leaf is worth where another fragment shows it already.
_SHOWN = 0.3
# What it is worth that leaves stand next to each other, of the worth of all but the heaviest.
_CLOSENESS = 0.5
# Sums of the same weights in another order differ by less.
_SAME = 1e-9
# A leaf of less weight than this, of the heaviest, has no fragment of its own.
_TELLING = 1e-3
# Fragments with so little between them are one.
_NEAR = 20

Span = tuple[int, int]


class Window(NamedTuple):
    """A part of a text with matches, compared by worth, then by how many there are."""

    worth: float
    total: int
    first: int
    last: int


def best_fragments(
    text: str, matches: list[Match], weights: list[float], most: int | None = None
) -> list[Span]:
    """Where the fragments are, in order: one, unless several show a leaf that it does not.

    ``weights`` has how much it says that a leaf is shown, by its number. At most ``most``, and
    without a match the beginning. Linear in the length of the text.
    """
    if not matches:
        return [bounds(text, 0, 0, FRAGMENT_LENGTH)]
    wanted = _telling({match.leaf for match in matches}, weights)
    window = _best_window(matches, weights, wanted, FRAGMENT_LENGTH * _CORE)
    alone = [_around(text, window, FRAGMENT_LENGTH)] if window else []
    shown = _leaves_in(matches, alone)
    if shown >= wanted or most == 1:
        return alone
    several = _several(text, matches, weights, min(most or MOST_FRAGMENTS, MOST_FRAGMENTS))
    return several if len(_leaves_in(matches, several) & wanted) > len(shown & wanted) else alone


def _telling(found: set[int], weights: list[float]) -> set[int]:
    """Of the leaves found, those worth a fragment of their own."""
    least = _TELLING * max(weights[leaf] for leaf in found)
    return {leaf for leaf in found if weights[leaf] >= least}


def _several(text: str, matches: list[Match], weights: list[float], most: int) -> list[Span]:
    """Fragments in order, each the best that shows what those chosen before it do not."""
    spans: list[Span] = []
    missing = _telling({match.leaf for match in matches}, weights)
    while missing and len(spans) < most:
        left = [w if n in missing else w * _SHOWN for n, w in enumerate(weights)]
        windows = [
            window
            for stretch in _stretches(matches, spans)
            if (window := _best_window(stretch, left, missing, SEVERAL_LENGTH * _CORE))
        ]
        if not windows:
            break
        best = max(windows, key=lambda window: (window.worth, window.total))
        spans.append(_around(text, best, SEVERAL_LENGTH))
        missing -= _leaves_in(matches, spans)
    return _merged(sorted(spans))


def _best_window(
    matches: list[Match], weights: list[float], missing: set[int], width: float
) -> Window | None:
    """The matches within ``width`` characters that are worth the most, the first of equals.

    None if no window has a leaf that is ``missing``. A window is worth the weights of its
    leaves and something for how close those stand; how often it has them decides a tie.
    """
    best: Window | None = None
    latest: dict[int, Match] = {}  # of each leaf, the latest last
    first = 0
    for number, match in enumerate(matches):
        while match.end - matches[first].start > width and first < number:
            first += 1
        latest.pop(match.leaf, None)
        latest[match.leaf] = match
        # Again the same leaf: no more than the match before is worth, to which others are nearer.
        if len(latest) > 1 and number and matches[number - 1].leaf == match.leaf:
            continue
        worth = _worth(matches[first].start, latest, weights, missing, width)
        total = number - first + 1
        gain = worth - (best.worth if best else 0.0)
        if gain > _SAME or (best and gain > -_SAME and total > best.total):
            best = Window(worth, total, matches[first].start, match.end)
    return best


def _worth(
    start: int, latest: dict[int, Match], weights: list[float], missing: set[int], width: float
) -> float:
    """The worth of the leaves that stand at ``start`` or later; 0 if none of them is missing."""
    total = heaviest = 0.0
    held = end = begin = 0
    is_new = False
    for begin_of_one, end_of_one, leaf in reversed(latest.values()):
        if begin_of_one < start:
            break
        weight = weights[leaf]
        total += weight
        heaviest = max(heaviest, weight)
        is_new = is_new or leaf in missing
        held += end_of_one - begin_of_one
        begin, end = begin_of_one, end or end_of_one
    if not is_new or total == heaviest:
        return total * is_new
    closeness = min(1.0, max(0.0, 1 - (end - begin - held) / width))
    return total + _CLOSENESS * (total - heaviest) * closeness


def _around(text: str, window: Window, length: int) -> Span:
    last = min(window.last, window.first + LONGEST_MATCH)
    while last < window.last and is_joined(text, last):
        last -= 1
    return bounds(text, window.first, last, length)


def _stretches(matches: list[Match], spans: list[Span]) -> list[list[Match]]:
    """The matches outside of the spans, those between two spans together."""
    made = []
    first = 0
    for start, end in sorted(spans):
        last = bisect_left(matches, (start,))
        made.append([match for match in matches[first:last] if match.end <= start])
        first = bisect_left(matches, (end,))
    return [*made, matches[first:]]


def _merged(spans: list[Span]) -> list[Span]:
    """Spans in order, those made one that have next to nothing between them."""
    made: list[Span] = []
    for start, end in spans:
        if made and start - made[-1][1] <= _NEAR:
            made[-1] = (made[-1][0], max(end, made[-1][1]))
        else:
            made.append((start, end))
    return made


def matches_within(matches: list[Match], span: Span) -> list[Match]:
    """The matches that a fragment shows: whole, or as much as is shown of one without end."""
    first, last = (bisect_left(matches, (place,)) for place in span)
    return [
        match
        for match in matches[first:last]
        if match.end <= span[1] or match.end - match.start > LONGEST_MATCH
    ]


def _leaves_in(matches: list[Match], spans: list[Span]) -> set[int]:
    return {match.leaf for span in spans for match in matches_within(matches, span)}
