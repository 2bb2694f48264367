"""What a field with an order is asked: a value, or a stretch of them."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from search.analysis import number_key
from search.errors import QuerySyntaxError
from search.query.nodes import STRETCH, Range
from search.records import ReleaseDate, is_in_calendar
from search.schema import RANGED

_VALUES = {
    "date": r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?",
    "number": r"\d{1,3}(?:\.\d{1,2})?",
}
_EXAMPLES = {
    "date": "2004, 2004-11, 2004-11-12, 2000..2010 or >=2004",
    "number": "7, 7.5, 6..8 or >=7",
}
# A date known in part goes on behind all the dates in it.
_END = "~"


def read_range(text: str, field: str, span: tuple[int, int]) -> Range:
    """The stretch that ``2004``, ``2004-11``, ``2000..2010``, ``..2010`` or ``>=2004-11`` names.

    A date known in part is all the time that it can be: ``<=2004`` goes to the year's end.
    """
    kind = RANGED[field]
    value = _VALUES[kind]
    text = unicodedata.normalize("NFKC", text)
    between = re.fullmatch(rf"({value})?\.\.({value})?", text, re.ASCII)
    for end in re.findall(value, text, re.ASCII) if kind == "date" else ():
        _check_calendar(end, field, span)
    if between and (between[1] or between[2]):
        low, high = (end and _canonical(end, kind) for end in between.groups())
        if low and high and _in_order(low, kind) > _in_order(high, kind) + _END:
            raise QuerySyntaxError(f"{low} is after {high}", *span)
        return Range(field, low, high, span=span)
    compared = re.fullmatch(rf"(>=|<=|>|<)?({value})", text, re.ASCII)
    if compared is None:
        raise QuerySyntaxError(f"{field} is asked as {_EXAMPLES[kind]}", *span)
    sign, end = compared[1], _canonical(compared[2], kind)
    if not sign:
        return Range(field, end, end, span=span)
    whole = sign in {">=", "<="}
    if sign.startswith(">"):
        return Range(field, end, None, whole=whole, span=span)
    return Range(field, None, end, whole=whole, span=span)


class Ends(NamedTuple):
    """From ``low`` to ``high``, as the text that is in order; both in it unless left out.

    An empty ``low`` is before all there is.
    """

    low: str
    high: str
    after_low: bool
    before_high: bool


def ends_of(node: Range) -> Ends:
    """The ends of a stretch."""
    return _ends_of_numbers(node) if RANGED[node.field] == "number" else _ends_of_dates(node)


def _ends_of_numbers(node: Range) -> Ends:
    low, high = (number_key(end) if end else "" for end in (node.low, node.high))
    return Ends(
        low,
        high or _END,
        after_low=bool(low) and not node.whole,
        before_high=bool(high) and not node.whole,
    )


def _ends_of_dates(node: Range) -> Ends:
    """The dates of a stretch; as text they stand in the order of time.

    A date known in part stands before the days in it and ``_END`` after them. One without a year
    is in no stretch: it has no value, or one that stands before every digit.
    """
    low, high = node.low or "0", node.high or "9999"
    after_low = bool(node.low and not node.high and not node.whole)
    before_high = bool(node.high and not node.low and not node.whole)
    return Ends(
        low + _END * after_low,
        high + _END * (not before_high),
        after_low=False,
        before_high=before_high,
    )


def _check_calendar(value: str, field: str, span: tuple[int, int]) -> None:
    asked = ReleaseDate.parse(value)
    # The year 0 is asked for as the beginning of all time.
    if not is_in_calendar(asked.year or None, asked.month, asked.day):
        raise QuerySyntaxError(f"{field} {value} is in no calendar", *span)


def is_stretch(text: str) -> bool:
    """Whether ``text`` asks for a stretch, so that a field without an order cannot be asked it."""
    return bool(STRETCH.fullmatch(unicodedata.normalize("NFKC", text)))


def _canonical(value: str, kind: str) -> str:
    return value if kind == "date" else f"{float(value):g}"


def _in_order(value: str, kind: str) -> str:
    """The value as text that sorts as values do."""
    return value if kind == "date" else number_key(value)
