"""The facts that a page labels: "Director: X", a cell and the one beside it, a term and a text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from indexer.readers.html.facts import Facts
from indexer.readers.html.labels import label_of
from indexer.readers.html.values import one_line, whole_date

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.readers.html.lines import Line
    from search.records import ReleaseDate

_LABEL = re.compile(r"\s*([^:：]{2,40}?)\s*[:：]\s*(.*)", re.DOTALL)
_BETWEEN = re.compile(r"\s*(?:[|/·•;、，]|,(?!\s*(?:Jr|Sr)\b)|\band\b|&(?=\s)|(?<=\w),\s)\s*")
_FURNITURE = re.compile(
    r"\s*(?:\.\.\.|…)?\s*\b(?:see |full |view )?(?:more|all|full summary|full synopsis)\b[\s»>]*$",
    re.IGNORECASE,
)
_IN_PARENTHESES = re.compile(r"\s*\([^()]*\)")
_DURATION = re.compile(
    r"\b\d{1,3}\s*(?:min|perc|mn|minut|мин|分)|\b\d\s?(?:hr?|h|std)\b", re.IGNORECASE
)
_YEAR = re.compile(r"\b((?:18[89]|19\d|20\d)\d)\b(?!\s*-)")
_COUNTRY = re.compile(r"\(([^()\d:]{2,40})\)")
_ITEMS = {"li", "dd"}
_OF_A_FILM = {"director", "cast", "runtime", "writer", "genre", "date"}
_ROLE = re.compile(r"\s+(?:as|als|mint)\s.*")
_MAX_VALUES = 30
_MAX_NAME = 60
_MAX_FACTS_LINE = 200
_VALUE_LINES = 40


def labelled_values(lines: Sequence[Line]) -> dict[str, list[str]]:
    """For each kind of label the values of its first place; a plot's are its lines."""
    found: dict[str, list[str]] = {}
    for place, line in enumerate(lines):
        kind, value = _split(line.text)
        if kind and kind not in found:
            values = [value] if value else _values_after(lines, place)
            if values:
                found[kind] = values
    return found


def fact_of(text: str) -> str:
    """The kind of fact that a line labels, or nothing."""
    return _split(text)[0]


def _split(text: str) -> tuple[str, str]:
    """The kind of a line's label, and what follows it in the line."""
    kind = label_of(text)
    if kind:
        return kind, ""
    match = _LABEL.match(text[:_MAX_FACTS_LINE])
    kind = label_of(match[1]) if match else ""
    return (kind, text[match.start(2) :].strip()) if match and kind else ("", "")


def _values_after(lines: Sequence[Line], place: int) -> list[str]:
    """The lines after a label, up to the next label, heading or place apart from it."""
    values: list[str] = []
    for line in lines[place + 1 : place + 1 + _VALUE_LINES]:
        if line.heading or _LABEL.fullmatch(line.text + " ") or label_of(line.text):
            break
        first = lines[place + 1].owner
        if values and line.owner.parent is not first.parent and line.owner.tag not in _ITEMS:
            break
        if line.text:
            values.append(line.text)
    return values


def labelled_facts(lines: Sequence[Line]) -> Facts:
    """What the labels of a page say, but for its plot."""
    values = labelled_values(lines)
    said = " ".join(values.get("date", [])[:2])[:_MAX_FACTS_LINE]
    country = _COUNTRY.search(said)
    return Facts(
        date=_best_date(whole_date(said), _date_beside_duration(lines)),
        country=one_line(country[1]) if country else next(iter(_names(values, "country")), ""),
        genres=_names(values, "genre"),
        languages=_names(values, "language"),
        directors=_names(values, "director"),
        cast=_names(values, "cast"),
    )


def film_labels(lines: Sequence[Line]) -> int:
    """How many different facts of a film the page labels."""
    return len(set(labelled_values(lines)) & _OF_A_FILM)


def _best_date(labelled: ReleaseDate | None, made: ReleaseDate | None) -> ReleaseDate | None:
    """The year that a film was made in tells it from others; a later premiere does not."""
    if labelled and made and labelled.year != made.year:
        return made
    return labelled or made


def _date_beside_duration(lines: Sequence[Line]) -> ReleaseDate | None:
    """The year in a line such as "USA, 1972, 171 min"."""
    for line in lines:
        if len(line.text) <= _MAX_FACTS_LINE and _DURATION.search(line.text):
            year = _YEAR.search(line.text)
            if year:
                return whole_date(year[0])
    return None


def _names(values: dict[str, list[str]], kind: str) -> tuple[str, ...]:
    names: dict[str, None] = {}
    for value in values.get(kind, []):
        bare = _IN_PARENTHESES.sub("", _FURNITURE.sub("", value))
        for part in _BETWEEN.split(bare):
            name = _ROLE.sub("", one_line(part)).strip(" .…")
            if 1 < len(name) <= _MAX_NAME and any(map(str.isalpha, name)):
                names[name] = None
    return tuple(names)[:_MAX_VALUES]
