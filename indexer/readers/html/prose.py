"""Which lines are prose, and which of a page is the description of its film."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from indexer.readers.html.labelled import fact_of, labelled_values
from indexer.readers.html.labels import PLOT_NAMES, folded, heads_others, heads_reviews, label_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.readers.html.lines import Line
    from indexer.readers.html.meta import Head

_SENTENCE = re.compile(r"[.!?…。！？]")
_LEGAL = re.compile(
    r"©|copyright|all rights reserved|cookies?\b|javascript|terms of (?:use|service)|privacy policy"
    r"|sign (?:in|up)|log ?in\b|register\b|subscribe",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"\s*(?:\.\.\.|…)?\s*(?:(?:full|plot) (?:summary|synopsis)|read more|see more|more|»|\|)\s*$",
    re.IGNORECASE,
)
_MIN_PROSE = 60
# More bars, or commas closer together than so many characters, make a list.
_MOST_BARS = 2
_LEAST_BETWEEN_COMMAS = 12
_MIN_DESCRIPTION = 90
_MOST_LINKED = 0.35
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_WIDE_WEIGHT = 3


def weight(text: str) -> int:
    """The length of a text; a letter of Chinese, Japanese or Korean says as much as three."""
    return len(text) + (_WIDE_WEIGHT - 1) * len(_WIDE.findall(text))


def is_prose(line: Line, least: int = _MIN_PROSE) -> bool:
    """Whether a line is of sentences and not a list, links or the small print."""
    text = line.text
    if weight(text) < least or not _SENTENCE.search(text) or line.linked > _MOST_LINKED * len(text):
        return False
    if text.count("|") > _MOST_BARS or text.count(",") * _LEAST_BETWEEN_COMMAS > len(text):
        return False
    return not (_LEGAL.search(text) and weight(text) < 2 * _MIN_DESCRIPTION)


def find_description(head: Head, lines: Sequence[Line], title: str) -> str:
    """The film's description: labelled, of a block named so, the densest prose, or the head's.

    ``lines`` are those before the reviews. Empty where there is none.
    """
    labelled = _after_label(lines)
    named = [line for line in lines if line.names & PLOT_NAMES and is_prose(line, _MIN_PROSE // 2)]
    found = _with_neighbours(labelled or named[:1], lines)
    if found:
        return found
    said = head.get("og:description", "description", "twitter:description", "dc.description")
    densest = max(
        (line for line in lines if is_prose(line, _MIN_DESCRIPTION) and not line.heading),
        key=lambda line: weight(line.text) - 2 * line.linked,
        default=None,
    )
    if densest is not None:
        return _with_neighbours([densest], lines)
    return "" if folded(said) == folded(title) or weight(said) < _MIN_PROSE else said


def _after_label(lines: Sequence[Line]) -> list[Line]:
    """The first prose after the first label or heading that says plot, in any language."""
    values = tuple(labelled_values(lines).get("plot", [])[:3])
    for line in lines:
        if values and line.text.endswith(values) and is_prose(line, _MIN_PROSE // 2):
            return [line]
    return _after_heading(lines)


def _after_heading(lines: Sequence[Line]) -> list[Line]:
    for place, line in enumerate(lines):
        if label_of(line.text) == "plot" or (line.heading and _names_plot(line.text)):
            for after in lines[place + 1 : place + 6]:
                if after.heading:
                    break
                if is_prose(after, _MIN_PROSE // 2) or (
                    weight(after.text) >= _MIN_PROSE and not after.linked
                ):
                    return [after]
    return []


def _names_plot(text: str) -> bool:
    return len(text) <= 2 * _MIN_PROSE and bool(set(folded(text).split()) & PLOT_NAMES)


def _with_neighbours(found: Sequence[Line], lines: Sequence[Line]) -> str:
    """The text of a line and of the prose right before and after it in the same block."""
    if not found:
        return ""
    middle = next(place for place, line in enumerate(lines) if line is found[0])
    block = found[0].owner.parent
    first = last = middle
    while first > 0 and _goes_on(lines[first - 1], found[0], block):
        first -= 1
    while last + 1 < len(lines) and _goes_on(lines[last + 1], found[0], block):
        last += 1
    texts = (_tidy(line) for line in lines[first : last + 1])
    return "\n\n".join(text for text in texts if text)


def _goes_on(line: Line, of: Line, block: object) -> bool:
    same = line.owner is of.owner or (line.owner.parent is block and line.owner.tag == of.owner.tag)
    if fact_of(line.text) not in {"", "plot"}:
        return False
    heads = line.heading or heads_reviews(line.text) or heads_others(line.text)
    return (
        same
        and (not heads or len(line.text) > _MIN_DESCRIPTION)
        and is_prose(line, _MIN_PROSE // 2)
    )


def _tidy(line: Line) -> str:
    """A line's text without its label and the links at its end."""
    text = line.text
    head, colon, rest = text.partition(":")
    if colon and label_of(head) == "plot":
        text = rest.strip()
    linked = any(piece.href for piece in line.pieces[-4:])
    while linked and (match := _TAIL.search(text)) and match.start():
        text = text[: match.start()]
    return text
