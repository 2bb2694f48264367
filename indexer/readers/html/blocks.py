"""The reviews of a page: blocks of like structure, one beside the other, each with its author."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from indexer.readers.html.labelled import fact_of
from indexer.readers.html.labels import REVIEW_NAMES, heads_a_part, heads_others, heads_reviews
from indexer.readers.html.opinion import read_opinion
from indexer.readers.html.prose import weight

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from indexer.readers.html.dom import Element
    from indexer.readers.html.lines import Line
    from search.records import Review

    Range = tuple[int, int]

_MAX_BLOCK_LINES = 150
_MAX_BLOCK_TEXT = 60_000
_LEAST_TEXT = 12
_MOST_LINKED = 0.6
_FEWEST = 2
_MAX_CLASS = 200
_EVERY_OTHER = {"alt", "odd", "even", "alternate", "first", "last", "row", "row1", "row2"}
_MAX_LEADERS = 4
_MAX_TRIED = 20_000
_MOST_THAT_FAIL = 0.5
_LOOKED_BACK = 40
_MEAN_OF_PROSE = 100
_MAX_HEADING = 120
_FACTS = {"director", "writer", "cast", "genre", "runtime", "country", "language"}


@dataclass(frozen=True, slots=True)
class Found:
    """Reviews and the lines that they stand in, ends excluded."""

    start: int
    end: int
    reviews: tuple[Review, ...]
    depth: int


def find_reviews(page: Element, lines: Sequence[Line]) -> list[Found]:
    """The groups of reviews of a page, in its order; none of them overlap."""
    found = sorted(_groups(page, lines), key=lambda group: (-len(group.reviews), -group.depth))
    taken: list[Found] = []
    for group in found:
        apart = all(group.end <= other.start or other.end <= group.start for other in taken)
        if apart and _is_of_reviews(group, lines):
            taken.append(group)
    taken.extend(_single(lines, taken))
    return sorted(taken, key=lambda group: group.start)


def _groups(page: Element, lines: Sequence[Line]) -> Iterator[Found]:
    tried = 0
    for parent in page.walk():
        children = [child for child in parent.elements() if child.end > child.start]
        if len(children) < _FEWEST or tried > _MAX_TRIED:
            continue
        depth = sum(1 for _ in parent.ancestors())
        for ranges in _divisions(parent, children):
            tried += len(ranges)
            group = _read_group(ranges, lines, depth)
            if group is not None:
                yield group


def _divisions(parent: Element, children: Sequence[Element]) -> Iterator[list[Range]]:
    """The ways to see children as blocks: each alike one, or from each alike one to the next."""
    kinds = Counter(_signature(child) for child in children)
    for kind, total in kinds.most_common(_MAX_LEADERS):
        if total < _FEWEST:
            return
        leaders = [place for place, child in enumerate(children) if _signature(child) == kind]
        yield [(children[place].start, children[place].end) for place in leaders]
        if total < len(children):
            yield _from_leader_to_leader(children, leaders, parent.end)


def _from_leader_to_leader(
    children: Sequence[Element], leaders: Sequence[int], end: int
) -> list[Range]:
    """The lines from each leader to the next, text between the elements too.

    What follows the last is its own only as far as the others reach.
    """
    starts = [children[place].start for place in leaders]
    steps = [after - before for before, after in pairwise(leaders)]
    after_last = min(leaders[-1] + max(steps), len(children))
    last_end = children[after_last].start if after_last < len(children) else end
    lengths = [after - before for before, after in pairwise(starts)]
    ends = [*starts[1:], min(last_end, starts[-1] + max(*lengths, 1))]
    return [(start, stop) for start, stop in zip(starts, ends, strict=True) if stop > start]


def _signature(element: Element) -> tuple[str, str]:
    """What blocks of a kind share: the tag and the first class; of rows, cells and colour."""
    classes = element.attrs.get("class", "")[:_MAX_CLASS].lower().split()
    first = next((name for name in classes if name not in _EVERY_OTHER), "")
    kind = "".join(filter(str.isalpha, first))
    if element.tag == "tr":
        kind += f"{len(element.elements())} {element.attrs.get('bgcolor', '')}"
    return element.tag, kind


def _read_group(ranges: Sequence[Range], lines: Sequence[Line], depth: int) -> Found | None:
    reviews: list[Review] = []
    blocks: list[Range] = []
    failed = 0
    for start, end in ranges:
        block = lines[start:end]
        if not _may_be_one(block):
            continue
        review = read_opinion(block)
        if review is None:
            failed += 1
        else:
            reviews.append(review)
            blocks.append((start, end))
    if len(reviews) < _FEWEST or failed > _MOST_THAT_FAIL * len(reviews) or _all_by_one(reviews):
        return None
    return Found(blocks[0][0], blocks[-1][1], _without_counters(reviews), depth)


def _without_counters(reviews: Sequence[Review]) -> tuple[Review, ...]:
    """Reviews without ratings where these only count them: 5/5, 4/5, 3/5 down to the last."""
    ratings = [review.rating or 0.0 for review in reviews]
    steps = {round(after - before, 1) for before, after in pairwise(ratings)}
    if len(reviews) > _FEWEST + 1 and len(steps) == 1 and steps != {0.0}:
        return tuple(replace(review, rating=None) for review in reviews)
    return tuple(reviews)


def _may_be_one(block: Sequence[Line]) -> bool:
    if not 0 < len(block) <= _MAX_BLOCK_LINES:
        return False
    if block[0].heading and heads_a_part(block[0].text):
        return False
    if any(fact_of(line.text) in _FACTS for line in block):
        return False
    total = sum(len(line.text) for line in block)
    linked = sum(line.linked for line in block)
    return _LEAST_TEXT <= total <= _MAX_BLOCK_TEXT and linked < _MOST_LINKED * total


def _all_by_one(reviews: Sequence[Review]) -> bool:
    """Whether the "author" is a word of the page, or the same text stands there again."""
    same_author = len(reviews) > _FEWEST and len({review.author for review in reviews}) == 1
    return same_author or len({review.text for review in reviews}) == 1


def _is_of_reviews(group: Found, lines: Sequence[Line]) -> bool:
    """Whether a group stands under a heading of reviews or is named so, or reads like them."""
    verdict = _context(group, lines)
    if verdict is not None:
        return verdict
    mean = sum(weight(review.text) for review in group.reviews) / len(group.reviews)
    dated = sum(1 for review in group.reviews if review.date or review.rating)
    return mean >= _MEAN_OF_PROSE and dated == len(group.reviews)


def _context(group: Found, lines: Sequence[Line]) -> bool | None:
    owner = lines[group.start].owner
    around = [owner, *list(owner.ancestors())[:6]]
    for line in reversed(lines[max(group.start - _LOOKED_BACK, 0) : group.start]):
        short = 0 < len(line.text) <= _MAX_HEADING
        if short and heads_reviews(line.text, heading=bool(line.heading)):
            return True
        if short and line.heading:
            if heads_others(line.text):
                return False
            break
    return True if any(element.names & REVIEW_NAMES for element in around) else None


def _single(lines: Sequence[Line], taken: Sequence[Found]) -> Iterator[Found]:
    """One review alone under a heading that says so."""
    place = 0
    while place < len(lines):
        line = lines[place]
        place += 1
        if not (line.heading and heads_reviews(line.text)):
            continue
        end = place
        while end < len(lines) and not (lines[end].heading and lines[end].heading <= line.heading):
            end += 1
        inside = any(place < group.end and group.start < end for group in taken)
        if inside or not _may_be_one(lines[place:end]):
            continue
        review = read_opinion(lines[place:end])
        if review is not None and weight(review.text) >= _MEAN_OF_PROSE:
            yield Found(place, end, (review,), 0)
        place = end
